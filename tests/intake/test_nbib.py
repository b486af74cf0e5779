"""PubMed's format: the records of a file as drafts."""

import pytest
from bibliographies import read_one

from readinglist.entry.vocabulary import WorkType
from readinglist.intake.formats import parse_bibliography
from readinglist.values.dates import PartialDate
from readinglist.values.imprint import Imprint
from readinglist.values.names import Name

NBIB = """\

PMID- 31234567
OWN - NLM
IS  - 1476-4687 (Electronic)
IS  - 0028-0836 (Print)
VI  - 570
IP  - 7760
DP  - 2019 Jun 13
TI  - [Shade of trees
      in the city].
LID - 10.5555/nbib1 [doi]
LID - S0028 [pii]
AB  - Not ours.
FAU - Fern, Ada B
AU  - Fern AB
CN  - Tree Consortium
LA  - eng
PT  - Journal Article
PG  - 462-467
JT  - Journal of Trees
TA  - J Trees
AID - 10.5555/nbib1 [doi]

PMID- 31234568
AU  - Moss B
TI  - A second one.
DP  - 2018 Nov-Dec
JT  - Journal of Trees
"""


def test_pubmed():
    first, second = parse_bibliography(NBIB, "pubmed.nbib").drafts
    assert first.title == "Shade of trees in the city"
    assert first.authors == (Name("Fern", "Ada B"), Name(literal="Tree Consortium"))
    assert (first.doi, first.url, first.key) == ("10.5555/nbib1", "", "PMID 31234567")
    assert (first.issued, first.venue) == (PartialDate(2019, 6, 13), "Journal of Trees")
    assert first.imprint == Imprint(
        volume="570", issue="7760", pages="462-467", issn="1476-4687", language="en"
    )
    assert second.authors == (Name("Moss", "B."),)
    assert second.url == "https://pubmed.ncbi.nlm.nih.gov/31234568/"
    assert second.issued == PartialDate(2018, 11)
    assert "Date: only the beginning of '2018 Nov-Dec' is kept." in second.remarks


def test_a_retraction_in_pubmeds_format_is_told():
    _, told = read_one("PMID- 1\nTI  - T.\nJT  - J\nPT  - Retracted Publication\n")
    assert "PT Retracted Publication" in told


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ("AU  - Fern AB", [Name("Fern", "A. B.")]),
        ("AU  - van der Oak C Jr", [Name("Oak", "C.", "van der", "Jr")]),
        ("AU  - Fern A\nFAU - Fern, Ada", [Name("Fern", "Ada")]),
        ("CN  - Tree Consortium", [Name(literal="Tree Consortium")]),
    ],
)
def test_people(lines, names):
    draft, _ = read_one(f"PMID- 1\nTI  - T.\n{lines}\n")
    assert list(draft.authors) == names


@pytest.mark.parametrize(
    ("lines", "type_", "title", "venue"),
    [
        ("TI  - T.\nJT  - J", WorkType.ARTICLE_JOURNAL, "T", "J"),
        ("TI  - T.\nJT  - J\nTA  - Abbr", WorkType.ARTICLE_JOURNAL, "T", "J"),
        ("TI  - T.\nTA  - Abbr", WorkType.ARTICLE_JOURNAL, "T", "Abbr"),
        ("TI  - T.\nJT  - J\nPT  - Preprint", None, "T", "J"),
        ("TI  - T.\nPT  - Dataset", WorkType.DATASET, "T", ""),
        ("BTI - Book.\nPB  - North", WorkType.BOOK, "Book", ""),
        ("TI  - T.\nBTI - Book\nPB  - North", WorkType.CHAPTER, "T", "Book"),
        ("TI  - [Der Titel].", None, "Der Titel", ""),
        ("TI  - Why [sic] so?", None, "Why [sic] so?", ""),
    ],
)
def test_types_and_titles(lines, type_, title, venue):
    draft, _ = read_one(f"PMID- 1\n{lines}\n")
    assert (draft.type, draft.title, draft.venue) == (type_, title, venue)


@pytest.mark.parametrize(
    ("lines", "doi", "url"),
    [
        ("", "", "https://pubmed.ncbi.nlm.nih.gov/7/"),
        ("LID - 10.5555/a [doi]", "10.5555/a", ""),
        ("LID - S0028 [pii]\nAID - 10.5555/a [DOI]", "10.5555/a", ""),
        ("LID - S0028 [pii]", "", "https://pubmed.ncbi.nlm.nih.gov/7/"),
    ],
)
def test_a_work_without_a_doi_is_found_at_pubmed(lines, doi, url):
    draft, _ = read_one(f"PMID- 7\nTI  - T.\n{lines}\n")
    assert (draft.doi, draft.url, draft.key) == (doi, url, "PMID 7")
