"""The lock of a command that writes, held until the command ends."""

import contextlib
from pathlib import Path
from typing import Annotated

import typer

Wait = Annotated[
    bool,
    typer.Option("--wait/--no-wait", help="Wait while another run is at work on the list."),
]
#: Released when the command ends.
turns = contextlib.ExitStack()


def take_turn(project: Path, *, wait: bool) -> None:
    """Keep other runs from writing to the project until the command ends.

    Call it before reading, because what a command writes depends on what it has read. Raises
    `StorageError` if another run does not finish, or if one is active and `wait` is off.
    """
    from readinglist.system.run_lock import turn

    turns.enter_context(turn(project, _tell, patience_of(wait=wait)))


def tell_of_others(project: Path, *, wait: bool) -> None:
    """Wait for runs that are active now, without keeping others out. Raises as `take_turn`."""
    from readinglist.system.run_lock import turn

    with turn(project, _tell, patience_of(wait=wait)):
        pass


def patience_of(*, wait: bool) -> float:
    """The seconds to wait for the lock."""
    from readinglist.system.run_lock import PATIENCE

    return PATIENCE if wait else 0.0


def share_state() -> Path | None:
    """The folder in which runs share when a service was last asked.

    None, after a message, if it cannot be written to: then this run only keeps its own pace.
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
    """Print why the command is waiting, or what could not be done."""
    from readinglist.cli.console import err, escape

    err.print(escape(sentence))
