"""Runs git as a program; no other module does."""

import os
import subprocess
from pathlib import Path

from readinglist.errors import ToolError, UsageError


class SilentError(ToolError):
    """Git signalled a negative result: an exit code without a message."""


def run_git(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """Run git in a folder with `stdin` as its input, and return what it prints.

    Raises `UsageError` if the folder is not in a repository, `SilentError` if git fails without a
    message, and `ToolError` if it fails with one or cannot be run at all.
    """
    command = ["git", "-C", str(folder), *arguments]
    environment = os.environ | {"LC_ALL": "C"}
    try:
        result = subprocess.run(  # noqa: S603 - revisions follow --end-of-options
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
                f"{folder} is not in a git repository", "Go to a clone, or name it with --project."
            )
        if not said:
            raise SilentError(f"git {arguments[0]} failed")
        raise ToolError(f"git {arguments[0]} failed: {said}")
    return result.stdout
