"""A server on the loopback interface that answers like a service, and fails on request.

A stand-in gives `Server` a function from request to correct reply. A `Fault` spoils a reply; faults
go into `script`, for the next requests in order, or into `always`. Every request is in `log`.
Nothing here sleeps: delays are applied to the caller's clock, and a hanging reply ends when the
client gives up or the server stops.
"""

import contextlib
import gzip
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Self
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Request:
    """A request: `number` counts from 0, headers are in lower case.

    `begun` is when it was received, `connection` the number of its connection.
    """

    number: int
    method: str
    target: str
    headers: dict[str, str]
    begun: float
    connection: int
    body: bytes = b""

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The parameters; if one is repeated, the last value."""
        values = parse_qs(urlsplit(self.target).query, keep_blank_values=True)
        return {key: value[-1] for key, value in values.items()}


@dataclass(frozen=True)
class Reply:
    """A reply, and what goes wrong while it is sent.

    `cut` sends this many bytes of the body and closes the connection, `chunked` sends chunks.
    `drip` is called before each byte; if the body is cut, nothing more is sent. `raw` replaces
    everything else; `reset` and `hang` send nothing. `before` is called before anything is sent.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    chunked: bool = False
    drip: Callable[[], object] | None = None
    raw: bytes | None = None
    reset: bool = False
    hang: bool = False
    before: Callable[[], object] | None = None


Answer = Callable[[Request], Reply]
Fault = Callable[[Request, Reply], Reply]


# Faults


def sound() -> Fault:
    """No fault: a placeholder in a script."""
    return lambda _, reply: reply


def status(code: int, *, after: str | None = None, body: bytes = b"sorry") -> Fault:
    """This status instead of the reply, with a Retry-After header if one is given."""
    headers = {"Content-Type": "text/plain"} | ({"Retry-After": after} if after else {})
    return lambda _request, _reply: Reply(code, body, headers)


def body(change: Callable[[bytes], bytes]) -> Fault:
    """The correct reply with another body."""
    return lambda _, reply: replace(reply, body=change(reply.body))


def page() -> Fault:
    """A page for humans, with status 200."""
    html = b"<!DOCTYPE html><html><body><h1>Down for maintenance</h1><br></body></html>"
    return lambda _request, _reply: Reply(200, html, {"Content-Type": "text/html"})


def cut(count: int) -> Fault:
    """The connection is closed after this many bytes of the body."""
    return lambda _, reply: replace(reply, cut=count)


def cut_chunks(count: int) -> Fault:
    """The reply comes in chunks, and is cut off within one."""
    return lambda _, reply: replace(reply, chunked=True, cut=count)


def zipped(change: Callable[[bytes], bytes] = bytes) -> Fault:
    """The reply comes in gzip, and is corrupted."""

    def spoil(_: Request, reply: Reply) -> Reply:
        headers = reply.headers | {"Content-Encoding": "gzip"}
        return replace(reply, body=change(gzip.compress(reply.body)), headers=headers)

    return spoil


def raw(data: bytes) -> Fault:
    """Bytes that are not HTTP."""
    return lambda _, reply: replace(reply, raw=data)


def reset() -> Fault:
    """The connection is reset."""
    return lambda _, reply: replace(reply, reset=True)


def hang() -> Fault:
    """The server accepts the request and never replies."""
    return lambda _, reply: replace(reply, hang=True)


def drip(pause: Callable[[], object], count: int) -> Fault:
    """One byte at a time, with a call before each; nothing after this many bytes."""
    return lambda _, reply: replace(reply, drip=pause, cut=count)


def takes(pause: Callable[[], object], then: Fault | None = None) -> Fault:
    """A call before the reply, such as one that advances the clock."""

    def spoil(request: Request, reply: Reply) -> Reply:
        return replace(then(request, reply) if then else reply, before=pause)

    return spoil


def moved(location: str, code: int = 301) -> Fault:
    """A redirect."""
    return lambda _request, _reply: Reply(code, b"", {"Location": location})


# The server


class Server:
    """Serves in threads while its context is open. `now` is the clock of the log."""

    def __init__(self, answer: Answer, *, now: Callable[[], float] = time.monotonic) -> None:
        self.answer = answer
        self.now = now
        self.script: deque[Fault] = deque()
        self.always: Fault | None = None
        self.log: list[Request] = []
        #: When each request's reply was about to be sent.
        self.ended: dict[int, float] = {}
        #: The highest number of simultaneous connections.
        self.most_open = 0
        self._open: set[socket.socket] = set()
        self._connections = 0
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        """The address, without a trailing slash."""
        return f"http://127.0.0.1:{self.port}"

    def plan(self, faults: Iterable[Fault], always: Fault | None = None) -> None:
        """Set the faults of the next requests, and the fault of all later ones."""
        self.script = deque(faults)
        self.always = always

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=10)

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self._open.add(connection)
                self._connections += 1
                self.most_open = max(self.most_open, len(self._open))
                number = self._connections
            self._start(self._serve, connection, number)

    def _serve(self, connection: socket.socket, number: int) -> None:
        try:
            with connection, connection.makefile("rb") as stream, contextlib.suppress(OSError):
                for method, target, headers, data in _requests(stream):
                    with self._lock:
                        count = len(self.log)
                        request = Request(count, method, target, headers, self.now(), number, data)
                        self.log.append(request)
                        fault = self.script.popleft() if self.script else self.always
                    reply = self.answer(request)
                    if fault:
                        reply = fault(request, reply)
                    if not self._send(connection, count, reply):
                        return
        finally:
            with self._lock:
                self._open.discard(connection)

    def _send(self, connection: socket.socket, number: int, reply: Reply) -> bool:
        """Send the reply. False if the connection must be closed."""
        if reply.before:
            reply.before()
        self.ended[number] = self.now()
        if reply.reset:
            # https://man7.org/linux/man-pages/man7/socket.7.html, SO_LINGER: reset instead of
            # closing
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        if reply.hang:
            self._stopping.wait()
            return False
        if reply.raw is not None:
            connection.sendall(reply.raw)
            return False
        length = (
            {"Transfer-Encoding": "chunked"}
            if reply.chunked
            else {"Content-Length": str(len(reply.body))}
        )
        head = f"HTTP/1.1 {reply.status} {_phrase(reply.status)}\r\n"
        head += "".join(f"{k}: {v}\r\n" for k, v in (reply.headers | length).items())
        connection.sendall(head.encode("latin-1") + b"\r\n")
        data = reply.body
        if reply.chunked:
            data = (
                b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in _pieces(data, 100)) + b"0\r\n\r\n"
            )
        if reply.drip:
            for piece in _pieces(data[: reply.cut], 1):
                reply.drip()
                connection.sendall(piece)
            if reply.cut is not None:
                self._stopping.wait()
            return reply.cut is None
        connection.sendall(data[: reply.cut])
        return reply.cut is None


def _phrase(code: int) -> str:
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return "Unknown"


def _pieces(data: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


def _requests(stream) -> Iterator[tuple[str, str, dict[str, str], bytes]]:
    """The requests of a connection, until the client closes it."""
    while line := stream.readline():
        method, target, _ = line.decode("latin-1").split(" ", 2)
        headers = {}
        while (line := stream.readline()) not in (b"\r\n", b"\n", b""):
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        yield method, target, headers, stream.read(int(headers.get("content-length", 0)))
