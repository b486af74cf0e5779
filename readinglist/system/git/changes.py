"""What has changed since a revision, according to git."""

import contextlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from readinglist.errors import UsageError
from readinglist.system.git.revisions import merge_base, resolve
from readinglist.system.git.running import run_git

_HUNK = re.compile(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@")


@dataclass(frozen=True)
class Changes:
    """Lines that were added or changed, by file, in the current files of the folder.

    Paths are relative to the project's folder, with forward slashes; lines count from 1. Files that
    git does not track yet are in `new`: all their lines count as changed.
    """

    lines: Mapping[str, frozenset[int]] = field(default_factory=dict)
    new: frozenset[str] = frozenset()

    @property
    def files(self) -> frozenset[str]:
        """Every file with an added line."""
        return frozenset(self.lines) | self.new

    def touches(self, path: str, line: int) -> bool:
        """Whether the line was added or changed."""
        return path in self.new or line in self.lines.get(path, ())


def read_changes(root: Path, revision: str) -> Changes:
    """The changes in the folder since it diverged from the revision.

    Without a common ancestor, as in a shallow clone, the revision itself is the base.
    Raises as `readinglist.system.git.revisions.resolve`.
    """
    base = resolve(root, revision)
    with contextlib.suppress(UsageError):
        base = merge_base(root, base, "HEAD")
    diff = run_git(
        root,
        "-c",
        "core.quotePath=off",
        "diff",
        "--unified=0",
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
        "--relative",
        "--src-prefix=a/",
        "--dst-prefix=b/",
        "--end-of-options",
        base,
        "--",
    )
    untracked = os.fsdecode(run_git(root, "ls-files", "--others", "--exclude-standard", "-z"))
    new = frozenset(filter(None, untracked.split("\0")))
    return Changes(parse_diff(os.fsdecode(diff)), new)


def parse_diff(diff: str) -> dict[str, frozenset[int]]:
    """The added lines of a diff without context, by file."""
    lines: dict[str, set[int]] = {}
    path, left = "", 0
    for line in diff.split("\n"):
        if left:
            # Within a hunk a line may look like anything; removed lines do not count.
            left -= line.startswith("+")
            continue
        if line.startswith("+++ "):
            name = line[4:].rstrip("\t")
            path = name.removeprefix("b/") if name != "/dev/null" else ""
        elif path and (match := _HUNK.match(line)):
            start, count = int(match[1]), int(match[2] or "1")
            lines.setdefault(path, set()).update(range(start, start + count))
            left = count
    return {path: frozenset(numbers) for path, numbers in lines.items() if numbers}
