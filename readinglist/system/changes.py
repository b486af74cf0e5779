"""What has changed since a revision, by asking git."""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from readinglist.errors import ToolError, UsageError

_HUNK = re.compile(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@")


@dataclass(frozen=True)
class Changes:
    """Lines that were added or changed, by file, in the files as they stand in the folder now.

    Paths are relative to the project's folder, with forward slashes; lines count from 1. A file
    that git does not know yet is in `new`: all of its lines count.
    """

    lines: Mapping[str, frozenset[int]] = field(default_factory=dict)
    new: frozenset[str] = frozenset()

    @property
    def files(self) -> frozenset[str]:
        """Every file with an added line."""
        return frozenset(self.lines) | self.new

    def touches(self, path: str, line: int) -> bool:
        """Whether the line is one of those that changed."""
        return path in self.new or line in self.lines.get(path, ())


def read_changes(root: Path, revision: str) -> Changes:
    """What the folder has that the revision, or where the branch left it, has not.

    Raises `UsageError` when that is no revision or the folder is not under git's control, and
    `ToolError` when there is no git.
    """
    if revision.startswith("-"):
        raise UsageError(f"'{revision}' is no revision", "Name a branch, a tag or a commit.")
    try:
        base = _git(root, "merge-base", revision, "HEAD").strip()
    except UsageError:
        # Without a common ancestor, as in a shallow clone, the revision itself.
        base = revision
    diff = _git(
        root, "-c", "core.quotePath=off", "diff", "--unified=0", "--no-color", "--no-ext-diff",
        "--no-textconv", "--relative", "--src-prefix=a/", "--dst-prefix=b/",
        "--end-of-options", base, "--",
    )  # fmt: skip
    untracked = _git(root, "ls-files", "--others", "--exclude-standard", "-z")
    return Changes(parse_diff(diff), frozenset(filter(None, untracked.split("\0"))))


def parse_diff(diff: str) -> dict[str, frozenset[int]]:
    """The added lines of a diff without context, by file."""
    lines: dict[str, set[int]] = {}
    path, left = "", 0
    for line in diff.split("\n"):
        if left:
            # Within a hunk a line may look like anything; lines taken away do not count.
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


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - a revision after --end-of-options at most
            ["git", "-C", str(root), *arguments],  # noqa: S607 - the git of the user's PATH
            capture_output=True, check=False, encoding="utf-8", errors="surrogateescape",
        )  # fmt: skip
    except FileNotFoundError:
        raise ToolError("there is no git", "Install git, or leave out --changed-since.") from None
    if done.returncode:
        reason = done.stderr.strip().splitlines()[0] if done.stderr.strip() else "git failed"
        raise UsageError(reason, "Name a branch, a tag or a commit that git knows here.")
    return done.stdout
