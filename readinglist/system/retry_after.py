"""The header `Retry-After` in both of its forms (RFC 9110, 10.2.3). Pure."""

from datetime import UTC, datetime

from readinglist.system.http_dates import parse_http_date

#: Seconds, some thirty years: who asks for more asks for as long as anybody can tell.
_LONGEST = 10**9


def parse_retry_after(text: str | None, *, now: float, date: str | None = "") -> float | None:
    """The seconds to wait, never negative; None for a header that is absent or unreadable.

    A date without a time zone is one of UTC, and a wait of more than 10^9 seconds is cut to that.
    `now` is the POSIX time here; `date` is the answer's own header `Date`, by which a date is
    measured when it is given, so that a wrong clock on either side does no harm.
    """
    text = (text or "").strip()
    if text.isascii() and text.isdigit():
        digits = text.lstrip("0") or "0"
        return float(_LONGEST if len(digits) > len(str(_LONGEST)) else min(int(digits), _LONGEST))
    until = parse_http_date(text)
    if until is None:
        return None
    there = parse_http_date(date) if date else None
    return min(max(0.0, until - (now if there is None else there)), float(_LONGEST))


def spell_time(posix: float) -> str:
    """A time as people read it: `2026-11-21 14:03 UTC`."""
    try:
        return datetime.fromtimestamp(posix, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (ValueError, OverflowError, OSError):
        return "a time far off"
