"""CSV: a row for each work, and no cell that a spreadsheet would calculate."""

import csv
import io
import re

import pytest

from readinglist.site.exports.selection import select
from readinglist.site.exports.table import COLUMNS, render_csv


def test_csv(graph):
    text = render_csv(select(graph, "claims/c"))
    assert "\r" not in text
    heading, first, _ = csv.reader(io.StringIO(text, newline=""))
    assert tuple(heading) == COLUMNS
    row = dict(zip(heading, first, strict=True))
    assert row["title"] == 'A "quoted", odd; title: {x} <i>100%</i>'
    assert row["authors"] == "van der Maaten, Laurens; Ho, Jr., Jonathan; OpenAI"
    assert (row["issued"], row["tags"], row["mode"]) == ("2020-02", "one; two", "structural")
    assert row["takeaway"] == "First line.\nSecond line."


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-5 degrees", "'-5 degrees"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("''=1", "'''=1"),
        ("'quoted'", "'quoted'"),
        ("a;=1+1;b", "a;'=1+1;b"),
        ("a; -b", "a;' -b"),
        ("a = b", "a = b"),
        ("a,=1", "a,=1"),
        ("2020-01-01", "2020-01-01"),
    ],
)
def test_no_cell_begins_like_a_formula(graph_of, text, cell):
    """Removing one apostrophe before such a beginning restores the text."""
    graph = graph_of({"w": {"venue": text}})
    rows = list(csv.DictReader(io.StringIO(render_csv(select(graph, "all")), newline="")))
    assert [row["venue"] for row in rows if row["id"] == "w"] == [cell]
    assert re.sub(r"(^|;)'(?=\s*'*[=+\-@＝])", r"\1", cell) == text


def test_a_row_without_a_note_has_all_columns(graph):
    rows = list(csv.reader(io.StringIO(render_csv(select(graph, "all")), newline="")))
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert [row[0] for row in rows] == ["id", "old", "new", "preprint", "e", "undated"]
    assert [row[1] for row in rows[1:]] == ["paper", "paper", "paper", "essay", "paper"]


def test_no_works():
    assert render_csv([]) == ",".join(COLUMNS) + "\n"
