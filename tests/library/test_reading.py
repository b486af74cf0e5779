"""Reading a folder of entries: whatever stands in it becomes entries and findings."""

import json
import os
import shutil
from pathlib import Path

import pytest
from published import CROSSREF

from readinglist.entry.catalogue import BASE, write_example
from readinglist.entry.findings import Finding
from readinglist.errors import UsageError
from readinglist.library import reading
from readinglist.library.checks import check_library
from readinglist.library.lock.registries import write_published
from readinglist.library.reading import read_library


def findings_of(root, files):
    write_example(root, files)
    return check_library(read_library(root))


def codes_by_path(findings: list[Finding]) -> set[tuple[str, str]]:
    return {(finding.location.path, finding.code) for finding in findings}


@pytest.mark.parametrize("content", ["hello\n", "~\n", "# nothing\n", "---\n"])
@pytest.mark.parametrize("path", ["themes.yml", "papers/lindqvist2023caches.yml"])
def test_a_file_without_fields_has_one_finding(path, content, tmp_path):
    here = [
        finding.code
        for finding in findings_of(tmp_path, {path: content})
        if finding.location.path == f"entries/{path}"
    ]
    assert here == ["E004"]


def test_a_file_in_place_of_a_folder_is_reported(tmp_path):
    files = {"paths/first-hour.yml": "", "paths": "not a folder\n"}
    assert codes_by_path(findings_of(tmp_path, files)) == {("entries/paths", "E008")}


@pytest.mark.parametrize("content", ["[" * 100_000, "[]", "{}", "null", '{"id": NaN}', "\udcff"])
def test_no_record_of_the_lock_raises(content, tmp_path):
    path = "metadata/arxiv/2403.99901.json"
    assert (f"entries/{path}", "E010") in codes_by_path(findings_of(tmp_path, {path: content}))


def test_white_space_around_an_id_is_accepted(tmp_path):
    path = "papers/lindqvist2023caches.yml"
    content = BASE[path].replace("[serving/caching]", "\n  - |\n    serving/caching")
    assert content != BASE[path]
    assert findings_of(tmp_path, {path: content}) == []


LINKED = "papers/lindqvist2023caches.yml"


@pytest.fixture
def root(tmp_path):
    """The catalogue's list."""
    write_example(tmp_path, {})
    return tmp_path


def places(library):
    return [(f"{finding.location}", finding.code) for finding in library.findings]


def test_a_valid_list(root):
    library = read_library(root)
    assert library.findings == []
    assert [theme.id for theme in library.themes] == ["learning", "serving"]
    assert list(library.papers) == ["lindqvist2023caches", "okafor2024patience"]
    assert list(library.claims) == ["caches-outgrow-weights", "patience-pays"]
    assert {file.folder for file in library.files} == {"papers", "essays", "claims", "paths"}
    assert [record.value for record in library.lock.records] == ["2403.99901"]
    assert library.record_files.keys() == {"arxiv/2403.99901.json"}
    assert library.record_keys == {("2403.99901", None), (None, None)}


def test_a_folder_without_a_list(tmp_path):
    with pytest.raises(UsageError, match=f"no folder 'entries' in {tmp_path}$"):
        read_library(tmp_path)


def test_an_empty_list_lacks_only_its_themes(tmp_path):
    (tmp_path / "entries").mkdir()
    library = read_library(tmp_path)
    assert places(library) == [("entries/themes.yml:1:1", "E102")]
    assert (library.files, library.themes, library.papers) == ([], (), {})


def test_the_day_of_reading_is_in_utc(root, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795305599")  # 2026-11-21, a second before midnight
    assert str(read_library(root).read_on) == "2026-11-21"


def test_files_that_are_none_of_the_lists(root):
    entries = root / "entries"
    for name in ("papers/a.yaml", "papers/notes.txt", "papers/sub/x.yml", "paper/a.yml",
                 ".DS_Store", "papers/.a.yml.swp", "papers/folder.yml/x"):  # fmt: skip
        (entries / name).parent.mkdir(parents=True, exist_ok=True)
        (entries / name).write_text("title: x\n", "utf-8")
    library = read_library(root)
    hints = {finding.location.path: finding.hint for finding in library.findings}
    assert hints == {
        "entries/papers/a.yaml": "Rename it to a.yml.",
        "entries/papers/folder.yml": "Move it elsewhere.",
        "entries/papers/notes.txt": "Move it elsewhere.",
        "entries/papers/sub": "Move it elsewhere.",
        "entries/paper": "Did you mean 'papers'?",
    }
    assert {finding.code for finding in library.findings} == {"E008"}
    assert len(library.papers) == 2


def test_an_entry_whose_name_is_no_id_is_checked_but_has_no_page(root):
    text = (root / "entries" / LINKED).read_text("utf-8")
    (root / "entries/papers/Über uns.yml").write_text(text + "tilte: x\n", "utf-8")
    library = read_library(root)
    assert places(library) == [
        ("entries/papers/Über uns.yml:1:1", "E005"), ("entries/papers/Über uns.yml:7:1", "E101"),
    ]  # fmt: skip
    (root / "entries/papers/Über uns.yml").write_text(text, "utf-8")
    library = read_library(root)
    assert [code for _, code in places(library)] == ["E005"]
    assert "Über uns" not in library.papers
    assert "Über uns" in library.ids("papers")


def test_a_list_in_place_of_fields_and_fields_in_place_of_a_list(root):
    (root / "entries" / LINKED).write_text("- title: x\n", "utf-8")
    (root / "entries/themes.yml").write_text("learning: {title: x}\n", "utf-8")
    library = read_library(root)
    assert places(library) == [
        ("entries/themes.yml:1:1", "E103"), (f"entries/{LINKED}:1:1", "E004"),
    ]  # fmt: skip
    assert library.themes == ()


def test_one_invalid_theme_does_not_hide_the_others(root):
    file = root / "entries/themes.yml"
    file.write_text(file.read_text("utf-8").replace("  title: Learning\n", ""), "utf-8")
    library = read_library(root)
    assert places(library) == [("entries/themes.yml:1:3", "E102")]
    assert [theme.id for theme in library.themes] == ["serving"]


def test_a_paper_that_is_a_draft_may_lack_fields(root):
    (root / "entries" / LINKED).write_text("draft: true\ntitle: Caches\n", "utf-8")
    library = read_library(root)
    assert "lindqvist2023caches" in library.papers
    assert {code for _, code in places(library)} == {"E102"}


def test_progress_counts_the_files(root):
    told = []
    read_library(root, told.append)
    assert told == [1, 2, 3, 4, 5, 6]


def test_the_records_of_a_doi_in_arxivs_record_are_read(root):
    lock = root / "entries/metadata/arxiv/2403.99901.json"
    record = json.loads(lock.read_text("utf-8")) | {"doi": "10.1000/x"}
    lock.write_text(json.dumps(record), "utf-8")
    write_published(root / "entries/metadata", CROSSREF)
    assert read_library(root).published.by_doi.keys() == {CROSSREF.key}


def settle(root):
    """Give all files a time long ago, so that their signatures are certain."""
    for path in root.rglob("*"):
        os.utime(path, (1_600_000_000, 1_600_000_000))


def test_what_has_not_changed_is_not_opened_again(root, monkeypatch):
    settle(root)
    before = read_library(root)
    opened = []
    read = reading.read_document

    def watch(file, *more):
        opened.append(Path(file).name)
        return read(file, *more)

    monkeypatch.setattr(reading, "read_document", watch)
    (root / "entries" / LINKED).write_text("title: x\n", "utf-8")
    after = read_library(root, like=before)
    assert opened == ["themes.yml", "lindqvist2023caches.yml"]
    assert after.papers["okafor2024patience"] is before.papers["okafor2024patience"]
    assert after.papers.keys() == {"okafor2024patience"}
    assert after.lock is before.lock
    assert after.published is before.published


def test_another_copy_of_the_list_is_read_but_its_entries_are_reused(root, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    shutil.copytree(root / "entries", other / "entries")
    settle(root)
    settle(other)
    before = read_library(root)
    after = read_library(other, like=before)
    assert after.papers["okafor2024patience"] is before.papers["okafor2024patience"]
    assert (after.root, after.findings) == (other, [])
    (other / "entries" / LINKED).write_text("title: [\n", "utf-8")
    assert [code for _, code in places(read_library(other, like=before))] == ["E002"]


def test_a_changed_record_is_read_again(root):
    settle(root)
    before = read_library(root)
    lock = root / "entries/metadata/arxiv/2403.99901.json"
    lock.write_text(lock.read_text("utf-8").replace("Patience as", "Haste as"), "utf-8")
    after = read_library(root, like=before)
    (record,) = after.lock.records.values()
    assert record.title.startswith("Haste")
    # It was written a moment ago, and so will be read once more.
    assert after.record_files["arxiv/2403.99901.json"][0] == -1


def test_a_record_that_an_entry_names_anew_is_read(root):
    """Its file has been there all the time, and has not changed."""
    record = (root / "entries/metadata/arxiv/2403.99901.json").read_text("utf-8")
    (root / "entries/metadata/arxiv/2404.00001.json").write_text(
        record.replace("2403.99901", "2404.00001"), "utf-8"
    )
    settle(root)
    before = read_library(root)
    assert len(before.lock.records) == 1
    entry = (root / "entries/papers/okafor2024patience.yml").read_text("utf-8")
    (root / "entries/papers/new.yml").write_text(entry.replace("2403.99901", "2404.00001"), "utf-8")
    after = read_library(root, like=before)
    assert [arxiv_id.value for arxiv_id in after.lock.records] == ["2403.99901", "2404.00001"]
