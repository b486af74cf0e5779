"""Commands that describe: `show` one entry, `stats` the list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from readinglist.cli.completion import complete_id
from readinglist.cli.console import (
    AsData,
    DataFormat,
    Project,
    print_line,
    seen,
)
from readinglist.errors import UsageError
from readinglist.values.plurals import plural
from readinglist.values.suggestions import did_you_mean
from readinglist.values.visible import dump_json

if TYPE_CHECKING:
    from readinglist.graph.claims import Claim
    from readinglist.graph.graph import Graph, ReadingPath
    from readinglist.library.works import Work


def show(
    entry_id: Annotated[
        str,
        typer.Argument(
            metavar="ENTRY",
            autocompletion=complete_id,
            help="An id, a short name such as 'DPO', an arXiv id, a DOI, or a URL.",
        ),
    ],
    project: Project = Path(),
    format: AsData = DataFormat.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Show one entry with everything that is linked to it."""
    from readinglist.cli.project import read_project

    graph = read_project(project, drafts=True).graph
    data = _describe(graph, _find(graph, entry_id))
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


def _find(graph: Graph, name: str) -> Work | Claim | ReadingPath:
    """The entry of this id, short name or identifier."""
    from readinglist.graph.selection import find_entries

    found = find_entries(graph, name)
    if len(found) > 1:
        raise UsageError(f"'{name}' may be one of {len(found)} entries", f"{', '.join(found)}.")
    items: dict[str, Work | Claim | ReadingPath] = {
        **graph.works, **graph.claims, **graph.paths,
    }  # fmt: skip
    if not found:
        hint = did_you_mean(name, items) or "See 'readinglist list'."
        raise UsageError(f"there is no valid entry '{name}'", hint)
    return items[found[0]]


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
            # What the list does not have is not counted, except in a theme that has nothing yet.
            shown = {name: _number(number) for name, number in value.items() if number}
            if shown:
                print_line(label, bold=len(label))
            for name, number in shown.items():
                print_line(f"  {name} {number or 'nothing yet'}")
        elif isinstance(value, list):
            print_line(f"{label} {len(value)}", bold=len(label))
            for name in value:
                print_line(f"  {name}")
        elif value or key == "works":
            print_line(f"{label} {value}", bold=len(label))


def _number(number: int | dict[str, int]) -> str:
    """A number in a table of `stats`, or the numbers of a theme, without those that are 0."""
    if isinstance(number, int):
        return f"{number}"
    return ", ".join(plural(n, what.removesuffix("s")) for what, n in number.items() if n)
