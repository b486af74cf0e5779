"""The checker: takes targets, yields results, and is polite to hosts.

Every request is a step of a `Job`, and every step, including redirect hops and retries, goes
through the queue of the host it is sent to, so that no limit or pause of a host is ever bypassed.
"""

import asyncio
import contextlib
import re
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Protocol
from urllib.parse import urljoin

from yarl import URL

from readinglist.links.ask.fetching import HELD, Answer, Failure, Fetcher, make_url
from readinglist.links.ask.host_verdicts import HostVerdicts
from readinglist.links.ask.identified import first_address
from readinglist.links.ask.jobs import Job
from readinglist.links.ask.scheduling import Host, Queues
from readinglist.links.ask.turns import Turns
from readinglist.links.gather.targets import Target, host_of
from readinglist.links.judge.heuristics import is_login_address
from readinglist.links.policy import Policy
from readinglist.links.verdicts import (
    Reason,
    Result,
    Verdict,
    classify_status,
    is_passing,
    is_redirect,
)
from readinglist.system.retry_after import parse_retry_after, spell_time
from readinglist.values.identifiers import normal_url

#: Matches addresses whose host can be taken as it is.
_PLAIN_HOST = re.compile(r"https?://([a-z0-9.-]+)(?::\d{1,5})?(?:[/?#]|$)")
#: Share of the time-out that a page gets on the retry after a time-out. A slow page usually answers
#: within the first wait; one that answers neither then nor soon after is not worth more waiting.
_SECOND_PATIENCE = 0.5
#: Statuses whose `Retry-After` applies to further requests: RFC 9110, 10.2.3; RFC 6585, 4; and 403,
#: with which GitHub answers too many requests (docs.github.com, "Rate limits for the REST API").
_PLEAS = frozenset({403, 413, 429, 503})
#: Seconds of safety margin added to a `Retry-After`.
_MARGIN = 0.05

Progress = Callable[[int, int], object]
OnResult = Callable[[Target, Result], object]


class Memory(Protocol):
    """What the checker asks about earlier runs. See `history.History`."""

    def recall(self, target: Target, now: float) -> Result | None:
        """A result that is still valid, so that no request is needed."""

    def etag(self, target: Target) -> str:
        """The page's ETag from when it was last good, or an empty string."""

    def urgency(self, url: str) -> float:
        """Priority, highest first: what failed or was slow before needs the most time."""


class Checker:
    """A run over many targets that passes results on as they arrive.

    No results are kept here, so that memory use does not grow with their number. `clock` gives the
    POSIX time used for results and for comparing dates; waiting is timed by the event loop.
    `progress` is called with the numbers done and in total.
    """

    def __init__(
        self,
        policy: Policy,
        *,
        history: Memory | None = None,
        clock: Callable[[], float] = time.time,
        progress: Progress | None = None,
        is_excluded: Callable[[str], bool] | None = None,
    ) -> None:
        self.policy = policy
        self._history = history
        self._clock = clock
        self._progress = progress
        self._is_excluded = is_excluded or (lambda _: False)
        self._queues: Queues[Target | Job] = Queues(policy.total)
        self._known = HostVerdicts()
        self._done = 0
        self._total = 0
        self._is_handing_over = False
        self._end = float("inf")
        self._on_result: OnResult = lambda _target, _result: None

    async def run(self, targets: Iterable[Target], on_result: OnResult) -> None:
        """Check the targets; `on_result` gets each target with its result, in any order.

        Nothing that a server or the network does raises an exception.
        """
        loop = asyncio.get_running_loop()
        if self.policy.budget is not None:
            self._end = loop.time() + self.policy.budget
        self._on_result = on_result
        self._enqueue(targets, loop.time())
        async with Fetcher(self.policy, is_held=self._is_held) as fetcher:
            turns = Turns(self._queues, partial(self._step, fetcher), self._end)
            try:
                # Raises what the callback raised, such as an error for a full disk.
                await turns.run()
            finally:
                under_way, left = await turns.stop()
                for item in under_way:
                    self._fail(item, Verdict.UNKNOWN, Reason.LEFT, "not finished: the time ran out")
                for item in left:
                    self._fail(item, Verdict.UNKNOWN, Reason.LEFT, "not checked: the time ran out")

    def _enqueue(self, targets: Iterable[Target], now: float) -> None:
        if self._history:
            urgency = self._history.urgency
            targets = sorted(targets, key=lambda target: -urgency(target.url))
        seen: set[str] = set()
        for target in targets:
            if target.url in seen:
                continue
            seen.add(target.url)
            self._total += 1
            with self._surviving(target):
                self._admit(target, now)

    def _admit(self, target: Target, now: float) -> None:
        """Queue the target with its host, unless its result is already known."""
        if self._is_excluded(target.url):
            self._finish(target, Result(target.url, Verdict.OK, Reason.EXCLUDED))
            return
        known = self._history.recall(target, self._clock()) if self._history else None
        if known is not None:
            self._finish(target, known)
            return
        try:
            host = self._host(first_address(target.url, self.policy.doi_api))
        except ValueError as error:
            detail = f"malformed address: {error}"
            self._fail(target, Verdict.UNKNOWN, Reason.BAD_REDIRECT, detail)
            return
        self._queues.put(host, target, now)

    @contextlib.contextmanager
    def _surviving(self, item: Target | Job) -> Iterator[None]:
        """Turn any exception about one target into that target's result, so that the run goes on.

        Exceptions from the result callback are passed on, because they affect all targets.
        """
        try:
            yield
        except Exception as error:
            if self._is_handing_over:
                raise
            detail = f"could not be checked: {type(error).__name__}: {error}"
            self._fail(item, Verdict.UNKNOWN, Reason.FAULT, detail)

    def _host(self, url: str) -> Host[Target | Job]:
        """The queue of the address's host. Raises `ValueError` if the address has no host."""
        plain = _PLAIN_HOST.match(url)
        name = plain[1] if plain else make_url(url).raw_host or ""
        host = self._queues.hosts.get(name)
        if host is None:
            own = self.policy.for_host(host_of(url))
            host = Host(name, own.at_once or self.policy.per_host, own.pause)
            self._queues.add_host(host)
        return host

    async def _step(self, fetcher: Fetcher, host: Host[Target | Job], item: Target | Job) -> None:
        """Send one request of a job and handle the outcome."""
        loop = asyncio.get_running_loop()
        try:
            with self._surviving(item):
                job = item if isinstance(item, Job) else self._begin(item)
                if job is None or self._is_settled(host, job):
                    return
                if not await self._ask(fetcher, host, job) and not self._is_settled(host, job):
                    self._queues.put(host, job, loop.time(), first=True)
        finally:
            self._queues.done(host, loop.time())

    def _begin(self, target: Target) -> Job | None:
        url = first_address(target.url, self.policy.doi_api)
        try:
            job = Job(target, url, make_url(url), is_api=url != target.url)
        except ValueError as error:
            detail = f"malformed address: {error}"
            self._fail(target, Verdict.UNKNOWN, Reason.BAD_REDIRECT, detail)
            return None
        if self._history:
            job.etag = self._history.etag(target)
        return job

    def _is_settled(self, host: Host[Target | Job], job: Job) -> bool:
        """Whether something known about the host decides the job; if so, its result is recorded."""
        known = self._known.find(host.name, job.origin)
        if known is not None:
            verdict, failure = known
            self._fail(job, verdict, failure.reason, failure.detail)
        return known is not None

    def _is_held(self, address: URL) -> bool:
        """Whether the host has asked for a pause that is not over yet."""
        host = self._queues.hosts.get(address.raw_host or "")
        return host is not None and host.resume_at > asyncio.get_running_loop().time()

    async def _ask(self, fetcher: Fetcher, host: Host[Target | Job], job: Job) -> bool:
        """Send the job's request and handle the response; False if the host is paused."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        if host.resume_at > started:
            # The host asked for a pause after this job was taken from the queue.
            return False
        cookies = job.cookies_here()
        job.wait = None
        answer = await fetcher.fetch(
            job.url,
            cookies=cookies,
            etag="" if job.redirects else job.etag,
            patience=_SECOND_PATIENCE if job.has_timed_out else 1.0,
            on_plea=partial(self._hear, host, job, started),
        )
        if answer is HELD:
            return False
        job.seen.add((job.url, str(cookies)))
        job.attempts += 1
        now = loop.time()
        job.seconds += now - started
        if isinstance(answer, Failure):
            self._take_failure(host, job, answer, now)
        elif (judged := self._take_answer(host, job, answer, started, now)) is not None:
            # Searching a long page for texts takes time and must not block the event loop.
            result = await asyncio.to_thread(job.judge, judged, self._clock())
            self._finish(job.target, result)
        return True

    # Answers

    def _hear(  # noqa: PLR0913, PLR0917 - an answer's head with its place and time
        self,
        host: Host[Target | Job],
        job: Job,
        started: float,
        status: int,
        retry_after: str,
        date: str,
    ) -> None:
        """Apply a pause that the host asks for, before the rest of the response has arrived."""
        if status in _PLEAS or is_redirect(status):
            job.wait = parse_retry_after(retry_after, now=self._clock(), date=date)
        if job.wait is not None:
            now = asyncio.get_running_loop().time()
            host.pause(now, job.wait + _MARGIN, started, is_repeated=job.failures > 0)

    def _take_answer(
        self, host: Host[Target | Job], job: Job, answer: Answer, started: float, now: float
    ) -> Answer | None:
        """Handle a response; returns it if it is a page that still has to be searched for texts."""
        status = answer.status
        if job.wait is not None and self._is_too_long(job.wait, now):
            self._leave_alone(host, job, job.wait, status)
            return None
        if status == 429 or (status in _PLEAS and job.wait is not None):
            self._take_pause(host, job, status, started, now)
            return None
        if is_passing(status):
            if not self._retry(host, job, self.policy.retries, now, self.policy.retry_pause):
                verdict, reason = classify_status(status)
                self._fail(job, verdict, reason, f"the server answers {status}", status)
            return None
        host.succeed()
        self._known.note_answer(job.origin)
        if is_redirect(status) and answer.location:
            self._follow(job, answer, now)
        elif job.target.expects and answer.text:
            return answer
        else:
            self._finish(job.target, job.judge(answer, self._clock()))
        return None

    def _is_too_long(self, seconds: float, now: float) -> bool:
        return now + seconds >= self._end or seconds > self.policy.longest_wait

    def _leave_alone(self, host: Host[Target | Job], job: Job, seconds: float, status: int) -> None:
        """Give up on the host: it has asked for more time than is left."""
        until = spell_time(self._clock() + seconds)
        failure = Failure(Reason.ASKED_TO_WAIT, f"the host asked to wait until {until}")
        self._fail(job, Verdict.UNKNOWN, failure.reason, failure.detail, status)
        for item in self._queues.drop(host):
            self._fail(item, Verdict.UNKNOWN, failure.reason, failure.detail)
        self._known.leave_alone(host.name, failure)

    def _take_pause(
        self, host: Host[Target | Job], job: Job, status: int, started: float, now: float
    ) -> None:
        """Make the job wait with its host, which may have asked for a pause of unstated length."""
        if job.wait is None:
            seconds = self.policy.retry_pause * 2**job.failures
            host.pause(now, seconds + _MARGIN, started, is_repeated=job.failures > 0)
        job.failures += 1
        # One try more than other failures: a host's first pauses may hit any of its pages.
        if job.failures > self.policy.retries + 1:
            verdict, reason = classify_status(status)
            self._fail(job, verdict, reason, f"the server answers {status} again and again", status)
        else:
            # Behind the host's other pages, which need not wait for pauses that may still come.
            self._queues.put(host, job, now)

    def _take_failure(
        self, host: Host[Target | Job], job: Job, failure: Failure, now: float
    ) -> None:
        retries = self.policy.retries
        if failure.reason is Reason.TIMEOUT:
            retries = (retries + 1) // 2
            job.has_timed_out = True
        elif failure.reason is Reason.NO_HOST:
            retries = min(retries, 1)
        # The time-out itself was a pause.
        pause = 0.0 if failure.reason is Reason.TIMEOUT else self.policy.retry_pause
        if failure.may_pass and self._retry(host, job, retries, now, pause):
            return
        broken = failure.reason in (Reason.NO_HOST, Reason.REFUSED, Reason.BAD_CERTIFICATE)
        verdict = Verdict.BROKEN if broken else Verdict.UNKNOWN
        self._fail(job, verdict, failure.reason, failure.detail)
        self._known.note_failure(job.origin, verdict, failure)

    def _retry(
        self, host: Host[Target | Job], job: Job, retries: int, now: float, pause: float
    ) -> bool:
        """Queue the job again; False if it has been tried often enough."""
        if job.failures >= retries:
            return False
        pause *= 2**job.failures
        job.failures += 1
        self._queues.put(host, job, now, not_before=now + pause, first=True)
        return True

    def _follow(self, job: Job, answer: Answer, now: float) -> None:
        """Queue the next hop at the host it leads to."""
        try:
            # Non-ASCII bytes in a header arrive as surrogates; most often they are UTF-8.
            raw = answer.location.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            url = urljoin(job.url, raw.strip())
            address, host = make_url(url), self._host(url)
            if normal_url(url) is None:
                # Such as one with a space, which an entry could not have.
                url = str(address)
        except ValueError as error:
            detail = f"it redirects to something that is not a web address: {error}"
            self._fail(job, Verdict.UNKNOWN, Reason.BAD_REDIRECT, detail, answer.status)
            return
        job.take_cookies(answer)
        job.redirects.append((answer.status, url))
        job.url, job.address = url.partition("#")[0], address
        if self._is_excluded(job.url):
            excluded = job.result(Verdict.OK, Reason.EXCLUDED, checked_at=self._clock())
            self._finish(job.target, excluded)
        elif is_login_address(job.target.url, job.url):
            self._fail(
                job,
                Verdict.UNKNOWN,
                Reason.LOGIN,
                f"it redirects to a login, {job.url}",
                answer.status,
            )
        elif (job.url, str(job.cookies_here())) in job.seen:
            detail = f"the redirects form a loop through {job.url}"
            self._fail(job, Verdict.UNKNOWN, Reason.REDIRECT_LOOP, detail, answer.status)
        elif len(job.redirects) > self.policy.max_redirects:
            detail = f"more than {self.policy.max_redirects} redirects"
            self._fail(job, Verdict.UNKNOWN, Reason.REDIRECT_LOOP, detail, answer.status)
        else:
            self._queues.put(host, job, now, first=True)

    # Results

    def _fail(
        self,
        item: Target | Job,
        verdict: Verdict,
        reason: Reason,
        detail: str,
        status: int | None = None,
    ) -> None:
        """Record a result without a verdict about the page itself."""
        now = self._clock()
        if isinstance(item, Job):
            result = item.result(verdict, reason, checked_at=now, detail=detail, status=status)
            self._finish(item.target, result)
        else:
            result = Result(item.url, verdict, reason, detail, final_url=item.url, checked_at=now)
            self._finish(item, result)

    def _finish(self, target: Target, result: Result) -> None:
        self._done += 1
        self._is_handing_over = True
        self._on_result(target, result)
        if self._progress:
            self._progress(self._done, self._total)
        self._is_handing_over = False
