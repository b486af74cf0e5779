"""The turn of a command that writes: it is had until the command ends."""

import contextlib
from pathlib import Path
from typing import Annotated

import typer

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
    from readinglist.system.run_lock import turn

    turns.enter_context(turn(project, _tell, patience_of(wait=wait)))


def tell_of_others(project: Path, *, wait: bool) -> None:
    """Let those go first who are at work now, and keep nobody out. Raises as `take_turn` does."""
    from readinglist.system.run_lock import turn

    with turn(project, _tell, patience_of(wait=wait)):
        pass


def patience_of(*, wait: bool) -> float:
    """The seconds for which the command waits for its turn."""
    from readinglist.system.run_lock import PATIENCE

    return PATIENCE if wait else 0.0


def share_state() -> Path | None:
    """The folder in which runs tell one another when a service was asked.

    None where it cannot be written, which is told: then this run keeps a pace of its own.
    """
    from readinglist.system.state import shared_folder, state_folder

    folder = shared_folder()
    if folder is None:
        _tell(
            f"{state_folder()} cannot be written: services may be asked more often than they like "
            "if other runs ask them too. Name another folder in READINGLIST_STATE."
        )
    return folder


def _tell(sentence: str) -> None:
    """Say why nothing goes on, or what goes on all the same."""
    from readinglist.cli.console import err, escape

    err.print(escape(sentence))
