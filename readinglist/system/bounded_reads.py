"""Reads whole files within limits that are checked before anything is read.

A folder that others can write to may contain a link to an endless device, a pipe that nobody writes
to, links in a circle, or a file of gigabytes. So a file is opened without blocking, examined, and
then read up to its limit, whatever its reported size.
"""

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from readinglist.errors import StorageError

#: Limits in bytes: for files people write, for records and results, for whole bibliographies.
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
_HINT = "Put a file in its place."
_NAMED_HINT = "Name a file."
#: Errors due to what stands in the folders, rather than to the machine: a file in the place of a
#: folder, links in a circle, a name that no file can have.
_IN_THE_WAY = frozenset({errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG})
# Only POSIX systems have named pipes in folders.
_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)


class UnfitFileError(StorageError):
    """Not a regular file, or too long a file; `reason` says so without naming the file."""

    def __init__(self, path: str, reason: str, hint: str) -> None:
        super().__init__(f"{path}: {reason}", hint)
        self.reason = reason


class UnreachableFileError(UnfitFileError):
    """No file can be reached under this path: something else stands in the way."""

    def __init__(self, path: str, error: OSError) -> None:
        hint = "Look for a link, or for a file in the place of a folder, and remove it."
        super().__init__(path, f"it cannot be opened: {error.strerror}", hint)


def read_bounded(
    file: Path | str, path: str = "", *, most: int = TEXT, named: bool = False
) -> bytes:
    """The content of a regular file of at most `most` bytes, following links.

    `path` is the name of the file in errors. `named` is for a file that the user has named on the
    command line, which may also be a pipe. Raises `UnfitFileError` if it is not such a file, before
    reading any of it, and `OSError` if it cannot be opened or read for another reason.
    """
    name = path or str(file)
    try:
        handle = os.open(file, os.O_RDONLY | (_BINARY if named else _BINARY | _WITHOUT_WAITING))
    except OSError as error:
        if error.errno in _IN_THE_WAY:
            raise UnreachableFileError(name, error) from error
        raise
    try:
        state = os.fstat(handle)
        is_pipe = named and stat.S_ISFIFO(state.st_mode)
        if not (stat.S_ISREG(state.st_mode) or is_pipe):
            raise UnfitFileError(name, _reason(state.st_mode), _NAMED_HINT if named else _HINT)
        if state.st_size > most:
            raise too_long(name, most)
        # Read one byte more than expected, in case the file grows. Most files need only one call.
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


def read_file(file: Path | str, path: str = "", *, most: int = TEXT) -> bytes:
    """As `read_bounded`, but every file that cannot be read raises a `StorageError`."""
    try:
        return read_bounded(file, path, most=most)
    except OSError as error:
        raise StorageError(f"cannot read {path or file}: {error.strerror}") from error


def check_file(file: Path | str, path: str) -> None:
    """Raise `UnfitFileError` for what is no regular file, links followed. Nothing is read.

    `path` is how the error names it.
    """
    try:
        mode = os.stat(file).st_mode  # noqa: PTH116 - as quick as it can be, for each file of a site
    except OSError as error:
        raise UnfitFileError(path, f"it cannot be read: {error.strerror}", _HINT) from error
    if not stat.S_ISREG(mode):
        raise UnfitFileError(path, _reason(mode), _HINT)


def _reason(mode: int) -> str:
    return f"it is {_KINDS.get(stat.S_IFMT(mode), 'no file')}, not a file"


def bounded_lines(stream: TextIO, most: int = DATA) -> Iterator[str]:
    """The lines of a file, cut off after `most` characters."""
    while line := stream.readline(most):
        yield line
        while len(line) == most and not line.endswith("\n"):
            line = stream.readline(most)


def too_long(path: str, most: int) -> UnfitFileError:
    """The error for a file that is too long."""
    return UnfitFileError(path, f"the file has more than {most:,} bytes", "Split it.")
