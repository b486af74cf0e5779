"""DBLP's answers: which hits are the paper, and which of them its version of record."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registry_records import JSON, PAPER, READ, of_dblp
from standins.dblp import INFORMAL, JOURNAL, publication

from readinglist.enrichment.registries import dblp
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


@given(st.sampled_from(sorted(publication("conf/x/1", "X", volume="1", number="2"))), JSON)
def test_any_field_value_of_dblp_is_handled(field, value):
    info = publication("conf/nips/V17", "Attention", "Ashish Vaswani") | {field: value}
    for record in of_dblp(info).published:
        assert parse_published_record(record.as_dict()) == record


def test_a_version_of_record():
    hits = of_dblp(
        publication("conf/nips/V17", "Attention", "Ashish Vaswani 0001", doi="10.1000/Z"),
        publication("journals/corr/V17", "Attention", "Ashish Vaswani"),
    )
    assert hits.published == [
        PublishedRecord(
            Registry.DBLP,
            "conf/nips/V17",
            "Attention",
            (Name("Vaswani", "Ashish"),),
            Provenance("api", READ, {}, dblp.URL),
            kind="Conference and Workshop Papers",
            venue="NIPS",
            issued=PartialDate(2017),
            doi="10.1000/z",
            url="https://dblp.org/rec/conf/nips/V17",
            arxiv=PAPER,
            imprint=Imprint(pages="1-10"),
        )
    ]
    assert hits.has_preprint
    assert hits.is_whole
    assert not hits.unreadable


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Attention!."},
        {"title": "ATTENTION."},
        {"title": "Atten&shy;tion."},
        {"title": {"text": "Attention.", "@bibtex": "{A}ttention"}},
        {"authors": {"author": [{"text": "Vaswani, Ashish"}]}},
        {"authors": {"author": "A. Vaswani 0012"}},
        {"authors": {"author": {"text": "&Aacute;shish Vaswani"}}},
        {"venue": ["CoRR", "NIPS"]},
    ],
    ids=json.dumps,
)
def test_the_same_paper_in_another_spelling(other):
    hits = of_dblp(publication("conf/nips/V17", "Attention", "Ashish Vaswani") | other)
    assert [record.venue for record in hits.published] == ["NIPS"]
    assert not hits.unreadable


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Attention Again."},
        {"authors": {"author": [{"text": "Noam Shazeer"}]}},
        {"authors": {"author": [{"text": "Ashish Vaswani"}, {"text": "Noam Shazeer"}]}},
        {"authors": {}},
        {"authors": None},
        {"type": "Editorship"},
        {"type": "Data and Artifacts"},
        {"type": INFORMAL},
        {"type": JOURNAL, "key": "journals/corr/abs-1706-03762"},
    ],
    ids=json.dumps,
)
def test_other_papers_and_preprints_are_rejected(other):
    hits = of_dblp(publication("conf/nips/V17", "Attention", "Ashish Vaswani") | other)
    assert not hits.published
    assert not hits.unreadable


def test_unreadable_hits_are_counted():
    sound = publication("conf/nips/V17", "Attention", "Ashish Vaswani")
    hits = of_dblp(sound, sound | {"title": 3}, sound | {"year": "soon"}, sound | {"key": None})
    assert (len(hits.published), hits.unreadable) == (1, 3)


def test_more_hits_than_were_sent():
    sound = publication("conf/nips/V17", "Attention", "Ashish Vaswani")
    assert not of_dblp(sound, total=2).is_whole


@pytest.mark.parametrize(
    "result",
    [
        {"status": {"@code": "500"}},
        {"hits": {}},
        {"hits": []},
        {"hits": {"@total": "1", "@sent": "1"}},
        {"hits": {"@total": "1", "@sent": "0"}},
        {"hits": {"@total": "0", "@sent": "1", "hit": [{}]}},
        {"hits": {"@total": "many", "@sent": "1", "hit": [{}]}},
        {"hits": {"@total": "1", "@sent": "1", "hit": {"info": {}}}},
    ],
    ids=json.dumps,
)
def test_responses_other_than_search_results(result):
    with pytest.raises(UnsoundAnswerError):
        of_dblp(publication("conf/nips/V17", "Attention", "Ashish Vaswani"), **result)


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("Attention Is All You Need", "Attention Is All You Need Vaswani"),
        ("GLU $\\mathcal{O}(n^2)$-free: a|b -c. d$", "GLU free a b c d Vaswani"),
        ("What's New?", "Whats New Vaswani"),
        ("Über Größe", "Über Größe Vaswani"),
    ],
)
def test_the_search_has_no_operators(title, query):
    wanted = dblp.Wanted(PAPER, title, (Name("Vaswani", "Ashish"),))
    assert dblp.search_parameters(wanted)["q"] == query
