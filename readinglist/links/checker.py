"""The checker: targets in, results out, politely.

Every request is a step of a `_Job`, and every step goes through the queue of the host that it asks:
the next hop of a redirect and a repeated request alike, so that no bound and no pause of a host is
ever passed by.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urljoin, urlsplit

import aiohttp
from yarl import URL

from readinglist.links.fetching import Answer, Failure, Fetcher, make_url
from readinglist.links.fragments import Page
from readinglist.links.heuristics import is_login_address, judge_page
from readinglist.links.identified import first_address, judge_doi
from readinglist.links.policy import Policy
from readinglist.links.retry_after import parse_retry_after, spell_time
from readinglist.links.scheduling import Host, Queues
from readinglist.links.targets import Target, host_of
from readinglist.links.verdicts import (
    Missing,
    Reason,
    Result,
    Verdict,
    classify_status,
    is_passing,
    is_redirect,
    moved_to,
)

#: So many pages of a host without any connection, and its other pages are not asked for.
_SILENT = 3
#: What a page that did not answer in time has of that time when it is asked again. A slow page
#: answers in the first wait; one that answers neither then nor soon is not to be waited for.
_SECOND_PATIENCE = 0.5
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


@dataclass(slots=True, eq=False)
class _Job:
    """A target on its way: where it has got to, and what it has cost."""

    target: Target
    url: str
    redirects: list[tuple[int, str]] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)
    cookies: aiohttp.CookieJar | None = None
    etag: str = ""
    is_api: bool = False
    failures: int = 0
    has_timed_out: bool = False
    attempts: int = 0
    seconds: float = 0.0


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
        self._queues: Queues[Target | _Job] = Queues(policy.total)
        # By origin: a host's other port may well answer.
        self._verdicts: dict[str, tuple[Verdict, Failure]] = {}
        self._silent: dict[str, int] = {}
        self._answered: set[str] = set()
        self._patience: dict[str, Failure] = {}
        self._error: BaseException | None = None
        self._wake = asyncio.Event()
        self._tasks: dict[asyncio.Task[None], Target | _Job] = {}
        self._done = 0
        self._total = 0
        self._end = float("inf")
        self._on_result: OnResult = lambda _target, _result: None

    async def run(self, targets: Iterable[Target], on_result: OnResult) -> None:
        """Check the targets; `on_result` is given each with its result, in no order."""
        loop = asyncio.get_running_loop()
        if self.policy.budget is not None:
            self._end = loop.time() + self.policy.budget
        self._on_result = on_result
        self._enqueue(targets, loop.time())
        async with Fetcher(self.policy) as fetcher:
            try:
                await self._turn(fetcher, loop)
                if self._error:
                    # Of whoever takes the results, such as a disk that is full.
                    raise self._error
            finally:
                await self._stop()

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
            if self._is_excluded(target.url):
                self._finish(target, Result(target.url, Verdict.OK, Reason.EXCLUDED))
                continue
            known = self._history.recall(target, self._clock()) if self._history else None
            if known is not None:
                self._finish(target, known)
                continue
            try:
                host = self._host(first_address(target.url, self.policy.doi_api))
            except ValueError as error:
                self._finish(
                    target,
                    Result(
                        target.url, Verdict.UNKNOWN, Reason.BAD_REDIRECT,
                        f"not a sound address: {error}", checked_at=self._clock(),
                    ),
                )  # fmt: skip
                continue
            self._queues.put(host, target, now)

    def _host(self, url: str) -> Host[Target | _Job]:
        """The queue of the address's host. Raises `ValueError` when it has none."""
        name = make_url(url).host or ""
        host = self._queues.hosts.get(name)
        if host is None:
            own = self.policy.for_host(host_of(url))
            host = Host(name, own.at_once or self.policy.per_host, own.pause)
            self._queues.add_host(host)
        return host

    async def _turn(self, fetcher: Fetcher, loop: asyncio.AbstractEventLoop) -> None:
        """Start what may start, until nothing is left or the time is up."""
        while (self._queues.waiting or self._tasks) and not self._error:
            now = loop.time()
            if now >= self._end:
                break
            while (taken := self._queues.take(now)) is not None:
                host, item = taken
                task = loop.create_task(self._step(fetcher, host, item))
                self._tasks[task] = item
                task.add_done_callback(self._forget)
            moment = self._queues.next_time()
            until = min(self._end, moment if moment is not None else float("inf"))
            self._wake.clear()
            try:
                async with asyncio.timeout_at(until if until < float("inf") else None):
                    await self._wake.wait()
            except TimeoutError:
                continue

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._error = error
        self._wake.set()

    async def _stop(self) -> None:
        """Give up what is still queued or under way, when the time is up."""
        under_way = dict(self._tasks)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        for task, item in under_way.items():
            if task.cancelled():
                self._fail(item, Verdict.UNKNOWN, Reason.LEFT, "not finished: the time was up")
        for host in self._queues.hosts.values():
            for item in self._queues.drop(host):
                self._fail(item, Verdict.UNKNOWN, Reason.LEFT, "not checked: the time was up")

    async def _step(self, fetcher: Fetcher, host: Host[Target | _Job], item: Target | _Job) -> None:
        """One request of a job, and what follows from it."""
        loop = asyncio.get_running_loop()
        job = item if isinstance(item, _Job) else self._begin(item)
        try:
            if (asked := self._patience.get(host.name)) is not None:
                self._fail(job, Verdict.UNKNOWN, asked.reason, asked.detail)
                return
            if (known := self._verdicts.get(_origin(job.url))) is not None:
                verdict, failure = known
                self._fail(job, verdict, failure.reason, failure.detail)
                return
            if host.resume_at > loop.time():
                # The host has asked for silence between this job's turn and its start.
                self._queues.put(host, job, loop.time(), first=True)
                return
            if job.attempts == 0 and self._history:
                job.etag = self._history.etag(job.target)
            cookies = _cookies_for(job)
            job.seen.add((job.url, str(cookies)))
            job.attempts += 1
            started = loop.time()
            answer = await fetcher.fetch(
                job.url,
                cookies=cookies,
                etag="" if job.redirects else job.etag,
                patience=_SECOND_PATIENCE if job.has_timed_out else 1.0,
            )
            job.seconds += loop.time() - started
            if isinstance(answer, Failure):
                self._take_failure(host, job, answer, loop.time())
            else:
                self._take_answer(host, job, answer, started, loop.time())
        finally:
            self._queues.done(host, loop.time())

    def _begin(self, target: Target) -> _Job:
        url = first_address(target.url, self.policy.doi_api)
        return _Job(target, url, is_api=url != target.url)

    # Answers

    def _take_answer(
        self, host: Host[Target | _Job], job: _Job, answer: Answer, started: float, now: float
    ) -> None:
        status = answer.status
        wait = None
        if answer.retry_after and (status in (429, 503) or is_redirect(status)):
            wait = parse_retry_after(answer.retry_after, now=self._clock(), date=answer.date)
        if status == 429 or (status == 503 and wait is not None):
            self._take_pause(host, job, status, wait, started, now)
            return
        if wait:
            host.pause(now, wait + _MARGIN, started)
        if is_passing(status):
            if not self._retry(host, job, self.policy.retries, now, self.policy.retry_pause):
                verdict, reason = classify_status(status)
                self._fail(job, verdict, reason, f"the server answers {status}", status)
            return
        host.succeed()
        self._answered.add(_origin(job.url))
        if is_redirect(status) and answer.location:
            self._follow(job, answer, now)
            return
        self._judge(job, answer)

    def _take_pause(  # noqa: PLR0913, PLR0917 - an answer with its times
        self, host: Host[Target | _Job], job: _Job, status: int, wait: float | None,
        started: float, now: float,
    ) -> None:  # fmt: skip
        """The host asks for a pause, and gets it."""
        asked = wait is not None
        seconds = wait if wait is not None else self.policy.retry_pause * 2**job.failures
        host.pause(now, seconds + _MARGIN, started, is_repeated=job.failures > 0)
        if asked and (now + seconds >= self._end or seconds > self.policy.longest_wait):
            until = spell_time(self._clock() + seconds)
            detail = f"the host asked to wait until {until}"
            self._fail(job, Verdict.UNKNOWN, Reason.ASKED_TO_WAIT, detail, status)
            for item in self._queues.drop(host):
                self._fail(item, Verdict.UNKNOWN, Reason.ASKED_TO_WAIT, detail)
            self._patience[host.name] = Failure(Reason.ASKED_TO_WAIT, detail)
            return
        job.failures += 1
        # Once more than other failures: the first pauses of a host may hit any of its pages.
        if job.failures > self.policy.retries + 1:
            verdict, reason = classify_status(status)
            self._fail(job, verdict, reason, f"the server answers {status} again and again", status)
        else:
            # Behind the host's other pages, which need not wait for what it may ask for yet.
            self._queues.put(host, job, now)

    def _take_failure(
        self, host: Host[Target | _Job], job: _Job, failure: Failure, now: float
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
        origin = _origin(job.url)
        if failure.is_of_host and origin not in self._answered:
            self._silent[origin] = self._silent.get(origin, 0) + 1
            if broken or not failure.may_pass or self._silent[origin] >= _SILENT:
                self._verdicts[origin] = (verdict, failure)

    def _retry(
        self, host: Host[Target | _Job], job: _Job, retries: int, now: float, pause: float
    ) -> bool:
        """Queue the job once more; False when it has been often enough."""
        if job.failures >= retries:
            return False
        pause *= 2**job.failures
        job.failures += 1
        self._queues.put(host, job, now, not_before=now + pause, first=True)
        return True

    def _follow(self, job: _Job, answer: Answer, now: float) -> None:
        """Queue the next hop with the host that it leads to."""
        try:
            # Bytes of a header beyond ASCII arrive as surrogates, most often UTF-8.
            raw = answer.location.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            url = urljoin(job.url, raw.strip())
            if not urlsplit(url).fragment and "#" in job.url:
                url += "#" + job.url.partition("#")[2]
            host = self._host(url)
        except ValueError as error:
            detail = f"it redirects to something that is no web address: {error}"
            self._fail(job, Verdict.UNKNOWN, Reason.BAD_REDIRECT, detail, answer.status)
            return
        if answer.cookies:
            if job.cookies is None:
                job.cookies = aiohttp.CookieJar(unsafe=True)
            job.cookies.update_cookies(answer.cookies, URL(job.url))
        job.redirects.append((answer.status, url))
        job.url = url.partition("#")[0]
        if self._is_excluded(job.url):
            self._finish(job.target, self._result(job, Verdict.OK, Reason.EXCLUDED))
        elif is_login_address(job.target.url, job.url):
            self._fail(
                job, Verdict.UNKNOWN, Reason.LOGIN, f"it redirects to a login, {job.url}",
                answer.status,
            )  # fmt: skip
        elif (job.url, str(_cookies_for(job))) in job.seen:
            detail = f"the redirects run in a circle, by {job.url}"
            self._fail(job, Verdict.UNKNOWN, Reason.REDIRECT_LOOP, detail, answer.status)
        elif len(job.redirects) > self.policy.max_redirects:
            detail = f"more than {self.policy.max_redirects} redirects"
            self._fail(job, Verdict.UNKNOWN, Reason.REDIRECT_LOOP, detail, answer.status)
        else:
            self._queues.put(host, job, now, first=True)

    def _judge(self, job: _Job, answer: Answer) -> None:
        """The verdict about the last answer of a chain."""
        status = answer.status
        if job.is_api:
            verdict, reason, detail = judge_doi(status, answer.text)
            self._finish(
                job.target, self._result(job, verdict, reason, detail=detail, status=status)
            )
            return
        verdict, reason = classify_status(status)
        if verdict is not Verdict.OK:
            detail = f"the server answers {status}"
            if job.redirects:
                detail += f" at {job.url}, to which it redirects"
            self._fail(job, verdict, reason, detail, status)
            return
        if answer.bad_body and not answer.text:
            reason = Reason.TIMEOUT if "in time" in answer.bad_body else Reason.BAD_BODY
            self._fail(job, Verdict.UNKNOWN, reason, answer.bad_body, status)
            return
        try:
            odd = judge_page(job.target.url, job.url, answer.text) if answer.text else None
            missing = () if odd else _find_missing(job.target, answer)
        except Exception as error:  # noqa: BLE001 - one odd page must not end the run
            detail = f"the page could not be read: {type(error).__name__}"
            self._fail(job, Verdict.UNKNOWN, Reason.FAULT, detail, status)
            return
        if odd:
            reason, detail = odd
            unknown = reason in (Reason.LOGIN, Reason.CHALLENGE)
            verdict = Verdict.UNKNOWN if unknown else Verdict.WARNING
            self._fail(job, verdict, reason, detail, status)
            return
        if missing:
            verdict, reason = Verdict.WARNING, missing[0].reason
        etag = "" if job.redirects else answer.etag or (job.etag if status == 304 else "")
        self._finish(
            job.target,
            self._result(job, verdict, reason, status=status, etag=etag, missing=missing),
        )

    # Results

    def _fail(
        self,
        item: Target | _Job,
        verdict: Verdict,
        reason: Reason,
        detail: str,
        status: int | None = None,
    ) -> None:
        job = item if isinstance(item, _Job) else _Job(item, item.url)
        result = self._result(job, verdict, reason, detail=detail, status=status)
        self._finish(job.target, result)

    def _result(  # noqa: PLR0913 - the parts of a result
        self, job: _Job, verdict: Verdict, reason: Reason, *, detail: str = "",
        status: int | None = None, etag: str = "", missing: tuple[Missing, ...] = (),
    ) -> Result:  # fmt: skip
        url = job.target.url
        redirects = tuple(job.redirects)
        # Some of it may be a stranger's words: nothing that a terminal would obey.
        detail = "".join(char if char.isprintable() else " " for char in detail)[:300]
        opened = verdict is Verdict.OK or bool(missing)
        is_plain = opened and job.cookies is None and not job.is_api
        return Result(
            url, verdict, reason, detail, status, redirects,
            final_url=url if job.is_api else job.url,
            moved_to=moved_to(url, redirects) if is_plain else None,
            attempts=job.attempts, seconds=round(job.seconds, 3), etag=etag,
            checked_at=self._clock(), missing=missing,
        )  # fmt: skip

    def _finish(self, target: Target, result: Result) -> None:
        self._done += 1
        self._on_result(target, result)
        if self._progress:
            self._progress(self._done, self._total)


def _origin(url: str) -> str:
    """Scheme, host and port; where one page of it fails to connect, so do all."""
    return str(make_url(url).origin())


def _cookies_for(job: _Job) -> Mapping[str, str] | None:
    if job.cookies is None:
        return None
    cookies = job.cookies.filter_cookies(URL(job.url))
    return {name: morsel.value for name, morsel in sorted(cookies.items())}


def _find_missing(target: Target, answer: Answer) -> tuple[Missing, ...]:
    """What the target expects of the page and is not there.

    Of a page that was not read to its end, or that a script fills, nothing can be said to be
    missing.
    """
    if not target.expects or answer.text is None:
        return ()
    page = Page(answer.text, is_whole=answer.is_whole)
    if not page.is_whole or page.is_frame:
        return ()
    missing = []
    for one in target.expects:
        if one.reason is Reason.MISSING_ANCHOR:
            is_there = page.has_anchor(one.text)
        elif one.reason is Reason.MISSING_TEXT:
            is_there = page.has_text(one.text)
        else:
            is_there = page.has_quote(one.text)
        if not is_there:
            missing.append(Missing(one.reason, one.text))
    return tuple(dict.fromkeys(missing))
