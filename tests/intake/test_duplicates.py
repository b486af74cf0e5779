"""Whether a work is on the list already, or in a file twice."""

import pytest

from readinglist.entry.vocabulary import WorkType
from readinglist.intake.drafts import Draft
from readinglist.intake.duplicates import Index, Known, are_apart, known_draft, known_works
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


def test_the_first_of_two_works_with_an_identifier_is_found():
    index = Index()
    for key in ("first", "second"):
        index.add(known(key, doi="10.1000/x", url="a.example/x"))
    assert index.find(known_draft(Draft(doi="10.1000/x"))).known.key == "first"
    assert index.find(known_draft(Draft(url="https://a.example/x"))).known.key == "first"
    assert index.find_key("second").key == "second"
    assert index.find_key("third") is None


def test_a_person_who_names_a_doi_means_that_work():
    index = Index()
    index.add(known(doi="10.1000/x", title="One", surname="fern"))
    other = known_draft(draft_of("Another", "Bo Moss", doi="10.1000/x"))
    assert not index.find(other).is_certain
    assert index.find(other, trust_identifiers=True).is_certain


def test_a_match_in_words():
    index = Index()
    index.add(known("fern", "entries/papers/fern.yml:1", arxiv=ArxivId("1706.03762")))
    match = index.find(known_draft(Draft(doi="10.48550/arxiv.1706.03762")))
    assert match.message == "is 'fern' at entries/papers/fern.yml:1 (arXiv id 1706.03762)"
    index.add(known("moss", "f:2", title="Shade", surname="moss", year=2001))
    match = index.find(known_draft(draft_of("Shade", "Bo Moss", year=2009, doi="10.1000/x")))
    assert match.message == (
        "may be 'moss' at f:2 (same title and first author, but different year)"
    )


@pytest.mark.parametrize(
    ("there", "year", "arxiv", "is_likely"),
    [
        (2017, 2017, "", True),
        (2017, 2018, "", False),
        # A preprint precedes its publication by up to two years.
        (2017, 2015, "1506.00001", True),
        (2017, 2014, "1406.00001", False),
    ],
)
def test_years_of_a_title_and_a_first_author(there, year, arxiv, is_likely):
    index = Index()
    index.add(known(title="Shade", surname="fern", year=there))
    given = {"arxiv": ArxivId(arxiv)} if arxiv else {}
    match = index.find(known_draft(draft_of("Shade", "A. Fern", year=year, **given)))
    assert (match.is_certain, match.is_likely) == (False, is_likely)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ({}, {}, False),
        ({"arxiv": ArxivId("1706.03762")}, {"arxiv": ArxivId("1706.03763")}, True),
        ({"arxiv": ArxivId("1706.03762")}, {"doi": "10.1000/x"}, False),
        ({"doi": "10.1000/x"}, {"doi": "10.1000/y"}, True),
        ({"title": "One"}, {"title": "Two"}, False),
        ({"title": "One", "surname": "fern"}, {"title": "Two", "surname": "fern"}, False),
        ({"title": "One", "surname": "fern"}, {"title": "One", "surname": "moss"}, False),
        ({"title": "One", "surname": "fern"}, {"title": "Two", "surname": "moss"}, True),
    ],
)
def test_works_that_must_be_different(one, other, apart):
    assert are_apart(known(**one), known(**other)) is apart
    assert are_apart(known(**other), known(**one)) is apart


def test_the_best_of_several_with_one_title_is_taken():
    """A likely match comes before the first possible one."""
    index = Index()
    index.add(known("one", title="Shade", surname="fern", doi="10.1000/1"))
    index.add(known("two", title="Shade", surname="fern"))
    match = index.find(known_draft(draft_of("Shade", "A. Fern", doi="10.1000/2")))
    assert (match.known.key, match.is_likely) == ("two", True)


def test_entries_with_mistakes_are_known_too(small_project):
    """They would otherwise be imported again and again until somebody corrects them."""
    (small_project / "entries/papers/broken.yml").write_text(
        "title: Shade\nauthors: [Ada Fern]\ndoi: 10.1000/X\nnonsense: x\n", "utf-8"
    )
    found = {work.key: work for work in known_works(read_library(small_project))}
    assert found.keys() == {"broken", "lovelace2024thoughts", "vaswani2017attention"}
    broken = found["broken"]
    assert (broken.title, broken.surname, broken.doi) == ("Shade", "fern", "10.1000/x")
    assert broken.place == "entries/papers/broken.yml:1"
    assert found["vaswani2017attention"].arxiv == ArxivId("1706.03762")
    assert found["lovelace2024thoughts"].url == "essay.example/thoughts"
