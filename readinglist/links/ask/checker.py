"""The checker: targets in, results out, politely.

Every request is a step of a `Job`, and every step goes through the queue of the host that it asks:
the next hop of a redirect and a repeated request alike, so that no bound and no pause of a host is
ever passed by.
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

#: The host of an address that needs no encoding and no other care.
_PLAIN_HOST = re.compile(r"https?://([a-z0-9.-]+)(?::\d{1,5})?(?:[/?#]|$)")
#: What a page that did not answer in time has of that time when it is asked again. A slow page
#: answers in the first wait; one that answers neither then nor soon is not to be waited for.
_SECOND_PATIENCE = 0.5
#: Statuses whose `Retry-After` is about further requests: RFC 9110, 10.2.3; RFC 6585, 4; and 403,
#: with which GitHub answers too many requests (docs.github.com, "Rate limits for the REST API").
_PLEAS = frozenset({403, 413, 429, 503})
#: Breath between an answer and the moment to which its `Retry-After` leads.
_MARGIN = 0.05

Progress = Callable[[int, int], object]
OnResult = Callable[[Target, Result], object]


class Memory(Protocol):
    """What earlier runs know, as far as the checker asks. See `history.History`."""

    def recall(self, target: Target, now: float) -> Result | None:
        """A result that is still good, so that the address need not be asked for."""

    def etag(self, target: Target) -> str:
        """The mark of the page as it was when it was last found good, or an empty text."""

    def urgency(self, url: str) -> float:
        """The higher the earlier: what failed or was slow before needs the most time."""


async def check_targets(  # noqa: PLR0913 - the parts of a run
    targets: Iterable[Target],
    policy: Policy,
    *,
    history: Memory | None = None,
    clock: Callable[[], float] = time.time,
    progress: Progress | None = None,
    is_excluded: Callable[[str], bool] | None = None,
) -> list[Result]:
    """The results of the targets, in their order.

    `clock` gives the POSIX time that results carry and dates are compared with; waiting is measured
    by the event loop. `progress` is told how many are done, and of how many. No exception is raised
    for anything that a server or the network does.
    """
    wanted = list(targets)
    results: dict[str, Result | None] = dict.fromkeys(target.url for target in wanted)

    def keep(target: Target, result: Result) -> None:
        results[target.url] = result

    checker = Checker(
        policy, history=history, clock=clock, progress=progress, is_excluded=is_excluded
    )
    await checker.run(wanted, keep)
    return [result for result in results.values() if result is not None]


class Checker:
    """A run over many targets, whose results are handed over one by one.

    Nothing of a result is kept here, so that memory does not grow with what was found.
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
        """Check the targets; `on_result` is given each with its result, in no order."""
        loop = asyncio.get_running_loop()
        if self.policy.budget is not None:
            self._end = loop.time() + self.policy.budget
        self._on_result = on_result
        self._enqueue(targets, loop.time())
        async with Fetcher(self.policy, is_held=self._is_held) as fetcher:
            turns = Turns(self._queues, partial(self._step, fetcher), self._end)
            try:
                # Raises what whoever takes the results has raised, such as for a disk that is full.
                await turns.run()
            finally:
                under_way, left = await turns.stop()
                for item in under_way:
                    self._fail(item, Verdict.UNKNOWN, Reason.LEFT, "not finished: the time was up")
                for item in left:
                    self._fail(item, Verdict.UNKNOWN, Reason.LEFT, "not checked: the time was up")

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
        """Queue the target with its host, unless its result is there already."""
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
            detail = f"not a sound address: {error}"
            self._fail(target, Verdict.UNKNOWN, Reason.BAD_REDIRECT, detail)
            return
        self._queues.put(host, target, now)

    @contextlib.contextmanager
    def _surviving(self, item: Target | Job) -> Iterator[None]:
        """Make whatever is raised about one target that target's result, so that the run goes on.

        What whoever takes the results has raised is passed on: it concerns all of them.
        """
        try:
            yield
        except Exception as error:
            if self._is_handing_over:
                raise
            detail = f"it could not be checked: {type(error).__name__}: {error}"
            self._fail(item, Verdict.UNKNOWN, Reason.FAULT, detail)

    def _host(self, url: str) -> Host[Target | Job]:
        """The queue of the address's host. Raises `ValueError` when it has none."""
        plain = _PLAIN_HOST.match(url)
        name = plain[1] if plain else make_url(url).raw_host or ""
        host = self._queues.hosts.get(name)
        if host is None:
            own = self.policy.for_host(host_of(url))
            host = Host(name, own.at_once or self.policy.per_host, own.pause)
            self._queues.add_host(host)
        return host

    async def _step(self, fetcher: Fetcher, host: Host[Target | Job], item: Target | Job) -> None:
        """One request of a job, and what follows from it."""
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
            detail = f"not a sound address: {error}"
            self._fail(target, Verdict.UNKNOWN, Reason.BAD_REDIRECT, detail)
            return None
        if self._history:
            job.etag = self._history.etag(target)
        return job

    def _is_settled(self, host: Host[Target | Job], job: Job) -> bool:
        """Whether what is known of the host decides about the job, which then has its result."""
        known = self._known.find(host.name, job.origin)
        if known is not None:
            verdict, failure = known
            self._fail(job, verdict, failure.reason, failure.detail)
        return known is not None

    def _is_held(self, address: URL) -> bool:
        """Whether the host has asked for silence that is not yet over."""
        host = self._queues.hosts.get(address.raw_host or "")
        return host is not None and host.resume_at > asyncio.get_running_loop().time()

    async def _ask(self, fetcher: Fetcher, host: Host[Target | Job], job: Job) -> bool:
        """Send the job's request and take in what comes; False when the host was held."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        if host.resume_at > started:
            # It has asked for silence between this job's turn and its start.
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
            # To look for texts in a long page takes time, for which others must not wait.
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
        """The host asks for a pause, and gets it before the rest of its answer is there."""
        if status in _PLEAS or is_redirect(status):
            job.wait = parse_retry_after(retry_after, now=self._clock(), date=date)
        if job.wait is not None:
            now = asyncio.get_running_loop().time()
            host.pause(now, job.wait + _MARGIN, started, is_repeated=job.failures > 0)

    def _take_answer(
        self, host: Host[Target | Job], job: Job, answer: Answer, started: float, now: float
    ) -> Answer | None:
        """Take in an answer; gives it back where it is a page whose texts are still to be found."""
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
        """The host has asked for more time than there is: nothing more of it is asked for."""
        until = spell_time(self._clock() + seconds)
        failure = Failure(Reason.ASKED_TO_WAIT, f"the host asked to wait until {until}")
        self._fail(job, Verdict.UNKNOWN, failure.reason, failure.detail, status)
        for item in self._queues.drop(host):
            self._fail(item, Verdict.UNKNOWN, failure.reason, failure.detail)
        self._known.leave_alone(host.name, failure)

    def _take_pause(
        self, host: Host[Target | Job], job: Job, status: int, started: float, now: float
    ) -> None:
        """The job waits with its host, which may have asked for it without saying how long."""
        if job.wait is None:
            seconds = self.policy.retry_pause * 2**job.failures
            host.pause(now, seconds + _MARGIN, started, is_repeated=job.failures > 0)
        job.failures += 1
        # Once more than other failures: the first pauses of a host may hit any of its pages.
        if job.failures > self.policy.retries + 1:
            verdict, reason = classify_status(status)
            self._fail(job, verdict, reason, f"the server answers {status} again and again", status)
        else:
            # Behind the host's other pages, which need not wait for what it may ask for yet.
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
        # A time-out has been a pause of its own.
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
        """Queue the job once more; False when it has been often enough."""
        if job.failures >= retries:
            return False
        pause *= 2**job.failures
        job.failures += 1
        self._queues.put(host, job, now, not_before=now + pause, first=True)
        return True

    def _follow(self, job: Job, answer: Answer, now: float) -> None:
        """Queue the next hop with the host that it leads to."""
        try:
            # Bytes of a header beyond ASCII arrive as surrogates, most often UTF-8.
            raw = answer.location.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            url = urljoin(job.url, raw.strip())
            address, host = make_url(url), self._host(url)
        except ValueError as error:
            detail = f"it redirects to something that is no web address: {error}"
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
            detail = f"the redirects run in a circle, by {job.url}"
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
        """The result of what has come to no verdict about a page."""
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
