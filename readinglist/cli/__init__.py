"""The command line: runs the commands, prints and sets the exit code. No other code prints.

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
from readinglist.cli.usage import unknown_command
from readinglist.errors import ReadingListError, StorageError
from readinglist.system.borders import DEBUG

#: The environment variable by which a shell asks for completions, as set by typer's scripts.
_COMPLETE = "_READINGLIST_COMPLETE"


def main() -> None:
    """Run the command line; environment failures end in a message, never in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Unprintable characters and file names that are not UTF-8 must not crash it.
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
        # The reader of a pipe, such as `head`, has closed it.
        _print_no_more()
        raise SystemExit(0) from None
    except OSError as error:
        # Not handled anywhere closer, such as a full disk under redirected output.
        _print_no_more()
        _fail(StorageError(f"{error.filename or 'the output'}: {error.strerror or error}"))

    except Exception as error:
        # A fault of this program, not of the list or the user, and reported as such.
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
    """Answer a shell's request for completions; on any failure, offer nothing."""
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
    """Drop pending output, so that Python does not complain about it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(error: ReadingListError) -> NoReturn:
    from readinglist.cli.console import err, escape

    # Messages from git or a server may have several lines.
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
    """Where a command is implemented, and its one-line summary: the first of its docstring."""

    module: str
    name: str
    summary: str


#: The commands, in the order of the help.
COMMANDS = {
    "init": Place("init", "init", "Start a list of your own: entries, settings, workflows, forms."),
    "validate": Place(
        "validate", "validate", "Check every entry and report every problem in one run."
    ),
    "fmt": Place("edit", "fmt", "Format entries in the canonical style, keeping their content."),
    "explain": Place(
        "explain", "explain", "Explain a code: what it means, why it matters, what to do."
    ),
    "schema": Place("edit", "schema", "Write JSON Schemas for completion and checks in editors."),
    "build": Place("site", "build", "Build the site. The network is never used."),
    "serve": Place("site", "serve", "Serve the site, drafts included, and show changes at once."),
    "diff": Place(
        "diff", "diff", "Explain what a change means for entries, standings and findings."
    ),
    "show": Place("query", "show", "Show one entry with everything that is linked to it."),
    "list": Place("list_entries", "list_entries", "List entries, one per line."),
    "stats": Place("query", "stats", "Show statistics of the list, or its gaps with --gaps."),
    "impact": Place(
        "impact", "impact", "Show what relies on a work: claims, themes, essays, papers, paths."
    ),
    "export": Place("export", "export", "Export works to the formats of other programs."),
    "add": Place("add", "add", "Write an entry for a work, with comments on what to fill in."),
    "import": Place(
        "import_file", "import_file", "Turn the works in a bibliography into draft entries."
    ),
    "forms": Place(
        "forge", "forms", "Keep the issue forms for suggestions and problems up to date."
    ),
    "from-issue": Place(
        "forge", "from_issue", "Turn an issue form into a draft entry and an answer in Markdown."
    ),
    "enrich": Place("enrich", "enrich", "Update the lock (entries/metadata/)."),
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
    """All commands. Each is imported only when it runs, because importing takes long."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - click's signature
        """The names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - click's signature
        """A command as help lists it; `resolve_command` returns the command itself."""
        place = COMMANDS.get(cmd_name)
        return place and Command(cmd_name, short_help=place.summary)

    def get_params(self, ctx: Any) -> Any:
        """The options. Typer's own flags have no default, and reading it would import pydantic."""
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
        if ctx.resilient_parsing:  # for shell completion
            return None, None, args[1:]
        raise unknown_command(name, COMMANDS, ctx)


def load_command(name: str) -> Any:
    """The command with this name, ready to run."""
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
