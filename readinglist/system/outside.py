"""Outside: links in a project that lead out of it.

Whoever sends a change to a list can send a link with it. What it leads to is neither read for the
list, nor shown on the site, nor written to: it may be any file of whoever runs the program.
"""

import os
from collections.abc import Iterator
from pathlib import Path

#: Holds what is nobody else's business either, such as a token that a workflow has left there.
_PRIVATE = ".git"


def leads_out(path: Path | str, project: Path) -> Path | None:
    """Where a path really is, if that is not in the project or in its `.git`; otherwise None."""
    real, root = Path(os.path.realpath(path)), Path(os.path.realpath(project))
    is_inside = real.is_relative_to(root) and not real.is_relative_to(root / _PRIVATE)
    return None if is_inside else real


def find_links_out(folder: Path, project: Path) -> Iterator[tuple[Path, Path]]:
    """The links in a folder, or itself, that lead out of the project, each with where to.

    Folders that links lead to are looked through as well, since whatever reads the folder follows
    them. Two more kinds of links count as leading out, as there would be no end to what is read
    through them: one to a folder around it, and one to a folder that stands in a linked folder
    itself, for two such links in each of thirty folders make a thousand million paths.
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
    """What stands in a folder, in order; nothing for what is none, or cannot be read."""
    try:
        with os.scandir(folder) as items:
            return sorted(items, key=lambda one: one.name)
    except OSError:
        return []


def message_of(real: Path) -> tuple[str, str]:
    """What is wrong with a link that leads there, and what to do about it."""
    return (
        (
            f"a link to '{real}', which is outside of the project or around the link, or which stands "
            "in a linked folder itself"
        ),
        "Put the file itself here, or remove the link.",
    )
