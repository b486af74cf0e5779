"""One request and its response: the only module that talks to the network.

Sends a GET without credentials. Reads at most `max_body` bytes of a page, and unpacks at most as
many; reads nothing of other content types. Redirects are not followed here; the caller decides
about each hop.
"""

import asyncio
import re
import socket
import ssl
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from http.cookies import SimpleCookie
from typing import Any, Self
from urllib.parse import urljoin

import aiohttp
from aiohttp.connector import Connection
from aiohttp.tracing import Trace
from yarl import URL

from readinglist.links.ask.safety import CheckedResolver, CheckedSockets, UnsafeAddressError
from readinglist.links.policy import Policy
from readinglist.links.verdicts import Reason
from readinglist.values.encodings import text_encoding

_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
#: Content types of the APIs that are asked about works.
_DATA_TYPE = "application/json"
#: The media type of a page and its charset (RFC 9110, 8.3). The parsers of aiohttp and of the
#: standard library take seconds of CPU time for some headers of 16 kB.
_MEDIA_TYPE = re.compile(r"\s*([^\s;,/]+/[^\s;,/]+)\s*(?:[;,]|$)")
_MEDIA_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:-]+)")
#: The characters of a `Content-Type` header that are read.
_LONGEST_TYPE = 200
_CHARSET = re.compile(rb"<meta[^<>]+charset\s*+=\s*+[\"']?\s*+([\w.:-]+)", re.IGNORECASE)
#: Matches addresses that need no encoding.
_READY = re.compile(r"""[!#-;=?-\[\]_a-z~]+""")
#: Called with the status and the `Retry-After` and `Date` headers of a response.
OnPlea = Callable[[int, str, str], object]
#: Bytes to read and discard of an unread response, to keep its connection usable.
_DRAINED = 16_384
#: The length of an ETag that is kept. A part of one would never match.
_LONGEST_ETAG = 200
#: The length of a host name with its port, in characters: names have at most 253 (RFC 1035, 2.3.4).
#: Encoding a longer one would take a time that grows with its square.
_LONGEST_HOST = 260


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response.

    `text` is the text of a page, None if none was read. `is_whole` says whether all of it was
    read; `bad_body` says what was wrong with the body, if anything.
    """

    status: int
    location: str = ""
    etag: str = ""
    text: str | None = None
    is_whole: bool = True
    bad_body: str = ""
    cookies: SimpleCookie = field(default_factory=SimpleCookie)


@dataclass(frozen=True, slots=True)
class Failure:
    """No HTTP response. `is_of_host` means that every page of the host would fail like this."""

    reason: Reason
    detail: str
    may_pass: bool = True
    is_of_host: bool = False


#: Nothing was sent, because the host asked for a pause while a connection to it was being made.
HELD = Failure(Reason.ASKED_TO_WAIT, "the host asked for a pause")


class HeldError(aiohttp.ClientError):
    """The host has asked for a pause."""


class DroppedError(aiohttp.ClientConnectionError):
    """The connection ended before the response came."""


async def _no_silent_repeat(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Keep aiohttp from silently repeating a GET when a connection drops.

    It repeats after these two exceptions, and such a request would bypass the host's pauses and the
    count of attempts.
    """
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise DroppedError(str(error) or "the server ended the connection") from error


class _HeldConnector(aiohttp.TCPConnector):
    """A connector that checks again, once a connection is ready, whether it may be used.

    Between asking for a connection and getting one lie the DNS lookup, the TCP handshake and the
    TLS handshake, long enough for another response of the host to arrive. After that the request is
    written without further delay.
    """

    def __init__(self, *, is_held: Callable[[URL], bool], **options: Any) -> None:
        super().__init__(**options)
        self._is_held = is_held

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - the signature is the base class's
    ) -> Connection:
        """A connection for the next request; raises `HeldError` if the host is paused."""
        connection = await super().connect(req, traces, timeout)
        if self._is_held(req.url):
            connection.release()
            raise HeldError
        return connection


def _ssl_context(policy: Policy) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if policy.ca_file:
        context.load_verify_locations(policy.ca_file)
    return context


class Fetcher:
    """An HTTP session, used as an asynchronous context manager.

    `is_held` says whether the host of an address is paused. It is called right before a request is
    sent.
    """

    def __init__(
        self, policy: Policy, *, is_held: Callable[[URL], bool] = lambda _url: False
    ) -> None:
        self._policy = policy
        self._is_held = is_held
        self._session: aiohttp.ClientSession | None = None
        self._resolver: CheckedResolver | None = None

    async def __aenter__(self) -> Self:
        policy = self._policy
        self._resolver = CheckedResolver(policy)
        connector = _HeldConnector(
            is_held=self._is_held,
            resolver=self._resolver,
            socket_factory=CheckedSockets(policy),
            ssl=_ssl_context(policy),
            limit=policy.total,
            ttl_dns_cache=600,
            keepalive_timeout=15,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={
                "User-Agent": policy.user_agent,
                "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
                "Accept-Language": "en,*;q=0.5",
                "Accept-Encoding": "gzip, deflate",
            },
            auto_decompress=False,
            trust_env=False,
            max_line_size=policy.max_header,
            max_field_size=policy.max_header,
            middlewares=(_no_silent_repeat,),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session:
            await self._session.close()
        if self._resolver:
            await self._resolver.close()
            # Transports close in the next iteration of the event loop.
            await asyncio.sleep(0)

    async def fetch(
        self,
        url: str,
        *,
        cookies: Mapping[str, str] | None = None,
        etag: str = "",
        patience: float = 1.0,
        on_plea: OnPlea | None = None,
    ) -> Answer | Failure:
        """Send one GET and read as much of the response as allowed. Network failures raise nothing.

        With `etag` the server may answer 304 for an unchanged page. `patience` is the share of the
        policy's time-outs to wait for a response to begin. `on_plea` is called as soon as a
        `Retry-After` header arrives, because the rest of the response may take its time. Returns
        `HELD` if the host is paused, so that nothing was sent.
        """
        assert self._session
        try:
            address = make_url(url)
        except ValueError as error:
            return Failure(Reason.BAD_REDIRECT, f"malformed address: {error}", may_pass=False)
        timeout = aiohttp.ClientTimeout(
            total=None,
            sock_connect=patience * min(self._policy.connect_timeout, self._policy.timeout),
        )
        try:
            async with asyncio.timeout(patience * self._policy.timeout):
                response = await self._session.get(
                    address,
                    allow_redirects=False,
                    timeout=timeout,
                    cookies=cookies,
                    headers={"If-None-Match": etag} if etag else None,
                )
        except HeldError:
            return HELD
        except Exception as error:  # noqa: BLE001 - a hostile server can provoke anything
            return explain_failure(error, self._policy)
        if on_plea and (retry_after := response.headers.get("Retry-After")):
            on_plea(response.status, retry_after, response.headers.get("Date", ""))
        try:
            return await self._read(response)
        finally:
            # A connection whose response was not read to the end cannot be reused.
            response.release()

    async def _read(self, response: aiohttp.ClientResponse) -> Answer:
        headers = response.headers
        text: str | None = None
        is_whole, bad_body = True, ""
        kind, charset = _media_type(headers.get("Content-Type", "text/html"))
        is_page = kind == _DATA_TYPE or (200 <= response.status <= 299 and kind in _PAGE_TYPES)
        length = response.content_length
        try:
            # Reading a body that has already arrived takes no time.
            is_there = response.content.is_eof()
            async with asyncio.timeout(None if is_there else self._policy.timeout):
                if is_page:
                    data, is_whole = await self._read_body(response)
                    text = _decode(data, charset)
                elif length is not None and length <= _DRAINED:
                    await response.content.read(_DRAINED)
        except TimeoutError:
            is_whole, bad_body = False, "the page did not arrive in time"
        except zlib.error:
            is_whole, bad_body = False, "the page cannot be decompressed"
        except (aiohttp.ClientError, OSError):
            is_whole, bad_body = False, "the page broke off"
        if not is_page:
            is_whole, bad_body = True, ""
        if not is_whole or (not is_page and not response.content.at_eof()):
            response.close()
        return Answer(
            response.status,
            location=headers.get("Location", ""),
            etag=_etag(headers.get("ETag", "")),
            text=text,
            is_whole=is_whole,
            bad_body=bad_body,
            cookies=response.cookies,
        )

    async def _read_body(self, response: aiohttp.ClientResponse) -> tuple[bytes, bool]:
        """At most `max_body` bytes of the decompressed body, and whether that is all."""
        limit = self._policy.max_body
        unpack = _unpacker(response.headers.get("Content-Encoding", ""))
        pieces = bytearray()
        received = 0
        async for chunk in response.content.iter_any():
            received += len(chunk)
            pieces += unpack.decompress(chunk, limit - len(pieces)) if unpack else chunk
            if len(pieces) >= limit or received >= limit:
                return bytes(pieces[:limit]), False
        if unpack and not unpack.eof and received:
            raise zlib.error("cut short")
        return bytes(pieces), True


def _etag(text: str) -> str:
    """The ETag, to be stored and sent back; empty if it is too long or has unusual characters.

    Bytes of a header that are not UTF-8 arrive as lone surrogates, which no file can hold.
    """
    return text if len(text) <= _LONGEST_ETAG and text.isascii() and text.isprintable() else ""


class _Deflate:
    """Decompresses `deflate`, which some servers send without the zlib wrapper."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj()
        self._begun = False

    def decompress(self, data: bytes, limit: int) -> bytes:
        if not self._begun and data:
            self._begun = True
            if data[0] & 0x0F != 8:
                self._inner = zlib.decompressobj(-zlib.MAX_WBITS)
        return self._inner.decompress(data, limit)

    @property
    def eof(self) -> bool:
        return self._inner.eof


def _unpacker(encoding: str) -> "zlib._Decompress | _Deflate | None":
    """The decompressor for a content coding; None if there is nothing to decompress.

    Raises `zlib.error` for a coding that was not asked for.
    """
    match encoding.strip().lower():
        case "gzip" | "x-gzip":
            return zlib.decompressobj(16 + zlib.MAX_WBITS)
        case "deflate":
            return _Deflate()
        case "" | "identity":
            return None
    raise zlib.error(f"unknown coding {encoding}")


def _media_type(header: str) -> tuple[str, str]:
    """Media type and charset in a `Content-Type` header, in lower case; empty if there are none."""
    header = header[:_LONGEST_TYPE].lower()
    kind, charset = _MEDIA_TYPE.match(header), _MEDIA_CHARSET.search(header)
    return kind[1] if kind else "", charset[1] if charset else ""


def _decode(data: bytes, charset: str) -> str:
    if not charset and (match := _CHARSET.search(data[:2048])):
        charset = match[1].decode("ascii")
    return data.decode(text_encoding(charset) or "utf-8", errors="replace")


@lru_cache(maxsize=4096)
def make_url(text: str) -> URL:
    """The address as a URL to request: kept as it is if ASCII, otherwise encoded.

    Raises `ValueError` if it is not an http or https address with a host, or has a user name.
    """
    try:
        return _make_url(text.partition("#")[0])
    except ValueError:
        raise
    except Exception as error:
        # yarl raises other errors too, such as an IndexError for `http://[::1]@/`.
        raise ValueError(f"it cannot be parsed ({type(error).__name__})") from error


def _make_url(plain: str) -> URL:
    if len(re.split(r"[/?\\]", plain.partition("://")[2], maxsplit=1)[0]) > _LONGEST_HOST:
        raise ValueError("a host name that is too long")
    url = URL(plain, encoded=bool(_READY.fullmatch(plain)))
    # Host names are case-insensitive, and clients resolve dots in paths (RFC 3986, 3.2.2, 5.2.4).
    if url.raw_host and url.raw_host != url.raw_host.lower():
        url = URL(str(url).replace(url.raw_host, url.raw_host.lower(), 1), encoded=True)
    if "/." in url.raw_path:
        url = URL(urljoin(str(url), url.raw_path_qs), encoded=True)
    if url.scheme not in ("http", "https"):
        raise ValueError(f"the scheme '{url.scheme}'")
    if not url.raw_host:
        raise ValueError("no host")
    if url.raw_user is not None or url.raw_password is not None:
        raise ValueError("a user name in it")
    return url


def explain_failure(  # noqa: PLR0912 - one kind of failure after the other
    error: BaseException, policy: Policy
) -> Failure:
    """Translate a network exception into a `Failure`."""
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        current = getattr(current, "os_error", None) or current.__cause__
    for cause in chain:
        if isinstance(cause, UnsafeAddressError):
            return Failure(Reason.UNSAFE, f"not fetched: {cause}", may_pass=False, is_of_host=True)
        if isinstance(cause, socket.gaierror):
            return _explain_name(cause)
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = getattr(cause, "verify_message", "") or "the certificate is not valid"
            return Failure(
                Reason.BAD_CERTIFICATE, f"bad certificate: {why}", may_pass=False, is_of_host=True
            )
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        seconds = min(policy.connect_timeout, policy.timeout)
        return Failure(Reason.TIMEOUT, f"no connection within {seconds:g} s", is_of_host=True)
    if isinstance(error, TimeoutError):
        return Failure(Reason.TIMEOUT, f"no answer within {policy.timeout:g} s")
    if isinstance(error, aiohttp.InvalidURL):
        return Failure(Reason.BAD_REDIRECT, f"malformed address: {error}", may_pass=False)
    if isinstance(error, ssl.SSLError | aiohttp.ClientSSLError):
        return Failure(Reason.BAD_CERTIFICATE, "no secure connection could be made")
    for cause in chain:
        if isinstance(cause, ConnectionRefusedError):
            return Failure(Reason.REFUSED, "the connection was refused", is_of_host=True)
    if isinstance(error, aiohttp.ClientConnectorError):
        return Failure(Reason.NO_NETWORK, f"no connection: {error.strerror or error}")
    if isinstance(error, DroppedError):
        return Failure(Reason.DROPPED, "the server ended the connection without an answer")
    if isinstance(error, aiohttp.ClientResponseError | aiohttp.ClientPayloadError):
        return Failure(Reason.NOT_HTTP, "the answer is not valid HTTP")
    if isinstance(error, aiohttp.ClientError | OSError):
        return Failure(Reason.DROPPED, f"the connection broke: {type(error).__name__}")
    return Failure(Reason.FAULT, f"could not be checked: {type(error).__name__}: {error}")


def _explain_name(error: socket.gaierror) -> Failure:
    """Only "no such name" says something about the name; the resolver's other errors do not."""
    if error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)):
        return Failure(Reason.NO_HOST, "there is no host of this name", is_of_host=True)
    return Failure(Reason.NO_NETWORK, f"the name could not be looked up: {error.strerror}")
