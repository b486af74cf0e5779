"""Parses dates in HTTP headers."""

import datetime
from email.utils import parsedate_to_datetime

#: How many characters of a header are examined; a date has 29.
_LONGEST = 100


def parse_http_date(text: str) -> float | None:
    """The POSIX time of an HTTP date, or None if it is not a date (RFC 9110, 5.6.7).

    A date without a time zone is in UTC.
    """
    try:
        date = parsedate_to_datetime(text[:_LONGEST])
        return (date if date.tzinfo else date.replace(tzinfo=datetime.UTC)).timestamp()
    except Exception:  # noqa: BLE001 - the standard library raises many kinds
        return None
