"""The quick YAML reader: whatever it accepts, it reads like PyYAML."""

from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from readinglist.entry.yaml.document import Document, _compose_document, compose, parse_document
from readinglist.entry.yaml.quick import parse_plain

REPOSITORY = Path(__file__).resolve().parents[3]
FILES = sorted((REPOSITORY / "entries").glob("*/*.yml"))


def composed(text: str) -> Document:
    return _compose_document(text, "x.yml")


def agrees(text: str) -> bool:
    """Whether the quick reader accepted the text; if so, it must agree with PyYAML."""
    plain = parse_plain(text)
    if plain is None:
        return False
    document = composed(text)
    assert document.findings == []
    assert plain == (document.tree, document.eaten)
    return True


def test_the_lists_own_entries_are_plain():
    assert FILES
    taken = sum(agrees(file.read_text("utf-8")) for file in FILES)
    assert taken == len(FILES)


@pytest.mark.parametrize("width", [30, 80, 10_000])
@pytest.mark.parametrize("flow", [False, None, True])
def test_entries_written_by_pyyaml(width, flow):
    taken = 0
    for file in FILES[::5]:
        tree = composed(file.read_text("utf-8")).tree
        text = yaml.safe_dump(
            tree, allow_unicode=True, sort_keys=False, width=width, default_flow_style=flow
        )
        taken += agrees(text)
        document = parse_document(text.encode(), "x.yml")
        assert document.tree == tree
    assert flow or taken > (20 if flow is None else 50)


PLAIN = {
    "a value": "a: b",
    "an empty value": "a:\nb:\n",
    "a nested mapping": "a:\n  b: c\n  d:\n    e: f\n",
    "a list": "a:\n  - b\n  - c\n",
    "a list without indentation": "a:\n- b\n- c\nd: e\n",
    "a list of mappings": "a:\n  - b: c\n    d: e\n  - b: f\n",
    "a list of lists in brackets": "a:\n  - [b, c]\n  - {d: e}\n",
    "deeper dashes": "a:\n  -   b: c\n      d: e\n",
    "a text on several lines": "a: b\n  c\n\n  d\ne: f\n",
    "a folded block": "a: >-\n  b\n  c\n\n  d\ne: f\n",
    "a literal block": "a: |\n  b\n    c\n\n  d\n",
    "a block at the end": "a: >\n  b",
    "a block with a space at the end of a line": "a: >-\n  b \n  c\n",
    "quotes": "a: \"b: #c \\\"d\\\" \\\\n\"\ne: 'f''g'\n",
    "quotes on several lines": "a: \"b\n  c\n\n  d\"\ne: 'f \n\n\n  g'\n",
    "brackets on several lines": "a: [b,\n  c]\nd: {e: f,\n  g: [h, 'i']}\n",
    "nothing in brackets": "a: []\nb: {}\nc: [ ]\n",
    "brackets in brackets": "a: [[b, [c]], {d: {e: f}, g: []}, h]\n",
    "addresses in brackets": "a: {b: https://c.example/d/e%20f, g: h}\n",
    "what YAML eats": "a: 2301.00010\nb: no\nc: [1, 2020-01-01, ~, x]\nd: '1'\ne: {f: 010}\ng: =\n",
    "what YAML eats on several lines": "a: 2020-01-01 10:00:00\n  +1\nb: 2020-01-01\n  10:00:00\n"
    "c: 2020-01-01 10:00:00\n\n  Z\nd:\n  - 2020-01-01T10:00:00\n    -01:30\n",
    "a name that YAML eats": "on: b\nno: c\nnull: d\n",
    "comments behind values": "a: b # c\nd: 'e'  # f\ng: [h] # i\nj: k#l\n",
    "comments first": "# a\n\n# b\nc: d\n",
    "blank lines": "a: b\n\n\nc:\n\n  d: e\n\nf:\n\n  - g\n\n  - h\n\n",
    "CR LF": "a: b\r\nc: >-\r\n  d\r\n  e\r\n",
    "no-break spaces": "a: \xa0b\xa0\nc: [\u3000d, e\xa0]\n",
    "punctuation": "a: b, c - d? [e] {f} g! *h* 'i' \"j\" k@l <m> n%\n",
    "wide characters": "a: 😀 # b\nc: '😀: d'\n",
}


@pytest.mark.parametrize("text", PLAIN.values(), ids=PLAIN)
def test_plain_files_are_accepted(text):
    assert agrees(text)


NOT_PLAIN = {
    "anchor": "a: &b c\n",
    "alias": "a: &b c\nd: *b\n",
    "tag": "a: !!str 1\n",
    "document mark": "---\na: b\n",
    "two documents": "a: b\n---\nc: d\n",
    "directive": "%YAML 1.1\n---\na: b\n",
    "tab": "a:\tb\n",
    "the same name twice": "a: b\na: c\n",
    "the same name twice in brackets": "a: {b: c, b: d}\n",
    "the same name twice below": "a:\n  b: c\n  b: d\n",
    "quoted name": '"a": b\n',
    "name with a space": "a b: c\n",
    "question mark": "? a\n: b\n",
    "colon in a text": "a: b: c\n",
    "colon at the end of a text": "a: b:\n",
    "colon in a text of several lines": "a: b\n  c: d\n",
    "comment in a text": "a: b\n  c # d\n  e\n",
    "comment between fields": "a: b\n# c\nd: e\n",
    "text behind quotes": "a: 'b' c\n",
    "quotes without an end": "a: 'b\nc: d\n",
    "quotes that are not indented": "a: 'b\nc'\n",
    "brackets without an end": "a: [b\nc: d\n",
    "brackets that are not indented": "a: [b,\nc]\n",
    "text behind brackets": "a: [b] c\n",
    "comma at the end": "a: [b,]\n",
    "two commas": "a: [b,, c]\n",
    "a pair in a list": "a: [b: c]\n",
    "escape": 'a: "\\n"\n',
    "indicator of indentation": "a: >2\n    b\n",
    "kept line ends": "a: >+\n  b\n\n",
    "indented line in a folded block": "a: >\n  b\n    c\n",
    "block without a text": "a: >\nb: c\n",
    "block that falls short": "a: >\n    b\n  c\n",
    "wrong indentation": "a:\n  b: c\n d: e\n",
    "a mapping that is not indented": "a:\nb:\n  - c: d\n  e: f\n",
    "list in a list": "a:\n  - - b\n",
    "a dash alone": "a:\n  -\n    b: c\n",
    "list after a text": "a: b\n- c\n",
    "text below a name": "a:\n  b\n",
    "list at the top": "- a\n",
    "text at the top": "a\n",
    "nothing": "",
    "comment alone": "# a\n",
    "indented at the top": "  a: b\n",
    "too deep": "".join("  " * i + "a:\n" for i in range(12)) + "  " * 12 + "a: b\n",
    "too far to the right": "a:\n" + " " * 50 + "b: c\n",
    "too long": f"a: {'b ' * 40_000}\n",
    "byte order mark in the middle": "a: b\ufeffc\n",
    "lone carriage return": "a: b\rc: d\n",
    "line of spaces": "a: >-\n  b\n     \n  c\n",
}


@pytest.mark.parametrize("text", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_other_files_are_left_to_pyyaml(text):
    assert parse_plain(text) is None


PIECES = st.sampled_from(
    [
        "a", "b", "key", "note", "on", "no", "1", "2301.00010", "1e3", "2020-01-01", "~", "text",
        ": ", ":", " ", "  ", "    ", "\n", "\n\n", "\n  ", "\n    ", "- ", "-", "\n- ", "\n  - ",
        "a: ", "b:\n", "c: ", "d:\n  ", "e: >-\n  ", "f: |\n  ", ">", ">-", "|", "[", "]", "{",
        "}", ", ", ",", "'", "''", '"', "\\", '\\"', "\\n", "#", " # ", "&x ", "*x", "!", "@", "%",
        "`", "?", "? ", "=", "<<", "---\n", "...", "https://x.example/a?b#c", "\xa0", "é", "😀",
        "\t", "\r\n", "\r", ".", "_", "+1", "0x1", "12:30:45", "null", "False", "y",
    ]
)  # fmt: skip


@settings(max_examples=600)
@given(st.lists(PIECES, max_size=24).map("".join))
@example("a: b\n\n  c\n")
@example("a:\n- b: c\n  d: e\n- f\n")
def test_texts_made_of_pieces(text):
    agrees(text)


LINES = st.sampled_from(
    [
        "a: b", "b: c d", "c:", "d: >-", "e: |", "  f: g", "  - h", "  - i: j", "    k: l", "- m",
        "- n: o", "  p q", "    r", "", "g: [s, t]", "h: {u: v, w: 1}", "i: 'x", "  y'", 'j: "z',
        '  a"', "k: [b,", "  c]", "  # d", "# e", "l: f # g", "m: 1", "  ", "n: a: b", "o: b:",
    ]
)  # fmt: skip


@settings(max_examples=600)
@given(st.lists(LINES, min_size=1, max_size=10).map("\n".join))
def test_texts_made_of_lines(text):
    agrees(text)


TEXTS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\u2028\u2029"
    ),
    max_size=40,
) | st.sampled_from(["yes", "1", "-1", "0.5", "2020-01-01", "~", "a: b", "a #b", "- a", "x\ny"])
TREES = st.recursive(
    TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.from_regex(r"[a-z][a-z-]{0,5}", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=150)
@given(
    st.dictionaries(st.from_regex(r"[a-z][a-z-]{0,8}", fullmatch=True), TREES, min_size=1),
    st.sampled_from([20, 80, 1000]),
    st.sampled_from([False, None, True]),
    st.sampled_from([None, "'", '"', ">", "|"]),
)
def test_trees_written_by_pyyaml(tree, width, flow, style):
    """In all scalar styles; the resulting files differ from those of any other program."""
    text = yaml.safe_dump(
        tree, allow_unicode=True, width=width, default_flow_style=flow, default_style=style
    )
    agrees(text)


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12))
def test_yaml_type_conversions_match_pyyaml(word):
    agrees(f"a: {word}\nb: [{word}]\n")


@pytest.mark.parametrize("file", FILES[::20], ids=lambda file: file.stem)
def test_positions_are_computed_on_demand(file):
    data = file.read_bytes()
    document, reference = parse_document(data, "x.yml"), composed(data.decode())
    assert document.unplaced is not None
    assert document.locate(("themes", 0)) == reference.locate(("themes", 0))
    assert document.unplaced is None
    assert document.values == reference.values
    assert document.keys == reference.keys


def test_the_reference_is_read_without_error():
    assert len(compose("a: b\n---\nc: d\n")) == 2
