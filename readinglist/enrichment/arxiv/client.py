"""The client of arXiv's API; no other code sends requests to arXiv's API.

The `arxiv` package builds the query and parses the entries. This module works between the two:
requests go through a `Fetcher`, which keeps arXiv's pace, and every response through `parse_feed`,
so that the package never sees a response that is truncated, empty or not a feed. Every id gets an
`Answer`. See docs/decisions/0009-arxiv-client.md.
"""

import datetime
import enum
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import arxiv

from readinglist.enrichment.arxiv import BASE_URL
from readinglist.enrichment.arxiv.feed import CheckedFeed, parse_entry_id, parse_feed
from readinglist.errors import UsageError
from readinglist.library.lock.arxiv_records import (
    Provenance,
    Record,
    fold_text,
    read_prose,
    read_title,
    withdrawal_reason,
)
from readinglist.system.borders import what_is_wrong
from readinglist.system.http import Cause, Fetcher, FetchError, Service, UnsoundAnswerError
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId, parse_doi
from readinglist.values.names import Name, parse_name

#: Ids per request. The manual allows more, but longer URLs have been refused.
BATCH = 100
#: A paper that arXiv has, the first with an id in today's format. It is added to ids that may not
#: exist, to tell a response without any of them from one that is empty by mistake.
WITNESS = ArxivId("0704.0001")
_LOOPBACK = re.compile(r"localhost|127(?:\.\d+){3}|::1")
# Consecutive failed requests after which nothing more is asked.
_BREAKER = 5
# Statuses that a smaller request may avoid: a bad id among good ones, a URL that is too long.
_MAY_SPLIT = frozenset({400, 413, 414, 431})


class Outcome(enum.StrEnum):
    """The outcome for an id."""

    FOUND = "found"
    WITHDRAWN = "withdrawn"  #: found, and the authors or arXiv have withdrawn the paper
    MISSING = "missing"  #: arXiv, asked twice, does not know it
    MALFORMED = "malformed"  #: arXiv calls the id malformed, or its record lacks required fields
    UNANSWERED = "not answered"  #: nothing is known


@dataclass(frozen=True)
class Answer:
    """The answer for one id: with a record if it was found, otherwise with a reason.

    For a withdrawn paper the reason is that of the withdrawal, as given by arXiv.
    """

    id: ArxivId
    outcome: Outcome
    record: Record | None = None
    reason: str = ""


def service_for(base_url: str) -> Service:
    """The API at an address, with the pace it asks for.

    arXiv asks for one request at a time and three seconds between them
    (https://info.arxiv.org/help/api/tou.html); a server on this machine needs no pauses. Raises
    `UsageError` if it is not an http or https address.
    """
    try:
        parts = urlsplit(base_url)
        host, _ = parts.hostname, parts.port
        if not host or parts.scheme not in ("http", "https") or parts.query or parts.fragment:
            raise ValueError
    except ValueError:
        raise UsageError(
            f"'{base_url}' is not the address of an API", f"arXiv's is {BASE_URL}."
        ) from None
    return Service("arXiv", gap=0.0 if _LOOPBACK.fullmatch(host) else 3.0, breaker=_BREAKER)


class Client:
    """Asks arXiv for records. `read` is the time recorded in their provenance, in UTC."""

    def __init__(
        self,
        fetcher: Fetcher,
        read: datetime.datetime,
        *,
        base_url: str = BASE_URL,
        batch: int = BATCH,
    ) -> None:
        self._fetcher = fetcher
        self._read = read
        self._base_url = base_url
        self._batch = batch
        self._known: ArxivId | None = None

    def fetch(self, ids: Iterable[ArxivId]) -> Iterator[list[Answer]]:
        """Yield the answers, one per id, in lists as soon as they have been checked.

        A batch that fails is split in halves, breadth first. An id that is missing from a response,
        or whose record is flawed, is asked for once more, together with a paper that arXiv is known
        to have. Nothing that a server does raises an exception.
        """
        wanted = sorted(set(ids), key=lambda arxiv_id: arxiv_id.value)
        queue = deque(_batches(wanted, self._batch))
        doubts: dict[ArxivId, str] = {}
        yield from self._work_off(queue, doubts, final=False)
        if doubts:
            # Leave room for the witness.
            size = max(self._batch - 1, 1)
            again = deque(_batches(sorted(doubts, key=lambda arxiv_id: arxiv_id.value), size))
            yield from self._work_off(again, doubts, final=True)

    def _work_off(
        self, queue: deque[list[ArxivId]], doubts: dict[ArxivId, str], *, final: bool
    ) -> Iterator[list[Answer]]:
        failures = 0
        while queue:
            batch = queue.popleft()
            try:
                feed, records = self._ask(batch, with_witness=final)
            except FetchError as error:
                failures += 1
                if failures >= _BREAKER or not _may_split(error):
                    # Asking for the rest would add to the load of a service that is down.
                    rest = [*batch, *(arxiv_id for other in queue for arxiv_id in other)]
                    queue.clear()
                    yield [_unanswered(arxiv_id, error.reason) for arxiv_id in rest]
                elif len(batch) == 1:
                    yield [_unanswered(batch[0], error.reason)]
                else:
                    middle = len(batch) // 2
                    queue.extend((batch[:middle], batch[middle:]))
                continue
            failures = 0
            absent = [arxiv_id for arxiv_id in batch if arxiv_id not in records]
            refused = [
                Answer(arxiv_id, Outcome.MALFORMED, reason=f"arXiv says: {feed.refused[arxiv_id]}")
                for arxiv_id in absent
                if arxiv_id in feed.refused
            ]
            answers = [_found(record) for record in records.values()] + refused
            rest = [arxiv_id for arxiv_id in absent if arxiv_id not in feed.refused]
            if refused and not records:
                # For a bad id arXiv returns only an error, which says nothing about the others.
                if rest:
                    queue.append(rest)
            elif final:
                answers += [_last_word(arxiv_id, feed) for arxiv_id in rest]
            else:
                doubts.update((arxiv_id, feed.flawed.get(arxiv_id, "")) for arxiv_id in rest)
            if answers:
                yield answers

    def _ask(
        self, batch: list[ArxivId], *, with_witness: bool
    ) -> tuple[CheckedFeed, dict[ArxivId, Record]]:
        """Make one request: the feed, and its records of papers in the batch."""
        witness = (self._known or WITNESS) if with_witness else None
        asked = batch if witness is None or witness in batch else [*batch, witness]
        session = _CheckedSession(self._fetcher, asked, witness)
        # A new client for each request: the package sleeps by the adjustable system clock.
        client = arxiv.Client(page_size=len(asked), delay_seconds=0.0, num_retries=0)
        client._session = cast("Any", session)  # noqa: SLF001 - there is no public way
        client.query_url_format = self._base_url.replace("{", "%7B").replace("}", "%7D") + "?{}"
        search = arxiv.Search(
            id_list=[arxiv_id.value for arxiv_id in asked], max_results=len(asked)
        )
        records = {}
        for result in client.results(search):
            identified = parse_entry_id(result.entry_id)
            if identified and identified[0] in batch:
                try:
                    records[identified[0]] = self._record(result, *identified)
                except Exception as error:  # noqa: BLE001 - a record can be malformed in any way
                    session.feed.flawed[identified[0]] = what_is_wrong(error)
        if records:
            self._known = next(iter(records))
        return session.feed, records

    def _record(self, result: arxiv.Result, arxiv_id: ArxivId, version: int | None) -> Record:
        abstract, comment = read_prose(result.summary), read_prose(result.comment or "")
        categories = (result.primary_category, *result.categories)
        return Record(
            id=arxiv_id,
            version=version,
            title=read_title(result.title) or arxiv_id.value,
            authors=_authors(result.authors),
            provenance=Provenance("api", self._read, endpoint=self._base_url),
            abstract=abstract,
            submitted=_day(result.published),
            updated=_day(result.updated),
            primary_category=fold_text(result.primary_category),
            categories=tuple(dict.fromkeys(filter(None, map(fold_text, categories)))),
            doi=_doi(result.doi or ""),
            journal_ref=read_prose(result.journal_ref or ""),
            comment=comment,
            withdrawn=withdrawal_reason(comment, abstract),
        )


class _CheckedSession:
    """Stands in for the package's session: returns valid feeds or raises `FetchError`."""

    def __init__(self, fetcher: Fetcher, asked: list[ArxivId], witness: ArxivId | None) -> None:
        self.feed = CheckedFeed()
        self._fetcher = fetcher
        self._asked = asked
        self._witness = witness

    def get(self, url: str, **_: object) -> "_Response":
        if self.feed.body:
            raise FetchError(Cause.UNSOUND, "the answer's pages do not add up")
        try:
            self.feed = self._fetcher.get(url, self._check, accept="application/atom+xml")
        except FetchError as error:
            if error.cause is not Cause.REFUSED:
                raise
            self.feed = self._refusal(error)
        return _Response(self.feed.body)

    def _check(self, body: bytes) -> CheckedFeed:
        feed = parse_feed(body, self._asked)
        if feed.error:
            raise UnsoundAnswerError(f"arXiv reports: {feed.error}")
        present = feed.versions.keys() | feed.flawed.keys()
        blamed = feed.refused.keys() - {self._witness}
        if self._witness and self._witness not in present and not blamed:
            raise UnsoundAnswerError(
                f"the answer lacks {self._witness.value}, which arXiv has, so it proves nothing"
            )
        return feed

    def _refusal(self, error: FetchError) -> CheckedFeed:
        """The feed in an error response, if it names an id; otherwise the error is raised again."""
        try:
            feed = parse_feed(error.body, self._asked)
        except UnsoundAnswerError:
            raise error from None
        if not feed.refused:
            said = f" ({feed.error})" if feed.error else ""
            raise FetchError(error.cause, f"{error.reason}{said}", status=error.status)
        return feed


@dataclass(frozen=True)
class _Response:
    content: bytes
    status_code: int = 200


def _batches(ids: list[ArxivId], size: int) -> Iterator[list[ArxivId]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _may_split(error: FetchError) -> bool:
    if error.cause is Cause.REFUSED:
        return error.status in _MAY_SPLIT
    # More requests do not help against too many requests.
    return error.cause in (Cause.DOWN, Cause.UNSOUND)


def _unanswered(arxiv_id: ArxivId, reason: str) -> Answer:
    return Answer(arxiv_id, Outcome.UNANSWERED, reason=reason)


def _last_word(arxiv_id: ArxivId, feed: CheckedFeed) -> Answer:
    if flaw := feed.flawed.get(arxiv_id):
        return Answer(arxiv_id, Outcome.MALFORMED, reason=f"arXiv's record cannot be used: {flaw}")
    return Answer(arxiv_id, Outcome.MISSING, reason="arXiv, asked twice, has no such paper")


def _found(record: Record) -> Answer:
    if record.withdrawn:
        return Answer(record.id, Outcome.WITHDRAWN, record, record.withdrawn)
    return Answer(record.id, Outcome.FOUND, record)


def _authors(authors: Iterable[arxiv.Result.Author]) -> tuple[Name, ...]:
    """The names; without items that have no letter, such as the colon after a collaboration."""
    names = (read_title(author.name) or "" for author in authors)
    return tuple(parse_name(name) for name in names if any(map(str.isalpha, name)))


def _day(moment: datetime.datetime) -> PartialDate:
    return PartialDate(moment.year, moment.month, moment.day)


def _doi(text: str) -> str | None:
    """The first well-formed DOI in a field that may hold several."""
    for part in re.split(r"[\s,;]+", text):
        try:
            parse_doi(part)
        except ValueError:
            continue
        return part
    return None
