import datetime

import pytest

from readinglist.entry.model import EssayEntry, PaperEntry
from readinglist.entry.vocabulary import WorkType
from readinglist.library.lock.arxiv_records import Provenance, Record
from readinglist.library.merging import merge_essay, merge_paper
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId
from readinglist.values.names import Name

ID = ArxivId("1706.03762")
RECORD = Record(
    ID,
    "Attention",
    (Name("Vaswani", "Ashish"),),
    Provenance("copy", datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)),
    abstract="Abc.",
    submitted=PartialDate(2017, 6, 12),
    updated=PartialDate(2017, 12, 5),
    categories=("cs.CL",),
    doi="10.1000/x",
    journal_ref="J. 1",
    comment="5 pages",
)


def paper(**values):
    return PaperEntry.model_validate({"themes": ["t"], "takeaway": "x"} | values)


def test_the_record_fills_in():
    work = merge_paper("p", paper(arxiv="1706.03762"), {ID: RECORD})
    assert (work.id, work.folder, work.type) == ("p", "papers", WorkType.ARTICLE)
    assert (work.title, work.authors, work.issued) == (
        "Attention",
        RECORD.authors,
        RECORD.submitted,
    )
    assert (work.venue, work.doi, work.abstract) == ("J. 1", "10.1000/x", "Abc.")
    assert (work.updated, work.comment, work.categories) == (RECORD.updated, "5 pages", ("cs.CL",))
    assert work.url == "https://arxiv.org/abs/1706.03762"
    assert work.provenance is RECORD.provenance
    assert work.year == 2017
    assert not work.is_stub
    assert not work.is_preprint


@pytest.mark.parametrize(
    ("field", "given", "attribute", "value"),
    [
        ("title", "Mine", "title", "Mine"),
        ("authors", ["Ada Lovelace"], "authors", (Name("Lovelace", "Ada"),)),
        ("issued", "2018", "issued", PartialDate(2018)),
        ("url", "https://a.example/", "url", "https://a.example/"),
        ("type", "paper-conference", "type", WorkType.PAPER_CONFERENCE),
    ],
)
def test_the_entry_takes_precedence(field, given, attribute, value):
    plain = merge_paper("p", paper(arxiv="1706.03762"), {ID: RECORD})
    work = merge_paper("p", paper(arxiv="1706.03762", **{field: given}), {ID: RECORD})
    changed = {key for key, value in vars(work).items() if value != getattr(plain, key)}
    assert getattr(work, attribute) == value
    assert changed == {"entry", attribute}


def test_a_paper_without_record_is_a_stub():
    work = merge_paper("p", paper(arxiv="1706.03762"), {})
    assert work.is_stub
    assert work.title == "arXiv:1706.03762"
    assert work.authors == ()
    assert work.issued == PartialDate(2017, 6)
    assert work.provenance is None
    assert work.is_preprint
    assert not merge_paper("p", paper(arxiv="1706.03762", title="T"), {}).is_stub


def test_the_record_of_another_paper_is_not_used():
    assert merge_paper("p", paper(arxiv="2301.00010"), {ID: RECORD}).is_stub


def test_a_work_without_arxiv_id():
    work = merge_paper(
        "p", paper(title="T", authors=["Ada Lovelace"], doi="10.1000/x"), {ID: RECORD}
    )
    assert work.url == "https://doi.org/10.1000/x"
    assert (work.issued, work.year, work.arxiv) == (None, None, None)
    assert not work.is_preprint
    assert merge_paper("p", paper(title="T", authors=["Ada Lovelace"]), {}).url == ""


def test_essays():
    entry = EssayEntry.model_validate(
        {
            "title": "E",
            "authors": ["Ada Lovelace"],
            "url": "https://e.example/",
            "themes": ["t"],
            "takeaway": "x",
            "issued": "2024-05",
            "sections": [{"title": "One"}],
        }
    )
    work = merge_essay("e", entry)
    assert (work.id, work.folder, work.type) == ("e", "essays", WorkType.POST_WEBLOG)
    assert (work.title, work.url, work.year) == ("E", "https://e.example/", 2024)
    assert not work.is_stub
    assert not work.is_preprint


def test_names_correct_single_authors(graph_of):
    parts = {"family": "Peyton Jones", "given": "Simon"}
    graph = graph_of(
        papers={
            "p": {
                "authors": ["Ada Lovelace", "Simon Peyton Jones"],
                "names": {"Simon Peyton Jones": parts, "Nobody Here": "Nobody"},
            }
        },
        essays={"e": {"names": {"Alan Turing": "Turing, Alan Mathison"}}},
    )
    assert [name.inverted for name in graph.works["p"].authors] == [
        "Lovelace, Ada",
        "Peyton Jones, Simon",
    ]
    assert graph.works["e"].authors[0].display == "Alan Mathison Turing"
