"""The command that exports works for other programs: `export`."""

from __future__ import annotations

import enum
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readinglist.cli.completion import complete_selection
from readinglist.cli.console import Project
from readinglist.errors import UsageError
from readinglist.system.files import borders_of, write_whole
from readinglist.values.suggestions import did_you_mean

if TYPE_CHECKING:
    from readinglist.graph.graph import Graph


class Wanted(enum.StrEnum):
    """The formats that the command can write."""

    BIB = "bib"
    BIBLATEX = "biblatex"
    RIS = "ris"
    CSL = "csl"
    CSV = "csv"
    JSON = "json"


def export(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="ID",
            autocompletion=complete_selection,
            help="The id of an entry or theme, or theme/section.",
        ),
    ] = None,
    project: Project = Path(),
    everything: Annotated[
        bool, typer.Option("--all", help="Export all works of the list.")
    ] = False,
    cited: Annotated[
        bool, typer.Option("--cited", help="Export the works that an essay cites.")
    ] = False,
    format: Annotated[  # noqa: A002 - the option's name
        Wanted,
        typer.Option(
            "--format",
            "-f",
            metavar="bib|biblatex|ris|csl|csv|json",
            help="BibTeX, biblatex, RIS, CSL-JSON, CSV; with --all also JSON.",
        ),
    ] = Wanted.BIB,
    style: Annotated[
        str,
        typer.Option(
            "--style",
            metavar="NAME",
            help="Write formatted references in a CSL style, such as apa, instead of a format.",
        ),
    ] = "",
    abstracts: Annotated[
        bool, typer.Option(help="Include abstracts, if the lock has them and the format allows.")
    ] = True,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write to this file instead of printing."
        ),
    ] = None,
) -> None:
    """Export works to the formats of other programs.

    For a paper or an essay that is the work itself, for a claim its evidence, for a path or a theme
    the works in it. JSON holds the whole list with its claims. With --style the references are
    written as text, which needs this package's extra 'citations'.
    """
    from readinglist.cli.project import read_project
    from readinglist.site.exports.bibtex import Dialect, render_bibliography
    from readinglist.site.exports.dump import render_dump
    from readinglist.site.exports.files import ExportFormat
    from readinglist.site.exports.references import render_references
    from readinglist.site.exports.selection import ALL, select

    if everything is (what is not None):
        raise UsageError("give either an id or --all", "See 'readinglist list'.")
    if cited and everything:
        raise UsageError("--cited is for an essay", "Give its id instead of --all.")
    if format is Wanted.JSON and not everything:
        raise UsageError("JSON is for the whole list", "Add --all, or choose --format csl.")
    if style and format is not Wanted.BIB:
        raise UsageError("--style writes text, no other format", "Leave out --format.")
    graph = read_project(project).graph
    if format is Wanted.JSON:
        text = render_dump(graph, with_abstracts=abstracts)
    else:
        name = _selection(graph, what, cited=cited) if what else ALL
        items = select(graph, name)
        if not abstracts:
            items = tuple(replace(item, with_abstract=False) for item in items)
        if style:
            text = render_references(items, style)
        elif format is Wanted.BIBLATEX:
            text = render_bibliography(items, Dialect.BIBLATEX)
        else:
            text = ExportFormat(format.value).render(items)
    if output:
        write_whole(output, text.encode(), within=borders_of(output, project))
    else:
        print(text, end="")


def _selection(graph: Graph, what: str, *, cited: bool) -> str:
    """The name of the selection. If an entry and a theme share the id, the entry is meant."""
    from readinglist.site.exports.selection import names_of_selections

    by_id: dict[str, str] = {}
    for name in names_of_selections(graph):
        folder, _, item_id = name.partition("/")
        if item_id and (folder == "cited-in") is cited:
            by_id.setdefault(item_id, name)
    if what not in by_id:
        kind = "essay" if cited else "valid entry or theme"
        raise UsageError(
            f"there is no {kind} '{what}'", did_you_mean(what, by_id) or "See 'readinglist list'."
        )
    return by_id[what]
