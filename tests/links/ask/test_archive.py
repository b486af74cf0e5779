"""Archived copies: answers of the Wayback Machine, and when to stop asking."""

import asyncio
import contextlib
import socket

import pytest

from readinglist.links.ask.archive import Snapshot, find_snapshots, parse_availability
from readinglist.links.policy import Policy


def test_parse_availability():
    text = (
        '{"url": "x", "archived_snapshots": {"closest": {"status": "200", "available": true,'
        ' "url": "http://web.archive.org/web/20130919044612/http://example.com/",'
        ' "timestamp": "20130919044612"}}}'
    )
    url = "https://web.archive.org/web/20130919044612/http://example.com/"
    assert parse_availability(text) == Snapshot(url, "20130919044612")
    assert parse_availability('{"url": "x", "archived_snapshots": {}}') is None
    assert parse_availability(text.replace('"200"', '"404"')) is None
    assert parse_availability(text.replace("true", "false")) is None
    for bad in ("", "[]", "{}", "<html>", text.replace("http://web", "javascript:web")):
        with pytest.raises(ValueError, match=r"."):
            parse_availability(bad)


@contextlib.asynccontextmanager
async def archive(answers, asked):
    """The address of an API that gives these answers in turn, each a status and a body."""

    async def answer(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        asked.append(head.split()[1].decode())
        status, body = answers.pop(0)
        writer.write(
            f"HTTP/1.1 {status} x\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()
        )
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/available"


def look_up(urls, answers):
    asked, progress = [], []

    async def run():
        async with archive(list(answers), asked) as api:
            return await find_snapshots(urls, HERE, api=api, progress=progress.append)

    return asyncio.run(run()), asked, progress


HERE = Policy(allow_private=True, retries=0)
NONE = (200, '{"archived_snapshots": {}}')
COPY = (
    200,
    (
        '{"archived_snapshots": {"closest": {"available": true, "status": "200", "timestamp":'
        ' "20200101000000", "url": "http://web.archive.org:80/web/2020/https://b.example/"}}}'
    ),
)


def test_each_page_is_looked_up_once_and_in_turn():
    found, asked, progress = look_up(
        ["https://a.example/?q=1&r", "https://b.example/", "https://a.example/?q=1&r"], [NONE, COPY]
    )
    assert asked == [
        "/available?url=https%3A%2F%2Fa.example%2F%3Fq%3D1%26r",
        "/available?url=https%3A%2F%2Fb.example%2F",
    ]
    assert found.none == ["https://a.example/?q=1&r"]
    assert found.found == {
        "https://b.example/": Snapshot(
            "https://web.archive.org/web/2020/https://b.example/", "20200101000000"
        )
    }
    assert found.failed == {}
    assert progress == [1, 2]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((429, ""), "the archive answers 429"),
        ((503, ""), "the archive answers 503"),
        ((200, "[]"), "the archive gives an answer in an unknown format"),
    ],
)
def test_after_a_refusal_nothing_more_is_asked(answer, reason):
    urls = [f"https://{name}.example/" for name in "abc"]
    found, asked, progress = look_up(urls, [NONE, answer])
    assert len(asked) == 2
    assert found.none == urls[:1]
    assert found.failed == dict.fromkeys(urls[1:], reason)
    assert progress == [1, 2, 3]


def test_an_archive_that_cannot_be_reached():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        api = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        found = asyncio.run(find_snapshots(["https://a.example/"], HERE, api=api))
    assert found.failed == {
        "https://a.example/": "the archive did not answer: the connection was refused"
    }
