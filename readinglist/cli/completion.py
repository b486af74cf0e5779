"""What a shell is offered where an id, a theme or a code is to be written.

It is asked for with every press of a key, so ids are read from the names of files, and nothing is
checked. Where something cannot be read, nothing is offered: whoever types wants no message.
"""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import typer

#: What a shell offers for what has been typed so far: words, each perhaps with what it means.
Completer = Callable[[typer.Context, str], list[str | tuple[str, str]]]
_WORKS = ("papers", "essays")
_ENTRIES = (*_WORKS, "claims", "paths")


def _offering(words: Callable[[Path], Iterable[tuple[str, str]]]) -> Completer:
    """A completer that offers those of the words, with their meanings, that begin as is typed."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str | tuple[str, str]]:
        offered: list[str | tuple[str, str]] = []
        # What stands in the files may be anything, half written as it is.
        with contextlib.suppress(Exception):
            offered.extend(one for one in words(_project(ctx)) if one[0].startswith(incomplete))
        return offered

    return complete


def _project(ctx: typer.Context) -> Path:
    given: Any = ctx.params.get("project")
    return Path(given or os.curdir)


def _ids(project: Path, folders: Iterable[str]) -> Iterator[tuple[str, str]]:
    for folder in folders:
        for file in sorted((project / "entries" / folder).glob("*.yml")):
            yield file.stem, folder.removesuffix("s")


def _themes(project: Path) -> Iterator[tuple[str, str]]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (project / "entries" / "themes.yml").read_bytes()
    for theme in yaml.load(text, loader):  # noqa: S506 - either loader is a safe one
        yield theme["id"], theme.get("title") or ""
        for section in theme.get("sections") or ():
            yield f"{theme['id']}/{section['id']}", section.get("title") or ""


def _works_and_themes(project: Path) -> Iterator[tuple[str, str]]:
    yield from _ids(project, _ENTRIES)
    yield from _themes(project)


def _codes(project: Path) -> Iterator[tuple[str, str]]:  # noqa: ARG001 - the same for all
    from readinglist.catalogue import RULES

    for rule in RULES:
        yield rule.code, rule.title


complete_id = _offering(lambda project: _ids(project, _ENTRIES))
complete_work = _offering(lambda project: _ids(project, _WORKS))
complete_theme = _offering(_themes)
complete_selection = _offering(_works_and_themes)
complete_code = _offering(_codes)
complete_schema = _offering(lambda _: ((one, "") for one in (*_ENTRIES, "themes")))
complete_suggestion = _offering(lambda _: ((one, "") for one in ("paper", "claim")))
