"""What is wrong with a document by the schema, with places, in words, and with what to do."""

import pytest

from readinglist.entry.model import Theme
from readinglist.entry.yaml.document import parse_document
from readinglist.library.schema_findings import is_draft, read_entry, read_record

PAPER = "title: T\nauthors: [A B]\nurl: https://a.example/\nthemes: [t]\ntakeaway: x\n"
CLAIM = """\
claim: C.
kind: claim
source: {essay: e, section: S, quote: q}
themes: [t]
"""


def read(folder, text):
    """The entry in this text, and its findings as lines without the path."""
    entry, findings = read_entry(folder, parse_document(text.encode(), "x.yml"))
    return entry, [str(finding).removeprefix("x.yml:") for finding in findings]


def test_valid_entries_have_no_findings():
    assert read("papers", PAPER)[0].title == "T"
    assert read("claims", CLAIM)[1] == []


@pytest.mark.parametrize(
    ("folder", "text", "expected"),
    [
        ("papers", "takeaway: x\n",
         "1:1 error E102 themes: the field 'themes' is missing. Add it."),
        ("claims", CLAIM.replace("source:", "tags: [x] #"),
         ("1:1 error E305 source: a claim without its source. "
          "Add source with essay, section and quote.")),
        ("claims", CLAIM.replace(", quote: q", ""),
         "3:9 error E102 source.quote: the field 'quote' is missing. Add it."),
        ("papers", f"{PAPER}titel: x\n",
         "6:1 error E101 titel: unknown field 'titel'. Did you mean 'title'?"),
        ("claims", CLAIM.replace("quote:", "qoute: x, quote:"),
         "3:32 error E101 source.qoute: unknown field 'qoute'. Did you mean 'quote'?"),
        ("papers", PAPER.replace("[t]", "[]"),
         "4:9 error E105 themes: the list is empty. Name at least one."),
        ("papers", f"{PAPER}venue:\n",
         "6:7 error E105 venue: the value is empty. Fill it in or delete the field."),
        ("papers", PAPER.replace("x\n", "\n"),
         "5:10 error E105 takeaway: the value is empty. Fill it in."),
        ("papers", f"{PAPER}mode: sturctural\n",
         "6:7 error E104 mode: 'sturctural' is not allowed here. Did you mean 'structural'?"),
        ("papers", f"{PAPER}mode: x\n",
         ("6:7 error E104 mode: 'x' is not allowed here. "
          "Allowed are structural, developmental, exploratory.")),
        ("papers", PAPER.replace("title: T", "title: [T]"),
         ("1:8 error E103 title: expected a text, found a list. "
          "Write one value, without '- ' and without fields of its own.")),
        ("papers", PAPER.replace("title: T", "title: {a: b}"),
         ("1:8 error E103 title: expected a text, found fields. "
          "Write one value, without '- ' and without fields of its own.")),
        ("papers", PAPER.replace("[t]", "t"),
         ("4:9 error E103 themes: expected a list, found a text. "
          "Write it as [a, b] or as lines that start with '- '.")),
        ("claims", CLAIM.replace("{essay: e, section: S, quote: q}", "e"),
         ("3:9 error E103 source: expected fields, found a text. "
          "Write it as {name: value} or as indented 'name: value' lines.")),
        ("papers", f"{PAPER}tags: [{', '.join(['x' * 101])}]\n",
         ("6:8 error E115 tags[1]: the text has more than 100 characters. "
          "Shorten it, or split the entry.")),
    ],
)  # fmt: skip
def test_one_mistake_is_one_finding(folder, text, expected):
    entry, lines = read(folder, text)
    assert entry is None
    assert lines == [expected]


@pytest.mark.parametrize(
    ("field", "hint"),
    [("year", "issued"), ("Journal", "venue"), ("KEYWORDS", "tags"), ("tag", "tags")],
)
def test_what_other_lists_call_a_field(field, hint):
    _, (line,) = read("papers", f"{PAPER}{field}: x\n")
    assert line.endswith(f"unknown field '{field}'. Did you mean '{hint}'?")


def test_another_name_helps_only_where_there_is_such_a_field():
    """An essay has no pages, as a paper has."""
    for folder, hint in (("papers", "Did you mean 'pages'?"), ("essays", "Known are ")):
        _, lines = read(folder, "number-of-pages: 5\n")
        (unknown,) = [line for line in lines if " E101 " in line]
        assert hint in unknown


@pytest.mark.parametrize(
    ("names", "hint"),
    [
        ("Ada Fern", "Write one name as [Ada Fern]."),
        ("Fern, Ada", 'Write one name as ["Fern, Ada"]; several as [Ada Lovelace, Bo Moss].'),
        ("Ada Fern & Bo Moss",
         "Write one name as [Ada Fern & Bo Moss]; several as [Ada Lovelace, Bo Moss]."),
        ("{family: Fern}", ("Write it as a list of names: [{family: …, given: …}], "
         "or lines that start with '- '.")),
    ],
)  # fmt: skip
def test_names_that_are_no_list(names, hint):
    _, (line,) = read("papers", PAPER.replace("[A B]", names))
    assert line.startswith("2:10 error E103 authors: expected a list, found ")
    assert line.endswith(hint)


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("url: https://a.example/\ntitle:\n", True),
        ('arxiv: "1706.03762"\ntitle:\n', False),
        ("doi: 10.1000/x\ntitle:\n", False),
        ("title: T\nurl:\n", True),
        ("title: T\nurl: https://a.example/\nvenue:\n", False),
    ],
)
def test_an_empty_field_may_be_deleted_unless_the_work_needs_it(text, needed):
    _, (line,) = read("papers", f"{text}themes: [t]\ntakeaway: x\n")
    assert line.endswith("empty. Fill it in." if needed else "Fill it in or delete the field.")


def test_every_mistake_is_found_at_once():
    _, lines = read("papers", "titel: T\nthemes: []\ntakeaway:\nmode: x\n")
    assert sorted(line.split()[2] for line in lines) == ["E101", "E104", "E105", "E105"]


def test_a_part_of_a_document_has_its_own_places():
    document = parse_document(b"- id: t\n  title: T\n- id: u\n  tilte: U\n- ~\n", "themes.yml")
    entry, findings = read_record(Theme, document, document.tree[1], (1,))
    assert entry is None
    places = {str(finding.location) for finding in findings}
    assert places == {"themes.yml:3:3", "themes.yml:4:3"}
    assert all(finding.field.startswith("[2]") for finding in findings)


@pytest.mark.parametrize(
    ("text", "marked"),
    [("draft: true\n", True), ("draft: ' True '\n", True), ("draft: false\n", False),
     ("draft: yes\n", False), ("draft:\n", False), ("draft: [true]\n", False),
     ("title: true\n", False), ("- draft\n", False)],
)  # fmt: skip
def test_what_a_draft_is(text, marked):
    assert is_draft(parse_document(text.encode(), "x.yml")) is marked


def test_a_draft_paper_is_read_without_what_it_lacks():
    entry, lines = read("papers", "draft: true\ntitle: T\nvenue:\nthemes:\n")
    assert (entry.title, entry.venue, entry.draft) == ("T", None, True)
    assert sorted(line.split()[2] for line in lines) == ["E102", "E105", "E105"]
    entry, lines = read("papers", "draft: true\ntitle: [T]\n")
    assert entry is None
    assert any(" E103 title" in line for line in lines)
    entry, lines = read("essays", "draft: true\ntitle: T\n")
    assert entry is None
