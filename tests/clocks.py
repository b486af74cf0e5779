"""A clock for whatever waits between requests: waiting takes no time."""

import datetime
from dataclasses import dataclass, field

import pytest

from readinglist.system.http import Clock

NOW = datetime.datetime(2026, 11, 21, 12, 0, tzinfo=datetime.UTC)


@dataclass
class FakeClock:
    """Time that advances only when somebody sleeps."""

    time: float = NOW.timestamp()
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.slept.append(seconds)
        self.time += seconds

    def pass_by(self, seconds: float) -> None:
        self.time += seconds

    @property
    def clock(self) -> Clock:
        return Clock(
            now=lambda: self.time, passed=lambda: self.time, sleep=self.sleep, jitter=lambda: 0.5
        )


@pytest.fixture
def fake() -> FakeClock:
    return FakeClock()
