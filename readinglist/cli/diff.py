"""The command that explains what a change means: `diff`."""

from __future__ import annotations

import enum
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readinglist.cli.console import Project, out, print_line
from readinglist.errors import UsageError
from readinglist.system.git.revisions import files_at, merge_base
from readinglist.values.visible import dump_json

if TYPE_CHECKING:
    from readinglist.graph.comparison.changes import Side


class DiffFormat(enum.StrEnum):
    """Output formats for a comparison."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def diff(
    revisions: Annotated[
        str,
        typer.Argument(
            metavar="BASE[..HEAD]",
            help="Two commits, branches or tags; BASE alone is compared with the working files, "
            "BASE...HEAD uses their common ancestor as base.",
        ),
    ],
    project: Project = Path(),
    format: Annotated[  # noqa: A002 - the option's name
        DiffFormat | None,
        typer.Option(
            "--format",
            "-f",
            metavar="text|markdown|json",
            help="Text to read, Markdown for a forge, or JSON.",
            show_default="text on a terminal, else markdown",
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Exit with 1 if the change adds errors or unmatched quotes."),
    ] = False,
) -> None:
    """Explain what a change means for entries, standings and findings.

    That is: entries, evidence, standings, records in the lock, duplicates and findings. Both sides
    are read from git; the working files are not touched.
    """
    from readinglist.cli.project import read_project
    from readinglist.entry.places import ENTRIES_FOLDER
    from readinglist.graph.comparison.changes import Side
    from readinglist.graph.comparison.comparing import compare
    from readinglist.graph.comparison.marks import PLAIN
    from readinglist.graph.comparison.telling import render_comparison

    base, dots, head = _parse_range(revisions)
    if dots == "..." and head:
        base_commit = merge_base(project, base, head)
    elif dots == "...":
        base_commit = merge_base(project, base, "HEAD")
    else:
        base_commit = base
    with ExitStack() as stack:

        def side(name: str, revision: str | None) -> Side:
            root = project
            if revision is not None:
                root = stack.enter_context(files_at(project, revision, ENTRIES_FOLDER))
            prepared = read_project(root)
            return Side(name, prepared.graph, prepared.findings)

        comparison = compare(
            side(base, base_commit), side(head or "the files at hand", head or None)
        )
    if format is DiffFormat.JSON:
        print(dump_json(comparison.as_dict()))
    elif format is DiffFormat.TEXT or (format is None and out.is_terminal):
        for line in render_comparison(comparison, PLAIN).splitlines():
            print_line(line)
    else:
        print(render_comparison(comparison), end="")
    raise typer.Exit(int(check and comparison.breaks_something))


def _parse_range(text: str) -> tuple[str, str, str]:
    """The base, the dots and the head of a range; without dots, the head is empty."""
    dots = "..." if "..." in text else ".."
    base, found, head = text.partition(dots)
    if not base or ".." in head or head.startswith("."):
        raise UsageError(
            f"'{text}' is not a range of revisions", "Write BASE, BASE..HEAD or BASE...HEAD."
        )
    return base, found, head
