"""Crossref's answers as records: titles, names, dates, notices, types."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registry_records import CHAPTER, DOI, JSON, READ, of_crossref
from standins.crossref import work

from readinglist.enrichment.registries import crossref
from readinglist.enrichment.registries.answers import (
    MalformedRecordError,
)
from readinglist.entry.vocabulary import WorkType
from readinglist.library.lock.arxiv_records import Provenance
from readinglist.library.lock.registry_records import (
    PublishedRecord,
    Registry,
    Update,
    parse_published_record,
)
from readinglist.system.http import UnsoundAnswerError
from readinglist.values.dates import PartialDate
from readinglist.values.imprint import Imprint
from readinglist.values.names import Name


def test_a_journal_article():
    record = of_crossref(work("10.1000/X", "On Examples", "Lovelace, Ada", "Turing, Alan"))
    assert record == PublishedRecord(
        Registry.CROSSREF,
        DOI,
        "On Examples",
        (Name("Lovelace", "Ada"), Name("Turing", "Alan")),
        Provenance("api", READ, {}, crossref.URL),
        kind="journal-article",
        venue="Journal of Examples",
        issued=PartialDate(2017, 6, 12),
        doi=DOI,
        url="https://doi.org/10.1000/X",
        imprint=Imprint(publisher="Example Press"),
    )
    assert record.type is WorkType.ARTICLE_JOURNAL
    assert not record.is_preprint
    assert "abstract" not in json.dumps(record.as_dict())


@pytest.mark.parametrize(
    ("fields", "attribute", "value"),
    [
        ({"title": ["A", "Traduction"]}, "title", "A"),
        ({"title": ["", "B"]}, "title", "B"),
        ({"subtitle": ["Its Sequel"]}, "title", "On X: Its Sequel"),
        ({"title": ["On X: Its Sequel"], "subtitle": ["its sequel"]}, "title", "On X: Its Sequel"),
        ({"subtitle": []}, "title", "On X"),
        ({"author": [{"name": "The Group"}]}, "authors", (Name(literal="The Group"),)),
        ({"author": [{"family": "Li", "given": ""}]}, "authors", (Name(literal="Li"),)),
        ({"author": []}, "authors", ()),
        ({"author": None}, "authors", ()),
        ({"container_title": []}, "venue", None),
        ({"container_title": ["Long", "Other"]}, "venue", "Long"),
        (
            {"type": "proceedings-article", "container_title": ["LNCS", "ECCV 2016"]},
            "venue",
            "ECCV 2016",
        ),
        (
            {"type": "proceedings-article", "container_title": [], "event": {"name": "CVPR"}},
            "venue",
            "CVPR",
        ),
        ({"type": "posted-content", "container_title": ["Server"]}, "venue", None),
        ({"type": "posted-content"}, "is_preprint", True),
        ({"type": "posted-content"}, "type", WorkType.ARTICLE),
        ({"type": "peer-review"}, "type", None),
        ({"issued": {"date-parts": [[None]]}}, "issued", None),
        (
            {"issued": {"date-parts": [[None]]}, "published_print": {"date-parts": [[2016]]}},
            "issued",
            PartialDate(2016),
        ),
        (
            {"relation": {"is-preprint-of": [{"id-type": "doi", "id": "10.2000/Y"}]}},
            "version_of",
            ("10.2000/y",),
        ),
        (
            {"relation": {"is-preprint-of": {"id-type": "doi", "id": "10.2000/Y"}}},
            "version_of",
            ("10.2000/y",),
        ),
        (
            {"relation": {"is-preprint-of": [{"id-type": "pmid", "id": "12"}]}},
            "version_of",
            (),
        ),
        ({"relation": {"has-review": [{"id-type": "doi", "id": "10.1/r"}]}}, "version_of", ()),
    ],
)
def test_fields_of_crossref(fields, attribute, value):
    assert getattr(of_crossref(work(DOI, "On X", "Lovelace, Ada", **fields)), attribute) == value


def notice(doi, kind="retraction", date=(2020, 5, 2), **more):
    updated = {"date-parts": [list(date)]}
    return {"DOI": doi, "type": kind, "label": kind.title(), "updated": updated, **more}


@pytest.mark.parametrize(
    ("fields", "updates"),
    [
        (
            {"updated_by": [notice("10.1000/N", source="retraction-watch")]},
            (Update("retraction", "10.1000/n", PartialDate(2020, 5, 2), "retraction-watch"),),
        ),
        (
            {
                "updated_by": [
                    notice("10.1000/b", "Expression of Concern", (2019, 1)),
                    notice("10.1000/a", "correction", (2018,)),
                ]
            },
            (
                Update("correction", "10.1000/a", PartialDate(2018)),
                Update("expression_of_concern", "10.1000/b", PartialDate(2019, 1)),
            ),
        ),
        # This is the notice's own record; the notice is not what is retracted.
        ({"update_to": [notice("10.1000/other")]}, ()),
        # A publisher that registers the notice in the retracted work's own record.
        (
            {"update_to": [notice("10.1000/X")]},
            (Update("retraction", None, PartialDate(2020, 5, 2)),),
        ),
        # The same notice from the publisher and Retraction Watch.
        (
            {"updated_by": [notice("10.1000/n"), notice("10.1000/n")]},
            (Update("retraction", "10.1000/n", PartialDate(2020, 5, 2)),),
        ),
        ({"title": ["RETRACTED ARTICLE: On X"]}, (Update("retraction", source="title"),)),
        ({"title": ["Retracted: On X"]}, (Update("retraction", source="title"),)),
        ({"title": ["[Retracted] On X"]}, (Update("retraction", source="title"),)),
        ({"title": ["WITHDRAWN: On X"]}, (Update("withdrawal", source="title"),)),
        ({"title": ["Retracted Papers and Their Afterlife"]}, ()),
    ],
)
def test_notices_of_crossref(fields, updates):
    record = of_crossref(work(DOI, "On X", "Lovelace, Ada", **fields))
    assert record.updates == updates
    assert "etracted" not in record.title.replace("Retracted Papers", "")


def test_which_notices_count_as_retractions():
    def retraction(*kinds):
        updates = tuple(Update(kind) for kind in kinds)
        record = of_crossref(work(DOI, "On X", "Lovelace, Ada"))
        return replace(record, updates=updates).retraction

    assert retraction("correction", "retraction", "removal").kind == "retraction"
    assert retraction("withdrawal").kind == "withdrawal"
    assert retraction("correction", "expression_of_concern", "partial_retraction") is None
    assert retraction() is None


def test_an_alias_returns_the_main_record():
    message = work("10.2000/MAIN", "On X", "Lovelace, Ada", aliases=["10.1000/X"])
    record = of_crossref(message)
    assert (record.key, record.doi) == (DOI, "10.2000/main")
    with pytest.raises(UnsoundAnswerError, match=r"about 10\.2000/MAIN, not about 10\.1000/x"):
        of_crossref(message | {"aliases": []})


MALFORMED_WORKS = [
    {"title": []},
    {"title": None},
    {"title": "On X"},
    {"title": [3]},
    {"title": ["<i></i>"]},
    {"author": ["Ada"]},
    {"author": [{}]},
    {"author": [{"family": 3}]},
    {"issued": {"date-parts": [[2017, 13]]}},
    {"issued": "2017"},
    {"container_title": [3]},
    {"type": 3},
    {"relation": [1]},
    {"updated_by": [{"DOI": "10.1000/n"}]},
    {"updated_by": ["10.1000/n"]},
    {"event": "CVPR", "container_title": []},
]


@pytest.mark.parametrize("fields", MALFORMED_WORKS, ids=json.dumps)
def test_malformed_records_of_crossref(fields):
    with pytest.raises(MalformedRecordError):
        of_crossref(work(DOI, "On X", "Lovelace, Ada", **fields))


@given(st.sampled_from(sorted(work(DOI, "X", relation={}, updated_by=[]) | CHAPTER)), JSON)
def test_any_field_value_of_crossref_is_handled(field, value):
    message = work(DOI, "On X", "Lovelace, Ada") | {field: value}
    try:
        record = of_crossref(message)
    except (MalformedRecordError, UnsoundAnswerError):
        return
    assert parse_published_record(record.as_dict()) == record
