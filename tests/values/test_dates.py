import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.values.dates import (
    PartialDate,
    day_of,
    latest_issue,
    parse_full_date,
    parse_minutes,
    parse_partial_date,
)


@pytest.mark.parametrize(
    ("text", "date", "spoken"),
    [
        ("2017-06-12", PartialDate(2017, 6, 12), "12 June 2017"),
        ("2017-06", PartialDate(2017, 6), "June 2017"),
        ("2017", PartialDate(2017), "2017"),
        ("2024-02-29", PartialDate(2024, 2, 29), "29 February 2024"),
        ("2000-02-29", PartialDate(2000, 2, 29), "29 February 2000"),
        ("0350", PartialDate(350), "350"),
        ("0001-01-01", PartialDate(1, 1, 1), "1 January 1"),
        ("9999-12-31", PartialDate(9999, 12, 31), "31 December 9999"),
    ],
)
def test_valid_dates(text, date, spoken):
    assert parse_partial_date(text) == date
    assert str(date) == text
    assert date.spoken == spoken


@pytest.mark.parametrize(
    "text",
    [
        "",
        "17",
        "20170612",
        "2017-6",
        "2017-06-1",
        "2017-13",
        "2017-00",
        "2017-06-00",
        "2017-06-31",
        "2023-02-29",
        "1900-02-29",
        "0000",
        "0000-01-01",
        "12 June 2017",
        "2017/06/12",
        "2017-06-12T00:00",
        "2017-06-12Z",
        " 2017",
        "2017\n",
        "-2017",
        "2017-",
        "2017-06-",
        "12017",
        "２０１７",
        "٢٠١٧-٠٦",
    ],
)
def test_invalid_dates(text):
    for parse in (parse_partial_date, parse_full_date):
        with pytest.raises(ValueError) as caught:  # noqa: PT011
            parse(text)
        message, hint = caught.value.args
        assert message
        assert hint.startswith("Write")


@pytest.mark.parametrize("text", ["2017", "2017-06"])
def test_a_full_date_needs_its_day(text):
    with pytest.raises(ValueError, match="does not name a day"):
        parse_full_date(text)


@given(st.dates(), st.integers(1, 3))
def test_dates_read_back(date: datetime.date, parts):
    partial = PartialDate(*(date.year, date.month, date.day)[:parts])
    assert parse_partial_date(str(partial)) == partial
    assert str(date).startswith(str(partial))
    if parts == 3:
        assert parse_full_date(str(partial)) == partial


@given(st.dates(), st.dates())
def test_dates_sort_by_calendar_with_vague_dates_first(one, other):
    first, second = (PartialDate(d.year, d.month, d.day) for d in (one, other))
    assert (first < second) == (one < other)
    assert PartialDate(one.year) < PartialDate(one.year, one.month) < first


@given(st.text() | st.text("0123456789-", max_size=11) | st.from_regex(r"\d{4}-\d\d-\d\d"))
def test_any_text_round_trips_or_raises_value_error(text):
    try:
        date = parse_partial_date(text)
    except ValueError as error:
        arguments = error.args
    else:
        assert str(date) == text
        return
    assert len(arguments) == 2


@pytest.mark.parametrize(("text", "minutes"), [("1", 1), ("45", 45), ("6000", 6000)])
def test_valid_minutes(text, minutes):
    assert parse_minutes(text) == minutes


@pytest.mark.parametrize(
    "text",
    ["", "0", "045", "6001", "10000", "1.5", "-5", "1e2", "an hour", " 5", "5\n", "٤٥", "1_0"],
)
def test_invalid_minutes(text):
    with pytest.raises(ValueError, match="number of minutes") as caught:
        parse_minutes(text)
    assert len(caught.value.args) == 2


def test_days():
    moment = datetime.datetime(2026, 11, 30, 23, 59, tzinfo=datetime.UTC)
    assert day_of(moment) == PartialDate(2026, 11, 30)
    assert latest_issue(PartialDate(2026, 11, 30)) == PartialDate(2027, 11, 30)
