"""Parses the `Retry-After` header in both of its forms (RFC 9110, 10.2.3). Pure."""

from datetime import UTC, datetime

from readinglist.system.http_dates import parse_http_date

#: Some thirty years, in seconds; a longer wait is as good as forever.
_LONGEST = 10**9


def parse_retry_after(text: str | None, *, now: float, date: str | None = "") -> float | None:
    """The seconds to wait, never negative; None if the header is absent or unreadable.

    A date without a time zone is in UTC, and a wait of more than 10^9 seconds is capped. `now` is
    the local POSIX time; `date` is the response's own `Date` header. If given, the wait is measured
    from it, so that a wrong clock on either side does not matter.
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
    """A time in readable form: `2026-11-21 14:03 UTC`."""
    try:
        return datetime.fromtimestamp(posix, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (ValueError, OverflowError, OSError):
        return "a time in the far future"
