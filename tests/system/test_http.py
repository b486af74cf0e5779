"""Fetching: request rate, retries, circuit breaker, budget, redirects, credentials."""

import multiprocessing
import socket
import threading
from dataclasses import replace
from urllib.parse import urlsplit

import filelock
import pytest
from standins.server import Reply, Server, hang, moved, reset, sound, status, takes

from readinglist.errors import StorageError
from readinglist.system import http
from readinglist.system.http import (
    LONGEST_PAUSE,
    Cause,
    Fetcher,
    FetchError,
    Service,
    UnsoundAnswerError,
)

SERVICE = Service("service", gap=3.0, attempts=3, breaker=2, timeout=60.0)


@pytest.fixture
def server(fake):
    with Server(lambda _: Reply(body=b"ok"), now=lambda: fake.time) as server:
        yield server


@pytest.fixture
def make(fake, tmp_path):
    """A fetcher; all of them share a state folder."""

    def make(service=SERVICE, **options) -> Fetcher:
        return Fetcher(service, **{"state": tmp_path / "state", "clock": fake.clock} | options)

    return make


def pauses(server):
    return [
        after.begun - server.ended[before.number]
        for before, after in zip(server.log, server.log[1:], strict=False)
    ]


def failure(fetcher, server, parse=bytes) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.get(server.url, parse)
    return caught.value


# Request rate


def test_the_gap_lies_between_the_end_and_the_next_start(server, make, fake):
    server.plan([], takes(lambda: fake.pass_by(20.0)))
    fetcher = make()
    for _ in range(3):
        assert fetcher.get(server.url, bytes) == b"ok"
    assert pauses(server) == pytest.approx([3.0, 3.0], abs=0.01)
    assert fetcher.asked == 3


def test_time_already_passed_is_not_slept(server, make, fake):
    fetcher = make()
    fetcher.get(server.url, bytes)
    fake.pass_by(2.0)
    fetcher.get(server.url, bytes)
    assert fake.slept == pytest.approx([1.0], abs=0.01)
    fake.pass_by(10.0)
    fetcher.get(server.url, bytes)
    assert len(fake.slept) == 1


def test_the_gap_holds_from_run_to_run(server, make):
    for _ in range(3):
        make().get(server.url, bytes)
    assert pauses(server) == pytest.approx([3.0, 3.0], abs=0.01)


def test_other_services_do_not_wait(server, make, fake):
    make().get(server.url, bytes)
    make(replace(SERVICE, name="another")).get(server.url, bytes)
    assert fake.slept == []


def test_without_a_state_folder_the_gap_holds_within_the_run(server, make, fake):
    fetcher = make(state=None)
    fetcher.get(server.url, bytes)
    fetcher.get(server.url, bytes)
    make(state=None).get(server.url, bytes)
    assert fake.slept == pytest.approx([3.0], abs=0.01)


def test_a_requested_pause_holds_for_the_next_run(server, make):
    server.plan([status(429, after="1000")])
    assert failure(make(), server).cause is Cause.BUDGET
    make(budget=2000.0).get(server.url, bytes)
    assert pauses(server) == pytest.approx([1000.0], abs=0.01)


def test_a_clock_set_back_causes_no_long_wait(server, make, fake):
    make().get(server.url, bytes)
    fake.time -= 30 * 24 * 3600
    make().get(server.url, bytes)
    assert fake.slept == pytest.approx([3.0], abs=0.01)


def test_setting_the_clock_during_a_run_has_no_effect(server, make, fake):
    moved_by = 0.0
    clock = replace(fake.clock, now=lambda: fake.time + moved_by)
    fetcher = make(clock=clock)
    for step in (0.0, -7200.0, 86400.0):
        moved_by = step
        fetcher.get(server.url, bytes)
    assert fake.slept == pytest.approx([3.0, 3.0], abs=0.01)


@pytest.mark.parametrize(
    "text", ["", "soon", "1e400 5", "nan 3", "5", "1 nan", "0 -5", f"0 {LONGEST_PAUSE * 2}"]
)
def test_an_invalid_state_file_is_ignored(server, make, fake, tmp_path, text):
    (tmp_path / "state").mkdir()
    (tmp_path / "state/service.next").write_text(text, "utf-8")
    make().get(server.url, bytes)
    assert fake.slept == []


def test_a_state_folder_that_cannot_be_created(server, make, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError) as caught:
        make(state=tmp_path / "file/state").get(server.url, bytes)
    assert "READINGLIST_STATE" in caught.value.hint
    assert server.log == []


def _hold(file, is_held, may_end):
    with filelock.FileLock(file):
        is_held.set()
        may_end.wait()


def test_a_concurrent_run(server, make, tmp_path):
    (tmp_path / "state").mkdir()
    spawn = multiprocessing.get_context("spawn")
    is_held, may_end = spawn.Event(), spawn.Event()
    file = str(tmp_path / "state/service.next.lock")
    other = spawn.Process(target=_hold, args=(file, is_held, may_end))
    other.start()
    try:
        assert is_held.wait(60)
        refused = failure(make(budget=0.2), server)
        assert (refused.cause, server.log) == (Cause.BUDGET, [])
        assert "another run" in refused.reason
    finally:
        may_end.set()
        other.join()
    assert make().get(server.url, bytes) == b"ok"


# Retries


def test_backoff_grows(server, make, fake):
    server.plan([], status(503))
    refused = failure(make(), server)
    assert (refused.cause, refused.status, refused.reason) == (Cause.DOWN, 503, "HTTP status 503")
    assert fake.slept == pytest.approx([6.0, 12.0], abs=0.01)


@pytest.mark.parametrize("code", [408, 425, 429, 500, 502, 503, 504, 520, 599])
def test_temporary_failures_are_retried(server, make, code):
    server.plan([status(code)])
    assert make().get(server.url, bytes) == b"ok"
    assert len(server.log) == 2


@pytest.mark.parametrize("code", [202, 204, 304, 400, 401, 403, 404, 406, 410, 414])
def test_refusals_are_not_retried(server, make, code):
    server.plan([], status(code, body=b"" if code in (204, 304) else b"why"))
    refused = failure(make(), server)
    assert (refused.cause, refused.status) == (Cause.REFUSED, code)
    assert refused.body == (b"" if code in (204, 304) else b"why")
    assert len(server.log) == 1


def test_an_invalid_response_is_retried_once(server, make):
    def parse(body):
        raise UnsoundAnswerError(f"{len(body)} bytes are too few")

    refused = failure(make(), server, parse)
    assert (refused.cause, refused.reason) == (Cause.UNSOUND, "2 bytes are too few")
    assert len(server.log) == 2


def test_a_name_that_cannot_be_resolved(make):
    with pytest.raises(FetchError) as caught:
        make(replace(SERVICE, attempts=1)).get("http://nowhere.invalid/", bytes)
    assert caught.value.cause is Cause.DOWN
    assert "name" in caught.value.reason or "connection" in caught.value.reason


@pytest.mark.parametrize(
    "url", ["http://[::1", "http://", "nothing", "ftp://a.example/", "http://a.example:x/"]
)
def test_invalid_addresses(make, url):
    with pytest.raises(FetchError):
        make(replace(SERVICE, attempts=1)).get(url, bytes)


# Circuit breaker


def test_the_breaker(server, make):
    server.plan([], reset())
    fetcher = make()
    failure(fetcher, server)
    assert (len(server.log), fetcher.is_open) == (3, False)
    failure(fetcher, server)
    # After a failed call the next gets a single attempt.
    assert (len(server.log), fetcher.is_open) == (4, True)
    assert failure(fetcher, server).cause is Cause.BREAKER
    assert len(server.log) == 4


@pytest.mark.parametrize("good", [sound(), status(404)], ids=["sound", "refused"])
def test_a_response_closes_the_breaker(server, make, good):
    fetcher = make()
    for fault in (reset(), good, reset()):
        server.plan([fault] * 3)
        server.script = server.script if fault is not good else type(server.script)([good])
        try:
            fetcher.get(server.url, bytes)
        except FetchError:
            continue
    assert not fetcher.is_open


# Budget


def test_the_budget_ends_a_run_before_a_request(server, make, fake):
    server.plan([], takes(lambda: fake.pass_by(4.0)))
    fetcher = make(budget=10.0)
    fetcher.get(server.url, bytes)
    fetcher.get(server.url, bytes)
    refused = failure(fetcher, server)
    assert (refused.cause, refused.reason) == (Cause.BUDGET, "the time for this run is used up")
    assert len(server.log) == 2


def test_a_pause_beyond_the_budget_is_not_slept(server, make, fake):
    server.plan([], status(429, after="5000"))
    refused = failure(make(), server)
    assert (refused.cause, fake.slept) == (Cause.BUDGET, [])
    assert refused.reason == "service asked for a pause beyond the time for this run"


# Time-outs


def test_a_server_that_never_responds(server, make):
    server.plan([hang()])
    assert make(replace(SERVICE, timeout=0.2)).get(server.url, bytes) == b"ok"
    assert len(server.log) == 2


# Redirects and credentials


def test_redirects_respect_the_gap(server, make):
    server.plan([moved("/one"), moved("two", 302), moved("/three", 307)])
    fetcher = make()
    assert fetcher.get(server.url, bytes, params={"a": "b"}) == b"ok"
    assert [request.target for request in server.log] == ["/?a=b", "/one", "/two", "/three"]
    assert pauses(server) == pytest.approx([3.0] * 3, abs=0.01)
    assert fetcher.asked == 4


@pytest.mark.parametrize("target", ["/again", "file:///etc/passwd", "ftp://a.example/", "http://["])
def test_redirects_to_nowhere(server, make, target):
    server.plan([], moved(target))
    assert failure(make(), server).cause is Cause.REFUSED
    assert len(server.log) == (4 if target == "/again" else 1)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.2", "[::1]", "2130706433"])
def test_redirects_to_this_machine_or_its_network(server, make, host):
    """A service of ours may be there, such as a mirror; what it leads to may not."""
    port = urlsplit(server.url).port
    server.plan([moved(f"http://{host}:{port}/secret")])
    found = failure(make(), server)
    assert (found.cause, found.reason) == (Cause.REFUSED, "a redirect to where nothing is asked")
    assert [request.target for request in server.log] == ["/"]


def test_the_body_of_a_redirect_is_not_waited_for(server, make):
    stalled = Reply(301, b"x" * 9, {"Location": "/there"}, drip=bytes, cut=1)
    server.plan([lambda *_: stalled])
    assert make(replace(SERVICE, attempts=1, timeout=5.0)).get(server.url, bytes) == b"ok"
    assert len(server.log) == 2


def test_credentials_are_never_sent(server, make, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ada password secret\n", "utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server.plan([moved("/elsewhere")])
    make().get(server.url, bytes)
    assert len(server.log) == 2
    assert all("authorization" not in request.headers for request in server.log)


def test_the_user_agent(server, make):
    make(contact="mailto:ada@example.org").get(server.url, bytes, accept="application/json")
    headers = server.log[0].headers
    assert headers["user-agent"].startswith("readinglist/")
    assert "mailto:ada@example.org" in headers["user-agent"]
    assert headers["accept"] == "application/json"
    assert "(reading-list generator)" in make().user_agent


def test_one_connection_for_all_requests(server, make):
    fetcher = make()
    for _ in range(3):
        fetcher.get(server.url, bytes)
    assert {request.connection for request in server.log} == {1}


# A dead network, and slow services


@pytest.fixture
def refusing():
    """A local address at which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return f"http://127.0.0.1:{port}/"


@pytest.fixture
def silent():
    """A local address that accepts connections and never responds."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


@pytest.mark.parametrize("impatient", [True, False])
def test_an_unreachable_service_is_soon_given_up(make, fake, refusing, impatient):
    fetcher = make(replace(SERVICE, attempts=9), impatient=impatient)
    begun = fake.time
    with pytest.raises(FetchError) as caught:
        fetcher.get(refusing, bytes)
    assert caught.value.is_unreached
    assert fake.time - begun < 10
    # Nothing else is requested from it, either.
    assert fetcher.is_open
    with pytest.raises(FetchError) as caught:
        fetcher.get(refusing, bytes)
    assert caught.value.cause is Cause.BREAKER
    assert caught.value.reason == "the connection failed"


def test_a_silent_service_is_given_up(fake, silent, tmp_path):
    def pass_by():
        # Every look at the clock, of which there are several per attempt, takes a second.
        fake.time += 1
        return fake.time

    clock = replace(fake.clock, passed=pass_by)
    service = replace(SERVICE, gap=0.0, timeout=0.2, attempts=99)
    fetcher = Fetcher(service, tmp_path, clock=clock, impatient=True)
    begun = fake.time
    with pytest.raises(FetchError) as caught:
        fetcher.get(silent, bytes)
    assert caught.value.reason == "no answer in time"
    assert fetcher.asked < 9
    assert fake.time - begun < 20


def test_timeouts_shrink_until_a_service_counts_as_dead(make, fake, server, silent):
    fetcher = make(impatient=True)
    fetcher._dead_at = fake.time + 4.0
    assert fetcher._timeouts(silent) == (4.0, 4.0)
    fake.pass_by(60)
    assert fetcher._timeouts(silent) == (0.5, 0.5)
    assert make()._timeouts(silent) == (10.0, 60.0)
    # Once it has responded, it gets the full time.
    fetcher.get(server.url, bytes)
    assert fetcher._timeouts(server.url) == (10.0, 60.0)


def test_addresses_of_one_host_share_the_time_limit(make, fake, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [()] * 4)
    fetcher = make(impatient=True)
    fetcher._dead_at = fake.time + 4.0
    assert fetcher._timeouts("http://many.example/") == (1.0, 4.0)


def test_a_hanging_resolver_is_given_up(make, monkeypatch):
    hold = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [hold.wait(60)])
    monkeypatch.setattr(http, "_LEAST", 0.05)
    fetcher = make(replace(SERVICE, attempts=1), dead_after=0.0)
    with pytest.raises(FetchError) as caught:
        fetcher.get("http://slow.example/", bytes)
    hold.set()
    assert "resolved in time" in caught.value.reason
    assert caught.value.is_unreached


@pytest.mark.parametrize("impatient", [True, False])
def test_a_requested_pause_is_kept_and_reported(make, fake, server, impatient):
    server.plan([status(503, after="20")])
    told = []
    fetcher = make(impatient=impatient, tell=told.append)
    begun = fake.time
    assert fetcher.get(server.url, bytes) == b"ok"
    assert fake.time - begun >= 20
    assert told == [
        "Asking service at 127.0.0.1", "service: HTTP status 503; asked again in 20 seconds"
    ]  # fmt: skip
