"""Dates as bibliographies write them: `{May 23--27}`, `2019-05-23/2019-05-27`, `2017/06/12/`.

An entry's date is a day, a month or a year. Of a range the beginning is kept; of a season only the
year. Anything lost is reported.
"""

import re
from dataclasses import dataclass

from readinglist.values.dates import PartialDate, parse_partial_date


@dataclass(frozen=True)
class WrittenDate:
    """The date in a text. `rest` says what of the text could not be kept, or is empty."""

    date: PartialDate | None = None
    rest: str = ""


_NAMES = (
    "january february march april may june july august september october november december"
).split()
_IN_OTHER_LANGUAGES = {
    "januar": 1, "jänner": 1, "janvier": 1, "enero": 1, "gennaio": 1, "janeiro": 1, "januari": 1,
    "februar": 2, "février": 2, "fevrier": 2, "febrero": 2, "febbraio": 2, "fevereiro": 2,
    "februari": 2, "märz": 3, "maerz": 3, "mars": 3, "marzo": 3, "março": 3, "maart": 3, "avril": 4,
    "abril": 4, "aprile": 4, "mai": 5, "mayo": 5, "maggio": 5, "maio": 5, "mei": 5, "maj": 5,
    "juni": 6, "juin": 6, "junio": 6, "giugno": 6, "junho": 6, "juli": 7, "juillet": 7, "julio": 7,
    "luglio": 7, "julho": 7, "août": 8, "aout": 8, "agosto": 8, "augustus": 8, "augusti": 8,
    "septembre": 9, "septiembre": 9, "settembre": 9, "setembro": 9, "oktober": 10, "octobre": 10,
    "octubre": 10, "ottobre": 10, "outubro": 10, "novembre": 11, "noviembre": 11, "novembro": 11,
    "dezember": 12, "décembre": 12, "diciembre": 12, "dicembre": 12, "dezembro": 12,
    "sept": 9, "okt": 10, "dez": 12,
}  # fmt: skip
_MONTHS = {
    **{name: number for number, name in enumerate(_NAMES, 1)},
    **{name[:3]: number for number, name in enumerate(_NAMES, 1)},
    **_IN_OTHER_LANGUAGES,
}
_DAY_NAMES = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun".split()
)
_WORD = re.compile(r"[^\W\d_]+")
#: All digits, year first: EDTF's `2019-05-23`, RIS's `2019/05/23/`, `20190523`.
_FIGURES = re.compile(
    r"(?P<year>\d{4})(?:(?P<sign>[/. -])(?P<month>\d\d?)?(?:(?P=sign)(?P<day>\d\d?)?)?"
    r"|(?P<month2>\d\d)(?P<day2>\d\d))?"
    r"(?P<rest>(?:(?<=-\d\d)[T ]\d\d?:.*|/.*)?)",
    re.ASCII,
)
_RANGE = re.compile(r"[^/]*/(?:-?\d{3}[\dX]|\.\.|open|unknown|$)", re.IGNORECASE)
_DOUBT = re.compile(r"(?<![~?%])[~?%]++$")
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_ERA = r"(?:A\.?\s?D\.?|C\.?\s?E\.?|n\.\s?Chr\.?)"
#: A year of fewer than four digits: three, or any number with the era; `79` alone may be 1979.
_EARLY_YEAR = re.compile(
    rf"{_ERA}\s*(?P<a>\d{{1,4}})|(?P<b>\d{{1,4}})\s*{_ERA}|(?P<c>0*[1-9]\d\d)",
    re.IGNORECASE | re.ASCII,
)
_NUMBERS_OF_MONTHS = re.compile(
    r"(0?[1-9]|1[0-2])\.?(?:\s*[-/–—]+\s*(0?[1-9]|1[0-2])\.?)?", re.ASCII
)
_DAYS = re.compile(r"(?<!\d)([12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|\.)?(?!\d)")
#: Words of a date that are neither a month nor between its parts; `12th` and `3e` are days.
_UNREAD = re.compile(
    rf"(?<![^\W_])(?!(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))}|and|to|bis|und|et|of|de"
    rf"|di|do|den|le|the|st|nd|rd|th|à|y|e|{'|'.join(_DAY_NAMES)})(?![^\W_]))[^\W\d_]+",
    re.IGNORECASE,
)
_BEFORE_CHRIST = re.compile(
    r"^\s*[-−]\s*\d|^\s*Y-\d|^\s*0{1,4}\s*(?:[-/~?%]|$)|\b(?:BCE?|B\.\s?C\.|v\.\s?Chr)",
    re.IGNORECASE,
)
#: The seasons of EDTF, by their numbers, as in 2019-21.
SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}


def read_written_date(text: str) -> WrittenDate:
    """The date in a text of its own: in EDTF, RIS's form, in words, or a bare year."""
    text = " ".join(text.split())
    if not text:
        return WrittenDate()
    if _BEFORE_CHRIST.search(text):
        return _too_early(text)
    start, slash, end = text.partition("/") if _RANGE.match(text) else (text, "", "")
    start = start.strip()
    whole = _read_figures(_DOUBT.sub("", start))
    if whole and whole.date:
        rest = whole.rest
        if slash and end.strip(" ."):
            rest = rest or f"only the beginning of '{text}' is kept"
        elif slash or start != _DOUBT.sub("", start):
            rest = rest or f"'{text}' is kept as {whole.date}"
        return WrittenDate(whole.date, rest)
    return read_parts(text, "", "")


def _too_early(text: str) -> WrittenDate:
    return WrittenDate(rest=f"'{text}' is before the year 1, which a list cannot express")


def _read_figures(text: str) -> WrittenDate | None:
    """The date in a text of digits, and what of the text is not one; None for other texts."""
    match = _FIGURES.fullmatch(text)
    if not match:
        return None
    year, month, day = match["year"], match["month"] or match["month2"], match["day"]
    day = day or match["day2"]
    if month and int(month) in SEASONS:
        return WrittenDate(_date(year), f"only the year of {SEASONS[int(month)]} {year} is kept")
    more = match["rest"].strip(" /") if match["rest"].startswith("/") else ""
    date = _date(year, month, day) if month or not day else None
    if date and not more:
        return WrittenDate(date)
    date = date or _date(year, month) or _date(year)
    return WrittenDate(date, f"only {date} of '{text}' is kept" if date else "")


def read_parts(year: str, month: str, day: str) -> WrittenDate:
    """The date in the fields for year, month and day.

    The year may hold the whole date, and the month the day, as in `May 23--27` or `12 jan`.
    """
    year, month, day = (" ".join(part.split()) for part in (year, month, day))
    if _BEFORE_CHRIST.search(year):
        return _too_early(year)
    if not month and (whole := _read_figures(year)) and whole.date:
        return whole
    if early := _EARLY_YEAR.fullmatch(year):
        year = f"{int(early['a'] or early['b'] or early['c']):04}"
    years = [year] if early else _YEAR.findall(year)
    if not years:
        return WrittenDate(rest=f"there is no year in '{year}'" if year else "")
    rest_of_year = "" if early else _YEAR.sub(" ", year, count=1)
    inside = f"{month} {rest_of_year}" if month else rest_of_year
    numbers = [_MONTHS[word.lower()] for word in _WORD.findall(inside) if word.lower() in _MONTHS]
    if not numbers and (found := _NUMBERS_OF_MONTHS.fullmatch(month)):
        numbers = [int(group) for group in found.groups() if group]
        inside = rest_of_year
    said = " ".join(part for part in (day, month, year) if part)
    if not numbers:
        kept = "beginning" if len(years) > 1 else "year"
        rest = "" if said == years[0] else f"only the {kept} of '{said}' is kept"
        return WrittenDate(_date(years[0]), rest)
    days = [int(number) for number in _DAYS.findall(day or inside)]
    date = _date(years[0], str(numbers[0]), str(days[0])) if days else None
    is_cut = (days and not date) or bool(_UNREAD.search(f"{inside} {day}"))
    date = date or _date(years[0], str(numbers[0]))
    rest = f"only {date} of '{said}' is kept" if is_cut else ""
    if len(numbers) > 1 or len(days) > 1 or len(years) > 1:
        rest = f"only the beginning of '{said}' is kept"
        return WrittenDate(_earliest(date, numbers, days), rest)
    return WrittenDate(date, rest)


def _earliest(date: PartialDate | None, numbers: list[int], days: list[int]) -> PartialDate | None:
    """The start of a range: only the month if there are several days."""
    if date and len(days) > 1:
        return PartialDate(date.year, numbers[0])
    return date


def _date(year: str, month: str | None = None, day: str | None = None) -> PartialDate | None:
    parts = [f"{int(year):04}", *(f"{int(part):02}" for part in (month, day) if part)]
    try:
        return parse_partial_date("-".join(parts))
    except ValueError:
        return None
