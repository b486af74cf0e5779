"""The turn of a command that writes: it is had until the command ends."""

import contextlib
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from readinglist.cli.console import err
from readinglist.turns import PATIENCE, turn

Wait = Annotated[
    bool,
    typer.Option("--wait/--no-wait", help="Wait while another run is at work on the list."),
]
#: What is let go of when the command ends.
turns = contextlib.ExitStack()


def take_turn(project: Path, *, wait: bool) -> None:
    """Keep other runs from writing into the project, from here to the end of the command.

    What a command then writes hangs on what it reads, so it comes before the reading. Raises
    `StorageError` when another run does not end, or with `wait` off is at work.
    """
    turns.enter_context(turn(project, tell, patience_of(wait=wait)))


def patience_of(*, wait: bool) -> float:
    """The seconds for which the command waits for its turn."""
    return PATIENCE if wait else 0.0


def tell(sentence: str) -> None:
    """Say why nothing goes on."""
    err.print(escape(sentence))
