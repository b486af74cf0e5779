"""Shell completion of ids, themes and codes.

It runs at every press of the Tab key, so ids are taken from file names, and nothing is checked. If
something cannot be read, nothing is offered: nobody wants an error message while typing.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import typer

from readinglist.entry.places import ENTRIES_FOLDER, ENTRY_FOLDERS, THEMES_FILE, WORK_FOLDERS
from readinglist.library.locating import find_project

#: Completes what has been typed so far: words, each with an optional description.
Completer = Callable[[typer.Context, str], list[str | tuple[str, str]]]


def _offering(words: Callable[[typer.Context], Iterable[tuple[str, str]]]) -> Completer:
    """A completer that offers the words, with descriptions, that start with what was typed."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str | tuple[str, str]]:
        offered: list[str | tuple[str, str]] = []
        # The files may contain anything, including half-finished edits.
        with contextlib.suppress(Exception):
            offered.extend(word for word in words(ctx) if word[0].startswith(incomplete))
        return offered

    return complete


def _of_project(words: Callable[[Path], Iterable[tuple[str, str]]]) -> Completer:
    return _offering(lambda ctx: words(_project(ctx)))


def _project(ctx: typer.Context) -> Path:
    """The project that the command would use: see the option `--project`."""
    given: Any = ctx.params.get("project")
    source = getattr(ctx.get_parameter_source("project"), "name", "DEFAULT")
    return find_project(Path.cwd()) if given is None or source == "DEFAULT" else Path(given)


def _ids(project: Path, folders: Iterable[str]) -> Iterator[tuple[str, str]]:
    for folder in folders:
        for file in sorted((project / ENTRIES_FOLDER / folder).glob("*.yml")):
            yield file.stem, folder.removesuffix("s")


def _themes(project: Path) -> Iterator[tuple[str, str]]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (project / ENTRIES_FOLDER / THEMES_FILE).read_bytes()
    for theme in yaml.load(text, loader):  # noqa: S506 - either loader is a safe one
        yield theme["id"], theme.get("title") or ""
        for section in theme.get("sections") or ():
            yield f"{theme['id']}/{section['id']}", section.get("title") or ""


def _works_and_themes(project: Path) -> Iterator[tuple[str, str]]:
    yield from _ids(project, ENTRY_FOLDERS)
    yield from _themes(project)


def _codes() -> Iterator[tuple[str, str]]:
    from readinglist.entry.catalogue import RULES

    for rule in RULES:
        yield rule.code, rule.title


complete_id = _of_project(lambda project: _ids(project, ENTRY_FOLDERS))
complete_work = _of_project(lambda project: _ids(project, WORK_FOLDERS))
complete_theme = _of_project(_themes)
complete_selection = _of_project(_works_and_themes)
complete_code = _offering(lambda _: _codes())
complete_schema = _offering(lambda _: ((kind, "") for kind in (*ENTRY_FOLDERS, "themes")))
complete_suggestion = _offering(lambda _: ((kind, "") for kind in ("paper", "claim")))
