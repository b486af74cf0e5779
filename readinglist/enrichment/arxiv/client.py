"""The client of arXiv's API, the only code that asks arXiv for anything.

The `arxiv` package writes the query and reads the entries. Between the two stands this module:
requests go through a `Fetcher`, which keeps arXiv's pace, and every answer through `parse_feed`,
so that the package never sees what is cut, empty or no feed at all. Each id ends with an `Answer`.
See docs/decisions/0009-arxiv-client.md.
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

#: Ids in one request. The manual allows more; longer addresses have been refused.
BATCH = 100
#: A paper that arXiv has, the first with an id of today's form: it stands among ids that may not
#: exist, so that an answer without any of them can be told from one that holds nothing at all.
WITNESS = ArxivId("0704.0001")
_LOOPBACK = re.compile(r"localhost|127(?:\.\d+){3}|::1")
# Failed requests in a row, without a sound answer between, after which nothing more is asked.
_BREAKER = 5
# Refusals that a smaller request may escape: a bad id among good ones, an address too long.
_MAY_SPLIT = frozenset({400, 413, 414, 431})


class Outcome(enum.StrEnum):
    """What became of an id."""

    FOUND = "found"
    WITHDRAWN = "withdrawn"  #: found, and the authors or arXiv have withdrawn the paper
    MISSING = "missing"  #: arXiv, asked twice, does not know it
    MALFORMED = "malformed"  #: arXiv calls the id malformed, or its record lacks what all have
    UNANSWERED = "not answered"  #: nothing can be said


@dataclass(frozen=True)
class Answer:
    """What became of one id: with a record when it was found, with a reason when it was not.

    For a withdrawn paper the reason is what arXiv gives for that.
    """

    id: ArxivId
    outcome: Outcome
    record: Record | None = None
    reason: str = ""


def service_for(base_url: str) -> Service:
    """How the API at an address wants to be asked.

    arXiv wants one request at a time and three seconds between them
    (https://info.arxiv.org/help/api/tou.html); a server on this machine needs no pauses. Raises
    `UsageError` for what is no http or https address.
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
    """Asks arXiv for records. `read` is the moment that their provenance names, in UTC."""

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
        """The answers for the ids, one for each, in lists as soon as they were checked.

        A batch that fails is asked for in halves, widest first. An id that an answer leaves out, or
        whose record is flawed, is asked for once more, in the company of a paper that arXiv has.
        Nothing is raised for what a server does.
        """
        wanted = sorted(set(ids), key=lambda arxiv_id: arxiv_id.value)
        queue = deque(_batches(wanted, self._batch))
        doubts: dict[ArxivId, str] = {}
        yield from self._work_off(queue, doubts, final=False)
        if doubts:
            # Room for the witness.
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
                # A bad id is answered by an error alone, which says nothing of the others.
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
        """One request: what the answer says, and the records of the batch that it holds."""
        witness = (self._known or WITNESS) if with_witness else None
        asked = batch if witness is None or witness in batch else [*batch, witness]
        session = _CheckedSession(self._fetcher, asked, witness)
        # A client of its own for each request: the package sleeps by a clock that may be set.
        client = arxiv.Client(page_size=len(asked), delay_seconds=0.0, num_retries=0)
        client._session = cast("Any", session)  # noqa: SLF001 - it has no other door
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
                except Exception as error:  # noqa: BLE001 - whatever is wrong with somebody's record
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
    """What the package takes for its session: it gives sound feeds or raises `FetchError`."""

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
        """The feed in a refusal, if it names an id; otherwise the refusal is raised again."""
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
    # Too many requests are not mended by more of them.
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
    """The names; what has no letter, such as the colon behind a collaboration, is none."""
    names = (read_title(author.name) or "" for author in authors)
    return tuple(parse_name(name) for name in names if any(map(str.isalpha, name)))


def _day(moment: datetime.datetime) -> PartialDate:
    return PartialDate(moment.year, moment.month, moment.day)


def _doi(text: str) -> str | None:
    """The first sound DOI of a field that may hold several."""
    for part in re.split(r"[\s,;]+", text):
        try:
            parse_doi(part)
        except ValueError:
            continue
        return part
    return None
