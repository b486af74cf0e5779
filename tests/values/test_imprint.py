"""Imprints: what is known, filling one from another, and ranges of pages."""

import pytest

from readinglist.values.imprint import NO_IMPRINT, TEXTS, Imprint, normal_pages
from readinglist.values.names import Name

EDITORS = (Name(given="Ada", family="Fern"),)


def test_what_is_known():
    assert not Imprint()
    assert Imprint(issn="1234-5679")
    assert Imprint(editors=EDITORS)
    assert Imprint() == NO_IMPRINT


def test_texts_are_in_the_order_of_an_entry_and_without_the_editors():
    assert TEXTS == (
        "volume", "issue", "number", "pages", "publisher", "place", "edition", "series", "event",
        "isbn", "issn", "language",
    )  # fmt: skip
    imprint = Imprint(language="de", volume="3", editors=EDITORS, pages="1-2")
    assert list(imprint.texts()) == [("volume", "3"), ("pages", "1-2"), ("language", "de")]
    assert list(NO_IMPRINT.texts()) == []


def test_filling_from_another():
    ours, theirs = Imprint(volume="3", pages="1"), Imprint(volume="4", issue="2", editors=EDITORS)
    assert ours.filled_by(theirs) == Imprint(volume="3", issue="2", pages="1", editors=EDITORS)
    assert NO_IMPRINT.filled_by(theirs) == theirs
    assert ours.filled_by(NO_IMPRINT) is ours
    assert ours.filled_by(Imprint(volume="3", pages="1")) is ours


def test_what_goes_beyond_another():
    ours, theirs = Imprint(volume="3", pages="1", editors=EDITORS), Imprint(volume="4", issue="2")
    assert ours.beyond(theirs) == Imprint(pages="1", editors=EDITORS)
    assert theirs.beyond(ours) == Imprint(issue="2")
    assert ours.beyond(NO_IMPRINT) is ours
    assert NO_IMPRINT.beyond(ours) is NO_IMPRINT


@pytest.mark.parametrize(
    ("pages", "parts"),
    [
        ("558-565", ("558", "565")),
        ("e12", ("e12", "")),
        ("", ("", "")),
        ("5-", ("5-", "")),
        ("-5", ("-5", "")),
        ("1-2-3", ("1-2-3", "")),
        ("1-2, 5-6", ("1-2, 5-6", "")),
    ],
)
def test_the_range_of_pages(pages, parts):
    assert Imprint(pages=pages).page_range == parts


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("558--565", "558-565"),
        ("558 – 565", "558-565"),
        ("558—565,\n  570", "558-565, 570"),
        ("1‐2‑3‒4―5−6", "1-2-3-4-5-6"),
        ("558  -  565", "558-565"),
        ("12", "12"),
    ],
)
def test_dashes_between_pages(written, normal):
    assert normal_pages(written) == normal
