"""Commands that query the list: `show`, `list`, `stats`."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from readinglist.cli.completion import complete_id, complete_theme
from readinglist.cli.console import (
    AsData,
    DataFormat,
    Project,
    err,
    one_of,
    out,
    print_line,
    say,
    seen,
    wrap,
)
from readinglist.entry.vocabulary import Standing
from readinglist.errors import UsageError
from readinglist.values.folding import did_you_mean, strip_accents
from readinglist.values.visible import dump_json

if TYPE_CHECKING:
    from readinglist.graph.claims import Claim
    from readinglist.graph.graph import Graph, ReadingPath
    from readinglist.library.works import Work


def show(
    entry_id: Annotated[
        str, typer.Argument(metavar="ID", autocompletion=complete_id, help="The id of an entry.")
    ],
    project: Project = Path(),
    format: AsData = DataFormat.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Show one entry with everything that is linked to it."""
    from readinglist.cli.project import read_project

    graph = read_project(project, drafts=True).graph
    item = graph.works.get(entry_id) or graph.claims.get(entry_id) or graph.paths.get(entry_id)
    if item is None:
        known = {*graph.works, *graph.claims, *graph.paths}
        hint = did_you_mean(entry_id, known) or "See 'readinglist list'."
        raise UsageError(f"there is no valid entry '{entry_id}'", hint)
    data = _describe(graph, item)
    if format is DataFormat.JSON:
        print(dump_json(data))
        return
    for key, value in data.items():
        if not value and value != 0:
            continue
        label = key.replace("_", " ")
        if key == "file":
            print_line(f"{label} {seen(value)}", bold=len(label))
        elif isinstance(value, list):
            print_line(label, bold=len(label))
            for item in value:
                print_line(f"  {item if isinstance(item, str) else _flat(item)}")
        else:
            print_line(f"{label} {value}", bold=len(label))


def _flat(values: dict[str, Any]) -> str:
    return " · ".join(str(value) for value in values.values() if value)


def _describe(graph: Graph, item: Work | Claim | ReadingPath) -> dict[str, Any]:
    from readinglist.graph.claims import Claim
    from readinglist.graph.graph import ReadingPath, mode_of
    from readinglist.graph.verdicts import verdict

    if isinstance(item, ReadingPath):
        return {
            "id": item.id,
            "kind": "path",
            "title": item.title,
            "lead": item.entry.lead,
            "file": graph.library.path_of(item.id),
            "steps": [
                {"read": step.item.id, "minutes": step.step.minutes, "why": step.step.why}
                for step in item.steps
            ],
        }
    if isinstance(item, Claim):
        source = item.entry.source
        return {
            "id": item.id,
            "kind": item.entry.kind.value,
            "claim": item.title,
            "standing": item.standing.value,
            "verdict": verdict(item),
            "essay": source.essay,
            "section": source.section,
            "quote": source.quote,
            "themes": list(item.entry.themes),
            "resolves_by": str(item.entry.resolves_by or ""),
            "file": graph.library.path_of(item.id),
            "evidence": [
                {
                    "stance": edge.evidence.stance.value,
                    "work": edge.work.id,
                    "quote": edge.evidence.quote or "",
                    "locator": edge.evidence.locator or "",
                    "note": edge.evidence.note or "",
                }
                for edge in item.evidence
            ],
            "relations": [
                {"relation": edge.label, "claim": edge.other.id, "note": edge.relation.note or ""}
                for edge in item.relations
            ],
        }
    mode = mode_of(item)
    return {
        "id": item.id,
        "kind": item.folder.removesuffix("s"),
        "title": item.title,
        "authors": [name.display for name in item.authors],
        "issued": str(item.issued or ""),
        "version": item.version or "",
        "published": _published(item),
        "status": item.void_word,
        "reason": item.void_note,
        "url": item.url,
        "mode": mode.value if mode else "",
        "themes": list(item.entry.themes),
        "takeaway": item.entry.takeaway,
        "file": graph.library.path_of(item.id),
        "claims": [
            {"stance": edge.evidence.stance.value, "claim": claim.id}
            for claim, edge in graph.claims_on.get(item.id, ())
        ],
        "cited_in": [
            {"essay": essay.id, "section": section}
            for essay, section in graph.cited_in.get(item.id, ())
        ],
        "builds_on": [work.id for work in graph.builds_on(item)],
        "built_on_by": [work.id for work in graph.developed_by.get(item.id, ())],
        "paths": [path.id for path, _ in graph.paths_through.get(item.id, ())],
    }


def _published(work: Work) -> str:
    published = work.published
    if published is None:
        return ""
    parts = (published.venue, str(published.issued or ""), published.doi)
    return f"{', '.join(filter(None, parts))} ({', '.join(published.sources)})"


class Kind(enum.StrEnum):
    """The kinds of entries that `list` knows."""

    ALL = "all"
    PAPER = "paper"
    ESSAY = "essay"
    CLAIM = "claim"
    QUESTION = "question"
    PREDICTION = "prediction"
    DEFINITION = "definition"
    PATH = "path"


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
        str | None,
        typer.Option(
            "--theme",
            "-t",
            metavar="THEME",
            autocompletion=complete_theme,
            help="Only this theme, or theme/section.",
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
    drafts: Annotated[
        bool, typer.Option("--drafts", help="Only drafts, which are otherwise left out.")
    ] = False,
    format: AsData = DataFormat.TEXT,  # noqa: A002 - the option's name
) -> None:
    """List entries, one per line."""
    from readinglist.cli.project import read_project

    graph = read_project(project, drafts=drafts).graph
    rows = list(_rows(graph))
    if drafts:
        rows = [row for row in rows if _is_draft(graph, row["id"])]
    if theme:
        known = {theme for row in rows for theme in (*row["themes"], *_themes_above(row["themes"]))}
        if theme not in known:
            raise UsageError(f"no entry belongs to '{theme}'", did_you_mean(theme, known))
        rows = [r for r in rows if theme in {*r["themes"], *_themes_above(r["themes"])}]
    if kind is not Kind.ALL:
        rows = [row for row in rows if row["kind"] == kind.value]
    if standing:
        rows = [row for row in rows if row["standing"] == standing.value]
    for word in words or ():
        folded = strip_accents(word).casefold()
        rows = [row for row in rows if folded in strip_accents(_haystack(row)).casefold()]
    if format is DataFormat.JSON:
        print(dump_json(rows))
        return
    if not out.is_terminal:
        for row in rows:
            # Not through the console, which would replace tabs by spaces.
            say(row["id"], row["kind"], row["year"], _title(row))
    else:
        for line in _table(rows):
            out.print(line)
    err.print(f"{len(rows)} of {len(graph.works) + len(graph.claims) + len(graph.paths)} entries")


def _is_draft(graph: Graph, entry_id: str) -> bool:
    item = graph.works.get(entry_id) or graph.claims.get(entry_id)
    return item is not None and item.entry.draft


#: The minimum width of a title next to an id; in narrower terminals it goes below.
_NARROWEST = 24


def _table(rows: list[dict[str, Any]]) -> Iterator[Text]:
    """The rows for a terminal: ids are never cut, because other commands take them."""
    ids, kinds = (max((len(row[key]) for row in rows), default=2) for key in ("id", "kind"))
    beside = f"{{:<{ids}}}  {{:<{kinds}}}  {{:<4}}  "
    indent = len(beside.format("", "", ""))
    is_narrow = out.width - indent < _NARROWEST
    if rows and not is_narrow:
        yield Text(beside.format("id", "kind", "year") + "title", style="bold")
    for row in rows:
        if is_narrow:
            yield Text(row["id"], style="bold")
            text = "  " + ", ".join(filter(None, (row["kind"], row["year"], _title(row))))
            lines = wrap(text, out.width, "  ")
        else:
            start = beside.format(row["id"], row["kind"], row["year"])
            lines = wrap(start + _title(row), out.width, " " * indent)
        yield from map(Text, lines)


def _themes_above(themes: list[str]) -> list[str]:
    from readinglist.entry.theme_ids import theme_of

    return [theme_of(theme_id) for theme_id in themes]


def _title(row: dict[str, Any]) -> str:
    return f"{row['status'].capitalize()}: {row['title']}" if row["status"] else row["title"]


def _haystack(row: dict[str, Any]) -> str:
    return " ".join([row["id"], row["title"], *row["authors"], *row["tags"], row["arxiv"]])


def _rows(graph: Graph) -> Iterator[dict[str, Any]]:
    for work in (*graph.essays, *graph.papers):
        yield {
            "id": work.id,
            "kind": work.folder.removesuffix("s"),
            "year": str(work.year or ""),
            "title": work.title,
            "authors": [name.display for name in work.authors],
            "arxiv": work.arxiv.value if work.arxiv else "",
            "themes": list(work.entry.themes),
            "tags": list(work.entry.tags),
            "standing": "",
            "status": work.void_word,
        }
    for claim in graph.claims.values():
        yield {
            "id": claim.id,
            "kind": claim.entry.kind.value,
            "year": str((claim.essay.year if claim.essay else "") or ""),
            "title": claim.title,
            "authors": [name.display for name in claim.essay.authors] if claim.essay else [],
            "arxiv": "",
            "themes": list(claim.entry.themes),
            "tags": list(claim.entry.tags),
            "standing": claim.standing.value,
            "status": "",
        }
    for path in graph.paths.values():
        yield {
            "id": path.id,
            "kind": "path",
            "year": "",
            "title": path.title,
            "authors": [],
            "arxiv": "",
            "themes": [],
            "tags": [],
            "standing": "",
            "status": "",
        }


#: Labels for numbers whose key alone could be misunderstood.
_LABELS = {
    "papers": "of which papers on arXiv",
    "other_works": "of which other works",
    "essays": "of which essays",
}


def stats(
    project: Project = Path(),
    gaps: Annotated[bool, typer.Option("--gaps", help="Show what is not covered yet.")] = False,
    format: AsData = DataFormat.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Show statistics of the list, or its gaps with --gaps."""
    from readinglist.cli.project import read_project
    from readinglist.graph.coverage import coverage, statistics

    graph = read_project(project).graph
    if gaps:
        data: dict[str, Any] = {
            gap.key: [
                f"{item[0].id}: {item[1]}" if isinstance(item, tuple) else item.id
                for item in gap.items
            ]
            for gap in coverage(graph)
        }
    else:
        data = statistics(graph)
    if format is DataFormat.JSON:
        print(dump_json(data))
        return
    for key, value in data.items():
        label = _LABELS.get(key, key.replace("_", " "))
        if isinstance(value, dict):
            print_line(label, bold=len(label))
            for name, number in value.items():
                shown = (
                    ", ".join(f"{n} {w}" for w, n in number.items())
                    if isinstance(number, dict)
                    else number
                )
                print_line(f"  {name} {shown}")
        elif isinstance(value, list):
            print_line(f"{label} {len(value)}", bold=len(label))
            for name in value:
                print_line(f"  {name}")
        else:
            print_line(f"{label} {value}", bold=len(label))
