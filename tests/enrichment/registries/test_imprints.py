"""Imprints in the registries' answers: volume, pages, publisher and so on."""

import pytest
from registry_records import (
    CHAPTER,
    DOI,
    ISBN,
    ISSN,
    JOURNAL_OF_DEPOSIT,
    of_crossref,
    of_datacite,
    of_dblp,
)
from standins.crossref import work
from standins.datacite import deposit
from standins.dblp import publication

from readinglist.enrichment.registries.imprints import (
    crossref_imprint,
    datacite_imprint,
    dblp_imprint,
)
from readinglist.library.lock.registry_records import (
    parse_published_record,
)
from readinglist.values.imprint import Imprint
from readinglist.values.names import Name


def test_the_imprint_of_a_chapter_at_crossref():
    record = of_crossref(work(DOI, "On X", "Lovelace, Ada") | CHAPTER)
    assert record.venue == "Proceedings of Examples 2017"
    assert record.imprint == Imprint(
        volume="12", issue="3", number="e7", pages="558-65", publisher="Example Press",
        place="Oslo", edition="2", series="Lecture Notes in Examples", event="Examples 2017",
        isbn=ISBN, issn=ISSN, language="en", editors=(Name("Moss", "Bo"),),
    )  # fmt: skip
    assert parse_published_record(record.as_dict()) == record


def test_the_imprint_of_an_article_at_datacite():
    record = of_datacite(deposit(DOI, "On X", "Lovelace, Ada") | JOURNAL_OF_DEPOSIT)
    assert record.imprint == Imprint(
        volume="4", issue="2", pages="11-19", publisher="North Press", issn=ISSN, language="de",
        editors=(Name("Moss", "Bo"),),
    )  # fmt: skip
    assert parse_published_record(record.as_dict()) == record


def test_the_imprint_of_an_article_at_dblp():
    info = publication("journals/x/V17", "Attention", "Ashish Vaswani", volume="3", number="9")
    (record,) = of_dblp(info).published
    assert record.imprint == Imprint(volume="3", issue="9", pages="1-10")


def test_a_preprint_has_no_imprint():
    record = of_crossref(work(DOI, "On X", "Lovelace, Ada", type="posted-content"))
    assert not record.imprint


def nobody(value):
    raise TypeError(f"no name: {value}")


@pytest.mark.parametrize(
    ("fields", "imprint"),
    [
        ({}, Imprint()),
        ({"volume": 12}, Imprint(volume="12")),
        ({"volume": True, "issue": ["3"], "page": {}, "publisher": None}, Imprint()),
        ({"report-number": "R-7"}, Imprint(number="R-7")),
        ({"article-number": "e7", "report-number": "R-7"}, Imprint(number="e7")),
        ({"container-title": ["LNCS"]}, Imprint()),
        ({"container-title": ["LNCS", "Proceedings"]}, Imprint(series="LNCS")),
        # Of a journal the second title is an abbreviation.
        ({"type": "journal-article", "container-title": ["Journal", "J."]}, Imprint()),
        ({"event": "Examples 2017"}, Imprint()),
        ({"ISSN": ["1234-5678", 5, ISSN]}, Imprint(issn=ISSN)),
        ({"ISBN": "978-3-16-148410-1"}, Imprint()),
        ({"language": "klingonish"}, Imprint()),
        ({"editor": [{"family": "Moss"}]}, Imprint()),
    ],
    ids=repr,
)
def test_details_of_crossref_that_are_malformed_are_left_out(fields, imprint):
    assert crossref_imprint(fields, nobody) == imprint


@pytest.mark.parametrize(
    ("fields", "imprint"),
    [
        ({}, Imprint()),
        ({"container": [], "publisher": [], "contributors": "Moss"}, Imprint()),
        ({"container": {"firstPage": "11"}}, Imprint(pages="11")),
        ({"container": {"firstPage": "11", "lastPage": "11"}}, Imprint(pages="11")),
        ({"container": {"firstPage": 11, "lastPage": 19}}, Imprint(pages="11-19")),
        ({"container": {"identifier": ISBN, "identifierType": "ISBN"}}, Imprint(isbn=ISBN)),
        ({"publisher": "North Press"}, Imprint(publisher="North Press")),
        ({"publisher": {"name": 5}}, Imprint(publisher="5")),
        ({"contributors": [{"name": "Moss", "contributorType": "Editor"}]}, Imprint()),
    ],
    ids=repr,
)
def test_details_of_datacite_that_are_malformed_are_left_out(fields, imprint):
    assert datacite_imprint(fields, nobody) == imprint


@pytest.mark.parametrize(
    ("fields", "imprint"),
    [
        ({"number": "9"}, Imprint(number="9")),
        ({"number": "9", "type": "Journal Articles"}, Imprint(issue="9")),
        ({"pages": "1:1-1:10", "volume": ["3"]}, Imprint(pages="1:1-1:10")),
        ({"pages": "558–65", "publisher": "North Press"},
         Imprint(pages="558-65", publisher="North Press")),
    ],
    ids=repr,
)  # fmt: skip
def test_details_of_dblp(fields, imprint):
    assert dblp_imprint(fields) == imprint


def test_editors_that_have_no_name_are_left_out():
    def read(value):
        if not isinstance(value, str):
            raise TypeError
        if not value:
            raise ValueError
        return Name(value)

    found = crossref_imprint({"editor": ["Moss", "", None, {}, "Fern"]}, read)
    assert found.editors == (Name("Moss"), Name("Fern"))
