"""Shared by all commands: the console, common options, progress bars, printing of findings."""

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
from typing import Annotated, BinaryIO, TypeVar

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

T = TypeVar("T")


class _Console(Console):
    """A console that never prints characters that a terminal would interpret."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """The output with every invisible character escaped."""
        for piece in super().render(renderable, options):
            if piece.control or piece.text.isprintable():
                yield piece
            else:
                yield Segment(show_lines(piece.text), piece.style)


out = _Console(highlight=False, soft_wrap=True, emoji=False)
err = _Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


def escape(text: str) -> str:
    """Escape the text for the console, so that it is printed literally and on one line.

    A line break in a name would otherwise start a new line.
    """
    return escape_markup(show_line(text))


def say(*parts: object) -> None:
    """Print a line literally, its parts separated by tabs, without colour or markup."""
    print("\t".join(show_line(str(part)) for part in parts))


def parsed(parse: Callable[[str], T], option: str, text: str) -> T:
    """The parsed value of an option. Raises `UsageError` if it cannot be parsed."""
    try:
        return parse(text.strip())
    except ValueError as error:
        message, hint = (*error.args, "")[:2]
        raise UsageError(f"{option}: {message}", hint) from None


class Format(enum.StrEnum):
    """Output formats for findings."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


class DataFormat(enum.StrEnum):
    """Output formats for data."""

    TEXT = "text"
    JSON = "json"


#: The formats for findings, as `--help` shows them.
FORMATS = "|".join(Format)


def one_of(words: type[enum.StrEnum]) -> str:
    """The values of an enum for the help of an option, such as `paper, essay or claim`."""
    *others, last = words
    return f"{', '.join(others)} or {last}"


#: What messages call standard input.
STDIN = Path("standard input")


def open_input(file: Path) -> BinaryIO:
    """Open the file for reading; `-` is standard input. Raises `OSError`."""
    if file != Path("-"):
        return file.open("rb")
    if sys.stdin.isatty():
        err.print("Reading from the terminal; end with Ctrl-D.")
    return sys.stdin.buffer


def read_input(file: Path, *, most: int) -> bytes:
    """The content, of at most `most` bytes. Raises `UnfitFileError` beyond that, and `OSError`."""
    if file != Path("-"):
        return read_bounded(file, most=most, named=True)
    with open_input(file) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise too_long(str(STDIN), most)
    return data


def name_of_input(file: Path) -> Path:
    """How messages name the file."""
    return STDIN if file == Path("-") else file


def wrap(line: str, width: int, indent: str = "") -> list[str]:
    """Wrap the line at the width, keeping words and ids whole; an empty line stays.

    White space at the start and between columns is kept.
    """
    start = line[: len(line) - len(line.lstrip())]
    lines = textwrap.wrap(
        line[len(start) :],
        width,
        initial_indent=start,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines or [""]


def print_line(line: str, *, bold: int = 0) -> None:
    """Print a line, with its first `bold` characters in bold.

    On a terminal it is wrapped between words, with continuation lines indented.
    """
    if out.is_terminal:
        text = line.lstrip(" -")
        indent = len(line) - len(text) if text != line else 2
        line = "\n".join(wrap(line, out.width, " " * indent))
    shown = Text(line)
    shown.stylize("bold", 0, bold)
    out.print(shown)


#: Seconds of waiting before a message is printed.
_QUIET = 0.5
# The number of files per update of the bar; drawing takes longer than reading an entry.
_STEP = 50


#: The project of the running command; paths are printed relative to it.
_project: ContextVar[Path | None] = ContextVar("project", default=None)


def _locate(context: typer.Context, parameter: typer.CallbackParam, folder: Path) -> Path:
    """The project's folder: as given, or the nearest one from the current folder upwards."""
    if context.resilient_parsing:
        return folder
    # By name, because typer uses its own copy of click or the real one, depending on its version.
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
    """A path within the project as printed for people: see `seen_from_here`."""
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
    """The same for a place in a file of the project."""
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
    """A progress bar on standard error, only on a terminal, that appears after a second."""
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
    """A function that prints on standard error what a command is waiting for.

    It only does so after half a second of waiting, so that quick responses print nothing.
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
    """The number of entry files, valid or not, for a progress bar; None if none is shown."""
    if not err.is_terminal:
        return None
    return sum(1 for _ in (project / ENTRIES_FOLDER).glob("*/*.yml"))


def exit_code(findings: list[Finding], *, strict: bool = False) -> int:
    """1 if there is an error, or with `strict` a warning, otherwise 0."""
    counts = count_by_severity(findings)
    return int(counts[Severity.ERROR] > 0 or (strict and counts[Severity.WARNING] > 0))


_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}


def print_finding(finding: Finding, console: Console = out, indent: str = "") -> None:
    """Print the finding on one line, with its severity in colour.

    On a terminal the line is wrapped between words: ids, paths and URLs stay whole.
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
    """Print findings in the given format, and their counts, with what was checked, to stderr.

    JSON and SARIF include all findings, the other formats notices only on request.
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
