"""The per-user state folder: when a service was last asked, and who is writing to a list.

Runs use it to coordinate. Nothing in it is worth keeping, and nothing in it belongs in git.
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

#: Seconds to wait for another run that is writing.
PATIENCE = 600.0
#: Seconds of waiting before a message is printed; shorter waits are not worth mentioning.
_QUIETLY = 0.3
_HINT = "Make the folder writable, or name another one in READINGLIST_STATE."
#: The files that this process has locked.
_held: set[Path] = set()
#: The files that could not be locked and were already reported.
_given_up: set[Path] = set()


def state_folder() -> Path:
    """The folder in READINGLIST_STATE, or the system's usual place for state."""
    named = os.environ.get("READINGLIST_STATE")
    return Path(named) if named else platformdirs.user_state_path("readinglist")


def shared_folder() -> Path | None:
    """The state folder, created if missing; None if this run cannot write to it."""
    folder = state_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK | os.X_OK) else None


def name_for(folder: Path) -> str:
    """The state folder's file name for a folder, derived from its real path."""
    return hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Holder:
    """The holder of a lock: its process id, its command, and since when (UTC)."""

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
    """Let one run at a time work on the folder; others wait for the given seconds.

    The locked file is in the state folder, so that nothing is left behind in the folder itself. The
    system releases it when a run is killed. The lock is reentrant within a run. `tell` is called
    with a message saying which run is being waited for; if it is given, a state folder that cannot
    be written to is reported instead of raised, and other runs are not kept out, for the rest of
    this process. Raises `StorageError`.
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
    """Hold the lock of a file, creating it. Raises `StorageError` if others hold it too long.

    `what` describes what those others are working on; `tell` as in `exclusive`.
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
        raise StorageError(f"cannot write {file}: {error.strerror or error}", _HINT) from error
    note = _holder_file(file)
    try:
        with contextlib.suppress(OSError):  # only affects the message shown to other runs
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
    """The holder of the file's lock, as far as known."""
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
    """Another run held a lock for too long."""
