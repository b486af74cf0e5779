"""Fixtures of lists in a git repository, which a conftest.py imports."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

THEMES = """\
- {id: gardens, title: Gardens, lead: What grows., introduction: About gardens.}
"""
MOSS = """\
title: Moss on stone
authors: [Ada Green]
url: https://moss.example/stone
issued: 2001
themes: [gardens]
tags: [moss, stone]
takeaway: Moss grows on the shaded side of a stone.
added: 2026-01-02
"""
FERN = """\
arxiv: "2001.00001"
themes: [gardens]
takeaway: Ferns like damp ground.
"""
ESSAY = """\
title: On shade
authors: [Lin Brown]
url: https://shade.example/
themes: [gardens]
takeaway: Shade is a place.
sections:
  - title: Light
    cites: [green2001moss]
  - title: Water
"""
CLAIM = """\
claim: Shade does more for moss than rain does.
kind: claim
source: {essay: brown2010shade, section: Light, quote: "shade does more than rain"}
themes: [gardens]
evidence:
  - work: green2001moss
    stance: supports
    locator: page 2
  - work: fern2020damp
    stance: background
"""
RECORD = """\
{
  "id": "2001.00001",
  "title": "Ferns on damp ground",
  "authors": ["Kim Fern"],
  "abstract": "We find that ferns like damp ground and shade.",
  "version": 1,
  "provenance": {"route": "copy", "read": "2026-01-02T00:00:00Z"}
}
"""
FILES = {
    "entries/themes.yml": THEMES,
    "entries/papers/green2001moss.yml": MOSS,
    "entries/papers/fern2020damp.yml": FERN,
    "entries/essays/brown2010shade.yml": ESSAY,
    "entries/claims/shade-before-rain.yml": CLAIM,
    "entries/metadata/arxiv/2001.00001.json": RECORD,
}


@dataclass(frozen=True)
class GitList:
    """A list under version control."""

    folder: Path

    def git(self, *arguments: str) -> str:
        return subprocess.run(
            ["git", *arguments], cwd=self.folder, check=True, capture_output=True, text=True
        ).stdout.strip()

    def write(self, name: str, text: str) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.folder / name).read_text("utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def commit(self) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "A change")
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def make_git_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[dict[str, str]], GitList]:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A Gardener")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "gardener@gardens.example")

    def make(files: dict[str, str]) -> GitList:
        made = GitList(tmp_path / "garden")
        made.folder.mkdir()
        made.git("init", "--quiet", "--initial-branch", "main")
        for name, text in files.items():
            made.write(name, text)
        made.commit()
        return made

    return make


@pytest.fixture
def garden(make_git_list: Callable[[dict[str, str]], GitList]) -> GitList:
    """A list of four valid entries and a record, committed once."""
    return make_git_list(FILES)
