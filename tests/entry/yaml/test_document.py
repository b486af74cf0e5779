"""Reading YAML: whatever the file, a finding at the right place and no exception."""

import subprocess
import sys
import threading

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from readinglist.entry.yaml import document as document_module
from readinglist.entry.yaml.document import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    Document,
    parse_document,
    read_document,
    spell_path,
)


def parse(content: str | bytes) -> Document:
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return parse_document(data, "entries/papers/x.yml")


def places(document: Document) -> list[tuple[str, int, int]]:
    return [
        (finding.code, finding.location.line, finding.location.column)
        for finding in document.findings
    ]


# What cannot be read

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)

UNREADABLE = {
    "nothing": ("", ("E004", 1, 1)),
    "comment alone": ("# nothing yet\n", ("E004", 1, 1)),
    "byte order mark alone": (b"\xef\xbb\xbf", ("E004", 1, 1)),
    "text alone": ("hello\n", ("E004", 1, 1)),
    "null alone": ("# one\n~\n", ("E004", 2, 1)),
    "empty document": ("---\n\n  ", ("E004", 1, 4)),
    "second document": ("a: b\n---\nc: d\n", ("E004", 3, 1)),
    "two document starts": ("---\n---\na: b\n", ("E004", 3, 1)),
    "tab": ("a:\n\tb: c\n", ("E002", 2, 1)),
    "tab after CRLF": ("a:\r\n\tb: c\r\n", ("E002", 2, 1)),
    "colon in a value": ("note: x\ntitle: Foo: bar\n", ("E002", 2, 11)),
    "colon after wide characters": ("a: 😀😀: b\n", ("E002", 1, 6)),
    "colon after a byte order mark": (b"\xef\xbb\xbfa: b: c\n", ("E002", 1, 5)),
    "undefined alias": ("a: b\nc: *d\n", ("E002", 2, 4)),
    "anchor twice": ("a: &x 1\nb: &x 2\n", ("E002", 2, 4)),
    "unknown escape": ('a: "\\q"\n', ("E002", 1, 5)),
    "escaped surrogate": ('a: "\\uD800"\n', ("E002", 1, 7)),
    "block scalar that falls short": ("a: |\n  x\n y\n", ("E002", 3, 2)),
    "bad indentation indicator": ("a: |x\n  b\n", ("E002", 1, 5)),
    "version from the future": ("%YAML 9.9\n---\na: b\n", ("E002", 1, 1)),
    "control character": ("a: b\nc: \x07d\n", ("E002", 2, 4)),
    "control character after CRLF": ("a: é\r\nc: é\x07\r\n", ("E002", 2, 5)),
    "control character after CR": ("a: b\rc: \x07\r", ("E002", 2, 4)),
    "control character after wide characters": ("a: é😀é\x07\n", ("E002", 1, 7)),
    "list without an end": ("a: b\nc: [d\n\n\n", ("E002", 2, 6)),
    "text without an end": ("a: b\r\nc: 'd\r\n", ("E002", 2, 4)),
    "delete": ("a: \x7f", ("E002", 1, 4)),
    "null character": ("a: \x00", ("E002", 1, 4)),
    "surrogate": ("a: \ud800", ("E001", 1, 4)),
    "UTF-16": ("a: b".encode("utf-16"), ("E001", 1, 1)),
    "Latin-1": ("é: b\n".encode() + b"a: \xe9\n", ("E001", 2, 4)),
    "Latin-1 after wide characters": ("é: ".encode() + b"\xe9\n", ("E001", 1, 4)),
    "Latin-1 after a byte order mark": (b"\xef\xbb\xbfa: b \xe9\n", ("E001", 1, 6)),
    "Latin-1 after CR": (b"a: b\rc: \xe9\r", ("E001", 2, 4)),
    "too large": (b"#" * (MAX_BYTES + 1), ("E001", 1, 1)),
    "alias of itself in a list": ("a: b\nc: &c [x, *c]\n", ("E009", 2, 4)),
    "alias of itself in a mapping": ("a: &a {b: *a}\n", ("E009", 1, 4)),
    "aliases that multiply": (BOMB, ("E009", 1, 4)),
    "too deep": ("[" * 40 + "]" * 40, ("E009", 1, 32)),
}


@pytest.mark.parametrize(("content", "place"), UNREADABLE.values(), ids=UNREADABLE)
def test_unreadable_files_give_one_finding(content, place):
    document = parse(content)
    assert document.tree is None
    assert places(document) == [place]
    assert document.findings[0].message
    assert document.findings[0].hint


DEEP = {
    "open lists": "[" * 400_000,
    "closed lists": "[" * 400_000 + "]" * 400_000,
    "open mappings": "{a: " * 200_000,
    "lists on a line": "- " * 400_000,
    "keys on a line": "? " * 400_000,
    "lists under one another": "".join(" " * i + "a:\n" for i in range(1300)),
    "mixed": "- " * 90 + "[" * 199,
}


@pytest.mark.parametrize("content", DEEP.values(), ids=DEEP)
def test_deep_nesting_is_reported(content):
    """In a thread with a small stack, as in a web server: libyaml's composer recurses in C."""
    seen: list[Document] = []
    before = threading.stack_size(256 * 1024)
    try:
        thread = threading.Thread(target=lambda: seen.append(parse(content)))
        thread.start()
        thread.join(timeout=60)
    finally:
        threading.stack_size(before)
    assert [finding.code for finding in seen[0].findings] == ["E009"]
    assert "deeper than 30 levels" in seen[0].findings[0].message
    assert seen[0].tree is None


def test_deep_nesting_does_not_crash_the_process():
    """The same in a separate process, because a crash in C would take the tests down."""
    code = (
        "from readinglist.entry.yaml.document import parse_document\n"
        "for text in (b'[' * 400_000, b'- ' * 400_000):\n"
        "    print(parse_document(text, 'x').findings[0].code)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    assert (result.returncode, result.stdout.split()) == (0, ["E009", "E009"])


def test_the_deepest_allowed_nesting_is_read():
    content = "[" * (MAX_DEPTH + 1) + "x" + "]" * (MAX_DEPTH + 1)
    assert parse(content).findings == []
    assert places(parse(f"[{content}]")) == [("E009", 1, MAX_DEPTH + 2)]


def test_many_brackets_are_not_deep_nesting():
    document = parse("note: '" + "[@x] {y} " * 500 + "'\n")
    assert document.findings == []
    assert str(document.node("note")).startswith("[@x] {y}")


def test_findings_name_the_limit_exceeded():
    assert "contains itself" in parse("a: &a [*a]").findings[0].message
    assert f"{MAX_NODES:,}" in parse(BOMB).findings[0].message
    assert "an alias" not in parse(DEEP["open lists"]).findings[0].message


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        ("a:\n\tb: c\n", "tabs"),
        ("title: Foo: bar\n", "holds ': '"),
        ("a: @x\n", "starts with @"),
        ("a: %x\n", "starts with %"),
        ("a: *x\n", "starts with *"),
        ("a: [b\n", "brackets"),
        ("a: x # b: c\nd: [e\n", "brackets"),
        ("\ta: b\nc: d\ne: {f\n", "tabs"),
        ("a: 'b\n", "quotes"),
    ],
)
def test_hints_fit_the_error(content, hint):
    assert hint in parse(content).findings[0].hint


# What can be read


def test_columns_count_characters_from_one():
    document = parse("é: ü\nauthors:\n  - {family: 😀, given: x}\n  - y\n")
    assert document.values[("é",)] == (1, 4)
    assert document.keys[("authors",)] == (2, 1)
    assert document.values[("authors", 0, "given")] == (3, 24)
    assert document.keys[("authors", 0, "given")] == (3, 17)
    assert document.values[("authors", 1)] == (4, 5)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks_do_not_matter(end, mark):
    document = parse(mark + end.join(["a: b", "c: |", "  d", "e:", "  - f", ""]))
    assert document.tree == {"a": "b", "c": "d", "e": ["f"]}
    assert document.values == {
        (): (1, 1),
        ("a",): (1, 4),
        ("c",): (2, 4),
        ("e",): (5, 3),
        ("e", 0): (5, 5),
    }


@pytest.mark.parametrize("odd", ["\x85", "\u2028", "\u2029"])
def test_lines_are_counted_like_in_editors(odd):
    document = parse(f"a: 'b{odd}c'\nd: e\nd: f\n")
    assert document.node("a") == "b c"
    assert places(document) == [("E003", 3, 1)]


def test_scalars_are_texts_as_written():
    document = parse(
        "a: 2301.00010\nb: no\nc: 2024-01-01\nd: ~\ne: 'no'\nf: 0o17\n1: 2\ng:\nh: <<\n"
    )
    assert document.tree == {
        "a": "2301.00010", "b": "no", "c": "2024-01-01", "d": "~", "e": "no", "f": "0o17",
        "1": "2", "g": "", "h": "<<",
    }  # fmt: skip
    assert document.eaten == {
        ("a",): "float", ("b",): "bool", ("c",): "timestamp", ("d",): "null", ("1",): "int",
        ("h",): "merge",
    }  # fmt: skip


def test_texts_are_stripped():
    assert parse("a: |\n  learning\nb: '  x '\nc: ' '\n").tree == {
        "a": "learning",
        "b": "x",
        "c": "",
    }


def test_block_scalars():
    document = parse("a: >-\n  one\n  two\n\n  three\nb: |2\n    kept\n  too\n")
    assert document.tree == {"a": "one two\nthree", "b": "kept\ntoo"}


def test_tags_construct_nothing():
    document = parse("a: !!python/object/apply:os.system [exit]\nb: !foo bar\nc: !!binary aGk=\n")
    assert document.tree == {"a": ["exit"], "b": "bar", "c": "aGk="}
    assert document.eaten == {
        ("a",): "python/object/apply:os.system", ("b",): "!foo", ("c",): "binary",
    }  # fmt: skip


def test_aliases_are_resolved_and_merge_keys_are_ordinary_fields():
    document = parse("x: &x {a: b}\ny:\n  <<: *x\n  a: c\n")
    assert document.tree == {"x": {"a": "b"}, "y": {"<<": {"a": "b"}, "a": "c"}}


def test_a_field_given_twice_is_found_at_any_depth():
    document = parse("a:\n  b: 1\n  c:\n    - d: 2\n      d: 3\n  b: 4\n1: x\n'1': y\n")
    assert places(document) == [("E003", 5, 7), ("E003", 6, 3), ("E003", 8, 1)]
    assert [finding.field for finding in document.findings] == ["a.c[1].d", "a.b", "1"]
    assert "first on line 2" in document.findings[1].message
    assert document.tree == {"a": {"b": "1", "c": [{"d": "2"}]}, "1": "x"}


@pytest.mark.parametrize("key", ["[a, b]", "{a: b}"])
def test_a_field_name_that_is_not_text(key):
    document = parse(f"x: y\n? {key}\n: c\n")
    assert places(document) == [("E004", 2, 3)]
    assert document.tree == {"x": "y"}


@pytest.mark.parametrize("escape", ["\\0", "\\a", "\\e", "\\x7f", "\\uffff"])
def test_escaped_control_characters_are_rejected(escape):
    document = parse(f'a: b\nc: "d{escape}"\n"e{escape}": f\n')
    assert places(document) == [("E002", 2, 4), ("E002", 3, 1)]
    assert document.tree == {"a": "b", "c": "d\ufffd", "e\ufffd": "f"}


def test_messages_are_printed_on_one_line():
    document = parse('"a\\nb": x\n"a\\nb": y\n')
    assert places(document) == [("E003", 2, 1)]
    assert "\n" not in str(document.findings[0])


def test_locate_falls_back_to_the_parent():
    document = parse("a: b\nc:\n  - d: e\n")
    assert str(document.locate(("c", 0, "x", 5))) == "entries/papers/x.yml:3:5"
    assert str(document.locate(("x",))) == "entries/papers/x.yml:1:1"
    assert str(document.locate_key(("c", 0, "d"))) == "entries/papers/x.yml:3:5"
    assert str(Document("y").locate(("a",))) == "y:1:1"


def test_missing_nodes():
    document = parse("a: [b]\n")
    assert document.node("a", 1) is None
    assert document.node("a", "b") is None
    assert document.node("a", 0, 0) is None
    assert document.text("a") is None
    assert document.list_items("a") == [(("a", 0), "b")]
    assert document.list_items("x") == []


def test_spell_path():
    assert spell_path(("evidence", 0, "quote")) == "evidence[1].quote"
    assert spell_path((2, "id")) == "[3].id"


# Arbitrary input

TOKENS = (
    *["a", "b: ", ": ", "- ", "? ", "[", "]", "{", "}", ", ", "&a ", "*a", "<<: ", "!!set ", "!x "],
    *["|", ">", "|2-", "'", '"', "\\", "#", "%", "@", "`", "---\n", "...\n", "%YAML 1.1\n"],
    *["\n", "\n  ", "\r\n", "\r", "\t", "\x85", "\u2028", "\ufeff", "\x00", "\x07"],
    *["~", "no", "1", "2024-01-01", "😀"],
)
PIECES = st.lists(st.sampled_from(TOKENS) | st.text(max_size=3), max_size=40).map("".join)


def assert_sound(data: bytes) -> None:
    document = parse_document(data, "x.yml")
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    assert document.tree is not None or document.findings
    for finding in document.findings:
        assert finding.message
        assert "\n" not in str(finding)
        assert 1 <= finding.location.line <= lines
        assert finding.location.column >= 1
    for line, column in (*document.values.values(), *document.keys.values()):
        assert 1 <= line <= lines
        assert column >= 1


@settings(max_examples=600, deadline=None)
@given(PIECES)
def test_any_pieces_of_yaml_are_read_without_an_exception(text):
    assert_sound(text.encode("utf-8", "surrogatepass"))


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(), st.text().map(str.encode)))
def test_any_bytes_are_read_without_an_exception(data):
    assert_sound(data)


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]), min_size=1
)
TREES = st.recursive(
    WORDS.map(str.strip),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=20,
).filter(lambda tree: not isinstance(tree, str))


@settings(max_examples=300, deadline=None)
@given(TREES)
def test_dumped_yaml_is_read_back(tree):
    document = parse(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False))
    assert document.findings == []
    assert document.tree == tree


def test_documents_with_the_same_text_are_cached(tmp_path):
    file = tmp_path / "x.yml"
    file.write_text("a: b\n", "utf-8")
    first = read_document(file, "x.yml")
    assert read_document(file, "x.yml", first) is first
    file.write_text("a: c\n", "utf-8")
    changed = read_document(file, "x.yml", first)
    assert changed.tree == {"a": "c"}
    assert changed.locate(("a",)).column == 4
    assert read_document(file, "x.yml", changed) is not changed, "places are known already"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("claim: Lesson #2 is that roots need room\n", (1, 8)),
        ("sections:\n  - title: Part #3 of it\n", (2, 12)),
        ("tags:\n  - two #three\n", (2, 5)),
        ("claim: Lesson\n  #2 is that roots need room\n", (1, 8)),
        ("note: Roots\n  need room\n  #2\nadded: 2026-01-01\n", (1, 7)),
        ("tags:\n  - two\n    #three\n", (2, 5)),
        # Fields that are left out, comments, and texts in which `#` is a sign.
        ("claim: Lesson\n#kind: claim\n", None),
        ("evidence:\n  - work: x\n    #note: y\n    stance: z\n", None),
        ("tags:\n  - a\n  #- b\n  - c\n", None),
        ("title: x # a comment\nnote:\n  #kind: y\n", None),
        ("title: C#\nnote: >-\n  See #3\n  #4\n", None),
    ],
)
def test_texts_that_are_cut_at_a_number_sign(text, place):
    found = parse_document(text.encode(), "x.yml").findings
    assert [(f.code, f.location.line, f.location.column) for f in found] == (
        [("E013", *place)] if place else []
    )


def test_whatever_a_reader_raises_is_a_finding(monkeypatch):
    def fail(*_):
        raise RuntimeError("odd")

    monkeypatch.setattr(document_module, "_parse", fail)
    document = parse("a: b")
    assert document.tree is None
    assert places(document) == [("E002", 1, 1)]
    assert document.findings[0].hint


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("- " * 400, "1:63 error E009 the nesting is deeper than 30 levels. Flatten it."),
        ("x:\n  " + "[" * 40 + "]" * 40,
         "2:33 error E009 the nesting is deeper than 30 levels. Flatten it."),
        ("a: &a [*a]", "1:4 error E009 a[1]: an alias contains itself. Write the value out."),
        (BOMB,
         ("1:4 error E009 e[6][6][8][7]: the file has more than 50,000 values, each alias counted "
          "in full. Write aliases out, or split the file.")),
        ('a: "\\x01"',
         "1:4 error E002 a: the text holds the control character #x0001. Remove it."),
        ("? [x]\n: y\n", "1:3 error E004 a field's name is not a text. Write 'name: value'."),
        ("", ("1:1 error E004 the file is empty. Fill it in; an entry that is not needed can be "
              "deleted.")),
        ("a: 1\na: 2\n",
         "2:1 error E003 a: 'a' is given twice, first on line 1. Keep one of the two."),
    ],
    ids=lambda value: value[:20],
)  # fmt: skip
def test_what_is_said(content, said):
    assert [str(finding).partition(":")[2] for finding in parse(content).findings] == [said]
