"""The layout of YAML texts, edits of them, and the spelling of scalars."""

import pytest
import yaml

from readinglist.entry.yaml.edits import Edit, Layout, apply_edits, spell_scalar

TEXT = """\
# above
title: "A: b"   # behind
tags: [x, 'y # z']  # list
note: |
  One # no comment

  two

more: >-
  folded
list:
  - a: 1
    # inside
  - b

# below
end: plain   # last
"""


def test_edits():
    edits = [Edit(4, 5, "X"), Edit(0, 1, "Y"), Edit(1, 1, "+"), Edit(4, 5, "X")]
    assert apply_edits("abcdef", edits) == "Y+bcdXf"
    # Of overlapping edits the first one wins.
    assert apply_edits("abcdef", [Edit(1, 4, "-"), Edit(3, 5, "!")]) == "a-ef"
    assert apply_edits("abcdef", [Edit(1, 3, "-"), Edit(3, 5, "!")]) == "a-!f"
    assert apply_edits("abc", []) == "abc"


def test_places_are_in_order():
    layout = Layout("a: 1\nb:\n  - x\n  - c: 2\n")
    assert [place.path for place in layout.places] == [
        (), ("a",), ("b",), ("b", 0), ("b", 1), ("b", 1, "c"),
    ]  # fmt: skip
    assert [place.key.value if place.key else None for place in layout.places] == [
        None, "a", "b", None, None, "c",
    ]  # fmt: skip
    assert layout.places[0].parent is None
    assert layout.places[2].parent is layout.root
    assert Layout("").places == []


def test_what_an_alias_repeats_is_there_once():
    layout = Layout("a: &x [1]\nb: *x\n")
    assert [place.path for place in layout.places] == [(), ("a",), ("a", 0)]


def test_the_text_of_a_node():
    layout = Layout(TEXT)
    raw = {place.path: layout.raw(place.node) for place in layout.places}
    assert raw["title",] == '"A: b"'
    assert raw["tags",] == "[x, 'y # z']"
    assert raw["note",] == "|\n  One # no comment\n\n  two"
    assert raw["more",] == ">-\n  folded"
    assert raw["list",] == "- a: 1\n    # inside\n  - b"
    assert raw["list", 0] == "a: 1"
    assert raw["end",] == "plain"
    assert Layout("a: |+\n  x\n\n\nb: 1\n").raw(
        Layout("a: |+\n  x\n\n\nb: 1\n").places[1].node
    ) == ("|+\n  x\n\n\n")
    empty = Layout("a: []\nb: {}\n")
    assert [empty.raw(place.node) for place in empty.places[1:]] == ["[]", "{}"]


def test_comments():
    assert Layout(TEXT).comments == [
        "# above", "# behind", "# list", "# inside", "# below", "# last",
    ]  # fmt: skip
    assert Layout("a: b#c\n").comments == []
    assert Layout("#a\nb: c #d \n").comments == ["#a", "#d"]


def test_the_end_of_a_line():
    layout = Layout("ab\ncd")
    assert [layout.line_end(offset) for offset in range(5)] == [2, 2, 2, 5, 5]


def test_scalars_are_masked():
    assert Layout("a: b # c\n").masked == "x: x # c\n"
    assert Layout("a: |\n  b\nc: d\n").masked == "x: |\nxxx\nx: x\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\n", False),
        ("a: &x 1\n", True),
        ("a: &x [1]\nb: *x\n", True),
        ("a: !t 1\n", True),
        ("a: [!t {}]\n", True),
        ("%YAML 1.1\n---\na: 1\n", True),
        ("a: '&x *y !z %w'\n", False),
        ("a: b&c*d!e%f\n", False),
        ("- &x a\n", True),
        ("a: |\n  &x\n", False),
    ],
)
def test_references(text, expected):
    assert Layout(text).has_references is expected


@pytest.mark.parametrize(
    ("value", "spelt"),
    [
        ("plain text", "plain text"),
        ("Émile: a", '"Émile: a"'),
        ("a:b", "a:b"),
        ("a:", '"a:"'),
        ("a #b", '"a #b"'),
        ("a#b", "a#b"),
        ("a  b", '"a  b"'),
        ("a ", '"a "'),
        ("10.1038/x", "10.1038/x"),
        ("10", '"10"'),
        ("2017-06", '"2017-06"'),
        ("Yes", '"Yes"'),
        ("no", '"no"'),
        ("null", '"null"'),
        ("nothing", "nothing"),
        ("- a", '"- a"'),
        ("", '""'),
        ('say "é"', '"say \\"é\\""'),
        ("a, b", '"a, b"'),
        ("_x", '"_x"'),
    ],
)
def test_spelling_of_scalars(value, spelt):
    assert spell_scalar(value) == spelt
    assert yaml.safe_load(spelt) == value


def test_spelling_like_the_text_before():
    assert spell_scalar("plain", like="'old'") == '"plain"'
    assert spell_scalar("plain", like='"old"') == '"plain"'
    assert spell_scalar("plain", like="old") == "plain"
    assert spell_scalar("2017-06", plain=True) == "2017-06"
    assert spell_scalar("2017-06", like="'2017'", plain=True) == '"2017-06"'
    assert spell_scalar("2017.", plain=True) == '"2017."'
