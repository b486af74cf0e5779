"""The axis of years."""

import datetime
import itertools

from hypothesis import given
from hypothesis import strategies as st

from readinglist.site.pages.plots.axis import axis_of
from readinglist.values.dates import PartialDate


def test_a_single_old_work_does_not_compress_the_axis():
    dates = [PartialDate(1948), *(PartialDate(year) for year in range(2005, 2026))]
    axis = axis_of(dates, 0, 600)
    assert (axis.first, axis.last, axis.has_older) == (2005, 2025, True)
    assert axis.x(PartialDate(1948)) < axis.edge(2005)


@given(st.lists(st.dates(datetime.date(1700, 1, 1), datetime.date(2100, 1, 1)), min_size=1))
def test_later_dates_stand_further_right_within_the_axis(days):
    found = sorted(PartialDate(day.year, day.month, day.day) for day in days)
    axis = axis_of(found, 10, 500)
    xs = [axis.x(date) for date in found]
    assert xs == sorted(xs)
    assert all(10 <= x <= 500 for x in xs)
    edges = [axis.edge(year) for year in axis.ticks]
    assert all(b - a >= 29.9 for a, b in itertools.pairwise(edges))
    assert axis.last in axis.ticks


def test_without_dates_there_is_no_axis():
    assert axis_of([], 0, 100) is None
