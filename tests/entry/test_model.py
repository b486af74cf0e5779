"""The records of entries: names, lists, and what they refuse."""

import pytest
from pydantic import ValidationError

from readinglist.entry.model import (
    ClaimEntry,
    EssayEntry,
    Evidence,
    Links,
    NameParts,
    PaperDraft,
    PaperEntry,
    PathEntry,
    Theme,
)
from readinglist.entry.vocabulary import Stance, WorkType
from readinglist.values import limits
from readinglist.values.names import Name

PAPER = {"title": "T", "themes": ["t"], "takeaway": "X."}


def fault(schema, values):
    """Place, type and message of the only error."""
    with pytest.raises(ValidationError) as caught:
        schema.model_validate(values)
    (error,) = caught.value.errors()
    context = error.get("ctx", {})
    return error["loc"], error["type"], context.get("message", ""), context.get("hint", "")


def test_an_entry_is_closed_and_frozen():
    paper = PaperEntry.model_validate(PAPER | {"type": "software", "known-as": ["A"]})
    assert paper.type is WorkType.SOFTWARE
    assert paper.known_as == ("A",)
    assert paper.links == Links()
    assert paper.draft is False
    with pytest.raises(ValidationError):
        paper.title = "U"
    assert fault(PaperEntry, PAPER | {"nosuch": "x"})[:2] == (("nosuch",), "extra_forbidden")
    assert fault(PaperEntry, PAPER | {"known_as": ["A"]})[:2] == (("known_as",), "extra_forbidden")


def test_required_fields_and_lists():
    assert fault(PaperEntry, {"themes": ["t"]})[:2] == (("takeaway",), "missing")
    assert fault(PaperEntry, PAPER | {"themes": []})[:2] == (("themes",), "too_short")
    assert PaperDraft.model_validate({}).themes == ()
    many = ["a"] * limits.ITEMS
    assert len(PaperEntry.model_validate(PAPER | {"tags": many}).tags) == limits.ITEMS
    assert fault(PaperEntry, PAPER | {"tags": [*many, "b"]})[:2] == (("tags",), "too_long")
    essay = {**PAPER, "url": "https://a.example", "authors": [], "sections": [{"title": "S"}]}
    assert fault(EssayEntry, essay)[:2] == (("authors",), "too_short")
    assert fault(PathEntry, {"title": "P", "lead": "L.", "steps": []})[1] == "too_short"


def test_names_of_fields():
    assert PaperEntry.field_names()[:4] == ["draft", "arxiv", "doi", "type"]
    assert Evidence.field_names() == ["work", "stance", "quote", "locator", "note"]
    assert Theme.field_names() == ["id", "title", "lead", "introduction", "sections"]
    for schema in (PaperEntry, EssayEntry, ClaimEntry, Evidence):
        assert sorted(schema.field_names()) == sorted(
            info.alias for info in schema.model_fields.values()
        )


def author(value):
    return PaperEntry.model_validate(PAPER | {"authors": [value]}).authors[0]


def test_names():
    assert author("Ada Fern") == Name(given="Ada", family="Fern")
    assert author({"family": "Maaten", "given": "Laurens", "particle": "van der"}) == Name(
        family="Maaten", given="Laurens", particle="van der"
    )
    assert author({"family": "King", "suffix": "Jr."}) == Name(family="King", suffix="Jr.")
    assert author({"literal": "OpenAI"}) == Name(literal="OpenAI")
    assert NameParts(family="Fern").as_name() == Name(family="Fern")


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"literal": "OpenAI", "family": "Fern"},
        {"literal": "OpenAI", "given": "Ada"},
        {"literal": "OpenAI", "suffix": "Jr."},
        {"literal": "OpenAI", "particle": "van"},
        {"given": "Ada"},
        {"particle": "van", "suffix": "Jr."},
    ],
)
def test_parts_that_do_not_go_together(parts):
    place, code, message, hint = fault(PaperEntry, PAPER | {"authors": [parts]})
    assert (place, code) == (("authors", 0), "E112")
    assert message == "a name has either 'literal' or 'family' with what goes with it"
    assert hint == (
        "Write {family: Maaten, given: Laurens, particle: van der} or {literal: OpenAI}."
    )


LIST = "a list stands where one name belongs"
FIELD = "a field stands where a name belongs"
EACH = "Write each name as an item of its own, like [Ada Lovelace, Bo Moss]."


@pytest.mark.parametrize(
    ("value", "message", "hint"),
    [
        (["Fern", "Ada"], LIST, 'Write Ada Fern, or "Fern, Ada" in quotes.'),
        (["Ada Fern"], LIST, "Write Ada Fern without the inner brackets."),
        (["Ada Fern", "Bo Moss"], LIST, EACH),
        (["Ada Fern", "Ada"], LIST, 'Write Ada Ada Fern, or "Ada Fern, Ada" in quotes.'),
        (["Ada", "Bo", "Cy"], LIST, EACH),
        ([], LIST, "Write a name as a text, like Ada Lovelace."),
        (["Fern", ["Ada"]], LIST, "Write a name as a text, like Ada Lovelace."),
        ({"Fern": "Ada"}, FIELD, 'Write Ada Fern, or "Fern, Ada" in quotes.'),
    ],
)
def test_lists_and_fields_in_place_of_a_name(value, message, hint):
    found = fault(PaperEntry, PAPER | {"authors": [value]})
    assert found == (("authors", 0), "E112", message, hint)


@pytest.mark.parametrize("value", [{"famly": "Fern"}, {"x": ["y"]}, {"a": "b", "c": "d"}])
def test_other_mappings_are_names_with_wrong_fields(value):
    with pytest.raises(ValidationError) as caught:
        PaperEntry.model_validate(PAPER | {"authors": [value]})
    assert {error["type"] for error in caught.value.errors()} == {"extra_forbidden"}


def test_evidence():
    found = Evidence.model_validate({"work": "w", "stance": "mixed"})
    assert (found.stance, found.quote, found.locator) == (Stance.MIXED, None, None)
    assert fault(Evidence, {"work": "w", "stance": "against"})[1] == "E104"
