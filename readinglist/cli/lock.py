"""The command that fills the lock: `enrich`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from readinglist.arxiv.filling import fill_lock
from readinglist.cli import clock
from readinglist.cli.console import Project, err, out, progress, read_project
from readinglist.errors import StorageError


def enrich(
    source: Annotated[
        Path,
        typer.Option(
            "--from",
            help="Records, one JSON object a line: the API's fields, or arXiv's bulk snapshot.",
        ),
    ],
    project: Project = Path(),
    facts_only: Annotated[
        bool,
        typer.Option(
            "--facts-only",
            help="Take id, title, authors, dates, categories, DOI; no abstracts or comments.",
        ),
    ] = False,
    name: Annotated[
        str | None,
        typer.Option(
            "--source-name", help="How provenance names the file.", show_default="its name"
        ),
    ] = None,
) -> None:
    """Fill the lock (entries/metadata/) with the records of the list's papers.

    The file may be arXiv's own bulk snapshot of its metadata, which Kaggle hosts as
    Cornell-University/arxiv, or any copy of arXiv's records with a JSON object a line. Records that
    are the same already stay untouched. Nothing is fetched from the network.
    """
    prepared = read_project(project)
    library = prepared.library
    wanted = [entry.arxiv for entry in library.papers.values() if entry.arxiv]
    now = clock.now()
    try:
        with source.open(encoding="utf-8") as lines, progress("Reading records") as advance:
            filling = fill_lock(
                library.lock_folder, wanted, library.lock.records, lines,
                source=name or source.name, read=now,
                facts_only=facts_only, progress=advance,
            )  # fmt: skip
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise StorageError(f"{source}: {reason}", "Name a file of JSON lines.") from error
    for line in filling.unreadable:
        err.print(escape(f"{source}:{line.number}: passed over, {line.reason}"))
    for arxiv_id in filling.missing:
        err.print(escape(f"{arxiv_id.value}: not in {source.name}"))
    out.print(
        f"{len(filling.written)} records written, {len(filling.unchanged)} unchanged, "
        f"{len(filling.missing)} not in the file"
    )
    raise typer.Exit(1 if filling.missing or filling.unreadable else 0)
