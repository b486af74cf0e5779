"""Works checked by identifier: arXiv's papers in batches, DOIs at their resolver's API."""

import pytest

from readinglist.entry.findings import Location
from readinglist.library.reading import read_library
from readinglist.links.ask.identified import (
    LockSource,
    PaperState,
    State,
    check_arxiv,
    first_address,
    judge_doi,
)
from readinglist.links.gather.targets import Place, Target
from readinglist.links.verdicts import Reason, Verdict
from readinglist.values.identifiers import ArxivId


def test_dois_are_looked_up_at_the_api():
    assert first_address("https://doi.org/10.1/x y", "http://api/") == "https://doi.org/10.1/x y"
    assert first_address("https://doi.org/10.1000/a(b)", "http://api/h/") == (
        "http://api/h/10.1000/a%28b%29"
    )
    assert first_address("https://a.example/", "http://api/") == "https://a.example/"


@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [
        (200, '{"responseCode": 1, "handle": "10.1/x"}', Verdict.OK),
        (200, '{"responseCode": 200}', Verdict.OK),
        (404, '{"responseCode": 100}', Verdict.BROKEN),
        (404, "<html>no such page</html>", Verdict.UNKNOWN),
        (404, None, Verdict.UNKNOWN),
        (200, "[]", Verdict.UNKNOWN),
        (500, '{"responseCode": 2}', Verdict.UNKNOWN),
    ],
)
def test_judge_doi(status, text, expected):
    assert judge_doi(status, text)[0] is expected


class Source:
    def __init__(self, answers):
        self.answers = answers

    def ask(self, ids):
        return {
            arxiv_id: self.answers[arxiv_id.value]
            for arxiv_id in ids
            if arxiv_id.value in self.answers
        }


def test_check_arxiv():
    def target(arxiv_id: str, written: str = "") -> Target:
        place = Place(Location("x"), written or arxiv_id)
        return Target(f"https://arxiv.org/abs/{arxiv_id}", (place,))

    targets = {
        ArxivId("2301.00001"): target("2301.00001", "https://arxiv.org/abs/2301.00001v2"),
        ArxivId("2301.00002"): target("2301.00002"),
        ArxivId("2301.00003"): target("2301.00003", "https://arxiv.org/pdf/2301.00003v3.pdf"),
        ArxivId("2301.00004"): target("2301.00004"),
        ArxivId("2301.00005"): target("2301.00005"),
    }
    answers = {
        "2301.00001": PaperState(State.FOUND, 2),
        "2301.00002": PaperState(State.MISSING),
        "2301.00003": PaperState(State.FOUND, 2),
        "2301.00004": PaperState(State.WITHDRAWN, 3),
    }
    results = [result for _, result in check_arxiv(targets, Source(answers), 5.0)]
    assert [(result.verdict, result.reason) for result in results] == [
        (Verdict.OK, Reason.OK),
        (Verdict.BROKEN, Reason.NOT_FOUND),
        (Verdict.BROKEN, Reason.NOT_FOUND),
        (Verdict.WARNING, Reason.WITHDRAWN),
        (Verdict.UNKNOWN, Reason.UNANSWERED),
    ]
    assert all(result.checked_at == 5.0 for result in results)


def test_ids_in_the_lock_are_known(project):
    library = read_library(project)
    known = next(iter(library.lock.records))
    source = LockSource(library.lock.records)
    assert source.ask([known, ArxivId("2301.99999")]) == {
        known: PaperState(State.FOUND, detail="in the lock")
    }
