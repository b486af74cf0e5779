"""Commands for editing entries: `fmt`, `schema`."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readinglist.cli.completion import complete_schema
from readinglist.cli.console import Project, err, escape, say
from readinglist.cli.turn import Wait, take_turn
from readinglist.errors import UsageError
from readinglist.system.bounded_reads import UnfitFileError, read_bounded, read_file
from readinglist.system.files import borders_of, real_path, write_whole
from readinglist.values.visible import show_lines

if TYPE_CHECKING:
    from readinglist.entry.formatting import Formatted
    from readinglist.entry.model import Schema


def fmt(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help="Files or folders; all entries if none is named."),
    ] = None,
    project: Project = Path(),
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if a file would change.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; print what would change.")
    ] = False,
    wait: Wait = True,
) -> None:
    """Format entries in the canonical style, keeping their content.

    Fields are put in the model's order, arXiv ids in quotes, and tags in alphabetical order; long
    prose is folded; ids and URLs get their plain form. Comments stay. A file that cannot be read,
    or whose layout is too unusual to be sure of, is left alone and reported.
    """
    from readinglist.entry.formatting import format_entry
    from readinglist.entry.model import Theme
    from readinglist.entry.places import ENTRIES_FOLDER
    from readinglist.values.plurals import plural

    entries = project / ENTRIES_FOLDER
    if not entries.is_dir():
        raise UsageError(
            f"there is no folder '{ENTRIES_FOLDER}' in {project.resolve()}",
            "Go to the folder of the reading list, or name it with --project.",
        )
    if not (check or diff):
        take_turn(project, wait=wait)
    changed = left = count = 0
    for file, schema in _chosen(entries, files or [entries]):
        count += 1
        try:
            data = read_file(file)
        except UnfitFileError as error:
            left += 1
            err.print(escape(f"{file}: left alone, {error.reason}"))
            continue
        result = format_entry(data, schema, many=schema is Theme)
        if result.reason:
            left += 1
            err.print(escape(f"{file}: left alone, {result.reason}"))
        elif result.data != data:
            changed += 1
            _show(file, data, result, with_diff=diff)
            if not (check or diff):
                write_whole(file, result.data, within=project)
    would = "would be formatted" if check or diff else "formatted"
    summary = f"{plural(count, 'file')}: {changed} {would}"
    advice = " Run 'readinglist fmt'." if changed and (check or diff) else ""
    err.print(f"{summary}{f', {left} left alone' if left else ''}.{advice}")
    raise typer.Exit(1 if changed and (check or diff) else 0)


def _show(file: Path, data: bytes, result: Formatted, *, with_diff: bool) -> None:
    if not with_diff:
        say(file)
        return
    old, new = (content.decode("utf-8-sig").splitlines() for content in (data, result.data))
    for line in difflib.unified_diff(old, new, str(file), str(file), lineterm=""):
        print(show_lines(line))
    if old == new:
        say(f"{file}: byte order mark, ends of lines")


def _chosen(entries: Path, wanted: list[Path]) -> Iterator[tuple[Path, type[Schema]]]:
    """The entry files that were named directly or by folder, each with its schema."""
    from readinglist.entry.kinds import FOLDERS
    from readinglist.entry.model import Theme
    from readinglist.entry.places import THEMES_FILE

    known: dict[Path, type[Schema]] = {}
    for folder, schema in FOLDERS.items():
        for file in sorted((entries / folder).glob("*.yml")):
            known[real_path(file)] = schema
    themes = real_path(entries / THEMES_FILE)
    if themes.is_file():
        known[themes] = Theme
    for path in wanted:
        if not path.exists():
            raise UsageError(f"there is no file {path}", "Name an entry's file or folder.")
        target = real_path(path)
        found = [file for file in known if file == target or target in file.parents]
        if not found and path.is_file():
            raise UsageError(
                f"{path} is no entry", "Entries are the .yml files in entries/<kind>/."
            )
        for file in found:
            shown = path if file == target else path / file.relative_to(target)
            yield shown, known[file]


def schema(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="KIND",
            autocompletion=complete_schema,
            help="Print this one: papers, essays, claims, paths, themes.",
        ),
    ] = None,
    project: Project = Path(),
    write: Annotated[
        Path | None,
        typer.Option("--write", metavar="FOLDER", help="Write all of them into this folder."),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Exit with 1 if the project's schemas/ is out of date."),
    ] = False,
    wait: Wait = True,
) -> None:
    """Write JSON Schemas for completion and checks in editors.

    ids.json holds the list's own ids for completion. Missing new ids are not an error: --check only
    mentions them.
    """
    from readinglist.cli.project import read_project
    from readinglist.entry.json_schema import FOLDER
    from readinglist.graph.editor_ids import render_schemas

    if [name is not None, write is not None, check].count(True) != 1:
        raise UsageError("name a schema, or use --write or --check", "See 'readinglist schema -h'.")
    if write:
        take_turn(project, wait=wait)
    schemas = render_schemas(read_project(project).graph)
    if write:
        for file, text in schemas.items():
            write_whole(write / file, text.encode(), within=borders_of(write, project))
        return
    if name is not None:
        if f"{name}.json" not in schemas:
            known = ", ".join(file.removesuffix(".json") for file in schemas)
            raise UsageError(f"there is no schema '{name}'", f"The schemas are {known}.")
        print(schemas[f"{name}.json"], end="")
        return
    raise typer.Exit(_check_schemas(project / FOLDER, schemas))


def _check_schemas(folder: Path, schemas: dict[str, str]) -> int:
    from readinglist.entry.json_schema import IDS

    stale = 0
    for file, text in schemas.items():
        target = folder / file
        stands = read_bounded(target) if target.is_file() else None
        if stands == text.encode():
            continue
        if file == IDS and stands is not None:
            err.print(f"{target}: newer ids are not offered by editors yet")
            continue
        stale += 1
        what = "is missing" if stands is None else "does not say what the model says"
        say(f"{target}: {what}. Run 'readinglist schema --write {folder}'.")
    return min(stale, 1)
