"""Works by identifier: arXiv ids are checked in batches, DOIs at their resolver's API.

arXiv asks programs not to fetch its pages, and the landing pages behind DOIs often block them; both
offer something better.
"""

import enum
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

from readinglist.enrichment.arxiv.client import Client, Outcome
from readinglist.library.lock.arxiv_records import Record
from readinglist.links.gather.targets import Target
from readinglist.links.verdicts import Reason, Result, Verdict
from readinglist.values.identifiers import ArxivId, normal_doi
from readinglist.values.strict_json import load_json

_VERSION = re.compile(r"v(\d+)(?:\.pdf)?/?(?:[?#].*)?$", re.IGNORECASE)


class State(enum.StrEnum):
    """What is known about a paper."""

    FOUND = "found"
    MISSING = "missing"
    WITHDRAWN = "withdrawn"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class PaperState:
    """What a source knows about a paper; `version` is the latest, None if unknown."""

    state: State
    version: int | None = None
    detail: str = ""


class MetadataSource(Protocol):
    """A source of information on arXiv papers, such as a client of arXiv's API.

    Network failures raise nothing: a paper without an answer is UNANSWERED.
    """

    def ask(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, PaperState]:
        """What is known about each paper; an id missing from the result counts as unanswered."""


class LockSource:
    """The lock as a source: a paper with a record exists; about the rest it knows nothing."""

    def __init__(self, records: Mapping[ArxivId, Record]) -> None:
        self._records = records

    def ask(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, PaperState]:
        """FOUND for every id that has a record."""
        return {
            arxiv_id: PaperState(State.FOUND, detail="in the lock")
            for arxiv_id in ids
            if arxiv_id in self._records
        }


_STATES = {
    Outcome.FOUND: State.FOUND,
    Outcome.WITHDRAWN: State.WITHDRAWN,
    Outcome.MISSING: State.MISSING,
}


class ApiSource:
    """arXiv's API as a source, asked in batches."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def ask(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, PaperState]:
        """What arXiv knows about each paper."""
        states: dict[ArxivId, PaperState] = {}
        for answers in self._client.fetch(ids):
            for answer in answers:
                version = answer.record.version if answer.record else None
                state = _STATES.get(answer.outcome, State.UNANSWERED)
                states[answer.id] = PaperState(state, version, answer.reason)
        return states


def check_arxiv(
    targets: Mapping[ArxivId, Target], source: MetadataSource, now: float
) -> Iterator[tuple[Target, Result]]:
    """A result for every paper, checked at the POSIX time `now`."""
    answers = source.ask(list(targets))
    unanswered = PaperState(State.UNANSWERED)
    for arxiv_id, target in targets.items():
        yield target, _judge(arxiv_id, target, answers.get(arxiv_id, unanswered), now)


def _judge(arxiv_id: ArxivId, target: Target, answer: PaperState, now: float) -> Result:
    def result(verdict: Verdict, reason: Reason, detail: str = "") -> Result:
        return Result(
            target.url, verdict, reason, detail, final_url=target.url, checked_at=now, attempts=0
        )

    if answer.state is State.UNANSWERED:
        detail = answer.detail or "the lock has no record of it, and arXiv was not asked"
        return result(Verdict.UNKNOWN, Reason.UNANSWERED, detail)
    if answer.state is State.MISSING:
        return result(Verdict.BROKEN, Reason.NOT_FOUND, f"arXiv has no paper {arxiv_id.value}")
    for place in target.places:
        match = _VERSION.search(place.written)
        if match and answer.version is not None and int(match[1]) > answer.version:
            detail = f"the paper has {answer.version} versions, not {match[1]}"
            return result(Verdict.BROKEN, Reason.NOT_FOUND, detail)
    if answer.state is State.WITHDRAWN:
        detail = answer.detail or "its authors have withdrawn the paper"
        return result(Verdict.WARNING, Reason.WITHDRAWN, detail)
    reason = Reason.IN_LOCK if answer.detail == "in the lock" else Reason.OK
    return result(Verdict.OK, reason)


def first_address(url: str, doi_api: str) -> str:
    """The address to request first: for a DOI the resolver's API, otherwise the address itself."""
    doi = normal_doi(url)
    return f"{doi_api.rstrip('/')}/{quote(doi, safe='/')}" if doi and doi_api else url


def judge_doi(status: int, text: str | None) -> tuple[Verdict, Reason, str]:
    """The verdict on a response of the resolver's API.

    `responseCode` is 1 for a DOI that exists, 100 for one that does not and 200 for one without
    values (www.doi.org, "DOI Proxy Server REST API"). A 404 alone may come from any proxy between.
    """
    try:
        code = load_json(text or "").get("responseCode")
    except (ValueError, AttributeError):
        code = None
    if code in (1, 200):
        return Verdict.OK, Reason.OK, ""
    if code == 100:
        return Verdict.BROKEN, Reason.NOT_FOUND, "there is no such DOI"
    detail = f"the DOI resolver answers {status} with something unexpected"
    return Verdict.UNKNOWN, Reason.UNANSWERED, detail
