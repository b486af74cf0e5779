"""History: when the files of a list were added and changed, according to git.

A change is dated by the commit that brought it to the current branch (following first parents),
because that is when readers could see it, not when somebody first wrote it.
"""

import contextlib
import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from readinglist.errors import ToolError, UsageError
from readinglist.system.git.running import run_git


@dataclass(frozen=True, slots=True)
class Change:
    """A change to a file: its time (UTC) and the blob's hash, empty if the file was removed."""

    moment: datetime.datetime
    blob: str


@dataclass(frozen=True)
class History:
    """The changes to files by path relative to the project's folder, oldest first."""

    root: Path
    changes: Mapping[str, tuple[Change, ...]]

    def added(self, path: str) -> datetime.datetime | None:
        """When the file was added; if it was removed in between, when it was added again."""
        moment = None
        for change in self.changes.get(path, ()):
            if not change.blob:
                moment = None
            elif moment is None:
                moment = change.moment
        return moment

    def contents(self, blobs: Iterable[str]) -> dict[str, bytes]:
        """The contents of these blobs, as far as git has them."""
        wanted = list(dict.fromkeys(blobs))
        if not wanted:
            return {}
        stdin = "\n".join(wanted).encode() + b"\n"
        text = b""
        with contextlib.suppress(ToolError, UsageError):
            text = run_git(self.root, "cat-file", "--batch", stdin=stdin)
        found: dict[str, bytes] = {}
        place = 0
        while place < len(text):
            end = text.index(b"\n", place)
            name, *facts = text[place:end].decode("ascii", "replace").split(" ")
            place = end + 1
            if len(facts) != 2:
                continue  # "<name> missing"
            size = int(facts[1])
            found[name] = text[place : place + size]
            place += size + 1
        return found


def read_history(root: Path, folder: str) -> History | None:
    """The history of a folder in the project, or None if it cannot be determined.

    That is the case without git, outside a repository, and in a shallow clone, where everything
    would seem to be added by the oldest commit.
    """
    try:
        if run_git(root, "rev-parse", "--is-shallow-repository").strip() != b"false":
            return None
        log = run_git(
            root,
            "log",
            "--first-parent",
            "-m",
            "--reverse",
            "--no-renames",
            "--relative",
            "--format=%x01%ct",
            "--raw",
            "--no-abbrev",
            "-z",
            "--",
            folder,
        )
    except (ToolError, UsageError):
        return None
    return History(root, _parse_log(log))


def _parse_log(log: bytes) -> dict[str, tuple[Change, ...]]:
    changes: dict[str, list[Change]] = {}
    moment = datetime.datetime.fromtimestamp(0, datetime.UTC)
    # Only zeros separate tokens: a path can contain any other byte.
    tokens = iter(log.split(b"\0"))
    for raw in tokens:
        token = raw.strip(b"\n")
        if token.startswith(b"\x01"):
            # A date that is not in the calendar gives way to that of the commit before it.
            moment = _parse_moment(token[1:]) or moment
        elif token.startswith(b":"):
            # :100644 100644 <before> <after> M, then the path
            _, _, _, after, status = token.split(b" ")
            path = next(tokens).decode("utf-8", "surrogateescape")
            blob = "" if status == b"D" else after.decode("ascii")
            changes.setdefault(path, []).append(Change(moment, blob))
    return {path: tuple(some) for path, some in changes.items()}


def _parse_moment(seconds: bytes) -> datetime.datetime | None:
    """The moment of a commit, or None; whoever makes a commit can give it any date."""
    try:
        return datetime.datetime.fromtimestamp(int(seconds), datetime.UTC)
    except (ValueError, OverflowError, OSError):
        return None
