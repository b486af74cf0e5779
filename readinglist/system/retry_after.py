"""The header `Retry-After` in both of its forms (RFC 9110, 10.2.3). Pure."""

from datetime import UTC, datetime

from readinglist.system.http_dates import parse_http_date


def parse_retry_after(text: str, *, now: float, date: str = "") -> float | None:
    """The seconds to wait, or None when the header says nothing that can be understood.

    `now` is the POSIX time here; `date` is the answer's own header `Date`, by which a date is
    measured when it is given, so that a wrong clock on either side does no harm.
    """
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:12]), 10**9))
    until = parse_http_date(text)
    if until is None:
        return None
    there = parse_http_date(date) if date else None
    return max(0.0, until - (now if there is None else there))


def spell_time(posix: float) -> str:
    """A time as people read it: `2026-11-21 14:03 UTC`."""
    try:
        return datetime.fromtimestamp(posix, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (ValueError, OverflowError, OSError):
        return "a time far off"
