"""Whose turn it is: a queue for each host, with its bounds, its pauses and its pace. No network.

Nothing waits in a slot: what has to wait stands in a queue, and the queue's host is passed over
until its time comes. Times are those of a monotonic clock, in seconds, given from outside.
"""

import heapq
import itertools
from collections import deque
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")

#: The pace of a host that has asked for a pause for the first time: seconds between two starts.
_FIRST_INTERVAL = 0.1
_LONGEST_INTERVAL = 10.0
_FASTEST_INTERVAL = 0.02
#: How the pace comes back with each good answer: fast to about where it was too fast, then slowly.
_FAST, _SLOW, _NEAR = 0.7, 0.95, 1.2
#: So much longer is the interval after a pause.
_SLOWER = 1.5


@dataclass(eq=False)
class Host(Generic[T]):
    """A host's queue and pace.

    At most `at_once` requests run; `interval` separates the starts of two, `too_fast` was one that
    the host did not bear; `resume_at` is when the pause ends that it has asked for. There is no
    need to use fewer slots as well: with longer intervals fewer are taken by themselves.
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
        """Let nothing start for so many seconds, and slow down: once a pause.

        `started` is when the request was sent whose answer asks for the pause. Answers to what was
        under way when the pause began may make it longer; they do not slow the host down again.
        Neither does a page that `is_repeated` after such a pause and asks for another one: it has
        waited as long as it was told to, and so it is not the pace that is wrong.
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
        """A good answer: some of the pace comes back."""
        if self.interval > self.least_interval:
            factor = _FAST if self.interval > _NEAR * self.too_fast else _SLOW
            self.interval = max(self.least_interval, self.interval * factor)
            if self.interval < _FASTEST_INTERVAL:
                self.interval = self.least_interval

    def is_empty(self) -> bool:
        """Whether nothing waits here."""
        return not self.ready and not self.later


class Queues(Generic[T]):
    """All hosts' queues, and whose turn it is.

    Hosts take turns. What was put back goes before what is new, since after a pause a host has
    room for it.
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
        """Make a host known."""
        self.hosts[host.name] = host

    def put(
        self, host: Host[T], item: T, now: float, *, not_before: float = 0.0, first: bool = False
    ) -> None:
        """Queue an item: behind the others, `first`, or not before its time and then first."""
        self.waiting += 1
        if not_before > now:
            heapq.heappush(host.later, (not_before, next(self._tick), item))
        elif first:
            host.ready.appendleft(item)
        else:
            host.ready.append(item)
        self.offer(host, now)

    def offer(self, host: Host[T], now: float) -> None:
        """Let the host have its turn as soon as it can use one."""
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
        """The next item whose time has come, with its host, counted as running; or None."""
        while self._timers and self._timers[0][0] <= now:
            _, turn, host = heapq.heappop(self._timers)
            self._turns.append((turn, host))
        while self._turns and self.running < self._total:
            turn, host = self._turns.popleft()
            if turn != host.turn:
                continue  # It has been given an earlier one since.
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
        """An item that was taken is no longer running."""
        host.running -= 1
        self.running -= 1
        self.offer(host, now)

    def next_time(self) -> float | None:
        """When the next timer ends, if there is one and a slot for it."""
        return self._timers[0][0] if self._timers and self.running < self._total else None

    def drop(self, host: Host[T]) -> list[T]:
        """Take everything out of a host's queue, in order."""
        items = [
            *host.ready,
            *(item for _, _, item in sorted(host.later, key=lambda entry: entry[:2])),
        ]
        host.ready.clear()
        host.later.clear()
        self.waiting -= len(items)
        return items
