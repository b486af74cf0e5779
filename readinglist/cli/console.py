"""What all commands share: the console, common options, progress, the printing of findings."""

import contextlib
import datetime
import enum
import functools
import os
import re
import sys
import textwrap
import threading
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.markup import escape as escape_markup
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.segment import Segment
from rich.text import Text

from readinglist.cli.finding_formats import render_github, render_json, render_sarif
from readinglist.entry.findings import Finding, Location, Severity, count_by_severity, summarise
from readinglist.entry.places import ENTRIES_FOLDER
from readinglist.errors import UsageError
from readinglist.library.locating import VARIABLE, find_project, is_project, seen_from_here
from readinglist.system.bounded_reads import read_bounded, too_long
from readinglist.values.visible import show_line, show_lines


class _Console(Console):
    """A console that prints nothing which a terminal would obey, whoever has written it."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """The pieces of what is printed, with an escape for each character that is not seen."""
        for piece in super().render(renderable, options):
            if piece.control or piece.text.isprintable():
                yield piece
            else:
                yield Segment(show_lines(piece.text), piece.style)


out = _Console(highlight=False, soft_wrap=True, emoji=False)
err = _Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


def escape(text: str) -> str:
    """The text as markup of the console that shows it as it is, on one line.

    A name with the end of a line in it would else begin a line of its own.
    """
    return escape_markup(show_line(text))


def say(*parts: object) -> None:
    """Print a line as it is, its parts with tabs between them, without colour or markup."""
    print("\t".join(show_line(str(part)) for part in parts))


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


def read_input(file: Path, *, most: int) -> bytes:
    """All of it, of at most so many bytes. Raises `UnfitFileError` beyond, and `OSError`."""
    if file != Path("-"):
        return read_bounded(file, most=most, named=True)
    with open_input(file) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise too_long(str(STDIN), most)
    return data


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


#: Seconds that a wait may last without a word.
_QUIET = 0.5
# The bar moves with every so many; to draw it takes longer than to read an entry.
_STEP = 50


#: The project of the command that runs, in which paths are shown.
_project: ContextVar[Path | None] = ContextVar("project", default=None)


def _locate(context: typer.Context, parameter: typer.CallbackParam, folder: Path) -> Path:
    """The project's folder: the one that was named, or the nearest from the current one upwards."""
    if context.resilient_parsing:
        return folder
    # By its name, as typer brings a copy of click or takes the real one, according to its version.
    source = getattr(context.get_parameter_source(parameter.name or ""), "name", "")
    if source == "ENVIRONMENT" and not is_project(folder):
        raise UsageError(
            f"{VARIABLE} names {folder}, where there is no reading list", "Correct it or unset it."
        )
    if source == "DEFAULT":
        folder = Path(os.path.relpath(find_project(Path.cwd())))
    _project.set(folder)
    return folder


def seen(path: str) -> str:
    """A path within the project as it is printed for people: see `seen_from_here`."""
    project = _project.get()
    if project is None:
        return path
    folder, _, name = path.rpartition("/")
    shown = _seen_folder(project, folder, os.getcwd())  # noqa: PTH109 - a key
    return name if shown == "." else f"{shown}/{name}"


@functools.lru_cache(maxsize=64)
def _seen_folder(project: Path, folder: str, _here: str) -> str:
    return seen_from_here(project, folder)


def seen_place(place: Location) -> str:
    """A place in a file of the project, likewise."""
    return f"{replace(place, path=seen(place.path))}"


Project = Annotated[
    Path,
    typer.Option(
        "--project",
        "-p",
        metavar="FOLDER",
        envvar=VARIABLE,
        callback=_locate,
        show_default="the nearest here or above",
        help="The folder that holds entries/ and mkdocs.yml.",
    ),
]
AsFindings = Annotated[
    Format,
    typer.Option(
        "--format",
        "-f",
        metavar=FORMATS,
        help="Text, JSON, SARIF, or GitHub's workflow commands.",
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


@contextlib.contextmanager
def telling() -> Iterator[Callable[[str], None]]:
    """A function that says on standard error what a command waits for.

    It says so when the wait has lasted half a second, so that quick answers come without a word.
    """
    waiting: list[threading.Timer] = []

    def stop() -> None:
        while waiting:
            waiting.pop().cancel()

    def tell(what: str) -> None:
        stop()
        timer = threading.Timer(_QUIET, err.print, [escape(f"{what} …")])
        timer.daemon = True
        waiting.append(timer)
        timer.start()

    try:
        yield tell
    finally:
        stop()


def count_files(project: Path) -> int | None:
    """The number of entries' files, sound or not, for a progress bar; None where none is shown."""
    if not err.is_terminal:
        return None
    return sum(1 for _ in (project / ENTRIES_FOLDER).glob("*/*.yml"))


def exit_code(findings: list[Finding], *, strict: bool = False) -> int:
    """1 when there is an error, or with `strict` a warning, else 0."""
    counts = count_by_severity(findings)
    return int(counts[Severity.ERROR] > 0 or (strict and counts[Severity.WARNING] > 0))


_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}


def print_finding(finding: Finding, console: Console = out, indent: str = "") -> None:
    """Print the finding on a line, its severity in colour.

    On a terminal the line is wrapped between words: ids, paths and addresses stay whole.
    """
    word, code = finding.severity.word, finding.code
    line = f"{indent}{seen_place(finding.location)} {word} {code} {finding.text}"
    if console.is_terminal:
        line = "\n".join(wrap(line, console.width, f"{indent}  "))
    shown = Text(line)
    if found := re.search(rf"\b{word}(?=\s+{code}\b)", line):
        shown.stylize(_STYLES[finding.severity], *found.span())
    console.print(shown)


def print_findings(findings: list[Finding], form: Format, *, notices: bool, subject: str) -> None:
    """Print findings in the form asked for; the counts, with what they are of, go to stderr.

    JSON and SARIF hold all findings, the other forms notices only when asked for.
    """
    if form is Format.JSON:
        print(render_json(findings))
        return
    if form is Format.SARIF:
        from readinglist.entry.catalogue import RULES

        print(render_sarif(findings, {rule.code: rule.title for rule in RULES}))
        return
    shown = [f for f in findings if notices or f.severity is not Severity.NOTICE]
    if form is Format.GITHUB:
        if shown:
            print(render_github(shown))
        return
    for finding in shown:
        print_finding(finding)
    hidden = len(findings) - len(shown)
    tail = " Notices are listed with --notices." if hidden else ""
    err.print(escape(f"{subject}: {summarise(findings)}.{tail}"))
