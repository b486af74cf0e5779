"""Git as a program: the one place that runs it."""

import os
import subprocess
from pathlib import Path

from readinglist.errors import ToolError, UsageError


class SilentError(ToolError):
    """Git's way of saying no: an exit code and nothing else."""


def run_git(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """What git prints when it is run in a folder, with `stdin` as its input.

    Raises `UsageError` where the folder is in no repository, `SilentError` when git fails without a
    word, and `ToolError` when it fails with one or cannot be run at all.
    """
    command = ["git", "-C", str(folder), *arguments]
    environment = os.environ | {"LC_ALL": "C"}
    try:
        result = subprocess.run(  # noqa: S603 - revisions come after --end-of-options
            command, input=stdin, capture_output=True, check=False, env=environment
        )
    except FileNotFoundError as error:
        raise ToolError("git is not installed", "Install it, or put it on the PATH.") from error
    except OSError as error:
        raise ToolError(
            f"git cannot be run: {error.strerror}", "Check the git that is on the PATH."
        ) from error
    if result.returncode:
        said = result.stderr.decode("utf-8", "replace").strip()
        if "not a git repository" in said:
            raise UsageError(
                f"{folder} is in no git repository", "Go to a clone, or name it with --project."
            )
        if not said:
            raise SilentError(f"git {arguments[0]} failed")
        raise ToolError(f"git {arguments[0]} failed: {said}")
    return result.stdout
