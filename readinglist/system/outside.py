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

    Linked folders are searched as well, because whatever reads the folder follows the links. Two
    more kinds of links count as leading out, because following them would never end: a link to a
    folder above it, and a link to a folder that is itself inside a linked folder (two such links in
    each of thirty folders make a thousand million paths).
    """
    real = leads_out(folder, project)
    if real is not None:
        yield folder, real
        return
    waiting = [(folder, False)]
    while waiting:
        place, is_linked = waiting.pop()
        around = Path(os.path.realpath(place))
        for item in _items_of(place):
            path = Path(item.path)
            if not item.is_symlink():
                if item.is_dir():
                    waiting.append((path, is_linked))
                continue
            real = leads_out(path, project)
            if real is None and path.is_dir():
                real = Path(os.path.realpath(path))
                if not (is_linked or around.is_relative_to(real)):
                    waiting.append((path, True))
                    continue
            if real is not None:
                yield path, real


def _items_of(folder: Path) -> list[os.DirEntry[str]]:
    """The items in a folder, in order; empty if it is not a folder or cannot be read."""
    try:
        with os.scandir(folder) as items:
            return sorted(items, key=lambda item: item.name)
    except OSError:
        return []


def message_of(real: Path) -> tuple[str, str]:
    """What is wrong with a link to that place, and what to do about it."""
    reason = (
        f"a link to '{real}', which is outside the project, a folder above the link, or a folder "
        "that another link leads on to"
    )
    return reason, "Put the file itself here, or remove the link."
