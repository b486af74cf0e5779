"""The forms of single values: what they accept, what they say otherwise, and their schemas."""

import re
from typing import get_args

import pytest
from pydantic_core import PydanticCustomError

from readinglist.entry import forms
from readinglist.entry.forms import NAME, Form, OneOf, is_whole_number, parse_truth
from readinglist.entry.vocabulary import Result, Stance
from readinglist.values import limits
from readinglist.values.dates import PartialDate


def form(name):
    """The form of a kind of field, such as `DoiField`."""
    return get_args(getattr(forms, name))[1]


def fault(form, value):
    """The type of the error and its context."""
    with pytest.raises(PydanticCustomError) as caught:
        form.validate(value)
    return caught.value.type, caught.value.context or {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0", True), ("7", True), ("10", True), ("07", False), ("1.0", False), ("-1", False),
     ("", False), ("1e3", False), ("0x1", False)],
)  # fmt: skip
def test_whole_numbers(text, expected):
    assert is_whole_number(text) is expected


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("DateField", " 2017-06 ", PartialDate(2017, 6)),
        ("DayField", "2017-06-12", PartialDate(2017, 6, 12)),
        ("MinutesField", "45", 45),
        ("PagesField", "1--2", "1-2"),
        ("TruthField", "TRUE", True),
        ("TruthField", "false", False),
        ("LanguageField", "de", "de"),
        ("PartField", "07", "07"),
    ],
)
def test_values(field, text, value):
    assert form(field).validate(text) == value
    assert re.search(form(field).as_schema()["pattern"], text)


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("ArxivField", "E107"), ("DoiField", "E108"), ("DateField", "E109"), ("DayField", "E109"),
        ("MinutesField", "E113"), ("UrlField", "E110"), ("IsbnField", "E119"),
        ("IssnField", "E117"), ("LanguageField", "E118"), ("TruthField", "E104"),
    ],
)  # fmt: skip
def test_each_form_has_its_code_and_says_what_to_write(field, code):
    found, context = fault(form(field), "x y")
    assert found == code
    assert "'x y'" in context["message"] or "x y" in context["message"]
    assert context["hint"]


def test_texts_that_no_form_takes():
    assert fault(form("DoiField"), 5) == ("string_type", {})
    assert fault(form("DoiField"), " \n") == ("E105", {})
    assert fault(OneOf(Stance), None)[0] == "string_type"
    assert fault(OneOf(Stance), "")[0] == "E105"
    for empty in (form("DoiField"), OneOf(Stance)):
        with pytest.raises(PydanticCustomError, match=r"^the value is empty$"):
            empty.validate(" ")


@pytest.mark.parametrize("field", ["Tag", "ShortName", "NamePart"])
def test_names_hold_no_hidden_characters(field):
    found, context = fault(form(field), "a\u200bb")
    assert found == "E116"
    assert context == {
        "message": "the text holds the hidden character U+200B",
        "hint": "Remove it: delete the text and type it again, if need be.",
    }
    assert form(field).validate("a b") == "a b"
    # Joiners belong to some scripts.
    assert form(field).validate("می\u200cخواهم") == "می\u200cخواهم"


def test_the_length_is_that_without_surrounding_white_space():
    tag = form("Tag")
    assert tag.longest == limits.TAG
    assert tag.validate("x" * limits.TAG + "  ") == "x" * limits.TAG
    assert fault(tag, "x" * (limits.TAG + 1)) == ("string_too_long", {"max_length": limits.TAG})


@pytest.mark.parametrize(
    ("field", "longest"),
    [
        ("Text", limits.TEXT), ("Sentence", limits.SENTENCE), ("Markdown", limits.PROSE),
        ("ThemeId", limits.ID), ("SectionTitle", limits.ID), ("ShortName", limits.TAG),
        ("ArxivField", limits.ARXIV), ("DoiField", limits.DOI), ("UrlField", limits.URL),
        ("PartField", limits.PART), ("PagesField", limits.PART), ("IsbnField", limits.SHORT),
        ("DateField", limits.SHORT), ("MinutesField", limits.SHORT), ("NamePart", limits.TEXT),
    ],
)  # fmt: skip
def test_lengths(field, longest):
    assert form(field).longest == longest
    assert form(field).as_schema()["maxLength"] == longest
    assert NAME.longest == limits.NAME


def test_an_error_without_a_hint():
    def parse(text):
        raise ValueError(f"'{text}' is odd")

    assert fault(Form("E999", parse, "text"), "x") == (
        "E999",
        {"message": "'x' is odd", "hint": ""},
    )


@pytest.mark.parametrize(
    ("field", "harmless"),
    [
        ("DateField", {"int": True, "timestamp": True, "01": True}),
        ("PartField", {"int": True, "timestamp": False, "01": False}),
        ("DoiField", {"int": False, "timestamp": False, "01": False}),
    ],
)
def test_what_needs_no_quotes(field, harmless):
    value = form(field)
    assert value.is_harmless("int", "7") is harmless["int"]
    assert value.is_harmless("timestamp", "2017-06-12") is harmless["timestamp"]
    assert value.is_harmless("int", "01") is harmless["01"]


def test_schemas():
    assert form("WorkId").as_schema() == {
        "type": "string", "pattern": r"\S", "maxLength": limits.ID, "x-names": "work",
    }  # fmt: skip
    assert form("PartField").as_schema()["type"] == ["string", "integer"]
    assert form("DateField").as_schema()["type"] == ["string", "integer"]
    assert form("TruthField").as_schema() == {
        "type": ["boolean", "string"],
        "pattern": r"^\s*(?:[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])\s*$",
    }


@pytest.mark.parametrize(
    ("field", "takes", "refuses"),
    [
        ("ArxivField", ["1706.03762", "0704.0001", "hep-th/9901001", " math/0211159 "],
         ["1706.037", "1706.037622", "hep_th/9901001", "x1706.03762", "1706.03762v1x"]),
        ("DoiField", ["10.1038/x", "10.123456789/x"], ["10.103/x", "10.1038/", "doi:10.1038/x"]),
        ("DateField", ["2017", "2017-06", "2017-06-12"], ["17", "2017-6", "2017-06-12-1"]),
        ("DayField", ["2017-06-12"], ["2017-06", "2017"]),
        ("MinutesField", ["1", "6000"], ["0", "12345", "1.5"]),
        ("UrlField", ["https://a.example", "HTTP://A.example"], ["ftp://a.example", "a.example"]),
        ("LanguageField", ["de", "zho", "zh-Hant-TW", "pt_BR"], ["d", "germ", "de-", "de-x"]),
    ],
)  # fmt: skip
def test_patterns_for_editors(field, takes, refuses):
    pattern = form(field).as_schema()["pattern"]
    assert [text for text in takes if not re.search(pattern, text)] == []
    assert [text for text in refuses if re.search(pattern, text)] == []


def test_truth():
    assert parse_truth("True") is True
    assert parse_truth("FALSE") is False
    with pytest.raises(ValueError, match="'yes' is not allowed here") as caught:
        parse_truth("yes")
    assert caught.value.args[1] == "Write true, or delete the field."


def test_vocabularies():
    assert OneOf(Result).validate("held") is Result.HELD
    assert fault(OneOf(Result), "Held") == (
        "E104",
        {"message": "Held", "allowed": ["held", "failed"]},
    )
