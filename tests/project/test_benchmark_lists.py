"""The generated lists for benchmarks: valid, canonical, and reproducible."""

import importlib
import sys
from pathlib import Path

import pytest

from readinglist.entry.formatting import format_entry
from readinglist.entry.kinds import FOLDERS
from readinglist.library.checks import check_library
from readinglist.library.reading import read_library

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture
def lists(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    yield importlib.import_module("lists")
    for name in ("lists", "texts"):
        sys.modules.pop(name, None)


def contents(folder):
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_a_generated_list_has_no_findings(lists, tmp_path):
    lists.make_list(tmp_path, 240)
    library = read_library(tmp_path)
    assert [str(finding) for finding in (*library.findings, *check_library(library))] == []
    assert (len(library.papers), len(library.claims)) == (160, 80)
    assert library.lock.records
    assert library.essays
    assert library.paths


def test_a_generated_list_is_in_canonical_form(lists, tmp_path):
    lists.make_list(tmp_path, 240)
    for folder, schema in FOLDERS.items():
        for file in sorted((tmp_path / "entries" / folder).iterdir()):
            data = file.read_bytes()
            assert format_entry(data, schema).data == data, file.name


def test_the_same_seed_gives_the_same_list(lists, tmp_path):
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        (tmp_path / name).mkdir()
        lists.make_list(tmp_path / name, 90, seed=seed)
    assert contents(tmp_path / "one") == contents(tmp_path / "again")
    assert contents(tmp_path / "one") != contents(tmp_path / "other")
