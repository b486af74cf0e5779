"""The command line: call, print, exit code. The only place that prints.

Exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 network or I/O.
"""

import contextlib
import datetime
import enum
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from mkdocs.commands import build as mkdocs_build
from mkdocs.commands import serve as mkdocs_serve
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from readinglist import __version__
from readinglist.arxiv.filling import fill_lock
from readinglist.build import Prepared, prepare
from readinglist.checks.reference import render_reference
from readinglist.dates import PartialDate
from readinglist.enrich import Work
from readinglist.errors import ReadingListError, StorageError, UsageError
from readinglist.essay_texts import verify_quotes
from readinglist.findings import (
    Finding,
    Severity,
    count_by_severity,
    render_github,
    render_json,
    summarise,
)
from readinglist.folding import did_you_mean, strip_accents
from readinglist.graph import Claim, Graph, ReadingPath, Standing, mode_of
from readinglist.loading import Library
from readinglist.mkdocs_plugin import ReadingListPlugin, SettingsError
from readinglist.pages.views import plural
from readinglist.stats import coverage, statistics

app = typer.Typer(
    name="readinglist",
    help="Build, check and query a curated research reading list.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 network or I/O.",
)

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class Format(enum.StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


class DataFormat(enum.StrEnum):
    """How data are written."""

    TEXT = "text"
    JSON = "json"


Project = Annotated[
    Path, typer.Option("--project", "-p", help="The folder that holds entries/ and mkdocs.yml.")
]
AsData = Annotated[DataFormat, typer.Option("--format", "-f", help="Text to read, or JSON.")]


def main() -> None:
    """Run the command line; failures of the environment end in one message, never a traceback."""
    try:
        app()
    except ReadingListError as error:
        _fail(error)
    except BrokenPipeError:
        # The reader of a pipe, say `head`, has had enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


def _fail(error: ReadingListError) -> NoReturn:
    err.print(f"[bold red]error[/] {escape(error.message)}")
    if error.hint:
        err.print(escape(error.hint))
    raise SystemExit(error.exit_code)


def _version(wanted: bool) -> None:
    if wanted:
        out.print(f"readinglist {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@contextlib.contextmanager
def _progress(what: str, total: int | None = None) -> Iterator[Callable[..., None]]:
    """A progress bar on standard error, on a terminal only, that shows up after a second."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    progress = Progress(*columns, console=err, transient=True, disable=not err.is_terminal)
    begun = datetime.datetime.now(datetime.UTC)
    task = progress.add_task(what, total=total)
    started = False

    def advance(count: int, of: int | None = total) -> None:
        nonlocal started
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


def _prepare(project: Path) -> Prepared:
    folder = project / "entries"
    total = sum(1 for _ in folder.glob("*/*.yml")) if folder.is_dir() else 0
    with _progress("Reading entries", total) as advance:
        return prepare(project.resolve(), progress=advance)


@app.command()
def validate(
    project: Project = Path(),
    format: Annotated[  # noqa: A002 - the option's name
        Format, typer.Option("--format", "-f", help="Text, JSON, or GitHub's workflow commands.")
    ] = Format.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    notices: Annotated[bool, typer.Option("--notices", help="List notices one by one.")] = False,
) -> None:
    """Check every entry and report every problem in one run.

    Exits with 1 when there is an error (with --strict: or a warning).
    """
    prepared = _prepare(project)
    _print_findings(prepared.findings, format, notices=notices, subject=_size(prepared.library))
    raise typer.Exit(_exit_code(prepared.findings, strict=strict))


def _size(library: Library) -> str:
    return plural(len(library.files), "entry")


def _exit_code(findings: list[Finding], *, strict: bool = False) -> int:
    counts = count_by_severity(findings)
    return int(counts[Severity.ERROR] > 0 or (strict and counts[Severity.WARNING] > 0))


_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}


def _print_findings(findings: list[Finding], form: Format, *, notices: bool, subject: str) -> None:
    if form is Format.JSON:
        print(render_json(findings))
        return
    shown = [f for f in findings if notices or f.severity is not Severity.NOTICE]
    if form is Format.GITHUB:
        if shown:
            print(render_github(shown))
        return
    for finding in shown:
        line = Text.assemble(
            f"{finding.location} ",
            (finding.severity.word, _STYLES[finding.severity]),
            f" {finding.code} {finding.text}",
        )
        out.print(line)
    hidden = len(findings) - len(shown)
    tail = " Notices are listed with --notices." if hidden else ""
    err.print(f"{subject}: {summarise(findings)}.{tail}")


@contextlib.contextmanager
def _mkdocs_log() -> Iterator[None]:
    """MkDocs' messages on standard error, as its own command line writes them."""
    log = logging.getLogger("mkdocs")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)-7s -  %(message)s"))
    log.setLevel(logging.INFO)
    log.addHandler(handler)
    try:
        yield
    except ConfigurationError as error:
        raise UsageError(f"mkdocs.yml: {error}", "Correct it and try again.") from error
    except Abort as error:
        # MkDocs turns every failure into an Abort; what it was stands behind it.
        if isinstance(error.__context__, SettingsError):
            raise typer.Exit(2) from error
        err.print(escape(str(error.args[0] if error.args else "aborted")))
        raise typer.Exit(1) from error
    finally:
        log.removeHandler(handler)


def _load_config(project: Path, **settings: Any) -> MkDocsConfig:
    """The project's mkdocs.yml. Raises `UsageError` when it is missing or wrong."""
    file = project / "mkdocs.yml"
    if not file.is_file():
        raise UsageError(
            f"there is no mkdocs.yml in {project.resolve()}",
            "Go to the folder of the reading list, or name it with --project.",
        )
    try:
        return load_config(config_file=str(file), **settings)
    except Abort as error:
        # What is wrong with which setting has been logged already.
        raise UsageError(f"{file} cannot be used", "Correct the settings named above.") from error


@app.command()
def build(
    project: Project = Path(),
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The folder of the site.", show_default="site"),
    ] = None,
    strict: Annotated[bool, typer.Option(help="Any warning ends the build.")] = True,
) -> None:
    """Build the site. The network is never used."""
    settings: dict[str, Any] = {"strict": strict}
    if output:
        settings["site_dir"] = str(output.resolve())
    with _mkdocs_log():
        config = _load_config(project, **settings)
        config.plugins.on_startup(command="build", dirty=False)
        plugin = config.plugins.get("readinglist")
        if not isinstance(plugin, ReadingListPlugin):
            raise UsageError("mkdocs.yml does not name the plugin", "Add 'readinglist' to plugins.")
        try:
            with _progress("Stamping pages") as plugin.progress:
                mkdocs_build.build(config)
        finally:
            config.plugins.on_shutdown()
        site = Path(config.site_dir)
    pages = sum(1 for _ in site.rglob("*.html"))
    out.print(f"{pages} pages in {os.path.relpath(site)}")
    out.print("Look at them with: readinglist serve")


@app.command()
def serve(
    project: Project = Path(),
    address: Annotated[
        str, typer.Option("--address", "-a", help="The address to listen on, HOST:PORT.")
    ] = "127.0.0.1:8000",
    open_browser: Annotated[bool, typer.Option("--open", help="Open a browser.")] = False,
) -> None:
    """Serve the site and show every saved change at once.

    An entry with a mistake in it shows its findings at the top of every page.
    """
    with _mkdocs_log():
        config = _load_config(project, dev_addr=address)
        try:
            mkdocs_serve.serve(
                config.config_file_path, dev_addr=address, open_in_browser=open_browser
            )
        except OSError as error:
            raise StorageError(
                f"cannot listen on {address}: {error.strerror}", "Choose another with --address."
            ) from error


@app.command()
def show(
    entry_id: Annotated[str, typer.Argument(metavar="ID", help="The id of an entry.")],
    project: Project = Path(),
    format: AsData = DataFormat.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Show one entry with everything that is linked to it."""
    graph = _prepare(project).graph
    item = graph.works.get(entry_id) or graph.claims.get(entry_id) or graph.paths.get(entry_id)
    if item is None:
        known = {*graph.works, *graph.claims, *graph.paths}
        hint = did_you_mean(entry_id, known) or "See 'readinglist list'."
        raise UsageError(f"there is no sound entry '{entry_id}'", hint)
    data = _describe(graph, item)
    if format is DataFormat.JSON:
        print(json.dumps(data, ensure_ascii=False, indent=2))
        return
    for key, value in data.items():
        if not value and value != 0:
            continue
        label = key.replace("_", " ")
        if isinstance(value, list):
            out.print(f"[bold]{label}[/]")
            for one in value:
                out.print(f"  {escape(one if isinstance(one, str) else _flat(one))}")
        else:
            out.print(f"[bold]{label}[/] {escape(str(value))}")


def _flat(values: dict[str, Any]) -> str:
    return " · ".join(str(value) for value in values.values() if value)


def _describe(graph: Graph, item: Work | Claim | ReadingPath) -> dict[str, Any]:
    if isinstance(item, ReadingPath):
        return {
            "id": item.id,
            "kind": "path",
            "title": item.title,
            "lead": item.entry.lead,
            "file": graph.library.path_of(item.id),
            "steps": [
                {"read": one.item.id, "minutes": one.step.minutes, "why": one.step.why}
                for one in item.steps
            ],
        }
    if isinstance(item, Claim):
        source = item.entry.source
        return {
            "id": item.id,
            "kind": item.entry.kind.value,
            "claim": item.title,
            "standing": item.standing.value,
            "essay": source.essay,
            "section": source.section,
            "quote": source.quote,
            "themes": list(item.entry.themes),
            "resolves_by": str(item.entry.resolves_by or ""),
            "file": graph.library.path_of(item.id),
            "evidence": [
                {
                    "stance": edge.evidence.stance.value,
                    "work": edge.work.id,
                    "quote": edge.evidence.quote or "",
                    "locator": edge.evidence.locator or "",
                    "note": edge.evidence.note or "",
                }
                for edge in item.evidence
            ],
            "relations": [
                {"relation": edge.label, "claim": edge.other.id, "note": edge.relation.note or ""}
                for edge in item.relations
            ],
        }
    mode = mode_of(item)
    return {
        "id": item.id,
        "kind": item.folder.removesuffix("s"),
        "title": item.title,
        "authors": [name.display for name in item.authors],
        "issued": str(item.issued or ""),
        "url": item.url,
        "mode": mode.value if mode else "",
        "themes": list(item.entry.themes),
        "takeaway": item.entry.takeaway,
        "file": graph.library.path_of(item.id),
        "claims": [
            {"stance": edge.evidence.stance.value, "claim": claim.id}
            for claim, edge in graph.claims_on.get(item.id, ())
        ],
        "cited_in": [
            {"essay": essay.id, "section": section}
            for essay, section in graph.cited_in.get(item.id, ())
        ],
        "builds_on": [work.id for work in graph.builds_on(item)],
        "built_on_by": [work.id for work in graph.developed_by.get(item.id, ())],
        "paths": [path.id for path, _ in graph.paths_through.get(item.id, ())],
    }


class Kind(enum.StrEnum):
    """What `list` lists."""

    ALL = "all"
    PAPER = "paper"
    ESSAY = "essay"
    CLAIM = "claim"
    QUESTION = "question"
    PREDICTION = "prediction"
    DEFINITION = "definition"
    PATH = "path"


@app.command(name="list")
def list_(
    words: Annotated[
        list[str] | None, typer.Argument(help="Only entries that hold all of these words.")
    ] = None,
    project: Project = Path(),
    kind: Annotated[
        Kind, typer.Option("--kind", "-k", help="Only entries of this kind.")
    ] = Kind.ALL,
    theme: Annotated[
        str | None, typer.Option("--theme", "-t", help="Only this theme, or theme/section.")
    ] = None,
    standing: Annotated[
        Standing | None, typer.Option("--standing", "-s", help="Only claims of this standing.")
    ] = None,
    format: AsData = DataFormat.TEXT,  # noqa: A002 - the option's name
) -> None:
    """List entries, one a line."""
    graph = _prepare(project).graph
    rows = list(_rows(graph))
    if theme:
        known = {one for row in rows for one in (*row["themes"], *_themes_above(row["themes"]))}
        if theme not in known:
            raise UsageError(f"no entry belongs to '{theme}'", did_you_mean(theme, known))
        rows = [r for r in rows if theme in {*r["themes"], *_themes_above(r["themes"])}]
    if kind is not Kind.ALL:
        rows = [row for row in rows if row["kind"] == kind.value]
    if standing:
        rows = [row for row in rows if row["standing"] == standing.value]
    for word in words or ():
        folded = strip_accents(word).casefold()
        rows = [row for row in rows if folded in strip_accents(_haystack(row)).casefold()]
    if format is DataFormat.JSON:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not out.is_terminal:
        for row in rows:
            out.print("\t".join((row["id"], row["kind"], row["year"], row["title"])), markup=False)
    else:
        table = Table("id", "kind", "year", "title", box=None, padding=(0, 2, 0, 0))
        for row in rows:
            table.add_row(*(escape(row[key]) for key in ("id", "kind", "year", "title")))
        out.print(table)
    err.print(f"{len(rows)} of {len(graph.works) + len(graph.claims) + len(graph.paths)} entries")


def _themes_above(themes: list[str]) -> list[str]:
    return [one.partition("/")[0] for one in themes]


def _haystack(row: dict[str, Any]) -> str:
    return " ".join([row["id"], row["title"], *row["authors"], *row["tags"], row["arxiv"]])


def _rows(graph: Graph) -> Iterator[dict[str, Any]]:
    for work in (*graph.essays, *graph.papers):
        yield {
            "id": work.id,
            "kind": work.folder.removesuffix("s"),
            "year": str(work.year or ""),
            "title": work.title,
            "authors": [name.display for name in work.authors],
            "arxiv": work.arxiv.value if work.arxiv else "",
            "themes": list(work.entry.themes),
            "tags": list(work.entry.tags),
            "standing": "",
        }
    for claim in graph.claims.values():
        yield {
            "id": claim.id,
            "kind": claim.entry.kind.value,
            "year": str((claim.essay.year if claim.essay else "") or ""),
            "title": claim.title,
            "authors": [name.display for name in claim.essay.authors] if claim.essay else [],
            "arxiv": "",
            "themes": list(claim.entry.themes),
            "tags": list(claim.entry.tags),
            "standing": claim.standing.value,
        }
    for path in graph.paths.values():
        yield {
            "id": path.id, "kind": "path", "year": "", "title": path.title, "authors": [],
            "arxiv": "", "themes": [], "tags": [], "standing": "",
        }  # fmt: skip


@app.command()
def stats(
    project: Project = Path(),
    gaps: Annotated[bool, typer.Option("--gaps", help="Show what is not covered yet.")] = False,
    format: AsData = DataFormat.TEXT,  # noqa: A002 - the option's name
) -> None:
    """Count what is on the list, or with --gaps what is not."""
    graph = _prepare(project).graph
    if gaps:
        data: dict[str, Any] = {
            gap.key: [
                f"{one[0].id}: {one[1]}" if isinstance(one, tuple) else one.id for one in gap.items
            ]
            for gap in coverage(graph)
        }
    else:
        data = statistics(graph)
    if format is DataFormat.JSON:
        print(json.dumps(data, ensure_ascii=False, indent=2))
        return
    for key, value in data.items():
        label = key.replace("_", " ")
        if isinstance(value, dict):
            out.print(f"[bold]{label}[/]")
            for name, number in value.items():
                shown = (
                    ", ".join(f"{n} {w}" for w, n in number.items())
                    if isinstance(number, dict)
                    else number
                )
                out.print(f"  {escape(name)} {shown}")
        elif isinstance(value, list):
            out.print(f"[bold]{label}[/] {len(value)}")
            for name in value:
                out.print(f"  {escape(name)}")
        else:
            out.print(f"[bold]{label}[/] {value}")


@app.command()
def enrich(
    source: Annotated[
        Path,
        typer.Option(
            "--from",
            help="Records, one JSON object a line: the API's fields, or arXiv's bulk snapshot.",
        ),
    ],
    project: Project = Path(),
    facts_only: Annotated[
        bool,
        typer.Option(
            "--facts-only",
            help="Take id, title, authors, dates and categories; no abstracts or comments.",
        ),
    ] = False,
    name: Annotated[
        str | None,
        typer.Option(
            "--source-name", help="How provenance names the file.", show_default="its name"
        ),
    ] = None,
) -> None:
    """Fill the lock (entries/metadata/) with the records of the list's papers.

    The file may be arXiv's own bulk snapshot of its metadata, which Kaggle hosts as
    Cornell-University/arxiv, or any copy of arXiv's records with a JSON object a line. Records that
    are the same already stay untouched. Nothing is fetched from the network.
    """
    prepared = _prepare(project)
    library = prepared.library
    wanted = [entry.arxiv for entry in library.papers.values() if entry.arxiv]
    today = datetime.datetime.fromtimestamp(
        int(os.environ.get("SOURCE_DATE_EPOCH") or datetime.datetime.now(datetime.UTC).timestamp()),
        datetime.UTC,
    )
    try:
        with source.open(encoding="utf-8") as lines, _progress("Reading records") as advance:
            filling = fill_lock(
                library.lock_folder, wanted, library.lock.records, lines,
                source=name or source.name,
                read=PartialDate(today.year, today.month, today.day),
                facts_only=facts_only, progress=advance,
            )  # fmt: skip
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise StorageError(f"{source}: {reason}", "Name a file of JSON lines.") from error
    for line in filling.unreadable:
        err.print(f"{source}:{line.number}: passed over, {escape(line.reason)}")
    for arxiv_id in filling.missing:
        err.print(f"{arxiv_id.value}: not in {source.name}")
    out.print(
        f"{len(filling.written)} records written, {len(filling.unchanged)} unchanged, "
        f"{len(filling.missing)} not in the file"
    )
    raise typer.Exit(1 if filling.missing or filling.unreadable else 0)


@app.command()
def quotes(
    texts: Annotated[
        Path, typer.Option("--texts", help="A folder of saved texts, <essay id>….txt or .md.")
    ],
    project: Project = Path(),
    format: Annotated[Format, typer.Option("--format", "-f")] = Format.TEXT,  # noqa: A002
) -> None:
    """Verify the quote of every claim against saved texts of the essays."""
    library = _prepare(project).library
    report = verify_quotes(library, texts)
    if not report.standing and not report.findings:
        raise UsageError(
            f"there is no text of any essay in {texts}",
            "Save each as <id of the essay>.txt or .md.",
        )
    standing = sum(report.standing.values())
    unchecked = sum(report.unchecked.values())
    subject = f"{standing} quotes stand in {len(report.standing)} essays"
    if unchecked:
        subject += f", {unchecked} not checked (no text of {', '.join(report.unchecked)})"
    _print_findings(report.findings, format, notices=True, subject=subject)
    raise typer.Exit(_exit_code(report.findings))


@app.command()
def reference(
    write: Annotated[Path | None, typer.Option("--write", help="Write it into this file.")] = None,
) -> None:
    """Print the reference of all findings (docs/findings.md)."""
    text = render_reference()
    if write is None:
        print(text, end="")
        return
    try:
        write.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise StorageError(f"{write}: {error.strerror}") from error
