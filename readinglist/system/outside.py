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

    A link to a folder around it counts as well, as there is no end to what is read through it.
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
    """What is wrong with a link that leads there, and what to do about it."""
    return (
        f"a link to '{real}', which is outside of the project or around the link",
        "Put the file itself here, or remove the link.",
    )
