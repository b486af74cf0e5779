"""The list as a whole: its years, its standings and its growth."""

import itertools

import pytest
from hypothesis import given
from pictures import few, lists, view

from readinglist.site.pages.plots import census


@few
@given(lists())
def test_the_columns_of_years_add_up(graph_of, made):
    graph = graph_of(**made)
    columns = census.lay_out_years(graph)
    dated = [work for work in graph.works.values() if work.year]
    assert sum(column.total for column in columns) == (len(graph.works) if dated else 0)
    assert len(columns) <= census.COLUMNS + 1
    for a, b in itertools.pairwise(columns):
        assert a.x + a.width <= b.x
    assert all(column.x >= 0 and column.x + column.width <= census.WIDTH for column in columns)


@few
@given(lists())
def test_the_bars_of_standings_add_up(graph_of, made):
    graph = graph_of(**made)
    bars = census.lay_out_standings(graph)
    kinds = ("claim", "prediction", "question")
    counted = [claim for claim in graph.claims.values() if claim.entry.kind in kinds]
    assert sum(bar.count for bar in bars) == len(counted)
    assert all(b.y - a.y >= 20 for a, b in itertools.pairwise(bars))


def added(*days):
    return {f"p{i}": {"added": day} for i, day in enumerate(days)}


def test_growth_needs_three_days(graph_of):
    assert census.lay_out_growth(graph_of(added("2026-01-01", "2026-01-02", "2026-01-02"))) == []
    assert "picture-growth" not in census.draw_census(view(graph_of(added("2026-01-01")), "index"))


@pytest.mark.parametrize(
    ("days", "labels", "totals"),
    [
        (("2026-01-01", "2026-01-03", "2026-01-04"),
         ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"], [1, 1, 2, 3]),
        (("2025-11-30", "2026-01-01", "2026-02-28"),
         ["2025-11", "2025-12", "2026-01", "2026-02"], [1, 1, 2, 3]),
        (("2020-01-01", "2021-06-01", "2026-02-28"),
         ["2020-12", "2021-12", "2022-12", "2023-12", "2024-12", "2025-12", "2026-02"],
         [1, 2, 2, 2, 2, 2, 3]),
    ],
)  # fmt: skip
def test_growth_counts_what_was_added_by_each_day(graph_of, days, labels, totals):
    columns = census.lay_out_growth(graph_of(added(*days)))
    assert [column.label for column in columns][-1] == labels[-1]
    if len(columns) == len(labels):
        assert [column.label for column in columns] == labels
        assert [column.total for column in columns] == totals
    assert columns[-1].total == 3
