"""An HTTP server on raw streams, for responses that no HTTP library would send."""

import asyncio
import contextlib
import datetime
import email.utils
import json
import math
import socket
import ssl
import struct
import threading
import time
import zlib
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import trustme

from .journal import Journal, Pause, Request

#: The longest that a behaviour makes a client wait, in seconds.
FOREVER = 120.0
MAX_HEAD = 65_536
REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 404: "Not Found"}
#: Certificates, valid or faulty; each has a port of its own.
CERTIFICATES = ("good", "expired", "self-signed", "wrong-name")


class HangUp(Exception):  # noqa: N818 - no error
    """The response is complete and the connection must be closed."""


@dataclass
class Exchange:
    """A request, and the means to respond to it."""

    site: "Site"
    request: Request
    count: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @property
    def host(self) -> str:
        return self.request.host

    @property
    def path(self) -> str:
        return self.request.target.partition("?")[0]

    @property
    def method(self) -> str:
        return self.request.method

    @property
    def headers(self) -> dict[str, str]:
        return self.request.headers

    def url(self, path: str, host: str | None = None) -> str:
        return f"http://{host or self.host}:{self.site.port}{path}"

    async def write(self, data: bytes) -> None:
        """Send raw bytes; returns when the client has taken most of them."""
        self.request.sent += len(data)
        self.writer.write(data)
        await self.writer.drain()

    def head(
        self, status: int, headers: Iterable[tuple[str, str]] = (), version: str = "HTTP/1.1"
    ) -> bytes:
        self.request.status = status
        lines = [f"{version} {status} {REASONS.get(status, 'Answer')}"]
        for name, value in headers:
            lines.append(f"{name}: {value}")
            if name == "Retry-After":
                self.note_pause(value)
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    async def answer(
        self,
        status: int,
        body: str | bytes = b"",
        *headers: tuple[str, str],
        kind: str = "text/html; charset=utf-8",
    ) -> None:
        """Send a complete response."""
        data = body.encode() if isinstance(body, str) else body
        fields = [("Content-Type", kind), *headers] if kind else list(headers)
        if status >= 200 and status not in (204, 304):
            fields.append(("Content-Length", str(len(data))))
        head = self.head(status, fields)
        await self.write(head if self.method == "HEAD" or status in (204, 304) else head + data)

    async def redirect(self, status: int, location: str, *headers: tuple[str, str]) -> None:
        await self.answer(status, "<p>Elsewhere.</p>", ("Location", location), *headers)

    def note_pause(self, value: str) -> None:
        """Record until when the client was asked to wait, if the value says so."""
        now = self.site.clock()
        if value.isascii() and value.isdigit():
            seconds = min(float(value), 1e9)
        else:
            try:
                seconds = email.utils.parsedate_to_datetime(value).timestamp() - time.time()
            except ValueError:
                return
        if seconds > 0:
            pause = Pause(self.host, self.request.target, now, now + seconds)
            self.site.journal.pauses.append(pause)

    async def wait(self, seconds: float = FOREVER) -> None:
        """Make the client wait, but no longer than it stays connected."""
        left = asyncio.ensure_future(self.reader.read(1))
        try:
            await asyncio.wait_for(asyncio.shield(left), seconds)
        except TimeoutError:
            left.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await left
        else:
            raise HangUp

    def reset(self) -> None:
        """Abort the connection with a reset."""
        linger = struct.pack("ii", 1, 0)
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.writer.transport.abort()
        raise HangUp


Handler = Callable[[Exchange], Awaitable[None]]


@dataclass
class Bucket:
    """A host's rate limit: `rate` requests per second, with bursts of `burst`."""

    rate: float
    burst: float
    tokens: float = field(init=False)
    filled: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self.tokens = self.burst

    def take(self, now: float) -> float:
        """Take a token and return 0, or return the seconds until the next one."""
        self.tokens = min(self.burst, self.tokens + (now - self.filled) * self.rate)
        self.filled = now
        if self.tokens >= 1:
            self.tokens -= 1
            return 0.0
        return (1 - self.tokens) / self.rate


def http_date(seconds: float) -> str:
    """The time this many seconds from now, rounded up, in HTTP's format."""
    return email.utils.formatdate(math.ceil(time.time() + seconds), usegmt=True)


class Site:
    """The server. `start` and `stop` run in its own event loop; `with` runs it in a thread."""

    def __init__(
        self,
        hosts: Iterable[str],
        route: Callable[[str, str, Mapping[str, str]], Handler],
        *,
        service: tuple[float, float] = (0.0, 0.0),
        certificates: bool = False,
    ) -> None:
        """`route` returns the handler for a host, a path and headers; `service` is the range of
        service times, of which each URL always gets the same.
        """
        self.hosts = list(hosts)
        self.route = route
        self.service = service
        self.certificates = certificates
        self.journal = Journal()
        self.buckets: dict[str, Bucket] = {}
        self.clock = time.monotonic
        self.port = 0
        self.refused_port = 0
        self.tls_ports: dict[str, int] = {}
        self.ca = b""
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = socket.socket()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    # Starting and stopping

    async def start(self, port: int = 0) -> None:
        # Bound but not listening, so the system refuses connections.
        self._closed.bind(("127.0.0.1", 0))
        self.refused_port = self._closed.getsockname()[1]
        sockets = _listen(self.hosts, port)
        self.port = sockets[0].getsockname()[1]
        for listening in sockets:
            self._servers.append(
                await asyncio.start_server(
                    self._serve, sock=listening, limit=MAX_HEAD, backlog=1024
                )
            )
        if self.certificates:
            await self._start_tls()

    async def _start_tls(self) -> None:
        authority, stranger = trustme.CA(), trustme.CA()
        self.ca = authority.cert_pem.bytes()
        names = [self.hosts[0], "secure.example"]
        past = trustme_past()
        leaves = {
            "good": authority.issue_cert(*names),
            "expired": authority.issue_cert(*names, not_before=past[0], not_after=past[1]),
            "self-signed": stranger.issue_cert(*names),
            "wrong-name": authority.issue_cert("other.example"),
        }
        for name, leaf in leaves.items():
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            leaf.configure_cert(context)
            server = await asyncio.start_server(
                self._serve, sock=_listen(self.hosts[:1], 0)[0], ssl=context, limit=MAX_HEAD
            )
            self.tls_ports[name] = server.sockets[0].getsockname()[1]
            self._servers.append(server)

    async def stop(self) -> None:
        for server in self._servers:
            server.close()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._closed.close()

    def __enter__(self) -> Self:
        started = threading.Event()
        failed: list[BaseException] = []

        def run() -> None:
            loop = self._loop = asyncio.new_event_loop()
            # A client may hang up during a TLS handshake.
            loop.set_exception_handler(lambda *_: None)
            try:
                loop.run_until_complete(self.start())
            except BaseException as error:  # noqa: BLE001 - it belongs to the other thread
                failed.append(error)
            started.set()
            if not failed:
                loop.run_forever()
            loop.run_until_complete(self.stop())
            loop.close()

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        started.wait()
        if failed:
            raise failed[0]
        return self

    def __exit__(self, *_: object) -> None:
        assert self._loop is not None
        assert self._thread is not None
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    # Connections

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        writer.transport.set_write_buffer_limits(high=65_536)
        host = writer.get_extra_info("sockname")[0]
        self.journal.connected(host)
        try:
            while await self._exchange(host, reader, writer):
                pass
        except (HangUp, ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        except (ssl.SSLError, TimeoutError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            self.journal.connections[host] -= 1
            writer.close()

    async def _exchange(
        self, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, version = head[0].split(" ", 2)
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:] if line)
        }
        if target.startswith("/__"):
            await self._control(target, writer)
            return False
        request = Request(host, target, method, headers, self.clock())
        count = self.journal.begin(request)
        exchange = Exchange(self, request, count, reader, writer)
        try:
            await self._answer(exchange)
        finally:
            self.journal.end(request, self.clock())
        return version == "HTTP/1.1" and headers.get("connection", "").lower() != "close"

    async def _answer(self, exchange: Exchange) -> None:
        bucket = self.buckets.get(exchange.host)
        if bucket and (wait := bucket.take(self.clock())):
            seconds = str(max(1, math.ceil(wait)))
            await exchange.answer(429, "<h1>Too many requests</h1>", ("Retry-After", seconds))
            return
        low, high = self.service
        if high:
            share = zlib.crc32(f"{exchange.host}{exchange.path}".encode()) / 2**32
            await asyncio.sleep(low + (high - low) * share)
        await self.route(exchange.host, exchange.path, exchange.headers)(exchange)

    async def _control(self, target: str, writer: asyncio.StreamWriter) -> None:
        """Answers `/__summary` and `/__clear`, for a site in a process of its own."""
        if target == "/__clear":
            self.journal.clear()
            for bucket in self.buckets.values():
                bucket.tokens = bucket.burst
        body = json.dumps(self.journal.summary()).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()


def trustme_past() -> tuple[datetime.datetime, datetime.datetime]:
    now = datetime.datetime.now(datetime.UTC)
    return now - datetime.timedelta(days=60), now - datetime.timedelta(days=30)


def _listen(hosts: list[str], port: int) -> list[socket.socket]:
    """Listening sockets on one port of all hosts; 0 means a free port."""
    for _ in range(20):
        sockets: list[socket.socket] = []
        wanted = port
        try:
            for host in hosts:
                one = socket.socket()
                sockets.append(one)
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                # Small, so that the journal knows what a client has taken.
                one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65_536)
                one.bind((host, wanted))
                one.listen(1024)
                one.setblocking(False)
                wanted = one.getsockname()[1]
        except OSError:
            for opened in sockets:
                opened.close()
            if port:
                raise
            continue
        return sockets
    raise OSError(f"no port is free on all of {len(hosts)} addresses")


def write_ca(site: Site, folder: Path) -> Path:
    """Write the certificate of the authority that signed the site's valid certificates."""
    file = folder / "ca.pem"
    file.write_bytes(site.ca)
    return file
