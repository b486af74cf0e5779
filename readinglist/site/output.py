"""Output: the files of a site, made and written by two processes where that helps.

A file is a name and a function that makes its content. Which process makes a file does not matter
to what is in it, so that the site is the same byte for byte however many there are.
"""

import marshal
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from readinglist.errors import StorageError

#: Files that one process takes at a time.
CHUNK = 64
#: Fewer files than this are not worth a second process.
MANY = 2000

Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file of the site: its name relative to the site's folder, and how its content is made."""

    name: str
    make: Callable[[], str | bytes]


class Writer:
    """Writes files below a folder, and remembers which folders it has made."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.made: set[str] = set()

    def write(self, name: str, content: str | bytes) -> None:
        """Write a file. Raises `StorageError`."""
        place = name.rpartition("/")[0]
        target = f"{self.folder}/{name}"
        data = content.encode("utf-8") if isinstance(content, str) else content
        try:
            if place not in self.made:
                os.makedirs(f"{self.folder}/{place}", exist_ok=True)  # noqa: PTH103 - many files
                self.made.add(place)
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
            try:
                while data:
                    data = data[os.write(handle, data) :]
            finally:
                os.close(handle)
        except OSError as error:
            raise StorageError(f"{target}: {error.strerror}") from error


def write_files(
    folder: Path, files: Sequence[SiteFile], progress: Progress | None = None, *, processes: int = 2
) -> None:
    """Make and write the files. `progress` is told how many are done, of how many.

    Raises `StorageError` when one cannot be written, and what a file's own function raises.
    """
    starts = list(range(0, len(files), CHUNK))
    helper = _Helper(folder, files, starts) if _can_fork(files, processes) else None
    taken = helper.take() if helper else iter(starts)
    writer = Writer(folder)
    try:
        for start in taken:
            _write_chunk(writer, files, start)
            if progress:
                progress(min(start + CHUNK, len(files)), len(files))
    finally:
        done = helper.finish() if helper else set()
    if helper:
        # What the helper could not do is done here, so that a mistake is reported as any other.
        for start in sorted(set(starts) - set(helper.mine) - done):
            _write_chunk(writer, files, start)


def _write_chunk(writer: Writer, files: Sequence[SiteFile], start: int) -> None:
    for file in files[start : start + CHUNK]:
        writer.write(file.name, file.make())


def _can_fork(files: Sequence[SiteFile], processes: int) -> bool:
    """Whether a second process helps and is safe: not beside threads, and on Linux only."""
    return (
        processes > 1
        and len(files) >= MANY
        and sys.platform == "linux"
        and threading.active_count() == 1
        and len(os.sched_getaffinity(0)) > 1
    )


class _Helper:
    """A copy of this process that takes chunks from the same queue, a pipe of chunks' places."""

    def __init__(self, folder: Path, files: Sequence[SiteFile], starts: Sequence[int]) -> None:
        self.queue, feed = os.pipe()
        self.answer, tell = os.pipe()
        self.mine: list[int] = []
        # A pipe holds 64 KiB at least; what has no room in it is this process's own.
        self.rest = starts[8192:]
        os.write(feed, b"".join(start.to_bytes(4) for start in starts[:8192]))
        os.close(feed)
        self.child = os.fork()
        if self.child == 0:
            done: list[int] = []
            try:
                writer = Writer(folder)
                for start in self._queued():
                    _write_chunk(writer, files, start)
                    done.append(start)
            finally:
                # Whatever went wrong, the parent finds chunks undone, and meets it itself.
                with os.fdopen(tell, "wb") as stream:
                    stream.write(marshal.dumps(done))
                os._exit(0)
        os.close(tell)

    def _queued(self) -> Iterator[int]:
        while place := os.read(self.queue, 4):
            yield int.from_bytes(place)

    def take(self) -> Iterator[int]:
        """The chunks that are left to this process, one after the other."""
        for start in chain(self._queued(), self.rest):
            self.mine.append(start)
            yield start

    def finish(self) -> set[int]:
        """Wait for the other process; the chunks that it wrote."""
        for _ in self._queued():
            pass  # left only where this process has failed
        os.close(self.queue)
        with os.fdopen(self.answer, "rb") as stream:
            told = stream.read()
        os.waitpid(self.child, 0)
        return set(marshal.loads(told)) if told else set()  # noqa: S302 - of a copy of this process
