"""Linking a list again, after another state of it. What is linked: `test_graph.py`."""

import copy

import pytest

from readinglist.entry.model import PaperEntry
from readinglist.graph.linking import LARGE_COLLABORATION, link_graph

PAPER = {"title": "T", "url": "https://a.example/x", "themes": ["t"], "takeaway": "x"}


@pytest.fixture
def first(graph_of):
    return graph_of(
        papers={
            "one": {"title": "One", "authors": ["Ada Fern", "Bo Moss"], "issued": "2001"},
            "two": {"title": "Two", "authors": ["Ada Fern"], "issued": "2002"},
            "three": {"title": "Three", "authors": ["Cy Oak"], "issued": "2003"},
        },
        essays={},
    )


def again(first, **papers):
    """The graph of the list with these papers instead, linked like the first."""
    library = copy.copy(first.library)
    changed = {
        name: PaperEntry.model_validate(PAPER | values) for name, values in papers.items() if values
    }
    gone = {name for name, values in papers.items() if not values}
    library.papers = {
        name: entry for name, entry in (library.papers | changed).items() if name not in gone
    }
    linked = link_graph(library, first)
    plain = link_graph(library)
    assert {
        slug: (author.name, [work.id for work in author.works])
        for slug, author in linked.authors.items()
    } == {
        slug: (author.name, [work.id for work in author.works])
        for slug, author in plain.authors.items()
    }
    assert list(linked.authors) == list(plain.authors)
    return linked


def test_unchanged_works_and_authors_are_reused(first):
    linked = again(first, one={"title": "1", "authors": ["Ada Fern", "Bo Moss"], "issued": "2001"})
    assert linked.works["two"] is first.works["two"]
    assert linked.works["one"] is not first.works["one"]
    # Authors of the changed work have its new form, the others are the same as before.
    assert linked.authors["ada-fern"].works == [linked.works["one"], linked.works["two"]]
    assert linked.authors["bo-moss"].works == [linked.works["one"]]
    assert linked.authors["cy-oak"] is first.authors["cy-oak"]
    assert first.authors["bo-moss"].works == [first.works["one"]]


@pytest.mark.parametrize(
    "papers",
    [
        {"one": {"title": "One", "authors": ["Bo Moss", "Ada Fern"], "issued": "2001"}},
        {"one": {"title": "One", "authors": ["Bo Moss"], "issued": "2001"}},
        {"one": {"title": "One", "authors": ["Ada Fern", "Bo Moss"], "issued": "2009"}},
        {"two": {}},
        {"four": {"title": "Four", "authors": ["Di Elm"]}},
    ],
    ids=["another order", "one author less", "another date", "one work less", "another work"],
)
def test_changed_authors_are_linked_anew(first, papers):
    again(first, **papers)


@pytest.mark.parametrize(
    ("count", "linked"), [(LARGE_COLLABORATION, True), (LARGE_COLLABORATION + 1, False)]
)
def test_a_large_collaboration(graph_of, count, linked):
    assert LARGE_COLLABORATION == 40
    names = [{"family": f"F{chr(97 + i // 26)}{chr(97 + i % 26)}"} for i in range(count)]
    graph = graph_of({"big": {"authors": names}, "own": {"authors": names[:1]}}, {})
    assert ("faa" in graph.authors, "fab" in graph.authors) == (True, linked)
    assert [work.id for work in graph.authors["faa"].works] == ["big", "own"]
