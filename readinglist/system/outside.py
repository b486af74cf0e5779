"""Detects links in a project that lead out of it.

A contributed change to a list can include a symbolic link. Its target is not read for the list,
shown on the site or written to: it could be any file of the person running the program.
"""

import os
from collections.abc import Iterator
from pathlib import Path

#: Also off limits: it can hold secrets, such as a token that a workflow has left there.
_PRIVATE = ".git"


def leads_out(path: Path | str, project: Path) -> Path | None:
    """The real location of a path if it is outside the project or in its `.git`, else None."""
    real, root = Path(os.path.realpath(path)), Path(os.path.realpath(project))
    is_inside = real.is_relative_to(root) and not real.is_relative_to(root / _PRIVATE)
    return None if is_inside else real


def find_links_out(folder: Path, project: Path) -> Iterator[tuple[Path, Path]]:
    """The links in a folder, including the folder itself, that lead out, with their targets.

    A link to a parent folder counts as well, because following it would never end.
    """
    real = leads_out(folder, project)
    if real is not None:
        yield folder, real
        return
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted((*folders, *names)):
            path = Path(place, name)
            if not path.is_symlink():
                continue
            real = leads_out(path, project)
            if real is None and Path(os.path.realpath(place)).is_relative_to(
                os.path.realpath(path)
            ):
                real = Path(os.path.realpath(path))
            if real is not None:
                yield path, real


def message_of(real: Path) -> tuple[str, str]:
    """What is wrong with a link to that place, and what to do about it."""
    return (
        f"a link to '{real}', which is outside of the project or a folder above the link",
        "Put the file itself here, or remove the link.",
    )
