"""The axis of years that pictures share."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass

from readinglist.values.dates import PartialDate

#: An axis longer than this many years begins with a column for everything older.
YEARS = 24
#: Width of that column, in pixels.
OLDER = 64.0


def moment(date: PartialDate) -> float:
    """The date as a fractional year; the middle of the period if it is incomplete."""
    if not date.month:
        return date.year + 0.5
    days = calendar.monthrange(date.year, date.month)[1]
    within = (date.day - 0.5) / days if date.day else 0.5
    return date.year + (date.month - 1 + within) / 12


@dataclass(frozen=True)
class Axis:
    """A scale of years from the start of `first` to the end of `last`.

    Dates before `first` are in a separate column before it, if `has_older`.
    """

    first: int
    last: int
    left: float
    right: float
    has_older: bool = False

    @property
    def _start(self) -> float:
        return self.left + (OLDER if self.has_older else 0)

    def x(self, date: PartialDate) -> float:
        """The position of the date."""
        if self.has_older and date.year < self.first:
            return self.left + OLDER / 2
        share = (moment(date) - self.first) / (self.last + 1 - self.first)
        return self._start + share * (self.right - self._start)

    def edge(self, year: int) -> float:
        """The position where the year begins."""
        share = (year - self.first) / (self.last + 1 - self.first)
        return self._start + share * (self.right - self._start)

    @property
    def ticks(self) -> list[int]:
        """The years with labels: all of them, or every second, fifth or tenth."""
        room = (self.right - self._start) / (self.last + 1 - self.first)
        step = next((n for n in (1, 2, 5, 10, 20) if n * room >= 30), 50)
        return [year for year in range(self.first, self.last + 1) if (self.last - year) % step == 0]


def axis_of(dates: Sequence[PartialDate], left: float, right: float) -> Axis | None:
    """The axis that fits the dates, or None if there are none.

    It spans them all, unless that takes more than 24 years for the sake of a tenth of the dates or
    less.
    """
    years = sorted(date.year for date in dates)
    if not years:
        return None
    first, last = years[0], years[-1]
    recent = next(year for year in years if year > last - YEARS)
    # A tenth of the dates or less must not squeeze all the others.
    if recent > first and years[len(years) // 10] >= recent:
        return Axis(recent, last, left, right, has_older=True)
    return Axis(first, last, left, right)
