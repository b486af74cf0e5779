"""DataCite's answers as records: titles, creators, dates, versions."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registry_records import DOI, JOURNAL_OF_DEPOSIT, JSON, READ, of_datacite
from standins.datacite import deposit

from readinglist.enrichment.registries import datacite
from readinglist.enrichment.registries.answers import (
    MalformedRecordError,
)
from readinglist.entry.vocabulary import WorkType
from readinglist.library.lock.arxiv_records import Provenance
from readinglist.library.lock.registry_records import (
    PublishedRecord,
    Registry,
    parse_published_record,
)
from readinglist.system.http import UnsoundAnswerError
from readinglist.values.dates import PartialDate
from readinglist.values.imprint import Imprint
from readinglist.values.names import Name


@given(st.sampled_from(sorted(deposit(DOI, "X") | JOURNAL_OF_DEPOSIT)), JSON)
def test_any_field_value_of_datacite_is_handled(field, value):
    attributes = deposit(DOI, "On X", "Lovelace, Ada") | {field: value}
    try:
        record = of_datacite(attributes)
    except (MalformedRecordError, UnsoundAnswerError):
        return
    assert record is None or parse_published_record(record.as_dict()) == record


def test_a_deposit():
    record = of_datacite(deposit("10.1000/X", "Code of X", "Lovelace, Ada"))
    assert record == PublishedRecord(
        Registry.DATACITE,
        DOI,
        "Code of X",
        (Name("Lovelace", "Ada"),),
        Provenance("api", READ, {}, datacite.URL),
        kind="Software",
        issued=PartialDate(2021, 3, 4),
        doi=DOI,
        url="https://example.org/deposit",
        imprint=Imprint(publisher="Zenodo"),
    )
    assert record.type is WorkType.SOFTWARE
    assert "Not ours" not in json.dumps(record.as_dict())


def related(kind, doi, of="DOI"):
    one = {"relationType": kind, "relatedIdentifier": doi, "relatedIdentifierType": of}
    return {"relatedIdentifiers": [one]}


@pytest.mark.parametrize(
    ("fields", "attribute", "value"),
    [
        (
            {"titles": [{"title": "S", "titleType": "Subtitle"}, {"title": "T"}]},
            "title",
            "T: S",
        ),
        (
            {"titles": [{"title": "Ü", "titleType": "TranslatedTitle"}, {"title": "T"}]},
            "title",
            "T",
        ),
        ({"creators": [{"name": "Lovelace, Ada"}]}, "authors", (Name("Lovelace", "Ada"),)),
        ({"creators": [{"name": "The Group"}]}, "authors", (Name(literal="The Group"),)),
        (
            {"creators": [{"name": "Research, Inc.", "nameType": "Organizational"}]},
            "authors",
            (Name(literal="Research, Inc."),),
        ),
        (
            {"creators": [{"name": "Ada Lovelace", "nameType": "Personal"}]},
            "authors",
            (Name("Lovelace", "Ada"),),
        ),
        ({"container": {"title": "J. Ex.", "type": "Journal"}}, "venue", "J. Ex."),
        ({"container": None}, "venue", None),
        ({"dates": []}, "issued", PartialDate(2021)),
        ({"dates": [], "publicationYear": "2021"}, "issued", PartialDate(2021)),
        ({"dates": [], "publicationYear": None}, "issued", None),
        (
            {"dates": [{"date": "2017-06-12T17:57:34Z", "dateType": "Submitted"}]},
            "issued",
            PartialDate(2017, 6, 12),
        ),
        (
            {"dates": [{"date": "2016/2018", "dateType": "Issued"}]},
            "issued",
            PartialDate(2016),
        ),
        (
            {"dates": [{"date": "last week", "dateType": "Issued"}]},
            "issued",
            PartialDate(2021),
        ),
        (related("IsVersionOf", "10.2000/Y"), "version_of", ("10.2000/y",)),
        (related("IsVersionOf", "https://doi.org/10.2000/Y"), "version_of", ("10.2000/y",)),
        (related("IsVersionOf", "1706.03762", "arXiv"), "version_of", ()),
        (related("Cites", "10.2000/Y"), "version_of", ()),
        (related("IsVersionOf", "10.1000/X"), "version_of", ()),
    ],
)
def test_fields_of_datacite(fields, attribute, value):
    assert getattr(of_datacite(deposit(DOI, "T", "Lovelace, Ada", **fields)), attribute) == value


def test_an_arxiv_doi_is_a_preprint_whatever_its_type():
    doi = "10.48550/arxiv.1706.03762"
    for kind in ("Preprint", "Text", None):
        attributes = deposit(doi, "T", "Lovelace, Ada", types={"resourceTypeGeneral": kind})
        assert of_datacite(attributes, doi).is_preprint


@pytest.mark.parametrize("state", ["registered", "draft"])
def test_a_doi_that_is_not_public_has_no_record(state):
    assert of_datacite(deposit(DOI, "T", "Lovelace, Ada", state=state)) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"titles": []},
        {"titles": [{"title": "S", "titleType": "Subtitle"}]},
        {"titles": "T"},
        {"creators": ["Ada"]},
        {"creators": [{"nameType": "Personal"}]},
        {"types": "Software"},
        {"dates": ["2021"]},
        {"publicationYear": [2021], "dates": []},
        related("IsVersionOf", 3),
    ],
    ids=json.dumps,
)
def test_malformed_records_of_datacite(fields):
    with pytest.raises(MalformedRecordError):
        of_datacite(deposit(DOI, "T", "Lovelace, Ada", **fields))
