"""A comparison as a whole: whether it is empty, breaks something, and its JSON."""

import pytest

from readinglist.entry.findings import Finding, Location, Severity
from readinglist.graph.comparison.changes import (
    Comparison,
    Double,
    EdgeChange,
    EntryChange,
    FallenQuote,
    Side,
)
from readinglist.graph.comparison.trees import FieldChange


def finding(severity):
    return Finding("E101", severity, Location("a.yml", 2, 3), "m", "H.", "f")


@pytest.mark.parametrize(
    ("values", "is_empty", "breaks"),
    [
        ({}, True, False),
        ({"unsound": ["main"]}, True, False),
        ({"doubles": [Double("claim", "a", "b", "B", 0.5)]}, False, False),
        ({"fallen_quotes": [FallenQuote("c", "w", "q")]}, False, True),
        ({"new_findings": [finding(Severity.WARNING)]}, False, False),
        ({"new_findings": [finding(Severity.ERROR)]}, False, True),
        ({"fixed_findings": [finding(Severity.ERROR)]}, False, False),
    ],
)
def test_what_a_change_amounts_to(values, is_empty, breaks):
    comparison = Comparison("main", "work", **values)
    assert comparison.is_empty is is_empty
    assert comparison.breaks_something is breaks


def test_json():
    edge = EdgeChange("evidence", "w", "W", None, {"stance": "mixed"})
    entry = EntryChange(
        "claim", "c", "C", fields=(FieldChange("tags", ["a"], {"b": "c"}),), edges=(edge,)
    )
    comparison = Comparison("main", "work", changed=[entry], new_findings=[finding(Severity.ERROR)])
    document = comparison.as_dict()
    assert list(document) == [
        "before", "after", "unsound", "added", "changed", "removed", "standings", "records",
        "fallen_quotes", "doubles", "new_findings", "fixed_findings",
    ]  # fmt: skip
    assert document["changed"] == [
        {
            "kind": "claim", "id": "c", "title": "C", "former_id": None,
            "fields": [{"field": "tags", "before": ["a"], "after": {"b": "c"}}],
            "edges": [{"edge": "evidence", "target": "w", "target_title": "W", "before": None,
                       "after": {"stance": "mixed"}}],
            "standing": None, "is_readable": True,
        }
    ]  # fmt: skip
    assert document["new_findings"] == [finding(Severity.ERROR).as_dict()]


def test_a_side_is_sound_without_errors():
    assert Side("a", None, []).is_sound
    assert Side("a", None, [finding(Severity.WARNING)]).is_sound
    assert not Side("a", None, [finding(Severity.WARNING), finding(Severity.ERROR)]).is_sound
