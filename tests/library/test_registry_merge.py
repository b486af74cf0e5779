"""The effect of registries' records on works and checks."""

import functools
from dataclasses import replace

import pytest
from published import ADA, ALAN, ARXIV, CROSSREF, DBLP, DOI, PAPER, write_list

from readinglist.entry.model import PaperEntry
from readinglist.entry.vocabulary import WorkType
from readinglist.graph.linking import link_graph
from readinglist.library.checks import check_library
from readinglist.library.lock.registries import PublishedLock, doi_path
from readinglist.library.lock.registry_records import Registry, Update
from readinglist.library.merging import merge_paper, merge_works
from readinglist.library.reading import read_library
from readinglist.library.works import Published, Retraction, Work
from readinglist.values.dates import PartialDate
from readinglist.values.imprint import Imprint
from readinglist.values.names import Name


def merged(record=None, by_doi=None, by_dblp=None, **values) -> Work:
    entry = PaperEntry.model_validate({"themes": ["t"], "takeaway": "x"} | values)
    lock = PublishedLock(
        {by_doi.key: by_doi} if by_doi else {}, {PAPER: by_dblp} if by_dblp else {}
    )
    return merge_paper("p", entry, {PAPER: record} if record else {}, lock)


# Works


def test_a_doi_alone_is_enough_for_a_work():
    work = merged(by_doi=CROSSREF, doi=DOI)
    assert (work.title, work.authors, work.issued) == (
        "On Examples",
        (ADA, ALAN),
        PartialDate(2018, 3),
    )
    assert (work.venue, work.doi, work.type) == ("Journal", DOI, WorkType.ARTICLE_JOURNAL)
    assert work.url == "https://doi.org/10.1000/x"
    assert work.published == Published(
        ("entry", "Crossref"), "Journal", DOI, PartialDate(2018, 3), WorkType.ARTICLE_JOURNAL
    )
    assert not work.is_stub


def test_a_doi_without_a_record_is_a_stub():
    work = merged(doi=DOI)
    assert (work.title, work.authors, work.is_stub) == ("doi:10.1000/x", (), True)


@pytest.mark.parametrize(
    ("given", "attribute", "value"),
    [
        ({"title": "On Examples, Revisited"}, "title", "On Examples, Revisited"),
        ({"authors": ["Grace Hopper"]}, "authors", (Name("Hopper", "Grace"),)),
        ({"issued": "2016"}, "issued", PartialDate(2016)),
        ({"venue": "J. Ex."}, "venue", "J. Ex."),
        ({"type": "report"}, "type", WorkType.REPORT),
        ({"url": "https://a.example/"}, "url", "https://a.example/"),
    ],
)
def test_the_entry_takes_precedence(given, attribute, value):
    work = merged(by_doi=CROSSREF, doi=DOI, **given)
    assert getattr(work, attribute) == value
    plain = merged(by_doi=CROSSREF, doi=DOI)
    same = {"title", "authors", "issued", "doi"} - {attribute}
    assert all(getattr(work, name) == getattr(plain, name) for name in same)


def test_arxiv_takes_precedence_over_the_registries():
    record = replace(ARXIV, doi=DOI, journal_ref="J. Ex. 1 (2018)")
    work = merged(record, CROSSREF, DBLP, arxiv=PAPER.value)
    assert (work.title, work.issued, work.venue) == (
        "On Examples",
        PartialDate(2017, 6, 12),
        "J. Ex. 1 (2018)",
    )
    assert work.published.sources == ("arXiv", "Crossref")
    assert work.published.issued == PartialDate(2018, 3)


def test_dblp_comes_last():
    work = merged(ARXIV, None, DBLP, arxiv=PAPER.value)
    assert work.published == Published(
        ("DBLP",), "NIPS", None, PartialDate(2017), WorkType.PAPER_CONFERENCE
    )
    assert not work.is_preprint
    both = merged(replace(ARXIV, doi=DOI), CROSSREF, DBLP, arxiv=PAPER.value)
    assert both.venue == "Journal"


def test_a_doi_of_another_work_is_ignored():
    """Authors type the DOIs in arXiv's records by hand."""
    other = replace(CROSSREF, title="On Something Else", authors=(Name("Hopper", "Grace"),))
    other = replace(other, updates=(Update("retraction"),))
    work = merged(replace(ARXIV, doi=DOI), other, arxiv=PAPER.value)
    assert (work.doi, work.venue, work.retracted) == (DOI, None, None)
    assert work.published.sources == ("arXiv",)


@pytest.mark.parametrize(
    "other",
    [
        {"title": "On Examples: The Journal Version"},
        {"authors": (ADA,)},
        {"title": "ON EXAMPLES", "authors": ()},
    ],
)
def test_title_or_authors_are_enough_to_identify_a_work(other):
    work = merged(replace(ARXIV, doi=DOI), replace(CROSSREF, **other), arxiv=PAPER.value)
    assert work.venue == "Journal"


def test_a_preprints_doi_names_its_published_form():
    doi = "10.48550/arxiv.1706.03762"
    preprint = replace(
        CROSSREF, registry=Registry.DATACITE, key=doi, doi=doi, kind="Preprint", venue=None
    )
    work = merged(by_doi=replace(preprint, version_of=("10.2000/y",)), doi=doi)
    assert work.published == Published(("DataCite",), doi="10.2000/y")
    assert work.doi == doi
    assert work.type is WorkType.ARTICLE
    assert merged(by_doi=preprint, doi=doi).published is None


def test_software_of_datacite():
    found = replace(CROSSREF, registry=Registry.DATACITE, kind="Software", venue=None)
    work = merged(by_doi=found, doi=DOI)
    assert (work.type, work.venue) == (WorkType.SOFTWARE, None)
    assert work.published.sources == ("entry", "DataCite")


@pytest.mark.parametrize(
    ("updates", "retraction"),
    [
        ((), None),
        ((Update("correction", "10.1000/n"),), None),
        ((Update("expression_of_concern", "10.1000/n"),), None),
        (
            (Update("retraction", "10.1000/n", PartialDate(2020, 5, 2), "publisher"),),
            Retraction(
                "retraction",
                PartialDate(2020, 5, 2),
                "https://doi.org/10.1000/n",
                "Crossref",
                PartialDate(2026, 11, 21),
            ),
        ),
        (
            (Update("correction", "10.1000/n"), Update("withdrawal")),
            Retraction("withdrawal", None, None, "Crossref", PartialDate(2026, 11, 21)),
        ),
    ],
)
def test_retractions(updates, retraction):
    work = merged(by_doi=replace(CROSSREF, updates=updates), doi=DOI)
    assert work.retracted == retraction
    assert work.is_void is (retraction is not None)


# Checks, on a list on disk


@pytest.fixture
def write(tmp_path):
    return functools.partial(write_list, tmp_path)


def codes(library) -> list[tuple[str, str]]:
    return [(finding.code, finding.field) for finding in check_library(library)]


def test_a_doi_with_its_record_is_a_complete_entry(write):
    library = write(CROSSREF, ada=f"doi: {DOI}")
    assert codes(library) == []
    assert link_graph(library).works["ada"].title == "On Examples"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (f"doi: {DOI}", [("N502", "doi")]),
        (f"doi: {DOI}\ntitle: T", [("N502", "doi")]),
        (f"doi: {DOI}\ntitle: T\nauthors: [Ada Lovelace]", []),
        ("title: T\nauthors: [Ada Lovelace]", [("E102", "url")]),
        ("title: T\nplace: Oslo", [("E102", "url")]),
        *((f"title: T\n{by}", []) for by in ("isbn: 9783161484100", "publisher: P", "venue: V")),
        ("url: https://a.example/", [("E102", "title")]),
        ("doi: nonsense", [("E108", "doi")]),
    ],
)
def test_what_an_entry_needs_without_a_record(write, lines, found):
    assert sorted(codes(write(ada=lines))) == found


def test_the_imprint_of_an_entry_is_filled_in_by_its_record(write):
    imprint = Imprint(volume="21", issue="7", pages="1-9", publisher="P")
    library = write(replace(CROSSREF, imprint=imprint), ada=f"doi: {DOI}\nvolume: 22")
    work = merge_works(library)["ada"]
    assert work.imprint == replace(imprint, volume="22")
    assert (work.container, work.publisher) == ("Journal", "P")


def test_the_imprint_of_another_publication_is_not_used(write):
    record = replace(CROSSREF, imprint=Imprint(volume="21"))
    arxiv = replace(ARXIV, doi=DOI, journal_ref="Other Journal 3 (1999)")
    library = write(replace(record, key=DOI), arxiv=arxiv, ada=f'arxiv: "{PAPER.value}"\n'
                    "venue: Other Journal 1999\ndoi: 10.1000/other")  # fmt: skip
    assert not merge_works(library)["ada"].imprint


def test_a_broken_record_has_one_finding(write, tmp_path):
    write(CROSSREF, ada=f"doi: {DOI}")
    doi_path(tmp_path / "entries/metadata", DOI).write_text("{")
    library = read_library(tmp_path)
    assert [finding.code for finding in check_library(library)] == ["E010"]


def test_the_doi_of_arxivs_record_is_read_from_the_lock(write):
    arxiv = replace(ARXIV, doi="10.1000/X 10.1000/second")
    library = write(CROSSREF, DBLP, arxiv=arxiv, ada=f'arxiv: "{PAPER.value}"')
    assert merge_works(library)["ada"].venue == "Journal"
    assert library.published.by_arxiv == {PAPER: DBLP}
