"""The command line: call, print, exit code. The only place that prints.

Exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 network or I/O.
"""

import importlib
import io
import os
import sys
from typing import Annotated, Any, NoReturn

import typer
from rich.markup import escape

from readinglist import __version__
from readinglist.cli.console import err, out
from readinglist.cli.turn import turns
from readinglist.errors import ReadingListError, StorageError


def main() -> None:
    """Run the command line; failures of the environment end in one message, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What a terminal cannot show, or a file name that is not UTF-8, must not end it.
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            with turns:
                make_app(*sys.argv[1:2])()
        finally:
            sys.stdout.flush()
    except ReadingListError as error:
        _fail(error)
    except BrokenPipeError:
        # The reader of a pipe, say `head`, has had enough.
        _print_no_more()
        raise SystemExit(0) from None
    except OSError as error:
        # What nobody nearer to it knows, such as a full disk that the output goes to.
        _print_no_more()
        _fail(StorageError(f"{error.filename or 'the output'}: {error.strerror or error}"))


def _print_no_more() -> None:
    """What is still to be printed is dropped, or Python would complain of it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(error: ReadingListError) -> NoReturn:
    err.print(f"[bold red]error[/] {escape(error.message)}")
    if error.hint:
        err.print(escape(error.hint))
    raise SystemExit(error.exit_code)


def _version(wanted: bool) -> None:
    if wanted:
        out.print(f"readinglist {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


#: The commands, each with its module and the name of its function there.
_COMMANDS = {
    "init": ("init", "init"),
    "validate": ("validate", "validate"),
    "fmt": ("edit", "fmt"),
    "explain": ("check", "explain"),
    "schema": ("edit", "schema"),
    "build": ("site", "build"),
    "serve": ("site", "serve"),
    "diff": ("diff", "diff"),
    "show": ("query", "show"),
    "list": ("query", "list_entries"),
    "stats": ("query", "stats"),
    "impact": ("impact", "impact"),
    "export": ("export", "export"),
    "add": ("intake", "add"),
    "import": ("intake", "import_file"),
    "forms": ("forge", "forms"),
    "from-issue": ("forge", "from_issue"),
    "enrich": ("lock", "enrich"),
    "quotes": ("check", "quotes"),
    "reference": ("check", "reference"),
}
#: Groups of commands, likewise.
_GROUPS = {"links": ("links", "links_app")}


def make_app(only: str = "") -> typer.Typer:
    """The command line with all commands, or with one where only that one can be meant.

    Modules of commands are imported here, as all of them together take longer than some commands.
    """
    app = typer.Typer(
        name="readinglist",
        help="Build, check and query a curated research reading list.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        epilog="Exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 network or I/O.",
    )
    app.callback()(_options)
    is_known = only in {*_COMMANDS, *_GROUPS}
    for name, place in _COMMANDS.items():
        if name == only or not is_known:
            app.command(name)(_import(*place))
    for name, place in _GROUPS.items():
        if name == only or not is_known:
            app.add_typer(_import(*place))
    return app


def _import(module: str, name: str) -> Any:
    return getattr(importlib.import_module(f"readinglist.cli.{module}"), name)


def __getattr__(name: str) -> Any:
    if name == "app":
        return make_app()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
