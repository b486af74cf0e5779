"""Keeping: the files of the last build that the next one can use again.

What was written is remembered in the user's state folder: for each file the digest of what it was
made of, its size and its time. The engine empties the site's folder before it
builds, so that the folders are put aside before and back after. What is not as it was written is
not used, and what the new site does not have is removed.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from readinglist.errors import StorageError
from readinglist.reading import LIBRARY, UnfitFileError, read_bounded
from readinglist.state import name_for, state_folder
from readinglist.writing import write_whole

#: The engine leaves alone what begins with a dot.
ASIDE = ".readinglist-kept"
_FORM = 2


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it was written: the digest of its input, its size, its time in ns."""

    key: str
    size: int
    time: int

    def is_at(self, path: str) -> bool:
        """Whether the file still stands there as it was written."""
        try:
            found = os.stat(path)  # noqa: PTH116 - of every file of the site
        except OSError:
            return False
        return found.st_size == self.size and found.st_mtime_ns == self.time


@dataclass
class Memory:
    """What is known of the files of a site's folder, by name."""

    folder: Path
    files: dict[str, Kept] = field(default_factory=dict)
    #: The files that the engine has written into folders that were brought back.
    fresh: set[str] = field(default_factory=set)

    @property
    def _file(self) -> Path:
        return state_folder() / "builds" / f"{name_for(self.folder)}.json"

    def read(self) -> None:
        """Read what the last build has written; nothing where that cannot be known."""
        with contextlib.suppress(
            OSError, UnfitFileError, ValueError, TypeError, KeyError, AttributeError
        ):
            held = json.loads(read_bounded(self._file, most=LIBRARY))
            if held["form"] == _FORM:
                self.files = {name: Kept(*values) for name, values in held["files"].items()}

    def write(self, files: Mapping[str, Kept]) -> None:
        """Remember the files for the next build, which makes them all again if that fails."""
        listed = {name: (one.key, one.size, one.time) for name, one in files.items()}
        text = json.dumps({"form": _FORM, "files": listed}, separators=(",", ":"))
        with contextlib.suppress(StorageError):
            write_whole(self._file, text.encode())

    @property
    def aside(self) -> Path:
        """Where the folders of the site are while the engine builds."""
        return self.folder / ASIDE

    def put_aside(self) -> None:
        """Move the folders of the site out of the engine's way."""
        self.forget_aside()
        tops = {name.partition("/")[0] for name in self.files if "/" in name}
        try:
            for top in sorted(tops):
                if (self.folder / top).is_dir():
                    self.aside.mkdir(exist_ok=True)
                    (self.folder / top).rename(self.aside / top)
        except OSError as error:
            raise StorageError(f"{self.folder}: {error.strerror}") from error

    def forget_aside(self) -> None:
        """Remove what was put aside and not brought back."""
        shutil.rmtree(self.aside, ignore_errors=True)

    def bring_back(self, ours: Container[str]) -> None:
        """Move the folders back, and into them what the engine has written there meanwhile.

        Files of `ours` are not the engine's to write.
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
            raise StorageError(f"{self.folder}: {error.strerror}") from error

    def sweep(self, wanted: Mapping[str, Kept]) -> None:
        """Remove from the folders that were kept all that the site does not have any more."""
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


def _names(folder: Path) -> Iterator[str]:
    """The files below a folder, relative to it."""
    for place, _, names in os.walk(folder):
        prefix = os.path.relpath(place, folder)
        yield from (name if prefix == "." else f"{prefix}/{name}" for name in names)
