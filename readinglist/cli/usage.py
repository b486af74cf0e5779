"""Mistakes in calling a command, as the parser of the command line finds them, in our own words."""

from collections.abc import Iterable
from typing import Any

from readinglist.errors import UsageError
from readinglist.values.suggestions import did_you_mean

#: Pydantic, by which typer converts values, puts this before what is wrong with one.
_PREFIX = "Value error, "


def unknown_command(name: str, known: Iterable[str], ctx: Any) -> UsageError:
    """The error for a command that does not exist in the group that `ctx` is about."""
    hint = did_you_mean(name, known) or f"'{_path(ctx)} --help' lists all."
    return UsageError(f"there is no command '{name}'", hint)


def wrong_call(error: Any, ctx: Any) -> UsageError:
    """The error for whatever the parser has found; it has a method `format_message`.

    Which class it has depends on typer's version, which uses its own copy of click or the real one.
    """
    name = getattr(error, "option_name", None)
    if name and hasattr(error, "possibilities"):
        known = [option for param in ctx.command.get_params(ctx) for option in param.opts]
        hint = did_you_mean(name, known) or f"'{_path(ctx)} --help' lists all."
        return UsageError(f"there is no option '{name}'", hint)
    message = error.format_message().replace(_PREFIX, "").rstrip(".")
    return UsageError(
        f"{message[:1].lower()}{message[1:]}", f"'{_path(ctx)} --help' shows how to call it."
    )


def _path(ctx: Any) -> str:
    """The command as users call it, even if it runs as `python -m readinglist`."""
    return f"readinglist{ctx.command_path.removeprefix(ctx.find_root().command_path)}"
