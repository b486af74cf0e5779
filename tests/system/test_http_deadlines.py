"""A request ends at its deadline, whatever the server does."""

import contextlib
import socket
import threading

import pytest
import requests
from standins.server import Reply, Server

from readinglist.system import http_deadlines
from readinglist.system.http import (
    Cause,
    Fetcher,
    FetchError,
    Service,
)
from readinglist.system.http_deadlines import EndingAdapter, PrivateAddressError

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
DRIPPED = {
    "status": (b"HTTP/1.1 200 ", b"O"),
    "header": (HEAD, b"X-A: b\r\n"),
    "long header": (HEAD + b"X-A: ", b"b"),
    "interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "length of a chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;x=", b"y"),
    "body": (HEAD + b"Content-Length: 9999\r\n\r\n", b"b"),
    "target of a redirect": (b"HTTP/1.1 301 Moved\r\nLocation: /", b"a"),
}


@pytest.fixture
def server():
    with Server(lambda _: Reply(body=b"ok")) as server:
        yield server


@pytest.fixture
def adapter():
    return EndingAdapter()


@pytest.fixture
def session(adapter):
    """A session whose connections the adapter makes, without the user's proxies."""
    with requests.Session() as session:
        session.trust_env = False
        session.mount("http://", adapter)
        yield session


@pytest.fixture
def dripping():
    """A server that sends the beginning of a response, then a little more for as long as it can."""

    def serve(begin, more):
        listener = socket.create_server(("127.0.0.1", 0))
        ended = threading.Event()

        def run():
            connection, _ = listener.accept()
            with listener, connection, contextlib.suppress(OSError):
                connection.sendall(begin)
                while True:
                    for byte in more:
                        connection.sendall(bytes([byte]))
                        stop.wait(0.02)
                    if stop.is_set():
                        return
            ended.set()

        threads.append(threading.Thread(target=run))
        threads[-1].start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/", ended

    stop, threads = threading.Event(), []
    yield serve
    stop.set()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("what", DRIPPED)
def test_a_dripping_response_ends_at_the_deadline(what, dripping):
    url, ended = dripping(*DRIPPED[what])
    fetcher = Fetcher(Service("service", gap=0.0, attempts=1, timeout=0.3))
    with pytest.raises(FetchError) as caught:
        fetcher.get(url, bytes)
    assert caught.value.reason == "the answer took too long"
    assert caught.value.cause is Cause.DOWN
    assert ended.wait(10), "the connection is still open"


def test_a_closed_connection_is_not_reused(dripping, server):
    fetcher = Fetcher(Service("service", gap=0.0, attempts=1, timeout=0.3))
    assert fetcher.get(server.url, bytes) == b"ok"
    with pytest.raises(FetchError):
        fetcher.get(dripping(*DRIPPED["header"])[0], bytes)
    assert fetcher.get(server.url, bytes) == b"ok"


def test_a_request_within_its_time_is_left_alone(server, session, adapter):
    with adapter.deadline(60.0) as is_over:
        assert session.get(server.url).content == b"ok"
        assert not is_over.is_set()
    # The connection stays open for the next one.
    assert session.get(server.url).content == b"ok"
    assert [request.connection for request in server.log] == [1, 1]


def test_a_deadline_in_the_past_is_over_at_once(adapter):
    with adapter.deadline(-5.0) as is_over:
        assert is_over.wait(60)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_private_address_is_not_connected_to(server, session, adapter, host):
    url = server.url.replace("127.0.0.1", host)
    adapter.only_public = True
    with pytest.raises(PrivateAddressError):
        session.get(url)
    assert server.log == []
    adapter.only_public = False
    assert session.get(url).content == b"ok"


def test_a_name_is_checked_again_once_it_is_connected(server, session, adapter, monkeypatch):
    """A name can lead elsewhere the next time it is looked up."""
    monkeypatch.setattr(http_deadlines, "_look_up", lambda *_: [(0, 0, 0, "", ("1.1.1.1", 80))])
    adapter.only_public = True
    with pytest.raises(PrivateAddressError, match=r"127\.0\.0\.1"):
        session.get(server.url)
    assert server.log == []


def test_a_proxy_may_be_anywhere(server, session, adapter):
    adapter.only_public = True
    session.proxies = {"http": server.url}
    assert session.get("http://nowhere.invalid/x").content == b"ok"
    assert [request.target for request in server.log] == ["http://nowhere.invalid/x"]
