"""Filling the lock from a bulk file of records."""

import datetime
import errno
import json
import os
from pathlib import Path

import pytest

from readinglist.enrichment.arxiv.bulk import fill_lock
from readinglist.errors import StorageError
from readinglist.library.lock.arxiv import read_lock, record_path
from readinglist.library.lock.arxiv_records import parse_record
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId

NEW = ArxivId("1706.03762")
OLD = ArxivId("hep-th/9901001")
TODAY = datetime.datetime(2026, 11, 21, 6, 40, tzinfo=datetime.UTC)


def line(**values):
    return (
        json.dumps({"id": "1706.03762", "title": "T", "authors": ["Ada Lovelace"]} | values) + "\n"
    )


def all_files(folder: Path) -> list[str]:
    return sorted(f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file())


def fill(folder, lines, wanted=(NEW,), known=None, **options):
    known = read_lock(folder, wanted, folder).records if known is None else known
    return fill_lock(
        folder, wanted, known, lines, **{"source": "file.jsonl", "read": TODAY} | options
    )


def test_filling_twice_changes_nothing(tmp_path):
    lines = [line(), line(id="hep-th/9901001", title="Old")]
    first = fill(tmp_path, lines, [NEW, OLD])
    assert (first.written, first.unchanged, first.missing) == ([NEW, OLD], [], [])
    for name in all_files(tmp_path):
        os.utime(tmp_path / name, (1, 1))
    # Also on a later day.
    second = fill(tmp_path, lines, [NEW, OLD], read=TODAY + datetime.timedelta(days=1))
    assert (second.written, second.unchanged, second.missing) == ([], [NEW, OLD], [])
    assert {(tmp_path / name).stat().st_mtime for name in all_files(tmp_path)} == {1}
    assert read_lock(tmp_path, [NEW], tmp_path).records[NEW].provenance.read == TODAY


def test_a_changed_record_is_written_with_the_date(tmp_path):
    fill(tmp_path, [line()])
    tomorrow = TODAY + datetime.timedelta(days=1)
    assert fill(tmp_path, [line(title="Other")], read=tomorrow).written == [NEW]
    record = read_lock(tmp_path, [NEW], tmp_path).records[NEW]
    assert (record.title, record.provenance.read) == ("Other", tomorrow)


def test_only_requested_records_are_written(tmp_path):
    filling = fill(tmp_path, [line(id="2301.00010"), line()], [NEW, OLD])
    assert (filling.written, filling.missing) == ([NEW], [OLD])
    assert all_files(tmp_path) == ["1706.03762.json"]


def test_the_later_of_two_lines_counts(tmp_path):
    fill(tmp_path, [line(title="First"), line(title="Second")])
    assert read_lock(tmp_path, [NEW], tmp_path).records[NEW].title == "Second"


def test_broken_lines_are_reported_and_skipped(tmp_path):
    told = []
    filling = fill(tmp_path, ["{\n", "\n", line(), "[]\n"], progress=told.append)
    assert filling.written == [NEW]
    assert [line.number for line in filling.unreadable] == [1, 4]
    assert told == [1, 3, 4]


def test_provenance_is_kept_field_by_field(tmp_path):
    crosscheck = {"title_from": "copy A", "abstract_source": "copy B"}
    fill(tmp_path, [line(abstract="x", doi="10.1000/x", crosscheck=crosscheck)], source="S")
    provenance = read_lock(tmp_path, [NEW], tmp_path).records[NEW].provenance
    assert provenance.route == "copy"
    assert provenance.sources == {
        "title": "copy A",
        "abstract": "copy B",
        "authors": "S",
        "doi": "S",
    }


def test_only_facts(tmp_path):
    text = {"abstract": "Secret one.", "comment": "Secret two.", "journal_ref": "Secret three."}
    facts = {"published": "2017-06-12", "categories": ["cs.CL"], "doi": "10.1000/x"}
    fill(tmp_path, [line(**text, **facts)], facts_only=True)
    written = record_path(tmp_path, NEW).read_text("utf-8")
    assert "Secret" not in written
    record = parse_record(json.loads(written))
    assert (record.abstract, record.comment, record.journal_ref) == (None, None, None)
    assert record.submitted == PartialDate(2017, 6, 12)
    # The provenance lists the fields that are present, and no others.
    present = set(record.as_dict()) - {"id", "provenance"}
    assert set(record.provenance.sources) == present
    # A second run with the texts adds them, a third without removes them again.
    assert fill(tmp_path, [line(**text, **facts)]).written == [NEW]
    assert fill(tmp_path, [line(**text, **facts)], facts_only=True).written == [NEW]
    assert "Secret" not in record_path(tmp_path, NEW).read_text("utf-8")


def test_a_full_disk(tmp_path, monkeypatch):
    def fail(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(StorageError):
        fill(tmp_path, [line()])
    assert all_files(tmp_path) == []
