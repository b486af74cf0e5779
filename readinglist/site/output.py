"""Output: the files of a site, made and written by two processes where that helps.

A file is a name and a function that makes its content. Which process makes a file does not matter
to what is in it, so that the site is the same byte for byte however many there are. A file that
would come out as it stands there already is left alone.
"""

import marshal
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from itertools import chain

from readinglist.errors import StorageError
from readinglist.site.keeping import Kept, Memory

#: Files that one process takes at a time.
CHUNK = 64
#: Fewer files than this are not worth a second process.
MANY = 2000
#: A pipe has room for so many places at least, of four bytes each.
_QUEUED = 8192

Progress = Callable[[int, int], object]
_Written = dict[str, tuple[str, str, int, int]]


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file of the site: its name relative to the site's folder, and how its content is made.

    `key` gives the digest of what it is made of; a file without one is made with every build.
    """

    name: str
    make: Callable[[], str | bytes]
    key: Callable[[], str] | None = None


class Writer:
    """Writes files below a folder, and remembers which folders it has made."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.folder = str(memory.folder)
        self.made: set[str] = set()

    def write(self, file: SiteFile) -> tuple[str, str, int, int]:
        """Make a file and write it unless it is there; what to remember of it.

        Raises `StorageError`.
        """
        target = f"{self.folder}/{file.name}"
        kept = self._kept(file.name, target)
        key = file.key() if file.key else ""
        if kept and key and kept.key == key:
            return (kept.key, kept.content, kept.size, kept.time)
        content = file.make()
        data = content.encode("utf-8") if isinstance(content, str) else content
        digest = blake2b(data, digest_size=12).hexdigest()
        if kept and kept.content == digest:
            return (key, digest, kept.size, kept.time)
        try:
            time = self._write(target, data)
        except OSError as error:
            raise StorageError(f"{target}: {error.strerror}") from error
        return (key, digest, len(data), time)

    def _kept(self, name: str, target: str) -> Kept | None:
        """The file as the last build has left it, if it stands there still."""
        kept = self.memory.files.get(name)
        return kept if kept and name not in self.memory.fresh and kept.is_at(target) else None

    def _write(self, target: str, data: bytes) -> int:
        place = target.rpartition("/")[0]
        if place not in self.made:
            os.makedirs(place, exist_ok=True)  # noqa: PTH103 - this runs for every file
            self.made.add(place)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        try:
            while data:
                data = data[os.write(handle, data) :]
            return os.fstat(handle).st_mtime_ns
        finally:
            os.close(handle)


def write_files(
    memory: Memory,
    files: Sequence[SiteFile],
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
        if files[start].name not in written and files[start].name not in theirs:
            written |= write(start)
    return {name: Kept(*values) for name, values in (written | theirs).items()}


def _write_chunk(writer: Writer, files: Sequence[SiteFile], start: int) -> _Written:
    return {file.name: writer.write(file) for file in files[start : start + CHUNK]}


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
