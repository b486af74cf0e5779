"""How long to wait according to the header `Retry-After`."""

import time
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.system.retry_after import parse_retry_after

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (None, None),
        ("", None),
        ("0", 0.0),
        (" 120 ", 120.0),
        ("0" * 30 + "5", 5.0),
        ("9" * 10, 1e9),
        ("9" * 40, 1e9),
        ("9" * 5000, 1e9),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("１２", None),
        ("١٢", None),
        ("Sat, 21 Nov 2026 12:01:30 GMT", 90.0),
        ("Saturday, 21-Nov-26 12:01:30 GMT", 90.0),
        ("Sat Nov 21 12:01:30 2026", 90.0),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0.0),
        ("Sat, 21 Nov 2026 13:01:30 +0100", 90.0),
        # Without a time zone, and with an unknown one: UTC.
        ("Sat, 21 Nov 2026 12:01:30", 90.0),
        ("Sat, 21 Nov 2026 12:01:30 -0000", 90.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 1e9),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
        ("Mon, 01 Jan 2027 00:00:00 +99999999999999", None),
        ("Mon, 01 Jan 0001 00:00:00 +2400", None),
    ],
)
def test_seconds_from_now(text, seconds):
    assert parse_retry_after(text, now=NOW) == seconds


@pytest.mark.parametrize(
    ("text", "date", "seconds"),
    [
        # The server's clock is an hour ahead; its own Date header counts.
        ("Sat, 21 Nov 2026 13:00:30 GMT", "Sat, 21 Nov 2026 13:00:00 GMT", 30.0),
        ("Sat, 21 Nov 2026 13:00:30", "Sat, 21 Nov 2026 13:00:00", 30.0),
        ("Sat, 21 Nov 2026 12:00:30 GMT", "nonsense", 30.0),
        ("Sat, 21 Nov 2026 12:00:30 GMT", None, 30.0),
        ("45", "Sat, 21 Nov 2026 13:00:00 GMT", 45.0),
    ],
)
def test_a_date_is_measured_by_the_servers_own_clock(text, date, seconds):
    assert parse_retry_after(text, now=NOW, date=date) == seconds


@given(st.integers(0, 10**7))
def test_a_date_says_the_same_as_seconds(seconds):
    date = format_datetime(datetime.fromtimestamp(NOW + seconds, UTC), usegmt=True)
    assert parse_retry_after(date, now=NOW) == seconds == parse_retry_after(str(seconds), now=NOW)


@given(st.text(max_size=60))
def test_any_value_is_accepted(text):
    wait = parse_retry_after(text, now=0, date=text)
    assert wait is None or 0 <= wait <= 1e9


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the time zone is set on POSIX systems only")
def test_a_date_without_time_zone_is_in_utc_anywhere(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert parse_retry_after("Sat, 21 Nov 2026 12:00:30", now=NOW) == 30.0
    finally:
        monkeypatch.undo()
        time.tzset()
