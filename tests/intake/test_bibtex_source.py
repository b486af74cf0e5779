"""The grammar of BibTeX: blocks, values, strings, and the lines of what is wrong."""

import pytest
from bounded import run_bounded

from readinglist.intake.bibtex import parse_bibtex
from readinglist.intake.bibtex_source import (
    MAX_VALUE,
    Slip,
    SourceEntry,
    parents_of,
    read_source,
    room_for,
)


def test_exponential_strings_stay_small():
    lines = ['@string{s0 = "' + "x" * 100 + '"}']
    lines += [f"@string{{s{i + 1} = s{i} # s{i}}}" for i in range(60)]
    lines.append("@article{a, title = s60, year = 2020}")
    code = (
        "import sys\n"
        "from readinglist.intake.bibtex import parse_bibtex\n"
        "(draft,) = parse_bibtex(sys.stdin.read(), 'x.bib').drafts\n"
        "print(len(draft.title))"
    )
    printed = run_bounded(code, stdin="\n".join(lines), memory=1 << 30, seconds=30)
    assert int(printed) <= MAX_VALUE


def test_strings_are_still_joined():
    text = '@string{a = "one"}\n@article{k, title = a # { two } # "three" # 4}'
    (draft,) = parse_bibtex(text, "x.bib").drafts
    assert draft.title == "one two three4"


def read(text):
    """The entries by key, with their fields, and the slips as line, message and fatality."""
    found = list(read_source(text))
    entries = {item.key: item.fields for item in found if isinstance(item, SourceEntry)}
    slips = [(item.line, item.message) for item in found if isinstance(item, Slip)]
    return entries, slips


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("", {}),
        ("no entry at all", {}),
        ("@article{a, title = {T}}", {"a": {"title": "T"}}),
        ("@article(a, title = {T})", {"a": {"title": "T"}}),
        ("@ Article { a , TITLE={T} , }", {"a": {"title": "T"}}),
        ('@misc{a,title="T {"}U",year=2001}', {"a": {"title": 'T {"}U', "year": "2001"}}),
        ("@misc{two words, title={T}}", {"two words": {"title": "T"}}),
        ("@misc{a}", {"a": {}}),
        ("@misc{a,,title={T},,}", {"a": {"title": "T"}}),
        ("@misc{a, month=jan # {~} # 3}", {"a": {"month": "January~3"}}),
        ("@string{x={X}} @misc{a, title = x # X # {y}}", {"a": {"title": "XXy"}}),
        ("@string(x={X}, y=x # x) @misc{a, title=y}", {"a": {"title": "XX"}}),
        ("@comment{@misc{a}} @preamble{{x}} @misc{b}", {"b": {}}),
        ("@comment(x) @comment no block\n@misc{b}", {"b": {}}),
        ("% @misc{a}\n@misc{b} % @misc{c}", {"b": {}}),
        ("@misc{a, title={{T}}}", {"a": {"title": "{T}"}}),
        ("@misc{a, title={  T  }}", {"a": {"title": "T"}}),
        # Something to write to is no entry.
        ("mail a@b.example and a@{x}", {}),
    ],
)
def test_entries_in_every_form(text, entries):
    assert read(text) == (entries, [])


@pytest.mark.parametrize(
    ("text", "keys", "line", "message"),
    [
        ("@misc{a, title={T} year=2001}", "a", 1, "a comma is missing before 'year'"),
        ("@misc{a title={T}}", "a", 1, "a comma is missing after the key 'a'"),
        ("@misc{title={T}}", "", 1, "the entry has no key"),
        ("@misc{a,\n title={T},\n title={U}}", "a", 3,
         "title is given twice; the first counts, not 'U'"),
        ("@misc{a, title=unknown}", "a", 1, "there is no @string 'unknown'; taken as text"),
        ("@misc{a, title={T}}, year={2001}}", "a", 1,
         "a brace too many before 'year', which is read all the same"),
    ],
)  # fmt: skip
def test_common_mistakes_are_told_and_the_entry_is_read(text, keys, line, message):
    entries, slips = read(text)
    assert list(entries) == [keys]
    assert slips == [(line, message)]
    assert not any(item.is_fatal for item in read_source(text) if isinstance(item, Slip))


def test_a_field_given_twice_with_one_value_is_no_mistake():
    assert read("@misc{a, title={T}, title={T}}") == ({"a": {"title": "T"}}, [])


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("\n@misc{a,\n title={T\n}\n", 2,
         "the block '@misc{a,' cannot be read: the file ends before its '}' (line 5)"),
        ("@misc{a, title={T\n@misc{z}", 1,
         ("the block '@misc{a, title={T' cannot be read: "
          "a brace '{' is not closed before the next entry")),
        ('@misc{a, title="T}\n@misc{z}', 1,
         ("the block '@misc{a, title=\"T}' cannot be read: "
          "a quotation mark is not closed before the next entry")),
        ("@misc{a, title={T}\n@misc{z}", 1,
         ("the block '@misc{a, title={T}' cannot be read: "
          "the next entry begins before its '}' (line 2)")),
        ("@misc{a, title=}\n@misc{z}", 1,
         "the block '@misc{a, title=}' cannot be read: the field 'title' has no value"),
        ("@misc{a, title={T} U}\n@misc{z}", 1,
         ("the block '@misc{a, title={T} U}' cannot be read: "
          "'U} @misc{z}' follows the value of 'title' without a comma or '#'")),
        ("@misc{a, just words}\n@misc{z}", 1,
         ("the block '@misc{a, just words}' cannot be read: "
          "'just words} @misc{z}' is not a field with '=' and a value")),
        ("@string{x}\n@misc{z}", 1,
         "the block '@string{x}' cannot be read: a @string needs a name, '=' and a value"),
    ],
)  # fmt: skip
def test_other_mistakes_leave_the_entry_out_and_no_other(text, line, message):
    entries, slips = read(text)
    assert slips[0] == (line, message)
    assert list(entries) == (["z"] if "z" in text else [])


def test_lines_are_those_of_the_fields():
    (entry,) = read_source("\n\n@misc{a,\n  title =\n    {T},\n  year = 2001}")
    assert (entry.line, entry.kind) == (3, "misc")
    assert entry.lines == {"title": 4, "year": 6}


def test_parts_of_entries_outside_of_one_are_told():
    entries, slips = read("@misc{a}\nyear = {2001},\n@book b, title\n% note = {x}\n@misc{c}\n")
    assert list(entries) == ["a", "c"]
    assert slips == [
        (2, "'year = {2001},' stands outside of an entry and is not read"),
        (3, "'@book b, title' stands outside of an entry and is not read"),
    ]


def test_a_value_is_cut_off_at_its_greatest_length():
    for length in (MAX_VALUE, MAX_VALUE + 1):
        entries, _ = read(f"@misc{{a, title={{{'x' * length}}}}}")
        assert len(entries["a"]["title"]) == MAX_VALUE


def test_the_room_for_strings_and_parents():
    room = room_for("x" * 10)
    assert room.left == 1_000_040
    assert room.take(1_000_000)
    assert not room.take(41)
    assert room.take(40)
    assert not room.take(1)
    assert room.take(0)


@pytest.mark.parametrize(
    ("fields", "parents"),
    [
        ({}, []),
        ({"crossref": "a"}, [("crossref", "a")]),
        ({"crossref": "a", "xdata": " b, c ,"},
         [("xdata", "b"), ("xdata", "c"), ("crossref", "a")]),
    ],
)  # fmt: skip
def test_the_entries_that_an_entry_inherits_from(fields, parents):
    assert parents_of(fields) == parents
