import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.entry.vocabulary import Standing
from readinglist.graph.linking import LARGE_COLLABORATION
from readinglist.library.lock.arxiv_records import Provenance, Record
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId
from readinglist.values.names import Name, parse_name


def evidence(*stances, works=()):
    return [
        {"work": work, "stance": stance}
        for stance, work in itertools.zip_longest(stances, works, fillvalue="p")
    ]


def ids(items):
    return [item.id for item in items]


def test_evidence_from_a_missing_work_does_not_count(graph_of):
    claim = {"evidence": evidence("supports", "opposes", works=["p", "nowhere"])}
    graph = graph_of({"p": {}}, claims={"c": claim})
    assert graph.claims["c"].standing is Standing.SUPPORTED
    assert [edge.work.id for edge in graph.claims["c"].evidence] == ["p"]


# Relations


def test_a_relation_stated_by_both_claims_is_shown_once(graph_of):
    def labels(kind):
        claims = {
            "a": {"relations": [{"claim": "b", "type": kind, "note": "of a"}]},
            "b": {"relations": [{"claim": "a", "type": kind, "note": "of b"}]},
        }
        graph = graph_of({}, claims=claims)
        return {
            claim_id: [
                (edge.label, edge.relation.note) for edge in graph.claims[claim_id].relations
            ]
            for claim_id in "ab"
        }

    assert labels("agrees-with") == {"a": [("agrees with", "of a")], "b": [("agrees with", "of b")]}
    # These are not duplicates: each refines the other.
    assert len(labels("refines")["a"]) == 2


def test_dangling_relations_are_ignored(graph_of):
    relations = [{"claim": claim_id, "type": "refines"} for claim_id in ("nowhere", "a", "p", "e")]
    graph = graph_of({"p": {}}, claims={"a": {"relations": relations}})
    assert graph.claims["a"].relations == []


# Lineage


def test_a_diamond(graph_of):
    graph = graph_of(
        {
            "top": {"issued": "2014"},
            "left": {"issued": "2016", "builds-on": ["top"]},
            "right": {"issued": "2015", "builds-on": ["top"]},
            "bottom": {"issued": "2017", "builds-on": ["left", "right", "nowhere", "left"]},
            "far": {"builds-on": ["bottom"]},
            "alone": {},
        }
    )
    works = graph.works
    assert ids(graph.builds_on(works["bottom"])) == ["left", "right"]
    assert ids(graph.developed_by["top"]) == ["right", "left"]
    assert ids(graph.developments(works["top"])) == ["right", "left", "bottom", "far"]
    assert ids(graph.developments(works["left"])) == ["bottom", "far"]
    assert ids(graph.developed_by["left"]) == ["bottom"]
    assert graph.developments(works["alone"]) == []
    assert graph.builds_on(works["e"]) == []


def test_a_cycle_terminates(graph_of):
    papers = {"a": {"builds-on": ["b"]}, "b": {"builds-on": ["c"]}, "c": {"builds-on": ["a"]}}
    graph = graph_of(papers)
    assert ids(graph.developments(graph.works["a"])) == ["b", "c"]


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefghz"), max_size=4))
)
def test_developments_are_all_that_can_be_reached(graph_of, edges):
    graph = graph_of({work_id: {"builds-on": targets} for work_id, targets in edges.items()})
    for start in edges:
        reached = {start}
        while (
            more := {work_id for work_id, targets in edges.items() if reached & set(targets)}
            - reached
        ):
            reached |= more
        assert set(ids(graph.developments(graph.works[start]))) == reached - {start}


def test_structures_are_the_papers_of_that_mode(graph_of):
    modes = {"a": {"mode": "structural"}, "b": {"mode": "exploratory"}, "c": {}}
    assert ids(graph_of(modes).structures) == ["a"]


# Order


def test_reading_order(graph_of):
    graph = graph_of(
        {
            "undated-b": {"title": "b"},
            "undated-a": {"title": "A"},
            "day": {"issued": "2017-06-12"},
            "month": {"issued": "2017-06"},
            "year": {"issued": "2017"},
            "old": {"issued": "0350", "title": "Z"},
            "twin-2": {"issued": "2018", "title": "same"},
            "twin-1": {"issued": "2018", "title": "Same"},
        }
    )
    assert ids(graph.papers) == [
        "old",
        "year",
        "month",
        "day",
        "twin-1",
        "twin-2",
        "undated-a",
        "undated-b",
    ]
    assert {year: ids(works) for year, works in graph.years.items()} == {
        2018: ["twin-1", "twin-2"],
        2017: ["year", "month", "day"],
        350: ["old"],
    }
    assert list(graph.years) == [2018, 2017, 350]


def test_the_latest_first(graph_of):
    graph = graph_of(
        {
            "a": {"added": "2026-01-01", "issued": "2020"},
            "b": {"added": "2026-01-02"},
            "c": {"added": "2026-01-01", "issued": "2021"},
            "never": {},
        },
        claims={"d": {"added": "2026-01-03"}},
    )
    assert ids(graph.latest) == ["d", "b", "c", "a"]


# Essays


def essays(**issued):
    return {
        essay_id: {
            "issued": date,
            "sections": [{"title": "Two"}, {"title": "One", "cites": ["p", "nowhere", "q"]}],
        }
        for essay_id, date in issued.items()
    }


def source(essay, section):
    return {"source": {"essay": essay, "section": section, "quote": "q"}}


def test_sections_with_their_citations_and_claims(graph_of):
    graph = graph_of(
        {"p": {}, "q": {}},
        essays(late="2025", early="2024"),
        {
            "z": source("late", "Two"),
            "y": source("late", "One"),
            "x": source("late", "One"),
            "w": source("early", "No such section"),
            "v": source("early", "One"),
            "u": source("nowhere", "One"),
        },
    )
    # In the order of the essays, then their sections, then ids; strays last.
    assert list(graph.claims) == ["v", "w", "z", "x", "y", "u"]
    assert graph.claims["u"].essay is None
    late = graph.sections["late"]
    assert [(section.title, ids(section.works), ids(section.claims)) for section in late] == [
        ("Two", [], ["z"]),
        ("One", ["p", "q"], ["x", "y"]),
    ]
    assert [(essay.id, section) for essay, section in graph.cited_in["p"]] == [
        ("early", "One"),
        ("late", "One"),
    ]
    assert "nowhere" not in graph.cited_in


def test_an_essay_can_be_evidence_and_be_cited(graph_of):
    claim = {"evidence": evidence("supports", works=["other"])}
    graph = graph_of({}, {"e": {}, "other": {}}, {"c": claim})
    assert [claim.id for claim, _ in graph.claims_on["other"]] == ["c"]


def test_an_id_shared_by_two_kinds_belongs_to_the_first(graph_of):
    graph = graph_of({"x": {"title": "Paper"}}, {"x": {"title": "Essay"}}, {"x": {}})
    assert graph.works["x"].title == "Paper"
    assert graph.claims == {}


# Authors


def test_two_spellings_are_one_author_under_the_richer_name(graph_of):
    graph = graph_of(
        {
            "a": {"authors": ["Bernhard Scholkopf"], "issued": "2001"},
            "b": {"authors": ["Bernhard Scholkopf"], "issued": "2002"},
            "c": {"authors": ["Schölkopf, Bernhard", "Bernhard Scholkopf"], "issued": "2000"},
        },
        essays={},
    )
    (author,) = graph.authors.values()
    assert author.slug == "bernhard-scholkopf"
    assert author.name == parse_name("Bernhard Schölkopf")
    assert ids(author.works) == ["c", "a", "b"]
    assert author.index_letter == "S"


def test_authors_are_in_order_of_their_family_names(graph_of):
    graph = graph_of(
        {"p": {"authors": ["Zoe Adams", "Ada van Zyl", "李飞飞", "Bo Östlund", "ada adams"]}},
        essays={},
    )
    assert [author.name.display for author in graph.authors.values()] == [
        "ada adams",
        "Zoe Adams",
        "Bo Östlund",
        "Ada van Zyl",
        "李飞飞",
    ]
    assert [author.index_letter for author in graph.authors.values()] == ["A", "A", "O", "Z", "#"]


@pytest.mark.parametrize("size", [LARGE_COLLABORATION, LARGE_COLLABORATION + 1])
def test_large_collaborations_give_pages_to_those_with_another_work(graph_of, size):
    names = [f"Person{chr(97 + i // 26)}{chr(97 + i % 26)} Name" for i in range(size)]
    graph = graph_of({"big": {"authors": names}, "small": {"authors": [names[3]]}}, essays={})
    assert len(graph.works["big"].authors) == size
    if size > LARGE_COLLABORATION:
        assert list(graph.authors) == [parse_name(names[3]).slug]
        assert sorted(ids(graph.authors[parse_name(names[3]).slug].works)) == ["big", "small"]
    else:
        assert len(graph.authors) == size


# Themes, tags, paths


def test_themes_and_their_sections(graph_of):
    theme = {"title": "T", "lead": "l", "introduction": "i"}
    themes = [
        theme | {"id": "t", "sections": [{"id": "s", "title": "Section"}]},
        theme | {"id": "empty"},
    ]
    graph = graph_of(
        {
            "own": {"issued": "2002"},
            "within": {"themes": ["t/s"], "issued": "2001"},
            "both": {"themes": ["t", "t/s"], "issued": "2000"},
            "stray": {"themes": ["nowhere", "t/nowhere"]},
        },
        essays={},
        claims={"c": {"themes": ["t/s"]}, "d": {"themes": ["t"]}},
        themes=themes,
    )
    node = graph.themes["t"]
    (section,) = node.sections
    assert (node.title, section.title) == ("T", "Section")
    assert ids(node.works) == ["both", "within", "own"]
    assert ids(node.own_works) == ["both", "own"]
    assert ids(section.works) == ["both", "within"]
    assert (ids(node.claims), ids(node.own_claims), ids(section.claims)) == (
        ["c", "d"],
        ["d"],
        ["c"],
    )
    assert graph.themes["empty"].works == []
    assert list(graph.themes) == ["t", "empty"]


def test_tags(graph_of):
    graph = graph_of(
        {"a": {"tags": ["Zeta", "alpha", "alpha"]}, "b": {"tags": ["alpha"]}},
        claims={"c": {"tags": ["alpha"]}},
    )
    assert {tag: ids(items) for tag, items in graph.tags.items()} == {
        "alpha": ["a", "b", "c"],
        "Zeta": ["a"],
    }
    assert list(graph.tags) == ["alpha", "Zeta"]


def test_tags_that_share_an_address_share_a_page(graph_of):
    graph = graph_of({"a": {"tags": ["RL"]}, "b": {"tags": ["rl"]}})
    assert {tag: ids(items) for tag, items in graph.tags.items()} == {"RL": ["a", "b"]}


def test_paths(graph_of):
    def step(read, minutes):
        return {"read": read, "why": "w", "minutes": str(minutes)}

    steps = [step("p", 60), step("nowhere", 5), step("c", 10), step("e", 20), step("p", 1)]
    graph = graph_of({"p": {}}, claims={"c": {}}, paths={"way": {"steps": steps}})
    path = graph.paths["way"]
    assert [step.item.id for step in path.steps] == ["p", "c", "e", "p"]
    assert path.minutes == 91
    assert [(path.id, number) for path, number in graph.paths_through["p"]] == [
        ("way", 0),
        ("way", 3),
    ]
    assert [(path.id, number) for path, number in graph.paths_through["c"]] == [("way", 1)]


def test_records_are_merged_into_works(graph_of):
    arxiv = ArxivId("1706.03762")
    record = Record(
        arxiv, "Attention", (Name("Vaswani", "Ashish"),), Provenance("copy", PartialDate(2026))
    )
    graph = graph_of({"p": {"arxiv": "1706.03762"}}, records={arxiv: record})
    assert graph.works["p"].title == "Attention"
    assert "ashish-vaswani" in graph.authors


def test_an_empty_list(graph_of):
    graph = graph_of({}, {}, {})
    assert graph.papers == graph.essays == graph.latest == graph.structures == []
    assert graph.years == {}
