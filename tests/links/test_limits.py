"""Limits of hosts and of the run: what waits, for how long, and what is requested meanwhile."""

from collections import Counter

import pytest

from links.site.server import Bucket
from links.site.world import CROWD


@pytest.mark.flaky(reruns=1)  # timing decides how many are pending
@pytest.mark.parametrize("per_host", [4, 10])
def test_a_host_with_a_token_bucket(world, check, bucket, per_host):
    bucket(CROWD[2], Bucket(rate=15, burst=10))
    run = check(*world.crowd(2, 40), per_host=per_host)
    assert Counter(result.verdict.name for result in run.results.values()) == {"OK": 40}
    assert run.journal.pauses, "the limit was never met"
    assert run.journal.violations() == []
    # Rejected requests are repeated once each, not all at once.
    refused = [request for request in run.journal.requests if request.status == 429]
    assert len(run.journal.requests) == 40 + len(refused)
    assert len(refused) < 20


def test_a_pause_holds_for_the_whole_host(world, check):
    name = "limit-seconds"
    others = [world.at(name, f"/ok?n={n}") for n in range(12)]
    run = check(world.url(name), *others)
    assert {result.verdict.name for result in run.results.values()} == {"OK"}
    (pause,) = run.journal.pauses
    during = [
        request for request in run.journal.requests if pause.told < request.began < pause.until
    ]
    assert len(during) <= 3, "no more than what was on its way"
    assert len(run.journal.requests) == 14


@pytest.mark.parametrize("per_host", [4, 10])
def test_a_pause_begins_before_the_response_is_complete(world, check, per_host):
    name = "limit-slowly"
    others = [world.at(name, f"/ok?n={n}") for n in range(60)]
    run = check(world.url(name), *others, per_host=per_host)
    assert {result.verdict.name for result in run.results.values()} == {"OK"}
    (pause,) = run.journal.pauses
    during = [
        request for request in run.journal.requests if pause.told < request.began < pause.until
    ]
    assert len(during) < per_host, "no more than what was on its way"
    assert run.journal.violations() == []


def test_other_hosts_continue_during_a_pause(world, check):
    run = check(world.url("limit-date"), *world.crowd(1, 60), total=1, per_host=1)
    assert {result.verdict.name for result in run.results.values()} == {"OK"}
    (pause,) = run.journal.pauses
    during = [
        request for request in run.journal.of(CROWD[1]) if pause.told < request.began < pause.until
    ]
    assert during, "a paused host held the only slot"


def test_a_host_that_requests_a_day_is_left_alone(world, check):
    others = [world.at("limit-day", f"/ok?n={n}") for n in range(20)]
    run = check(world.url("limit-day"), *others, per_host=1)
    reasons = Counter(result.reason.value for result in run.results.values())
    assert reasons == {"asked-to-wait": 21}
    assert {result.verdict.name for result in run.results.values()} == {"UNKNOWN"}
    assert len(run.journal.requests) == 1


def test_retries_do_not_occupy_slots(world, check):
    name = "flaky-503"
    others = [world.at(name, f"/ok?n={n}") for n in range(10)]
    run = check(world.url(name), *others, per_host=1, retry_pause=0.2)
    asked = [request.target for request in run.journal.requests]
    first, second = (at for at, target in enumerate(asked) if target == f"/{name}")
    assert second - first > 1, "the host waited for one page"
    assert len(asked) == 12


def test_the_budget_ends_the_run(world, check):
    slow = [world.at("slow-headers", f"/slow-headers?n={n}") for n in range(60)]
    run = check(world.url("hang"), *slow, per_host=1, budget=1.0)
    assert len(run.results) == 61, "every target has its result"
    reasons = Counter(result.reason.value for result in run.results.values())
    assert set(reasons) == {"ok", "left"}
    assert {result.verdict.name for result in run.results.values() if result.reason == "left"} == {
        "UNKNOWN"
    }
    assert run[world.url("hang")].reason == "left"
    asked = {request.target for request in run.journal.of(world.homes["slow-headers"])}
    assert reasons["ok"] <= len(asked) <= reasons["ok"] + 1


def test_a_budget_of_zero(world, check):
    run = check(*world.crowd(0, 5), budget=0.0)
    assert {result.reason.value for result in run.results.values()} == {"left"}
    assert run.journal.requests == []


def test_a_dead_host_is_not_tried_for_every_page(world, check):
    urls = [world.url("refused") + f"?n={n}" for n in range(50)]
    run = check(*urls)
    assert {result.reason.value for result in run.results.values()} == {"refused"}
    # Three requests each, if they did not learn from each other.
    assert sum(result.attempts for result in run.results.values()) < 150
