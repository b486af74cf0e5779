"""Strict reading of JSON: wanted forms, and what is said about others."""

import re

import pytest

from readinglist.values.strict_json import (
    expect_list,
    expect_mapping,
    expect_number,
    expect_text,
    load_json,
    one_or_many,
    optional,
)

HALF = "a lone surrogate"


@pytest.mark.parametrize("text", ['{"a": [1, null, "é"]}', '{"a": [1, null, "é"]}'.encode()])
def test_a_value(text):
    assert load_json(text) == {"a": [1, None, "é"]}


@pytest.mark.parametrize("text", [r'"\ud83d\ude00"', rb'"\ud83d\ude00"', r'"\uD83D\uDE00"', '"😀"'])
def test_whole_characters(text):
    assert load_json(text) == "😀"


@pytest.mark.parametrize(
    "text",
    [r'"\ud83d"', rb'"\ud83d"', r'"\uD83D"', rb'"\uD83D"', '"\ud83d"', '["\udfff"]'],
    ids=ascii,
)
def test_half_characters(text):
    with pytest.raises(ValueError, match=HALF):
        load_json(text)


def test_unusable_json():
    with pytest.raises(ValueError, match=r"^the nesting is too deep$"):
        load_json("[" * 100_000)
    with pytest.raises(ValueError, match="Expecting"):
        load_json("{")
    with pytest.raises(ValueError, match="digits"):
        load_json("1" * 5000)


def test_texts():
    assert expect_text("plain") == "plain"
    assert expect_text(" a  b ") == "a b"
    assert expect_text(" a b ") == "a b"
    assert expect_text("a\nb") == "a b"
    assert expect_text("é\u00a0 ü") == "é ü"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "None"),
        ("", "''"),
        (" \n", r"' \\n'"),
        (3, "3"),
        ("x\ud800", "half a character"),
        (["x" * 100], r"\['x{55}…$"),
        (["x" * 56], r"\['x{56}'\]$"),
        (["x" * 57], r"\['x{55}…$"),
    ],
)
def test_what_is_no_text(value, shown):
    with pytest.raises(TypeError) as caught:
        expect_text(value)
    assert re.match(f"expected a text, found {shown}", str(caught.value))


def test_lists_and_objects():
    assert expect_list([1, "a"]) == [1, "a"]
    assert expect_mapping({"a": 1}) == {"a": 1}
    with pytest.raises(TypeError, match=r"^expected a list, found \{\}$"):
        expect_list({})
    with pytest.raises(TypeError, match=r"^expected an object, found \[\]$"):
        expect_mapping([])


def test_numbers():
    assert expect_number(7) == 7
    assert expect_number("007") == 7
    assert expect_number("9" * 15) == 999_999_999_999_999


@pytest.mark.parametrize("value", ["9" * 16, "1.5", "-1", "", "٣", "²", 1.0, True, None, [1]])
def test_what_is_no_number(value):
    with pytest.raises(TypeError, match=r"^expected a whole number, found "):
        expect_number(value)


def test_optional_values():
    assert optional(expect_text, None) is None
    assert optional(expect_number, " ") is None
    assert optional(expect_number, "3") == 3
    assert optional(expect_list, []) == []
    with pytest.raises(TypeError):
        optional(expect_text, 0)


def test_one_or_many():
    assert one_or_many(None) == []
    assert one_or_many("x") == ["x"]
    assert one_or_many([1, 2]) == [1, 2]
    assert one_or_many(0) == [0]
