"""Dates as HTTP writes them, in headers of whoever answers."""

import datetime
from email.utils import parsedate_to_datetime

#: Characters of a header that are looked at; a date has 29.
_LONGEST = 100


def parse_http_date(text: str) -> float | None:
    """The POSIX time of an HTTP date, or None when it is none (RFC 9110, 5.6.7).

    A date without a time zone is one of UTC.
    """
    try:
        date = parsedate_to_datetime(text[:_LONGEST])
        return (date if date.tzinfo else date.replace(tzinfo=datetime.UTC)).timestamp()
    except Exception:  # noqa: BLE001 - the standard library raises all kinds of them
        return None
