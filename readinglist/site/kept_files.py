"""Reuses files of earlier builds in the next one.

A site is built in a folder that holds the site before last (`beside.py`). What was written is
recorded in the user's state folder: for each file the digest of its input, its size and its time. A
file that is up to date stays; one that the last site has is linked from there; all others are
written, and files that the new site does not have are removed. The engine needs an empty folder, so
existing folders are moved aside before it runs and brought back afterwards.
"""

import contextlib
import errno
import json
import os
import shutil
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from readinglist.errors import StorageError
from readinglist.system.bounded_reads import LIBRARY, UnfitFileError, read_bounded
from readinglist.system.files import write_whole
from readinglist.system.state import name_for, state_folder

#: The engine leaves names alone that begin with a dot.
ASIDE = ".readinglist-kept"
_FORM = 3
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.EXDEV, errno.EACCES}


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it was written: the digest of its input, its size, its time in ns."""

    key: str
    size: int
    time: int

    def is_at(self, path: str) -> bool:
        """Whether the file is still there as it was written."""
        try:
            found = os.stat(path)  # noqa: PTH116 - called for every file of the site
        except OSError:
            return False
        return found.st_size == self.size and found.st_mtime_ns == self.time


@dataclass
class Memory:
    """What is known about files by name, in the folder being built and in the last site.

    With `by_copy` files of the last site are copied instead of linked: others write to the new
    ones.
    """

    folder: Path
    site: Path
    by_copy: bool = False
    files: dict[str, Kept] = field(default_factory=dict)
    last: dict[str, Kept] = field(default_factory=dict)
    #: The files that the engine has written into folders that were brought back.
    fresh: set[str] = field(default_factory=set)

    @property
    def _file(self) -> Path:
        return state_folder() / "builds" / f"{name_for(self.site)}.json"

    def read(self) -> None:
        """Read the record of the last builds; empty if it is unknown."""
        with contextlib.suppress(
            OSError, UnfitFileError, ValueError, TypeError, KeyError, AttributeError
        ):
            held = json.loads(read_bounded(self._file, most=LIBRARY))
            if held["form"] == _FORM:
                files, last = (
                    {name: Kept(*values) for name, values in held[part].items()}
                    for part in ("beside", "site")
                )
                self.files, self.last = files, last

    def write(self, files: Mapping[str, Kept]) -> None:
        """Record the files of the new site.

        If that fails, the next build makes all of them again.
        """
        parts = {
            part: {name: (kept.key, kept.size, kept.time) for name, kept in listed.items()}
            for part, listed in (("beside", self.last), ("site", files))
        }
        text = json.dumps({"form": _FORM, **parts}, separators=(",", ":"))
        with contextlib.suppress(StorageError):
            write_whole(self._file, text.encode(), within=None)

    def names(self, key: str, folder: str) -> tuple[str, ...]:
        """The files in a folder whose input has this digest."""
        found = [
            name
            for files in (self.files, self.last)
            for name, kept in files.items()
            if kept.key == key and name.startswith(f"{folder}/")
        ]
        return tuple(dict.fromkeys(found))

    def take(self, name: str, target: str, kept: Kept) -> bool:
        """Bring a file of the last site to its place in the new one. False if it is not there."""
        source = f"{self.site}/{name}"
        if not kept.is_at(source):
            return False
        try:
            if not self.by_copy:
                _link(source, target)
                return kept.is_at(target)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            self.by_copy = True
        shutil.copyfile(source, target)
        os.utime(target, ns=(kept.time, kept.time))
        return kept.is_at(target)

    @property
    def aside(self) -> Path:
        """Where the site's folders are kept while the engine builds."""
        return self.folder / ASIDE

    def put_aside(self) -> None:
        """Move the site's folders out of the engine's way, and remove everything else there.

        Names that begin with a dot stay.
        """
        self.forget_aside()
        tops = {name.partition("/")[0] for name in self.files if "/" in name}
        try:
            for top in sorted(tops):
                if (self.folder / top).is_dir():
                    self.aside.mkdir(exist_ok=True)
                    (self.folder / top).rename(self.aside / top)
            for left in list(self.folder.iterdir()):
                if left.name.startswith("."):
                    continue
                if left.is_dir() and not left.is_symlink():
                    shutil.rmtree(left)
                else:
                    left.unlink()
        except OSError as error:
            raise StorageError(f"cannot write to {self.folder}: {error.strerror}") from error

    def forget_aside(self) -> None:
        """Remove what a killed build has moved aside."""
        shutil.rmtree(self.aside, ignore_errors=True)

    def bring_back(self, ours: Container[str]) -> None:
        """Move the folders back, merging in what the engine has written there meanwhile.

        Files in `ours` are not written by the engine.
        """
        aside = self.aside
        if not aside.is_dir():
            return
        try:
            for kept in sorted(aside.iterdir()):
                new = self.folder / kept.name
                for name in list(_names(new)):
                    full = f"{kept.name}/{name}"
                    if full in ours:
                        continue
                    target = kept / name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    (new / name).replace(target)
                    self.fresh.add(full)
                if new.is_dir():
                    shutil.rmtree(new)
                kept.rename(new)
            aside.rmdir()
        except OSError as error:
            raise StorageError(f"cannot write to {self.folder}: {error.strerror}") from error

    def sweep(self, wanted: Mapping[str, Kept]) -> None:
        """Remove files that the site does not have any more from the folders that were kept."""
        tops = {name.partition("/")[0] for name in self.files if "/" in name}
        for top in sorted(tops):
            for place, folders, names in os.walk(self.folder / top, topdown=False):
                prefix = os.path.relpath(place, self.folder)
                left = len(folders)
                for name in names:
                    full = f"{prefix}/{name}"
                    if full in wanted or full in self.fresh:
                        left += 1
                    else:
                        Path(place, name).unlink()
                if not left or (folders and not names):
                    with contextlib.suppress(OSError):
                        Path(place).rmdir()


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except FileExistsError:
        os.unlink(target)  # noqa: PTH108 - called for many files
        os.link(source, target)


def _names(folder: Path) -> Iterator[str]:
    """The files below a folder, relative to it."""
    for place, _, names in os.walk(folder):
        prefix = os.path.relpath(place, folder)
        yield from (name if prefix == "." else f"{prefix}/{name}" for name in names)
