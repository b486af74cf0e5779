"""What all commands share: the console, common options, progress, the printing of findings."""

import contextlib
import datetime
import enum
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from readinglist.findings import (
    Finding,
    Severity,
    count_by_severity,
    render_github,
    render_json,
    render_sarif,
    summarise,
)

out = Console(highlight=False, soft_wrap=True, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


class Format(enum.StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


class DataFormat(enum.StrEnum):
    """How data are written."""

    TEXT = "text"
    JSON = "json"


#: The forms of findings, as `--help` shows them.
FORMATS = "|".join(Format)


def one_of(words: type[enum.StrEnum]) -> str:
    """The words of a vocabulary for the help of an option, such as `paper, essay or claim`."""
    *others, last = words
    return f"{', '.join(others)} or {last}"


#: How what is read from standard input is called in messages.
STDIN = Path("standard input")


def open_input(file: Path) -> BinaryIO:
    """The file open for reading, or for `-` standard input. Raises `OSError`."""
    if file != Path("-"):
        return file.open("rb")
    if sys.stdin.isatty():
        err.print("Reading from the terminal; end with Ctrl-D.")
    return sys.stdin.buffer


def name_of_input(file: Path) -> Path:
    """What messages call the file."""
    return STDIN if file == Path("-") else file


def wrap(line: str, width: int, indent: str = "") -> list[str]:
    """The line in lines of that width, words and ids whole; an empty one stays a line.

    White space at its start and between columns stays as it is.
    """
    start = line[: len(line) - len(line.lstrip())]
    lines = textwrap.wrap(
        line[len(start) :], width, initial_indent=start, subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    return lines or [""]


def print_line(line: str, *, bold: int = 0) -> None:
    """Print a line, its first characters in bold.

    On a terminal it is wrapped between words, and goes on under the text that it begins with.
    """
    if out.is_terminal:
        text = line.lstrip(" -")
        indent = len(line) - len(text) if text != line else 2
        line = "\n".join(wrap(line, out.width, " " * indent))
    shown = Text(line)
    shown.stylize("bold", 0, bold)
    out.print(shown)


# The bar moves with every so many; to draw it takes longer than to read an entry.
_STEP = 50


Project = Annotated[
    Path,
    typer.Option(
        "--project", "-p", metavar="FOLDER", help="The folder that holds entries/ and mkdocs.yml."
    ),
]
AsData = Annotated[
    DataFormat, typer.Option("--format", "-f", metavar="text|json", help="Text to read, or JSON.")
]


@contextlib.contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Callable[..., None]]:
    """A progress bar on standard error, on a terminal only, that shows up after a second."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    progress = Progress(*columns, console=err, transient=True, disable=not err.is_terminal)
    begun = datetime.datetime.now(datetime.UTC)
    task = progress.add_task(what, total=total)
    started = False

    def advance(count: int, of: int | None = total) -> None:
        nonlocal started
        if count % _STEP and count != of:
            return
        elapsed = (datetime.datetime.now(datetime.UTC) - begun).total_seconds()
        if not started and elapsed > 1:
            progress.start()
            started = True
        progress.update(task, completed=count, total=of)

    try:
        yield advance
    finally:
        if started:
            progress.stop()


def count_files(project: Path) -> int | None:
    """The number of entries' files, sound or not, for a progress bar; None where none is shown."""
    if not err.is_terminal:
        return None
    return sum(1 for _ in (project / "entries").glob("*/*.yml"))


def exit_code(findings: list[Finding], *, strict: bool = False) -> int:
    """1 when there is an error, or with `strict` a warning, else 0."""
    counts = count_by_severity(findings)
    return int(counts[Severity.ERROR] > 0 or (strict and counts[Severity.WARNING] > 0))


_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}


def finding_line(finding: Finding) -> Text:
    """The finding on a line, its severity in colour."""
    return Text.assemble(
        f"{finding.location} ",
        (finding.severity.word, _STYLES[finding.severity]),
        f" {finding.code} {finding.text}",
    )


def print_findings(findings: list[Finding], form: Format, *, notices: bool, subject: str) -> None:
    """Print findings in the form asked for; the counts, with what they are of, go to stderr.

    JSON and SARIF hold all findings, the other forms notices only when asked for.
    """
    if form is Format.JSON:
        print(render_json(findings))
        return
    if form is Format.SARIF:
        from readinglist.catalogue import RULES

        print(render_sarif(findings, {rule.code: rule.title for rule in RULES}))
        return
    shown = [f for f in findings if notices or f.severity is not Severity.NOTICE]
    if form is Format.GITHUB:
        if shown:
            print(render_github(shown))
        return
    for finding in shown:
        out.print(finding_line(finding))
    hidden = len(findings) - len(shown)
    tail = " Notices are listed with --notices." if hidden else ""
    err.print(escape(f"{subject}: {summarise(findings)}.{tail}"))
