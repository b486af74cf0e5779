"""Makes and writes the files of the site, in two processes if that helps.

Files made from the same input are made together: their names, and a function that makes their
contents. The content of a file does not depend on the process that makes it, so the site is byte
for byte the same with any number of processes.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from readinglist.errors import StorageError

#: The minimum number of jobs that one process takes at a time.
CHUNK = 8
#: Fewer jobs than this are not worth a second process.
MANY = 1000
#: A pipe can buffer at least this many numbers of four bytes.
_QUEUED = 8192

_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)

Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class SiteFiles:
    """Files of the site: their names relative to its folder, and how their contents are made."""

    names: tuple[str, ...]
    make: Callable[[], Sequence[str]]


class Writer:
    """Writes files below a folder, and remembers which folders it has created."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.made: set[str] = set()

    def write(self, files: SiteFiles) -> None:
        """Make files and write them. Raises `StorageError`."""
        for name, content in zip(files.names, files.make(), strict=True):
            target = f"{self.folder}/{name}"
            try:
                self._make_place(target)
                _write(target, content.encode("utf-8"))
            except OSError as error:
                raise StorageError(f"cannot write {target}: {error.strerror}") from error

    def _make_place(self, target: str) -> None:
        place = target.rpartition("/")[0]
        if place not in self.made:
            try:
                os.mkdir(place)  # noqa: PTH102 - called for nearly every page
            except OSError:
                os.makedirs(place, exist_ok=True)  # noqa: PTH103
            self.made.add(place)


def _write(target: str, data: bytes) -> None:
    handle = os.open(target, _NEW, 0o666)
    try:
        while data:
            data = data[os.write(handle, data) :]
    finally:
        os.close(handle)


def write_files(
    folder: Path,
    files: Sequence[SiteFiles],
    progress: Progress | None = None,
    *,
    together: int = 0,
) -> None:
    """Make files and write them below the folder.

    The first `together` files are left to one process, because they share cached parts. `progress`
    is called with the numbers done and in total. Raises `StorageError` if a file cannot be written,
    and whatever a file's own function raises.
    """
    chunks = [files[:together]] if together else []
    chunks += _chunks_of(files[together:])
    write = partial(_write_chunk, Writer(folder), chunks)
    helper = _Helper(write, len(chunks)) if _can_fork(len(files)) else None
    done: set[int] = set()
    try:
        for number in helper.take() if helper else range(len(chunks)):
            write(number)
            done.add(number)
            if progress:
                # Approximate: the chunks of the other process are counted as done too.
                progress(len(files) * (number + 1) // len(chunks), len(files))
    finally:
        done |= helper.finish() if helper else set()
    # What the helper could not do is done here, so that errors are reported as usual.
    for number in range(len(chunks)):
        if number not in done:
            write(number)


class Ahead:
    """Files that another process makes and writes while this one is busy with something else.

    They are written below `folder`. If a second process does not help, nothing is done ahead.
    """

    def __init__(self, folder: Path, files: Sequence[SiteFiles]) -> None:
        self.files = files
        self._chunks = _chunks_of(files)
        write = partial(_write_chunk, Writer(folder), self._chunks)
        self._helper = _Helper(write, len(self._chunks)) if _can_fork(len(files)) else None

    def stop(self) -> list[SiteFiles]:
        """Let the other process finish soon; returns the files that are left to be made."""
        helper, self._helper = self._helper, None
        done = helper.finish() if helper else set()
        return [
            files
            for number, chunk in enumerate(self._chunks)
            if number not in done
            for files in chunk
        ]


def _chunks_of(files: Sequence[SiteFiles]) -> list[Sequence[SiteFiles]]:
    size = max(CHUNK, -(-len(files) // _QUEUED))
    return [files[start : start + size] for start in range(0, len(files), size)]


def _write_chunk(writer: Writer, chunks: Sequence[Sequence[SiteFiles]], number: int) -> None:
    for files in chunks[number]:
        writer.write(files)


def _can_fork(count: int) -> bool:
    """Whether a second process helps and is safe: only without threads, and only on Linux."""
    return (
        count >= MANY
        and sys.platform == "linux"
        and threading.active_count() == 1
        and len(os.sched_getaffinity(0)) > 1
    )


class _Helper:
    """A copy of this process that takes chunks from the same queue, a pipe of their numbers.

    Through another pipe it sends the numbers of those that are done.
    """

    def __init__(self, write: Callable[[int], None], count: int) -> None:
        self.queue, feed = os.pipe()
        self.answer, tell = os.pipe()
        os.write(feed, b"".join(map(_spell, range(count))))
        os.close(feed)
        parent = os.getpid()
        self.child = os.fork()
        if self.child == 0:
            done: list[int] = []
            try:
                for number in self.take():
                    if os.getppid() != parent:
                        break  # the parent was killed, so nobody waits for this
                    write(number)
                    done.append(number)
            finally:
                # Whatever went wrong, the parent finds the files undone and meets the error itself.
                with os.fdopen(tell, "wb") as stream:
                    stream.writelines(map(_spell, done))
                os._exit(0)
        os.close(tell)

    def take(self) -> Iterator[int]:
        """The chunks that this process gets, one after the other."""
        return _numbers(lambda: os.read(self.queue, 4))

    def finish(self) -> set[int]:
        """Wait for the other process; returns the chunks that it has written."""
        for _ in self.take():
            pass  # left over if this process failed or cannot wait
        os.close(self.queue)
        with os.fdopen(self.answer, "rb") as stream:
            done = set(_numbers(lambda: stream.read(4)))
        os.waitpid(self.child, 0)
        return done


def _spell(number: int) -> bytes:
    return number.to_bytes(4)


def _numbers(read: Callable[[], bytes]) -> Iterator[int]:
    """The numbers in a pipe of which `read` returns four bytes at a time."""
    return map(int.from_bytes, iter(read, b""))
