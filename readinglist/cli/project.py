"""Reads a whole project for a command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from readinglist.cli.console import count_files, progress

if TYPE_CHECKING:
    from readinglist.graph.preparing import Prepared


def read_project(project: Path, *, drafts: bool = False) -> Prepared:
    """Read, check and link the project's list, with a progress bar if it is long.

    The graph has drafts only with `drafts`.
    """
    from readinglist.graph.preparing import prepare

    with progress("Reading entries", count_files(project)) as advance:
        return prepare(project.resolve(), progress=advance, drafts=drafts)
