"""`fmt`: canonical form, idempotent, and never changing the meaning."""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from readinglist.entry.formatting import UNORDERED, WIDTH, format_entry
from readinglist.entry.kinds import FOLDERS
from readinglist.entry.model import ClaimEntry, EssayEntry, PaperEntry, Theme
from readinglist.entry.yaml.document import parse_document
from readinglist.entry.yaml.edits import Layout

REPOSITORY = Path(__file__).parents[2]
ENTRIES = [
    *((file, FOLDERS[file.parent.name]) for file in sorted(REPOSITORY.glob("entries/*/*.yml"))),
    (REPOSITORY / "entries/themes.yml", Theme),
]
LONG = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"

FOLDED = f"  {LONG} one two\n  {LONG.removeprefix('one two ')}"

TAGS = "tags: [a] # behind\n"
THEMES = "# of themes\n\n# too\nthemes: # x\n  - b # c\n  # d\n"


def formatted(text: str, schema=PaperEntry, **options) -> str:
    result = format_entry(text.encode(), schema, **options)
    assert result.reason == ""
    again = format_entry(result.data, schema, **options)
    assert (again.data, again.reason) == (result.data, "")
    return result.data.decode()


CASES = {
    "fields in the model's order": (
        'tags: [a]\ntakeaway: T\nthemes: [x]\narxiv: "1706.03762"\n',
        'arxiv: "1706.03762"\nthemes: [x]\ntakeaway: T\ntags: [a]\n',
    ),
    "unknown fields behind the known ones": (
        "zzz: 1\ntakeaway: T\nthemes: [x]\n",
        "themes: [x]\ntakeaway: T\nzzz: 1\n",
    ),
    "quotes around ids": ("arxiv: 1706.03762\n", 'arxiv: "1706.03762"\n'),
    "one kind of quotes around ids": ("arxiv: 'hep-th/9901001'\n", 'arxiv: "hep-th/9901001"\n'),
    "quotes around a title that is a number": ("title: 2001\n", 'title: "2001"\n'),
    "no quotes around dates": ("issued: 2001\n", "issued: 2001\n"),
    "arXiv's address and version": (
        "arxiv: https://arxiv.org/pdf/1706.03762v5.pdf\n",
        'arxiv: "1706.03762"\n',
    ),
    "arXiv's prefix": ("arxiv: arXiv:math.GT/0309136\n", 'arxiv: "math/0309136"\n'),
    "the resolver of a DOI": ("doi: https://doi.org/10.1038/NATURE1\n", "doi: 10.1038/nature1\n"),
    "upper case in a quoted DOI": ("doi: '10.1038/NATURE1'\n", 'doi: "10.1038/nature1"\n'),
    "scheme, host and port of an address": (
        "url: HTTPS://Example.ORG:443/A?b=C#D  # here\n",
        "url: https://example.org/A?b=C#D  # here\n",
    ),
    "a port that means something": ("url: http://e.org:443/\n", "url: http://e.org:443/\n"),
    "loose dates": ("added: 2026/1/2\n", "added: 2026-01-02\n"),
    "tags": ("tags: [b, 'A', c]\n", "tags: ['A', b, c]\n"),
    "tags on lines": ("tags:\n  - b\n  - a\n", "tags:\n  - a\n  - b\n"),
    "tags with comments stay": ("tags:\n  - b # x\n  - a\n", "tags:\n  - b # x\n  - a\n"),
    "tags that are no texts stay": ("tags: [b, [a], {c: d}]\n", "tags: [b, [a], {c: d}]\n"),
    "themes keep their order": ("themes: [b, a]\n", "themes: [b, a]\n"),
    "long prose": (f"takeaway: {LONG} {LONG}\n", f"takeaway: >-\n{FOLDED}\n"),
    "long prose with a comment behind it": (
        f"takeaway: '{LONG} {LONG}'  # why\n",
        f"takeaway: >- # why\n{FOLDED}\n",
    ),
    "a comment is no reason to fold": (
        f"takeaway: Short. # {LONG} {LONG}\n",
        f"takeaway: Short. # {LONG} {LONG}\n",
    ),
    "a block with a line that is too long": (
        f"note: >- # c\n  {LONG} {LONG}\n\n  b\n",
        f"note: >- # c\n{FOLDED}\n\n  b\n",
    ),
    "a block with several indents stays": (
        f"note: >-\n  {LONG} {LONG}\n    b\n  c\n", f"note: >-\n  {LONG} {LONG}\n    b\n  c\n",
    ),
    "a block that fits stays": ("note: >-\n  a\n  b\n", "note: >-\n  a\n  b\n"),
    "double spaces are kept": (
        f"takeaway: {LONG}  {LONG}\n",
        f"takeaway: >-\n{FOLDED.replace('fifteen one', 'fifteen  one')}\n",
    ),
    "quotes are no prose": (f"title: {LONG} {LONG}\n", f"title: {LONG} {LONG}\n"),
    "a literal block stays": (f"note: |\n  {LONG} {LONG}\n", f"note: |\n  {LONG} {LONG}\n"),
    "ends of lines": ("takeaway: T  \r\nthemes: [x]\t\r\n", "themes: [x]\ntakeaway: T\n"),
    "ends of lines of two characters": (
        "title: A\r\nnote: |\r\n  B\r\n\r\n  C\r\n", "title: A\nnote: |\n  B\n\n  C\n",
    ),
    "ends of lines of one character": ("title: A\rnote: B\r", "title: A\nnote: B\n"),
    "a byte order mark": ("\ufefftakeaway: T\n", "takeaway: T\n"),
    "the end of the file": ("takeaway: T", "takeaway: T\n"),
    "blank lines": ("\n\nthemes: [x]\n\n\n\ntakeaway: T\n\n\n", "themes: [x]\n\ntakeaway: T\n"),
    "blank lines in a text": ("note: |\n  a\n\n\n  b\n", "note: |\n  a\n\n\n  b\n"),
    "a field with its comments": (
        f"# The file.\n\n# of tags\n{TAGS}{THEMES}# of the end\n",
        f"# The file.\n\n# of tags\n{THEMES}{TAGS}# of the end\n",
    ),
    "a mapping in braces": ("links: {demo: https://a.bc, code: https://d.ef}\n",
                            "links: {code: https://d.ef, demo: https://a.bc}\n"),
    "a mapping in braces on two lines": ("links: {demo: https://a.b,\n  code: https://d.e}\n",) * 2,
    "a long text of one paragraph": (f"takeaway: {LONG} {LONG}\n", f"takeaway: >-\n{FOLDED}\n"),
    "tags in order, without regard to case": ("tags: [b, C, a]\n", "tags: [a, b, C]\n"),
    "tags on several lines": ("tags: [b,\n  a]\n", "tags: [a,\n  b]\n"),
    "tags with a comment": ("tags:\n  - b # first\n  - a\n",) * 2,
    "names in parts": ("authors: [{given: A, family: B}]\n", "authors: [{family: B, given: A}]\n"),
    "anchors are left where they are": (
        "takeaway: &a T\nthemes: [x]   \nnote: *a\n", "takeaway: &a T\nthemes: [x]\nnote: *a\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_case(name):
    before, after = CASES[name]
    assert formatted(before) == after


def test_nested_fields():
    before = (
        "evidence:\n- stance: supports # s\n  # of work\n  work: a\n\n- work: b\n  note: n\n"
        "  stance: mixed\nkind: claim\n"
    )
    after = (
        "kind: claim\nevidence:\n- stance: supports # s\n  # of work\n  work: a\n\n- work: b\n"
        "  stance: mixed\n  note: n\n"
    )
    assert formatted(before, ClaimEntry) == after, "no line for a comment behind a dash"


def test_a_list_of_themes():
    before = "- title: T\n  id: a # x\n  sections:\n    - {title: S, id: b}\n- id: c\n"
    after = "- id: a # x\n  title: T\n  sections:\n    - {id: b, title: S}\n- id: c\n"
    assert formatted(before, Theme, many=True) == after


def test_only_authors_are_names():
    text = "sections:\n  - title: A\n    other: {literal: a, family: b}\n"
    assert formatted(text, EssayEntry) == text


@pytest.mark.parametrize("text", ["a: [", "", "- a\n--- \nb", "a: 1\na: 2\n", "x", "a: \x00"])
def test_unreadable_files_are_left_alone(text):
    result = format_entry(text.encode(), PaperEntry)
    assert result.data == text.encode()
    assert result.reason


def test_binary_files_are_left_alone():
    assert format_entry(b"\xff\xfe", PaperEntry).data == b"\xff\xfe"


def test_entries_are_in_canonical_form():
    assert len(ENTRIES) > 300
    others = {
        file.name: result.reason
        for file, schema in ENTRIES
        if (result := format_entry(file.read_bytes(), schema, many=schema is Theme)).reason
        or result.data != file.read_bytes()
    }
    assert others == {}, "run 'readinglist fmt'"


# The meaning never changes


def without_order(entry):
    """The entry as data, with lists sorted whose order does not matter."""
    data = entry.model_dump()
    return {**data, **{name: sorted(data[name]) for name in UNORDERED if name in data}}


def shuffled(tree, draw):
    """The tree with the fields of every mapping, and the tags, in another order."""
    if isinstance(tree, dict):
        keys = draw(st.permutations(list(tree)))
        return {key: shuffled(tree[key], draw) for key in keys}
    if isinstance(tree, list):
        return [shuffled(item, draw) for item in tree]
    return tree


@st.composite
def rewritten_entries(draw):
    """A real entry, rewritten with another order, style and width, and with comments inserted."""
    file, schema = draw(st.sampled_from([entry for entry in ENTRIES if entry[1] is not Theme]))
    tree = shuffled(parse_document(file.read_bytes(), "").tree, draw)
    text = yaml.dump(
        tree,
        sort_keys=False,
        allow_unicode=draw(st.booleans()),
        default_flow_style=draw(st.sampled_from([False, None])),
        default_style=draw(st.sampled_from([None, '"', "'", ">", "|"])),
        width=draw(st.sampled_from([20, 80, 1000])),
        indent=draw(st.integers(2, 6)),
    )
    lines = []
    sound = parse_document(text.encode(), "").tree
    for line in text.splitlines():
        if draw(st.integers(0, 9)) == 0:
            lines.append(" " * draw(st.integers(0, 6)) + draw(st.sampled_from(["# a", "#b", ""])))
        lines.append(line + draw(st.sampled_from([""] * 9 + [" # c", "  ", "\t"])))
    strewn = "\n".join(lines) + draw(st.sampled_from(["\n", "", "\n\n\n", "\n# end\n"]))
    document = parse_document(strewn.encode(), "")
    if document.tree != sound or document.findings:
        # The comments ended up inside a text, which changed the entry or broke it.
        strewn = text
    return schema, strewn.replace("\n", draw(st.sampled_from(["\n", "\r\n"]))).encode()


@given(rewritten_entries())
def test_rewritten_entries_keep_their_meaning(case):
    schema, data = case
    result = format_entry(data, schema)
    before = parse_document(data, "").tree
    after = parse_document(result.data, "").tree
    assert without_order(schema.model_validate(after)) == without_order(
        schema.model_validate(before)
    )
    plain = data.decode().replace("\r\n", "\n")
    assert Counter(Layout(plain).comments) == Counter(Layout(result.data.decode()).comments)
    if not result.reason:
        assert format_entry(result.data, schema).data == result.data
        names = [field_name for field_name in schema.field_names() if field_name in after]
        if "#" not in plain:
            assert list(after) == names
            assert result.data.endswith(b"\n")
            assert b"\r" not in result.data


@st.composite
def broken_entries(draw):
    """A real entry with a few characters removed, inserted or duplicated."""
    file, schema = draw(st.sampled_from(ENTRIES))
    text = file.read_text("utf-8")
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        length = draw(st.integers(0, 12))
        new = draw(
            st.one_of(
                st.just(text[at : at + 30]),
                st.sampled_from(
                    ["\n", ": ", "- ", "#", " #", "'", '"', "&a ", "*a", "  ", "|\n", "é"]
                ),
                st.text(max_size=3),
            )
        )
        text = text[:at] + new + text[at + length :]
    return schema, text.encode("utf-8", "replace")


@example((PaperEntry, b"note: >\n  a\n   b\ntags: [b, a]\n"))
@example((PaperEntry, b"? a\n: b\ntakeaway: c\nthemes: [a]\n"))
@example((PaperEntry, b"note: |+\n  a\n\n\ntakeaway: b\n\n"))
@example((PaperEntry, b"note:\n# c\n\ntakeaway:\n  b\n"))
@example((PaperEntry, b"tags: [b,\n  a]\nthemes: [a\n  b]\n"))
@example((PaperEntry, b"{takeaway: a, themes: [b]}\n"))
@given(broken_entries())
def test_readable_data_never_changes(case):
    schema, data = case
    result = format_entry(data, schema, many=schema is Theme)
    before, after = (parse_document(source, "") for source in (data, result.data))
    if before.findings or before.tree is None:
        assert result.data == data
        return
    assert not after.findings
    assert leaves(before.tree) == leaves(after.tree)
    again = format_entry(result.data, schema, many=schema is Theme)
    assert again.data == result.data


def leaves(tree, path=()):
    """The texts of a tree with their paths, for comparison without order and case."""
    if isinstance(tree, dict):
        return sorted(leaf for key in tree for leaf in leaves(tree[key], (*path, key)))
    if isinstance(tree, list):
        places = (str(i) if path[-1:] != ("tags",) else "" for i in range(len(tree)))
        return sorted(
            leaf for i, item in zip(places, tree, strict=True) for leaf in leaves(item, (*path, i))
        )
    return [("/".join(path), re.sub(r":(80|443)(?=/|$)", "", tree).casefold())]


def test_no_line_exceeds_the_width():
    text = formatted(f"note: {' '.join('word' for _ in range(500))}\n")
    assert max(map(len, text.splitlines())) <= WIDTH
