"""Importing CSL-JSON."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readinglist.entry.vocabulary import WorkType
from readinglist.graph.preparing import prepare
from readinglist.intake.csl_json import parse_csl_json
from readinglist.site.exports.files import ExportFormat
from readinglist.site.exports.selection import ALL, select
from readinglist.values.identifiers import ArxivId
from readinglist.values.imprint import Imprint
from readinglist.values.names import Name


def one(**values):
    reading = parse_csl_json(json.dumps([{"title": "T", **values}]), "refs.json")
    assert reading.left_out == []
    (draft,) = reading.drafts
    return draft


def test_zotero():
    draft = one(
        id="http://zotero.org/users/1/items/ABC",
        type="article",
        title="Attention <i>Is</i> All You Need &amp; More",
        **{"citation-key": "vaswani2017"},
        author=[{"family": "Vaswani", "given": "Ashish"}, {"literal": "Google"}],
        issued={"date-parts": [["2017", 6, "12"]]},
        abstract="Long.",
        number="arXiv:1706.03762",
        publisher="arXiv",
        DOI="10.48550/arXiv.1706.03762",
        URL="http://arxiv.org/abs/1706.03762",
        volume="3",
        note="Read it.",
    )
    assert draft.title == "Attention Is All You Need & More"
    assert draft.authors == (Name("Vaswani", "Ashish"), Name(literal="Google"))
    assert (str(draft.issued), draft.venue, draft.type) == ("2017-06-12", "", None)
    assert (draft.arxiv, draft.doi, draft.url) == (ArxivId("1706.03762"), "", "")
    assert draft.key == "vaswani2017"
    assert draft.place == "refs.json:1"
    assert draft.imprint == Imprint(volume="3")
    assert draft.remarks == ("The file also says: note Read it.",)


@pytest.mark.parametrize(
    "values",
    [
        {"archive": "arXiv", "archive_location": "1706.03762"},
        {"URL": "https://arxiv.org/abs/1706.03762v1"},
        {"note": "arXiv:1706.03762 [cs]"},
        {"note": "arXiv: 1706.03762"},
        {"custom": {"arXiv": "1706.03762"}},
        {"container-title": "arXiv:1706.03762 [cs]"},
        {"eprint": "1706.03762"},
        {"number": "arXiv:1706.03762"},
    ],
)
def test_hints_at_an_eprint(values):
    draft = one(**values)
    assert draft.arxiv == ArxivId("1706.03762")
    assert draft.venue == ""


def test_a_doi_in_the_note_or_the_address():
    assert one(note="DOI: 10.1000/X_y").doi == "10.1000/x_y"
    assert one(URL="https://doi.org/10.1000/x").doi == "10.1000/x"
    assert one(URL="https://a.example/").url == "https://a.example/"
    assert one(URL="nonsense").url == ""


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ({"family": "Maaten", "given": "Laurens", "non-dropping-particle": "van der"},
         Name("Maaten", "Laurens", "van der")),
        ({"family": "van der Maaten", "given": "Laurens"}, Name("Maaten", "Laurens", "van der")),
        ({"family": "Humboldt", "given": "Alexander", "dropping-particle": "von"},
         Name("Humboldt", "Alexander von")),
        ({"family": "Ho", "given": "Jonathan", "suffix": "Jr."},
         Name("Ho", "Jonathan", suffix="Jr.")),
        ({"literal": "van Gogh Museum"}, Name(literal="van Gogh Museum")),
        ({"family": "OpenAI"}, Name(literal="OpenAI")),
        ({"given": "Plato"}, Name(literal="Plato")),
        ("Ada Lovelace", Name("Lovelace", "Ada")),
        ({"family": "-"}, None),
        ({}, None),
        (7, None),
    ],
)  # fmt: skip
def test_names(person, name):
    assert one(author=[person]).authors == ((name,) if name else ())


@pytest.mark.parametrize(
    ("issued", "date", "said"),
    [
        ({"date-parts": [[2017]]}, "2017", False),
        ({"date-parts": [[2017, 13]]}, "2017", True),
        ({"date-parts": [["2017", "06"]], "season": 2}, "2017-06", False),
        ({"date-parts": [[2017, 6, 1], [2017, 6, 3]]}, "2017-06-01", True),
        ({"raw": "2017-06-12T00:00Z"}, "2017-06-12", False),
        ({"literal": "2017"}, "2017", False),
        ({"literal": "circa 1985"}, "1985", True),
        ({"literal": "spring or fall"}, "None", True),
        ({"date-parts": [[-300]]}, "None", True),
        ({"date-parts": "x"}, "None", True),
        ({"date-parts": [[0]]}, "None", True),
        ({"date-parts": [[2017]], "season": "2"}, "2017", True),
        ("2017-06", "2017-06", False),
        (None, "None", False),
    ],
)
def test_dates(issued, date, said):
    draft = one(issued=issued)
    assert str(draft.issued) == date
    assert any(remark.startswith("Issued: ") for remark in draft.remarks) is said


def test_types_and_venues():
    draft = one(type="paper-conference", **{"container-title": "NeurIPS", "publisher": "Curran"})
    assert (draft.type, draft.venue) == (WorkType.PAPER_CONFERENCE, "NeurIPS")
    draft = one(type="book", **{"container-title": "A Series", "publisher": "Curran"})
    assert (draft.type, draft.venue) == (WorkType.BOOK, "A Series")
    assert draft.imprint.publisher == "Curran"
    assert one(type="motion_picture").type is WorkType.SPEECH
    assert one(type="legal_case").type is None
    assert one(type=["book"]).type is None


def test_a_single_item_and_a_wrapped_list():
    for text in ('{"title": "A"}', '{"items": [{"title": "A"}]}', '\n [\n{"title": "A"}\n]'):
        assert [draft.title for draft in parse_csl_json(text, "r").drafts] == ["A"]
    assert parse_csl_json("[]", "r").drafts == []
    assert parse_csl_json("", "r").drafts == []


def test_broken_items_are_reported_and_the_rest_is_imported():
    text = """[
  {"id": "a", "title": "One"},
  {"id": "b", "title": "Two", "author": [{"family": "X"}], broken},
  {"id": "c", "title": "Three"},
  17,
  {"id": "d"},
  {"id": "e", "title": "Five",
]
"""
    reading = parse_csl_json(text, "refs.json")
    assert [(draft.title, draft.place) for draft in reading.drafts] == [
        ("One", "refs.json:2"), ("Three", "refs.json:4"),
    ]  # fmt: skip
    assert [remark.place for remark in reading.left_out] == [
        "refs.json:3", "refs.json:5", "refs.json:6", "refs.json:8",
    ]  # fmt: skip
    assert "starts on line 3 is not JSON" in reading.left_out[0].message
    assert "'d' has no title" in reading.left_out[2].message


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from("title family given literal date-parts raw note custom".split()), inner,
        max_size=3,
    ),
    max_leaves=8,
)  # fmt: skip
KEYS = st.sampled_from(
    "id type title author editor issued DOI URL note custom number archive archive_location "
    "container-title publisher volume page ISBN ISSN edition language event".split()
)


@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=6), max_size=4))
@example([{"title": "x", "issued": {"date-parts": [["١"]]}}])
@example([{"title": "x", "issued": {"date-parts": [[10**30]]}}])
@example([{"title": float("inf")}])
def test_any_items_are_imported_or_reported(items):
    reading = parse_csl_json(json.dumps(items), "r.json")
    assert len(reading.drafts) + len(reading.left_out) == len(items)


PIECES = st.sampled_from(["{", "}", "[", "]", ",", ":", '"', '"title"', "x", "\\"])


@given(st.text() | st.lists(PIECES).map("".join))
@example("[" * 100_000)
@example('[{"a":' * 30_000)
def test_any_text_is_accepted(junk):
    sound = '{"id": "s", "type": "book", "title": "Sound"}'
    parse_csl_json(junk, "r")
    reading = parse_csl_json(f"[{sound}, {junk}\n, {sound}]", "r")
    assert reading.drafts[0].title == "Sound"


def test_exported_works_are_imported_again(tools):
    items = select(prepare(tools.REPOSITORY).graph, ALL)
    reading = parse_csl_json(ExportFormat.CSL.render(items), "refs.json")
    assert reading.left_out == reading.notes == []
    assert len(items) > 100
    for item, draft in zip(items, reading.drafts, strict=True):
        work = item.work
        assert draft.key == work.id
        assert draft.title == work.title
        assert draft.authors == work.authors
        assert draft.issued == work.issued
        assert (draft.venue or draft.imprint.publisher or None) == work.venue
        assert (draft.type or WorkType.ARTICLE) == work.type
        assert (draft.arxiv, draft.doi or None) == (work.arxiv, work.doi)
        # An address that only repeats an identifier is redundant.
        repeats = work.arxiv or work.url == f"https://doi.org/{work.doi}"
        assert draft.url == ("" if repeats else work.url)
