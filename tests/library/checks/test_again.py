"""What a change to a list makes it necessary to check again."""

import dataclasses

import pytest

from readinglist.entry.catalogue import BASE, write_example
from readinglist.library.checks import again, check_library
from readinglist.library.checks.again import check_again, find_changes
from readinglist.library.reading import read_library

PAPER = "papers/okafor2024patience.yml"
POST = "papers/lindqvist2023caches.yml"
ESSAY, CLAIM = "essays/haddad2024plain.yml", "claims/patience-pays.yml"


@pytest.fixture
def change(tmp_path):
    """Reads the list, makes the changes to its files (None removes one), and reads it again."""

    def make(first=None, **changes):
        write_example(tmp_path, first or {})
        before = read_library(tmp_path)
        for path, text in changes.pop("files").items():
            file = tmp_path / "entries" / path
            if text is None:
                file.unlink()
            else:
                file.write_text(text, "utf-8")
        return read_library(tmp_path, like=before), before

    return make


def test_nothing_has_changed(change):
    library, before = change(files={})
    changes = find_changes(library, before)
    assert (changes.pairs, changes.paths) == ((), frozenset())
    assert not changes.touch("title")


def test_a_changed_file_and_those_that_name_it(change):
    library, before = change(files={PAPER: BASE[PAPER] + "tags: [x]\n"})
    changes = find_changes(library, before)
    assert len(changes.pairs) == 1
    assert changes.paths == {
        f"entries/{path}" for path in (PAPER, ESSAY, CLAIM, "paths/first-hour.yml")
    }
    assert changes.touch("title", "tags")
    assert not changes.touch("title", "takeaway")
    assert not changes.touch()


def test_files_that_come_and_go(change):
    library, before = change(files={POST: None, "papers/new.yml": BASE[POST]})
    changes = find_changes(library, before)
    assert {"entries/papers/new.yml", f"entries/{POST}", f"entries/{ESSAY}"} == changes.paths
    assert sorted((old is None, new is None) for old, new in changes.pairs) == [
        (False, True), (True, False),
    ]  # fmt: skip
    assert changes.touch()


def test_the_same_text_written_again_is_no_change(change):
    library, before = change(files={PAPER: BASE[PAPER]})
    assert find_changes(library, before).paths == frozenset()


@pytest.mark.parametrize(
    "files",
    [
        {"themes.yml": BASE["themes.yml"].replace("How models learn.", "How they learn.")},
        {"themes.yml": None},
        {"metadata/arxiv/2403.99901.json": None},
        {"metadata/arxiv/2403.99901.json":
            BASE["metadata/arxiv/2403.99901.json"].replace("forty", "fifty")},
    ],
    ids=["themes", "no themes", "no record", "a record"],
)  # fmt: skip
def test_what_every_check_may_depend_on(change, files):
    library, before = change(files=files)
    assert find_changes(library, before) is None
    known = check_library(before)
    assert check_again(library, before, known) == check_library(library)


def test_another_day(change):
    library, before = change(files={})
    assert find_changes(dataclasses.replace(library, read_on=None), before) is None


def test_many_changes(change, monkeypatch):
    monkeypatch.setattr(again, "_MANY", 2)
    library, before = change(files={f"papers/new{i}.yml": BASE[POST] for i in range(2)})
    assert find_changes(library, before) is not None
    library, before = change(files={f"papers/more{i}.yml": BASE[POST] for i in range(3)})
    assert find_changes(library, before) is None


def test_what_was_wrong_before_is_looked_at_again(change):
    odd = {POST: BASE[POST].replace("serving/caching", "serving, nowhere]").replace("]]", "]")}
    library, before = change(odd, files={PAPER: BASE[PAPER] + "tags: [x, x]\n"})
    found = check_again(library, before, check_library(before))
    assert [finding.code for finding in found] == ["E201", "E309"]
    assert found == check_library(library)


@pytest.mark.parametrize(
    ("first", "files", "code"),
    [
        ({}, {"claims/Patience-Pays.yml": BASE[CLAIM]}, "E006"),
        ({}, {"papers/new.yml": BASE[PAPER]}, "E301"),
        ({}, {PAPER: BASE[PAPER] + "builds-on: [okafor2024patience]\n"}, "E303"),
        ({}, {path: BASE[path].replace("serving/caching", "learning")
              for path in (POST, "claims/caches-outgrow-weights.yml")}, "N505"),
        ({}, {"papers/new.yml": BASE[POST]}, "W405"),
        *(({"papers/new.yml": BASE[POST].replace("example.org", "n.example").replace(old, new)},
           {"papers/new.yml": BASE[POST].replace("example.org", "n.example")}, "W405")
          for old, new in (("Caches", "Coaches"), ("Lindqvist", "Berg"), ("post-weblog", "webpage"),
                           ("themes:", "edition: 2\nthemes:"))),
        ({}, {PAPER: BASE[PAPER].replace("2403.99901", "2403.99902")}, "N508"),
        ({"papers/new.yml": BASE[POST]}, {"papers/new.yml": None}, "W405"),
        ({"claims/Patience-Pays.yml": BASE[CLAIM]}, {"claims/Patience-Pays.yml": None}, "E006"),
        ({"papers/new.yml": BASE[PAPER]},
         {"papers/new.yml": BASE[PAPER].replace("2403.99901", "2403.99902")}, "E301"),
    ],
)  # fmt: skip
def test_findings_across_files_come_and_go(change, first, files, code):
    library, before = change(first, files=files)
    known = check_library(before)
    now = check_again(library, before, known)
    assert now == check_library(library)
    assert (code in {finding.code for finding in now}) != (
        code in {finding.code for finding in known}
    )


def test_checks_across_files_are_skipped_if_nothing_they_look_at_has_changed(change, monkeypatch):
    ran = []

    def noting(check):
        def noted(library):
            ran.append(check)
            return check(library)

        return noted

    noted = {check: noting(check) for check in again._ACROSS}
    across = tuple(noted.get(check, check) for check in again.CHECKS_ACROSS)
    monkeypatch.setattr(again, "CHECKS_ACROSS", across)
    kept = {noted[check]: on for check, on in again._ACROSS.items()}
    monkeypatch.setattr(again, "_ACROSS", kept)
    library, before = change(files={PAPER: BASE[PAPER] + "tags: [x]\n"})
    check_again(library, before, [])
    assert ran == []
    library, before = change(files={PAPER: BASE[PAPER] + "builds-on: [x]\n"})
    check_again(library, before, [])
    assert [check.__name__ for check in ran] == ["check_lineage"]


def test_void_works_that_are_known_already(change):
    library, before = change(files={ESSAY: BASE[ESSAY] + "tags: [x]\n"})
    void = {"okafor2024patience": "withdrawn"}
    found = check_again(library, before, [], void)
    assert [finding.code for finding in found] == ["W402", "N504", "W402"]
    assert check_again(library, before, []) == []
