"""A claim's standing, its evidence by stance, and its relations seen from both sides."""

import datetime
import itertools
from types import SimpleNamespace

import pytest

from readinglist.entry.vocabulary import ClaimKind, Stance, Standing
from readinglist.graph.claims import EvidenceEdge, OutcomeEdge, standing_of
from readinglist.library.lock.arxiv_records import Provenance, Record
from readinglist.values.identifiers import ArxivId
from readinglist.values.names import Name

STANCES = [stance.value for stance in Stance]


def evidence(*stances, works=()):
    return [
        {"work": work, "stance": stance}
        for stance, work in itertools.zip_longest(stances, works, fillvalue="p")
    ]


def ids(items):
    return [item.id for item in items]


def expected_of_claim(stances):
    """The rule as the design states it, independent of the implementation."""
    weighing = set(stances) - {"background"}
    if not weighing:
        return "untested"
    if "mixed" in weighing or {"supports", "opposes"} <= weighing:
        return "contested"
    return "supported" if weighing == {"supports"} else "opposed"


ALL_COMBINATIONS = [
    combination for size in range(5) for combination in itertools.combinations(STANCES, size)
]


@pytest.mark.parametrize("stances", ALL_COMBINATIONS, ids="+".join)
@pytest.mark.parametrize("kind", [kind.value for kind in ClaimKind])
def test_standings(graph_of, kind, stances):
    for order in (stances, stances[::-1], stances * 2):
        graph = graph_of({"p": {}}, claims={"c": {"kind": kind, "evidence": evidence(*order)}})
        expected = {
            "claim": expected_of_claim(stances),
            "definition": "defined",
            "question": "open",
            "prediction": "open",
        }
        assert graph.claims["c"].standing == expected[kind]


def test_sixteen_combinations_of_four_kinds():
    assert len(ALL_COMBINATIONS) == 16
    assert len(ClaimKind) == 4


@pytest.mark.parametrize("result", ["held", "failed"])
def test_the_outcome_decides_a_prediction(graph_of, result):
    outcome = {"result": result, "on": "2026", "evidence": [{"work": "p"}, {"work": "nowhere"}]}
    claim = {"kind": "prediction", "outcome": outcome, "evidence": evidence("opposes")}
    graph = graph_of({"p": {}}, claims={"c": claim})
    assert graph.claims["c"].standing == result
    assert [edge.work.id for edge in graph.claims["c"].outcome] == ["p"]


def test_a_question_is_answered_by_a_claim_that_says_so(graph_of):
    def standing(relation, kind="question"):
        claims = {"q": {"kind": kind}, "a": {"relations": [{"claim": "q", "type": relation}]}}
        return graph_of({}, claims=claims).claims["q"].standing

    assert standing("answers") is Standing.ANSWERED
    assert standing("refines") is Standing.OPEN
    assert standing("agrees-with") is Standing.OPEN
    assert standing("answers", kind="claim") is Standing.UNTESTED


def test_a_question_is_not_answered_by_its_own_relations(graph_of):
    claims = {
        "q": {
            "kind": "question",
            "relations": [{"claim": "q", "type": "answers"}, {"claim": "a", "type": "answers"}],
        },
        "a": {},
    }
    graph = graph_of({}, claims=claims)
    assert graph.claims["q"].standing is Standing.OPEN
    assert ids(graph.claims["a"].answers) == ["q"]


def test_evidence_by_stance_keeps_the_entrys_order(graph_of):
    works = ["p1", "p2", "p3", "p4"]
    stances = ["mixed", "supports", "background", "supports"]
    graph = graph_of(
        {work_id: {} for work_id in works},
        claims={"c": {"evidence": evidence(*stances, works=works)}},
    )
    claim = graph.claims["c"]
    assert [edge.work.id for edge in claim.by_stance(Stance.SUPPORTS)] == ["p2", "p4"]
    assert [e.work.id for e in claim.by_stance(Stance.MIXED, Stance.SUPPORTS)] == ["p1", "p2", "p4"]
    assert [claim.id for claim, _ in graph.claims_on["p3"]] == ["c"]


@pytest.mark.parametrize(
    ("kind", "there", "back"),
    [
        ("agrees-with", "agrees with", "agrees with"),
        ("disagrees-with", "disagrees with", "disagrees with"),
        ("refines", "refines", "is refined by"),
        ("answers", "answers", "is answered by"),
    ],
)
def test_relations_are_seen_from_both_sides(graph_of, kind, there, back):
    relation = {"claim": "b", "type": kind, "note": "why"}
    graph = graph_of({}, claims={"a": {"relations": [relation]}, "b": {}})
    (one,), (other,) = graph.claims["a"].relations, graph.claims["b"].relations
    assert (one.label, one.other.id, one.inverse) == (there, "b", False)
    assert (other.label, other.other.id, other.inverse) == (back, "a", True)
    assert one.relation.note == other.relation.note == "why"


def test_claims_related_in_circles_have_short_texts_for_debugging(graph_of):
    """A failing test shows its arguments; there are endless ways around in a graph."""
    names = "abcdef"
    claims = {
        name: {
            "themes": ["t"],
            "relations": [
                {"type": "agrees-with", "claim": other} for other in names if other != name
            ],
        }
        for name in names
    }
    graph = graph_of(
        claims=claims, themes=[{"id": "t", "title": "T", "lead": "l", "introduction": "i"}]
    )
    shown = [graph, *graph.claims.values(), *graph.themes.values(), *graph.authors.values()]
    assert max(map(len, map(repr, shown))) < 3_000


# Works that do not count


def withdrawn(work_id):
    return Record(
        ArxivId(work_id), "T", (Name("Fern", "Ada"),),
        Provenance("api", datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)),
        withdrawn="It is wrong.",
    )  # fmt: skip


@pytest.fixture
def with_void(graph_of):
    """A claim with evidence from two works that count, `p` and `q`, and from a withdrawn one."""

    def link(*stances, **claim):
        record = withdrawn("2301.00001")
        given = {"evidence": evidence(*stances, works=["p", "q", "gone"])} | claim
        papers = {"p": {}, "q": {}, "gone": {"arxiv": "2301.00001"}}
        graph = graph_of(papers, claims={"c": given}, records={record.id: record})
        return graph.claims["c"]

    return link


def test_withdrawn_works_are_shown_but_do_not_count(with_void):
    claim = with_void("supports", "background", "opposes")
    assert claim.standing is Standing.SUPPORTED
    assert [edge.work.id for edge in claim.evidence] == ["p", "q", "gone"]
    assert [edge.work.id for edge in claim.counting] == ["p", "q"]
    assert [edge.work.id for edge in claim.void] == ["gone"]
    assert claim.void_words == "withdrawn"
    assert [edge.work.id for edge in claim.by_stance(Stance.OPPOSES)] == ["gone"]
    assert claim.by_stance() == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), ""),
        (("retracted", "retracted"), "retracted"),
        (("retracted", "withdrawn"), "withdrawn or retracted"),
    ],
)
def test_the_words_for_void_works(with_void, words, said):
    claim = with_void("supports", "supports", "background", evidence=[])
    for word in words:
        work = SimpleNamespace(is_void=True, void_word=word)
        claim.evidence.append(EvidenceEdge(None, work))
    claim.outcome.append(OutcomeEdge(None, SimpleNamespace(is_void=False)))
    assert claim.void_words == said


@pytest.mark.parametrize(
    ("stances", "without", "standing"),
    [
        (("supports", "opposes", "opposes"), (), Standing.CONTESTED),
        (("supports", "opposes", "opposes"), ("p",), Standing.OPPOSED),
        (("supports", "opposes", "opposes"), ("q",), Standing.SUPPORTED),
        (("supports", "opposes", "opposes"), ("p", "q"), Standing.UNTESTED),
        (("mixed", "supports", "mixed"), ("p",), Standing.SUPPORTED),
        (("supports", "supports", "opposes"), ("p", "nobody"), Standing.SUPPORTED),
    ],
)
def test_the_standing_without_some_works(with_void, stances, without, standing):
    assert with_void(*stances).standing_without(*without) is standing


@pytest.mark.parametrize(
    ("works", "without", "standing"),
    [
        (["p"], (), Standing.HELD),
        (["p"], ("p",), Standing.OPEN),
        (["p", "q"], ("p",), Standing.HELD),
        (["gone"], (), Standing.OPEN),
        (["gone", "q"], (), Standing.HELD),
        (["gone", "q"], ("q",), Standing.OPEN),
    ],
)
def test_an_outcome_needs_a_work_that_counts(with_void, works, without, standing):
    outcome = {"result": "held", "on": "2026", "evidence": [{"work": work} for work in works]}
    claim = with_void(kind="prediction", outcome=outcome, evidence=[])
    assert claim.standing_without(*without) is standing


@pytest.mark.parametrize(
    ("stances", "standing"),
    [(set(), "untested"), ({Stance.BACKGROUND}, "untested"), ({Stance.MIXED}, "contested"),
     ({Stance.OPPOSES, Stance.BACKGROUND}, "opposed")],
)  # fmt: skip
def test_the_standing_of_stances(stances, standing):
    assert standing_of(stances) == standing


def test_the_latest_search_is_the_last_of_its_day(graph_of):
    searches = [
        {"on": "2026-02-01", "where": "first", "result": "x"},
        {"on": "2026-03-01", "where": "second", "result": "x"},
        {"on": "2026-03-01", "where": "third", "result": "x"},
        {"on": "2026-01-01", "where": "fourth", "result": "x"},
    ]
    graph = graph_of({}, claims={"a": {"opposition-sought": searches}, "b": {}})
    assert graph.claims["a"].last_search.where == "third"
    assert graph.claims["b"].last_search is None


def test_which_kinds_have_two_sides(graph_of):
    graph = graph_of({}, claims={kind.value: {"kind": kind.value} for kind in ClaimKind})
    assert {claim.id for claim in graph.claims.values() if claim.has_sides} == {
        "claim", "prediction",
    }  # fmt: skip
