"""The command `links` from end to end, against a server on a loopback address."""

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from targets import check_targets, make_target

from readinglist.links.policy import Policy
from readinglist.links.verdicts import Reason, Verdict

PAPER = "entries/papers/vaswani2017attention.yml"
ESSAY = "entries/essays/lovelace2024thoughts.yml"
CLAIM = "entries/claims/objectives-matter.yml"
FILLER = "<p>Many words of an essay that goes on for a while, as essays do.</p>" * 20
QUOTE = "the objective is what matters"


@dataclass
class Server:
    """A site on 127.0.0.1: its requests with headers, and how to answer them."""

    port: int = 0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        path = request.path
        self.asked.append((request.path_qs, dict(request.headers)))
        if path in self.gone:
            return web.Response(status=404)
        if path == "/moved":
            return web.Response(status=301, headers={"Location": "/new"})
        if path == "/wayback":
            wanted = request.query["url"]
            closest = {"available": True, "status": "200", "timestamp": "20240101000000",
                       "url": f"http://web.archive.org/web/20240101000000/{wanted}"}  # fmt: skip
            return web.json_response({"archived_snapshots": {"closest": closest}})
        if path.startswith("/handles/"):
            code = 1 if path.endswith("good") else 100
            return web.json_response({"responseCode": code}, status=200 if code == 1 else 404)
        if path == "/redirect-to":
            return web.Response(status=302, headers={"Location": request.query["url"]})
        if path == "/bomb":
            # 100 MB of zeros in 100 kB.
            headers = {"Content-Encoding": "gzip", "Content-Type": "text/html"}
            return web.Response(body=BOMB, headers=headers)
        if path == "/drop":
            assert request.transport
            request.transport.abort()
            return web.Response()
        body = f"<html><head><title>T</title></head><p id='here'>“{QUOTE}”</p>{FILLER}</html>"
        return web.Response(text=body, content_type="text/html", headers={"ETag": '"1"'})


def _bomb() -> bytes:
    import gzip  # noqa: PLC0415 - for this alone

    return gzip.compress(b"\0" * 100_000_000, 9)


BOMB = _bomb()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    async def serve() -> web.AppRunner:
        app = web.Application()
        app.router.add_get("/{path:.*}", server.answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        server.port = runner.addresses[0][1]
        return runner

    def run() -> None:
        asyncio.set_event_loop(loop)
        runner = loop.run_until_complete(serve())
        ready.set()
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait()
    yield server
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


def write(project: Path, name: str, text: str) -> None:
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text(text, "utf-8", newline="")


@pytest.fixture
def listed(small_project: Path, server: Server) -> Path:
    """A list of three works whose links all lead to the server."""
    text = (small_project / ESSAY).read_text("utf-8")
    write(small_project, ESSAY, text.replace("https://essay.example/thoughts", server.url("/e")))
    write(
        small_project,
        "entries/papers/b.yml",
        "title: B\nauthors: [Ada Lovelace]\n"
        f"url: {server.url('/b')}\nlinks: {{code: {server.url('/moved#here')}}}\n"
        "doi: 10.5555/good\nthemes: [objectives]\ntakeaway: x\n",
    )
    write(small_project, "docs/page.md", f"# Page\n\nSee [there]({server.url('/c#nowhere')}).\n")
    return small_project


@pytest.fixture
def links(cli, listed, server):
    """Runs `readinglist links` on the list, allowed to use only the server's network."""

    def run(*arguments):
        return cli(
            "links", "--project", listed, "--allow-private", "127.0.0.0/8",
            "--doi-api", server.url("/handles/"), "--archive-api", server.url("/wayback"),
            *arguments,
        )  # fmt: skip

    return run


def test_the_report(links, server):
    result = links()
    assert result.code == 0
    found = [line.strip().split(": ")[0] for line in result.out.splitlines()]
    assert found == [
        "Doubtful (1)",
        (
            f"docs/page.md:3:13 warning W604 {server.url('/c')} has no anchor 'nowhere'. "
            "Look for the part of the page that is meant, or leave the fragment out."
        ),
        "Moved for good (1)",
        "entries/papers/b.yml:4:15 notice N603 links.code",
        "Undetermined (1)",
        "entries/papers/vaswani2017attention.yml:1:8 notice N602 arxiv",
    ]
    assert "4 ok, 0 broken, 1 unknown, 1 warning" in result.err
    assert "Left unchecked: 0." in result.err
    paths = [path for path, _ in server.asked]
    assert sorted(paths) == ["/b", "/c", "/e", "/handles/10.5555/good", "/moved", "/new"]
    for _, headers in server.asked:
        assert not {"Authorization", "Cookie", "Proxy-Authorization"} & set(headers)
        assert headers["User-Agent"].startswith("readinglist/")


def test_warnings_fail_when_strict(links):
    assert links("--strict").code == 1


def test_a_recent_success_is_not_checked_again(links, server):
    links()
    server.asked.clear()
    result = links()
    assert [path for path, _ in server.asked] == ["/c"]  # whose anchor is missing
    assert "4 of them known from an earlier run" in result.err
    assert "N603" in result.out  # remembered
    links("--fresh-for", "0")
    assert len(server.asked) == 7
    assert any("If-None-Match" in headers for _, headers in server.asked)


def test_a_missing_quote(links, listed):
    text = (listed / CLAIM).read_text("utf-8")
    write(listed, CLAIM, text.replace(QUOTE, "the objective never mattered"))
    assert f"{CLAIM}:7:10 warning W605 source.quote" in links().out


def test_a_dead_link_is_at_first_only_suspected(links, server, listed):
    server.gone.add("/b")
    first = links("--record")
    assert first.code == 0
    assert "entries/papers/b.yml:3:6 notice N601 url" in first.out
    record = json.loads((listed / "entries/metadata/links.json").read_text("utf-8"))
    assert record["dead"][server.url("/b")]["confirmed"] is False
    history = links("--history", server.url("/b"))
    assert history.code == 0
    assert "not yet confirmed" in history.out
    server.gone.clear()
    links("--record", "--fresh-for", "0")
    assert 'dead": {}' in (listed / "entries/metadata/links.json").read_text("utf-8")


def test_a_fix_is_shown_and_then_applied(links, server, listed):
    before = (listed / "entries/papers/b.yml").read_text("utf-8")
    shown = links("--fix", "--dry-run")
    assert f"+links: {{code: {server.url('/new#here')}}}" in shown.err
    assert (listed / "entries/papers/b.yml").read_text("utf-8") == before
    links("--fix")
    after = (listed / "entries/papers/b.yml").read_text("utf-8")
    assert after == before.replace("/moved#here", "/new#here")
    assert "N603" not in links("--fresh-for", "0").out


def test_an_archived_copy_is_proposed_and_added(links, server, listed, cli):
    server.gone.add("/b")
    copy = f"https://web.archive.org/web/20240101000000/{server.url('/b')}"
    result = links("--archive")
    assert copy in result.err
    assert f"archive: {copy}" in result.out
    asked = [path for path, _ in server.asked if path.startswith("/wayback")]
    assert len(asked) == 1
    links("--archive", "--fix")
    assert f"\narchive: {copy}\n" in (listed / "entries/papers/b.yml").read_text("utf-8")
    assert not [line for line in cli("validate", "-p", listed).out.splitlines() if "b.yml" in line]


def test_shards_are_merged(links, listed, cli, tmp_path):
    whole = links("--format", "json", "--cache", tmp_path / "w.sqlite")
    files = []
    for n in (1, 2, 3):
        part = links("--shard", f"{n}/3", "-f", "json", "--cache", tmp_path / f"{n}.sqlite")
        files.append(tmp_path / f"{n}.json")
        files[-1].write_text(part.out, "utf-8")
    histories = [
        argument for n in (1, 2, 3) for argument in ("--history", tmp_path / f"{n}.sqlite")
    ]
    report = tmp_path / "report.md"
    merged = cli("links", "merge", *files, "-p", listed, "-f", "json", "--report", report,
                 "--cache", tmp_path / "all.sqlite", *histories)  # fmt: skip
    assert merged.code == whole.code == 0
    assert json.loads(merged.out)["findings"] == json.loads(whole.out)["findings"]
    assert json.loads(merged.out)["verdicts"] == json.loads(whole.out)["verdicts"]
    assert "## Doubtful (1)" in report.read_text("utf-8")


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_output_formats(links, form):
    result = links("--format", form)
    if form == "github":
        assert all(line.startswith(("::warning ", "::notice ")) for line in result.out.splitlines())
        assert "file=docs/page.md,line=3,col=13" in result.out
    else:
        assert json.loads(result.out)


def test_the_time_limit(links):
    result = links("--budget", "0.01", "--per-host", "1")
    assert result.code == 0
    assert "Left unchecked: " in result.err


def test_an_exclusion(links, listed, server):
    host = "exclusions:\n  - {host: 127.0.0.1, reason: r, until: 2099-01-01}\n"
    write(listed, "links.yml", host)
    result = links()
    assert result.code == 1
    assert "E604" in result.out
    assert [path for path, _ in server.asked] == ["/handles/10.5555/good"]


def test_settings_errors(links, listed, cli):
    for wrong in (["--shard", "4/3"], ["--dry-run"], ["--allow-private", "x"], ["--resolve", "x"],
                  ["--record", "--shard", "1/2"], ["--history", "https://none.example/"],
                  ["--changed-since", "HEAD"], ["merge"], ["--site", "none"]):  # fmt: skip
        assert links(*wrong).code == 2, wrong
    assert cli("links", "merge", listed / "none.json").code == 3


# The checker itself; the stand-in site of other tests has many more behaviours


def check(*targets, **policy):
    return asyncio.run(check_targets(targets, Policy(**policy)))


def test_private_addresses_are_refused(server):
    names = {"public.example": "127.0.0.1"}
    urls = [server.url("/b"), server.url("/b", "public.example"), server.url("/b", "[::1]"),
            server.url("/b", "localhost")]  # fmt: skip
    results = check(*map(make_target, urls), resolve=names)
    assert [result.reason for result in results] == [Reason.UNSAFE] * 4
    assert {result.verdict for result in results} == {Verdict.UNKNOWN}
    assert server.asked == []


@pytest.mark.parametrize("host", ["127.0.0.2", "metadata.example", "0x7f.2", "2130706434"])
def test_private_addresses_are_refused_after_a_redirect(server, host):
    import ipaddress  # noqa: PLC0415 - for this alone

    inner = server.url("/secret", host)
    (result,) = check(
        make_target(server.url(f"/redirect-to?url={inner}")),
        allow_private=(ipaddress.ip_network("127.0.0.1/32"),),
        resolve={"metadata.example": "127.0.0.2"},
    )
    assert result.verdict is Verdict.UNKNOWN
    assert result.reason in (Reason.UNSAFE, Reason.BAD_REDIRECT)
    assert [path.partition("?")[0] for path, _ in server.asked] == ["/redirect-to"]


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://a.example/", "javascript:alert(1)",
                                    "http://user:secret@a.example/"]
)  # fmt: skip
def test_redirects_to_other_than_plain_web_addresses(server, target):
    (result,) = check(make_target(server.url(f"/redirect-to?url={target}")), allow_private=True)
    assert (result.verdict, result.reason) == (Verdict.UNKNOWN, Reason.BAD_REDIRECT)


def test_a_compression_bomb_is_not_unpacked(server):
    import tracemalloc  # noqa: PLC0415 - for this alone

    tracemalloc.start()
    (result,) = check(make_target(server.url("/bomb")), allow_private=True)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert result.verdict is Verdict.OK
    assert peak < 10_000_000


def test_every_request_is_counted(server):
    """aiohttp would silently repeat a request when a connection in use drops."""
    (first, dropped) = check(
        make_target(server.url("/b")), make_target(server.url("/drop")),
        allow_private=True, per_host=1, retry_pause=0.01,
    )  # fmt: skip
    assert first.verdict is Verdict.OK
    assert (dropped.verdict, dropped.reason) == (Verdict.UNKNOWN, Reason.DROPPED)
    assert dropped.attempts == [path for path, _ in server.asked].count("/drop") == 3


def test_results_come_in_the_order_of_the_targets(server):
    urls = [server.url(f"/{n}") for n in range(40)]
    assert [result.url for result in check(*map(make_target, urls), allow_private=True)] == urls
