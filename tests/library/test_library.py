"""A list in memory: which of its files and entries are asked for, and where they stand."""

import pytest

from readinglist.entry.catalogue import write_example
from readinglist.library.library import in_folders
from readinglist.library.reading import read_library

DRAFT = "draft: true\ntitle: T\nurl: https://a.example/\nthemes: [learning]\ntakeaway: It is.\n"
ESSAY = DRAFT.replace("url:", "authors: [A B]\nurl:") + "sections: [{title: One}]\n"
CLAIM = """\
draft: true
claim: It may be so.
kind: claim
source: {essay: haddad2024plain, section: Patience, quote: Wait before you tune.}
themes: [learning]
"""


@pytest.fixture
def library(tmp_path):
    """The catalogue's list with a draft of each kind, a broken file and a list of no fields."""
    files = {
        "papers/broken.yml": "title: [\n",
        "papers/draft.yml": DRAFT,
        "papers/items.yml": "- x\n",
        "essays/draft2.yml": ESSAY,
        "claims/draft3.yml": CLAIM,
    }
    write_example(tmp_path, files)
    return read_library(tmp_path)


def test_documents_are_those_with_fields(library):
    assert [loaded.id for loaded in library.documents("papers")] == [
        "draft", "lindqvist2023caches", "okafor2024patience",
    ]  # fmt: skip
    both = [loaded.id for loaded in library.documents("paths", "essays")]
    assert both == ["draft2", "haddad2024plain", "first-hour"], "in the order of reading"
    assert list(library.documents()) == []
    broken = [loaded for loaded in library.files if loaded.id in ("broken", "items")]
    assert len(broken) == 2
    assert list(in_folders(broken, ["papers"])) == []


def test_ids_are_those_of_all_files(library):
    assert library.ids("papers") == {
        "broken", "draft", "items", "lindqvist2023caches", "okafor2024patience",
    }  # fmt: skip
    assert library.ids("paths", "essays") == {"first-hour", "draft2", "haddad2024plain"}
    assert library.ids() == set()


def test_entries_are_those_that_fit_the_schema(library):
    assert list(library.entries("papers")) == [
        "draft", "lindqvist2023caches", "okafor2024patience",
    ]  # fmt: skip
    assert library.entries("claims") is library.claims
    assert library.entries("paths").keys() == {"first-hour"}
    with pytest.raises(KeyError):
        library.entries("themes")


def test_the_list_as_the_site_shows_it(library):
    shown = library.without_drafts()
    assert list(shown.papers) == ["lindqvist2023caches", "okafor2024patience"]
    assert list(shown.essays) == ["haddad2024plain"]
    assert list(shown.claims) == ["caches-outgrow-weights", "patience-pays"]
    assert shown.files == library.files
    assert "draft" in library.papers, "the list itself stays as it is"


def test_places(library):
    assert library.path_of("broken") == "entries/papers/broken.yml"
    assert library.path_of("first-hour") == "entries/paths/first-hour.yml"
    assert library.path_of("nobody") is None
    assert library.metadata_folder == library.root / "entries/metadata"
    assert library.lock_folder == library.root / "entries/metadata/arxiv"
