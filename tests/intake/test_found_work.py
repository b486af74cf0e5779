"""A work in a reference manager's file: what is used of it, and what is told."""

import pytest
from bibliographies import read_one

from readinglist.entry.vocabulary import WorkType
from readinglist.intake.drafts import Reading, Remark
from readinglist.intake.found_work import FoundWork, plain
from readinglist.values.name_lists import read_names


def test_two_addresses_on_a_line_are_never_one():
    ris = "TY  - JOUR\nTI  - T\nUR  - https://a.example/1;https://a.example/2\nER  -"
    draft, told = read_one(ris)
    assert draft.url == "https://a.example/1"
    assert "the address https://a.example/2 is left out" in told
    draft, told = read_one("TY  - JOUR\nTI  - T\nUR  - www.a.example/x\nER  -")
    assert draft.url == "https://www.a.example/x"
    assert "https:// was added" in told


def file(**values):
    """The draft of a work with these texts, what is told, and what is left out."""
    reading = Reading()
    FoundWork("f:1", **{"title": "T"} | values).file_into(reading)
    drafts = reading.drafts or [None]
    return drafts[0], [note.message for note in reading.notes], reading.left_out


def test_a_work_without_anything_to_find_it_by():
    draft, told, left_out = file(title="", key="7", authors=read_names(["Fern, Ada"]))
    assert (draft, told) == (None, [])
    assert left_out == [Remark("f:1", "'7' has no title, identifier or address")]
    assert file(title="")[2] == [Remark("f:1", "the record has no title, identifier or address")]
    assert file(title="", dois=["10.5555/x"])[0].doi == "10.5555/x"


@pytest.mark.parametrize(
    ("dates", "issued", "told"),
    [
        ([], None, []),
        (["2017"], "2017", []),
        # The most precise one, of the year that comes first.
        (["2017", "2017-06-12", "2017-06"], "2017-06-12", []),
        (["2017", "2018-06-12"], "2017", []),
        (["2017-06", "2017-07"], "2017-06", []),
        (["next spring", "2017"], "2017", ["date: there"]),
    ],
)
def test_the_date(dates, issued, told):
    draft, notes, _ = file(dates=dates)
    assert (str(draft.issued) if draft.issued else None) == issued
    assert [note.partition(" is ")[0] for note in notes] == told


@pytest.mark.parametrize(
    ("values", "arxiv", "doi", "url", "told"),
    [
        ({"dois": ["10.5555/A", "10.5555/a"]}, None, "10.5555/a", "", 0),
        ({"dois": ["10.5555/a", "10.5555/b"]}, None, "10.5555/a", "", 1),
        ({"dois": ["none", "10.5555/a"]}, None, "10.5555/a", "", 1),
        ({"dois": ["10.48550/arXiv.1706.03762"]}, "1706.03762", "", "", 0),
        ({"arxiv": ["arXiv:1706.03762 [cs]"]}, "1706.03762", "", "", 0),
        ({"urls": ["https://arxiv.org/abs/1706.03762v2"]}, "1706.03762", "", "", 0),
        ({"container": "arXiv:1706.03762"}, "1706.03762", "", "", 0),
        ({"imprint": {"number": "arXiv:1706.03762"}}, "1706.03762", "", "", 0),
        ({"urls": ["https://doi.org/10.5555/a"]}, None, "10.5555/a", "", 0),
        ({"dois": ["10.5555/a"], "urls": ["https://doi.org/10.5555/a", "https://a.example/"]},
         None, "10.5555/a", "https://a.example/", 0),
        ({"urls": ["https://a.example/", "https://a.example/", "https://b.example/"]}, None, "",
         "https://a.example/", 1),
        ({"urls": ["none"]}, None, "", "", 1),
    ],
)  # fmt: skip
def test_identifiers_and_addresses(values, arxiv, doi, url, told):
    draft, notes, _ = file(**values)
    assert (draft.arxiv and draft.arxiv.value, draft.doi, draft.url) == (arxiv, doi, url)
    assert len(notes) == told
    assert len(draft.remarks) == told


def test_every_problem_is_told_twice():
    """For whoever imports, and in the entry for whoever completes it."""
    draft, notes, _ = file(
        type=WorkType.ARTICLE, unknown_type="map", container="arXiv",
        authors=read_names(["Fern, Ada", "et al."]), imprint={"issn": "0001-0783"},
        rest=[("N1", "A note."), ("C7", ""), ("AB", "x" * 5_000)],
    )  # fmt: skip
    assert notes == [
        "the authors end in 'et al.'; list them all",
        "'0001-0783' is not an ISSN: its check digit is 3 but should be 2; left out",
        "the list has no type for 'map'; the entry gets none",
    ]
    assert draft.remarks[:3] == tuple(f"{note[0].upper()}{note[1:]}." for note in notes)
    assert draft.remarks[3].startswith("The file also says: N1 A note.; AB xxx")
    assert draft.remarks[3].endswith("x…")
    # A plain article needs no type, and arXiv is no venue.
    assert (draft.type, draft.venue) == (None, "")


@pytest.mark.parametrize(
    ("text", "shown"),
    [("  a\n b ", "a b"), ("CO<sub>2</sub> &amp; more", "CO₂ & more"), ("a\x07b", "a b"), ("", "")],
)
def test_texts_of_such_files(text, shown):
    assert plain(text) == shown
