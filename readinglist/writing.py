"""Writing of a file, whole or not at all."""

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from readinglist.errors import StorageError


def write_whole(file: Path, data: bytes) -> None:
    """Write the file so that at any moment it holds either its old content or its new.

    Its permissions stay; of a link the file that it leads to is written. Raises `StorageError`.
    """
    try:
        target = file.resolve()
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o644
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).chmod(mode)
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StorageError(f"{file}: {error.strerror}") from error


def rename_file(old: Path, new: Path) -> None:
    """Rename the file unless there is one of the new name. Raises `StorageError`."""
    try:
        with contextlib.suppress(FileExistsError):
            os.link(old, new)
            old.unlink()
    except OSError as error:
        raise StorageError(f"{old}: {error.strerror}") from error
