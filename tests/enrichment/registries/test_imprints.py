"""Imprints in the registries' answers: volume, pages, publisher and so on."""

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
