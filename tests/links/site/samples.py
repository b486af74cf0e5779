"""Pages that say that they do not exist, with status 200, and pages that only look like it."""

import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from .server import Exchange, Handler

Part = Literal["tuning", "held_out"]
PARTS: tuple[Part, ...] = ("tuning", "held_out")
#: What a checker should say about each kind.
VERDICTS = {
    "soft-404": "WARNING",
    "parked": "WARNING",
    "home": "WARNING",
    "login": "UNKNOWN",
    "good": "OK",
}
#: Templates of content management systems; `{}` are title and body.
FRAMES = (
    "<!doctype html><html><head><title>{}</title></head><body>{}</body></html>",
    """\
<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{}</title>
<link rel=stylesheet href=/s.css></head><body>
<header><a href=/>Home</a> <a href=/about>About</a> <a href=/archive>Archive</a></header>
<main>{}</main>
<footer>Imprint. Privacy. All rights reserved.</footer>
<script>window.dataLayer=[];</script></body></html>
""",
    """\
<html><head><meta http-equiv=Content-Type content='text/html; charset=utf-8'><TITLE>{}</TITLE>
</head><body bgcolor=white><table><tr><td><div id=content>{}</div></td></tr></table>
<hr><address>webmaster</address></body></html>
""",
    """\
<!doctype html><html><head><meta name=viewport content='width=device-width'>
<meta charset=utf-8><title>{}</title><style>body{{margin:0}}</style></head><body>
<div class=wrap><nav><ul><li><a href=/>Start</a><li><a href=/search>Search</a>
<li><a href=/login>Log in</a></ul></nav><div role=main>{}</div></div></body></html>
""",
)


@dataclass(frozen=True)
class Sample:
    """A page, where it is requested and where it is found."""

    kind: str
    url: str
    to: str
    title: str
    body: str

    @property
    def verdict(self) -> str:
        return VERDICTS[self.kind]

    @property
    def html(self) -> str:
        frame = FRAMES[zlib.crc32(self.url.encode()) % len(FRAMES)]
        return frame.format(self.title, self.body)


@cache
def read_samples(part: Part) -> tuple[Sample, ...]:
    lines = Path(__file__).with_name(f"samples_{part}.txt").read_text("utf-8").splitlines()
    rows = [
        [field.strip() for field in line.split("|")] for line in lines if line and line[0] != "#"
    ]
    return tuple(Sample(*row) for row in rows)


def all_samples() -> tuple[Sample, ...]:
    return tuple(sample for part in PARTS for sample in read_samples(part))


def names() -> list[str]:
    """The host names of all samples, in order of first use."""
    urls = [url for sample in all_samples() for url in (sample.url, sample.to) if url]
    return list(dict.fromkeys(urlsplit(url).netloc for url in urls))


def with_port(url: str, port: int) -> str:
    """The URL with the site's port."""
    parts = urlsplit(url)
    return parts._replace(netloc=f"{parts.hostname}:{port}").geturl()


@cache
def _pages() -> dict[tuple[str, str], tuple[Sample, bool]]:
    """The samples by host and target, and whether this is the page's own address."""
    found = {}
    for sample in all_samples():
        for url in filter(None, (sample.url, sample.to)):
            parts = urlsplit(url)
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            found[parts.netloc, target] = sample, url == (sample.to or sample.url)
    return found


def sample_handler(name: str) -> Handler | None:
    """The handler for a sample's host name."""
    if name not in names():
        return None

    async def serve(x: Exchange) -> None:
        sample, here = _pages().get((name, x.request.target), (None, False))
        if sample is None:
            await x.answer(404, "<h1>Not Found</h1>")
        elif here:
            await x.answer(200, sample.html)
        else:
            await x.redirect(302, with_port(sample.to, x.site.port))

    return serve
