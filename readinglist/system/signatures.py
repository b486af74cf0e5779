"""File signatures: detect that a file has not changed without reading it."""

import contextlib
import os
import time
from pathlib import Path
from typing import TypeAlias

#: Size, modification time, change time (on Windows creation time), inode number; times in
#: nanoseconds.
Signature: TypeAlias = tuple[int, int, int, int]

#: Nanoseconds within which a file may change again without different times: FAT counts in steps of
#: two seconds. Git calls such files racy: git-scm.com/docs/racy-git.
_UNSURE = 2_000_000_000


def signature_of(file: os.stat_result) -> Signature:
    """The signature of a file."""
    return (file.st_size, file.st_mtime_ns, file.st_ctime_ns, file.st_ino)


def settled(signature: Signature, now: int | None = None) -> bool:
    """Whether any later write would change the signature; `now` is in nanoseconds since 1970.

    That is not certain if the file changed a moment ago, or has a time in the future.
    """
    return signature[1] < (time.time_ns() if now is None else now) - _UNSURE


def scan_tree(folder: Path) -> dict[str, Signature]:
    """The signatures of all files below the folder by relative path, without hidden files.

    What cannot be examined is left out too; reading it will report the error.
    """
    found: dict[str, Signature] = {}
    seen: set[tuple[int, int]] = set()
    open_folders = [("", str(folder))]
    while open_folders:
        prefix, path = open_folders.pop()
        try:
            place = os.stat(path)  # noqa: PTH116 - faster with scandir
            if (place.st_dev, place.st_ino) in seen:
                continue  # a link to a parent folder
            seen.add((place.st_dev, place.st_ino))
            with os.scandir(path) as items:
                for item in items:
                    if item.name.startswith("."):
                        continue
                    with contextlib.suppress(OSError):  # such as links in a circle
                        if item.is_dir():
                            open_folders.append((f"{prefix}{item.name}/", item.path))
                        else:
                            found[prefix + item.name] = signature_of(item.stat())
        except OSError:
            continue
    return found
