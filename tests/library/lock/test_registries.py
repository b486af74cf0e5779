"""The lock of the registries' records: file names, reading, writing."""

import datetime
import errno
import json
import os
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readinglist.errors import StorageError
from readinglist.library.lock.arxiv_records import Provenance
from readinglist.library.lock.registries import (
    dblp_path,
    doi_path,
    read_published,
    record_path,
    write_published,
)
from readinglist.library.lock.registry_records import (
    PublishedRecord,
    Registry,
    Update,
)
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId, parse_doi
from readinglist.values.names import Name

PAPER = ArxivId("1706.03762")
OLD = ArxivId("hep-th/9901001")
READ = datetime.datetime(2026, 11, 21, 6, 40, tzinfo=datetime.UTC)
RECORD = PublishedRecord(
    Registry.CROSSREF,
    "10.1000/x(1)",
    "On Examples",
    (Name("Lovelace", "Ada"), Name("Maaten", "Laurens", "van der"), Name(literal="A Group")),
    Provenance("api", READ, {}, "https://api.crossref.org"),
    kind="journal-article",
    venue="Journal",
    issued=PartialDate(2017, 6),
    doi="10.1000/x(1)",
    url="https://doi.org/10.1000/x(1)",
    version_of=("10.2000/y",),
    updates=(Update("correction", None, PartialDate(2018), "publisher"), Update("retraction")),
)
DBLP = replace(RECORD, registry=Registry.DBLP, key="conf/nips/V17", arxiv=PAPER)


def all_files(folder: Path) -> list[str]:
    return sorted(f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file())


@pytest.mark.parametrize(
    ("doi", "path"),
    [
        ("10.1038/nature14539", "doi/10.1038%2Fnature14539.json"),
        ("10.1038/NATURE14539", "doi/10.1038%2Fnature14539.json"),
        ("10.1000/a%2fb", "doi/10.1000%2Fa%252fb.json"),
        (
            "10.1002/1521-4095(200010)12:20<1539::aid>3.0.co;2-s",
            "doi/10.1002%2F1521-4095%28200010%2912%3A20%3C1539%3A%3Aaid%3E3.0.co%3B2-s.json",
        ),
        ("10.1000/ü", "doi/10.1000%2F%C3%BC.json"),
        ("10.1000/x.", "doi/10.1000%2Fx..json"),
        ("10.1000/../../etc", "doi/10.1000%2F..%2F..%2Fetc.json"),
    ],
)
def test_names_of_files(doi, path):
    assert doi_path(Path(), doi).as_posix() == path


DOIS = st.builds(
    "10.{}/{}".format,
    st.integers(1000, 999_999_999),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=400)
    | st.text("ab.~%/\\:AB", min_size=1, max_size=500),
)
#: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
FORBIDDEN = set('<>:"/\\|?*') | {chr(n) for n in range(32)}
DEVICES = {"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10)}


@given(DOIS)
@example("10.1000/" + "a" * 112 + "con")
@example("10.1000/" + "a" * 111 + ".con")
@example("10.1000/" + "." * 400)
@example("10.1000/" + "😀" * 490)
def test_file_names_are_safe_and_reversible(doi):
    path = doi_path(Path(), doi)
    folder, *parts = path.parts
    assert folder == "doi"
    assert parts[-1].endswith(".json")
    assert all(part.endswith("~") for part in parts[:-1])
    if not re.fullmatch(r"[^~]+~[0-9a-f]{32}\.json", parts[-1]):
        text = "".join([*(part[:-1] for part in parts[:-1]), parts[-1][: -len(".json")]])
        assert unquote(text, errors="surrogatepass") == doi.lower()
    for part in parts:
        assert part.isascii()
        assert not set(part) & FORBIDDEN
        assert len(part) <= 140
        assert not part.startswith(".")
        assert not part.endswith((".", " "))
        assert part.partition(".")[0].casefold() not in DEVICES
    assert len(path.as_posix()) < 2_000


@given(DOIS, DOIS)
def test_two_dois_never_share_a_file(one, other):
    paths = [doi_path(Path(), doi).as_posix().casefold() for doi in (one, other)]
    assert (paths[0] == paths[1]) == (one.lower() == other.lower())


def test_a_folder_and_a_file_never_share_a_name(tmp_path):
    for length in range(100, 130):
        doi = "10.1000/" + "a" * length
        write_published(tmp_path, replace(RECORD, key=doi))
        write_published(tmp_path, replace(RECORD, key=f"{doi}.json.and.so.on"))
    assert len(all_files(tmp_path)) == 60


def test_writing_and_reading(tmp_path):
    lock = tmp_path / "metadata"
    old = replace(DBLP, arxiv=OLD)
    for record in (RECORD, DBLP, old):
        assert write_published(lock, record) is True
        assert write_published(lock, record) is False
    assert all_files(lock) == [
        "dblp/1706.03762.json",
        "dblp/hep-th/9901001.json",
        "doi/10.1000%2Fx%281%29.json",
    ]
    read = read_published(lock, ["10.1000/x(1)", "10.1000/none"], [PAPER, OLD], tmp_path)
    assert read.by_doi == {"10.1000/x(1)": RECORD}
    assert read.by_arxiv == {PAPER: DBLP, OLD: old}
    assert read.findings == ()


def test_a_list_without_this_lock(tmp_path):
    read = read_published(tmp_path / "none", ["10.1000/x"], [PAPER], tmp_path)
    assert (read.by_doi, read.by_arxiv, read.findings) == ({}, {}, ())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[]", "wrong type"),
        ("3", "wrong type"),
        ("{}", "has no field 'registry'"),
        ('{"registry": "isbn"}', "'isbn' is not a registry"),
        (RECORD.as_dict() | {"title": ""}, "wrong type"),
        (RECORD.as_dict() | {"title": None}, "wrong type"),
        (RECORD.as_dict() | {"issued": "2017-13"}, "not in the calendar"),
        (RECORD.as_dict() | {"authors": "Ada"}, "wrong type"),
        (RECORD.as_dict() | {"updates": [{"doi": "10.1000/n"}]}, "has no field 'kind'"),
        (RECORD.as_dict() | {"version_of": ["y"]}, "not a DOI"),
        (RECORD.as_dict() | {"key": "10.1000/other"}, "that of 10.1000/other"),
        (DBLP.as_dict() | {"key": "10.1000/x(1)"}, "that of 10.1000/x(1)"),
        ("\udce9", "not JSON"),
        ("<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n", "conflict markers"),
        (RECORD.as_dict() | {"shape": "round"}, "does not know: shape"),
        (RECORD.as_dict() | {"updates": [{"kind": "x", "why": "y"}]}, "does not know: why"),
    ],
    ids=str,
)
def test_broken_records_are_findings(tmp_path, text, reason):
    file = doi_path(tmp_path, RECORD.key)
    file.parent.mkdir(parents=True)
    text = text if isinstance(text, str) else json.dumps(text)
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    read = read_published(tmp_path, [RECORD.key], [], tmp_path)
    assert read.by_doi == {}
    (finding,) = read.findings
    assert finding.code == "E010"
    assert finding.location.path == "doi/10.1000%2Fx%281%29.json"
    assert reason in finding.message
    assert "readinglist" in finding.hint
    assert read.newer == ({RECORD.key} if "does not know" in reason else set())


def test_a_record_of_dblp_for_another_paper(tmp_path):
    file = dblp_path(tmp_path, OLD)
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(DBLP.as_dict()))
    (finding,) = read_published(tmp_path, [], [OLD], tmp_path).findings
    assert finding.message == "the record is that of 1706.03762"


@pytest.mark.parametrize("step", ["replace", "fsync", "chmod"])
def test_a_failure_leaves_only_the_old_record(tmp_path, monkeypatch, step):
    write_published(tmp_path, RECORD)
    before = record_path(tmp_path, RECORD).read_bytes()

    def fail(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(StorageError, match="No space left"):
        write_published(tmp_path, replace(RECORD, title="Other"))
    assert record_path(tmp_path, RECORD).read_bytes() == before
    assert len(all_files(tmp_path)) == 1


def test_every_doi_of_the_schema_has_a_file(tmp_path):
    doi = parse_doi("10.1016/S0140-6736(97)11096-0")
    write_published(tmp_path, replace(RECORD, key=doi))
    assert read_published(tmp_path, [doi], [], tmp_path).by_doi[doi].key == doi
