"""The site for comparing link checkers: which URL is where, and a server for it.

Run as a program, it serves until its standard input ends; the first line of output is the port.
"""

import argparse
import asyncio
import itertools
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from links.site.behaviours import BEHAVIOURS, good
from links.site.journal import addresses
from links.site.samples import PARTS, Sample, read_samples
from links.site.server import Bucket, Exchange, Handler, Site
from links.site.world import missing

HOSTS = addresses(2, 50)
BUCKET_HOST = "127.6.0.1"
#: How many of 5,000 URLs have each behaviour; the rest are good pages.
SHARES = {
    "moved-301": 200, "found-302": 150, "moved-308": 60, "chain-5": 40, "relative": 40,
    "ok-gzip": 150, "ok-chunked": 50, "ok-http10": 20, "early-hints": 10, "keepalive-drop": 20,
    "anchor-id": 120, "anchor-encoded": 20, "text-fragment": 40, "anchor-missing": 25,
    "text-fragment-missing": 10, "pdf-20mb": 60, "huge-page": 10, "parentheses": 20,
    "percent": 20, "slow-body": 40, "slow-headers": 40, "flaky-503": 100, "flaky-500-twice": 30,
    "reset-once": 20, "limit-seconds": 50, "limit-date": 25, "limit-bare": 25,
    "maintenance-503": 10, "limit-forever": 10, "bots-403": 50, "accept-406": 25,
    "head-405": 30, "head-404": 30,
    "head-hang": 20, "cookie": 25, "gone-404": 225, "gone-410": 25, "gone-451": 5, "refused": 25,
    "no-such-host": 25, "tls-expired": 15, "tls-self-signed": 10, "to-404": 20,
    "flaky-502-404": 5, "error-500": 25, "reset-always": 10, "empty": 10, "not-http": 10,
    "hang": 20, "loop": 10, "loop-self": 5, "blocked-403": 40, "login-401": 15, "denied-999": 15,
    "challenge-202": 15, "gzip-broken": 5,
}  # fmt: skip
SAMPLE_TRUTHS = {"soft-404": "other", "parked": "other", "home": "other", "login": "unknown"}


@dataclass(frozen=True)
class Link:
    """A URL of the comparison and the truth about it. `part` is that of a sample of pages."""

    url: str
    name: str
    truth: str
    part: str = ""


@dataclass(frozen=True)
class Ports:
    """The site's ports."""

    http: int
    refused: int
    tls: dict[str, int]


def plan(
    ports: Ports, size: int = 5_000, *, skewed: bool = False, healthy: bool = False
) -> list[Link]:
    """The links of a set, in a fixed random order.

    Behaviours are spread evenly over the hosts. In a skewed set one host has 30 % of all links, and
    the others follow Zipf's law.
    """
    rng = random.Random(2026)
    weights = [1 / rank**1.2 if skewed else 1.0 for rank in range(1, len(HOSTS) + 1)]
    turns = itertools.cycle(HOSTS)

    def host() -> str:
        return rng.choices(HOSTS, weights)[0] if skewed else next(turns)

    names: list[str] = []
    samples: list[tuple[str, int, Sample]] = []
    if not healthy:
        names = [name for name, count in SHARES.items() for _ in range(count * size // 5_000)]
        samples = [sample for sample in _samples() for _ in range(max(1, size // 5_000))]
    names += ["ok"] * (size - len(names) - len(samples))
    links = [_link(name, number, host(), ports) for number, name in enumerate(names)]
    for part, number, sample in samples:
        path = urlsplit(sample.url)._replace(scheme="", netloc="", fragment="").geturl()
        url = f"http://{host()}:{ports.http}/s-{part}-{number}{path or '/'}"
        links.append(Link(url, sample.kind, SAMPLE_TRUTHS.get(sample.kind, "ok"), part))
    rng.shuffle(links)
    return links


def _samples() -> Iterator[tuple[str, int, Sample]]:
    for part in PARTS:
        for number, sample in enumerate(read_samples(part)):
            # Hosts here have no names, so samples about names are left out.
            if not (sample.to and sample.kind in ("parked", "good")):
                yield part, number, sample


def _link(name: str, number: int, host: str, ports: Ports) -> Link:
    one = BEHAVIOURS[name]
    scheme, port, query = "http", ports.http, f"?n={number}"
    if name == "refused":
        port = ports.refused
    elif name == "no-such-host":
        host = f"no-such-host-{number}.invalid"
    elif one.scheme in ports.tls:
        scheme, port, host = "https", ports.tls[one.scheme], HOSTS[0]
    path, hash_, fragment = f"/{name}/{one.tail}".partition("#")
    url = f"{scheme}://{host}:{port}{path.rstrip('/')}{query}{hash_}{fragment}"
    return Link(url, name, one.truth)


def route(_: str, path: str, __: object) -> Handler:
    first = path.split("/")[1]
    if one := BEHAVIOURS.get(first):
        return one.serve
    if first.startswith("s-"):
        return serve_sample
    return serve_rest if path != "/robots.txt" else missing


async def serve_sample(x: Exchange) -> None:
    _, part, number = x.path.split("/")[1].split("-")
    sample = read_samples(part)[int(number)]
    if not sample.to:
        await x.answer(200, sample.html)
    elif sample.kind == "home":
        await x.redirect(302, "/")
    else:
        to = urlsplit(sample.to)
        await x.redirect(302, to._replace(scheme="", netloc="").geturl() or "/")


async def serve_rest(x: Exchange) -> None:
    """Front pages, and the targets of the samples' redirects."""
    for part in PARTS:
        for sample in read_samples(part):
            if sample.to and urlsplit(sample.to).path == x.path != "/":
                await x.answer(200, sample.html)
                return
    await good(x)


async def serve(service: tuple[float, float], bucket: bool) -> None:
    site = Site([*HOSTS, BUCKET_HOST], route, service=service, certificates=True)
    await site.start()
    if bucket:
        site.buckets[BUCKET_HOST] = Bucket(5, 10)
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    print(json.dumps(asdict(Ports(site.port, site.refused_port, site.tls_ports))), flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fastest", type=float, default=0.05, help="service time, seconds")
    parser.add_argument("--slowest", type=float, default=0.3)
    parser.add_argument("--bucket", action="store_true", help="limit one host to 5 a second")
    arguments = parser.parse_args()
    with asyncio.Runner() as runner:
        runner.run(serve((arguments.fastest, arguments.slowest), arguments.bucket))
