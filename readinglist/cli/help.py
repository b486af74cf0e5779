"""The layout of `--help`: prose fills the width, options are aligned, names stay whole."""

import os
import re
import shutil
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from readinglist.cli.usage import unknown_command, wrong_call

#: The widest column for prose that is still easy to read.
_WIDEST = 80
#: If the left column is wider than this, an option's text starts on its own line.
_LEFT = 26
_INDENT = "  "
_GLUED = re.compile(r"(?<=env) |(?<=:) ")
_NO_BREAK = "\u00a0"

#: Settings of every command and group.
SETTINGS: dict[str, Any] = {
    "add_completion": False,
    "context_settings": {"help_option_names": ["-h", "--help"]},
    "pretty_exceptions_enable": False,
    "rich_markup_mode": None,
}


class Command(TyperCommand):
    """A command with our help layout."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the complete help."""
        formatter.write(render_help(self, ctx))

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The parts after the command's name in its usage line."""
        return _usage(self, ctx)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments. Raises `UsageError` if they do not fit."""
        return _parse_args(super().parse_args, ctx, args)


class Group(TyperGroup):
    """A group of commands with our help layout."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the complete help."""
        formatter.write(render_help(self, ctx))

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The parts after the command's name in its usage line."""
        return _usage(self, ctx)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments. Raises `UsageError` if they do not fit."""
        return _parse_args(super().parse_args, ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The name, the command and its arguments. Raises `UsageError` for an unknown name."""
        if not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            raise unknown_command(args[0], self.list_commands(ctx), ctx)
        return super().resolve_command(ctx, args)


def _parse_args(
    parse: Callable[[Any, list[str]], list[str]], ctx: Any, args: list[str]
) -> list[str]:
    given = bool(args)  # the parser empties the list
    try:
        return parse(ctx, args)
    except Exception as error:
        # A group that is called without arguments raises its help as an error.
        asks_for_help = isinstance(ctx.command, Group) and not given
        if ctx.resilient_parsing or asks_for_help or not hasattr(error, "format_message"):
            raise
        raise wrong_call(error, ctx) from None


def render_help(command: Command | Group, ctx: Any) -> str:
    """The help of a command, as wide as the terminal but at most 80 columns."""
    width = max(min(shutil.get_terminal_size().columns, _WIDEST), 20)
    usage = " ".join([ctx.command_path, *_usage(command, ctx)])
    blocks = ["\n".join(_wrap(f"Usage: {usage}", width, hanging=" " * 7))]
    blocks += ["\n".join(_wrap(paragraph, width)) for paragraph in _paragraphs(command.help)]
    params: list[Any] = [*command.get_params(ctx)]
    arguments = [param for param in params if param.param_type_name == "argument"]
    options = [param for param in params if param.param_type_name == "option"]
    commands = [
        (name, one.get_short_help_str(limit=1_000))
        for name in (command.list_commands(ctx) if isinstance(command, Group) else ())
        if (one := command.get_command(ctx, name)) and not one.hidden  # type: ignore[union-attr]
    ]
    for title, rows in (
        ("Arguments", [(_name(argument), _record(argument, ctx)[1]) for argument in arguments]),
        ("Options", [_record(option, ctx) for option in options if not option.hidden]),
        ("Commands", commands),
    ):
        if rows:
            blocks.append("\n".join([_bold(f"{title}:"), *_columns(rows, width)]))
    blocks += ["\n".join(_wrap(paragraph, width)) for paragraph in _paragraphs(command.epilog)]
    return "\n\n".join(blocks) + "\n"


def _usage(command: Any, ctx: Any) -> list[str]:
    arguments = [param for param in command.get_params(ctx) if param.param_type_name == "argument"]
    pieces = [
        _name(argument) if argument.required else f"[{_name(argument)}]" for argument in arguments
    ]
    return ["[OPTIONS]", *pieces, *(["COMMAND", "…"] if isinstance(command, Group) else [])]


def _name(argument: Any) -> str:
    name = argument.metavar or argument.name.upper()
    return f"{name}…" if argument.nargs == -1 and not name.endswith("…") else name


def _record(param: Any, ctx: Any) -> tuple[str, str]:
    """The names of an option with its value; and its description with default and variable."""
    names, text = param.get_help_record(ctx)
    # Typer appends default and variable in brackets, in some versions escaped.
    found = re.search(r"\\?(\[[^\[]+\])$", text)
    extra = found[1] if found and found[1] != "[required]" else ""
    # Keeps a name and its value on one line: lines are never broken at this space.
    return names, f"{param.help or ''} {_GLUED.sub(_NO_BREAK, extra)}".strip(" ")


def _paragraphs(text: str | None) -> Iterator[str]:
    for paragraph in (text or "").split("\n\n"):
        if paragraph.strip():
            yield " ".join(paragraph.split())


def _wrap(text: str, width: int, *, hanging: str = "") -> list[str]:
    lines = textwrap.wrap(
        text, width, subsequent_indent=hanging, break_on_hyphens=False, break_long_words=False
    )
    return [line.replace(_NO_BREAK, " ") for line in lines]


def _columns(rows: Sequence[tuple[str, str]], width: int) -> Iterable[str]:
    """Rows of two columns; in narrow terminals the second goes below the first."""
    left = max((len(name) for name, _ in rows if len(name) <= _LEFT), default=0)
    below = width < 2 * left + 10
    column = 3 * len(_INDENT) if below else len(_INDENT) + left + 2
    for name, text in rows:
        lines = _wrap(text, width - column)
        head = _INDENT + name
        if lines and not below and len(head) + 2 <= column:
            yield _INDENT + _bold(name) + " " * (column - len(head)) + lines.pop(0)
        else:
            yield _INDENT + _bold(name)
        yield from (" " * column + line for line in lines)


def _bold(text: str) -> str:
    """The text in bold, which has no effect if the output is not a terminal."""
    return text if os.environ.get("NO_COLOR") else typer.style(text, bold=True)
