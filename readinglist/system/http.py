"""Polite HTTP requests to services with bibliographic metadata.

What every such service needs is implemented here once: a pace kept across runs, time-outs, a time
budget, retries that respect `Retry-After`, and a circuit breaker that stops asking a service that
is down. The caller's parser decides what a response means.
"""

import contextlib
import enum
import math
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from readinglist import __version__
from readinglist.errors import StorageError
from readinglist.system.bounded_reads import UnfitFileError, read_bounded
from readinglist.system.http_deadlines import EndingAdapter
from readinglist.system.retry_after import parse_retry_after
from readinglist.system.state import BusyError, locked

T = TypeVar("T")

#: The longest pause, in seconds, that a run stores for the next one.
LONGEST_PAUSE = 24 * 3600.0
_CHUNK = 65536
_REDIRECTS = 3
#: Seconds after which a service that was never reached is given up on.
DEAD_AFTER = 7.0
#: The least time, in seconds, in which a connection can be made.
_LEAST = 0.5
#: Waits longer than this, in seconds, are reported to the user.
_WORTH_TELLING = 2.0
#: Seconds by which a request may exceed its time-out. A server that sends nothing at all is caught
#: by the read time-out first, whose message is more helpful.
_GRACE = 0.5
_TOOK_TOO_LONG = "the answer took too long"
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


class Cause(enum.Enum):
    """Why a request failed."""

    BUSY = "busy"  #: 429: the service asks for a pause
    DOWN = "down"  #: 5xx, no connection, no answer in time
    REFUSED = "refused"  #: another status: a retry would not help
    UNSOUND = "unsound"  #: an answer that is not what it should be
    BUDGET = "budget"  #: the time for this run has run out
    BREAKER = "breaker"  #: too many failures before, so no request was made


class FetchError(Exception):
    """A request without a usable response, after all retries.

    `cause` classifies it, `reason` is a phrase for people, `status` the HTTP status if there was
    one, and `body` the text of a refusal. `is_unreached` means that no connection was made at all:
    the network is down, or no server is there.
    """

    def __init__(
        self,
        cause: Cause,
        reason: str,
        *,
        status: int | None = None,
        body: bytes = b"",
        is_unreached: bool = False,
    ) -> None:
        super().__init__(reason)
        self.cause = cause
        self.reason = reason
        self.status = status
        self.body = body
        self.is_unreached = is_unreached


class UnsoundAnswerError(Exception):
    """Raised by a parser for a response that cannot be what the service meant to send."""


@dataclass(frozen=True)
class Service:
    """A service and how it wants to be asked. Times are in seconds.

    `name` is used in messages and file names. `gap` separates the end of one request from the start
    of the next, across runs. `timeout` applies to one whole request; `attempts` is the maximum
    number of requests for the same thing. After `breaker` failed calls in a row no more are made.
    `max_body` limits a response, in bytes.
    """

    name: str
    gap: float
    timeout: float = 60.0
    attempts: int = 4
    breaker: int = 5
    max_body: int = 32 * 1024 * 1024


@dataclass
class Clock:
    """A fetcher's sources of time and randomness.

    `now` is the time of day in seconds since 1970, which can be adjusted; `passed` is a monotonic
    count of seconds. `sleep` takes seconds, `jitter` returns a random number below 1.
    """

    now: Callable[[], float] = time.time
    passed: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random


@dataclass(frozen=True)
class _Moved:
    """A redirect, with its target address."""

    url: str


class _Session(requests.Session):
    """Leaves redirects to the fetcher, and does not read their bodies, which may be endless."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Never a target, so that requests does not follow redirects itself."""


@dataclass
class Fetcher:
    """Makes requests to one service, one at a time, and follows redirects at the same pace.

    `state` is a folder of the user where runs share when the service was last asked; without it the
    pace is kept only within this run. `contact` is an e-mail or web address for the User-Agent.
    `budget` is the time for all requests of this run, in seconds. `asked` counts the requests made.

    A service that was never reached in this run is given up on after `dead_after` seconds: waiting
    does not help if the network is down, unlike with a service that is slow or asks for a pause.
    With `impatient`, for interactive use, a service that accepts connections but sends nothing
    counts as down too. `tell` is called with progress messages: which service is asked, and why the
    run is waiting.
    """

    service: Service
    state: Path | None = None
    contact: str = ""
    budget: float = 900.0
    clock: Clock = field(default_factory=Clock)
    asked: int = 0
    dead_after: float = DEAD_AFTER
    impatient: bool = False
    tell: Callable[[str], None] = lambda _: None

    def __post_init__(self) -> None:
        self._end = self.clock.passed() + self.budget
        self._next = 0.0
        self._dead_at = math.inf
        self._failures = 0
        self._is_reached = False
        self._why_dead = ""
        self._session = _Session()
        self._connections = EndingAdapter()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, self._connections)
        # A no-op authenticator, so that requests does not send credentials from .netrc.
        self._session.auth = lambda request: request
        self._session.headers["User-Agent"] = self.user_agent

    @property
    def user_agent(self) -> str:
        """Identifies the client: the program, its version, its purpose and the contact."""
        what = "; ".join(filter(None, ("reading-list generator", self.contact)))
        return f"readinglist/{__version__} ({what})"

    @property
    def is_open(self) -> bool:
        """Whether the breaker has opened, so that no more requests are made."""
        return self._failures >= self.service.breaker

    def get(
        self,
        url: str,
        parse: Callable[[bytes], T],
        *,
        params: Mapping[str, str] | None = None,
        accept: str = "*/*",
    ) -> T:
        """Send a GET and return the response as parsed by `parse`.

        Temporary failures are retried, with growing pauses or those that the service asks for;
        after a failed call the next one has a single attempt, until one succeeds. Raises
        `FetchError`; an `UnsoundAnswerError` from the parser counts as a failure.
        """
        if self.is_open:
            raise FetchError(
                Cause.BREAKER, self._why_dead or f"{self.service.name} failed too often in a row"
            )
        attempts = 1 if self._failures else self.service.attempts
        attempt = 0
        self._dead_at = self.clock.passed() + self.dead_after
        while True:
            attempt += 1
            try:
                value = parse(self._follow(url, params, accept))
            except UnsoundAnswerError as error:
                failure = FetchError(Cause.UNSOUND, str(error))
                # A response that is unusable twice is not a temporary failure.
                attempts = min(attempts, 2)
            except FetchError as error:
                failure = error
            else:
                self._failures = 0
                return value
            if failure.cause is Cause.REFUSED:
                # It is a response all the same: the service is up.
                self._failures = 0
                raise failure
            if failure.cause is Cause.BUDGET:
                raise failure
            if attempt >= attempts:
                self._failures += 1
                raise failure
            backoff = max(self.service.gap, 1.0 if self.service.gap else 0.0) * 2**attempt
            self._pause(backoff * (0.5 + self.clock.jitter()))
            if self._is_dead(failure):
                self._failures = self.service.breaker
                self._why_dead = failure.reason
                raise failure
            self._tell_wait(f"{failure.reason}; asked again")

    def _is_dead(self, failure: FetchError) -> bool:
        """Whether the service was never reached, and the next attempt would come too late."""
        if self._is_reached or failure.status is not None:
            return False
        is_silent = failure.is_unreached or self.impatient
        return is_silent and max(self._next, self.clock.passed()) >= self._dead_at

    def _tell_wait(self, why: str) -> None:
        seconds = self._next - self.clock.passed()
        if seconds >= _WORTH_TELLING:
            self.tell(f"{self.service.name}: {why} in {seconds:.0f} seconds")

    def _pause(self, seconds: float) -> None:
        self._next = max(self._next, self.clock.passed() + seconds)

    def _follow(self, url: str, params: Mapping[str, str] | None, accept: str) -> bytes:
        for _ in range(_REDIRECTS + 1):
            answer = self._request(url, params, accept)
            if isinstance(answer, bytes):
                return answer
            url, params = answer.url, None
        raise FetchError(Cause.REFUSED, "too many redirects")

    def _request(self, url: str, params: Mapping[str, str] | None, accept: str) -> bytes | _Moved:
        if not self.asked:
            self.tell(f"Asking {self.service.name} at {_host_of(url)}")
        with self._turn():
            self.asked += 1
            try:
                return self._read(url, params, accept)
            finally:
                self._pause(self.service.gap)

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for this run's turn; no other run asks the service in the meantime."""
        with contextlib.ExitStack() as stack:
            file = self.state / f"{self.service.name}.next" if self.state else None
            if file:
                self._wait_for_others(stack, file)
                self._pause(_read_pause(file, self.clock.now()))
            passed = self.clock.passed()
            if max(passed, self._next) >= self._end:
                raise FetchError(Cause.BUDGET, self._budget_reason(passed))
            if self._next > passed:
                if self.asked == 0:
                    self._tell_wait("another run has just asked; this one asks")
                self.clock.sleep(self._next - passed)
            try:
                yield
            finally:
                if file:
                    pause = self._next - self.clock.passed()
                    _write_pause(file, self.clock.now(), min(pause, LONGEST_PAUSE))

    def _wait_for_others(self, stack: contextlib.ExitStack, file: Path) -> None:
        rest = max(self._end - self.clock.passed(), 0.0)
        asking = f"asking {self.service.name}"
        try:
            stack.enter_context(locked(file.with_name(f"{file.name}.lock"), rest, asking))
        except BusyError:
            raise FetchError(Cause.BUDGET, f"another run was {asking} all the time") from None

    def _budget_reason(self, passed: float) -> str:
        if self._next - passed > self.service.gap:
            return f"{self.service.name} asked for a pause beyond the time for this run"
        return "the time for this run is used up"

    def _read(self, url: str, params: Mapping[str, str] | None, accept: str) -> bytes | _Moved:
        deadline = self.clock.passed() + self.service.timeout
        timeout = self._timeouts(url)
        with self._connections.deadline(self.service.timeout + _GRACE) as is_over:
            answer: tuple[int, bytes, float | None] | _Moved | None = None
            try:
                answer = self._send(url, params, accept, timeout, deadline)
            except FetchError:
                if not is_over.is_set():
                    raise
            # A truncated response may look complete.
            if is_over.is_set() or answer is None:
                raise FetchError(Cause.DOWN, _TOOK_TOO_LONG)
        if isinstance(answer, _Moved):
            return answer
        status, body, after = answer
        if status in _PASSING or status >= 500:
            if after is not None:
                self._pause(after)
            cause = Cause.BUSY if status == 429 else Cause.DOWN
            raise FetchError(cause, f"HTTP status {status}", status=status)
        if status != 200:
            raise FetchError(Cause.REFUSED, f"HTTP status {status}", status=status, body=body)
        return body

    def _send(
        self,
        url: str,
        params: Mapping[str, str] | None,
        accept: str,
        timeout: tuple[float, float],
        deadline: float,
    ) -> tuple[int, bytes, float | None] | _Moved:
        """Send the request; returns the status, the body and the pause that is asked for."""
        try:
            with self._session.get(
                url,
                params=params,
                headers={"Accept": accept},
                timeout=timeout,
                stream=True,
            ) as answer:
                self._is_reached = True
                if answer.is_redirect:
                    return _Moved(_redirect_target(answer.url, answer.headers["Location"]))
                body = self._read_body(answer, deadline)
                after = parse_retry_after(
                    answer.headers.get("Retry-After"),
                    now=self.clock.now(),
                    date=answer.headers.get("Date"),
                )
                return answer.status_code, body, after
        except requests.ConnectTimeout:
            raise FetchError(Cause.DOWN, "no connection in time", is_unreached=True) from None
        except (requests.Timeout, urllib3.exceptions.TimeoutError):
            raise FetchError(Cause.DOWN, "no answer in time") from None
        except (requests.exceptions.ContentDecodingError, urllib3.exceptions.DecodeError):
            raise FetchError(Cause.DOWN, "the answer could not be unpacked") from None
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise FetchError(
                Cause.DOWN, _connection_reason(error), is_unreached=_is_unreached(error)
            ) from None

    def _timeouts(self, url: str) -> tuple[float, float]:
        """Time-outs in seconds: for connecting to one address of the host, and for the first byte.

        Until the service has been reached, they are what is left until it counts as down. Raises
        `FetchError` if resolving the host's name takes longer.
        """
        connect, read = min(10.0, self.service.timeout), self.service.timeout
        if self._is_reached:
            return connect, read
        left = max(self._dead_at - self.clock.passed(), _LEAST)
        addresses = _count_addresses(url, left) if math.isfinite(left) else 1
        # The addresses of a host are tried one after another.
        connect = min(connect, left / addresses)
        return connect, min(read, left) if self.impatient else read

    def _read_body(self, answer: requests.Response, deadline: float) -> bytes:
        body = bytearray()
        while chunk := answer.raw.read1(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > self.service.max_body:
                raise FetchError(Cause.DOWN, "the answer is too long")
            if self.clock.passed() > deadline:
                raise FetchError(Cause.DOWN, _TOOK_TOO_LONG)
        return bytes(body)


def _host_of(url: str) -> str:
    """The host in an address; an empty string if there is none."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return ""
    return host


def _count_addresses(url: str, seconds: float) -> int:
    """How many addresses the host has to try; at least one.

    The system's resolver may take very long and cannot be interrupted. Raises `FetchError` if it
    has not answered after the given seconds.
    """
    host = _host_of(url)
    if not host or requests.utils.get_environ_proxies(url):
        return 1  # left to the request, or to the proxy
    found: list[int] = []

    def resolve() -> None:
        try:
            found.append(len(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)))
        except (OSError, UnicodeError):
            found.append(1)  # the request will fail too, and report it

    thread = threading.Thread(target=resolve, daemon=True)
    thread.start()
    thread.join(seconds)
    if not found:
        reason = "the host's name could not be resolved in time"
        raise FetchError(Cause.DOWN, reason, is_unreached=True)
    return max(found[0], 1)


def _is_unreached(error: Exception) -> bool:
    """Whether no connection was made at all, as opposed to one that broke."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    # The resolver's error is a subclass of the other.
    return isinstance(reason, urllib3.exceptions.NewConnectionError) or isinstance(
        error, requests.exceptions.ProxyError
    )


def _redirect_target(url: str, target: str) -> str:
    with contextlib.suppress(ValueError):
        target = urljoin(url, target)
        if urlsplit(target).scheme in ("https", urlsplit(url).scheme):
            return target
    raise FetchError(Cause.REFUSED, "a redirect to where nothing is asked")


def _connection_reason(error: Exception) -> str:
    text = str(error)
    if "IncompleteRead" in text or "InvalidChunk" in text:
        return "the answer was cut short"
    if "NameResolution" in text or "getaddrinfo" in text:
        return "the host's name could not be resolved"
    if "CERTIFICATE" in text.upper():
        return "the host's certificate is not valid"
    return "the connection failed"


def _read_pause(file: Path, now: float) -> float:
    """The seconds for which the service has asked to be left alone."""
    try:
        written, pause = map(float, read_bounded(file, most=1_000).decode("ascii").split())
    except (OSError, UnfitFileError, ValueError):
        return 0.0
    if not (math.isfinite(written) and 0.0 <= pause <= LONGEST_PAUSE):
        return 0.0
    # A time in the future was stored before the clock was set back.
    return min(written + pause - now, pause)


def _write_pause(file: Path, now: float, pause: float) -> None:
    try:
        file.write_text(f"{now:.3f} {max(pause, 0.0):.3f}", "ascii")
    except OSError as error:
        raise StorageError(f"cannot write {file}: {error.strerror}") from error
