"""Shared fixtures for enrichment: a small list, a stand-in for arXiv."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from clocks import FakeClock
from standins.arxiv import Arxiv, Paper

from readinglist.library.lock.arxiv import read_lock, record_path
from readinglist.library.lock.arxiv_records import parse_record
from readinglist.values.identifiers import ArxivId

THEMES = "- id: learning\n  title: Learning\n  lead: A lead.\n  introduction: An introduction.\n"


@pytest.fixture
def make_paper() -> Callable[..., Paper]:
    """A paper of which only the id matters."""

    def make(arxiv_id: str, **values) -> Paper:
        plain = {
            "title": f"The paper {arxiv_id}",
            "authors": ("Ada Lovelace", "Laurens van der Maaten"),
            "abstract": f"What {arxiv_id} says. We find that patience pays.",
        }
        return Paper(arxiv_id, **plain | values)

    return make


def write_list(root: Path, ids: Iterable[str], entries: dict[str, str] | None = None) -> Path:
    """A project with one paper per id, and more files in entries/."""
    folder = root / "entries"
    (folder / "papers").mkdir(parents=True)
    (folder / "themes.yml").write_text(THEMES, "utf-8")
    for arxiv_id in ids:
        name = "p" + "".join(filter(str.isalnum, arxiv_id)).lower()
        text = f'arxiv: "{arxiv_id}"\nthemes: [learning]\ntakeaway: A takeaway.\nnote: A note.\n'
        (folder / "papers" / f"{name}.yml").write_text(text, "utf-8")
    for name, text in (entries or {}).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return root


@pytest.fixture
def make_list(tmp_path: Path) -> Callable[..., Path]:
    """Writes a project with one paper per id."""
    return lambda ids, entries=None: write_list(tmp_path / "list", ids, entries)


@pytest.fixture
def arxiv(fake: FakeClock) -> Iterator[Arxiv]:
    """A stand-in for arXiv that knows no papers yet."""
    with Arxiv(now=lambda: fake.time) as server:
        yield server


def check_lock(root: Path, *, killed: bool = False) -> dict[str, bytes]:
    """The lock's files by id, after checking that each is complete and there is nothing else.

    A killed run may have left one half-written file next to them.
    """
    folder = root / "entries/metadata/arxiv"
    files = {}
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    leftovers = [file for file in found if file.match(".*.part")]
    assert len(leftovers) <= killed, leftovers
    for file in found:
        if file in leftovers:
            continue
        assert file.suffix == ".json", f"a leftover: {file}"
        arxiv_id = file.relative_to(folder).as_posix().removesuffix(".json")
        record = parse_record(json.loads(file.read_bytes()))
        assert record.id.value == arxiv_id
        assert file == record_path(folder, record.id)
        files[arxiv_id] = file.read_bytes()
    assert not read_lock(folder, map(ArxivId, files), root).findings
    return files


@pytest.fixture
def whole_lock() -> Callable[..., dict[str, bytes]]:
    return check_lock
