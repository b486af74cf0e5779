"""No request is sent to a host during the pause that it requested, by a simulated clock.

The network is simulated, and so is time: the event loop's clock jumps to the next event, so that
hours pass in a moment and every run of a case is identical to the microsecond.
"""

import asyncio
import selectors
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from targets import make_target

from readinglist.links.ask import checker as checking
from readinglist.links.ask.checker import Checker
from readinglist.links.ask.fetching import HELD, Answer, Failure, make_url
from readinglist.links.gather.targets import host_of
from readinglist.links.policy import Policy
from readinglist.links.verdicts import Reason, Verdict


class Jumping(selectors.DefaultSelector):
    """Waits for nothing: the time to wait passes immediately."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        events = super().select(0)
        if not events:
            assert timeout is not None, "nothing will ever happen again"
            self.now += max(0.0, timeout)
        return events


class Loop(asyncio.SelectorEventLoop):
    """An event loop with its own clock, which starts at 0."""

    def __init__(self) -> None:
        self.selector = Jumping()
        super().__init__(self.selector)

    def time(self) -> float:
        return self.selector.now


@dataclass(frozen=True)
class Reply:
    """A response: its status, its `Retry-After`, and how long its parts take, in seconds.

    `setup` is the time for name look-up, connection and TLS.
    """

    status: int = 200
    plea: int | None = None
    setup: float = 0.0
    service: float = 0.1
    body: float = 0.0


@dataclass
class Network:
    """Returns each address's replies in turn, the last one for ever."""

    replies: dict[str, Sequence[Reply]]
    silent_until: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    asked: Counter[str] = field(default_factory=Counter)
    under_way: Counter[str] = field(default_factory=Counter)
    work: float = 0.0  # seconds of our own that a request and its response take
    lag: float = 0.0  # the longest that a response has waited unread
    sent: list[tuple[float, str]] = field(default_factory=list)
    early: list[str] = field(default_factory=list)
    most: int = 0
    held: int = 0

    def fetcher(self, _: Policy, *, is_held: Callable[[Any], bool]) -> "Simulated":
        return Simulated(self, is_held)


class Simulated:
    """Stands in for `Fetcher`."""

    def __init__(self, network: Network, is_held: Callable[[Any], bool]) -> None:
        self.network = network
        self.is_held = is_held

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def fetch(self, url: str, *, on_plea: Any, **_: object) -> Answer | Failure:
        net, host, loop = self.network, host_of(url), asyncio.get_running_loop()
        assert isinstance(loop, Loop)
        net.under_way[host] += 1
        net.most = max(net.most, net.under_way[host])
        try:
            replies = net.replies.get(url, [Reply()])
            reply = replies[min(net.asked[url], len(replies) - 1)]
            await asyncio.sleep(reply.setup)
            if self.is_held(make_url(url)):
                net.held += 1
                return HELD
            net.asked[url] += 1
            loop.selector.now += net.work / 2
            net.sent.append((loop.time(), url))
            if loop.time() < net.silent_until[host]:
                net.early.append(f"{url} at {loop.time()}, silent {net.silent_until[host]}")
            due = loop.time() + reply.service
            await asyncio.sleep(reply.service)
            net.lag = max(net.lag, loop.time() - due)
            loop.selector.now += net.work / 2
            if reply.plea is not None and reply.status not in (200, 404):
                # From here on the pause is known, and must be respected.
                until = loop.time() + reply.plea
                net.silent_until[host] = max(net.silent_until[host], until)
                on_plea(reply.status, str(reply.plea), "")
            await asyncio.sleep(reply.body)
            return Answer(reply.status, location=f"{url}/there" if reply.status == 302 else "")
        finally:
            net.under_way[host] -= 1


def simulate(
    network: Network, patch: pytest.MonkeyPatch, **changes: Any
) -> tuple[dict[str, Any], float]:
    """The results of a run over all addresses, by address, and the seconds it took."""
    patch.setattr(checking, "Fetcher", network.fetcher)
    results: dict[str, Any] = {}

    def keep(_: object, result: Any) -> None:
        assert result.url not in results, "two results"
        results[result.url] = result

    urls = [url for url in network.replies if not url.endswith("/there")]
    with asyncio.Runner(loop_factory=Loop) as runner:
        run = Checker(Policy(**changes), clock=lambda: 1e9).run(map(make_target, urls), keep)
        runner.run(run)
        took = runner.get_loop().time()
    assert set(results) == set(urls)
    return results, took


#: Multiples of an eighth, so that events often coincide, as in a busy loop.
seconds = st.integers(0, 24).map(lambda eighths: eighths / 8)
reply = st.builds(
    Reply,
    status=st.sampled_from([200, 403, 429, 429, 503, 302, 404]),
    plea=st.none() | st.integers(0, 5),
    setup=seconds,
    service=seconds,
    body=seconds,
)


@settings(max_examples=200, deadline=None)
@given(
    hosts=st.lists(
        st.lists(st.lists(reply, min_size=1, max_size=4), min_size=1, max_size=12),
        min_size=1, max_size=3,
    ),
    per_host=st.integers(1, 10),
    total=st.integers(1, 12),
)  # fmt: skip
def test_no_request_is_sent_during_a_pause(hosts, per_host, total):
    replies: dict[str, Sequence[Reply]] = {}
    for number, pages in enumerate(hosts):
        for page, script in enumerate(pages):
            url = f"http://h{number}.example/{page}"
            replies[url] = script
            replies[f"{url}/there"] = [Reply(script[0].status, script[-1].plea), *script]
    network = Network(replies)
    with pytest.MonkeyPatch.context() as patch:
        _, took = simulate(network, patch, per_host=per_host, total=total)
    assert network.early == []
    assert network.most <= per_host
    assert took < 1800


@pytest.mark.parametrize("per_host", [4, 10])
def test_requests_connecting_when_the_pause_begins_are_held(per_host, monkeypatch):
    """The request to pause arrives while the others are connecting."""
    urls = [f"http://a.example/{number}" for number in range(per_host)]
    network = Network({url: [Reply(setup=1.0)] for url in urls})
    network.replies[urls[0]] = [Reply(429, plea=3), Reply()]
    results, _ = simulate(network, monkeypatch, per_host=per_host)
    assert network.held == per_host - 1
    assert network.early == []
    first, *others = sorted(network.sent)
    assert first == (0.0, urls[0])
    assert min(others)[0] >= 3.1
    assert {result.verdict for result in results.values()} == {Verdict.OK}
    assert network.asked == dict.fromkeys(urls, 1) | {urls[0]: 2}


def test_a_pause_holds_from_its_headers_on(monkeypatch):
    """The rest of the response comes a minute later."""
    urls = [f"http://a.example/{number}" for number in range(50)]
    network = Network({url: [Reply()] for url in urls})
    network.replies[urls[0]] = [Reply(503, plea=5, body=6.0), Reply()]
    _, took = simulate(network, monkeypatch)
    assert network.early == []
    during = [url for moment, url in network.sent if 0.1 < moment < 5.1]
    assert during == []
    assert took < 10


def test_responses_are_read_before_more_is_sent(monkeypatch):
    """The machine is so busy that the network delivers more than it can process."""
    urls = [f"http://h{host}.example/{page}" for host in range(60) for page in range(40)]
    network = Network({url: [Reply(service=0.05 + 0.005 * (n % 50))] for n, url in enumerate(urls)})
    network.work = 0.0015
    _, took = simulate(network, monkeypatch, per_host=10)
    assert took < 1.2 * len(urls) * network.work, "it was idle"
    assert network.lag < 0.03


def test_a_held_job_of_a_host_that_is_left_alone(monkeypatch):
    urls = [f"http://a.example/{number}" for number in range(8)]
    network = Network({url: [Reply(setup=1.0)] for url in urls})
    network.replies[urls[0]] = [Reply(429, plea=86_400, body=2.0)]
    results, took = simulate(network, monkeypatch)
    assert {result.reason for result in results.values()} == {Reason.ASKED_TO_WAIT}
    assert len(network.sent) == 1
    assert took < 5


def test_a_redirect_with_a_far_retry_after(monkeypatch):
    urls = [f"http://a.example/{number}" for number in range(8)]
    network = Network({url: [Reply()] for url in urls})
    network.replies[urls[0]] = [Reply(302, plea=86_400)]
    network.replies["http://b.example/"] = [Reply()]
    results, took = simulate(network, monkeypatch)
    assert took < 5, "the run has waited for the day to pass"
    assert results[urls[0]].reason is Reason.ASKED_TO_WAIT
    assert results["http://b.example/"].verdict is Verdict.OK
    assert len(network.sent) == 5


# The real client, just before the bytes are sent
