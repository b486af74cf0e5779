"""Finds the project: the folder of a list, searched from the current folder upwards."""

import os
from pathlib import Path

from readinglist.entry.places import ENTRIES_FOLDER, ENTRY_FOLDERS, SETTINGS_FILE, THEMES_FILE
from readinglist.errors import ReadingListError, UsageError

#: The environment variable that names the project's folder.
VARIABLE = "READINGLIST_PROJECT"


def is_project(folder: Path) -> bool:
    """Whether a folder holds a list.

    It does if its mkdocs.yml names the plugin, or if its entries/ holds themes or a folder of
    entries. A mkdocs.yml without the plugin belongs to something else.
    """
    entries = folder / ENTRIES_FOLDER
    return (
        (entries / THEMES_FILE).is_file()
        or any((entries / name).is_dir() for name in ENTRY_FOLDERS)
        or _names_plugin(folder)
    )


def _names_plugin(folder: Path) -> bool:
    # Slow to import and rarely needed; shell completion calls this function too.
    from readinglist.library.settings import read_settings  # noqa: PLC0415

    try:
        settings = read_settings(folder)
    except ReadingListError:
        return False  # not readable
    return settings is not None and settings.plugin is not None


def find_project(start: Path) -> Path:
    """The nearest project at the folder or above it; the folder itself if it nearly is a project.

    Raises `UsageError` listing where it looked if there is none.
    """
    here = start.resolve()
    folders = (here, *here.parents)
    for folder in folders:
        if is_project(folder):
            return folder
    if (here / ENTRIES_FOLDER).is_dir() or (here / SETTINGS_FILE).is_file():
        return here  # callers report what it lacks
    others = [
        str(folder / SETTINGS_FILE) for folder in folders if (folder / SETTINGS_FILE).is_file()
    ]
    passed = f" (without the plugin: {', '.join(others)})" if others else ""
    raise UsageError(
        f"there is no reading list in {here}, nor in a folder above it{passed}",
        f"Go to the list's folder, name it with --project or in {VARIABLE}, or start one with "
        "'readinglist init'.",
    )


def seen_from_here(root: Path, path: str = "") -> str:
    """How a path within the project is shown to somebody in the current folder.

    Inside the project it is relative to the current folder, as in git's output, so that terminals
    and editors find the file. Outside it stays relative to the project's folder.
    """
    here, root = Path.cwd().resolve(), root.resolve()
    if not here.is_relative_to(root) or Path(path).is_absolute():
        return path
    return Path(os.path.relpath(root / path, here)).as_posix()
