"""Makes and writes the files of the site, in two processes if that helps.

Files made from the same input are made together: their names, and a function that makes their
contents. The content of a file does not depend on the process that makes it, so the site is byte
for byte the same with any number of processes. A file that already has the right content is left
alone.
"""

import marshal
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from readinglist.errors import StorageError
from readinglist.site.kept_files import Kept, Memory

#: The minimum number of jobs that one process takes at a time.
CHUNK = 8
#: Fewer jobs than this are not worth a second process.
MANY = 1000
#: A pipe can buffer at least this many numbers of four bytes.
_QUEUED = 8192

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)

Progress = Callable[[int, int], object]
_Written = dict[str, tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class SiteFiles:
    """Files of the site: their names relative to its folder, and how their contents are made.

    `key` returns the digest of their input; files without one are made in every build.
    """

    names: tuple[str, ...]
    make: Callable[[], Sequence[str]]
    key: Callable[[], str] | None = None


class Writer:
    """Writes files below a folder, and remembers which folders it has created."""

    def __init__(self, memory: Memory, folder: Path) -> None:
        self.memory = memory
        self.folder = str(folder)
        self.made: set[str] = set()

    def write(self, files: SiteFiles) -> _Written:
        """Make files and write those that have changed; returns what to remember about them.

        Raises `StorageError`.
        """
        key = files.key() if files.key else ""
        if key and (kept := self.keep(files.names, key)) is not None:
            return kept
        written: _Written = {}
        for name, content in zip(files.names, files.make(), strict=True):
            target = f"{self.folder}/{name}"
            data = content.encode("utf-8")
            try:
                time = self._time_of_same(name, target, data) or self._write(target, data)
            except OSError as error:
                raise StorageError(f"cannot write {target}: {error.strerror}") from error
            written[name] = (key, len(data), time)
        return written

    def keep(self, names: Sequence[str], key: str) -> _Written | None:
        """Reuse files of earlier builds whose input has this digest, all or none.

        Raises `StorageError`.
        """
        kept: _Written = {}
        taken: list[tuple[str, Kept]] = []
        for name in names:
            file = self._kept(name, f"{self.folder}/{name}")
            if file is None or file.key != key:
                file = self.memory.last.get(name)
                if file is None or file.key != key:
                    return None
                taken.append((name, file))
            kept[name] = (key, file.size, file.time)
        for name, file in taken:
            target = f"{self.folder}/{name}"
            try:
                self._make_place(target)
                if not self.memory.take(name, target, file):
                    return None
            except OSError as error:
                raise StorageError(f"cannot write {target}: {error.strerror}") from error
        return kept

    def _time_of_same(self, name: str, target: str, data: bytes) -> int | None:
        """The time of a file that already has this content; None if it has to be written."""
        kept = self._kept(name, target)
        if kept and kept.size == len(data) and _holds(target, data):
            return kept.time
        last = self.memory.last.get(name)
        source = f"{self.memory.site}/{name}"
        if last and last.size == len(data) and last.is_at(source) and _holds(source, data):
            self._make_place(target)
            if self.memory.take(name, target, last):
                return last.time
        return None

    def _kept(self, name: str, target: str) -> Kept | None:
        """The file as an earlier build left it, if it is still there."""
        kept = self.memory.files.get(name)
        return kept if kept and name not in self.memory.fresh and kept.is_at(target) else None

    def _make_place(self, target: str) -> None:
        place = target.rpartition("/")[0]
        if place not in self.made:
            try:
                os.mkdir(place)  # noqa: PTH102 - called for nearly every page
            except OSError:
                os.makedirs(place, exist_ok=True)  # noqa: PTH103
            self.made.add(place)

    def _write(self, target: str, data: bytes) -> int:
        self._make_place(target)
        try:
            handle = os.open(target, _NEW, 0o666)
        except FileExistsError:
            # The last site may have an identical file under the same name.
            os.unlink(target)  # noqa: PTH108
            handle = os.open(target, _NEW, 0o666)
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
    together: int = 0,
) -> dict[str, Kept]:
    """Make and write the files that have changed; returns what to remember about all of them.

    The first `together` files are left to one process, because they share cached parts. `progress`
    is called with the numbers done and in total. Raises `StorageError` if a file cannot be written,
    and whatever a file's own function raises.
    """
    chunks = [files[:together]] if together else []
    chunks += _chunks_of(files[together:])
    write = partial(_write_chunk, Writer(memory, memory.folder), chunks)
    helper = _Helper(write, len(chunks)) if _can_fork(len(files), processes) else None
    written: _Written = {}
    try:
        for number in helper.take() if helper else range(len(chunks)):
            written |= write(number)
            if progress:
                # Approximate: the chunks of the other process are counted as done too.
                progress(len(files) * (number + 1) // len(chunks), len(files))
    finally:
        theirs = helper.finish() if helper else {}
    # What the helper could not do is done here, so that errors are reported as usual.
    for number, chunk in enumerate(chunks):
        if chunk[0].names[0] not in written and chunk[0].names[0] not in theirs:
            written |= write(number)
    return {name: Kept(*values) for name, values in (written | theirs).items()}


def keep_files(memory: Memory, names: Sequence[str], key: str) -> dict[str, Kept] | None:
    """Reuse these files of earlier builds, whose input has this digest; None if one is missing.

    Raises `StorageError`.
    """
    kept = Writer(memory, memory.folder).keep(names, key) if names else None
    return {name: Kept(*values) for name, values in kept.items()} if kept else None


class Ahead:
    """Files that another process makes and writes while this one is busy with something else.

    They are written to `folder`, which stands in for the site's. If a second process does not help,
    nothing is done ahead.
    """

    def __init__(self, memory: Memory, folder: Path, files: Sequence[SiteFiles]) -> None:
        self.files = files
        chunks = _chunks_of(files)
        write = partial(_write_chunk, Writer(memory, folder), chunks)
        self._helper = _Helper(write, len(chunks)) if _can_fork(len(files), 2) else None

    def stop(self) -> tuple[dict[str, Kept], list[SiteFiles]]:
        """Let the other process finish soon; returns what it has written, and what is left."""
        helper, self._helper = self._helper, None
        written = helper.finish() if helper else {}
        left = [file for file in self.files if file.names[0] not in written]
        return {name: Kept(*values) for name, values in written.items()}, left


def _chunks_of(files: Sequence[SiteFiles]) -> list[Sequence[SiteFiles]]:
    size = max(CHUNK, -(-len(files) // _QUEUED))
    return [files[start : start + size] for start in range(0, len(files), size)]


def _write_chunk(writer: Writer, chunks: Sequence[Sequence[SiteFiles]], number: int) -> _Written:
    written: _Written = {}
    for file in chunks[number]:
        written |= writer.write(file)
    return written


def _can_fork(count: int, processes: int) -> bool:
    """Whether a second process helps and is safe: only without threads, and only on Linux."""
    return (
        processes > 1
        and count >= MANY
        and sys.platform == "linux"
        and threading.active_count() == 1
        and len(os.sched_getaffinity(0)) > 1
    )


class _Helper:
    """A copy of this process that takes chunks from the same queue, a pipe of their numbers."""

    def __init__(self, write: Callable[[int], _Written], count: int) -> None:
        self.queue, feed = os.pipe()
        self.answer, tell = os.pipe()
        os.write(feed, b"".join(number.to_bytes(4) for number in range(count)))
        os.close(feed)
        parent = os.getpid()
        self.child = os.fork()
        if self.child == 0:
            written: _Written = {}
            try:
                for number in self.take():
                    if os.getppid() != parent:
                        break  # the parent was killed, so nobody waits for this
                    written |= write(number)
            finally:
                # Whatever went wrong, the parent finds the files undone and meets the error itself.
                with os.fdopen(tell, "wb") as stream:
                    stream.write(marshal.dumps(written))
                os._exit(0)
        os.close(tell)

    def take(self) -> Iterator[int]:
        """The chunks that this process gets, one after the other."""
        while number := os.read(self.queue, 4):
            yield int.from_bytes(number)

    def finish(self) -> _Written:
        """Wait for the other process; returns what it has written."""
        for _ in self.take():
            pass  # left over if this process failed or cannot wait
        os.close(self.queue)
        with os.fdopen(self.answer, "rb") as stream:
            told = stream.read()
        os.waitpid(self.child, 0)
        written: _Written = marshal.loads(told) if told else {}  # noqa: S302 - our own copy's
        return written
