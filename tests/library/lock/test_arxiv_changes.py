"""What changes from one record to the next."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.library.lock.arxiv_changes import (
    Changes,
    Kind,
    Piece,
    compare_records,
    diff_items,
    diff_words,
    is_same,
    succeed,
)
from readinglist.library.lock.arxiv_records import Provenance, Record
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId
from readinglist.values.names import Name

THEN = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
NOW = datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)
OLD = Record(
    ArxivId("2301.00001"),
    "A title",
    (Name("Lovelace", "Ada"),),
    Provenance("api", THEN, endpoint="https://a.example/api"),
    abstract="An abstract.",
    submitted=PartialDate(2023, 1, 2),
    updated=PartialDate(2023, 1, 2),
    primary_category="cs.LG",
    categories=("cs.LG",),
    version=1,
)
NEW = replace(OLD, provenance=Provenance("api", NOW, endpoint="https://a.example/api"))
GONE, CAME, KEPT, SKIPPED = Kind.GONE, Kind.NEW, Kind.KEPT, Kind.SKIPPED
WORDS = st.lists(st.sampled_from("alpha beta gamma delta $x$ <b>".split()), max_size=40)


def test_no_changes():
    assert is_same(NEW, OLD)
    assert compare_records(NEW, OLD) == Changes()
    assert not Changes()
    assert not is_same(replace(NEW, comment="5 pages"), OLD)


@pytest.mark.parametrize(
    ("before", "now", "news"),
    [
        ({}, {"version": 2, "updated": PartialDate(2024, 5)}, "version 1 → 2 (of 2024-05)"),
        ({"version": 3}, {"version": None}, "version 3 → unknown (of 2023-01-02)"),
        ({}, {"updated": PartialDate(2024)}, "updated 2023-01-02 → 2024"),
        ({}, {"withdrawn": "An error."}, "withdrawn: An error."),
        ({"withdrawn": "An error."}, {}, "no longer withdrawn"),
        ({"withdrawn": "A."}, {"withdrawn": "B."}, "still withdrawn, now with the reason: B."),
        ({}, {"doi": "10.1000/x"}, "published, DOI 10.1000/x"),
        ({"doi": "10.1000/x"}, {"doi": "10.1000/y"}, "DOI 10.1000/x → 10.1000/y"),
        ({"doi": "10.1000/x"}, {}, "DOI 10.1000/x → none"),
        ({}, {"journal_ref": "J. 1"}, "published, journal reference J. 1"),
        ({}, {"abstract": None}, "the abstract is gone"),
    ],
)
def test_important_changes(before, now, news):
    changes = compare_records(replace(NEW, **now), replace(OLD, **before))
    assert changes == Changes(news=(news,))


@pytest.mark.parametrize(
    ("before", "now", "names"),
    [
        ({}, {"comment": "5 pages"}, ("comment",)),
        ({}, {"categories": ("cs.LG", "cs.CL")}, ("categories",)),
        ({"primary_category": None}, {}, ("primary category",)),
        # If the old record had nothing, there is no text to compare with.
        ({"abstract": None}, {}, ("abstract",)),
        ({"version": None, "updated": None}, {}, ("updated", "version")),
    ],
)
def test_other_changes(before, now, names):
    assert compare_records(replace(NEW, **now), replace(OLD, **before)) == Changes(others=names)


def test_words():
    assert diff_words("a b c", "a x c") == (
        Piece(KEPT, "a"),
        Piece(GONE, "b"),
        Piece(CAME, "x"),
        Piece(KEPT, "c"),
    )


def test_long_runs_of_kept_words_are_skipped():
    text = " ".join(f"w{n}" for n in range(30))
    assert diff_words(text, text.replace("w15", "x")) == (
        Piece(SKIPPED, " ".join(f"w{n}" for n in range(9))),
        Piece(KEPT, "w9 w10 w11 w12 w13 w14"),
        Piece(GONE, "w15"),
        Piece(CAME, "x"),
        Piece(KEPT, "w16 w17 w18 w19 w20 w21"),
        Piece(SKIPPED, " ".join(f"w{n}" for n in range(22, 30))),
    )


def test_a_long_list_is_shortened():
    names = [f"n{number}" for number in range(20)]
    assert diff_items(names, [*names[:10], "x", *names[11:]]) == (
        *(Piece(SKIPPED, name) for name in names[:8]),
        Piece(KEPT, "n8"),
        Piece(KEPT, "n9"),
        Piece(GONE, "n10"),
        Piece(CAME, "x"),
        Piece(KEPT, "n11"),
        Piece(KEPT, "n12"),
        *(Piece(SKIPPED, name) for name in names[13:]),
    )


@given(WORDS, WORDS)
def test_both_texts_can_be_rebuilt_from_the_pieces(old, new):
    pieces = diff_words(" ".join(old), " ".join(new))
    assert " ".join(p.text for p in pieces if p.kind is not CAME).split() == old
    assert " ".join(p.text for p in pieces if p.kind is not GONE).split() == new


@given(WORDS, WORDS)
def test_both_lists_can_be_rebuilt_from_the_pieces(old, new):
    pieces = diff_items(old, new)
    assert [p.text for p in pieces if p.kind is not CAME] == old
    assert [p.text for p in pieces if p.kind is not GONE] == new


# Succession of records


def test_the_new_record_replaces_the_old():
    old = replace(OLD, comment="5 pages", doi="10.1000/x", journal_ref="J. 1")
    assert succeed(NEW, old) == NEW
    assert succeed(NEW, None) == NEW


def test_fetching_only_facts_keeps_the_old_texts():
    old = replace(OLD, comment="5 pages", journal_ref="J. 1", withdrawn="Gone.")
    new = replace(NEW, title="Another", abstract="Another abstract.", comment="6 pages")
    kept = succeed(new, old, facts_only=True)
    assert (kept.title, kept.abstract) == ("Another", OLD.abstract)
    assert (kept.comment, kept.journal_ref, kept.withdrawn) == ("5 pages", "J. 1", None)
    source = "https://a.example/api, 2026-01-01"
    assert kept.provenance == replace(
        NEW.provenance, sources=dict.fromkeys(("abstract", "comment", "journal_ref"), source)
    )


def test_a_withdrawal_notice_does_not_replace_the_abstract():
    notice = "This paper has been withdrawn by the author."
    new = replace(NEW, abstract=notice, withdrawn=notice)
    assert succeed(new, OLD).abstract == OLD.abstract
    assert succeed(new, None).abstract == notice
    # An abstract that is more than a notice is taken from arXiv.
    assert succeed(replace(new, abstract="Better."), OLD).abstract == "Better."


@pytest.mark.parametrize(
    ("before", "now", "licence"),
    [(1, 1, "https://l.example"), (None, 2, "https://l.example"), (1, 2, None)],
)
def test_the_licence_belongs_to_the_version(before, now, licence):
    old = replace(OLD, license="https://l.example", version=before)
    assert succeed(replace(NEW, version=now), old).license == licence


@pytest.mark.parametrize(("count", "skipped"), [(14, 0), (15, 3), (16, 4)])
def test_up_to_two_words_are_shown_rather_than_skipped(count, skipped):
    words = [f"w{number}" for number in range(count)]
    pieces = diff_words(" ".join(["a", *words, "b"]), " ".join(["c", *words, "d"]))
    assert [len(piece.text.split()) for piece in pieces if piece.kind is SKIPPED] == (
        [skipped] if skipped else []
    )
    assert sum(len(piece.text.split()) for piece in pieces) == count + 4


@pytest.mark.parametrize(("count", "skipped"), [(6, 0), (7, 3)])
def test_up_to_two_names_are_shown_rather_than_skipped(count, skipped):
    names = [f"n{number}" for number in range(count)]
    pieces = diff_items(["a", *names, "b"], ["c", *names, "d"])
    assert [piece.kind for piece in pieces].count(SKIPPED) == skipped
