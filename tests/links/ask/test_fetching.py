"""One request and its response, with the real client."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from links.site.world import CROWD

from readinglist.links.ask import fetching
from readinglist.links.ask.fetching import HELD, Fetcher
from readinglist.links.policy import Policy


def fetch(policy: Policy, is_held: Callable[[Any], bool], *urls: str) -> list[Any]:
    async def run() -> list[Any]:
        async with Fetcher(policy, is_held=is_held) as fetcher:
            return [await fetcher.fetch(url) for url in urls]

    return asyncio.run(run())


def test_a_held_request_is_not_sent_and_its_connection_is_kept(world, policy):
    world.site.journal.clear()
    one, two, three = world.crowd(3, 3)
    first, second, third = fetch(policy, lambda url: "n=0" in str(url), one, two, three)
    assert first is HELD
    assert (second.status, third.status) == (200, 200)
    assert [request.target for request in world.site.journal.requests] == ["/ok?n=1", "/ok?n=2"]
    assert world.site.journal.most_connections[CROWD[3]] == 1


@pytest.mark.parametrize("name", ["ok", "tls-good"])
def test_nothing_happens_between_the_question_and_the_request(world, policy, monkeypatch, name):
    events: list[str] = []

    class Socket(fetching.socket.socket):
        def connect(self, *arguments: Any) -> None:
            events.append("connect")
            super().connect(*arguments)

        def send(self, *arguments: Any) -> int:
            events.append("send")
            return super().send(*arguments)

    def open_socket(info: tuple[Any, ...]) -> Socket:
        return Socket(family=info[0], type=info[1], proto=info[2])

    def is_held(_: object) -> bool:
        events.append("question")
        asyncio.get_running_loop().call_soon(events.append, "turn of the loop")
        return False

    monkeypatch.setattr(fetching, "CheckedSockets", lambda _: open_socket)
    (answer,) = fetch(policy, is_held, world.url(name))
    assert answer.status == 200
    at = events.index("question")
    assert "connect" in events[:at]
    assert events[at + 1 : at + 3] == ["send", "turn of the loop"]
