import datetime
import errno
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from readinglist.entry.findings import Severity
from readinglist.errors import StorageError
from readinglist.library.lock.arxiv import read_lock, record_path, write_record
from readinglist.library.lock.arxiv_records import Provenance, Record, keep_facts
from readinglist.values.identifiers import ArxivId
from readinglist.values.names import Name

NEW = ArxivId("1706.03762")
OLD = ArxivId("hep-th/9901001")
TODAY = datetime.datetime(2026, 11, 21, 6, 40, tzinfo=datetime.UTC)
RECORD = Record(
    NEW,
    "Attention",
    (Name("Vaswani", "Ashish"),),
    Provenance("copy", TODAY, {"title": "s", "authors": "s", "abstract": "s", "doi": "s"}),
    abstract="Abc.",
    comment="5 pages",
    journal_ref="J. 1",
    doi="10.1000/x",
)


def all_files(folder: Path) -> list[str]:
    return sorted(f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file())


# Writing


def test_writing_and_reading(tmp_path):
    assert write_record(tmp_path / "lock", RECORD) is True
    file = tmp_path / "lock/1706.03762.json"
    assert all_files(tmp_path) == ["lock/1706.03762.json"]
    assert file.read_bytes().endswith(b"}\n")
    assert b"\r" not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o644
    assert read_lock(tmp_path / "lock", [NEW], tmp_path).records == {NEW: RECORD}


def test_writing_again_leaves_the_file_alone(tmp_path):
    write_record(tmp_path, RECORD)
    file = record_path(tmp_path, NEW)
    os.utime(file, (1, 1))
    assert write_record(tmp_path, RECORD) is False
    assert file.stat().st_mtime == 1
    assert write_record(tmp_path, replace(RECORD, title="Other")) is True
    assert read_lock(tmp_path, [NEW], tmp_path).records[NEW].title == "Other"


def test_old_style_ids_are_in_folders(tmp_path):
    write_record(tmp_path, replace(RECORD, id=OLD))
    assert all_files(tmp_path) == ["hep-th/9901001.json"]
    assert set(read_lock(tmp_path, [NEW, OLD], tmp_path).records) == {OLD}


@pytest.mark.parametrize("step", ["replace", "fsync", "chmod"])
def test_a_failure_leaves_only_the_old_file(tmp_path, monkeypatch, step):
    write_record(tmp_path, RECORD)
    before = record_path(tmp_path, NEW).read_bytes()
    called = []

    def fail(*_args, **_kwargs):
        called.append(step)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(StorageError, match="No space left") as caught:
        write_record(tmp_path, replace(RECORD, title="Other"))
    assert called == [step]
    assert caught.value.exit_code == 3
    assert record_path(tmp_path, NEW).read_bytes() == before
    assert all_files(tmp_path) == ["1706.03762.json"]


def test_an_interruption_leaves_nothing_half_written(tmp_path, monkeypatch):
    def interrupt(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_record(tmp_path, RECORD)
    assert all_files(tmp_path) == []


def test_the_new_file_is_never_half_written(tmp_path, monkeypatch):
    write_record(tmp_path, RECORD)
    file = record_path(tmp_path, NEW)
    before = file.read_bytes()
    seen = []
    replace_ = os.replace

    def watch(source, target, **kwargs):
        seen.append((file.read_bytes(), json.loads(Path(source).read_text("utf-8"))["title"]))
        replace_(source, target, **kwargs)

    monkeypatch.setattr(os, "replace", watch)
    write_record(tmp_path, replace(RECORD, title="Other"))
    assert seen == [(before, "Other")]


def test_a_folder_that_cannot_be_created(tmp_path):
    (tmp_path / "lock").write_text("a file")
    with pytest.raises(StorageError):
        write_record(tmp_path / "lock", RECORD)


# Reading


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        (b"", (1, 1), "not JSON"),
        (b'{\n  "id": }', (2, 9), "not JSON"),
        (b"\xff\xfe", (1, 1), "not JSON"),
        (b"[]", (1, 1), "type"),
        (b"{}", (1, 1), "no field"),
        (b"[" * 100_000, (1, 1), "nesting"),
        (b"9" * 10_000, (1, 1), ""),
        (json.dumps(replace(RECORD, id=OLD).as_dict()).encode(), (1, 1), "hep-th/9901001"),
    ],
    ids=["empty", "cut", "no utf-8", "list", "no fields", "deep", "number", "other id"],
)
def test_an_unreadable_file_is_a_finding(tmp_path, content, place, reason):
    lock = tmp_path / "entries/metadata/arxiv"
    write_record(lock, replace(RECORD, id=OLD))
    record_path(lock, NEW).write_bytes(content)
    read = read_lock(lock, [NEW, OLD], tmp_path)
    assert set(read.records) == {OLD}
    (finding,) = read.findings
    assert (finding.code, finding.severity) == ("E010", Severity.ERROR)
    assert finding.location.path == "entries/metadata/arxiv/1706.03762.json"
    assert (finding.location.line, finding.location.column) == place
    assert reason in finding.message
    assert "enrich" in finding.hint


def test_a_missing_lock_is_an_empty_one(tmp_path):
    assert read_lock(tmp_path / "none", [NEW, OLD], tmp_path).records == {}


def test_an_io_error(tmp_path):
    record_path(tmp_path, NEW).mkdir(parents=True)
    (finding,) = read_lock(tmp_path, [NEW], tmp_path).findings
    assert finding.code == "E010"
    assert "it is a folder, not a file" in finding.message


def test_keeping_the_facts_of_a_record():
    kept = keep_facts(RECORD)
    assert (kept.id, kept.title, kept.authors, kept.doi) == (
        NEW,
        "Attention",
        RECORD.authors,
        "10.1000/x",
    )
    assert set(kept.provenance.sources) == {"title", "authors", "doi"}
    assert RECORD.abstract == "Abc."
