"""Reading of a whole project for a command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from readinglist.cli.console import count_files, progress

if TYPE_CHECKING:
    from readinglist.graph.preparing import Prepared


def read_project(project: Path) -> Prepared:
    """Read, check and link the list of the project, with a progress bar for a long one."""
    from readinglist.graph.preparing import prepare

    with progress("Reading entries", count_files(project)) as advance:
        return prepare(project.resolve(), progress=advance)
