"""Verdicts: what a check says about an address, and how responses are classified. Pure.

There are three bad verdicts because only one of them is grounds to fail: BROKEN is what no reader
can open; UNKNOWN is what a checker cannot decide, such as a page closed to robots or a server
that is down for the moment; WARNING is a page that opens but looks wrong.
"""

import enum
from dataclasses import dataclass


class Verdict(enum.StrEnum):
    """What a check says about an address."""

    OK = "ok"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    WARNING = "warning"


class Reason(enum.StrEnum):
    """The reason for a verdict; the values are part of the output and of the history."""

    OK = "ok"
    FRESH = "fresh"
    IN_LOCK = "in-lock"
    EXCLUDED = "excluded"

    NOT_FOUND = "not-found"
    GONE = "gone"
    LEGAL = "legal"
    NO_HOST = "no-host"
    REFUSED = "refused"
    BAD_CERTIFICATE = "bad-certificate"

    NOT_ALLOWED = "not-allowed"
    TOO_MANY_REQUESTS = "too-many-requests"
    ASKED_TO_WAIT = "asked-to-wait"
    LOGIN = "login"
    CHALLENGE = "challenge"
    SERVER_ERROR = "server-error"
    ODD_STATUS = "odd-status"
    TIMEOUT = "timeout"
    DROPPED = "dropped"
    NOT_HTTP = "not-http"
    NO_NETWORK = "no-network"
    BAD_BODY = "bad-body"
    REDIRECT_LOOP = "redirect-loop"
    BAD_REDIRECT = "bad-redirect"
    UNSAFE = "unsafe"
    LEFT = "left"
    UNANSWERED = "unanswered"
    FAULT = "fault"

    SOFT_404 = "soft-404"
    PARKED = "parked"
    TO_HOME = "to-home"
    MISSING_ANCHOR = "missing-anchor"
    MISSING_TEXT = "missing-text"
    MISSING_QUOTE = "missing-quote"
    WITHDRAWN = "withdrawn"


#: Reasons on our side why the address was not checked, or not completely.
NOT_LOOKED_AT = frozenset({Reason.LEFT, Reason.ASKED_TO_WAIT, Reason.UNSAFE, Reason.EXCLUDED})


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that was expected on the page but is not there: an anchor or a text.

    `reason` is MISSING_ANCHOR, MISSING_TEXT (of a text fragment) or MISSING_QUOTE.
    """

    reason: Reason
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """The result of checking one address.

    `url` has no fragment. `detail` says in words what the problem was; it is empty for OK.
    `redirects` holds every hop in order as (status, target address); `final_url` is where the last
    response came from; `moved_to` is the address to write instead of `url`, given only when every
    hop was permanent and the page opened. `attempts` counts requests, including hops and retries;
    `seconds` is the time spent on them, without waiting; `checked_at` is a POSIX time.
    """

    url: str
    verdict: Verdict
    reason: Reason = Reason.OK
    detail: str = ""
    status: int | None = None
    redirects: tuple[tuple[int, str], ...] = ()
    final_url: str = ""
    moved_to: str | None = None
    attempts: int = 0
    seconds: float = 0.0
    etag: str = ""
    checked_at: float = 0.0
    missing: tuple[Missing, ...] = ()


#: Statuses of pages that are gone for good: RFC 9110, 15.5.5 and 15.5.11; RFC 7725 for 451.
_BROKEN = {404: Reason.NOT_FOUND, 410: Reason.GONE, 451: Reason.LEGAL}
#: Statuses that may change on a later request: RFC 9110; RFC 8470 for 425, RFC 6585 for 429.
_PASSING = frozenset({408, 425, 429})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})


def is_redirect(status: int) -> bool:
    """Whether the response points to another address."""
    return status in _REDIRECTS


def is_passing(status: int) -> bool:
    """Whether the failure may be temporary, so that a retry makes sense."""
    return status in _PASSING or 500 <= status <= 599


def classify_status(status: int) -> tuple[Verdict, Reason]:
    """Verdict and reason for a response that is not a redirect, from its status alone."""
    if status in _BROKEN:
        return Verdict.BROKEN, _BROKEN[status]
    if status == 202:
        # 202 Accepted without content: how anti-bot services send a challenge.
        return Verdict.UNKNOWN, Reason.CHALLENGE
    if 200 <= status <= 299 or status == 304:
        return Verdict.OK, Reason.OK
    if status == 429:
        return Verdict.UNKNOWN, Reason.TOO_MANY_REQUESTS
    if status in (401, 402, 403, 405, 406, 407, 421, 999):
        return Verdict.UNKNOWN, Reason.NOT_ALLOWED
    if 500 <= status <= 599:
        return Verdict.UNKNOWN, Reason.SERVER_ERROR
    if is_redirect(status):
        return Verdict.UNKNOWN, Reason.BAD_REDIRECT
    return Verdict.UNKNOWN, Reason.ODD_STATUS


def moved_to(url: str, redirects: tuple[tuple[int, str], ...]) -> str | None:
    """The address to write instead of `url`: the last hop's if all hops are permanent."""
    if not redirects or any(status not in PERMANENT for status, _ in redirects):
        return None
    target = redirects[-1][1].partition("#")[0]
    return target if target != url else None
