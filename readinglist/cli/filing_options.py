"""Options of commands that write entries for works, `add` and `import`, and what reads them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readinglist.cli.completion import complete_theme
from readinglist.cli.turn import take_turn
from readinglist.errors import UsageError
from readinglist.values.suggestions import did_you_mean

if TYPE_CHECKING:
    from readinglist.library.library import Library

Themes = Annotated[
    list[str] | None,
    typer.Option(
        "--theme",
        "-t",
        metavar="THEME",
        autocompletion=complete_theme,
        help="A theme, or theme/section; can be repeated.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help="Write nothing.")]
AsDraft = Annotated[
    bool,
    typer.Option(
        "--draft/--no-draft",
        help="Mark what is written as a draft, which the site leaves out until it is complete.",
    ),
]


def read_list(project: Path, *, dry_run: bool, wait: bool) -> Library:
    """The list; unless `dry_run`, locked for this command."""
    from readinglist.cli.project import read_project

    if not dry_run:
        take_turn(project, wait=wait)
    return read_project(project).library


def checked_themes(library: Library, themes: list[str] | None) -> tuple[str, ...]:
    """The given themes without duplicates. Raises `UsageError` for one that does not exist."""
    from readinglist.entry.theme_ids import theme_ids

    known = theme_ids(library.themes)
    for theme in themes or ():
        if theme not in known:
            listed = f"There are: {', '.join(known)}."
            raise UsageError(
                f"there is no theme '{theme}' in themes.yml", did_you_mean(theme, known) or listed
            )
    return tuple(dict.fromkeys(themes or ()))
