"""Reading of a whole project for a command."""

from pathlib import Path

from readinglist.build import Prepared, prepare
from readinglist.cli.console import count_files, progress


def read_project(project: Path) -> Prepared:
    """Read, check and link the list of the project, with a progress bar for a long one."""
    with progress("Reading entries", count_files(project)) as advance:
        return prepare(project.resolve(), progress=advance)
