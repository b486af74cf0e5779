"""Files read whole, within bounds that are tested before anything is read.

A folder that others may write to may hold a link to an endless device, a pipe that nobody fills, or
a file of gigabytes. So a file is opened without waiting, looked at, and then read as far as its
bound, whatever its size was said to be.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from readinglist.errors import StorageError

#: Bounds in bytes: of what people write, of records and results, of whole bibliographies.
TEXT = 1_000_000
DATA = 20_000_000
LIBRARY = 200_000_000

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}
# Elsewhere than on POSIX systems a pipe has no name in a folder.
_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)


class UnfitFileError(StorageError):
    """Something that is no file, or a file that is too long; `reason` says so without its name."""

    def __init__(self, path: str, reason: str, hint: str) -> None:
        super().__init__(f"{path}: {reason}", hint)
        self.reason = reason


def read_bounded(
    file: Path | str, path: str = "", *, most: int = TEXT, named: bool = False
) -> bytes:
    """The content of a regular file of at most so many bytes, links followed.

    `path` is how errors name it. `named` is for a file that the user has named on the command line,
    which may also be a pipe. Raises `UnfitFileError` for what is no such file, before any of
    it is read, and `OSError` for one that cannot be opened or read.
    """
    name = path or str(file)
    handle = os.open(file, os.O_RDONLY | (_BINARY if named else _BINARY | _WITHOUT_WAITING))
    try:
        state = os.fstat(handle)
        is_pipe = named and stat.S_ISFIFO(state.st_mode)
        if not (stat.S_ISREG(state.st_mode) or is_pipe):
            kind = _KINDS.get(stat.S_IFMT(state.st_mode), "no file")
            raise UnfitFileError(name, f"it is {kind}, not a file", "Put a file in its place.")
        if state.st_size > most:
            raise too_long(name, most)
        # A byte more than there should be, in case the file grows. One call gives nearly all files.
        data = os.read(handle, state.st_size + 1)
        while (is_pipe or len(data) < state.st_size) and len(data) <= most:
            if not (more := os.read(handle, 1 << 20)):
                break
            data += more
    finally:
        os.close(handle)
    if len(data) > most:
        raise too_long(name, most)
    return data


def bounded_lines(stream: TextIO, most: int = DATA) -> Iterator[str]:
    """The lines of a file; of one with more than so many characters the rest is left out."""
    while line := stream.readline(most):
        yield line
        while len(line) == most and not line.endswith("\n"):
            line = stream.readline(most)


def too_long(path: str, most: int) -> UnfitFileError:
    """The error that says so."""
    return UnfitFileError(path, f"the file has more than {most:,} bytes", "Split it.")
