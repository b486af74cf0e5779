"""Tasks of a run: each item in its turn, until nothing is left or the time is up."""

import asyncio

import pytest

from readinglist.links.ask.scheduling import Host, Queues
from readinglist.links.ask.turns import Turns

NEVER = float("inf")


def run(step, items, *, end=NEVER, at_once=2):
    """Run the items; returns what `run` raised, what was under way, and what had not begun."""

    async def main():
        queues: Queues[str] = Queues(10)
        host: Host[str] = Host("h", at_once)
        queues.add_host(host)
        loop = asyncio.get_running_loop()
        for item in items:
            queues.put(host, item, loop.time())

        async def stepped(taken_host, item):
            try:
                await step(queues, taken_host, item)
            finally:
                queues.done(taken_host, loop.time())

        turns = Turns(queues, stepped, loop.time() + end)
        error = None
        try:
            await turns.run()
        except OSError as raised:
            error = raised
        return error, *await turns.stop()

    return asyncio.run(main())


def test_every_item_is_processed_and_an_item_may_queue_more():
    seen = []

    async def step(queues, host, item):
        await asyncio.sleep(0)
        seen.append(item)
        if len(item) < 3:
            queues.put(host, item + "+", asyncio.get_running_loop().time())

    error, under_way, left = run(step, [f"{n}" for n in range(40)])
    assert (error, under_way, left) == (None, [], [])
    assert sorted(seen) == sorted(
        f"{n}{'+' * k}" for n in range(40) for k in range(4 - len(f"{n}"))
    )


def test_an_item_for_later_is_waited_for():
    times = []

    async def step(queues, host, item):
        now = asyncio.get_running_loop().time()
        times.append(now)
        if item == "now":
            queues.put(host, "later", now, not_before=now + 0.05)

    run(step, ["now"])
    assert times[1] - times[0] >= 0.05


def test_at_the_end_of_the_time_it_tells_what_was_under_way_and_what_was_not():
    async def step(_queues, _host, item):
        if item != "quick":
            await asyncio.sleep(60)

    error, under_way, left = run(step, ["quick", "a", "b", "c", "d"], end=0.05)
    assert error is None
    assert sorted(under_way) == ["a", "b"]
    assert left == ["c", "d"]


def test_without_time_nothing_begins():
    async def step(_queues, _host, _item):
        raise AssertionError("it has begun")

    assert run(step, ["a", "b"], end=0.0) == (None, [], ["a", "b"])


def test_what_a_step_raises_ends_the_run():
    async def step(_queues, _host, item):
        if item == "b":
            raise OSError("no space left")
        await asyncio.sleep(60)

    error, under_way, left = run(step, ["a", "b", "c", "d", "e"])
    assert str(error) == "no space left"
    assert under_way[:1] == ["a"]
    assert sorted(under_way + left) == ["a", "c", "d", "e"]


@pytest.mark.parametrize("at_once", [1, 3])
def test_no_more_than_the_host_allows_at_once(at_once):
    running, most = 0, 0

    async def step(_queues, _host, _item):
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.001)
        running -= 1

    run(step, [f"{n}" for n in range(20)], at_once=at_once)
    assert most == at_once
