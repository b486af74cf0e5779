"""Whether a work is on the list already, or in a file twice."""

import pytest

from readinglist.entry.vocabulary import WorkType
from readinglist.intake.drafts import Draft
from readinglist.intake.duplicates import Index, Known, known_draft, known_works
from readinglist.library.reading import read_library
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId
from readinglist.values.imprint import Imprint
from readinglist.values.names import Name, parse_name


def draft_of(title="", *authors, year=None, **values):
    issued = PartialDate(year) if year else None
    return Draft(title, tuple(map(parse_name, authors)), issued, **values)


def known(key="k", place="f:1", **values):
    return Known(place, key, **values)


@pytest.mark.parametrize(
    ("there", "draft", "certain"),
    [
        ({"arxiv": ArxivId("1706.03762")}, {"arxiv": ArxivId("1706.03762")}, True),
        ({"doi": "10.1000/x"}, {"doi": "10.1000/x"}, True),
        (
            {"doi": "10.1145/1235", "title": "One", "surname": "fang"},
            {"doi": "10.1145/1235", "title": "Another", "authors": (parse_name("X. Caruso"),)},
            False,
        ),
        ({"url": "a.example/x"}, {"url": "https://www.a.example/x/"}, True),
        ({"url": "a.example"}, {"url": "https://a.example/"}, True),
        (
            {"url": "a.example/x", "title": "One"},
            {"url": "http://a.example/x", "title": "Two"},
            False,
        ),
        (
            {"title": "Attention is all you need!", "surname": "vaswani"},
            {"title": "Attention Is All You Need", "authors": (parse_name("A. Vaswani"),)},
            "likely",
        ),
        (
            {"title": "Über $\\alpha$", "surname": "muller"},
            {"title": "UBER $\\alpha$", "authors": (parse_name("Müller, K."),)},
            "likely",
        ),
        ({"title": "Deep Learning", "surname": "lecun"},
         {"title": "Deep Learning", "authors": (parse_name("Ian Goodfellow"),)}, False),
        ({"title": "Deep Learning", "surname": ""},
         {"title": "Deep Learning", "authors": (parse_name("Ian Goodfellow"),)}, False),
        ({"title": "Same", "surname": "fern", "doi": "10.5555/one"},
         {"title": "Same", "authors": (parse_name("A. Fern"),), "doi": "10.5555/two"}, False),
        ({"title": "Same", "surname": "fern", "year": 2001},
         {"title": "Same", "authors": (parse_name("A. Fern"),), "issued": PartialDate(2009)},
         False),
        ({"title": "Same", "surname": "fern"},
         {"title": "Same", "authors": (parse_name("A. Fern"),),
          "imprint": Imprint(edition="2")}, False),
        # A volume without authors uses its first editor.
        ({"title": "Same", "surname": "fern"},
         {"title": "Same", "imprint": Imprint(editors=(Name("Fern", "A."),))}, "likely"),
        ({"title": "Same", "surname": "fern"},
         {"title": "Same", "imprint": Imprint(editors=(Name("Moss", "B."),))}, False),
        # Books are identified by their ISBN, but not the chapters in one.
        ({"title": "", "isbn": "9783161484100"},
         {"title": "One", "type": WorkType.BOOK, "imprint": Imprint(isbn="9783161484100")}, True),
        ({"title": "Two", "isbn": "9783161484100"},
         {"title": "One", "type": WorkType.BOOK, "imprint": Imprint(isbn="9783161484100")}, False),
        ({"title": "Two", "isbn": "9783161484100"},
         {"title": "One", "type": WorkType.CHAPTER, "imprint": Imprint(isbn="9783161484100")},
         None),
        # A preprint and its publication.
        ({"title": "Same", "surname": "fern", "year": 2017, "arxiv": ArxivId("1706.03762")},
         {"title": "Same", "authors": (parse_name("A. Fern"),), "issued": PartialDate(2018),
          "doi": "10.5555/x"}, "likely"),
        (
            {"title": "One", "surname": "a", "arxiv": ArxivId("1706.03762")},
            {"title": "One", "authors": (Name("A", "B"),), "arxiv": ArxivId("1706.03763")},
            False,
        ),
        (
            {"title": "Attention Is All You Need", "surname": "vaswani"},
            {"title": "Attention is All We Need", "authors": (parse_name("A. Vaswani"),)},
            False,
        ),
        (
            {"title": "BERT: Pre-training of Deep Transformers", "surname": "devlin"},
            {"title": "BERT", "authors": (parse_name("J. Devlin"),)},
            False,
        ),
        (
            {"title": "One thing", "surname": "devlin"},
            {"title": "Quite another matter", "authors": (parse_name("J. Devlin"),)},
            None,
        ),
        ({"title": ""}, {"title": ""}, None),
        ({"title": "漢字"}, {"title": "漢字"}, "likely"),
        # Letters with a stroke, TeX's escapes and HTML's count as the letters that they stand for.
        ({"title": "The Ørsted effect"}, {"title": "The Orsted Effect"}, "likely"),
        ({"title": "Łukasiewicz’s logic"}, {"title": "Lukasiewicz's Logic"}, "likely"),
        ({"title": "Search & rescue"}, {"title": "Search &amp; rescue"}, "likely"),
        ({"title": "A bound of $\\mathcal{O}(n)$"}, {"title": "A bound of O(n)"}, "likely"),
    ],
)  # fmt: skip
def test_duplicates(there, draft, certain):
    index = Index()
    index.add(known(**there))
    match = index.find(known_draft(Draft(**draft)))
    found = "likely" if match and match.is_likely else match and match.is_certain
    assert found == certain
    if match:
        assert "'k' at f:1" in match.message


def test_listed_works_are_also_found_by_their_records(tools):
    library = read_library(tools.REPOSITORY)
    index = Index()
    for work in known_works(library):
        index.add(work)
    match = index.find(known_draft(draft_of("ATTENTION is all you need", "Vaswani, A.")))
    assert match.known.key == "vaswani2017attention"
    assert match.known.place == "entries/papers/vaswani2017attention.yml:1"
    essay = next(iter(library.essays.values()))
    assert index.find(known_draft(Draft(url=essay.url))).is_certain


def test_no_listed_work_matches_another(tools):
    """Nothing on the list would have been rejected when it was added."""
    library = read_library(tools.REPOSITORY)
    everything = list(known_works(library))
    assert len(everything) > 100
    index = Index()
    alike = []
    for work in everything:
        draft = Draft(
            title=work.title,
            authors=(Name(literal=work.surname),) if work.surname else (),
            arxiv=work.arxiv, doi=work.doi, url=f"https://{work.url}" if work.url else "",
        )  # fmt: skip
        match = index.find(known_draft(draft))
        assert not match or not match.is_certain, match.message
        alike += [(work.key, match.known.key)] if match else []
        index.add(known_draft(draft, work.key))
    assert len(alike) < 8, alike
