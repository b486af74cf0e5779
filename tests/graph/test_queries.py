"""Ranges of years in queries."""

import pytest

from readinglist.graph.queries import Kind, Order, Query, Years, parse_years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2017", Years(2017, 2017)),
        (" 2015-2020 ", Years(2015, 2020)),
        ("2015-", Years(2015, None)),
        ("-2020", Years(None, 2020)),
        ("2017-2017", Years(2017, 2017)),
    ],
)
def test_ranges(text, years):
    assert parse_years(text) == years


@pytest.mark.parametrize("text", ["", "-", "17", "20177", "2017-1", "2015–2020", "٢٠١٧", "x2017"])
def test_what_is_no_range(text):
    with pytest.raises(ValueError, match="is not a year or range") as caught:
        parse_years(text)
    assert caught.value.args == (
        f"'{text}' is not a year or range", "Write 2017, 2015-2020 or 2015-.",
    )  # fmt: skip


def test_a_range_that_ends_before_it_begins():
    with pytest.raises(ValueError, match="ends before") as caught:
        parse_years("2020-2015")
    assert caught.value.args == ("'2020-2015' ends before it begins", "Write 2015-2020.")


def test_years_include_both_ends():
    def of(years):
        return [year for year in range(2014, 2022) if year in years]

    assert of(Years(2015, 2020)) == [2015, 2016, 2017, 2018, 2019, 2020]
    assert of(Years(2020, None)) == [2020, 2021]
    assert of(Years(None, 2014)) == [2014]


def test_words_of_the_command_line():
    assert [kind.value for kind in Kind] == (
        "all paper essay claim question prediction definition path".split()
    )
    assert [order.value for order in Order] == "list id title author year added due".split()
    assert Query() == Query(
        words=(), kind=Kind.ALL, theme="", tag="", author="", years=None, type=None, standing=None,
        due=None, drafts=False,
    )  # fmt: skip
