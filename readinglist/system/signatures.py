"""Signatures: what tells from outside that a file has not changed, without reading it."""

import os
import time
from pathlib import Path
from typing import TypeAlias

#: Size, time of the last change to the content, time of the last change of any kind (on Windows of
#: creation), number of the file in its file system; times in nanoseconds.
Signature: TypeAlias = tuple[int, int, int, int]

#: Nanoseconds for which a file may change again without a change of its times: those of FAT count
#: in steps of two seconds. Git calls such files racy: git-scm.com/docs/racy-git.
_UNSURE = 2_000_000_000


def signature_of(file: os.stat_result) -> Signature:
    """The signature of a file."""
    return (file.st_size, file.st_mtime_ns, file.st_ctime_ns, file.st_ino)


def settled(signature: Signature, now: int | None = None) -> bool:
    """Whether the signature tells apart what is written from now on, in nanoseconds of the epoch.

    It does not when the file changed a moment ago, or in the future.
    """
    return signature[1] < (time.time_ns() if now is None else now) - _UNSURE


def scan_tree(folder: Path) -> dict[str, Signature]:
    """The signatures of all files below the folder, by their paths in it, hidden ones left out.

    What cannot be looked at is left out too; what reads it will say so.
    """
    found: dict[str, Signature] = {}
    seen: set[tuple[int, int]] = set()
    open_folders = [("", str(folder))]
    while open_folders:
        prefix, path = open_folders.pop()
        try:
            place = os.stat(path)  # noqa: PTH116 - beside scandir
            if (place.st_dev, place.st_ino) in seen:
                continue  # a link to a folder above it
            seen.add((place.st_dev, place.st_ino))
            with os.scandir(path) as items:
                for item in items:
                    if item.name.startswith("."):
                        continue
                    if item.is_dir():
                        open_folders.append((f"{prefix}{item.name}/", item.path))
                    else:
                        found[prefix + item.name] = signature_of(item.stat())
        except OSError:
            continue
    return found
