"""No header of a response keeps a program busy: what libraries would parse slowly is not parsed."""

import asyncio
import contextlib
import itertools
import json
import socket
import threading
from collections.abc import Callable, Iterator

import pytest
from bounded import run_bounded
from targets import make_target

from readinglist.links.ask.archive import parse_availability
from readinglist.links.ask.checker import Checker
from readinglist.links.ask.fetching import _media_type, make_url
from readinglist.links.policy import Policy
from readinglist.links.verdicts import Result


@contextlib.contextmanager
def answering(respond: Callable[[str], bytes]) -> Iterator[str]:
    """The address of a server whose response to a path is these bytes."""

    def answer(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            path = connection.recv(65_536).split(b" ")[1].decode()
            connection.sendall(b"HTTP/1.1 " + respond(path) + b"\r\nConnection: close\r\n\r\n")
            connection.shutdown(socket.SHUT_WR)
            connection.recv(10)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = server.accept()
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


#: Media types that take the parsers of aiohttp and of the standard library seconds, or crash them.
SLOW = [
    "(a)" * 5_400,
    '"' * 16_200,
    '";' * 8_100,
    ";a" * 8_100,
    "(" * 16_000,
    "charset=" + "(a" * 99,
]


@pytest.mark.parametrize("slow", SLOW, ids=range(len(SLOW)))
def test_no_media_type_stops_the_link_check(slow):
    numbers = itertools.count(10_000)

    def respond(path: str) -> bytes:
        # Libraries remember headers, so each is another one.
        kind = f"Content-Type: text/html;b{next(numbers)}={slow}"[:16_300]
        if path < "/9":
            return f"302 Found\r\nLocation: /{int(path[1:]) + 1}\r\n{kind}".encode()
        return f"503 Busy\r\n{kind}".encode()

    code = (
        "import asyncio, sys\n"
        "sys.path.insert(0, 'tests')\n"
        "from targets import make_target\n"
        "from readinglist.links.ask.checker import Checker\n"
        "from readinglist.links.policy import Policy\n"
        "checker = Checker(Policy(allow_private=True, doi_api='', retry_pause=0.01))\n"
        "target = make_target(sys.argv[1] + '/0')\n"
        "asyncio.run(checker.run([target], lambda _, result: print(result.reason.name)))\n"
    )
    with answering(respond) as url:
        assert run_bounded(code, url, seconds=10).split() == ["SERVER_ERROR"]


@pytest.mark.parametrize(
    ("header", "kind", "charset"),
    [
        ("text/html", "text/html", ""),
        ("Text/HTML; charset=UTF-8", "text/html", "utf-8"),
        (' text/html ; x=1;charset = "latin-1" ', "text/html", "latin-1"),
        ("application/json;charset='utf-8'", "application/json", "utf-8"),
        ("text/html, text/plain", "text/html", ""),
        ("text/html x", "", ""),
        ("text", "", ""),
        ("", "", ""),
        (";charset=utf-8", "", "utf-8"),
        ("text/html;" + " " * 300 + "charset=utf-8", "text/html", ""),
    ],
)
def test_media_types(header, kind, charset):
    assert _media_type(header) == (kind, charset)


def test_cookies_of_services_are_not_read():
    lines = b"Set-Cookie: a=b" + (b"\r\nSet-Cookie2: " + b"a;" * 32_000) * 90

    def respond(_path: str) -> bytes:
        return b"200 OK\r\n" + lines

    code = (
        "import sys\n"
        "from readinglist.system.http import Fetcher, Service\n"
        "fetcher = Fetcher(Service('x', gap=0.0, timeout=60.0, attempts=1))\n"
        "print(fetcher.get(sys.argv[1], lambda body: len(body)), len(fetcher._session.cookies))\n"
    )
    with answering(respond) as url:
        assert run_bounded(code, url, seconds=10).split() == ["0", "0"]


def test_an_odd_redirect_is_kept_as_an_address_that_entries_can_have():
    def respond(path: str) -> bytes:
        return b"301 Moved\r\nLocation: /a b<c>" if path == "/0" else b"200 OK"

    results: list[Result] = []
    with answering(respond) as url:
        checker = Checker(Policy(allow_private=True, doi_api=""))
        target = make_target(f"{url}/0")
        asyncio.run(checker.run([target], lambda _, result: results.append(result)))
    assert [result.final_url for result in results] == [f"{url}/a%20b%3Cc%3E"]


@pytest.mark.parametrize("host", ["\ufdfa" * 5_000, "a." * 131, "[" * 300])
def test_a_redirect_to_an_endless_host_name(host):
    with pytest.raises(ValueError, match="too long"):
        make_url(f"http://{host}/a")


def test_the_archive_names_copies_of_its_own_only():
    def answer(url: str) -> str:
        closest = {"available": True, "status": "200", "url": url, "timestamp": "20200101000000"}
        return json.dumps({"archived_snapshots": {"closest": closest}})

    copy = "web.archive.org/web/20200101000000/http://a.example/"
    for start in ("http://", "https://"):
        assert parse_availability(answer(start + copy)).url == f"https://{copy}"
    for other in (
        "http://evilarchive.org/",
        "https://a.example/",
        "http://web.archive.org.a.example/",
    ):
        with pytest.raises(ValueError, match="another site"):
            parse_availability(answer(other))
