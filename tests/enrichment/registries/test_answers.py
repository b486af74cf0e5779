"""What all registries' answers have in common: texts and dates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.enrichment.registries.answers import (
    clean_text,
    parse_date_parts,
)
from readinglist.values.dates import PartialDate


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Plain", "Plain"),
        ("  two\n  lines ", "two lines"),
        ("H<sub>2</sub>O and <i>E. coli</i>", "H₂O and E. coli"),
        ("<jats:italic>In situ</jats:italic> tests", "In situ tests"),
        ("R &amp; D", "R & D"),
        ("R &amp;amp; D", "R & D"),
        ("&lt;i&gt;X&lt;/i&gt; marks", "X marks"),
        ("p &lt; 0.05 and q &gt; 1", "p < 0.05 and q > 1"),
        ("if a<b and c>d", "if a<b and c>d"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        (
            'Solitons in<mml:math xmlns:mml="http://m"><mml:mi x="b">N</mml:mi></mml:math>-Coupled',
            "Solitons in N-Coupled",
        ),
        ("<mml:math><mml:mi>β</mml:mi></mml:math>Decay", "β Decay"),
        ("Schr&ouml;dinger", "Schrödinger"),
        ("a\u0007b", "a b"),
    ],
)
def test_titles_lose_their_markup(text, cleaned):
    assert clean_text(text) == cleaned


@pytest.mark.parametrize("value", [None, 3, "", "  ", "<i></i>", ["a"], "\ud800"])
def test_invalid_texts(value):
    with pytest.raises(TypeError):
        clean_text(value)


@given(st.text())
def test_cleaning_raises_nothing_else(text):
    try:
        cleaned = clean_text(text)
    except TypeError:
        return
    assert cleaned == " ".join(cleaned.split()) != ""


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ({"date-parts": [[2017, 6, 12]]}, PartialDate(2017, 6, 12)),
        ({"date-parts": [[2017, 6]]}, PartialDate(2017, 6)),
        ({"date-parts": [[2017]]}, PartialDate(2017)),
        ({"date-parts": [[None]]}, None),
        ({"date-parts": [[]]}, None),
        ({"date-parts": []}, None),
        ({}, None),
    ],
)
def test_date_parts(value, date):
    assert parse_date_parts(value) == date


@pytest.mark.parametrize(
    "value",
    [
        [],
        {"date-parts": 2017},
        {"date-parts": [2017]},
        {"date-parts": [["2017"]]},
        {"date-parts": [[True]]},
        {"date-parts": [[2017, 13]]},
        {"date-parts": [[2017, 2, 30]]},
        {"date-parts": [[-1]]},
        {"date-parts": [[20170]]},
        {"date-parts": [[2017, None, 3]]},
    ],
)
def test_invalid_date_parts(value):
    with pytest.raises((TypeError, ValueError)):
        parse_date_parts(value)
