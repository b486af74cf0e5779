"""The command line: call, print, exit code. The only place that prints.

Exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 network or I/O.
"""

import io
import os
import sys
from collections.abc import Callable
from typing import Annotated, NoReturn

import typer
from rich.markup import escape

from readinglist import __version__
from readinglist.cli import (
    check,
    diff,
    edit,
    export,
    forge,
    impact,
    init,
    intake,
    lock,
    query,
    site,
)
from readinglist.cli.console import err, out
from readinglist.cli.links import links_app
from readinglist.errors import ReadingListError

app = typer.Typer(
    name="readinglist",
    help="Build, check and query a curated research reading list.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 network or I/O.",
)


def main() -> None:
    """Run the command line; failures of the environment end in one message, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What a terminal cannot show, or a file name that is not UTF-8, must not end it.
            stream.reconfigure(errors="backslashreplace")
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


_COMMANDS: dict[str, Callable[..., None]] = {
    "init": init.init,
    "validate": check.validate,
    "fmt": edit.fmt,
    "explain": check.explain,
    "schema": edit.schema,
    "build": site.build,
    "serve": site.serve,
    "diff": diff.diff,
    "show": query.show,
    "list": query.list_entries,
    "stats": query.stats,
    "impact": impact.impact,
    "export": export.export,
    "add": intake.add,
    "import": intake.import_file,
    "forms": forge.forms,
    "from-issue": forge.from_issue,
    "enrich": lock.enrich,
    "quotes": check.quotes,
    "reference": check.reference,
}
for name, command in _COMMANDS.items():
    app.command(name)(command)
app.add_typer(links_app)
