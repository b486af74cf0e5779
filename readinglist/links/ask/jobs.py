"""A target on its way through redirects and retries, and its final result. Pure."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp
from yarl import URL

from readinglist.links.ask.fetching import Answer
from readinglist.links.ask.identified import judge_doi
from readinglist.links.gather.targets import Target
from readinglist.links.judge.fragments import Page
from readinglist.links.judge.heuristics import judge_page
from readinglist.links.verdicts import (
    Missing,
    Reason,
    Result,
    Verdict,
    classify_status,
    moved_to,
)

#: Seconds to spend searching one page for expected texts.
_PATIENCE = 10.0
#: Scheme, host and port; if one page of an origin fails to connect, all of them do.
Origin = tuple[str, str | None, int | None]


@dataclass(slots=True, eq=False)
class Job:
    """A target in progress: where it has got to, and what it has cost so far.

    `url` is the next address to request, without fragment, and `address` is its encoded form.
    `wait` is what the last response's `Retry-After` says, in seconds. `is_api` means that the
    request goes to a service that knows about the target, not to the target itself.
    """

    target: Target
    url: str
    address: URL
    redirects: list[tuple[int, str]] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)
    cookies: aiohttp.CookieJar | None = None
    etag: str = ""
    is_api: bool = False
    failures: int = 0
    has_timed_out: bool = False
    attempts: int = 0
    seconds: float = 0.0
    wait: float | None = None

    @property
    def origin(self) -> Origin:
        """The origin of the next request."""
        return self.address.scheme, self.address.raw_host, self.address.port

    def cookies_here(self) -> Mapping[str, str] | None:
        """The cookies to send with the next request."""
        if self.cookies is None:
            return None
        cookies = self.cookies.filter_cookies(self.address)
        return {name: morsel.value for name, morsel in sorted(cookies.items())}

    def take_cookies(self, answer: Answer) -> None:
        """Keep the cookies that the response sets, for the next hops."""
        if answer.cookies:
            if self.cookies is None:
                self.cookies = aiohttp.CookieJar(unsafe=True)
            self.cookies.update_cookies(answer.cookies, self.address)

    def result(  # noqa: PLR0913 - the parts of a result
        self,
        verdict: Verdict,
        reason: Reason,
        *,
        checked_at: float,
        detail: str = "",
        status: int | None = None,
        etag: str = "",
        missing: tuple[Missing, ...] = (),
    ) -> Result:
        """The result, with the cost of getting there."""
        url = self.target.url
        redirects = tuple(self.redirects)
        # The detail may contain foreign text: remove what a terminal would interpret.
        detail = "".join(char if char.isprintable() else " " for char in detail)[:300]
        opened = verdict is Verdict.OK or bool(missing)
        is_plain = opened and self.cookies is None and not self.is_api
        return Result(
            url,
            verdict,
            reason,
            detail,
            status,
            redirects,
            final_url=url if self.is_api else self.url,
            moved_to=moved_to(url, redirects) if is_plain else None,
            attempts=self.attempts,
            seconds=round(self.seconds, 3),
            etag=etag,
            checked_at=checked_at,
            missing=missing,
        )

    def judge(self, answer: Answer, checked_at: float) -> Result:
        """The result of the last response in a chain, when no further request follows."""
        verdict, reason, detail, missing = _judge(self, answer)
        etag = ""
        if verdict is Verdict.OK and not self.redirects and not self.is_api:
            etag = answer.etag or (self.etag if answer.status == 304 else "")
        return self.result(
            verdict,
            reason,
            checked_at=checked_at,
            detail=detail,
            status=answer.status,
            etag=etag,
            missing=missing,
        )


def _judge(job: Job, answer: Answer) -> tuple[Verdict, Reason, str, tuple[Missing, ...]]:
    """Verdict, reason, detail, and what is missing on the page."""
    status = answer.status
    if job.is_api:
        return *judge_doi(status, answer.text), ()
    verdict, reason = classify_status(status)
    if verdict is not Verdict.OK:
        detail = f"the server answers {status}"
        if job.redirects:
            detail += f" at {job.url}, to which it redirects"
        return verdict, reason, detail, ()
    if answer.bad_body and not answer.text:
        reason = Reason.TIMEOUT if "in time" in answer.bad_body else Reason.BAD_BODY
        return Verdict.UNKNOWN, reason, answer.bad_body, ()
    try:
        odd = judge_page(job.target.url, job.url, answer.text) if answer.text else None
        missing = () if odd else _find_missing(job.target, answer)
    except Exception as error:  # noqa: BLE001 - one odd page must not end the run
        detail = f"the page could not be read: {type(error).__name__}"
        return Verdict.UNKNOWN, Reason.FAULT, detail, ()
    if odd:
        reason, detail = odd
        unknown = reason in (Reason.LOGIN, Reason.CHALLENGE)
        return Verdict.UNKNOWN if unknown else Verdict.WARNING, reason, detail, ()
    if missing:
        return Verdict.WARNING, missing[0].reason, "", missing
    return verdict, reason, "", ()


def _find_missing(target: Target, answer: Answer) -> tuple[Missing, ...]:
    """The expectations of the target that the page does not meet.

    If the page was not read completely, or a script fills it, nothing can be called missing.
    """
    if not target.expects or answer.text is None:
        return ()
    page = Page(answer.text, is_whole=answer.is_whole)
    if not page.is_whole or page.is_frame:
        return ()
    missing = []
    end = time.monotonic() + _PATIENCE
    for expected in target.expects:
        if time.monotonic() > end:
            # The time is up: say nothing about the remaining expectations.
            break
        if expected.reason is Reason.MISSING_ANCHOR:
            is_there = page.has_anchor(expected.text)
        elif expected.reason is Reason.MISSING_TEXT:
            is_there = page.has_text(expected.text)
        else:
            is_there = page.has_quote(expected.text)
        if not is_there:
            missing.append(Missing(expected.reason, expected.text))
    return tuple(dict.fromkeys(missing))
