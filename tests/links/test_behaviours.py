"""Every behaviour of the stand-in site, in one run of the checker."""

import pytest

from links.site.behaviours import BEHAVIOURS, MIB
from links.site.world import CROWD

NAMES = sorted(BEHAVIOURS)
#: Behaviours of which the checker may receive more than a page's worth before it stops.
FEW_BYTES = ("pdf-20mb", "huge-page", "endless", "header-bomb", "header-flood", "gzip-bomb")


def requests_of(whole, world, name):
    one = BEHAVIOURS[name]
    if one.scheme in world.site.tls_ports:
        return whole.journal.of(world.host(one), f"/{name}")
    return whole.journal.of(world.homes[name])


def test_number_of_behaviours():
    assert len(BEHAVIOURS) >= 45
    cases = {behaviour.case for behaviour in BEHAVIOURS.values()} - {0}
    # 7 and 39 are whole hosts, 29 to 31 and 33 the samples' redirects and pages, 38 the list's.
    assert cases | {7, 29, 30, 31, 33, 38, 39, 40} == set(range(1, 41))


@pytest.mark.parametrize("name", NAMES)
def test_verdict(whole, world, name):
    result = whole[world.url(name)]
    assert result.verdict.name in BEHAVIOURS[name].verdicts, result


@pytest.mark.parametrize("name", NAMES)
def test_number_of_requests(whole, world, name):
    low, high = BEHAVIOURS[name].requests
    requests = requests_of(whole, world, name)
    assert low <= len(requests) <= high, [request.target for request in requests]
    if BEHAVIOURS[name].scheme == "http":
        assert whole[world.url(name)].attempts >= len(requests)


@pytest.mark.parametrize("name", NAMES)
def test_suggested_edit(whole, world, name):
    moved = BEHAVIOURS[name].moved
    expected = world.at(name, moved).partition("#")[0] if moved else None
    assert whole[world.url(name)].moved_to == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_verdict_that_is_not_ok_is_explained(whole, world, name):
    result = whole[world.url(name)]
    assert bool(result.detail or result.missing) == (result.verdict.name != "OK"), result


def test_only_get_is_used(whole):
    assert {request.method for request in whole.journal.requests} == {"GET"}


def test_no_retry_after_is_violated(whole):
    assert len(whole.journal.pauses) >= 8
    assert whole.journal.violations() == []


def test_the_user_agent_is_always_the_same(whole):
    agents = {request.headers.get("user-agent", "") for request in whole.journal.requests}
    assert len(agents) == 1
    assert agents.pop().startswith("readinglist/")


def test_nothing_secret_is_sent(whole):
    for request in whole.journal.requests:
        assert not {"authorization", "proxy-authorization", "referer"} & set(request.headers)
        if "cookie" in request.headers:
            assert request.target.startswith("/cookie"), request


@pytest.mark.parametrize("name", FEW_BYTES)
def test_little_is_read_of_large_responses(whole, world, name):
    # Data in the system's buffers counts as sent, although nobody reads it.
    requests = requests_of(whole, world, name)
    assert requests
    assert sum(request.sent for request in requests) < 8 * MIB


def test_at_most_four_requests_per_host_at_once(world, check):
    run = check(*world.crowd(0, 60), *world.crowd(1, 60), per_host=4)
    for host in CROWD[:2]:
        assert max(request.beside_here for request in run.journal.of(host)) <= 4
        assert run.journal.most_connections[host] <= 4
        assert len(run.journal.of(host)) == 60
    assert {result.verdict.name for result in run.results.values()} == {"OK"}


def test_requests_to_all_hosts_are_limited(world, check):
    run = check(*(url for host in range(4) for url in world.crowd(host, 30)), total=5)
    assert max(request.beside for request in run.journal.requests) <= 5
    assert len(run.journal.requests) == 120
