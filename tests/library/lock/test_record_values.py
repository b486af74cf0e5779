"""Values of records: no longer than those of an entry, printable, with names that can be seen."""

from dataclasses import dataclass
from typing import Any

import pytest

from readinglist.library.lock.record_values import check_values
from readinglist.values.names import Name


@dataclass
class Record:
    title: Any = "T"
    abstract: Any = None
    url: Any = None
    doi: Any = None
    version_of: Any = ()
    categories: Any = ()
    authors: Any = ()
    sources: Any = None
    year: Any = 2017


@pytest.mark.parametrize(
    ("field", "most", "shown"),
    [
        ("title", 5_000, "5,000"),
        ("abstract", 50_000, "50,000"),
        ("url", 4_000, "4,000"),
        ("doi", 500, "500"),
    ],
)
def test_texts_are_refused_from_the_first_character_too_many(field, most, shown):
    check_values(Record(**{field: "x" * most}))
    with pytest.raises(ValueError, match=f"^the field '{field}' has more than {shown} characters$"):
        check_values(Record(**{field: "x" * (most + 1)}))


@pytest.mark.parametrize(("field", "most"), [("version_of", 500), ("categories", 100)])
def test_items_of_lists_have_the_limit_of_their_field(field, most):
    check_values(Record(**{field: ("x" * most, "y")}))
    name = field.replace("_", " ")
    with pytest.raises(ValueError, match=f"'{name}' has more than {most} characters"):
        check_values(Record(**{field: ("y", "x" * (most + 1))}))


def test_lists_have_a_limit_too():
    check_values(Record(authors=(Name("A"),) * 10_000))
    with pytest.raises(ValueError, match=r"^the field 'authors' has more than 10,000 items$"):
        check_values(Record(authors=(Name("A"),) * 10_001))


def test_keys_and_values_of_mappings_are_texts():
    check_values(Record(sources={"title": "a copy"}))
    for sources in ({"title": "x" * 5_001}, {"x" * 5_001: "a"}, {"a\x1b": "b"}, {"a": "b\x00"}):
        with pytest.raises(ValueError, match=r"characters|control character"):
            check_values(Record(sources=sources))


def test_a_name_is_measured_as_it_is_shown():
    check_values(Record(authors=(Name("y" * 248, "x" * 251),)))
    with pytest.raises(ValueError, match=r"^a name has more than 500 characters$"):
        check_values(Record(authors=(Name("y" * 249, "x" * 251),)))


@pytest.mark.parametrize(
    ("char", "shown"), [("\x00", "00"), ("\x1b", "1b"), ("\x7f", "7f"), ("\x9b", "9b")]
)
def test_control_characters_are_refused(char, shown):
    told = f"^a text holds the control character #x{shown}$"
    for record in (Record(title=f"a{char}b"), Record(authors=(Name(f"a{char}b"),))):
        with pytest.raises(ValueError, match=told):
            check_values(record)


@pytest.mark.parametrize("text", ["one\ntwo", "one\ttwo", "one\r\ntwo", "é 題 😀", "a\u00adb", ""])
def test_other_characters_are_kept(text):
    check_values(Record(title=text))


@pytest.mark.parametrize(
    "name",
    [Name("\u200b"), Name("Fern", "\u2060"), Name("Fern", "Ada", "\u200b"),
     Name("Fern", "Ada", suffix="\u2063"), Name(literal="\u200b \u2060")],
    ids=range(5),
)  # fmt: skip
def test_no_part_of_a_name_may_be_invisible(name):
    with pytest.raises(ValueError, match="only characters that cannot be seen"):
        check_values(Record(authors=(Name("Moss"), name)))


def test_a_part_with_something_to_see_is_kept():
    check_values(Record(authors=(Name("Fe\u200brn", "Ada"), Name(literal="The Group"))))
