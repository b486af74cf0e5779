"""The folder in which runs of this user tell one another things: when a service was last asked,
who is writing to a lock. Nothing in it is worth keeping, and nothing in it belongs into git.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import filelock
import platformdirs

from readinglist.errors import StorageError

#: Seconds for which a run waits for another one that writes.
PATIENCE = 60.0
_HINT = "Make the folder writable, or name another one in READINGLIST_STATE."


def state_folder() -> Path:
    """The folder READINGLIST_STATE names, or the system's place for such things."""
    named = os.environ.get("READINGLIST_STATE")
    return Path(named) if named else platformdirs.user_state_path("readinglist")


def name_for(folder: Path) -> str:
    """The name of what the state folder has about a folder, made from its real path."""
    return hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:24]


@contextlib.contextmanager
def exclusive(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """One run at a time works on the folder; the others wait, in seconds, for their turn.

    The file that is locked stands in the state folder, so that nothing is left behind in the folder
    itself. The system lets go of it when a run is killed. Raises `StorageError`.
    """
    file = state_folder() / "writing" / f"{name_for(folder)}.lock"
    with locked(file, patience, f"writing to {folder}"):
        yield


@contextlib.contextmanager
def locked(file: Path, patience: float, what: str) -> Iterator[None]:
    """Hold the lock of a file, which is made. Raises `StorageError` when others hold it too long.

    `what` says what those others are doing.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(file)
        lock.acquire(timeout=patience)
    except filelock.Timeout as error:
        raise BusyError(
            f"another run has been {what} for {patience:.0f} seconds",
            "Wait until it has ended, and run the command again.",
        ) from error
    except OSError as error:
        raise StorageError(f"{file}: {error.strerror or error}", _HINT) from error
    try:
        yield
    finally:
        lock.release()


class BusyError(StorageError):
    """Another run held on to a lock for too long."""
