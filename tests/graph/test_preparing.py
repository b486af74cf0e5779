"""Reading, checking and linking a list, at first and again after changes."""

import pytest

from readinglist.entry.catalogue import BASE, write_example
from readinglist.graph.preparing import prepare

PAPER, POST = "papers/okafor2024patience.yml", "papers/lindqvist2023caches.yml"
ESSAY, CLAIM = "essays/haddad2024plain.yml", "claims/patience-pays.yml"
PATH = "paths/first-hour.yml"


@pytest.fixture
def root(tmp_path):
    write_example(tmp_path, {})
    return tmp_path


def write(root, path, text):
    (root / "entries" / path).write_text(text, "utf-8")


def test_a_list(root):
    seen = []
    prepared = prepare(root, seen.append)
    assert seen
    assert (prepared.findings, prepared.has_errors) == ([], False)
    assert list(prepared.graph.works) == list(prepared.library.papers) + list(
        prepared.library.essays
    )
    assert list(prepared.seconds) == ["read", "check", "link"]
    assert all(0 <= seconds < 60 for seconds in prepared.seconds.values())


def test_drafts_are_linked_only_on_demand(root):
    write(root, POST, "draft: true\n" + BASE[POST])
    name = "lindqvist2023caches"
    assert name not in prepare(root).graph.works
    assert name in prepare(root, drafts=True).graph.works
    assert name in prepare(root).library.papers


@pytest.mark.parametrize(
    ("code", "path", "text"),
    [
        ("E201", POST, BASE[POST].replace("serving/caching", "odd")),
        ("W404", POST, BASE[POST].replace("Maja Lindqvist", "Lindqvist, Maja")),
    ],
)
def test_errors(root, code, path, text):
    write(root, path, text)
    prepared = prepare(root)
    assert [finding.code for finding in prepared.findings] == [code]
    assert prepared.has_errors is (code[0] == "E")


@pytest.mark.parametrize("path", [POST, ESSAY, CLAIM, PATH])
def test_the_last_valid_version_of_an_entry_stands_in(root, path):
    folder, _, name = path.removesuffix(".yml").partition("/")
    first = prepare(root)
    write(root, path, "title: [\n")
    again = prepare(root, before=first)
    assert {finding.location.path for finding in again.findings} == {f"entries/{path}"}
    kept = again.graph.library.entries(folder)[name]
    assert kept is first.library.entries(folder)[name]
    assert name not in again.library.entries(folder)
    assert name in again.graph.works | again.graph.claims | again.graph.paths
    assert name not in prepare(root).library.entries(folder)
    # An entry that is gone has no stand-in.
    (root / "entries" / path).unlink()
    gone = prepare(root, before=again)
    assert name not in gone.graph.library.entries(folder)


def test_the_last_valid_themes_stand_in(root):
    first = prepare(root)
    write(root, "themes.yml", "- [\n")
    again = prepare(root, before=first)
    assert again.graph.library.themes == first.library.themes
    assert list(again.graph.themes) == ["learning", "serving"]
    write(root, "themes.yml", BASE["themes.yml"].replace("title: Learning", "title: New"))
    later = prepare(root, before=again)
    assert later.graph.themes["learning"].title == "New"


def test_what_has_not_changed_is_reused(root):
    first = prepare(root)
    write(root, POST, BASE[POST].replace("Caches All", "Caches, All"))
    again = prepare(root, before=first)
    assert again.graph.works["okafor2024patience"] is first.graph.works["okafor2024patience"]
    assert again.graph.works["lindqvist2023caches"].title == "Caches, All the Way Down"
    assert again.library.papers["okafor2024patience"] is first.library.papers["okafor2024patience"]
