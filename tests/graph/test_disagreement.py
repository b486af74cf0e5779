"""The sides of a claim: independent groups of authors, and what disagrees."""

import datetime
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.graph.disagreement import (
    MAX_SUGGESTIONS,
    groups_of_works,
    independence,
    read_to_disagree,
)
from readinglist.library.checks import check_library
from readinglist.library.reading import read_library
from readinglist.site.pages.views import scoreboard, spoken_independence
from readinglist.values.dates import PartialDate

THEME = {
    "id": "t",
    "title": "T",
    "lead": "l",
    "introduction": "i",
    "sections": [{"id": "a", "title": "Part A"}, {"id": "b", "title": "Part B"}],
}


def evidence(stance, *works):
    return [{"work": work, "stance": stance, "locator": "s. 1"} for work in works]


def ids(groups):
    return [[work.id for work in group] for group in groups]


def grouped(graph_of, *authors):
    """The numbers of the works in each group."""
    graph = graph_of({f"p{i}": {"authors": list(names)} for i, names in enumerate(authors)})
    works = [graph.works[f"p{i}"] for i in range(len(authors))]
    return [[int(work_id[1:]) for work_id in group] for group in ids(groups_of_works(works))]


# Groups of authors


def test_works_that_share_an_author_are_one_group(graph_of):
    assert grouped(graph_of, ["Ada Lovelace"], ["Alan Turing"]) == [[0], [1]]
    both = ["Ada Lovelace", "Alan Turing"]
    assert grouped(graph_of, ["Ada Lovelace"], ["Grace Hopper"], both) == [[0, 2], [1]]


def test_a_chain_of_shared_authors_joins_its_ends(graph_of):
    """The first and the last have no common author."""
    chain = (["A One", "B Two"], ["B Two", "C Three"], ["C Three", "D Four"])
    assert grouped(graph_of, *chain) == [[0, 1, 2]]
    # The connecting work may come last.
    assert grouped(graph_of, chain[0], chain[2], chain[1]) == [[0, 1, 2]]


def test_a_group_author_counts_as_one_author(graph_of):
    openai = {"literal": "OpenAI"}
    assert grouped(graph_of, [openai], [openai], [{"literal": "DeepSeek-AI"}]) == [[0, 1], [2]]


def test_accents_do_not_make_another_author(graph_of):
    assert grouped(graph_of, ["Bernhard Schölkopf"], ["Bernhard Scholkopf"]) == [[0, 1]]


def test_withdrawn_works_do_not_connect_groups(graph_of):
    """A withdrawn work does not connect two others."""
    from readinglist.library.lock.arxiv_records import Provenance, Record  # noqa: PLC0415 - for this test
    from readinglist.values.identifiers import ArxivId  # noqa: PLC0415
    from readinglist.values.names import parse_name  # noqa: PLC0415

    arxiv = ArxivId("1706.03762")
    names = (parse_name("Ada Lovelace"), parse_name("Alan Turing"))
    record = Record(arxiv, "T", names, Provenance("copy", PartialDate(2026)), withdrawn="An error.")
    graph = graph_of(
        {
            "one": {"authors": ["Ada Lovelace"]},
            "two": {"authors": ["Alan Turing"]},
            "bridge": {"arxiv": arxiv.value},
        },
        claims={"c": {"evidence": evidence("supports", "one", "bridge", "two")}},
        records={arxiv: record},
    )
    claim = graph.claims["c"]
    assert graph.works["bridge"].is_void
    assert independence(claim.evidence) == (2, 2)


@pytest.mark.parametrize(
    ("authors", "words"),
    [
        ([], ""),
        ([["A One"]], "1 work"),
        ([["A One"], ["B Two"]], "2 works, 2 independent author groups"),
        ([["A One"], ["A One"]], "2 works, 1 author group"),
        ([["A One"], ["A One"], ["B Two"]], "3 works, 2 independent author groups"),
    ],
)
def test_independence_in_words(graph_of, authors, words):
    names = [f"p{i}" for i in range(len(authors))]
    graph = graph_of(
        {name: {"authors": of} for name, of in zip(names, authors, strict=True)},
        claims={"c": {"evidence": evidence("supports", *names)}},
    )
    assert spoken_independence(graph.claims["c"].evidence) == words


POOL = [f"Person {chr(65 + i)}" for i in range(8)]
WORKS = st.lists(st.lists(st.sampled_from(POOL), min_size=1, max_size=3, unique=True), max_size=9)


def reached(authors, start):
    """The works reachable via shared authors: a literal implementation of the definition."""
    found = {start}
    while True:
        more = {
            i for i, names in enumerate(authors)
            if any(set(names) & set(authors[j]) for j in found)
        }  # fmt: skip
        if more <= found:
            return frozenset(found)
        found |= more


@given(WORKS, st.integers(0, 1000))
def test_groups_agree_with_a_walk_over_shared_authors(graph_of, authors, seed):
    groups = grouped(graph_of, *authors)
    assert {frozenset(group) for group in groups} == {
        reached(authors, i) for i in range(len(authors))
    }
    # Each work is in one group, and groups are in the order of their first works.
    assert sorted(number for group in groups for number in group) == list(range(len(authors)))
    assert [group[0] for group in groups] == sorted(min(group) for group in groups)
    # The order of the works affects only the order of the result.
    order = list(range(len(authors)))
    random.Random(seed).shuffle(order)
    shuffled = grouped(graph_of, *[authors[i] for i in order])
    assert {frozenset(order[i] for i in group) for group in shuffled} == {
        frozenset(group) for group in groups
    }


@given(WORKS, st.lists(st.sampled_from(POOL), min_size=1, max_size=3, unique=True))
def test_one_more_work_adds_at_most_one_group(graph_of, authors, more):
    before, after = grouped(graph_of, *authors), grouped(graph_of, *authors, more)
    touched = sum(1 for group in before if any(set(authors[i]) & set(more) for i in group))
    assert len(after) == len(before) + 1 - touched


# The other side


def claims_of(graph_of, **claims):
    essays = {"e": {}, "f": {"authors": ["Grace Hopper"]}}
    papers = {"p": {}, "q": {"authors": ["Emmy Noether"]}, "r": {"authors": ["Kurt Gödel"]}}
    base = {"themes": ["t/a"]}
    return graph_of(
        papers, essays, {name: base | values for name, values in claims.items()}, themes=[THEME]
    )


def source(essay):
    return {"essay": essay, "section": "One", "quote": "q"}


FOR, AGAINST = evidence("supports", "p"), evidence("opposes", "q")


def suggested(graph, claim="c"):
    return [
        (suggestion.item.id, suggestion.reason)
        for suggestion in read_to_disagree(graph.claims[claim])
    ]


def test_opposing_works_come_first_then_mixed_then_claims(graph_of):
    graph = claims_of(
        graph_of,
        c={"evidence": evidence("mixed", "p") + evidence("opposes", "q")},
        d={
            "source": source("f"),
            "evidence": FOR,
            "relations": [{"claim": "c", "type": "disagrees-with"}],
        },
    )
    assert suggested(graph) == [
        ("q", "contradicts the claim"),
        ("p", "supports one part of the claim, contradicts another"),
        ("d", "disagrees with the claim"),
    ]


def test_many_works_leave_room_for_a_claim(graph_of):
    graph = claims_of(
        graph_of,
        c={"evidence": evidence("opposes", "p", "q", "r")},
        d={"source": source("f"), "relations": [{"claim": "c", "type": "disagrees-with"}]},
        x={"source": source("f"), "relations": [{"claim": "c", "type": "disagrees-with"}]},
    )
    assert [item for item, _ in suggested(graph)] == ["p", "q", "d"]


def test_only_real_disagreement_is_the_other_side(graph_of):
    """A claim of another essay with a different verdict does not disagree just because of that."""
    graph = claims_of(
        graph_of,
        c={"evidence": FOR + evidence("background", "r"), "tags": ["x"]},
        near={"source": source("f"), "evidence": AGAINST, "tags": ["x"]},
        agrees={
            "source": source("f"),
            "evidence": AGAINST,
            "relations": [{"claim": "c", "type": "agrees-with"}],
        },
    )
    assert suggested(graph) == []


def test_at_most_three_and_nothing_for_questions_and_definitions(graph_of):
    disagrees = [{"claim": "c", "type": "disagrees-with"}]
    others = {
        f"o{i}": {"source": source("f"), "relations": disagrees} for i in range(MAX_SUGGESTIONS + 2)
    }
    graph = claims_of(
        graph_of,
        c={"evidence": FOR},
        ask={"kind": "question", "relations": [{"claim": "o0", "type": "disagrees-with"}]},
        word={"kind": "definition"},
        **others,
    )
    assert [item for item, _ in suggested(graph)] == ["o0", "o1", "o2"]
    assert suggested(graph, "ask") == suggested(graph, "word") == []


# Searches for the other side


def test_the_latest_search_is_shown(graph_of):
    def search(on, result):
        return {"on": on, "where": "w", "result": result}

    graph = graph_of(
        claims={
            "none": {},
            "some": {
                "opposition-sought": [
                    search("2026-03-01", "old"),
                    search("2026-11-21", "first"),
                    search("2026-11-21", "second"),
                    search("2025-11-21", "older"),
                ]
            },
        }
    )
    assert graph.claims["none"].last_search is None
    assert graph.claims["some"].last_search.result == "second"


SEARCHED = """\
opposition-sought:
  - on: {on}
    where: Abstracts that cite it
    result: None found.
"""


@pytest.mark.parametrize(
    ("on", "found"),
    [("2026-03-01", []), ("2026-03-02", []), ("2026-03-03", ["E114"]), ("2027-01-01", ["E114"])],
)
def test_a_search_must_not_be_in_the_future(small_project, monkeypatch, on, found):
    """The clock is at 1 March; east of Greenwich the next day may already have come."""
    moment = datetime.datetime(2026, 3, 1, 23, 0, tzinfo=datetime.UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(moment.timestamp())))
    file = small_project / "entries/claims/objectives-matter.yml"
    file.write_text(file.read_text("utf-8") + SEARCHED.format(on=on), "utf-8")
    library = read_library(small_project)
    ahead = [finding for finding in check_library(library) if finding.code == "E114"]
    assert [finding.code for finding in ahead] == found
    assert all(
        finding.location.line == len(file.read_text("utf-8").splitlines()) - 2 for finding in ahead
    )


@pytest.mark.parametrize(
    ("on", "found"), [("2026", 0), ("2026-03", 0), ("2026-04", 1), ("2027", 1), ("nonsense", 0)]
)
def test_an_outcome_must_not_be_in_the_future(small_project, monkeypatch, on, found):
    moment = datetime.datetime(2026, 3, 30, tzinfo=datetime.UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(moment.timestamp())))
    file = small_project / "entries/claims/objectives-matter.yml"
    text = file.read_text("utf-8").replace("kind: claim", "kind: prediction")
    text += "resolves-by: 2027-12-31\noutcome:\n  result: held\n"
    text += f"  on: {on}\n  evidence:\n    - work: vaswani2017attention\n"
    file.write_text(text, "utf-8")
    codes = [finding.code for finding in check_library(read_library(small_project))]
    assert codes.count("E114") == found


@pytest.mark.parametrize("kind", ["question", "definition"])
def test_questions_and_definitions_have_no_opposition(small_project, kind):
    file = small_project / "entries/claims/objectives-matter.yml"
    text = file.read_text("utf-8").replace("kind: claim", f"kind: {kind}")
    file.write_text(text + SEARCHED.format(on="2026-03-01"), "utf-8")
    found = [
        finding for finding in check_library(read_library(small_project)) if finding.code == "E111"
    ]
    assert [finding.message for finding in found] == [f"a {kind} has no 'opposition-sought'"]


# The scoreboard


def test_the_scoreboard_counts_by_essay_and_in_all(graph_of):
    def prediction(essay, result=None):
        outcome = {"outcome": {"result": result, "evidence": [{"work": "p"}]}} if result else {}
        values = {"kind": "prediction", "resolves-by": "2027-12-31", "source": source(essay)}
        return values | outcome

    graph = claims_of(
        graph_of,
        a=prediction("e"),
        b=prediction("e", "held"),
        c=prediction("f", "failed"),
        d=prediction("f", "held"),
        e2={"evidence": FOR},
    )
    rows = [
        (row.essay and row.essay.id, row.open, row.held, row.failed, row.settled, row.total)
        for row in scoreboard(graph)
    ]
    assert rows == [("e", 1, 1, 0, 1, 2), ("f", 0, 1, 1, 2, 2), (None, 1, 2, 1, 3, 4)]
    assert [row.share for row in scoreboard(graph)] == [50, 100, 75]
    one_essay = claims_of(graph_of, a=prediction("e"))
    assert [row.essay.id for row in scoreboard(one_essay)] == ["e"]
    assert scoreboard(claims_of(graph_of)) == []
