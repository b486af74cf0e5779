"""PubMed's format: the records of a file as drafts."""

from bibliographies import read_one

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
