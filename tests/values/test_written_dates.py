"""Dates as bibliographies write them: what is kept, and what is reported."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.values.dates import PartialDate
from readinglist.values.written_dates import read_parts, read_written_date


@pytest.mark.parametrize(
    ("text", "date", "rest"),
    [
        # EDTF, as in biblatex.
        ("2017-06-12", "2017-06-12", ""),
        ("2017-6-2", "2017-06-02", ""),
        ("2017-06-12T17:57:34", "2017-06-12", ""),
        ("2017-02-31", "2017-02", "only 2017-02 of '2017-02-31' is kept"),
        ("2017-13", "2017", "only 2017 of '2017-13' is kept"),
        ("2019-21", "2019", "only the year of spring 2019 is kept"),
        ("2019-22", "2019", "only the year of summer 2019 is kept"),
        ("2019-23", "2019", "only the year of autumn 2019 is kept"),
        ("2019-24", "2019", "only the year of winter 2019 is kept"),
        ("2001/2003", "2001", "only the beginning of '2001/2003' is kept"),
        ("2019-05-23/2019-05-27", "2019-05-23", "only the beginning of"),
        ("1650/..", "1650", "'1650/..' is kept as 1650"),
        ("1650/", "1650", "'1650/' is kept as 1650"),
        ("1850~", "1850", "'1850~' is kept as 1850"),
        ("199X", "", "there is no year in '199X'"),
        ("2004-XX", "2004", "only the year of '2004-XX' is kept"),
        ("0079", "0079", ""),
        ("0079-08-24", "0079-08-24", ""),
        # Before the year 1.
        ("-0350", "", "'-0350' is before the year 1"),
        ("-0350/-0340", "", "'-0350/-0340' is before the year 1"),
        ("-0044-03-15", "", "is before the year 1"),
        ("-0044/0014", "", "is before the year 1"),
        ("0000", "", "is before the year 1"),
        ("Y-17000", "", "is before the year 1"),
        ("350 BC", "", "is before the year 1"),
        ("c. 350 B.C.E.", "", "is before the year 1"),
        ("44 v. Chr.", "", "is before the year 1"),
        # Early years; two digits alone may be of any century.
        ("800", "0800", ""),
        ("AD 79", "0079", ""),
        ("79 CE", "0079", ""),
        ("79", "", "there is no year in '79'"),
        # RIS, PubMed, EndNote.
        ("2017/06/12/", "2017-06-12", ""),
        ("2017///", "2017", ""),
        ("2017/06//", "2017-06", ""),
        ("2017/06/12/spring", "2017-06-12", "only 2017-06-12 of '2017/06/12/spring' is kept"),
        ("2017/02/31", "2017-02", "only 2017-02 of '2017/02/31' is kept"),
        ("20190613", "2019-06-13", ""),
        ("2017 Jun 12", "2017-06-12", ""),
        ("2017 Feb 31", "2017-02", "only 2017-02 of '2017 Feb 31' is kept"),
        ("12 June 2017", "2017-06-12", ""),
        ("June 12, 2017", "2017-06-12", ""),
        ("2018 Nov-Dec", "2018-11", "only the beginning of '2018 Nov-Dec' is kept"),
        ("1998 Dec-1999 Jan", "1998-12", "only the beginning of"),
        ("2017 Spring", "2017", "only the year of '2017 Spring' is kept"),
        ("2001-2003", "2001", "only the beginning of '2001-2003' is kept"),
        ("12.06.2017", "2017", "only the year of '12.06.2017' is kept"),
        ("c. 1850", "1850", "only the year of 'c. 1850' is kept"),
        ("in press", "", "there is no year in 'in press'"),
        ("", "", ""),
    ],
)
def test_dates_in_one_text(text, date, rest):
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
def test_dates_in_parts(year, month, day, date, is_told):
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
def test_every_day_in_digits(form, date):
    written = read_written_date(FORMS[form](date))
    assert (written.date, written.rest) == (date, "")


@given(DAYS.filter(lambda date: 1000 <= date.year < 3000))
def test_every_day_in_words(date):
    assert read_written_date(date.spoken).date == date


@given(st.text("0123456789-/~?X. BCADJune", max_size=14))
def test_anything_lost_is_reported(text):
    written = read_written_date(text)
    assert written.date or written.rest or not text.strip()


MONTHS = """
    january jan januar jänner janvier enero gennaio janeiro januari
    february feb februar février fevrier febrero febbraio fevereiro februari
    march mar märz maerz mars marzo março maart
    april apr avril abril aprile
    may mai mayo maggio maio mei maj
    june jun juni juin junio giugno junho
    july jul juli juillet julio luglio julho
    august aug août aout agosto augustus augusti
    september sep sept septembre septiembre settembre setembro
    october oct oktober octobre octubre ottobre outubro okt
    november nov novembre noviembre novembro
    december dec dezember décembre diciembre dicembre dezembro dez
"""


@pytest.mark.parametrize(("number", "words"), list(enumerate(MONTHS.strip().splitlines(), 1)))
def test_months_in_several_languages(number, words):
    for word in words.split():
        found = read_written_date(f"5 {word.title()} 2017")
        assert (word, str(found.date), found.rest) == (word, f"2017-{number:02}-05", "")
