"""Writes files atomically, and never to a place outside that a link leads to."""

import contextlib
import errno
import functools
import os
import re
import stat
from pathlib import Path

from readinglist.errors import StorageError

#: The name of a file while it is being written: its final name and the writing process.
_PART = re.compile(r"\..+\.(?P<writer>\d+)\.part")
#: The folders that have been searched for such files.
_swept: set[Path] = set()
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK}


def write_whole(file: Path, data: bytes, *, within: Path | None, new: bool = False) -> None:
    """Write the file so that at any moment it holds either its old or its new content.

    Its permissions are kept; if it is a link, the target is written. Links must not lead out of
    `within`, because they may come with a list that others contribute to; None is for a path that
    the user has chosen. With `new`, an existing file or link of that name is left alone. Raises
    `StorageError`.
    """
    try:
        target = _target(file, within, new=new)
        if target.parent not in _swept or not os.path.isdir(target.parent):  # noqa: PTH112 - faster
            _make_folder(target.parent)
            _sweep(target.parent)
        _write(target, data, new=new)
    except FileExistsError:
        raise StorageError(f"{file} already exists", "It was not changed.") from None
    except OSError as error:
        raise StorageError(
            f"cannot write {file}: {error.strerror or error}", "Nothing was written."
        ) from error


def borders_of(file: Path, project: Path) -> Path | None:
    """The `within` argument of `write_whole` for a file that the user has chosen.

    That is the project's folder for a file in the project, where links may come from anybody, and
    None for any other.
    """
    whole = Path(os.path.abspath(project))  # noqa: PTH100 - links must not be followed
    inside = Path(os.path.abspath(file)).is_relative_to(whole)  # noqa: PTH100
    return project if inside else None


def _target(file: Path, within: Path | None, *, new: bool) -> Path:
    """The real path of the file. Raises `StorageError` if it is outside of `within`."""
    target = real_path(file.parent) / file.name if new else real_path(file)
    check_within(target, within, file)
    return target


def real_path(path: Path) -> Path:
    """As `Path.resolve`, which in some versions of Python raises an error for links in a circle."""
    return Path(os.path.realpath(path))


def check_within(target: Path, within: Path | None, shown: Path) -> None:
    """Raise `StorageError` for a real path that is not in the folder `within`."""
    if within is None:
        return
    border = _real_border(os.path.abspath(within))  # noqa: PTH100 - links must not be followed
    if not f"{target}{os.sep}".startswith(f"{border.rstrip(os.sep)}{os.sep}"):
        raise StorageError(
            f"{shown}: a link leads out of {border}, to {target}",
            "Nothing was written there. Replace the link by the file itself.",
        )


@functools.lru_cache(maxsize=16)
def _real_border(folder: str) -> str:
    """The real path of a project's folder, which stays where it is while a command runs."""
    return os.path.realpath(folder)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        # It is a file that exists, not the file that is written.
        reason = os.strerror(errno.ENOTDIR)
        raise NotADirectoryError(errno.ENOTDIR, reason, str(folder)) from None


def _write(target: Path, data: bytes, *, new: bool) -> None:
    mode = 0o644
    if not new:
        if _is_special(target):  # such as /dev/stdout: no old content to preserve
            target.write_bytes(data)
            return
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else mode
    # Names are limited to 255 bytes on most systems.
    begin = target.name.encode("utf-8", "surrogateescape")[:200].decode("utf-8", "ignore")
    part = target.with_name(f".{begin}.{os.getpid()}.part")
    with contextlib.suppress(FileNotFoundError):
        os.unlink(part)  # noqa: PTH108 - as below, faster: an import writes thousands of files
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(part, mode)  # noqa: PTH101
        if new:
            _put_if_new(part, target)
        else:
            part.replace(target)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(part)  # noqa: PTH108


def _is_special(target: Path) -> bool:
    try:
        mode = target.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _put_if_new(part: Path, target: Path) -> None:
    """Give the file its final name. Raises `FileExistsError` if the name is taken."""
    try:
        os.link(part, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # The file system has no hard links: check for a file first, with a small race.
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, "the file already exists", str(target)) from None
        part.replace(target)


def rename_file(old: Path, new: Path, *, within: Path) -> None:
    """Rename the file unless the new name is taken. Raises `StorageError`."""
    try:
        check_within(old.parent.resolve(), within, old)
        with contextlib.suppress(FileExistsError):
            os.link(old, new, follow_symlinks=False)
            old.unlink()
    except OSError as error:
        raise StorageError(f"cannot rename {old}: {error.strerror}") from error


def remove_parts(folder: Path, *, within: Path | None) -> None:
    """Remove half-written files that killed runs left below a folder; links are not followed.

    Only for a folder to which no other run is writing; nothing is done outside of `within`.
    """
    if within is not None and not folder.resolve().is_relative_to(within.resolve()):
        return
    for place, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".part") and name.startswith("."):
                with contextlib.suppress(OSError):
                    Path(place, name).unlink()


def _sweep(folder: Path) -> None:
    """Remove leftovers of dead runs from a folder, on this run's first write there."""
    if folder in _swept:
        return
    _swept.add(folder)
    with os.scandir(folder) as items:
        names = [item.name for item in items if item.name.endswith(".part")]
    for name in names:
        match = _PART.fullmatch(name)
        if match and not _is_running(int(match["writer"])):
            with contextlib.suppress(OSError):
                (folder / name).unlink()


def _is_running(process: int) -> bool:
    if process == os.getpid():
        return False
    if os.name == "nt":  # on Windows signal 0 would kill it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
