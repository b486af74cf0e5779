"""The scope of a check: the files it looks at, and which works are void."""

import dataclasses
import datetime
import json

import pytest

from readinglist.entry.catalogue import BASE, write_example
from readinglist.library.checks import status
from readinglist.library.checks.scope import Scope, void_words
from readinglist.library.lock.arxiv_records import Provenance
from readinglist.library.lock.registries import PublishedLock
from readinglist.library.lock.registry_records import PublishedRecord, Registry, Update
from readinglist.library.reading import read_library
from readinglist.values.names import Name

LOCK = "metadata/arxiv/2403.99901.json"
WORK = "okafor2024patience"
PUBLISHED = PublishedRecord(
    Registry.CROSSREF, "10.5555/x", "T", (Name("Fern", "Ada"),),
    Provenance("api", datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC), {}, "https://a.example"),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "words"), [("retraction", {"fern": "retracted"}),
                                            ("correction", {})])  # fmt: skip
def test_retracted_works(tmp_path, kind, words):
    entry = "doi: 10.5555/x\ntitle: T\nthemes: [learning]\ntakeaway: X.\n"
    write_example(tmp_path, {"papers/fern.yml": entry})
    library = read_library(tmp_path)
    record = dataclasses.replace(PUBLISHED, updates=(Update(kind),))
    library.published = PublishedLock(by_doi={"10.5555/x": record})
    assert void_words(library) == words


def test_only_files_in_scope_are_looked_at(tmp_path):
    write_example(tmp_path, {})
    library = read_library(tmp_path)
    void = {WORK: "gone"}
    found = list(status.check_void_works(Scope(library, library.files, void)))
    assert len(found) == 3
    assert f"'{WORK}' is gone and does not count" in {finding.message for finding in found}
    paths = [file for file in library.files if file.folder == "paths"]
    assert [f.code for f in status.check_void_works(Scope(library, paths, void))] == ["W402"]


def test_the_documents_of_a_scope(tmp_path):
    write_example(tmp_path, {"papers/broken.yml": "title: [\n"})
    library = read_library(tmp_path)
    scope = Scope.whole(library)
    assert scope.void == {}
    assert [loaded.id for loaded in scope.documents("papers")] == [
        "lindqvist2023caches", "okafor2024patience",
    ]  # fmt: skip
    # All of them, also those that could not be read, and the themes at the end.
    paths = [document.path for document in scope.with_themes()]
    assert paths == [*(file.document.path for file in library.files), "entries/themes.yml"]
    assert "entries/papers/broken.yml" in paths
    one = Scope(library, library.files[:1], {})
    assert len(list(one.with_themes())) == 2
    assert list(one.documents("claims")) == []


def test_without_themes_there_is_no_document_of_them(tmp_path):
    (tmp_path / "entries").mkdir()
    assert list(Scope.whole(read_library(tmp_path)).with_themes()) == []


def test_a_withdrawn_work(tmp_path):
    record = json.loads(BASE[LOCK]) | {"withdrawn": "A mistake."}
    write_example(tmp_path, {LOCK: json.dumps(record)})
    assert void_words(read_library(tmp_path)) == {WORK: "withdrawn"}
