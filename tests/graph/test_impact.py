"""What depends on a work."""

import pytest

from readinglist.entry.vocabulary import Standing
from readinglist.graph.impact import trace_impact

THEMES = [
    {"id": "t", "title": "T", "lead": "L.", "introduction": "I.",
     "sections": [{"id": "s", "title": "S"}]},
    {"id": "u", "title": "U", "lead": "L.", "introduction": "I."},
]  # fmt: skip


def piece(work, stance):
    return {"work": work, "stance": stance, "locator": "p. 1"}


@pytest.fixture
def graph(graph_of):
    prediction = {
        "kind": "prediction",
        "outcome": {"result": "held", "evidence": [{"work": "p", "locator": "p. 1"}]},
        "evidence": [piece("p", "background")],
    }
    return graph_of(
        papers={
            "p": {"themes": ["t/s", "u"]},
            "child": {"builds-on": ["p"], "issued": "2020"},
            "late": {"builds-on": ["child"], "issued": "2010"},
            "other": {"themes": ["t"]},
        },
        essays={"e": {"sections": [{"title": "One", "cites": ["p", "other"]}]}},
        claims={
            "alone": {"evidence": [piece("p", "supports"), piece("p", "supports")]},
            "both": {"evidence": [piece("p", "opposes"), piece("other", "supports")]},
            "kept": {"evidence": [piece("p", "mixed"), piece("other", "mixed")]},
            "none": {"evidence": [piece("other", "supports")]},
            "told": prediction,
        },
        paths={
            "way": {
                "steps": [
                    {"read": "other", "why": "x", "minutes": "5"},
                    {"read": "p", "why": "x", "minutes": "5"},
                ]
            }
        },
        themes=THEMES,
    )


def test_everything_that_depends_on_a_work(graph):
    impact = trace_impact(graph, graph.works["p"])
    assert impact.work is graph.works["p"]
    assert [
        (found.claim.id, found.roles, found.standing, found.without, found.changes)
        for found in impact.claims
    ] == [
        ("alone", ("supports",), Standing.SUPPORTED, Standing.UNTESTED, True),
        ("both", ("opposes",), Standing.CONTESTED, Standing.SUPPORTED, True),
        ("kept", ("mixed",), Standing.CONTESTED, Standing.CONTESTED, False),
        ("told", ("background", "outcome"), Standing.HELD, Standing.OPEN, True),
    ]
    assert [node.title for node in impact.themes] == ["S", "U"]
    assert [(essay.id, title) for essay, title in impact.cited_in] == [("e", "One")]
    assert [(found.work.id, found.is_direct) for found in impact.developments] == [
        ("late", False), ("child", True),
    ]  # fmt: skip
    assert [(path.id, step) for path, step in impact.paths] == [("way", 2)]
    assert not impact.is_empty


def test_nothing_depends_on_a_work(graph):
    impact = trace_impact(graph, graph.works["late"])
    assert impact.is_empty
    assert impact.themes == (graph.themes["t"],)


@pytest.mark.parametrize(
    "values",
    [
        {"claims": {"c": {"evidence": [piece("p", "background")]}}},
        {"essays": {"e": {"sections": [{"title": "One", "cites": ["p"]}]}}},
        {"papers": {"p": {}, "child": {"builds-on": ["p"]}}},
        {"paths": {"way": {"steps": [{"read": "p", "why": "x", "minutes": "5"}]}}},
    ],
    ids=["a claim", "a section", "a paper", "a path"],
)
def test_one_thing_is_enough(graph_of, values):
    graph = graph_of(**{"papers": {"p": {}}, **values})
    assert not trace_impact(graph, graph.works["p"]).is_empty
