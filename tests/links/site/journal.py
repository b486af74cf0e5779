"""The requests to the stand-in site, timed by the site's own clock."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

#: Seconds after a `Retry-After` within which a request may already have been on its way.
ON_ITS_WAY = 0.25


@dataclass
class Request:
    """A request, from the end of its headers to the end of its answer; times in seconds."""

    host: str
    target: str
    method: str
    headers: dict[str, str]
    began: float
    ended: float = 0.0
    status: int = 0
    sent: int = 0
    beside: int = 0
    beside_here: int = 0


@dataclass(frozen=True)
class Pause:
    """A `Retry-After` that was sent."""

    host: str
    target: str
    told: float
    until: float


@dataclass
class Journal:
    """All requests since the start or the last `clear`."""

    requests: list[Request] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    in_flight: Counter[str] = field(default_factory=Counter)
    connections: Counter[str] = field(default_factory=Counter)
    most_connections: Counter[str] = field(default_factory=Counter)
    total: int = 0
    hits: Counter[tuple[str, str]] = field(default_factory=Counter)

    def begin(self, request: Request) -> int:
        """Enter a request; returns how often this URL has been requested, including this time."""
        self.requests.append(request)
        self.total += 1
        self.in_flight[request.host] += 1
        request.beside, request.beside_here = self.total, self.in_flight[request.host]
        self.hits[request.host, request.target] += 1
        return self.hits[request.host, request.target]

    def end(self, request: Request, now: float) -> None:
        request.ended = now
        self.total -= 1
        self.in_flight[request.host] -= 1

    def connected(self, host: str) -> None:
        self.connections[host] += 1
        self.most_connections[host] = max(self.most_connections[host], self.connections[host])

    def clear(self) -> None:
        self.requests.clear()
        self.pauses.clear()
        self.hits.clear()
        self.most_connections.clear()

    def copy(self) -> "Journal":
        """A copy of the journal; pending requests are shared by both."""
        return Journal(
            list(self.requests),
            list(self.pauses),
            hits=Counter(self.hits),
            most_connections=Counter(self.most_connections),
        )

    def of(self, host: str, target: str | None = None) -> list[Request]:
        return [
            request
            for request in self.requests
            if request.host == host and target in (None, request.target)
        ]

    def violations(self) -> list[tuple[Pause, Request]]:
        """Requests to a host during its `Retry-After`, each with the first one."""
        pauses: dict[str, list[Pause]] = defaultdict(list)
        for pause in self.pauses:
            pauses[pause.host].append(pause)
        return [
            (hit, request)
            for request in self.requests
            if (hit := _broken(pauses[request.host], request)) is not None
        ]

    def summary(self) -> dict[str, Any]:
        """Figures for a comparison of checkers."""
        seconds: dict[str, float] = defaultdict(float)
        for past in self.requests:
            seconds[past.host] += past.ended - past.began
        return {
            "requests": len(self.requests),
            "max_in_flight": max((request.beside for request in self.requests), default=0),
            "max_per_host": max((request.beside_here for request in self.requests), default=0),
            "methods": dict(Counter(request.method for request in self.requests)),
            "statuses": dict(Counter(str(request.status) for request in self.requests)),
            "sent": sum(request.sent for request in self.requests),
            "violations": len(found := self.violations()),
            "earliest": [
                (
                    pause.target,
                    request.target,
                    round(request.began - pause.told, 3),
                    round(pause.until - request.began, 3),
                )
                for pause, request in found[:8]
            ],
            "server_seconds": round(sum(seconds.values()), 3),
            "most_seconds": round(max(seconds.values(), default=0.0), 3),
            "most_silence": round(max(self.silences().values(), default=0.0), 3),
        }

    def silences(self) -> dict[str, float]:
        """The total `Retry-After` of each host, in seconds."""
        found: dict[str, float] = defaultdict(float)
        until: dict[str, float] = {}
        for pause in sorted(self.pauses, key=lambda one: one.told):
            begin = max(pause.told, until.get(pause.host, pause.told))
            found[pause.host] += max(0.0, pause.until - begin)
            until[pause.host] = max(begin, pause.until)
        return found


def _broken(pauses: Iterable[Pause], request: Request) -> Pause | None:
    for pause in pauses:
        # A second request for the same URL cannot already have been on its way.
        grace = 0.0 if pause.target == request.target else ON_ITS_WAY
        if pause.told + grace < request.began < pause.until:
            return pause
    return None


def addresses(net: int, count: int) -> list[str]:
    """Loopback addresses 127.`net`.0.1 and following."""
    numbers = itertools.islice(itertools.count(1), count)
    return [f"127.{net}.{number // 250}.{number % 250 + 1}" for number in numbers]
