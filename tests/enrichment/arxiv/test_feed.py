"""Strict reading: any response is either valid or rejected, never partly trusted."""

import datetime
import json

import arxiv
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from standins.arxiv import Paper, entry, feed

from readinglist.enrichment.arxiv.client import WITNESS, Client, Outcome
from readinglist.enrichment.arxiv.feed import names_id, parse_entry_id, parse_feed
from readinglist.library.lock.arxiv_records import parse_record
from readinglist.system.http import UnsoundAnswerError
from readinglist.values.identifiers import ArxivId

A, B, OLD = map(ArxivId, ("2301.00001", "2302.00002", "hep-th/9901001"))
NOW = datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)
PAPERS = [
    Paper(
        arxiv_id.value,
        f"On {arxiv_id.value}",
        ("Ada Lovelace", "Bo Li"),
        "We find that $x < y$ & more.",
    )
    for arxiv_id in (A, B, OLD)
]
BODY = feed(PAPERS, "/api/query?id_list=x", 3).encode()
XML_TEXT = st.text(
    st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S", "Zs")),
    min_size=1,
    max_size=40,
)


def package_results(body: bytes) -> list[arxiv.Result]:
    """What the package reads from a body that is passed on."""

    class Session:
        def get(self, *_args, **_options):
            class Response:
                status_code = 200
                content = body

            return Response()

    client = arxiv.Client(page_size=10, delay_seconds=0, num_retries=0)
    client._session = Session()
    return list(client.results(arxiv.Search(id_list=["x"], max_results=10)))


def test_a_valid_feed():
    checked = parse_feed(BODY, [A, B, OLD])
    assert checked.versions == {A: 1, B: 1, OLD: 1}
    assert (checked.flawed, checked.refused, checked.error) == ({}, {}, "")
    assert {paper.get_short_id() for paper in package_results(checked.body)} == {
        "2301.00001v1", "2302.00002v1", "hep-th/9901001v1",
    }  # fmt: skip


@pytest.mark.parametrize("length", range(0, len(BODY), 7))
def test_truncated_feeds_are_rejected(length):
    with pytest.raises(UnsoundAnswerError):
        parse_feed(BODY[:length], [A, B, OLD])


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(BODY)), st.integers(0, 400), st.binary(max_size=30))
def test_damage_is_rejected_or_left_out(start, length, inserted):
    body = BODY[:start] + inserted + BODY[start + length :]
    try:
        checked = parse_feed(body, [A, B, OLD])
    except UnsoundAnswerError:
        return
    results = package_results(checked.body)
    assert len(results) == len(checked.versions)
    for result in results:
        assert result.title.strip()
        assert result.summary.strip()
        assert result.authors
        assert all(author.name.strip() for author in result.authors)


@given(XML_TEXT, XML_TEXT, st.lists(XML_TEXT, min_size=1, max_size=4), XML_TEXT, XML_TEXT)
def test_every_record_can_be_locked(title, abstract, authors, comment, doi):
    class Fetcher:
        def get(self, url, parse, **_options):
            # When a paper's entry is invalid, arXiv is asked again together with a paper that it
            # has.
            witness = [Paper(WITNESS.value, "A", ("B C",), "D")] if WITNESS.value in url else []
            paper = Paper(A.value, title, (*authors, "Ada Lovelace"), abstract, comment=comment,
                          doi=doi, journal_ref=comment)  # fmt: skip
            return parse(feed([paper, *witness], "/api/query?x", 1 + len(witness)).encode())

    client = Client(Fetcher(), NOW)
    answers = [answer for batch in client.fetch([A]) for answer in batch]
    assert [answer.id for answer in answers] == [A]
    for answer in answers:
        if answer.record:
            written = json.dumps(answer.record.as_dict(), ensure_ascii=False)
            assert parse_record(json.loads(written)) == answer.record
        else:
            assert answer.outcome in (Outcome.MALFORMED, Outcome.UNANSWERED)


@pytest.mark.parametrize(
    ("text", "identified"),
    [
        ("http://arxiv.org/abs/1706.03762v7", (ArxivId("1706.03762"), 7)),
        ("https://arxiv.org/abs/1706.03762", (ArxivId("1706.03762"), None)),
        ("http://export.arxiv.org/abs/hep-th/9901001v12", (OLD, 12)),
        ("http://arxiv.org/abs/math.GT/0309136v1", (ArxivId("math/0309136"), 1)),
        ("http://arxiv.org/abs/solv-int/9901001v1", (ArxivId("solv-int/9901001"), 1)),
        ("http://arxiv.org/abs/1706.03762v0", None),
        ("http://arxiv.org/abs/1706.3762v1", None),
        ("http://arxiv.org/abs/v1", None),
        ("http://arxiv.org/abs/", None),
        ("http://arxiv.example/abs/1706.03762v7", None),
        ("https://arxiv.org/api/errors#incorrect_id_format_for_1706.03762", None),
        ("", None),
    ],
)
def test_ids_of_entries(text, identified):
    assert parse_entry_id(text) == identified


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("incorrect id format for 2301.00001", True),
        ("incorrect id format for 2301.00001v2", True),
        ("errors#incorrect_id_format_for_2301.00001", True),
        ("2301.00001.", True),
        ("incorrect id format for 2301.000011", False),
        ("incorrect id format for 12301.00001", False),
        ("incorrect id format for 2302.00002", False),
    ],
)
def test_whether_an_error_names_an_id(text, is_named):
    assert names_id(text, A) is is_named


def test_an_invalid_entry_does_not_affect_earlier_ones():
    sound = entry(PAPERS[0])
    flawed = sound.replace("On 2301.00001", "")
    for both in (sound + flawed, flawed + sound):
        checked = parse_feed(feed([], "", 0).replace("</feed>", f"{both}</feed>").encode(), [A])
        assert checked.versions == {A: 1}
        assert checked.flawed == {}
