"""Plurals of all words that the package counts."""

import pytest

from readinglist.values.plurals import plural, plural_of


@pytest.mark.parametrize(
    ("count", "word", "text"),
    [
        (0, "paper", "0 papers"),
        (1, "paper", "1 paper"),
        (2, "paper", "2 papers"),
        (1, "entry", "1 entry"),
        (1000, "entry", "1,000 entries"),
        (2, "earlier search", "2 earlier searches"),
        (2, "broken item", "2 broken items"),
        (3, "essay", "3 essays"),
        (-1, "day", "-1 days"),
    ],
)
def test_plural(count, word, text):
    assert plural(count, word) == text


@pytest.mark.parametrize(
    ("word", "plural"),
    [
        ("query", "queries"),
        ("key", "keys"),
        ("box", "boxes"),
        ("dish", "dishes"),
        ("pass", "passes"),
    ],
)
def test_the_regular_forms(word, plural):
    assert plural_of(word) == plural
