"""Dates as bibliographies write them: what is kept, and what is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.values.dates import PartialDate
from readinglist.values.written_dates import read_parts, read_written_date


@pytest.mark.parametrize(
    ("text", "date", "rest"),
    [
        # EDTF, as biblatex has it.
        ("2017-06-12", "2017-06-12", ""),
        ("2017-6-2", "2017-06-02", ""),
        ("2017-06-12T17:57:34", "2017-06-12", ""),
        ("2017-02-31", "2017-02", "of '2017-02-31' only 2017-02 is kept"),
        ("2017-13", "2017", "of '2017-13' only 2017 is kept"),
        ("2019-21", "2019", "of spring 2019 only the year is kept"),
        ("2001/2003", "2001", "of '2001/2003' only the beginning is kept"),
        ("2019-05-23/2019-05-27", "2019-05-23", "only the beginning is kept"),
        ("1650/..", "1650", "'1650/..' is kept as 1650"),
        ("1650/", "1650", "'1650/' is kept as 1650"),
        ("1850~", "1850", "'1850~' is kept as 1850"),
        ("199X", "", "'199X' names no year"),
        ("2004-XX", "2004", "of '2004-XX' only the year is kept"),
        ("0079", "0079", ""),
        ("0079-08-24", "0079-08-24", ""),
        # Before the year 1.
        ("-0350", "", "'-0350' lies before the year 1"),
        ("-0350/-0340", "", "'-0350/-0340' lies before the year 1"),
        ("-0044-03-15", "", "lies before the year 1"),
        ("-0044/0014", "", "lies before the year 1"),
        ("0000", "", "lies before the year 1"),
        ("Y-17000", "", "lies before the year 1"),
        ("350 BC", "", "lies before the year 1"),
        ("c. 350 B.C.E.", "", "lies before the year 1"),
        ("44 v. Chr.", "", "lies before the year 1"),
        # Early years, of which two figures alone may be of any century.
        ("800", "0800", ""),
        ("AD 79", "0079", ""),
        ("79 CE", "0079", ""),
        ("79", "", "'79' names no year"),
        # RIS, PubMed, EndNote.
        ("2017/06/12/", "2017-06-12", ""),
        ("2017///", "2017", ""),
        ("2017/06//", "2017-06", ""),
        ("2017/06/12/spring", "2017-06-12", "of '2017/06/12/spring' only 2017-06-12 is kept"),
        ("2017/02/31", "2017-02", "of '2017/02/31' only 2017-02 is kept"),
        ("20190613", "2019-06-13", ""),
        ("2017 Jun 12", "2017-06-12", ""),
        ("2017 Feb 31", "2017-02", "of '2017 Feb 31' only 2017-02 is kept"),
        ("12 June 2017", "2017-06-12", ""),
        ("June 12, 2017", "2017-06-12", ""),
        ("2018 Nov-Dec", "2018-11", "of '2018 Nov-Dec' only the beginning is kept"),
        ("1998 Dec-1999 Jan", "1998-12", "only the beginning is kept"),
        ("2017 Spring", "2017", "of '2017 Spring' only the year is kept"),
        ("2001-2003", "2001", "of '2001-2003' only the beginning is kept"),
        ("12.06.2017", "2017", "of '12.06.2017' only the year is kept"),
        ("c. 1850", "1850", "of 'c. 1850' only the year is kept"),
        ("in press", "", "'in press' names no year"),
        ("", "", ""),
    ],
)
def test_texts(text, date, rest):
    written = read_written_date(text)
    assert str(written.date or "") == date
    assert rest in written.rest
    assert bool(rest) is bool(written.rest)


@pytest.mark.parametrize(
    ("year", "month", "day", "date", "is_told"),
    [
        ("2017", "jun", "12", "2017-06-12", False),
        ("2019", "May 23--27", "", "2019-05", True),
        ("2020", "October-November", "", "2020-10", True),
        ("-350", "jun", "", "", True),
        ("800", "jun", "", "0800-06", False),
        ("2017", "June", "31", "2017-06", True),
    ],
)
def test_parts(year, month, day, date, is_told):
    written = read_parts(year, month, day)
    assert str(written.date or "") == date
    assert bool(written.rest) is is_told


DAYS = st.dates().map(lambda day: PartialDate(day.year, day.month, day.day))
FORMS = {
    "iso": str,
    "ris": lambda date: f"{date.year:04}/{date.month:02}/{date.day:02}/",
    "compact": lambda date: f"{date.year:04}{date.month:02}{date.day:02}",
}


@pytest.mark.parametrize("form", FORMS)
@given(DAYS)
def test_every_day_is_read_in_figures(form, date):
    written = read_written_date(FORMS[form](date))
    assert (written.date, written.rest) == (date, "")


@given(DAYS.filter(lambda date: 1000 <= date.year < 3000))
def test_every_day_is_read_in_words(date):
    assert read_written_date(date.spoken).date == date


@given(st.text("0123456789-/~?X. BCADJune", max_size=14))
def test_what_is_not_kept_is_told(text):
    written = read_written_date(text)
    assert written.date or written.rest or not text.strip()
