"""Events in the history of a list."""

import datetime

import pytest
from histories import FakeHistory, text_of

from readinglist.graph.events import EventKind, additions, claim_events, last_change
from readinglist.system.git.history import Change, History
from readinglist.values.dates import PartialDate


@pytest.fixture
def graph(graph_of):
    """A list of two dated papers, one without a date, an essay and a claim."""
    graph = graph_of(
        papers={"one": {"added": "2024-01-01"}, "two": {"added": "2024-02-01"}, "undated": {}},
        essays={"e": {"sections": [{"title": "One"}], "added": "2024-01-01"}},
        claims={
            "c": {
                "added": "2024-03-01",
                "evidence": [
                    {"work": "one", "stance": "supports"},
                    {"work": "two", "stance": "opposes"},
                ],
            }
        },
    )
    graph.library.__dict__["_paths"] = {
        "c": "entries/claims/c.yml",
        "one": "entries/papers/one.yml",
    }
    return graph


def events_of(graph, history):
    return claim_events(graph, history, additions(graph, history))


def told(events):
    return [
        (e.kind.value, e.moment.day, e.work and e.work.id, f"{e.before}>{e.after}") for e in events
    ]


def noon(day, month=5):
    return datetime.datetime(2024, month, day, 12, tzinfo=datetime.UTC)


def test_additions_are_latest_first_and_then_by_id(graph):
    events = additions(graph, None)
    assert [(event.item.id, event.moment.isoformat()[:16]) for event in events] == [
        ("c", "2024-03-01T00:00"),
        ("two", "2024-02-01T00:00"),
        ("e", "2024-01-01T00:00"),
        ("one", "2024-01-01T00:00"),
    ]
    assert {event.kind for event in events} == {EventKind.ADDED}
    assert {event.moment.tzinfo for event in events} == {datetime.UTC}


def test_git_knows_better_than_the_field(graph):
    history = History(None, {"entries/papers/one.yml": (Change(noon(7), "b"),)})
    assert additions(graph, history)[0].moment == noon(7)
    assert [event.item.id for event in additions(graph, history)] == ["one", "c", "two", "e"]


def test_the_last_change(graph, graph_of):
    assert last_change(graph, None) == PartialDate(2024, 3, 1)
    history = History(
        None,
        {
            "a": (Change(noon(7), "b"), Change(noon(9, 6), "")),
            "b": (Change(noon(30), "b"),),
        },
    )
    assert last_change(graph, history) == PartialDate(2024, 6, 9)
    assert last_change(graph, History(None, {})) == PartialDate(2024, 3, 1)
    assert last_change(graph_of(papers={"p": {}}), None) is None


def test_new_evidence_and_verdicts_are_taken_from_history(graph):
    history = FakeHistory(
        c=[
            text_of(),
            text_of(("one", "supports")),
            "kind: [broken",
            text_of(("one", "supports"), ("two", "opposes"), ("gone", "opposes")),
            text_of(("one", "supports"), ("two", "opposes")),
        ]
    )
    assert told(events_of(graph, history)["c"]) == [
        ("standing", 4, None, "supported by one work>contested"),
        ("evidence", 4, "two", ">"),
        ("standing", 2, None, "untested>supported by one work"),
        ("evidence", 2, "one", ">"),
        ("added", 1, None, ">"),
    ]


def test_a_restored_claim_is_new(graph):
    history = FakeHistory(c=[text_of(("one", "supports")), None, text_of(("two", "opposes"))])
    assert told(events_of(graph, history)["c"]) == [("added", 3, None, ">")]


def test_background_is_evidence_but_changes_no_verdict(graph):
    history = FakeHistory(
        c=[text_of(("one", "supports")), text_of(("one", "supports"), ("two", "background"))]
    )
    assert told(events_of(graph, history)["c"]) == [
        ("evidence", 2, "two", ">"),
        ("added", 1, None, ">"),
    ]


def test_evidence_that_is_not_complete_is_skipped(graph):
    odd = (
        "kind: claim\nevidence:\n  - {work: one}\n  - {stance: mixed}\n  - {work: one, stance: x}\n"
    )
    history = FakeHistory(c=[odd, "- a list\n", odd + '  - {work: " one ", stance: supports}\n'])
    assert told(events_of(graph, history)["c"]) == [
        ("standing", 3, None, "untested>supported by one work"),
        ("evidence", 3, "one", ">"),
        ("added", 1, None, ">"),
    ]


@pytest.mark.parametrize(
    ("texts", "verdicts"),
    [
        (
            [
                "kind: prediction\n",
                "kind: prediction\noutcome: {result: odd}\n",
                "kind: prediction\noutcome: {result: failed}\n",
                "kind: prediction\noutcome: {result: held}\n",
            ],
            [(4, "failed>came true"), (3, "open>failed")],
        ),
        (["kind: question\n", "kind: question\nevidence: []\n"], []),
        (["kind: question\n", "kind: claim\n"], [(2, ">untested")]),
    ],
    ids=["a prediction", "a question", "a question that became a claim"],
)
def test_verdicts_of_other_kinds(graph, texts, verdicts):
    events = events_of(graph, FakeHistory(c=texts))["c"]
    assert [(day, words) for kind, day, _, words in told(events) if kind == "standing"] == verdicts


def test_without_changes_a_claim_was_only_added(graph):
    assert told(events_of(graph, None)["c"]) == [("added", 1, None, ">")]
    assert set(events_of(graph, None)) == {"c"}
    assert claim_events(graph, None, ()) == {}
    history = FakeHistory(c=[text_of(("one", "supports"))])
    assert told(events_of(graph, history)["c"]) == [("added", 1, None, ">")]
    given = [event for event in additions(graph, None) if event.item.id == "c"]
    assert claim_events(graph, None, given) == {"c": given}
