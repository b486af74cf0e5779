"""One listed page never stops the check of the others, and no page takes forever."""

import asyncio
import contextlib
import json
import time

import pytest
from bounded import run_bounded
from targets import make_target

from readinglist.links.ask.checker import Checker
from readinglist.links.ask.fetching import Fetcher, make_url
from readinglist.links.gather.markdown_urls import find_urls, trim_bare_url
from readinglist.links.history import History
from readinglist.links.judge.fragments import Page
from readinglist.links.policy import Policy
from readinglist.links.tell.report import Outcome, Run, render_run
from readinglist.links.verdicts import Reason, Verdict
from readinglist.values.tex import decode_address


@pytest.mark.parametrize(
    "url",
    ["http://[::1]@/", "http://[::1", "http://]/", "http://a:b:c/", "http://\ud800/", "http://%/",
     "http://[v1.x]/", "http://a@[::1]@b/", "http://xn--/", "http://" + "a" * 70_000 + "/"],
)  # fmt: skip
def test_an_odd_address_gives_a_value_error_or_an_address(url):
    with contextlib.suppress(ValueError):
        assert make_url(url).raw_host


def test_exceptions_become_results_of_their_target(monkeypatch):
    real = Checker._admit

    def admit(self, target, now):
        if "odd" in target.url:
            raise IndexError("string index out of range")
        real(self, target, now)

    monkeypatch.setattr(Checker, "_admit", admit)
    results = {}
    checker = Checker(Policy(), is_excluded=lambda _: True)
    targets = [make_target(f"https://{name}.example.org/") for name in ("a", "odd", "b")]
    asyncio.run(checker.run(targets, lambda target, result: results.update({target.url: result})))
    assert [result.reason for result in results.values()] == [
        Reason.EXCLUDED, Reason.FAULT, Reason.EXCLUDED,
    ]  # fmt: skip
    odd = results["https://odd.example.org/"]
    assert odd.verdict is Verdict.UNKNOWN
    assert "IndexError: string index out of range" in odd.detail


def test_exceptions_of_the_consumer_end_the_run():
    def take(_target, _result):
        raise OSError("no space left")

    checker = Checker(Policy(), is_excluded=lambda _: True)
    with pytest.raises(OSError, match="no space left"):
        asyncio.run(checker.run([make_target("https://a.example.org/")], take))


@pytest.mark.parametrize(
    ("directive", "html"),
    [
        ("a,zz", "a" * 250_000),
        ("a-,b,-c", "ab" * 120_000),
        ("x-,a,zz,-y", "x a " * 60_000),
        ("a,b,-zz", "ab" * 120_000),
        ("%20!-,a", "! a" * 80_000),
        ("a" * 2000 + ",b", "a" * 250_000),
    ],
    ids=range(6),
)
def test_texts_are_searched_in_linear_time(directive, html):
    code = (
        "import json, sys\n"
        "from readinglist.links.judge.fragments import Page\n"
        "directive, html = json.load(sys.stdin)\n"
        "print(Page('<p>' + html).has_text(directive))"
    )
    run_bounded(code, stdin=json.dumps([directive, html]), seconds=8)


@contextlib.asynccontextmanager
async def serving(head, body=b"<p>A page"):
    """The address of a server on this machine that gives every request this answer."""

    async def answer(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


HERE = Policy(allow_private=True, retries=0, retry_pause=0)


@pytest.mark.parametrize("charset", ["punycode", "raw_unicode_escape", "idna", "rot13", "x" * 999])
def test_only_encodings_of_text_are_decoded(charset):
    """Python's own encoding of host names takes time that grows with the square of a page."""
    body = b"2n7c" + b"a" * 200_000 if charset == "punycode" else b"\\ud800 a"
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset={charset}\r\n".encode()

    async def fetched():
        async with serving(head, body) as address, Fetcher(HERE) as fetcher:
            return await fetcher.fetch(address)

    begun = time.process_time()
    answer = asyncio.run(fetched())
    assert time.process_time() - begun < 3
    assert answer.text == body.decode()


@pytest.mark.parametrize("status", [b"200 OK", b"301 Moved", b"404 No", b"429 Wait", b"503 Later"])
@pytest.mark.parametrize(
    "header",
    [b'ETag: "\xff"', b"Location: /\xff\xed\xa0\x80", b"Location: http://\xff/",
     b"Set-Cookie: a=\xff; Path=/\xff", b"Retry-After: \xff", b"Date: \xff",
     b"Content-Type: text/html; charset=\xff", b"Content-Encoding: \xff",
     b"\xff: \xff"],
)  # fmt: skip
def test_headers_that_are_not_text_are_results_that_can_be_kept(status, header):
    results = []

    def keep(target, result):
        history.record(target, result)
        results.append(result)

    async def checked():
        async with serving(b"HTTP/1.1 " + status + b"\r\n" + header + b"\r\n") as address:
            await Checker(HERE, history=history).run([make_target(address)], keep)

    with History(None) as history:
        asyncio.run(checked())
        assert len(results) == 1
        run = Run()
        run.add(Outcome(make_target(results[0].url), results[0]))
        render_run(run).encode()


@pytest.mark.parametrize(
    ("directive", "is_there"),
    [
        ("brown", True), ("brown,dog", True), ("dog,brown", False), ("quick-,brown", True),
        ("slow-,brown", False), ("fox,-jumps", True), ("fox,-runs", False),
        ("the-,quick,lazy,-dog", True), ("the-,quick,lazy,-cat", False), ("BROWN", True),
        ("the%20quick", True), ("fox-,jumps", True), ("dog,-end", True), ("purple", False),
    ],
)  # fmt: skip
def test_texts_are_found(directive, is_there):
    page = Page("<p>The quick brown fox, jumps over the lazy dog. End</p>")
    assert page.has_text(directive) is is_there


@pytest.mark.parametrize(
    "text",
    ["http://a.org/" + ")" * 200_000, "http://a.org/" + "." * 200_000,
     "http://a.org/x " * 15_000, " ".join(f"http://a.org/{i}" for i in range(15_000)),
     " ".join(f"[http://a.org/{i}](http://b.org/{i})" for i in range(8_000)),
     " ".join(f"http://a.org/&amp;{i}" for i in range(10_000))],
    ids=range(6),
)  # fmt: skip
def test_addresses_are_found_in_linear_time(text):
    code = (
        "import sys\n"
        "from readinglist.links.gather.markdown_urls import find_urls\n"
        "print(len(list(find_urls(sys.stdin.read()))))"
    )
    run_bounded(code, stdin=text, seconds=12)


def test_addresses_keep_their_places():
    text = "see http://a.org/1, [x](http://b.org/2)\nand <http://c.org/3> http://a.org/1."
    assert list(find_urls(text)) == [
        ("http://a.org/1", 1, 5), ("http://b.org/2", 1, 25), ("http://c.org/3", 2, 6),
        ("http://a.org/1", 2, 22),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "trimmed"),
    [("http://a.org/x_(y))", "http://a.org/x_(y)"), ("http://a.org/x).", "http://a.org/x"),
     ("http://a.org/(x", "http://a.org/(x"), ("...", ""), ("http://a.org/a)(b).)", "http://a.org/a)(b")],
)  # fmt: skip
def test_punctuation_is_trimmed(written, trimmed):
    assert trim_bare_url(written) == trimmed


def test_braces_around_an_address_are_removed_in_linear_time():
    assert decode_address("{{https://a.org/{x}}}") == "https://a.org/{x}"
    assert decode_address("{}") == ""
    code = (
        "from readinglist.values.tex import decode_address\n"
        "print(decode_address('{' * 500_000 + 'x' + '}' * 500_000))"
    )
    assert run_bounded(code, seconds=6) == "x\n"
