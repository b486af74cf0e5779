"""A tiny list, and builds of it in this process: fixtures, which a conftest.py imports."""

import json
import logging
import textwrap
from dataclasses import dataclass

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, ConfigurationError

CONFIG = {
    "site_name": "Tiny list",
    "site_url": "https://tiny.example/",
    "theme": {"name": "material", "font": False, "features": ["navigation.indexes"]},
    "plugins": [{"readinglist": {"search": False}}],
}

THEMES = [
    {
        "id": "first",
        "title": "First theme",
        "lead": "A lead.",
        "introduction": "An introduction with [@doe2020].",
        "sections": [{"id": "part", "title": "A part", "lead": "Its lead."}],
    }
]

ENTRIES = {
    "papers/doe2020.yml": {
        "title": "A title",
        "authors": ["Jane Doe"],
        "issued": "2020",
        "url": "https://a.example/doe",
        "themes": ["first/part"],
        "mode": "structural",
        "takeaway": "What to remember.",
        "note": "A note.",
        "tags": ["a-tag"],
    },
    "papers/roe2021.yml": {
        "arxiv": "2101.00001",
        "themes": ["first"],
        "takeaway": "Something else.",
        "builds-on": ["doe2020"],
    },
    "essays/essay2022.yml": {
        "title": "An essay",
        "authors": [{"literal": "The Group"}],
        "issued": "2022-01-31",
        "url": "https://a.example/essay",
        "themes": ["first"],
        "takeaway": "It claims things.",
        "sections": [{"title": "Beginning", "cites": ["doe2020"]}],
    },
    "claims/a-claim.yml": {
        "claim": "Things are so.",
        "kind": "claim",
        "source": {"essay": "essay2022", "section": "Beginning", "quote": "things are so"},
        "themes": ["first/part"],
        "evidence": [
            {"work": "doe2020", "stance": "supports", "locator": "section 2", "note": "It shows."},
            {"work": "roe2021", "stance": "opposes", "quote": "not so", "note": "It denies."},
        ],
    },
    "paths/a-path.yml": {
        "title": "A path",
        "lead": "From here to there.",
        "note": "How to walk it.",
        "steps": [{"read": "doe2020", "why": "To begin.", "minutes": "30"}],
    },
}

RECORD = {
    "id": "2101.00001",
    "title": "A recorded title",
    "authors": ["Richard Roe", "Jane Doe"],
    "abstract": "It is not so.",
    "submitted": "2021-01-01",
    "categories": ["cs.LG"],
    "provenance": {"route": "copy", "read": "2026-01-01", "sources": {"title": "a copy"}},
}


def changed(base, changes):
    """A copy of nested mappings with the values in `changes` replaced."""
    return {
        **base,
        **{
            key: changed(base[key], value)
            if isinstance(value, dict) and isinstance(base.get(key), dict)
            else value
            for key, value in changes.items()
        },
    }


@pytest.fixture
def tiny(tmp_path):
    """Writes a tiny project: a function that takes changes to its files and returns its folder."""

    def write(*, entries=None, themes=None, record=None, config=None, docs=None):
        folder = tmp_path / "tiny"
        for name, entry in changed(ENTRIES, entries or {}).items():
            file = folder / "entries" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(yaml.safe_dump(entry, allow_unicode=True), "utf-8")
        listed = [changed(theme, themes or {}) for theme in THEMES]
        (folder / "entries/themes.yml").write_text(yaml.safe_dump(listed), "utf-8")
        lock = folder / "entries/metadata/arxiv/2101.00001.json"
        lock.parent.mkdir(parents=True, exist_ok=True)
        lock.write_text(json.dumps(changed(RECORD, record or {})), "utf-8")
        (folder / "docs").mkdir(exist_ok=True)
        for name, text in (docs or {"guide.md": "# Guide\n\nA page.\n"}).items():
            (folder / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "docs" / name).write_text(textwrap.dedent(text), "utf-8")
        (folder / "mkdocs.yml").write_text(yaml.safe_dump(changed(CONFIG, config or {})), "utf-8")
        return folder

    return write


@dataclass
class Result:
    returncode: int
    stdout: str


class _Lines(logging.Handler):
    def __init__(self):
        super().__init__(logging.INFO)
        self.lines = []

    def emit(self, record):
        self.lines.append(f"{record.levelname:<7} -  {record.getMessage()}")
        assert record.exc_info is None, "a traceback in the log"


@pytest.fixture
def mkdocs():
    """Builds a project like `mkdocs build`, in this process; any other exception is a bug."""

    def run(folder, *, strict=False, command="build"):
        log = logging.getLogger("mkdocs")
        handler = _Lines()
        level = log.level
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        try:
            config = load_config(str(folder / "mkdocs.yml"), strict=strict)
            config.plugins.on_startup(command=command, dirty=False)
            try:
                build(config)
            finally:
                config.plugins.on_shutdown()
        except (Abort, ConfigurationError) as error:
            return Result(1, "\n".join([*handler.lines, str(error)]))
        else:
            return Result(0, "\n".join(handler.lines))
        finally:
            log.removeHandler(handler)
            log.setLevel(level)

    return run
