"""The command line: call, print, exit code. The only place that prints.

Exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 network or I/O.
"""

import contextlib
import importlib
import io
import os
import sys
import traceback
from pathlib import Path
from typing import Annotated, Any, NamedTuple, NoReturn

import typer

from readinglist import __version__
from readinglist.cli.help import SETTINGS, Command, Group
from readinglist.cli.turn import turns
from readinglist.errors import ReadingListError, StorageError, UsageError
from readinglist.system.borders import DEBUG
from readinglist.values.folding import did_you_mean

#: The variable with which a shell asks for completions, as typer's scripts for shells set it.
_COMPLETE = "_READINGLIST_COMPLETE"


def main() -> None:
    """Run the command line; failures of the environment end in one message, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What a terminal cannot show, or a file name that is not UTF-8, must not end it.
            stream.reconfigure(errors="backslashreplace")
    if os.environ.get(_COMPLETE, "").startswith("complete_"):
        _complete()
    try:
        try:
            with turns:
                app()
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

    except Exception as error:
        # A fault of this program, not of the list or of whoever runs it, and told as such.
        if os.environ.get(DEBUG):
            raise
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        _fail(
            ReadingListError(
                f"a fault of readinglist: {type(error).__name__}: {error} ({where})",
                f"Run it again with {DEBUG}=1 in the environment, and report what it shows.",
            )
        )


def _complete() -> NoReturn:
    """Tell a shell what can stand at the cursor; whatever goes wrong, it is told nothing."""
    with (
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        contextlib.redirect_stderr(nowhere),
        contextlib.suppress(Exception, SystemExit),
    ):
        app(prog_name="readinglist", complete_var=_COMPLETE)
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    raise SystemExit(0)


def _print_no_more() -> None:
    """What is still to be printed is dropped, or Python would complain of it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(error: ReadingListError) -> NoReturn:
    from readinglist.cli.console import err, escape

    # What git or a server has said may have several lines.
    err.print(f"[bold red]error[/] {escape(' '.join(error.message.splitlines()))}")
    if error.hint:
        err.print(escape(error.hint))
    raise SystemExit(error.exit_code)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"readinglist {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


class Place(NamedTuple):
    """Where a command is, and what it does in a line, which is the first of its docstring."""

    module: str
    name: str
    summary: str


#: The commands, in the order in which they are listed.
COMMANDS = {
    "init": Place("init", "init", "Start a list of your own: entries, settings, workflows, forms."),
    "validate": Place(
        "validate", "validate", "Check every entry and report every problem in one run."
    ),
    "fmt": Place("edit", "fmt", "Bring entries into their canonical form; what they say stays."),
    "explain": Place(
        "explain", "explain", "Explain a code: what it means, why it matters, what to do."
    ),
    "schema": Place(
        "edit", "schema", "Write JSON Schemas with which editors complete and check entries."
    ),
    "build": Place("site", "build", "Build the site. The network is never used."),
    "serve": Place("site", "serve", "Serve the site, drafts included, and show changes at once."),
    "diff": Place(
        "diff", "diff", "Say what a change means, from entries to standings and findings."
    ),
    "show": Place("query", "show", "Show one entry with everything that is linked to it."),
    "list": Place("query", "list_entries", "List entries, one a line."),
    "stats": Place("query", "stats", "Count what is on the list, or with --gaps what is not."),
    "impact": Place(
        "impact", "impact", "Show what rests on a work: claims, themes, essays, papers, paths."
    ),
    "export": Place("export", "export", "Write works in the formats of other programs."),
    "add": Place("intake", "add", "Write an entry for a work, with comments on what to fill in."),
    "import": Place("intake", "import_file", "Make draft entries of the works in a bibliography."),
    "forms": Place(
        "forge", "forms", "Keep the forms for suggestions and problems in step with the list."
    ),
    "from-issue": Place(
        "forge", "from_issue", "Make a draft entry of an issue form, and an answer in Markdown."
    ),
    "enrich": Place("enrich", "enrich", "Bring the lock (entries/metadata/) up to date."),
    "quotes": Place(
        "explain", "quotes", "Verify the quotes of claims against saved texts of the essays."
    ),
    "reference": Place(
        "explain", "reference", "Print the reference of all findings, or of all fields."
    ),
    "links": Place(
        "links", "links_app", "Check the links of entries, Markdown pages and the built site."
    ),
}


class Commands(Group):
    """All commands. Each is imported when it runs, as that takes longer than to print a help."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - click's signature
        """The names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - click's signature
        """What lists of commands show of one; `resolve_command` gives the command itself."""
        place = COMMANDS.get(cmd_name)
        return place and Command(cmd_name, short_help=place.summary)

    def get_params(self, ctx: Any) -> Any:
        """The options. Typer's own flags lack a default, and to read none it imports pydantic."""
        params: list[Any] = [*super().get_params(ctx)]
        for param in params:
            if getattr(param, "is_flag", False) and param.default is None:
                param.default = False
        return params

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The name, the command and its arguments. Raises `UsageError` for an unknown name."""
        name = args[0]
        if name in COMMANDS:
            return name, load_command(name), args[1:]
        if ctx.resilient_parsing:  # a shell asks for completions
            return None, None, args[1:]
        hint = did_you_mean(name, COMMANDS) or "'readinglist --help' lists all."
        raise UsageError(f"there is no command '{name}'", hint)


def load_command(name: str) -> Any:
    """The command of this name, ready to run."""
    place = COMMANDS[name]
    found = getattr(importlib.import_module(f"readinglist.cli.{place.module}"), place.name)
    if not isinstance(found, typer.Typer):
        function, found = found, typer.Typer(**SETTINGS)
        found.command(name, cls=Command)(function)
    return typer.main.get_command(found)


app = typer.Typer(
    name="readinglist",
    cls=Commands,
    help="Build, check and query a curated research reading list.",
    no_args_is_help=True,
    epilog="Exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 network or I/O.",
    **(SETTINGS | {"add_completion": True}),
)
app.callback()(_options)
