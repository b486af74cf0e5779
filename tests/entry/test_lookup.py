"""Looking up the model of a place in an entry."""

import pytest

from readinglist.entry.forms import NAME, Form, OneOf
from readinglist.entry.lookup import form_at, is_list, record_at, records_of
from readinglist.entry.model import (
    ClaimEntry,
    EssayEntry,
    EssaySection,
    Evidence,
    Links,
    NameParts,
    PaperEntry,
    PathEntry,
    Schema,
    Section,
    Source,
    Step,
    Theme,
)
from readinglist.entry.vocabulary import Stance


@pytest.mark.parametrize(
    ("schema", "path", "record"),
    [
        (PaperEntry, (), PaperEntry),
        (PaperEntry, ("links",), Links),
        (PaperEntry, ("authors", 0), NameParts),
        (PaperEntry, ("nosuch",), NameParts),
        (EssayEntry, ("sections", 2), EssaySection),
        (ClaimEntry, ("source",), Source),
        (ClaimEntry, ("evidence", 0), Evidence),
        (Theme, ("sections", 0), Section),
    ],
)
def test_records(schema, path, record):
    assert record_at(schema, path) is record


def test_records_within_records():
    assert records_of(PathEntry) == [PathEntry, Step]
    assert records_of(PaperEntry) == [PaperEntry, NameParts, Links]
    assert [record.__name__ for record in records_of(ClaimEntry)] == [
        "ClaimEntry", "Source", "Outcome", "Citation", "Evidence", "Search", "Relation",
    ]  # fmt: skip
    assert all(issubclass(record, Schema) for record in records_of(EssayEntry))


@pytest.mark.parametrize(
    ("schema", "path", "what"),
    [
        (PaperEntry, ("doi",), "DOI"),
        (PaperEntry, ("known-as", 0), "short name"),
        (PaperEntry, ("builds-on", 3), "id of a work"),
        (PaperEntry, ("links", "code"), "web address"),
        (PaperEntry, ("authors", 0, "family"), "text"),
        (ClaimEntry, ("evidence", 0, "work"), "id of a work"),
        (ClaimEntry, ("opposition-sought", 1, "on"), "day: 2017-06-12"),
        (EssayEntry, ("sections", 0, "cites", 1), "id of a work"),
    ],
)
def test_forms(schema, path, what):
    found = form_at(schema, path)
    assert isinstance(found, Form)
    assert found.what == what


def test_other_forms():
    assert form_at(ClaimEntry, ("evidence", 0, "stance")) == OneOf(Stance)
    assert form_at(PaperEntry, ("authors", 0)) is NAME
    assert form_at(PaperEntry, ("nosuch",)) is None
    assert form_at(PaperEntry, ("links",)) is None
    assert form_at(Theme, (0,)) is None
    assert form_at(Theme, ()) is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("tags",), True),
        (("builds-on",), True),
        (("authors",), True),
        (("title",), False),
        (("names",), False),
        (("links",), False),
        (("nosuch",), False),
        (("tags", 0), False),
        ((), False),
    ],
)
def test_lists(path, expected):
    assert is_list(PaperEntry, path) is expected
    assert is_list(EssayEntry, ("sections", 0, "cites")) is True
