"""Verdicts: how they are qualified, and what a claim rests on."""

import pytest

from readinglist.entry.vocabulary import Standing
from readinglist.graph.coverage import coverage
from readinglist.graph.verdicts import (
    claims_resting_on,
    qualify,
    sides,
    telling_edges,
    verdict,
    works_behind,
)

AUTHORS = {"p": ["Ada Lovelace"], "q": ["Ada Lovelace", "Alan Turing"], "r": ["Grace Hopper"]}


def evidence(**works):
    """One piece of evidence for each stance and work: `evidence(supports="pq", opposes="r")`."""
    return [
        {"work": work, "stance": stance, "locator": "p. 1"}
        for stance, ids in works.items()
        for work in ids
    ]


@pytest.fixture
def claim_with(graph_of):
    """The claim of a list with this evidence, and the list's graph."""

    def link(pieces, **values):
        papers = {name: {"authors": names} for name, names in AUTHORS.items()}
        graph = graph_of(papers, claims={"c": {"evidence": pieces, **values}})
        return graph.claims["c"], graph

    return link


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        (evidence(supports="p"), "supported by one work"),
        (evidence(supports="pp"), "supported by one work"),
        (evidence(supports="pq"), "supported by one group"),
        (evidence(supports="pr"), "supported"),
        (evidence(supports="p", background="qr"), "supported by one work"),
        (evidence(opposes="r"), "opposed by one work"),
        (evidence(opposes="qp"), "opposed by one group"),
        (evidence(opposes="qr"), "opposed"),
        (evidence(supports="p", opposes="r"), "contested"),
        (evidence(mixed="p"), "contested"),
        (evidence(background="pr"), "untested"),
        ([], "untested"),
    ],
)
def test_verdicts_are_qualified(claim_with, pieces, words):
    claim, _ = claim_with(pieces)
    assert verdict(claim) == words


@pytest.mark.parametrize(
    ("result", "words"), [("held", "came true"), ("failed", "failed"), (None, "open")]
)
def test_predictions_and_questions(claim_with, result, words):
    outcome = {"result": result, "evidence": [{"work": "p"}]} if result else None
    claim, _ = claim_with(
        evidence(supports="p"), kind="prediction", **{"resolves-by": "2027-01-01"},
        **({"outcome": outcome} if outcome else {}),
    )  # fmt: skip
    assert verdict(claim) == words
    assert [qualify(standing, ()) for standing in (Standing.ANSWERED, Standing.DEFINED)] == [
        "answered",
        "defined",
    ]


def test_claims_do_not_rest_on_background(claim_with):
    claim, graph = claim_with(evidence(background="p", supports="q", mixed="r"))
    assert [edge.work.id for edge in telling_edges(claim)] == ["q", "r"]
    assert [behind.id for behind in works_behind(claim)] == ["q", "r"]
    assert [(str(side.stance), len(side.works), side.groups) for side in sides(claim)] == [
        ("supports", 1, 1),
        ("mixed", 1, 1),
        ("background", 1, 1),
    ]
    assert [claims_resting_on(graph, graph.works[work_id]) for work_id in "pqr"] == [
        [],
        [claim],
        [claim],
    ]
    gaps = {gap.key: [getattr(item, "id", item) for item in gap.items] for gap in coverage(graph)}
    assert gaps["works-without-claims"] == ["p"]
    assert gaps["claims-with-one-work"] == []
    claim, graph = claim_with(evidence(background="p", supports="q"))
    gaps = {gap.key: [getattr(item, "id", item) for item in gap.items] for gap in coverage(graph)}
    assert gaps["claims-with-one-work"] == ["c"]
