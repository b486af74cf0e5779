"""Output: the files of a site, made and written by two processes where that helps.

Files that are made of the same are made together: names, and a function that makes their contents.
Which process makes a file does not matter to what is in it, so that the site is the same byte for
byte however many there are. A file that would come out as it stands there already is left alone.
"""

import marshal
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

from readinglist.errors import StorageError
from readinglist.site.keeping import Kept, Memory

#: Makings of files that one process takes at a time.
CHUNK = 32
#: Fewer makings than this are not worth a second process.
MANY = 1000
#: A pipe has room for so many places at least, of four bytes each.
_QUEUED = 8192

Progress = Callable[[int, int], object]
_Written = dict[str, tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class SiteFiles:
    """Files of the site: their names relative to its folder, and how their contents are made.

    `key` gives the digest of what they are made of; those without one are made with every build.
    """

    names: tuple[str, ...]
    make: Callable[[], Sequence[str]]
    key: Callable[[], str] | None = None


class Writer:
    """Writes files below a folder, and remembers which folders it has made."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.folder = str(memory.folder)
        self.made: set[str] = set()

    def write(self, files: SiteFiles) -> _Written:
        """Make files and write those that are not there as they are; what to remember of them.

        Raises `StorageError`.
        """
        all_kept = [self._kept(name, f"{self.folder}/{name}") for name in files.names]
        key = files.key() if files.key else ""
        if key and all(kept and kept.key == key for kept in all_kept):
            return {name: (key, kept.size, kept.time)
                    for name, kept in zip(files.names, all_kept, strict=True) if kept}  # fmt: skip
        written: _Written = {}
        for name, kept, content in zip(files.names, all_kept, files.make(), strict=True):
            target = f"{self.folder}/{name}"
            data = content.encode("utf-8")
            try:
                is_there = kept and kept.size == len(data) and _holds(target, data)
                time = kept.time if kept and is_there else self._write(target, data)
            except OSError as error:
                raise StorageError(f"{target}: {error.strerror}") from error
            written[name] = (key, len(data), time)
        return written

    def _kept(self, name: str, target: str) -> Kept | None:
        """The file as the last build has left it, if it stands there still."""
        kept = self.memory.files.get(name)
        return kept if kept and name not in self.memory.fresh and kept.is_at(target) else None

    def _write(self, target: str, data: bytes) -> int:
        place = target.rpartition("/")[0]
        if place not in self.made:
            try:
                os.mkdir(place)  # noqa: PTH102 - this runs for nearly every page
            except OSError:
                os.makedirs(place, exist_ok=True)  # noqa: PTH103
            self.made.add(place)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        try:
            while data:
                data = data[os.write(handle, data) :]
            return os.fstat(handle).st_mtime_ns
        finally:
            os.close(handle)


def _holds(target: str, data: bytes) -> bool:
    """Whether the file has this content."""
    with open(target, "rb") as stream:  # noqa: PTH123
        return stream.read() == data


def write_files(
    memory: Memory,
    files: Sequence[SiteFiles],
    progress: Progress | None = None,
    *,
    processes: int = 2,
) -> dict[str, Kept]:
    """Make and write the files that have changed; what to remember of all of them.

    `progress` is told how many are done, of how many. Raises `StorageError` when one cannot be
    written, and what a file's own function raises.
    """
    starts = list(range(0, len(files), CHUNK))
    write = partial(_write_chunk, Writer(memory), files)
    helper = _Helper(write, starts) if _can_fork(len(files), processes) else None
    written: _Written = {}
    try:
        for start in helper.take() if helper else starts:
            written |= write(start)
            if progress:
                progress(min(start + CHUNK, len(files)), len(files))
    finally:
        theirs = helper.finish() if helper else {}
    # What the helper could not do is done here, so that a mistake is reported as any other.
    for start in starts:
        first = files[start].names[0]
        if first not in written and first not in theirs:
            written |= write(start)
    return {name: Kept(*values) for name, values in (written | theirs).items()}


def _write_chunk(writer: Writer, files: Sequence[SiteFiles], start: int) -> _Written:
    written: _Written = {}
    for one in files[start : start + CHUNK]:
        written |= writer.write(one)
    return written


def _can_fork(count: int, processes: int) -> bool:
    """Whether a second process helps and is safe: not beside threads, and on Linux only."""
    return (
        processes > 1
        and count >= MANY
        and sys.platform == "linux"
        and threading.active_count() == 1
        and len(os.sched_getaffinity(0)) > 1
    )


class _Helper:
    """A copy of this process that takes chunks from the same queue, a pipe of their places."""

    def __init__(self, write: Callable[[int], _Written], starts: Sequence[int]) -> None:
        self.queue, feed = os.pipe()
        self.answer, tell = os.pipe()
        # What has no room in the pipe is left to this process.
        self.rest = starts[_QUEUED:]
        os.write(feed, b"".join(start.to_bytes(4) for start in starts[:_QUEUED]))
        os.close(feed)
        self.child = os.fork()
        if self.child == 0:
            written: _Written = {}
            try:
                for start in self._queued():
                    written |= write(start)
            finally:
                # Whatever went wrong, the parent finds files undone, and meets it itself.
                with os.fdopen(tell, "wb") as stream:
                    stream.write(marshal.dumps(written))
                os._exit(0)
        os.close(tell)

    def _queued(self) -> Iterator[int]:
        while place := os.read(self.queue, 4):
            yield int.from_bytes(place)

    def take(self) -> Iterator[int]:
        """The chunks that are left to this process, one after the other."""
        return chain(self._queued(), self.rest)

    def finish(self) -> _Written:
        """Wait for the other process; what it has written."""
        for _ in self._queued():
            pass  # left only where this process has failed
        os.close(self.queue)
        with os.fdopen(self.answer, "rb") as stream:
            told = stream.read()
        os.waitpid(self.child, 0)
        written: _Written = marshal.loads(told) if told else {}  # noqa: S302 - our own copy's
        return written
