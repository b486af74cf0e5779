"""A project's files at a git revision, without touching the working tree.

Files are read from git's objects (`ls-tree`, `cat-file --batch`), so that neither filters nor
hooks run and no index is touched. See https://git-scm.com/docs/gitrevisions for revisions.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from readinglist.errors import StorageError, ToolError, UsageError
from readinglist.system.git.running import SilentError, run_git

_REGULAR_FILES = frozenset({b"100644", b"100755"})


@contextmanager
def files_at(project: Path, revision: str, folder: str, *others: str) -> Iterator[Path]:
    """A temporary copy of the project with `folder` as committed at the revision.

    If the revision does not have the folder, it is created empty. `others` are files or folders
    that are copied if the revision has them. Symbolic links and submodules are left out. Raises
    `UsageError` for a revision that git does not know, `ToolError` without git.
    """
    commit = resolve(project, revision)
    with tempfile.TemporaryDirectory(prefix="readinglist-") as temporary:
        root = Path(temporary)
        (root / folder).mkdir(parents=True)
        listing = run_git(project, "ls-tree", "-r", "-z", commit, "--", folder, *others)
        names: dict[Path, bytes] = {}
        for line in filter(None, listing.split(b"\0")):
            mode, _, rest = line.partition(b" ")
            blob, _, name = rest.partition(b" ")[2].partition(b"\t")
            path = PurePosixPath(os.fsdecode(name))
            if mode in _REGULAR_FILES and ".." not in path.parts and not path.is_absolute():
                names[root / path] = blob
        try:
            for file, content in zip(names, _blobs(project, list(names.values())), strict=True):
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
        except OSError as error:
            raise StorageError(
                f"cannot write {error.filename or root}: {error.strerror}"
            ) from error
        yield root


def resolve(project: Path, revision: str) -> str:
    """The commit hash for a revision such as `main`, `HEAD~2` or `v1.0`.

    Raises as `files_at`.
    """
    wanted = f"{revision}^{{commit}}"
    try:
        found = run_git(project, "rev-parse", "--verify", "--quiet", "--end-of-options", wanted)
    except SilentError:
        raise UsageError(
            f"git knows no revision '{revision}'",
            "Name a commit, branch or tag; in a shallow clone, fetch it first "
            "(actions/checkout: 'fetch-depth: 0').",
        ) from None
    return found.decode("ascii").strip()


def merge_base(project: Path, one: str, other: str) -> str:
    """The hash of the best common ancestor of both revisions.

    Raises as `files_at`, and `UsageError` if there is no common ancestor.
    """
    one, other = resolve(project, one), resolve(project, other)
    try:
        return run_git(project, "merge-base", one, other).decode("ascii").strip()
    except SilentError:
        raise UsageError(
            f"'{one}' and '{other}' have no commit in common",
            "Write BASE..HEAD with two dots, or fetch the whole history.",
        ) from None


def _blobs(project: Path, blobs: list[bytes]) -> Iterator[bytes]:
    """The contents of the given blobs, in the same order."""
    if not blobs:
        return
    answer = run_git(project, "cat-file", "--batch", stdin=b"\n".join(blobs) + b"\n")
    at = 0
    for _ in blobs:
        end = answer.index(b"\n", at)
        header = answer[at:end].split(b" ")
        if len(header) != 3:
            raise ToolError(
                f"git has no object {os.fsdecode(header[0])}", "Fetch it: 'git fetch --refetch'."
            )
        size = int(header[2])
        yield answer[end + 1 : end + 1 + size]
        at = end + 1 + size + 1
