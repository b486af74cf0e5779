"""The clock of all commands."""

import datetime

import pytest

from readinglist.errors import UsageError
from readinglist.system.clock import read_clock


@pytest.mark.parametrize(
    ("epoch", "moment"),
    [
        ("0", datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)),
        ("1795219200", datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)),
        (" 1795262399 ", datetime.datetime(2026, 11, 21, 11, 59, 59, tzinfo=datetime.UTC)),
    ],
)
def test_the_time_of_a_reproducible_build(monkeypatch, epoch, moment):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert read_clock() == moment
    assert read_clock().utcoffset() == datetime.timedelta(0)


@pytest.mark.parametrize("epoch", ["soon", "1.5", "2026-11-21", "9" * 30, "9" * 5_000])
def test_a_time_that_is_none_names_the_variable(monkeypatch, epoch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(UsageError, match=f"SOURCE_DATE_EPOCH is '{epoch}'"):
        read_clock()


@pytest.mark.parametrize("epoch", ["", None])
def test_otherwise_it_is_the_time_of_day(monkeypatch, epoch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    if epoch is not None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    before = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    assert before <= read_clock() <= datetime.datetime.now(datetime.UTC)
