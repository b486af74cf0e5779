"""Entries of the list that the fixture `small_project` writes, and changes to it."""

from pathlib import Path

CLAIM = "entries/claims/objectives-matter.yml"

PAPER = "entries/papers/vaswani2017attention.yml"


def change(project: Path, name: str, old: str, new: str) -> None:
    file = project / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8", newline="\n")


def broken(project: Path) -> Path:
    change(project, CLAIM, "work: vaswani2017attention", "work: vaswani2017atention")
    return project
