"""Dates known to the year, the month or the day; and reading times."""

import datetime
import functools
import re
from dataclasses import dataclass

_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_FORM = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


@dataclass(frozen=True, order=True, slots=True)
class PartialDate:
    """A date of the proleptic Gregorian calendar, known to the year, the month or the day.

    Ordered by year, month, day; an unknown part sorts first. There is no time zone.
    """

    year: int
    month: int = 0
    day: int = 0

    def __str__(self) -> str:
        if self.day:
            return f"{self.year:04}-{self.month:02}-{self.day:02}"
        return f"{self.year:04}-{self.month:02}" if self.month else f"{self.year:04}"

    @property
    def spoken(self) -> str:
        """The date for readers: `12 June 2017`, `June 2017` or `2017`."""
        parts = [str(self.day)] if self.day else []
        if self.month:
            parts.append(_MONTHS[self.month - 1])
        return " ".join([*parts, f"{self.year}"])


def day_of(moment: datetime.datetime) -> PartialDate:
    """The day of a moment, in the moment's own time zone."""
    return PartialDate(moment.year, moment.month, moment.day)


def latest_issue(today: PartialDate) -> PartialDate:
    """The last day that the date of a work can name: a year ahead, as journals date in advance."""
    return PartialDate(today.year + 1, today.month, today.day)


@functools.lru_cache(maxsize=65_536)
def parse_partial_date(text: str) -> PartialDate:
    """The date of an ISO 8601 text: `2017`, `2017-06` or `2017-06-12`.

    Raises `ValueError(message, hint)` otherwise.
    """
    hint = "Write 2017-06-12, 2017-06 or 2017."
    match = _FORM.fullmatch(text)
    if not match:
        raise ValueError(f"'{text}' is not a date", hint)
    year, month, day = (int(part or 0) for part in match.groups())
    try:
        datetime.date(year, month or 1, day or 1)
    except ValueError:
        raise ValueError(f"'{text}' is not in the calendar", hint) from None
    if (match[2] and not month) or (match[3] and not day):
        raise ValueError(f"'{text}' is not in the calendar", hint)
    return PartialDate(year, month, day)


_LOOSE_DAY = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})", re.ASCII)


def normal_date(text: str) -> str | None:
    """`2017-06-02` for `2017-6-2` and `2017/06/02`, or None if there is no such day.

    Only dates that start with the year: in others the order depends on the country.
    """
    text = text.strip()
    if match := _LOOSE_DAY.fullmatch(text):
        text = f"{match[1]}-{match[3]:0>2}-{match[4]:0>2}"
    try:
        return str(parse_partial_date(text))
    except ValueError:
        return None


def parse_full_date(text: str) -> PartialDate:
    """Like `parse_partial_date`, for fields that need the day."""
    hint = "Write it to the day, like 2025-12-31."
    try:
        date = parse_partial_date(text)
    except ValueError as error:
        raise ValueError(error.args[0], hint) from None
    if not date.day:
        raise ValueError(f"'{text}' does not name a day", hint)
    return date


def parse_minutes(text: str) -> int:
    """A number of minutes from 1 to 6,000. Raises `ValueError(message, hint)` otherwise."""
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text) or int(text) > 6000:
        raise ValueError(f"'{text}' is not a number of minutes", "Write a whole number, like 45.")
    return int(text)
