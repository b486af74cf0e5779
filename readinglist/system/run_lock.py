"""Turns: one run at a time builds a project or writes into it."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from readinglist.system.files import remove_parts
from readinglist.system.state import exclusive

#: Seconds for which a run waits for its turn.
PATIENCE = 600.0
#: Where runs write in a project.
_WRITTEN = ("entries", "docs", "schemas", ".github/ISSUE_TEMPLATE")


@contextlib.contextmanager
def turn(
    project: Path, tell: Callable[[str], object], patience: float = PATIENCE
) -> Iterator[None]:
    """The project, for this run alone; what killed runs have left half-written is removed.

    Runs that only read have no need of a turn, as files change whole. `tell` is told, in a
    sentence, for whom this run waits, and if others cannot be kept out. Raises `StorageError` when
    another run is not done after so many seconds.
    """
    with exclusive(project, patience, tell):
        for name in _WRITTEN:
            remove_parts(project / name, within=project)
        yield
