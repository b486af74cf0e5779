"""The command that starts a new list: `init`."""

import re
from pathlib import Path
from typing import Annotated

import typer

from readinglist.cli.console import escape, out
from readinglist.errors import UsageError
from readinglist.system.clock import read_clock
from readinglist.values.dates import day_of
from readinglist.values.plurals import plural

_ANOTHER = re.compile(r"\s*readinglist\s*($|[^\w\s.-])", re.IGNORECASE)


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A folder that is empty or does not exist yet.")
    ],
    title: Annotated[
        str, typer.Option("--title", "-t", metavar="TEXT", help="The title of the list.")
    ] = ("My reading list"),
    bare: Annotated[
        bool, typer.Option("--bare", help="Leave out the examples: one theme and no entries.")
    ] = False,
    requirement: Annotated[
        str | None,
        typer.Option(
            "--requirement",
            metavar="REQUIREMENT",
            help="The requirement that pip installs readinglist from, such as 'readinglist-site @ git+https://…'.",
            show_default="as it was installed",
        ),
    ] = None,
) -> None:
    """Start a list of your own: entries, settings, workflows, forms.

    It builds and passes its own checks right away. Nothing is ever overwritten.
    """
    from readinglist.intake.new_list import render_starter, write_starter
    from readinglist.intake.new_list.origin import Origin, find_origin

    if not title.strip() or not title.isprintable():
        raise UsageError("the title is empty or holds control characters", "Give another --title.")
    if requirement is not None and (not requirement.strip() or not requirement.isprintable()):
        raise UsageError(
            "the requirement is empty or has more than one line", "Give one, as pip takes it."
        )
    if requirement is not None and _ANOTHER.match(requirement):
        raise UsageError(
            "the package 'readinglist' is another project's", "This one is readinglist-site."
        )
    origin = find_origin() if requirement is None else Origin(requirement.strip())
    contents = render_starter(title.strip(), day_of(read_clock()), origin, bare=bare)
    write_starter(folder, contents)
    out.print(escape(f"{plural(len(contents), 'file')} written into {folder}"))
    shown = f'"{folder}"' if re.search(r"\s", str(folder)) else folder
    out.print(escape(f"Look at the list with: readinglist serve --project {shown}"))
    if origin.caution:
        out.print(escape(f"requirements.txt has {origin.requirement}"))
        out.print(escape(origin.caution))
    out.print("Its README.md says what to do next.")
