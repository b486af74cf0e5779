"""Published records: written, read back, and what they say about a work."""

import datetime
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.entry.vocabulary import WorkType
from readinglist.library.lock.arxiv_records import Provenance
from readinglist.library.lock.registry_records import (
    PublishedRecord,
    Registry,
    Update,
    order_updates,
    parse_published_record,
    parse_update_kind,
    type_of_kind,
)
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId
from readinglist.values.imprint import Imprint
from readinglist.values.names import Name

PAPER = ArxivId("1706.03762")
OLD = ArxivId("hep-th/9901001")
READ = datetime.datetime(2026, 11, 21, 6, 40, tzinfo=datetime.UTC)


@given(
    st.builds(
        PublishedRecord,
        registry=st.sampled_from(Registry),
        key=st.just("10.1000/x"),
        title=st.sampled_from(["T", "A 'quoted' <b>title</b>", "题"]),
        authors=st.lists(
            st.sampled_from(
                [
                    Name("Lovelace", "Ada"),
                    Name(literal="OpenAI"),
                    Name("Ho", "Jonathan", suffix="Jr."),
                    Name("Maaten", "L.", "van der"),
                ]
            )
        ).map(tuple),
        provenance=st.just(Provenance("api", READ, {}, "https://x.example")),
        kind=st.none() | st.just("Preprint"),
        venue=st.none() | st.just("V"),
        issued=st.none() | st.dates().map(lambda d: PartialDate(d.year, d.month, d.day)),
        doi=st.none() | st.just("10.1000/x"),
        arxiv=st.none() | st.sampled_from([PAPER, OLD]),
        version_of=st.lists(st.sampled_from(["10.1000/a", "10.1000/b"])).map(tuple),
        updates=st.lists(
            st.builds(Update, st.sampled_from(["retraction", "correction"]), on=st.none())
        ).map(tuple),
    )
)
def test_records_round_trip(record):
    assert parse_published_record(json.loads(json.dumps(record.as_dict()))) == record


RECORD = PublishedRecord(
    Registry.CROSSREF,
    "10.1000/x",
    "On Examples",
    (Name("Lovelace", "Ada"),),
    Provenance("api", READ, {}, "https://x.example"),
)


def test_absent_fields_are_left_out_but_authors_are_not():
    values = replace(RECORD, authors=()).as_dict()
    assert values == {
        "registry": "crossref",
        "key": "10.1000/x",
        "title": "On Examples",
        "authors": [],
        "provenance": {
            "route": "api", "endpoint": "https://x.example", "read": "2026-11-21T06:40:00Z",
        },
    }  # fmt: skip
    assert parse_published_record(values) == replace(RECORD, authors=())


def test_an_imprint_is_written_beside_the_other_fields():
    imprint = Imprint(volume="12", pages="1-10", editors=(Name("Moss", "Bo"),))
    values = replace(RECORD, imprint=imprint).as_dict()
    assert (values["volume"], values["pages"]) == ("12", "1-10")
    assert values["editors"] == ["Bo Moss"]
    assert parse_published_record(values).imprint == imprint


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"registry": "Crossref"}, "'Crossref' is not a registry"),
        ({"registry": 5}, "wrong type"),
        ({"volume": 12}, "wrong type"),
        ({"editors": "Bo Moss"}, "wrong type"),
        ({"arxiv": "none"}, "not an arXiv id"),
        ({"updates": {"kind": "retraction"}}, "wrong type"),
        ({"updates": [{"kind": "retraction", "on": "soon"}]}, "'soon'"),
        ({"title": "x" * 5_001}, "more than 5,000 characters"),
    ],
)
def test_what_is_wrong_with_a_record(changes, reason):
    with pytest.raises(ValueError, match=reason):
        parse_published_record(RECORD.as_dict() | changes)


@pytest.mark.parametrize("field", ["registry", "key", "title", "authors", "provenance"])
def test_needed_fields(field):
    values = RECORD.as_dict()
    del values[field]
    with pytest.raises(ValueError, match=f"the record has no field '{field}'"):
        parse_published_record(values)


@pytest.mark.parametrize(
    ("kind", "work_type", "is_preprint"),
    [
        ("journal-article", WorkType.ARTICLE_JOURNAL, False),
        ("posted-content", WorkType.ARTICLE, True),
        ("Preprint", WorkType.ARTICLE, True),
        ("Journal Articles", WorkType.ARTICLE_JOURNAL, False),
        ("Software", WorkType.SOFTWARE, False),
        ("monograph", WorkType.BOOK, False),
        ("peer-review", None, False),
        (None, None, False),
    ],
)
def test_kinds(kind, work_type, is_preprint):
    record = replace(RECORD, kind=kind)
    assert (record.type, record.is_preprint) == (work_type, is_preprint)
    assert type_of_kind(kind or "") is work_type
    # A DOI of arXiv's is a preprint's, whatever the registry calls it.
    assert replace(record, doi="10.48550/arxiv.1706.03762").is_preprint


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Retraction", "retraction"), (" Expression of Concern ", "expression_of_concern"),
     ("partial-retraction", "partial_retraction"), ("new - version", "new_version")],
)  # fmt: skip
def test_words_for_updates(text, kind):
    assert parse_update_kind(text) == kind


@pytest.mark.parametrize(
    ("kind", "takes_back"),
    [("retraction", True), ("withdrawal", True), ("removal", True), ("correction", False),
     ("partial_retraction", False), ("expression_of_concern", False)],
)  # fmt: skip
def test_which_notices_retract_the_whole_work(kind, takes_back):
    update = Update(kind)
    assert update.takes_back is takes_back
    assert replace(RECORD, updates=(Update("erratum"), update)).retraction == (
        update if takes_back else None
    )


def test_updates_come_by_date_and_once():
    first = Update("correction", "10.1000/b", PartialDate(2018))
    later = Update("retraction", "10.1000/a", PartialDate(2018, 3))
    undated = Update("erratum", "10.1000/0")
    assert order_updates([undated, later, first, later]) == (first, later, undated)
    assert order_updates([]) == ()


def test_registries_in_words():
    assert [registry.spoken for registry in Registry] == ["Crossref", "DataCite", "DBLP"]
