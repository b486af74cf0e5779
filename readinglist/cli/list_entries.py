"""The command `list`: entries that fit, one per line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from readinglist.cli.completion import complete_theme
from readinglist.cli.console import (
    AsData,
    DataFormat,
    Project,
    err,
    one_of,
    out,
    parsed,
    say,
    wrap,
)
from readinglist.entry.vocabulary import Standing, WorkType
from readinglist.errors import UsageError
from readinglist.graph.queries import Kind, Order, Query, parse_years
from readinglist.system.clock import read_clock
from readinglist.values.dates import day_of
from readinglist.values.visible import dump_json

if TYPE_CHECKING:
    from readinglist.graph.selection import Row


def list_entries(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORD", help="Only entries that contain all of these words."),
    ] = None,
    project: Project = Path(),
    kind: Annotated[
        Kind,
        typer.Option(
            "--kind", "-k", metavar="KIND", help=f"Only entries of this kind: {one_of(Kind)}."
        ),
    ] = Kind.ALL,
    theme: Annotated[
        str,
        typer.Option(
            "--theme",
            "-t",
            metavar="THEME",
            autocompletion=complete_theme,
            help="Only this theme, or theme/section.",
            show_default=False,
        ),
    ] = "",
    tag: Annotated[
        str,
        typer.Option(
            "--tag",
            metavar="TAG",
            help="Only entries with this tag.",
            show_default=False,
        ),
    ] = "",
    author: Annotated[
        str,
        typer.Option(
            "--author",
            "-a",
            metavar="NAME",
            help="Only works by this author and claims from their essays; a family name is enough.",
            show_default=False,
        ),
    ] = "",
    year: Annotated[
        str,
        typer.Option(
            "--year",
            "-y",
            metavar="YEARS",
            help="Only entries of these years: 2017, 2015-2020, 2015- or -2020.",
            show_default=False,
        ),
    ] = "",
    work_type: Annotated[
        WorkType | None,
        typer.Option(
            "--type", metavar="TYPE", help=f"Only works of this type: {one_of(WorkType)}."
        ),
    ] = None,
    standing: Annotated[
        Standing | None,
        typer.Option(
            "--standing",
            "-s",
            metavar="STANDING",
            help=f"Only claims of this standing: {one_of(Standing)}.",
        ),
    ] = None,
    due: Annotated[
        bool,
        typer.Option("--due", help="Only predictions that could be judged by now and are open."),
    ] = False,
    drafts: Annotated[
        bool, typer.Option("--drafts", help="Only drafts, which are otherwise left out.")
    ] = False,
    sort: Annotated[
        Order,
        typer.Option(
            "--sort",
            metavar="KEY",
            help=f"Sort by {one_of(Order)}; entries without a value come last.",
        ),
    ] = Order.LIST,
    reverse: Annotated[bool, typer.Option("--reverse", "-r", help="Reverse the order.")] = False,
    format: AsData = DataFormat.TEXT,  # noqa: A002 - the option's name
) -> None:
    """List entries, one per line.

    Without options, all entries are listed; options that are combined must all fit. Words are
    looked for in ids, titles, authors, short names, tags and identifiers, whatever their accents
    and case.
    """
    from readinglist.cli.project import read_project
    from readinglist.graph.selection import list_rows, select, sort_rows

    query = Query(
        words=tuple(words or ()),
        kind=kind,
        theme=theme,
        tag=tag,
        author=author,
        years=parsed(parse_years, "--year", year) if year else None,
        type=work_type,
        standing=standing,
        due=day_of(read_clock()) if due else None,
        drafts=drafts,
    )
    graph = read_project(project, drafts=drafts).graph
    try:
        rows = sort_rows(select(list_rows(graph), query), sort, reverse=reverse)
    except ValueError as error:
        raise UsageError(*error.args) from None
    if format is DataFormat.JSON:
        print(dump_json([_as_json(row) for row in rows]))
        return
    if not out.is_terminal:
        for row in rows:
            # Not through the console, which would replace tabs by spaces.
            say(row.id, row.kind, row.year, _title(row))
    else:
        for line in _table(rows):
            out.print(line)
    err.print(f"{len(rows)} of {len(graph.works) + len(graph.claims) + len(graph.paths)} entries")


def _as_json(row: Row) -> dict[str, Any]:
    values = asdict(row) | {"year": row.year}
    for name in ("issued", "added", "resolves_by"):
        values[name] = str(getattr(row, name) or "")
    del values["sort_author"]
    return values


#: The minimum width of a title next to an id; in narrower terminals it goes below.
_NARROWEST = 24


def _table(rows: list[Row]) -> Iterator[Text]:
    """The rows for a terminal: ids are never cut, because other commands take them."""
    ids = max((len(row.id) for row in rows), default=2)
    kinds = max((len(row.kind) for row in rows), default=4)
    beside = f"{{:<{ids}}}  {{:<{kinds}}}  {{:<4}}  "
    indent = len(beside.format("", "", ""))
    is_narrow = out.width - indent < _NARROWEST
    if rows and not is_narrow:
        yield Text(beside.format("id", "kind", "year") + "title", style="bold")
    for row in rows:
        if is_narrow:
            yield Text(row.id, style="bold")
            text = "  " + ", ".join(filter(None, (row.kind, row.year, _title(row))))
            lines = wrap(text, out.width, "  ")
        else:
            start = beside.format(row.id, row.kind, row.year)
            lines = wrap(start + _title(row), out.width, " " * indent)
        yield from map(Text, lines)


def _title(row: Row) -> str:
    return f"{row.status.capitalize()}: {row.title}" if row.status else row.title
