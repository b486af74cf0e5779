"""Queues of hosts: their limits, pauses and paces, by a clock that the test moves."""

from hypothesis import given
from hypothesis import strategies as st

from readinglist.links.ask.scheduling import Host, Queues


def test_a_pause_is_kept_and_slows_down_once():
    host: Host[str] = Host("h", 4)
    queues: Queues[str] = Queues(10)
    queues.add_host(host)
    for item in "abcdef":
        queues.put(host, item, 0.0)
    taken = [queues.take(0.0) for _ in range(5)]
    assert [item[1] for item in taken if item] == list("abcd")
    host.pause(1.0, 10.0, started=0.0)
    interval = host.interval
    host.pause(1.5, 10.0, started=0.5)  # started before: no slower, just longer
    assert host.interval == interval
    host.pause(1.6, 5.0, started=1.55, is_repeated=True)  # a fault of the page, not of the rate
    assert host.interval == interval
    for _ in "abcd":
        queues.done(host, 1.5)
    queues.put(host, "a", 1.5, first=True)
    assert queues.take(11.4) is None
    assert queues.next_time() == 11.5
    again = queues.take(11.5)
    assert again is not None
    assert again[1] == "a"
    assert queues.take(11.5) is None  # its interval
    assert queues.take(11.5 + interval) is not None


def test_the_rate_recovers():
    host: Host[str] = Host("h", 4)
    for n in range(3):
        host.pause(n * 10.0, 1.0, started=n * 10.0)
    slowest = host.interval
    assert slowest > host.too_fast > 0
    host.succeed()
    # Quickly up to the rate that was too fast, slowly from there.
    fast = slowest - host.interval
    for _ in range(3):
        before = host.interval
        host.succeed()
    assert 0 < before - host.interval < fast / 2
    for _ in range(100):
        host.succeed()
    assert host.interval == 0


def test_a_later_item_does_not_hold_up_one_that_is_ready():
    host: Host[str] = Host("h", 1)
    queues: Queues[str] = Queues(10)
    queues.add_host(host)
    queues.put(host, "later", 0.0, not_before=100.0)
    queues.put(host, "now", 1.0)
    taken = queues.take(1.0)
    assert taken is not None
    assert taken[1] == "now"
    queues.done(host, 2.0)
    assert queues.take(99.0) is None
    assert queues.take(100.0) is not None


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), max_size=40), st.integers(1, 5))
def test_every_item_gets_its_turn_within_the_limits(items, total):
    queues: Queues[int] = Queues(total)
    hosts: list[Host[int]] = [Host(str(n), n + 1, least_interval=n * 0.1) for n in range(4)]
    for host in hosts:
        queues.add_host(host)
    for i, (number, delay) in enumerate(items):
        queues.put(hosts[number], i, 0.0, not_before=float(delay))
    now, seen, running = 0.0, [], []
    while len(seen) < len(items):
        taken = queues.take(now)
        if taken is not None:
            host, item = taken
            assert items[item][1] <= now
            seen.append(item)
            running.append(host)
            assert len(running) <= total
            assert all(running.count(host) <= host.at_once for host in hosts)
        elif running:
            queues.done(running.pop(0), now)
        else:
            moment = queues.next_time()
            assert moment is not None
            now = max(now, moment)
    assert sorted(seen) == list(range(len(items)))
