"""What the search and the filters are given for each entry and each other page."""

from dataclasses import replace

import pytest

from readinglist.library.works import Retraction
from readinglist.site.pages.browse import (
    KINDS,
    STANDINGS,
    STATUSES,
    Facets,
    Group,
    Weight,
    entries_in_order,
    findables,
)

THEME = {
    "id": "t", "title": "Trees", "lead": "What trees do.", "introduction": "About trees.",
    "sections": [{"id": "s", "title": "Shade", "lead": "What is dark."}],
}  # fmt: skip


@pytest.fixture
def graph(graph_of):
    return graph_of(
        papers={
            "old": {"title": "b old", "issued": "2001", "themes": ["t/s", "t"]},
            "undated": {"title": "Undated"},
            "new": {
                "title": "SHADE: how trees cool", "authors": ["Ada Fern", "Bo Moss"],
                "issued": "2020-02", "type": "article-journal", "venue": "Journal",
                "doi": "10.1000/x_y", "tags": ["one"], "mode": "structural", "added": "1970-01-31",
                "links": {"code": "https://code.example/"}, "known-as": ["Shady"],
                "themes": ["t/s", "gone/x", "t/nothing"],
            },
            "preprint": {"arxiv": "2101.00001", "title": "A old", "authors": ["Ada Fern"],
                         "issued": "2001"},
        },
        essays={"e": {"issued": "2020-03", "authors": [{"literal": "A Group"}]}},
        claims={
            "c": {
                "claim": "Trees cool streets.", "tags": ["one", "two"],
                "evidence": [
                    {"work": "new", "stance": "supports", "locator": "1"},
                    {"work": "old", "stance": "background"},
                ],
            }
        },
        paths={"p": {"steps": [{"read": "new", "why": "To begin.", "minutes": "5"}]}},
        themes=[THEME],
    )  # fmt: skip


@pytest.fixture
def found(graph):
    return {page.name: page for page in findables(graph)}


def test_the_newest_entries_come_first_and_undated_ones_last(graph):
    # Of one day by title, in any case; a claim is as old as its essay.
    assert [item.id for item in entries_in_order(graph)] == [
        "e", "c", "new", "preprint", "old", "undated",
    ]  # fmt: skip


def test_other_pages_come_behind_the_entries(found):
    assert [page.group for page in found.values()][6:] == [
        Group.PATH, Group.THEME, *[Group.AUTHOR] * 4, *[Group.TAG] * 2,
    ]  # fmt: skip
    assert found["tags/one"].summary == "2 entries"
    assert found["authors/ada-fern"].summary == "A old; SHADE: how trees cool"
    assert found["themes/t"].label == "Theme"
    assert (Weight.TAG, "Shade What is dark.") in found["themes/t"].texts
    assert (Weight.NOTE, "To begin.") in found["paths/p"].texts


def test_the_facets_of_a_work(found):
    assert found["papers/new"].facets == Facets(
        kind="paper", year=2020, themes=("t", "t/s"), mode="structural", status="published",
        has_code=True, tags=("one",), authors=("ada-fern", "bo-moss"), claims=1, added=30,
    )  # fmt: skip
    assert found["papers/undated"].facets == Facets(
        kind="paper", themes=("t",), authors=("ada-lovelace",)
    )
    assert found["papers/preprint"].facets.status == "preprint"
    # Background is no reason to rest on a work.
    assert found["papers/old"].facets.claims == 0


def test_the_facets_of_a_claim_are_partly_those_of_its_essay(found):
    assert found["claims/c"].facets == Facets(
        kind="claim", year=2020, themes=("t",), standing="supported", tags=("one", "two"),
        authors=("a-group",), claims=1,
    )  # fmt: skip
    assert found["essays/e"].facets.kind == "essay"


def test_what_a_work_is_called(found):
    page = found["papers/new"]
    assert page.label == "Journal article, Fern and Moss, 2020"
    assert found["papers/undated"].label == "Paper, Lovelace"
    assert found["essays/e"].label == "Essay, A Group, 2020"
    assert found["claims/c"].label == "Claim, supported by one work"
    assert page.id == "new"


def test_the_names_that_a_work_is_searched_by(found):
    texts = found["papers/new"].texts
    assert {
        (Weight.TITLE, "SHADE: how trees cool"), (Weight.IDENTIFIER, "SHADE"),
        (Weight.IDENTIFIER, "new"), (Weight.NAME, "Shady"), (Weight.FIRST_AUTHOR, "Ada Fern"),
        (Weight.AUTHOR, "Bo Moss"), (Weight.IDENTIFIER, "DOI 10.1000/x_y"), (Weight.TAG, "one"),
        (Weight.TAG, "Journal"),
    } <= set(texts)  # fmt: skip
    assert (Weight.IDENTIFIER, "arXiv 2101.00001") in found["papers/preprint"].texts


def test_a_long_beginning_of_a_title_is_no_name(graph_of):
    graph = graph_of({"w": {"title": "How very many trees: a study"}})
    (page,) = [page for page in findables(graph) if page.name == "papers/w"]
    assert (Weight.IDENTIFIER, "How very many trees") not in page.texts


def test_addresses_are_found_as_a_whole(found):
    assert found["papers/new"].addresses == (
        "https://a.example/x", "10.1000/x_y", "https://code.example/",
    )  # fmt: skip
    assert found["claims/c"].addresses == ("c",)


def test_a_retracted_work_says_so(graph):
    graph.works["new"] = replace(graph.works["new"], retracted=Retraction("retraction"))
    (page,) = [page for page in findables(graph) if page.name == "papers/new"]
    assert page.facets.status == "void"
    assert page.title == "Retracted: SHADE: how trees cool"


def test_every_value_of_a_facet_has_its_word(found):
    for page in found.values():
        if page.facets:
            assert page.facets.kind in KINDS
            assert page.facets.standing in {"", *STANDINGS}
            assert page.facets.status in {"", *STATUSES}
