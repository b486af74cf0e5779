"""History: when the files of a list came and changed, as git knows it.

A change counts from the commit that brought it to the branch at hand (its first parents), which is
when readers could see it, and not from when somebody first wrote it.
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
    """A change of a file: when (UTC), and the name of its content in git, empty when removed."""

    moment: datetime.datetime
    blob: str


@dataclass(frozen=True)
class History:
    """The changes of files by their path relative to the project's folder, the oldest first."""

    root: Path
    changes: Mapping[str, tuple[Change, ...]]

    def added(self, path: str) -> datetime.datetime | None:
        """When the file came, for good: a file that went in between counts from its return."""
        moment = None
        for change in self.changes.get(path, ()):
            if not change.blob:
                moment = None
            elif moment is None:
                moment = change.moment
        return moment

    def contents(self, blobs: Iterable[str]) -> dict[str, bytes]:
        """The contents of these names, as far as git has them."""
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
    """The history of a folder of the project, or None where it cannot be known.

    That is so without git, outside a repository, and in a shallow clone, whose oldest commit would
    pass for the day on which everything came.
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
    tokens = iter(log.replace(b"\x01", b"\0\x01").split(b"\0"))
    for raw in tokens:
        token = raw.strip(b"\n")
        if token.startswith(b"\x01"):
            moment = datetime.datetime.fromtimestamp(int(token[1:]), datetime.UTC)
        elif token.startswith(b":"):
            # :100644 100644 <before> <after> M, then the path
            _, _, _, after, status = token.split(b" ")
            path = next(tokens).decode("utf-8", "surrogateescape")
            blob = "" if status == b"D" else after.decode("ascii")
            changes.setdefault(path, []).append(Change(moment, blob))
    return {path: tuple(some) for path, some in changes.items()}
