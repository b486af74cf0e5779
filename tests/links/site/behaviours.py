"""All behaviours of the stand-in site's URLs, with the right verdicts.

The functions below answer requests; `BEHAVIOURS` lists them. Case numbers are those of a collection
of faults from link checkers' bug reports; later behaviours have none.
"""

import asyncio
import gzip
import http.cookies
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from .server import Exchange, Handler, HangUp, http_date

#: What a reader with a browser gets. `down`: nothing today, but perhaps tomorrow. `other`: a page,
#: but not the one linked to.
Truth = Literal["ok", "broken", "down", "unknown", "other"]

QUOTE = "the shortest path is seldom the one that a map would draw"
CONTACT = "page with a heading"
MIB = 1024 * 1024


@dataclass(frozen=True)
class Behaviour:
    """A URL's behaviour: the truth, what a checker should say, what it may ask."""

    name: str
    serve: Handler
    truth: Truth
    #: Acceptable verdicts; the first is the expected one.
    verdicts: tuple[str, ...]
    requests: tuple[int, int]
    case: int
    scheme: str
    host: str
    tail: str
    quotes: tuple[str, ...]
    moved: str | None

    @property
    def why(self) -> str:
        return (self.serve.__doc__ or "").strip()


BEHAVIOURS: dict[str, Behaviour] = {}


def behaviour(  # noqa: PLR0913 - a row of a table
    name: str,
    truth: Truth,
    verdicts: str,
    requests: int | tuple[int, int] = 1,
    *,
    case: int = 0,
    scheme: str = "http",
    host: str = "",
    tail: str = "",
    quotes: tuple[str, ...] = (),
    moved: str | None = None,
) -> Callable[[Handler], Handler]:
    """Register a function in `BEHAVIOURS`.

    `tail` follows the name in the URL's path; `moved` is the path of the suggested edit.
    """

    def enter(serve: Handler) -> Handler:
        counts = (requests, requests) if isinstance(requests, int) else requests
        assert name not in BEHAVIOURS, name
        BEHAVIOURS[name] = Behaviour(
            name, serve, truth, tuple(verdicts.split("|")), counts, case, scheme, host, tail,
            quotes, moved,
        )  # fmt: skip
        return serve

    return enter


def page(title: str, *paragraphs: str, head: str = "") -> str:
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html>\n<html lang=en><head><meta charset=utf-8><title>{title}</title>{head}"
        f"</head><body>\n<nav><a href=/>Start</a> <a href=/about>About</a></nav>\n"
        f"<main><h1>{title}</h1>\n{body}\n</main></body></html>\n"
    )


FILLER = (
    "Gradient descent walks downhill on a surface that nobody has seen as a whole, and most of "
    "what is known about its walk comes from measuring the steps."
)
GOOD = page("Notes on optimisation", FILLER, "Momentum keeps a part of the last step.")
NOT_FOUND = page("Page not found", "There is no such page on this server.")


async def good(x: Exchange, text: str = GOOD) -> None:
    await x.answer(200, text)


# Plain answers


@behaviour("ok", "ok", "OK")
async def ok(x: Exchange) -> None:
    """A page."""
    await good(x)


@behaviour("ok-text", "ok", "OK", tail="notes.txt")
async def ok_text(x: Exchange) -> None:
    """A plain text that says 404 in its first line."""
    await x.answer(200, "404 ways to leave a saddle point\n", kind="text/plain")


@behaviour("ok-untyped", "ok", "OK")
async def ok_untyped(x: Exchange) -> None:
    """A page without a Content-Type."""
    await x.answer(200, GOOD, kind="")


@behaviour("ok-latin1", "ok", "OK", quotes=("naïve Bayes is called naïve",))
async def ok_latin1(x: Exchange) -> None:
    """A page in Latin-1, declared only in its header."""
    text = "<title>B</title><p>Why naïve Bayes is called naïve.</p>".encode("latin-1")
    await x.answer(200, text, kind="text/html; charset=iso-8859-1")


@behaviour("ok-meta-charset", "ok", "OK", quotes=("naïve Bayes is called naïve",))
async def ok_meta_charset(x: Exchange) -> None:
    """A page in Windows-1252, declared only in a meta element."""
    text = "<meta charset=windows-1252><title>B</title><p>Why naïve Bayes is called naïve.</p>"
    await x.answer(200, text.encode("cp1252"), kind="text/html")


@behaviour("ok-bad-charset", "ok", "OK")
async def ok_bad_charset(x: Exchange) -> None:
    """A page that declares a character set that does not exist."""
    await x.answer(200, GOOD, kind="text/html; charset=x-klingon")


@behaviour("ok-http10", "ok", "OK")
async def ok_http10(x: Exchange) -> None:
    """An HTTP/1.0 answer without a length, which ends with the connection."""
    await x.write(x.head(200, [("Content-Type", "text/html")], "HTTP/1.0") + GOOD.encode())
    raise HangUp


@behaviour("ok-gzip", "ok", "OK", quotes=("keeps a part of the last step",))
async def ok_gzip(x: Exchange) -> None:
    """A compressed page."""
    await x.answer(200, gzip.compress(GOOD.encode()), ("Content-Encoding", "gzip"))


@behaviour("ok-deflate", "ok", "OK", quotes=("keeps a part of the last step",))
async def ok_deflate(x: Exchange) -> None:
    """A page compressed with deflate."""
    await x.answer(200, zlib.compress(GOOD.encode()), ("Content-Encoding", "deflate"))


@behaviour("ok-chunked", "ok", "OK", quotes=("keeps a part of the last step",))
async def ok_chunked(x: Exchange) -> None:
    """A page in chunks that break within words, with a trailer."""
    await x.write(x.head(200, [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")]))
    data = GOOD.encode()
    for start in range(0, len(data), 7):
        piece = data[start : start + 7]
        await x.write(b"%x\r\n%s\r\n" % (len(piece), piece))
    await x.write(b"0\r\nX-Trailer: yes\r\n\r\n")


@behaviour("early-hints", "ok", "OK")
async def early_hints(x: Exchange) -> None:
    """103 Early Hints before the answer."""
    await x.write(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n")
    await good(x)


@behaviour("gone-404", "broken", "BROKEN", case=1)
async def gone_404(x: Exchange) -> None:
    """404."""
    await x.answer(404, NOT_FOUND)


@behaviour("gone-410", "broken", "BROKEN", case=1)
async def gone_410(x: Exchange) -> None:
    """410."""
    await x.answer(410, page("Gone", "This page has been removed for good."))


@behaviour("gone-451", "broken", "BROKEN", case=1)
async def gone_451(x: Exchange) -> None:
    """451."""
    await x.answer(451, page("Unavailable for legal reasons"))


@behaviour("no-content-204", "ok", "OK|UNKNOWN|WARNING")
async def no_content(x: Exchange) -> None:
    """204 No Content."""
    await x.answer(204)


@behaviour("partial-206", "ok", "OK|UNKNOWN")
async def partial(x: Exchange) -> None:
    """206 that was not requested."""
    await x.answer(206, GOOD, ("Content-Range", f"bytes 0-{len(GOOD) - 1}/{len(GOOD)}"))


@behaviour("choices-300", "ok", "OK|UNKNOWN")
async def choices(x: Exchange) -> None:
    """300 Multiple Choices without a Location."""
    await x.answer(300, page("Choose", "<a href=/en>English</a> or <a href=/de>German</a>."))


@behaviour("unasked-304", "unknown", "UNKNOWN|OK", (1, 3))
async def unasked_304(x: Exchange) -> None:
    """304 to an unconditional request."""
    await x.answer(304)


@behaviour("odd-status-299", "ok", "OK|UNKNOWN")
async def odd_299(x: Exchange) -> None:
    """A 2xx status without a name."""
    await x.answer(299, GOOD)


@behaviour("odd-status-418", "unknown", "UNKNOWN")
async def odd_418(x: Exchange) -> None:
    """A 4xx status that says nothing about the page."""
    await x.answer(418, page("I am a teapot"))


@behaviour("bad-request-400", "unknown", "UNKNOWN")
async def bad_request(x: Exchange) -> None:
    """400: it may be the checker's fault."""
    await x.answer(400, page("Bad request"))


# Temporary failures


@behaviour("flaky-503", "ok", "OK", 2, case=2)
async def flaky_503(x: Exchange) -> None:
    """503 the first time."""
    await (x.answer(503, page("Back soon")) if x.count == 1 else good(x))


@behaviour("flaky-500-twice", "ok", "OK", 3, case=2)
async def flaky_500(x: Exchange) -> None:
    """500 twice."""
    await (x.answer(500, page("Oh no")) if x.count <= 2 else good(x))


@behaviour("flaky-408", "ok", "OK", 2)
async def flaky_408(x: Exchange) -> None:
    """408 the first time."""
    await (x.answer(408) if x.count == 1 else good(x))


@behaviour("flaky-425", "ok", "OK", 2)
async def flaky_425(x: Exchange) -> None:
    """425 Too Early the first time."""
    await (x.answer(425) if x.count == 1 else good(x))


@behaviour("flaky-502-404", "broken", "BROKEN", 2)
async def flaky_then_gone(x: Exchange) -> None:
    """502 the first time, then 404."""
    await (x.answer(502) if x.count == 1 else x.answer(404, NOT_FOUND))


@behaviour("error-500", "down", "UNKNOWN", 3, case=3)
async def error_500(x: Exchange) -> None:
    """Always 500."""
    await x.answer(500, page("Internal server error"))


@behaviour("error-520", "down", "UNKNOWN", 3)
async def error_520(x: Exchange) -> None:
    """A 5xx status specific to a proxy."""
    await x.answer(520, page("Web server is returning an unknown error"))


@behaviour("maintenance-503", "ok", "OK", 2)
async def maintenance(x: Exchange) -> None:
    """503 with Retry-After in seconds, the first time."""
    if x.count == 1:
        await x.answer(503, page("Maintenance"), ("Retry-After", "1"))
    else:
        await good(x)


@behaviour("limit-seconds", "ok", "OK", 2, case=4)
async def limit_seconds(x: Exchange) -> None:
    """429 with Retry-After in seconds, the first time."""
    if x.count == 1:
        await x.answer(429, page("Slow down"), ("Retry-After", "1"))
    else:
        await good(x)


@behaviour("limit-date", "ok", "OK", 2, case=5)
async def limit_date(x: Exchange) -> None:
    """429 with Retry-After as a date, the first time."""
    if x.count == 1:
        await x.answer(429, page("Slow down"), ("Retry-After", http_date(0.5)))
    else:
        await good(x)


@behaviour("limit-bare", "ok", "OK", 2, case=4)
async def limit_bare(x: Exchange) -> None:
    """429 without Retry-After, the first time."""
    await (x.answer(429, page("Slow down")) if x.count == 1 else good(x))


@behaviour("limit-403", "ok", "OK", 2)
async def limit_403(x: Exchange) -> None:
    """403 with Retry-After in seconds, the first time, like a forge's rate limit."""
    if x.count == 1:
        await x.answer(403, page("Secondary rate limit"), ("Retry-After", "1"))
    else:
        await good(x)


@behaviour("limit-slowly", "ok", "OK", 2)
async def limit_slowly(x: Exchange) -> None:
    """429 with Retry-After in seconds, the first time, and a body that takes half of that time."""
    if x.count > 1:
        await good(x)
        return
    data = page("Slow down").encode()
    fields = [("Content-Type", "text/html"), ("Content-Length", str(len(data)))]
    await x.write(x.head(429, [*fields, ("Retry-After", "1")]))
    for start in range(0, len(data), 20):
        await x.write(data[start : start + 20])
        await asyncio.sleep(0.03)


@behaviour("limit-forever", "unknown", "UNKNOWN", (2, 4), case=6)
async def limit_forever(x: Exchange) -> None:
    """Always 429 with Retry-After: 1."""
    await x.answer(429, page("Slow down"), ("Retry-After", "1"))


@behaviour("limit-day", "unknown", "UNKNOWN", 1, case=6)
async def limit_day(x: Exchange) -> None:
    """429 with a Retry-After of a day: no second request in this run."""
    await x.answer(429, page("Come back tomorrow"), ("Retry-After", "86400"))


@behaviour("limit-day-date", "unknown", "UNKNOWN", 1, case=6)
async def limit_day_date(x: Exchange) -> None:
    """429 with a Retry-After of tomorrow's date: no second request in this run."""
    await x.answer(429, page("Come back tomorrow"), ("Retry-After", http_date(86_400)))


@behaviour("limit-past", "ok", "OK", 2, case=5)
async def limit_past(x: Exchange) -> None:
    """429 with a Retry-After in the past, the first time."""
    if x.count == 1:
        date = "Wed, 21 Oct 2015 07:28:00 GMT"
        await x.answer(429, page("Slow down"), ("Retry-After", date))
    else:
        await good(x)


@behaviour("limit-negative", "ok", "OK", 2)
async def limit_negative(x: Exchange) -> None:
    """429 with a negative Retry-After, the first time."""
    if x.count == 1:
        await x.answer(429, page("Slow down"), ("Retry-After", "-5"))
    else:
        await good(x)


@behaviour("limit-absurd", "unknown", "UNKNOWN", 1)
async def limit_absurd(x: Exchange) -> None:
    """429 with a Retry-After too large for any number type."""
    await x.answer(429, page("Slow down"), ("Retry-After", "9" * 400))


@behaviour("limit-words", "ok", "OK", 2)
async def limit_words(x: Exchange) -> None:
    """429 with a Retry-After in words, the first time."""
    if x.count == 1:
        await x.answer(429, page("Slow down"), ("Retry-After", "soon"))
    else:
        await good(x)


# Pages that reject programs


@behaviour("bots-403", "ok", "UNKNOWN", 1, case=8)
async def bots_403(x: Exchange) -> None:
    """403 to clients that do not call themselves Mozilla."""
    if x.headers.get("user-agent", "").startswith("Mozilla/5.0 ("):
        await good(x)
    else:
        await x.answer(403, page("Access denied", "Are you a robot?"))


@behaviour("blocked-403", "unknown", "UNKNOWN", 1, case=9)
async def blocked_403(x: Exchange) -> None:
    """Always 403, whatever the client says."""
    await x.answer(403, page("Access denied"))


@behaviour("login-401", "unknown", "UNKNOWN", 1, case=10)
async def login_401(x: Exchange) -> None:
    """401 with a challenge."""
    await x.answer(401, page("Sign in"), ("WWW-Authenticate", 'Basic realm="here"'))


@behaviour("proxy-407", "unknown", "UNKNOWN", 1)
async def proxy_407(x: Exchange) -> None:
    """407, although it is not a proxy."""
    await x.answer(407, page("Sign in"), ("Proxy-Authenticate", 'Basic realm="here"'))


@behaviour("accept-406", "ok", "OK", 1, case=11)
async def accept_406(x: Exchange) -> None:
    """406 to clients that do not explicitly accept text/html."""
    if "text/html" in x.headers.get("accept", ""):
        await good(x)
    else:
        await x.answer(406, page("Not acceptable"))


@behaviour("always-406", "unknown", "UNKNOWN", 1, case=11)
async def always_406(x: Exchange) -> None:
    """Always 406."""
    await x.answer(406, page("Not acceptable"))


@behaviour("denied-999", "unknown", "UNKNOWN", 1, case=12)
async def denied_999(x: Exchange) -> None:
    """999, as LinkedIn answers."""
    await x.answer(999, page("Request denied"))


@behaviour("challenge-202", "unknown", "UNKNOWN", 1, case=13)
async def challenge_202(x: Exchange) -> None:
    """202 with a challenge for browsers."""
    await x.answer(202, page("Just a moment…", "Checking your browser."))


@behaviour("head-405", "ok", "OK", 1, case=14)
async def head_405(x: Exchange) -> None:
    """405 to HEAD."""
    await (x.answer(405) if x.method == "HEAD" else good(x))


@behaviour("head-404", "ok", "OK", 1, case=14)
async def head_404(x: Exchange) -> None:
    """404 to HEAD."""
    await (x.answer(404) if x.method == "HEAD" else good(x))


@behaviour("head-hang", "ok", "OK", 1, case=14)
async def head_hang(x: Exchange) -> None:
    """No answer to HEAD."""
    if x.method == "HEAD":
        await x.wait()
    await good(x)


# Connections


@behaviour("hang", "down", "UNKNOWN", (1, 3), case=15)
async def hang(x: Exchange) -> None:
    """No answer at all."""
    await x.wait()


@behaviour("slow-headers", "ok", "OK", 1, case=16)
async def slow_headers(x: Exchange) -> None:
    """Headers that come in pieces, in time."""
    for line in (b"HTTP/1.1 200 OK\r\n", b"Content-Type: text/html\r\n", b"Connection: close\r\n"):
        await x.write(line)
        await asyncio.sleep(0.05)
    await x.write(b"\r\n" + GOOD.encode())
    raise HangUp


@behaviour("slow-headers-forever", "down", "UNKNOWN", (1, 3), case=16)
async def slow_headers_forever(x: Exchange) -> None:
    """Headers that never end: each comes in time, but there is always one more."""
    await x.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(1_000):
        await x.write(b"X-Line-%d: and another\r\n" % number)
        await x.wait(0.1)


@behaviour("slow-body", "ok", "OK", 1, case=17)
async def slow_body(x: Exchange) -> None:
    """A body that comes in pieces, in time."""
    data = GOOD.encode()
    await x.write(x.head(200, [("Content-Type", "text/html"), ("Content-Length", str(len(data)))]))
    for start in range(0, len(data), 100):
        await x.write(data[start : start + 100])
        await asyncio.sleep(0.02)


@behaviour("slow-body-forever", "ok", "OK|UNKNOWN", (1, 3), case=17)
async def slow_body_forever(x: Exchange) -> None:
    """A page whose body never ends; a reader sees what has arrived so far."""
    await x.write(x.head(200, [("Content-Type", "text/html"), ("Connection", "close")]))
    await x.write(GOOD.encode())
    for _ in range(1_000):
        await x.write(b"<p>And another.</p>")
        await x.wait(0.1)


@behaviour("reset-once", "ok", "OK", 2, case=18)
async def reset_once(x: Exchange) -> None:
    """A connection reset, the first time."""
    if x.count == 1:
        x.reset()
    await good(x)


@behaviour("reset-always", "down", "UNKNOWN", 3, case=18)
async def reset_always(x: Exchange) -> None:
    """Always a connection reset."""
    x.reset()


@behaviour("empty", "down", "UNKNOWN", 3, case=19)
async def empty(_: Exchange) -> None:
    """The connection is closed without sending a byte."""
    raise HangUp


@behaviour("not-http", "down", "UNKNOWN", (1, 3), case=20)
async def not_http(x: Exchange) -> None:
    """Something other than HTTP."""
    await x.write(b"220 mail.example ESMTP ready\r\n250 Hello\r\n")
    raise HangUp


@behaviour("not-status", "down", "UNKNOWN", (1, 3), case=20)
async def not_status(x: Exchange) -> None:
    """HTTP with a status that is not a number."""
    await x.write(b"HTTP/1.1 okay fine\r\nContent-Length: 0\r\n\r\n")
    raise HangUp


@behaviour("refused", "broken", "BROKEN", 0, case=21, scheme="refused")
async def refused(x: Exchange) -> None:
    """Nothing listens on the port."""
    raise AssertionError(x.path)


@behaviour("no-such-host", "broken", "BROKEN", 0, case=22, host="no-such-host.invalid")
async def no_such_host(x: Exchange) -> None:
    """A name without an address, in a reserved domain (case 40)."""
    raise AssertionError(x.path)


@behaviour("tls-good", "ok", "OK", 1, case=23, scheme="good")
async def tls_good(x: Exchange) -> None:
    """A valid certificate."""
    await good(x)


@behaviour("tls-expired", "broken", "BROKEN", 0, case=23, scheme="expired")
async def tls_expired(x: Exchange) -> None:
    """A certificate that expired last month."""
    await good(x)


@behaviour("tls-self-signed", "broken", "BROKEN", 0, case=23, scheme="self-signed")
async def tls_self_signed(x: Exchange) -> None:
    """A certificate of an unknown authority."""
    await good(x)


@behaviour("tls-wrong-name", "broken", "BROKEN", 0, case=23, scheme="wrong-name")
async def tls_wrong_name(x: Exchange) -> None:
    """A certificate for another name."""
    await good(x)


@behaviour("tls-none", "down", "UNKNOWN|BROKEN", 0, scheme="https")
async def tls_none(x: Exchange) -> None:
    """An https link to a port that speaks plain HTTP."""
    raise AssertionError(x.path)


@behaviour("chunk-cut", "ok", "OK|UNKNOWN", (1, 3))
async def chunk_cut(x: Exchange) -> None:
    """A page in chunks whose last chunk never comes."""
    await x.write(x.head(200, [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")]))
    data = GOOD.encode()
    await x.write(b"%x\r\n%s\r\n" % (len(data), data))
    raise HangUp


@behaviour("short-body", "ok", "OK|UNKNOWN", (1, 3))
async def short_body(x: Exchange) -> None:
    """A Content-Length larger than the body."""
    data = GOOD.encode()
    length = ("Content-Length", str(len(data) + 500))
    await x.write(x.head(200, [("Content-Type", "text/html"), length]) + data)
    raise HangUp


@behaviour("gzip-broken", "unknown", "UNKNOWN|OK", (1, 3), case=36)
async def gzip_broken(x: Exchange) -> None:
    """A body labelled gzip that is not gzip."""
    await x.answer(200, GOOD, ("Content-Encoding", "gzip"))


@behaviour("gzip-cut", "ok", "OK|UNKNOWN", (1, 3), case=36)
async def gzip_cut(x: Exchange) -> None:
    """A compressed body that ends early."""
    await x.answer(200, gzip.compress(GOOD.encode())[:-20], ("Content-Encoding", "gzip"))


# Far too much data

_BOMB = gzip.compress(b"<p>" + bytes(64 * MIB), 9)


@behaviour("gzip-bomb", "ok", "OK|UNKNOWN", (1, 3))
async def gzip_bomb(x: Exchange) -> None:
    """64 kB that become 64 MB."""
    await x.answer(200, _BOMB, ("Content-Encoding", "gzip"))


@behaviour("header-bomb", "down", "UNKNOWN", (1, 3))
async def header_bomb(x: Exchange) -> None:
    """A header of 20 MB."""
    await x.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    for _ in range(20):
        await x.write(b"a" * MIB)
    await x.write(b"\r\n\r\n")


@behaviour("header-flood", "down", "UNKNOWN|OK", (1, 3))
async def header_flood(x: Exchange) -> None:
    """200,000 headers."""
    await x.write(b"HTTP/1.1 200 OK\r\n")
    for start in range(0, 200_000, 1_000):
        await x.write(b"".join(b"X-%d: y\r\n" % n for n in range(start, start + 1_000)))
    await x.write(b"Content-Length: 0\r\n\r\n")


@behaviour("huge-page", "ok", "OK")
async def huge_page(x: Exchange) -> None:
    """A page of 20 MB."""
    await x.write(x.head(200, [("Content-Type", "text/html"), ("Content-Length", "20971520")]))
    await x.write(GOOD.encode())
    for _ in range(20):
        await x.write(b"<p>" + b"word " * (MIB // 5))


@behaviour("pdf-20mb", "ok", "OK", tail="paper.pdf", case=35)
async def pdf(x: Exchange) -> None:
    """A PDF of 20 MB."""
    await x.write(
        x.head(200, [("Content-Type", "application/pdf"), ("Content-Length", "20971520")])
    )
    await x.write(b"%PDF-1.7\n")
    for _ in range(20):
        await x.write(bytes(MIB))


@behaviour("endless", "ok", "OK|UNKNOWN", (1, 3))
async def endless(x: Exchange) -> None:
    """A page that never ends and comes fast."""
    await x.write(x.head(200, [("Content-Type", "text/html"), ("Connection", "close")]))
    await x.write(GOOD.encode())
    for _ in range(2_000):
        await x.write(b"<p>More of the same.</p>" * 2_000)


# Redirects


def rest(x: Exchange) -> str:
    """The path after the behaviour's name."""
    return x.path.split("/", 2)[2] if x.path.count("/") > 1 else ""


async def hop(x: Exchange, status: int, to: str = "there") -> None:
    """A redirect within the behaviour; the page itself at the end."""
    if rest(x).startswith("there"):
        await good(x)
    else:
        await x.redirect(status, f"/{x.path.split('/')[1]}/{to}")


@behaviour("moved-301", "ok", "OK", 2, case=24, moved="/moved-301/there")
async def moved_301(x: Exchange) -> None:
    """301 to the page."""
    await hop(x, 301)


@behaviour("moved-308", "ok", "OK", 2, case=24, moved="/moved-308/there")
async def moved_308(x: Exchange) -> None:
    """308 to the page."""
    await hop(x, 308)


@behaviour("found-302", "ok", "OK", 2)
async def found_302(x: Exchange) -> None:
    """302 to the page: nothing to edit."""
    await hop(x, 302)


@behaviour("see-303", "ok", "OK", 2)
async def see_303(x: Exchange) -> None:
    """303 to the page."""
    await hop(x, 303)


@behaviour("temporary-307", "ok", "OK", 2)
async def temporary_307(x: Exchange) -> None:
    """307 to the page."""
    await hop(x, 307)


async def chain(x: Exchange, statuses: list[int]) -> None:
    step = rest(x).removeprefix("step-")
    number = int(step) if step.isdigit() else 0
    if number < len(statuses):
        await x.redirect(statuses[number], f"/{x.path.split('/')[1]}/step-{number + 1}")
    else:
        await good(x)


@behaviour("chain-5", "ok", "OK", 6, case=25, moved="/chain-5/step-5")
async def chain_5(x: Exchange) -> None:
    """Five permanent redirects."""
    await chain(x, [301, 308, 301, 308, 301])


@behaviour("chain-mixed", "ok", "OK", 4, case=25)
async def chain_mixed(x: Exchange) -> None:
    """A permanent redirect, then two temporary ones: nothing to edit."""
    await chain(x, [301, 302, 307])


@behaviour("chain-temporary-first", "ok", "OK", 3, case=25)
async def chain_temporary_first(x: Exchange) -> None:
    """A temporary redirect, then a permanent one: nothing to edit."""
    await chain(x, [302, 301])


@behaviour("chain-60", "down", "UNKNOWN", (8, 40), case=25)
async def chain_60(x: Exchange) -> None:
    """60 redirects, more than any browser follows."""
    await chain(x, [302] * 60)


@behaviour("relative", "ok", "OK", 2, case=26, moved="/relative/there", tail="a/b/c")
async def relative(x: Exchange) -> None:
    """301 to ../../there."""
    if rest(x) == "there":
        await good(x)
    else:
        await x.redirect(301, "../../there")


@behaviour("relative-host", "ok", "OK", 2, case=26)
async def relative_host(x: Exchange) -> None:
    """302 to //host/there."""
    if rest(x) == "there":
        await good(x)
    else:
        await x.redirect(302, f"//{x.host}:{x.site.port}/relative-host/there")


@behaviour("relative-query", "ok", "OK", 2, case=26)
async def relative_query(x: Exchange) -> None:
    """302 to ?page=2."""
    await (good(x) if "?" in x.request.target else x.redirect(302, "?page=2"))


@behaviour("location-raw", "ok", "OK", 2, case=37)
async def location_raw(x: Exchange) -> None:
    """302 with raw UTF-8 and a space in its Location."""
    if "r%C3%A9sum%C3%A9" in x.path:
        await good(x)
    else:
        location = "/location-raw/my résumé".encode().decode("latin-1")
        await x.redirect(302, location)


@behaviour("location-encoded", "ok", "OK", 2, case=37)
async def location_encoded(x: Exchange) -> None:
    """302 with %2F and %20 in its Location, which must stay so."""
    if rest(x) == "a%2Fb%20c":
        await good(x)
    elif rest(x):
        await x.answer(404, NOT_FOUND)
    else:
        await x.redirect(302, "/location-encoded/a%2Fb%20c")


@behaviour("location-none", "unknown", "UNKNOWN|BROKEN", (1, 3))
async def location_none(x: Exchange) -> None:
    """302 without a Location."""
    await x.answer(302, page("Elsewhere"))


@behaviour("location-broken", "unknown", "UNKNOWN|BROKEN", (1, 3))
async def location_broken(x: Exchange) -> None:
    """302 to something that is not a URL."""
    await x.redirect(302, "http://[half/an/address")


@behaviour("loop", "down", "UNKNOWN", (2, 40), case=27)
async def loop(x: Exchange) -> None:
    """Two URLs that redirect to each other."""
    await x.redirect(302, "/loop/b" if rest(x) != "b" else "/loop/a")


@behaviour("loop-self", "down", "UNKNOWN", (1, 40), case=27)
async def loop_self(x: Exchange) -> None:
    """A URL that redirects to itself."""
    await x.redirect(301, x.request.target)


def cookies_of(x: Exchange) -> http.cookies.SimpleCookie:
    return http.cookies.SimpleCookie(x.headers.get("cookie", ""))


@behaviour("cookie", "ok", "OK", 2, case=28)
async def cookie(x: Exchange) -> None:
    """Redirects to itself until the cookie comes back."""
    if "seen" in cookies_of(x):
        await good(x)
    else:
        await x.redirect(302, x.request.target, ("Set-Cookie", "seen=1; Path=/"))


@behaviour("cookie-loop", "down", "UNKNOWN", (1, 40), case=28)
async def cookie_loop(x: Exchange) -> None:
    """Redirects to itself whatever the cookies."""
    await x.redirect(302, x.request.target, ("Set-Cookie", f"seen={x.count}; Path=/"))


@behaviour("to-404", "broken", "BROKEN", 2, case=32)
async def to_404(x: Exchange) -> None:
    """302 to a 404."""
    await (x.answer(404, NOT_FOUND) if rest(x) == "gone" else x.redirect(302, "/to-404/gone"))


@behaviour("moved-to-404", "broken", "BROKEN", 2, case=32)
async def moved_to_404(x: Exchange) -> None:
    """301 to a 404: no edit may be suggested."""
    gone = rest(x) == "gone"
    await (x.answer(404, NOT_FOUND) if gone else x.redirect(301, "/moved-to-404/gone"))


@behaviour("moved-to-500", "down", "UNKNOWN", (2, 6))
async def moved_to_500(x: Exchange) -> None:
    """301 to a server error: no edit may be suggested."""
    gone = rest(x) == "error"
    await (x.answer(500) if gone else x.redirect(301, "/moved-to-500/error"))


@behaviour("meta-refresh", "ok", "OK", (1, 2))
async def meta_refresh(x: Exchange) -> None:
    """A page that redirects browsers by a meta element."""
    if rest(x) == "there":
        await good(x)
    else:
        refresh = '<meta http-equiv="refresh" content="0; url=/meta-refresh/there">'
        await good(x, page("Moved", "This page has moved.", head=refresh))


@behaviour("early-404-body", "broken", "BROKEN", 1)
async def early_404(x: Exchange) -> None:
    """A 404 whose body never comes."""
    await x.write(x.head(404, [("Content-Type", "text/html"), ("Content-Length", "5000")]))
    await x.wait()


@behaviour("keepalive-drop", "ok", "OK", (1, 2))
async def keepalive_drop(x: Exchange) -> None:
    """Promises keep-alive but closes the connection after the answer."""
    await x.answer(200, GOOD, ("Connection", "keep-alive"), ("Keep-Alive", "timeout=60"))
    raise HangUp


# Forbidden addresses; the checker is allowed to use the site's own network.


@behaviour("to-private", "broken", "BROKEN|UNKNOWN", 1)
async def to_private(x: Exchange) -> None:
    """302 to a private address."""
    await x.redirect(302, "http://10.0.0.1/admin")


@behaviour("to-metadata", "broken", "BROKEN|UNKNOWN", 1)
async def to_metadata(x: Exchange) -> None:
    """302 to a cloud's metadata service."""
    await x.redirect(302, "http://169.254.169.254/latest/meta-data/iam/")


@behaviour("to-metadata-v6", "broken", "BROKEN|UNKNOWN", 1)
async def to_metadata_v6(x: Exchange) -> None:
    """302 to the same, as an IPv4-mapped IPv6 address."""
    await x.redirect(302, "http://[::ffff:169.254.169.254]/latest/meta-data/")


@behaviour("to-decimal", "broken", "BROKEN|UNKNOWN", 1)
async def to_decimal(x: Exchange) -> None:
    """302 to 10.0.0.1, written as one number."""
    await x.redirect(302, "http://167772161/")


@behaviour("to-file", "broken", "BROKEN|UNKNOWN", 1)
async def to_file(x: Exchange) -> None:
    """302 to a file: URL."""
    await x.redirect(302, "file:///etc/passwd")


@behaviour("to-ftp", "unknown", "UNKNOWN|BROKEN", 1)
async def to_ftp(x: Exchange) -> None:
    """302 to an ftp: URL."""
    await x.redirect(302, f"ftp://{x.host}/pub/")


@behaviour("to-script", "broken", "BROKEN|UNKNOWN", 1)
async def to_script(x: Exchange) -> None:
    """302 to a javascript: URL."""
    await x.redirect(302, "javascript:alert(1)")


@behaviour("dns-private", "broken", "BROKEN|UNKNOWN", 0, host="intranet.example")
async def dns_private(x: Exchange) -> None:
    """A name that resolves to a private address."""
    raise AssertionError(x.path)


@behaviour("dns-to-metadata", "broken", "BROKEN|UNKNOWN", 1)
async def to_dns_private(x: Exchange) -> None:
    """302 to a name that resolves to the metadata service."""
    await x.redirect(302, "http://metadata.example/latest/")


@behaviour("password", "ok", "OK|UNKNOWN|WARNING|BROKEN", (0, 1), scheme="password")
async def password(x: Exchange) -> None:
    """A URL with a user name and a password."""
    await good(x)


@behaviour("to-password", "ok", "OK|UNKNOWN", (1, 2))
async def to_password(x: Exchange) -> None:
    """302 to a URL with a user name and a password."""
    if rest(x) == "there":
        await good(x)
    else:
        await x.redirect(302, f"http://user:secret@{x.host}:{x.site.port}/to-password/there")


# Fragments

SECTIONS = page(
    "A page with sections",
    '<a id="methods"></a>How it was done.',
    "<a name=results></a>What came out.",
    f"As they say, {QUOTE}.",
    '<b id="caf&eacute;">Où.</b> <i id="A B">Space.</i> <i id="x+y">Plus.</i>',
    "<h2 id='Mixed-Case'>Case</h2>",
)


@behaviour("anchor-id", "ok", "OK", tail="page#methods", case=34)
async def anchor_id(x: Exchange) -> None:
    """An anchor that is an id."""
    await good(x, SECTIONS)


@behaviour("anchor-name", "ok", "OK", tail="page#results", case=34)
async def anchor_name(x: Exchange) -> None:
    """An anchor that is an <a name>."""
    await good(x, SECTIONS)


@behaviour("anchor-missing", "other", "WARNING", tail="page#conclusion", case=34)
async def anchor_missing(x: Exchange) -> None:
    """An anchor that is not on the page."""
    await good(x, SECTIONS)


@behaviour("anchor-case", "other", "WARNING", tail="page#mixed-case", case=34)
async def anchor_case(x: Exchange) -> None:
    """An anchor that differs from the id in case."""
    await good(x, SECTIONS)


@behaviour("anchor-encoded", "ok", "OK", tail="page#caf%C3%A9", case=34)
async def anchor_encoded(x: Exchange) -> None:
    """A percent-encoded anchor for an id that is not."""
    await good(x, SECTIONS)


@behaviour("anchor-unicode", "ok", "OK", tail="page#café", case=34)
async def anchor_unicode(x: Exchange) -> None:
    """An anchor that is not ASCII."""
    await good(x, SECTIONS)


@behaviour("anchor-plus", "ok", "OK", tail="page#x+y", case=34)
async def anchor_plus(x: Exchange) -> None:
    """An anchor with a plus sign, which does not mean a space."""
    await good(x, SECTIONS)


@behaviour("anchor-top", "ok", "OK", tail="page#top", case=34)
async def anchor_top(x: Exchange) -> None:
    """#top, which every page has."""
    await good(x, SECTIONS)


@behaviour("anchor-empty", "ok", "OK", tail="page#", case=34)
async def anchor_empty(x: Exchange) -> None:
    """An empty fragment."""
    await good(x, SECTIONS)


@behaviour("anchor-js", "ok", "OK|UNKNOWN", tail="page#/chapter/3", case=34)
async def anchor_js(x: Exchange) -> None:
    """A route of a single-page application."""
    script = '<div id="app"></div><script src="/main.js"></script>'
    await x.answer(200, f"<!doctype html><title>App</title>{script}")


@behaviour("anchor-js-id", "ok", "OK|UNKNOWN", tail="page#installation", case=34)
async def anchor_js_id(x: Exchange) -> None:
    """An anchor on a page whose content is made by a script."""
    script = '<div id="root"></div><script type="module" src="/main.js"></script>'
    await x.answer(200, f"<!doctype html><title>App</title><body>{script}</body>")


@behaviour("anchor-lines", "ok", "OK|UNKNOWN", tail="main.py#L10-L20", case=34)
async def anchor_lines(x: Exchange) -> None:
    """Lines of a source file, which a script highlights."""
    script = '<div id="root"></div><script src="/main.js"></script>'
    await x.answer(200, f"<!doctype html><title>main.py</title>{script}")


@behaviour("anchor-late", "ok", "OK|UNKNOWN", tail="page#appendix", case=34)
async def anchor_late(x: Exchange) -> None:
    """An anchor after the first 400 kB of a page."""
    await good(x, page("Long", "word " * 80_000, '<h2 id="appendix">Appendix</h2>'))


@behaviour("anchor-comment", "other", "WARNING", tail="page#old", case=34)
async def anchor_comment(x: Exchange) -> None:
    """An anchor that is only in a comment."""
    await good(x, page("Notes", FILLER * 3, '<!-- <h2 id="old">Old</h2> -->'))


@behaviour("anchor-pdf", "ok", "OK", tail="paper.pdf#page=7", case=34)
async def anchor_pdf(x: Exchange) -> None:
    """A page of a PDF."""
    await x.answer(200, b"%PDF-1.7\n", kind="application/pdf")


@behaviour("anchor-moved", "ok", "OK", 2, tail="page#methods", case=34,
           moved="/anchor-moved/there#methods")  # fmt: skip
async def anchor_moved(x: Exchange) -> None:
    """301 to a page that has the anchor; the suggested edit keeps it."""
    if rest(x) == "there":
        await good(x, SECTIONS)
    else:
        await x.redirect(301, "/anchor-moved/there")


@behaviour("odd-markup", "ok", "OK|UNKNOWN", tail="page#methods")
async def odd_markup(x: Exchange) -> None:
    """A page with malformed declarations."""
    odd = "<![if IE]><![bogus[ x ]]><!DOCTYPE><!ELEMENT br EMPTY><?php echo '>' ?><!-><!--->"
    await good(x, SECTIONS.replace("<main>", f"<main>{odd}") + "<![CDATA[ and <! never ends")


@behaviour("nul-bytes", "ok", "OK|UNKNOWN", tail="page#methods")
async def nul_bytes(x: Exchange) -> None:
    """A page with binary data, and 20,000 nested elements."""
    await x.answer(200, b"\0\xff\xfe" + b"<div>" * 20_000 + SECTIONS.encode() + b"&#xFFFFFFFF;\0")


TEXT = "#:~:text="


@behaviour("text-fragment", "ok", "OK", tail=f"page{TEXT}the%20shortest%20path", case=34)
async def text_fragment(x: Exchange) -> None:
    """A text fragment that is on the page."""
    await good(x, SECTIONS)


@behaviour("text-fragment-range", "ok", "OK", tail=f"page{TEXT}the%20shortest,would%20draw")
async def text_fragment_range(x: Exchange) -> None:
    """A text fragment from one text to another."""
    await good(x, SECTIONS)


@behaviour("text-fragment-context", "ok", "OK", tail=f"page{TEXT}they%20say-,the%20shortest,-path")
async def text_fragment_context(x: Exchange) -> None:
    """A text fragment with a prefix and a suffix."""
    await good(x, SECTIONS)


@behaviour("text-fragment-missing", "other", "WARNING", tail=f"page{TEXT}the%20longest%20path")
async def text_fragment_missing(x: Exchange) -> None:
    """A text fragment that is not on the page."""
    await good(x, SECTIONS)


@behaviour("quote", "ok", "OK", quotes=(QUOTE,))
async def quote(x: Exchange) -> None:
    """A quote that is on the page, across lines and tags."""
    words = QUOTE.replace("shortest path", "<em>shortest</em>\n   path").replace(
        "that", "<b>that</b>"
    )
    await good(x, page("Essay", FILLER, f"It is known that {words} for you."))


@behaviour("quote-typography", "ok", "OK", quotes=('it\'s "only" a model - they said',))
async def quote_typography(x: Exchange) -> None:
    """A quote that differs in quotation marks, dashes and spaces."""
    await good(x, page("Essay", "And it&rsquo;s &ldquo;only&rdquo; a&nbsp;model – they said."))


@behaviour("quote-missing", "other", "WARNING", quotes=(QUOTE,))
async def quote_missing(x: Exchange) -> None:
    """A quote that is no longer on the page."""
    await good(x, page("Essay", FILLER, "The author has thought better of it.", FILLER))


@behaviour("quote-in-script", "other", "WARNING", quotes=(QUOTE,))
async def quote_in_script(x: Exchange) -> None:
    """A quote that is only in a script and a comment."""
    hidden = f"<script>var s = '{QUOTE}';</script><!-- {QUOTE} -->"
    await good(x, page("Essay", FILLER, FILLER + hidden, FILLER))


@behaviour("quote-late", "ok", "OK|UNKNOWN", quotes=(QUOTE,))
async def quote_late(x: Exchange) -> None:
    """A quote after the first 400 kB of a page."""
    await good(x, page("Long", "word " * 80_000, QUOTE))


@behaviour("quote-one-of-two", "other", "WARNING", quotes=(QUOTE, "nobody ever wrote this"))
async def quote_one_of_two(x: Exchange) -> None:
    """Two quotes of one page, one of which is no longer there."""
    await good(x, page("Essay", f"{FILLER} {QUOTE}."))


# Names and characters in URLs


async def exactly(x: Exchange, wanted: str) -> None:
    """The page for exactly one spelling of its path, 404 for all others."""
    await (good(x) if x.path == wanted else x.answer(404, NOT_FOUND))


@behaviour("parentheses", "ok", "OK", tail="Tree_(graph_theory)", case=37)
async def parentheses(x: Exchange) -> None:
    """A path with parentheses."""
    await exactly(x, "/parentheses/Tree_(graph_theory)")


@behaviour("unicode-path", "ok", "OK", tail="Schrödinger", case=37)
async def unicode_path(x: Exchange) -> None:
    """A path that is not ASCII."""
    await exactly(x, "/unicode-path/Schr%C3%B6dinger")


@behaviour("percent", "ok", "OK", tail="a%2Fb%20c%25d", case=37)
async def percent(x: Exchange) -> None:
    """A path with %2F, %20 and %25, which must stay so."""
    await exactly(x, "/percent/a%2Fb%20c%25d")


@behaviour("percent-case", "ok", "OK", tail="caf%c3%a9", case=37)
async def percent_case(x: Exchange) -> None:
    """A path with lower-case escapes."""
    good_ones = ("/percent-case/caf%c3%a9", "/percent-case/caf%C3%A9")
    await (good(x) if x.request.target in good_ones else x.answer(404, NOT_FOUND))


@behaviour("space", "ok", "OK", tail="my paper", case=37)
async def space(x: Exchange) -> None:
    """A path with a literal space."""
    await exactly(x, "/space/my%20paper")


@behaviour("trailing-dot", "ok", "OK", tail="Inc.", case=37)
async def trailing_dot(x: Exchange) -> None:
    """A path that ends with a dot."""
    await exactly(x, "/trailing-dot/Inc.")


@behaviour("query", "ok", "OK", tail="?q=a%26b+c&x=%7E&empty=&flag", case=37)
async def query(x: Exchange) -> None:
    """A query with escapes, a plus sign, an empty value and a bare name."""
    good_ones = [f"/query/?q=a%26b+c&x={tilde}&empty=&flag" for tilde in ("%7E", "~")]
    await (good(x) if x.request.target in good_ones else x.answer(404, NOT_FOUND))


@behaviour("dots", "ok", "OK", tail="a/../b", case=37)
async def dots(x: Exchange) -> None:
    """A path with `..`, which browsers resolve."""
    await exactly(x, "/dots/b")


@behaviour("double-slash", "ok", "OK", tail="a//b", case=37)
async def double_slash(x: Exchange) -> None:
    """A path with two slashes in a row."""
    await exactly(x, "/double-slash/a//b")


@behaviour("idn", "ok", "OK", 1, host="bücher.example")
async def idn(x: Exchange) -> None:
    """A host name that is not ASCII."""
    right = x.headers.get("host", "").startswith("xn--bcher-kva.example")
    await (good(x) if right else x.answer(404, NOT_FOUND))


@behaviour("upper-host", "ok", "OK", 1, host="UPPER.example")
async def upper_host(x: Exchange) -> None:
    """A host name in capitals."""
    await good(x)
