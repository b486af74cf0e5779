"""The command `impact`: what on the list depends on a work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from readinglist.cli.completion import complete_work
from readinglist.cli.console import AsData, DataFormat, Project, escape, print_line
from readinglist.errors import UsageError
from readinglist.values.references import find_arxiv_id
from readinglist.values.suggestions import did_you_mean
from readinglist.values.visible import dump_json

if TYPE_CHECKING:
    from readinglist.graph.graph import Graph
    from readinglist.graph.impact import Impact
    from readinglist.library.works import Work


def impact(
    work_id: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            autocompletion=complete_work,
            help="The id of a paper or essay, or an arXiv id.",
        ),
    ],
    project: Project = Path(),
    format: AsData = DataFormat.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Show what relies on a work: claims, themes, essays, papers, paths."""
    from readinglist.cli.project import read_project
    from readinglist.graph.impact import trace_impact

    graph = read_project(project).graph
    found = trace_impact(graph, find_work(graph, work_id))
    if format is DataFormat.JSON:
        print(dump_json(as_data(found)))
        return
    for line in render_impact(found):
        text = Text.from_markup(line)
        print_line(text.plain, bold=max((span.end for span in text.spans), default=0))


def find_work(graph: Graph, text: str) -> Work:
    """The work with this id or arXiv id. Raises `UsageError` if there is none."""
    if work := graph.works.get(text):
        return work
    arxiv = find_arxiv_id(text)
    if arxiv:
        for work in graph.papers:
            if work.arxiv == arxiv:
                return work
        raise UsageError(
            f"no entry has the arXiv id {arxiv.value}", "See 'readinglist list --kind paper'."
        )
    if text in graph.claims or text in graph.paths:
        what = "claim" if text in graph.claims else "reading path"
        raise UsageError(f"'{text}' is a {what}, and a work is needed", f"See 'show {text}'.")
    hint = did_you_mean(text, graph.works) or "See 'readinglist list'."
    raise UsageError(f"there is no valid paper or essay '{text}'", hint)


def as_data(found: Impact) -> dict[str, Any]:
    """The impact ready for JSON; the keys are a public interface."""
    return {
        "id": found.work.id,
        "title": found.work.title,
        "status": found.work.void_word,
        "reason": found.work.void_note,
        "claims": [
            {
                "claim": affected.claim.id,
                "statement": affected.claim.title,
                "roles": list(affected.roles),
                "standing": affected.standing.value,
                "standing_without": affected.without.value,
            }
            for affected in found.claims
        ],
        "themes": [
            f"{node.theme.id}/{node.section.id}" if node.section else node.theme.id
            for node in found.themes
        ],
        "cited_in": [{"essay": essay.id, "section": title} for essay, title in found.cited_in],
        "built_on_by": [
            {"work": built.work.id, "direct": built.is_direct} for built in found.developments
        ],
        "paths": [{"path": path.id, "step": step} for path, step in found.paths],
    }


def render_impact(found: Impact) -> list[str]:
    """The impact as lines for the console."""
    work = found.work
    lines = [f"[bold]{escape(work.id)}[/] {escape(work.title)}"]
    if work.is_void:
        lines += [escape(work.void_note), "It no longer counts for any standing."]
    blocks = [
        (
            "Claims",
            [
                f"{affected.claim.id}: {', '.join(affected.roles)}; {affected.standing}"
                + (
                    f", without it {affected.without}"
                    if affected.changes
                    else ", with or without it"
                )
                for affected in found.claims
            ],
        ),
        (
            "Themes",
            [
                node.theme.title + (f" · {node.section.title}" if node.section else "")
                for node in found.themes
            ],
        ),
        ("Cited in", [f"{essay.id}, “{title}”" for essay, title in found.cited_in]),
        (
            "Built on by",
            [
                f"{built.work.id}, {'directly' if built.is_direct else 'through others'}"
                for built in found.developments
            ],
        ),
        (
            "Reading paths",
            [f"{path.id}, step {step} of {len(path.steps)}" for path, step in found.paths],
        ),
    ]
    for title, items in blocks:
        if items:
            lines += [f"[bold]{title}[/] {len(items)}", *(f"  {escape(item)}" for item in items)]
    if found.is_empty:
        lines.append("Nothing else on the list rests on it.")
    return lines
