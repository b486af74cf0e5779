"""Scheduling: a queue for each host, with its limits, its pauses and its pace. No network.

Nothing that has to wait takes up a slot: it stays in its host's queue, and the host is skipped
until its time comes. Times are seconds of a monotonic clock that the caller reads.
"""

import heapq
import itertools
from collections import deque
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")

#: Seconds between the starts of two requests after a host's first request for a pause.
_FIRST_INTERVAL = 0.1
_LONGEST_INTERVAL = 10.0
_FASTEST_INTERVAL = 0.02
#: Speed-up after each good response: fast up to near the pace that was too fast, then slow.
_FAST, _SLOW, _NEAR = 0.7, 0.95, 1.2
#: Factor by which a pause lengthens the interval.
_SLOWER = 1.5


@dataclass(eq=False)
class Host(Generic[T]):
    """A host's queue and pace.

    At most `at_once` requests run concurrently; `interval` separates their starts, `too_fast` is an
    interval that was too short for the host; `resume_at` is when the pause that it asked for ends.
    The number of slots needs no adjustment: with longer intervals fewer are used.
    """

    name: str
    at_once: int
    least_interval: float = 0.0
    interval: float = 0.0
    too_fast: float = 0.0
    running: int = 0
    next_start: float = 0.0
    resume_at: float = 0.0
    paused_at: float = float("-inf")
    ready: deque[T] = field(default_factory=deque)
    later: list[tuple[float, int, T]] = field(default_factory=list)
    turn: int = 0
    turn_at: float | None = None

    def __post_init__(self) -> None:
        self.interval = self.least_interval

    def pause(
        self, now: float, seconds: float, started: float, *, is_repeated: bool = False
    ) -> None:
        """Start nothing for the given time, and slow down once per pause.

        `started` is when the request was sent whose response asks for the pause. Responses to
        requests that were under way when the pause began may extend it, but do not slow the host
        down again. Neither does a page that `is_repeated` after a pause and asks for another one:
        it waited as long as the host said, so the pace is not to blame.
        """
        self.resume_at = max(self.resume_at, now + seconds)
        if started < self.paused_at or is_repeated:
            return
        self.paused_at = now
        self.too_fast = self.interval
        self.interval = min(
            _LONGEST_INTERVAL, max(_FIRST_INTERVAL, _SLOWER * self.interval, self.least_interval)
        )

    def succeed(self) -> None:
        """Speed up a little after a good response."""
        if self.interval > self.least_interval:
            factor = _FAST if self.interval > _NEAR * self.too_fast else _SLOW
            self.interval = max(self.least_interval, self.interval * factor)
            if self.interval < _FASTEST_INTERVAL:
                self.interval = self.least_interval

    def is_empty(self) -> bool:
        """Whether the queue is empty."""
        return not self.ready and not self.later


class Queues(Generic[T]):
    """The queues of all hosts, served in turn.

    Items that were put back come before new ones, because after a pause their host has capacity.
    """

    def __init__(self, total: int) -> None:
        self.hosts: dict[str, Host[T]] = {}
        self.running = 0
        self.waiting = 0
        self._total = total
        self._turns: deque[tuple[int, Host[T]]] = deque()
        self._timers: list[tuple[float, int, Host[T]]] = []
        self._tick = itertools.count()

    def add_host(self, host: Host[T]) -> None:
        """Add a host."""
        self.hosts[host.name] = host

    def put(
        self, host: Host[T], item: T, now: float, *, not_before: float = 0.0, first: bool = False
    ) -> None:
        """Queue an item: last, `first`, or at a later time and then first."""
        self.waiting += 1
        if not_before > now:
            heapq.heappush(host.later, (not_before, next(self._tick), item))
        elif first:
            host.ready.appendleft(item)
        else:
            host.ready.append(item)
        self.offer(host, now)

    def offer(self, host: Host[T], now: float) -> None:
        """Schedule the host's turn for as soon as it can use it."""
        if host.running >= host.at_once or host.is_empty():
            return
        begin = max(host.resume_at, host.next_start)
        if not host.ready:
            begin = max(begin, host.later[0][0])
        if host.turn_at is not None and host.turn_at <= max(begin, now):
            return
        host.turn = next(self._tick)
        host.turn_at = begin
        if begin > now:
            heapq.heappush(self._timers, (begin, host.turn, host))
        else:
            self._turns.append((host.turn, host))

    def take(self, now: float) -> tuple[Host[T], T] | None:
        """The next item that is due, with its host, counted as running; or None."""
        while self._timers and self._timers[0][0] <= now:
            _, turn, host = heapq.heappop(self._timers)
            self._turns.append((turn, host))
        while self._turns and self.running < self._total:
            turn, host = self._turns.popleft()
            if turn != host.turn:
                continue  # The host has been given an earlier turn since.
            host.turn_at = None
            while host.later and host.later[0][0] <= now:
                host.ready.appendleft(heapq.heappop(host.later)[2])
            if (
                not host.ready
                or host.running >= host.at_once
                or max(host.resume_at, host.next_start) > now
            ):
                self.offer(host, now)
                continue
            item = host.ready.popleft()
            host.running += 1
            self.running += 1
            self.waiting -= 1
            host.next_start = now + host.interval
            self.offer(host, now)
            return host, item
        return None

    def done(self, host: Host[T], now: float) -> None:
        """Mark an item that was taken as no longer running."""
        host.running -= 1
        self.running -= 1
        self.offer(host, now)

    def next_time(self) -> float | None:
        """When the next timer ends, if there is one and a free slot."""
        return self._timers[0][0] if self._timers and self.running < self._total else None

    def drop(self, host: Host[T]) -> list[T]:
        """Remove everything from a host's queue and return it in order."""
        items = [
            *host.ready,
            *(item for _, _, item in sorted(host.later, key=lambda entry: entry[:2])),
        ]
        host.ready.clear()
        host.later.clear()
        self.waiting -= len(items)
        return items
