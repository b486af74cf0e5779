"""The issue about dead links: opened, updated and closed with GitHub's own program, `gh`."""

import json
import subprocess
from collections.abc import Callable, Sequence

from readinglist.errors import NetworkError, ToolError

TITLE = "Links that need a look"
LABEL = "links"
#: Runs `gh` with arguments and standard input, and returns what it prints.
Runner = Callable[[Sequence[str], str], str]


def run_gh(arguments: Sequence[str], text: str) -> str:
    """The output of `gh`. Raises `ToolError` if it is not installed, `NetworkError` if it fails."""
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments
            ["gh", *arguments],  # noqa: S607 - the gh of the user's PATH
            input=text,
            capture_output=True,
            check=False,
            encoding="utf-8",
        )
    except FileNotFoundError:
        raise ToolError(
            "there is no gh", "Install GitHub's command line, cli.github.com."
        ) from None
    if done.returncode:
        raise NetworkError(f"gh {' '.join(arguments[:2])}: {done.stderr.strip()}")
    return done.stdout


def update_issue(report: str, *, is_due: bool, run: Runner = run_gh) -> str:
    """Bring the issue in line with the report, and return a message saying what was done.

    At most one issue with the label is open: it is opened when something needs to be done, always
    holds the latest report, and is closed when nothing is left to do.
    """
    query = f"issue list --label {LABEL} --state open --json number,title --limit 100"
    listed = run(query.split(), "")
    numbers = sorted(
        int(issue["number"]) for issue in json.loads(listed) if issue["title"] == TITLE
    )
    if not numbers:
        if not is_due:
            return "no issue is open, and none is needed"
        run(["label", "create", LABEL, "--force", "--description", "Found by the link check"], "")
        url = run(
            ["issue", "create", "--title", TITLE, "--label", LABEL, "--body-file", "-"], report
        )
        return f"opened {url.strip()}"
    number = str(numbers[0])
    run(["issue", "edit", number, "--body-file", "-"], report)
    if is_due:
        return f"updated issue {number}"
    run(["issue", "close", number, "--comment", "All links work again."], "")
    return f"closed issue {number}"
