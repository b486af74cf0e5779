"""The folder in which runs of this user tell one another things: when a service was last asked,
who is writing to a list. Nothing in it is worth keeping, and nothing in it belongs into git.
"""

import contextlib
import datetime
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import filelock
import platformdirs

from readinglist.errors import StorageError

#: Seconds for which a run waits for another one that writes.
PATIENCE = 600.0
#: Seconds after which a run that waits says so; what is held for less is not worth a word.
_QUIETLY = 0.3
_HINT = "Make the folder writable, or name another one in READINGLIST_STATE."
#: The files that this process holds locked.
_held: set[Path] = set()
#: The files that could not be locked, of which this process has told.
_given_up: set[Path] = set()


def state_folder() -> Path:
    """The folder READINGLIST_STATE names, or the system's place for such things."""
    named = os.environ.get("READINGLIST_STATE")
    return Path(named) if named else platformdirs.user_state_path("readinglist")


def shared_folder() -> Path | None:
    """The state folder, made where it is missing; None where this run cannot write to it."""
    folder = state_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK | os.X_OK) else None


def name_for(folder: Path) -> str:
    """The name of what the state folder has about a folder, made from its real path."""
    return hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever holds a lock: the number of the process, its command, since when (UTC)."""

    process: int
    command: str
    since: datetime.datetime

    def __str__(self) -> str:
        since = self.since.astimezone().strftime("%H:%M:%S")
        return f"'{self.command}' (process {self.process}, since {since})"


@contextlib.contextmanager
def exclusive(
    folder: Path, patience: float = PATIENCE, tell: Callable[[str], object] | None = None
) -> Iterator[None]:
    """One run at a time works on the folder; the others wait, in seconds, for their turn.

    The file that is locked stands in the state folder, so that nothing is left behind in the folder
    itself. The system lets go of it when a run is killed. Within a run that has its turn already
    there is nothing to wait for. `tell` is told, in a sentence, for whom a run waits; with it, a
    state folder that cannot be written is no error but told as well, and others are not kept out,
    neither now nor later in this process. Raises `StorageError`.
    """
    file = state_folder() / "writing" / f"{name_for(folder)}.lock"
    if file in _held:
        yield
        return
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(locked(file, patience, str(folder.resolve()), tell))
        except BusyError:
            raise
        except StorageError as error:
            if file not in _given_up:
                if tell is None:
                    raise
                tell(f"{error.message}: runs at the same time cannot be told apart. {error.hint}")
                _given_up.add(file)
        _held.add(file)
        stack.callback(_held.discard, file)
        yield


@contextlib.contextmanager
def locked(
    file: Path, patience: float, what: str, tell: Callable[[str], object] | None = None
) -> Iterator[None]:
    """Hold the lock of a file, which is made. Raises `StorageError` when others hold it too long.

    `what` says what those others are at work on; `tell` as in `exclusive`.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(file)
        try:
            lock.acquire(timeout=min(patience, _QUIETLY))
        except filelock.Timeout:
            if patience <= _QUIETLY:
                raise
            if tell:
                tell(f"Waiting for {_who(file)}, at work on {what}. Ctrl-C gives up.")
            lock.acquire(timeout=patience - _QUIETLY)
    except filelock.Timeout as error:
        raise BusyError(
            f"{_who(file)} is still at work on {what}",
            "Wait until it has, and run the command again.",
        ) from error
    except OSError as error:
        raise StorageError(f"{file}: {error.strerror or error}", _HINT) from error
    note = _holder_file(file)
    try:
        with contextlib.suppress(OSError):  # only the others' message would lack a name
            note.write_text(json.dumps(_myself()), "utf-8")
        yield
    finally:
        with contextlib.suppress(OSError):
            note.unlink()
        lock.release()


def _holder_file(file: Path) -> Path:
    return file.with_suffix(".holder")


def _myself() -> dict[str, str | int]:
    name = Path(sys.argv[0]).name if sys.argv else ""
    words = ["readinglist" if name in ("", "-c", "__main__.py") else name, *sys.argv[1:]]
    since = datetime.datetime.now(datetime.UTC).isoformat()
    return {"process": os.getpid(), "command": " ".join(words)[:200], "since": since}


def holder_of(file: Path) -> Holder | None:
    """Who holds the lock of the file, as far as that is known."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        told = json.loads(_holder_file(file).read_bytes())
        since = datetime.datetime.fromisoformat(told["since"])
        command = "".join(
            character if character.isprintable() else "?" for character in str(told["command"])
        )
        return Holder(int(told["process"]), command, since)
    return None


def _who(file: Path) -> str:
    return str(holder_of(file) or "another run")


class BusyError(StorageError):
    """Another run held on to a lock for too long."""
