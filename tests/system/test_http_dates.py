"""Dates in headers of HTTP."""

import pytest

from readinglist.system.http_dates import parse_http_date
from readinglist.system.retry_after import parse_retry_after


@pytest.mark.parametrize(
    "date",
    ["Mon, 01 Jan 99999999999 00:00:00 GMT", "Mon, 01 Jan 2024 99:99:99 GMT", "1" * 5_000,
     "Mon, 01 Jan 0001 00:00:00 +2400", "\0", "Mon, 01 Jan 2024 00:00:00 +99999999999999", ",", "",
     "Mon, 32 Foo 2024 00:00:00", "Mon, 01 Jan 2024"],
)  # fmt: skip
def test_odd_dates_are_ignored(date):
    assert parse_http_date(date) is None
    if not date.isdecimal():
        assert parse_retry_after(date, now=0.0) is None


def test_a_date_without_time_zone_is_in_utc():
    assert parse_http_date("Mon, 01 Jan 2024 00:00:00") == 1704067200.0
    assert parse_retry_after("Mon, 01 Jan 2024 00:00:00", now=1704067100.0) == 100.0


@pytest.mark.parametrize(
    "date",
    ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
     "Sun, 06 Nov 1994 09:49:37 +0100", "Sun, 06 Nov 1994 08:49:37 -0000"],
)  # fmt: skip
def test_one_moment_in_every_form(date):
    """The first three are those of RFC 9110, 5.6.7."""
    assert parse_http_date(date) == 784111777.0


def test_what_follows_a_date_far_away_is_not_read():
    date = "Sun, 06 Nov 1994 08:49:37 GMT"
    assert parse_http_date(date + " " * 1_000_000 + "x" * 1_000_000) == 784111777.0
