"""A lock so that only one run at a time builds a project or writes to it."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from readinglist.system.files import remove_parts
from readinglist.system.state import exclusive

#: Seconds to wait for the lock.
PATIENCE = 600.0
#: The folders of a project that runs write to.
_WRITTEN = ("entries", "docs", "schemas", ".github/ISSUE_TEMPLATE")


@contextlib.contextmanager
def turn(
    project: Path, tell: Callable[[str], object], patience: float = PATIENCE
) -> Iterator[None]:
    """Lock the project for this run; removes half-written files left by killed runs.

    Runs that only read need no lock, because files are replaced as a whole. `tell` is called with a
    message if this run has to wait, or if others cannot be locked out. Raises `StorageError` if
    another run still holds the lock after the waiting time.
    """
    with exclusive(project, patience, tell):
        for name in _WRITTEN:
            remove_parts(project / name, within=project)
        yield
