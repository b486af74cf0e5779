"""What curators are told about their entries from the registries' records."""

import functools
from dataclasses import replace

import pytest
from published import ADA, ALAN, ARXIV, CROSSREF, DBLP, DOI, PAPER, write_list

from readinglist.enrichment.registries.proposals import ProposalKind, propose
from readinglist.library.lock.registries import PublishedLock
from readinglist.library.lock.registry_records import Update
from readinglist.library.merging import merge_works
from readinglist.values.dates import PartialDate
from readinglist.values.names import Name


@pytest.fixture
def write(tmp_path):
    return functools.partial(write_list, tmp_path)


def told(library) -> list[tuple[str, str]]:
    return [(proposal.kind.value, proposal.text) for proposal in propose(library)]


def test_a_published_paper(write):
    library = write(DBLP, arxiv=ARXIV, ada=f'arxiv: "{PAPER.value}"')
    assert told(library) == [
        ("published", "arXiv 1706.03762 was published: NIPS 2017, DBLP conf/nips/LT17")
    ]


def test_a_venue_that_arxivs_doi_leads_to(write):
    library = write(CROSSREF, arxiv=replace(ARXIV, doi=DOI), ada=f'arxiv: "{PAPER.value}"')
    assert told(library) == [
        (
            "published",
            "arXiv 1706.03762 was published: Journal 2018 (DOI 10.1000/x), Crossref 10.1000/x",
        )
    ]


@pytest.mark.parametrize("lines", ["venue: NeurIPS", "venue: NeurIPS 2017"])
def test_no_proposals_for_what_the_entry_says(write, lines):
    assert told(write(DBLP, arxiv=ARXIV, ada=f'arxiv: "{PAPER.value}"\n{lines}')) == []


def test_a_doi_that_leads_elsewhere(write):
    other = replace(CROSSREF, title="On Else", authors=(Name("Hopper", "Grace"), ADA))
    library = write(other, arxiv=replace(ARXIV, doi=DOI), ada=f'arxiv: "{PAPER.value}"')
    assert told(library) == [
        (
            "disagreement",
            (
                "arXiv gives the DOI 10.1000/x, which Crossref has for another work, "
                "'On Else' by Hopper et al.; nothing is taken from it"
            ),
        )
    ]


@pytest.mark.parametrize(
    ("lines", "arxiv", "text"),
    [
        (
            "venue: ICML 2015",
            {},
            "the entry says ICML 2015, DBLP says NIPS 2017; the entry counts",
        ),
        (
            "",
            {"journal_ref": "J. Ex. 1 (2020)"},
            "arXiv says J. Ex. 1 (2020), DBLP says NIPS 2017; arXiv counts",
        ),
        (
            "doi: 10.1000/z",
            {"doi": DOI, "journal_ref": "J. Ex. 1"},
            "the entry says DOI 10.1000/z, arXiv says J. Ex. 1 (DOI 10.1000/x); the entry counts",
        ),
    ],
)
def test_disagreeing_sources(write, lines, arxiv, text):
    library = write(DBLP, arxiv=replace(ARXIV, **arxiv), ada=f'arxiv: "{PAPER.value}"\n{lines}')
    assert ("disagreement", text) in told(library)


def test_print_a_year_after_online_is_not_a_disagreement(write):
    arxiv = replace(ARXIV, journal_ref="J. Ex. 1 (2018)")
    assert told(write(DBLP, arxiv=arxiv, ada=f'arxiv: "{PAPER.value}"')) == []


def test_an_entry_that_differs_from_its_dois_record(write):
    found = replace(CROSSREF, authors=(ADA, ALAN, ADA, ALAN, ADA))
    library = write(found, ada=f"doi: {DOI}\ntitle: On Example\nauthors: [Ada Lovelace]")
    assert [kind for kind, _ in told(library)] == ["disagreement"]
    library = write(found, ada=f"doi: {DOI}\ntitle: On Examples\nauthors: [Ada Lovelace]")
    assert told(library) == [
        (
            "disagreement",
            (
                "Crossref gives the authors 'Ada Lovelace, Alan Turing, Ada Lovelace, Alan Turing "
                "and others' for 10.1000/x; the entry's stays"
            ),
        )
    ]


@pytest.mark.parametrize(
    ("update", "kind", "text"),
    [
        (
            Update("retraction", "10.1000/n", PartialDate(2020, 5, 2), "retraction-watch"),
            ProposalKind.TAKEN_BACK,
            "10.1000/x was retracted on 2 May 2020 (notice 10.1000/n, told by retraction-watch)",
        ),
        (
            Update("withdrawal", source="title"),
            ProposalKind.TAKEN_BACK,
            "10.1000/x was withdrawn (its title says so)",
        ),
        (
            Update("expression_of_concern", "10.1000/n"),
            ProposalKind.UPDATE,
            "10.1000/x has an expression of concern (notice 10.1000/n)",
        ),
        (Update("correction"), ProposalKind.UPDATE, "10.1000/x has a correction"),
    ],
)
def test_notices(write, update, kind, text):
    library = write(replace(CROSSREF, updates=(update,)), ada=f"doi: {DOI}")
    assert told(library) == [(kind.value, text)]


def test_an_alias(write):
    library = write(replace(CROSSREF, doi="10.2000/main"), ada=f"doi: {DOI}")
    assert told(library) == [("update", "the DOI 10.1000/x is another name of 10.2000/main")]
    assert merge_works(library)["ada"].venue == "Journal"


def test_proposals_are_grouped_by_entry(write):
    library = write(
        DBLP, replace(CROSSREF, updates=(Update("correction"),)),
        arxiv=ARXIV, zoe=f"doi: {DOI}", ada=f'arxiv: "{PAPER.value}"',
    )  # fmt: skip
    assert [proposal.entry for proposal in propose(library)] == ["ada", "zoe"]


def test_proposals_from_what_was_just_fetched(write):
    library = write(arxiv=ARXIV, ada=f'arxiv: "{PAPER.value}"')
    assert propose(library) == []
    assert len(propose(library, PublishedLock({}, {PAPER: DBLP}))) == 1
