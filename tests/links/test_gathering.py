"""The parts of the link checker that need no network."""

import ipaddress
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from targets import make_target

from readinglist.entry.findings import Location
from readinglist.errors import UsageError
from readinglist.library.reading import read_library
from readinglist.links.ask.archive import Snapshot, parse_availability
from readinglist.links.ask.identified import (
    LockSource,
    PaperState,
    State,
    check_arxiv,
    first_address,
    judge_doi,
)
from readinglist.links.ask.safety import is_allowed, is_public
from readinglist.links.ask.scheduling import Host, Queues
from readinglist.links.gather.gathering import gather_targets
from readinglist.links.gather.markdown_urls import find_urls, trim_bare_url
from readinglist.links.gather.shards import parse_shard, select_shard
from readinglist.links.gather.targets import Gatherer, Place, Target
from readinglist.links.judge.fragments import Page
from readinglist.links.judge.heuristics import judge_page
from readinglist.links.policy import HostPolicy, Policy
from readinglist.links.verdicts import Reason, Verdict, classify_status, moved_to
from readinglist.values.identifiers import ArxivId, normal_arxiv_id, normal_doi

# Where addresses are found


def places(project: Path, files: dict[str, str]) -> list[tuple[str, str, bool]]:
    for name, content in files.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(content, "utf-8", newline="")
    gathered = gather_targets(read_library(project), project / "docs")
    return sorted(
        (str(place.location), place.written, place.is_exact)
        for target in gathered.all()
        for place in target.places
        if place.location.path in files
    )


PAPER = "entries/papers/a.yml"
HEAD = "title: A\nauthors: [Ada Lovelace]\nthemes: [objectives]\ntakeaway: x\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("url: https://a.example/x\n", [("5:6", "https://a.example/x", True)]),
        ("url: 'https://a.example/x'\n", [("5:7", "https://a.example/x", True)]),
        ("url: >-\n  https://a.example/x\n", [("6:3", "https://a.example/x", True)]),
        ("url: |\n\n  https://a.example/x\n", [("7:3", "https://a.example/x", True)]),
        # An escape: the address differs from the text in the file.
        ('url: "https:\\/\\/a.example/x"\n', [("5:6", "https://a.example/x", False)]),
        ('url: "https://a.exam\\\n  ple/x"\n', [("5:6", "https://a.example/x", False)]),
        (
            "url: &u https://a.example/x\nlinks: {code: *u}\n",
            [("5:9", "https://a.example/x", True), ("5:9", "https://a.example/x", True)],
        ),
        (
            "url: https://a.example/x\nlinks: {code: https://a.example/x/y}\n",
            [("5:6", "https://a.example/x", True), ("6:15", "https://a.example/x/y", True)],
        ),
        ("# https://a.example/comment\nurl: https://a.example/x\n",
         [("6:6", "https://a.example/x", True)]),
        (
            "note: >-\n  See [it](https://a.example/x)\n  and\n  https://a.example/y.\n",
            [("6:12", "https://a.example/x", True), ("8:3", "https://a.example/y", True)],
        ),
        ("note: Not `https://a.example/x` but code.\n", []),
        ("note: https://en.wiki.example/A_(b) and (https://a.example/z)\n",
         [("5:42", "https://a.example/z", True), ("5:7", "https://en.wiki.example/A_(b)", True)]),
        ("note: Serve it at http://localhost:8000/.\n", []),
        ("url: https://a.example/ä%20b\n", [("5:6", "https://a.example/ä%20b", True)]),
        ("url: https://a.example/x\r\nnote: é [x](https://b.example/y)\r\n",
         [("5:6", "https://a.example/x", True), ("6:13", "https://b.example/y", True)]),
    ],
)  # fmt: skip
def test_places_in_yaml(lines, expected, small_project):
    found = places(small_project, {PAPER: HEAD + lines})
    assert found == sorted((f"{PAPER}:{at}", url, exact) for at, url, exact in expected)


def test_a_place_reached_by_two_fields_is_reported_for_each(small_project):
    content = HEAD + "url: &u https://a.example/x\nlinks: {code: *u}\n"
    (small_project / PAPER).write_text(content, "utf-8")
    target = next(
        page for page in gather_targets(read_library(small_project)).pages
        if page.url == "https://a.example/x"
    )  # fmt: skip
    assert [place.field for place in target.places] == ["links.code", "url"]


def test_an_entry_with_mistakes_is_still_checked(small_project):
    assert places(small_project, {PAPER: "url: https://a.example/x\nnonsense: 1\n"})


def test_unreadable_yaml_gives_no_places(small_project):
    assert places(small_project, {PAPER: "url: [https://a.example/x\n"}) == []


MARKDOWN = """\
# Heading

A [link](https://a.example/x "title") and <https://a.example/y>, twice <https://a.example/y>.

![picture](https://a.example/p.png) and <a href="https://a.example/h">html</a>

[used] and https://bare.example/path.

```
https://a.example/code
```

[used]: https://a.example/reference
"""


def test_places_in_markdown(small_project):
    found = places(small_project, {"docs/page.md": MARKDOWN})
    lines = MARKDOWN.splitlines()
    for place, url, exact in found:
        _, line, column = place.rsplit(":", 2)
        assert exact
        assert lines[int(line) - 1][int(column) - 1 :].startswith(url)
    assert sorted(url for _, url, _ in found) == [
        "https://a.example/h", "https://a.example/p.png", "https://a.example/reference",
        "https://a.example/x", "https://a.example/y", "https://a.example/y",
        "https://bare.example/path",
    ]  # fmt: skip


@given(st.text(alphabet="ab [](){}<>`*_\n\r#&;.:/htps", max_size=120))
def test_every_address_in_markdown_is_at_its_position(text):
    text += " https://a.example/x "
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for url, line, column in find_urls(text):
        assert lines[line - 1][column - 1 :].startswith(url)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://a.example/x.", "https://a.example/x"),
        ("https://a.example/x),", "https://a.example/x"),
        ("https://a.example/x_(y)", "https://a.example/x_(y)"),
        ("https://a.example/x?!", "https://a.example/x"),
        ("https://a.example/x/", "https://a.example/x/"),
    ],
)
def test_trim_bare_url(written, expected):
    assert trim_bare_url(written) == expected


def test_fragments_are_kept_apart_from_the_address():
    target = make_target("https://a.example/x#part:~:text=so%20it,is", quotes=["a quote"])
    assert target.url == "https://a.example/x"
    assert [(expect.reason, expect.text) for expect in target.expects] == [
        (Reason.MISSING_ANCHOR, "part"),
        (Reason.MISSING_TEXT, "so%20it,is"),
        (Reason.MISSING_QUOTE, "a quote"),
    ]


@pytest.mark.parametrize("fragment", ["/route", "!state", "?q", "page=3", ""])
def test_fragments_for_scripts_are_not_expected(fragment):
    assert make_target(f"https://a.example/x#{fragment}").expects == ()


def test_works_are_identified_by_their_identifiers(small_project):
    content = HEAD + (
        "doi: 10.5555/ABC\n"
        "links:\n"
        "  pdf: https://arxiv.org/pdf/2301.00010v2.pdf\n"
        "  post: https://doi.org/10.5555/abc\n"
        "  data: https://doi.org/10.48550/arXiv.2301.00010\n"
        "url: https://arxiv.org/list/cs.LG/recent\n"
    )
    (small_project / PAPER).write_text(content, "utf-8")
    gathered = gather_targets(read_library(small_project))
    assert {page.url for page in gathered.pages} == {
        "https://arxiv.org/list/cs.LG/recent", "https://essay.example/thoughts",
    }  # fmt: skip
    assert set(gathered.arxiv) == {ArxivId("1706.03762"), ArxivId("2301.00010")}
    assert len(gathered.arxiv[ArxivId("2301.00010")].places) == 2
    assert {doi: len(target.places) for doi, target in gathered.dois.items()} == {"10.5555/abc": 2}


@pytest.mark.parametrize(
    ("url", "arxiv", "doi"),
    [
        ("https://arxiv.org/abs/1706.03762v5", "1706.03762", None),
        ("http://www.arxiv.org/pdf/hep-th/9901001", "hep-th/9901001", None),
        ("https://arxiv.org/html/2301.00010#S1", "2301.00010", None),
        ("https://arxiv.org/a/someone_1", None, None),
        ("https://example.org/arxiv.org/abs/1706.03762", None, None),
        ("https://doi.org/10.1038/nature14539#x", None, "10.1038/nature14539"),
        ("https://dx.doi.org/10.1000/A%28b%29", None, "10.1000/a(b)"),
        ("https://example.org/10.1038/x", None, None),
    ],
)
def test_identifiers_in_addresses(url, arxiv, doi):
    assert normal_arxiv_id(url) == arxiv
    assert normal_doi(url) == doi


# Verdicts


@pytest.mark.parametrize(
    ("verdict", "statuses"),
    [
        (Verdict.OK, [200, 203, 206, 304]),
        (Verdict.BROKEN, [404, 410, 451]),
        (Verdict.UNKNOWN, [202, 400, 401, 403, 405, 406, 408, 418, 425, 429, 500, 503, 520, 999]),
    ],
)
def test_statuses(verdict, statuses):
    assert {status: classify_status(status)[0] for status in statuses} == dict.fromkeys(
        statuses, verdict
    )


@given(st.integers(100, 1100))
def test_only_three_statuses_are_broken(status):
    assert (classify_status(status)[0] is Verdict.BROKEN) == (status in (404, 410, 451))


@pytest.mark.parametrize(
    ("hops", "expected"),
    [
        ((), None),
        (((301, "https://b/"),), "https://b/"),
        (((301, "https://b/"), (308, "https://c/#x")), "https://c/"),
        (((301, "https://b/"), (302, "https://c/")), None),
        (((301, "https://b/"), (301, "https://a/")), None),
    ],
)
def test_moved_to(hops, expected):
    assert moved_to("https://a/", hops) == expected


# Pages

FILLER = "<p>A long page about the matter at hand, with many sentences of text.</p>" * 40


def page(title: str, body: str = FILLER) -> str:
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("expected", "html"),
    [
        (Reason.SOFT_404, page("404")),
        (Reason.SOFT_404, page("404 Not Found", "<p>x</p>")),
        (Reason.SOFT_404, page("Page not found | Example")),
        (Reason.SOFT_404, page("Example – Page Not Found")),
        (Reason.SOFT_404, page("Example", "<h1>Sorry, this page does not exist</h1><p>Home</p>")),
        (Reason.SOFT_404, page("Example", "<p>The page you requested could not be found.</p>")),
        (None, page("Handling 404 errors in nginx")),
        (None, page("Why pages are not found: a history")),
        (None, page("OWL", "<p>The section has been removed in this edition.</p>" + FILLER)),
        (None, page("404 Media: news")),
        (None, page("Example", f"<h1>Attention</h1>{FILLER}<p>the page was not found</p>")),
        (Reason.PARKED, page("example.org", "<p>This domain is for sale. Buy this domain.</p>")),
        (Reason.PARKED, page("x", "<p>The domain example.org may be for sale</p>")),
        (None, page("Domain adaptation", "<p>This domain is for sale, said the agent.</p>"
                    + FILLER * 2)),
        (Reason.CHALLENGE, page("Just a moment...", "<p>wait</p>")),
        (Reason.LOGIN, page("Log in", "<form><input type='password'></form>")),
        (None, page("Log in to the future: an essay")),
    ],
)  # fmt: skip
def test_heuristics_of_pages(expected, html):
    url = "https://a.example/some/page"
    found = judge_page(url, url, html)
    assert (found[0] if found else None) == expected


@pytest.mark.parametrize(
    ("url", "final_url", "expected"),
    [
        ("https://a.example/post/1", "https://a.example/", Reason.TO_HOME),
        ("https://a.example/post/1", "https://b.example", Reason.TO_HOME),
        ("https://a.example/post/1", "https://a.example/en/", Reason.TO_HOME),
        ("https://a.example/post/1", "https://a.example/?p=1", None),
        ("https://a.example/post/1", "https://a.example/posts/1", None),
        ("https://a.example/", "https://www.a.example/", None),
        ("https://a.example/index.html", "https://a.example/", None),
        ("https://bit.ly/3abc", "https://a.example/", None),
        ("https://a.example/x", "https://a.example/login?next=/x", Reason.LOGIN),
        ("https://a.example/x", "https://accounts.a.example/v3/x", Reason.LOGIN),
        ("https://a.example/docs/login", "https://a.example/docs/login/", None),
        ("https://a.example/x", "https://a.example/blog/x", None),
    ],
)
def test_heuristics_of_redirects(url, final_url, expected):
    found = judge_page(url, final_url, page("A title"))
    assert (found[0] if found else None) == expected


TEXT = (
    '<head><title>no</title></head><p id="a">We say: “wait&nbsp;before you\n tune”.'
    '<sup>3</sup> And <b>then</b>go.</p><a name="old">x</a><h2 id="é x">H</h2>'
    "<script>id='s'; hidden words</script>" + FILLER
)


@pytest.mark.parametrize(
    ("url", "is_looked_for"),
    [
        ("https://github.com/o/n/blob/main/x.py#L119", False),
        ("https://git.example/o/n/-/blob/main/x.py#L3-10", False),
        ("https://huggingface.co/o/n/blob/main/config.json#L3", False),
        ("https://bitbucket.org/o/n/src/main/x.py#lines-3:9", False),
        ("https://git.example/~o/n/tree/master/item/x.c#L7", False),
        ("https://github.com/o/n/pull/3/files#diff-0a1b2c3dR10-R20", False),
        ("https://github.com/o/n/pull/3#discussion_r123", False),
        ("https://git.example/o/n/-/merge_requests/3#note_12", False),
        ("https://github.com/o/n/blob/main/README.md#usage", True),
        ("https://a.example/essay#L3", True),
        ("https://a.example/essay#note_12", True),
    ],
)
def test_lines_of_a_code_host_are_no_anchors(url, is_looked_for):
    gatherer = Gatherer()
    gatherer.add_page(Place(Location("entries/papers/a.yml", 1, 1), url))
    (page,) = gatherer.gathered().pages
    assert bool(page.expects) is is_looked_for


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [("a", True), ("old", True), ("%C3%A9%20x", True), ("é x", True), ("top", True), ("s", False),
     ("A", False), ("b", False)],
)  # fmt: skip
def test_anchors(fragment, expected):
    assert Page(TEXT).has_anchor(fragment) is expected


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ('"wait before you tune"', True),
        ("tune”. And thengo.", True),
        ("Wait before", False),
        ("hidden words", False),
        ("no", False),
    ],
)
def test_quotes(quote, expected):
    assert Page(TEXT).has_quote(quote) is expected


@pytest.mark.parametrize(
    ("directive", "expected"),
    [
        ("wait%20before", True), ("WAIT%20before", True), ("we%20say,tune", True),
        ("say:-,%22wait,tune,-%22.", True), ("tune,we%20say", False), ("absent", False),
        ("we-,before", False),
    ],
)  # fmt: skip
def test_text_fragments(directive, expected):
    assert Page(TEXT).has_text(directive) is expected


@given(st.text(max_size=300))
def test_any_page_is_accepted(html):
    found = Page(html)
    assert found.has_anchor("x") in (True, False)
    assert found.has_text(html) in (True, False)
    judge_page("https://a.example/x", "https://a.example/x", html)


@pytest.mark.parametrize(
    "part",
    ["<svg>", "<title>", "<title", "<h1>", "<!--", "<script ", "<", "<input ", "sorry ", "| "],
)
def test_pathological_pages_take_little_time(part):
    # Patterns that scanned the rest of the page over and over used to take minutes for some of
    # these.
    html = part * (256_000 // len(part))
    judge_page("https://a.example/x/y", "https://a.example/x/y", html)
    judge_page("https://a.example/x/y", "https://a.example/", html)
    assert not Page(html).has_anchor("a")


# Safety


@pytest.mark.parametrize(
    "address",
    """127.0.0.1 127.9.9.9 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0
    224.0.0.1 240.0.0.1 255.255.255.255 192.0.2.1 198.18.0.1 192.88.99.1 ::1 :: fe80::1 fe80::1%eth0
    fc00::1 fd00:ec2::254 ff02::1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1
    64:ff9b:1::1 2002:7f00:1:: 2001:db8::1 2001:0:53aa:64c:0:1234:80ff:fffe fec0::1 nonsense
    """.split(),
)
def test_addresses_that_are_not_public(address):
    assert not is_public(address)
    assert not is_allowed(address, allow_private=False)


@pytest.mark.parametrize(
    "address",
    "1.1.1.1 93.184.215.14 2606:4700::1111 ::ffff:1.1.1.1 64:ff9b::101:101 2002:101:101::".split(),
)
def test_addresses_that_are_public(address):
    assert is_public(address)


def test_networks_that_are_allowed():
    networks = (ipaddress.ip_network("127.0.0.0/8"),)
    assert is_allowed("127.1.2.3", networks)
    assert is_allowed("::ffff:127.1.2.3", networks)
    assert not is_allowed("10.0.0.1", networks)
    assert not is_allowed("2130706433", networks)
    assert is_allowed("1.1.1.1", networks)


@given(st.integers(0, 2**32 - 1))
def test_embedded_addresses_are_as_safe_as_alone(number):
    address = ipaddress.IPv4Address(number)
    assert is_public(f"::ffff:{address}") == is_public(str(address))


# Scheduling


def test_a_pause_is_kept_and_slows_down_once():
    host: Host[str] = Host("h", 4)
    queues: Queues[str] = Queues(10)
    queues.add_host(host)
    for item in "abcdef":
        queues.put(host, item, 0.0)
    taken = [queues.take(0.0) for _ in range(5)]
    assert [item[1] for item in taken if item] == list("abcd")
    host.pause(1.0, 10.0, started=0.0)
    interval = host.interval
    host.pause(1.5, 10.0, started=0.5)  # started before: no slower, just longer
    assert host.interval == interval
    host.pause(1.6, 5.0, started=1.55, is_repeated=True)  # a fault of the page, not of the rate
    assert host.interval == interval
    for _ in "abcd":
        queues.done(host, 1.5)
    queues.put(host, "a", 1.5, first=True)
    assert queues.take(11.4) is None
    assert queues.next_time() == 11.5
    again = queues.take(11.5)
    assert again is not None
    assert again[1] == "a"
    assert queues.take(11.5) is None  # its interval
    assert queues.take(11.5 + interval) is not None


def test_the_rate_recovers():
    host: Host[str] = Host("h", 4)
    for n in range(3):
        host.pause(n * 10.0, 1.0, started=n * 10.0)
    slowest = host.interval
    assert slowest > host.too_fast > 0
    host.succeed()
    # Quickly up to the rate that was too fast, slowly from there.
    fast = slowest - host.interval
    for _ in range(3):
        before = host.interval
        host.succeed()
    assert 0 < before - host.interval < fast / 2
    for _ in range(100):
        host.succeed()
    assert host.interval == 0


def test_a_later_item_does_not_hold_up_one_that_is_ready():
    host: Host[str] = Host("h", 1)
    queues: Queues[str] = Queues(10)
    queues.add_host(host)
    queues.put(host, "later", 0.0, not_before=100.0)
    queues.put(host, "now", 1.0)
    taken = queues.take(1.0)
    assert taken is not None
    assert taken[1] == "now"
    queues.done(host, 2.0)
    assert queues.take(99.0) is None
    assert queues.take(100.0) is not None


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), max_size=40), st.integers(1, 5))
def test_every_item_gets_its_turn_within_the_limits(items, total):
    queues: Queues[int] = Queues(total)
    hosts: list[Host[int]] = [Host(str(n), n + 1, least_interval=n * 0.1) for n in range(4)]
    for host in hosts:
        queues.add_host(host)
    for i, (number, delay) in enumerate(items):
        queues.put(hosts[number], i, 0.0, not_before=float(delay))
    now, seen, running = 0.0, [], []
    while len(seen) < len(items):
        taken = queues.take(now)
        if taken is not None:
            host, item = taken
            assert items[item][1] <= now
            seen.append(item)
            running.append(host)
            assert len(running) <= total
            assert all(running.count(host) <= host.at_once for host in hosts)
        elif running:
            queues.done(running.pop(0), now)
        else:
            moment = queues.next_time()
            assert moment is not None
            now = max(now, moment)
    assert sorted(seen) == list(range(len(items)))


def test_policies_of_hosts():
    policy = Policy(hosts={"a.example": HostPolicy(at_once=1)})
    assert policy.for_host("a.example").at_once == 1
    assert policy.for_host("www.a.example").at_once == 1
    assert policy.for_host("ba.example").at_once is None


# Shards


@given(st.lists(st.integers(0, 20), max_size=120), st.integers(1, 7), st.randoms())
def test_shards_partition_the_links_by_host(numbers, of, rng: random.Random):
    targets = [Target(f"https://h{n}.example/{i}") for i, n in enumerate(numbers)]
    shards = [select_shard(targets, i + 1, of) for i in range(of)]
    assert sorted(link.url for shard in shards for link in shard) == sorted(t.url for t in targets)
    hosts = [{link.url.split("/")[2] for link in shard} for shard in shards]
    assert sum(map(len, hosts)) == len(set().union(*hosts))
    shuffled = list(targets)
    rng.shuffle(shuffled)
    assert {t.url for t in select_shard(shuffled, 1, of)} == {t.url for t in shards[0]}


def test_shards_are_balanced():
    targets = [Target(f"https://h{i % 30}.example/{i}") for i in range(300)]
    sizes = [len(select_shard(targets, i, 3)) for i in (1, 2, 3)]
    assert sizes == [100, 100, 100]


def test_parse_shard():
    assert parse_shard("2/3") == (2, 3)
    for text in ("0/3", "4/3", "1", "1/0", "a/b", "1/2/3"):
        with pytest.raises(UsageError):
            parse_shard(text)


# Identifiers


def test_dois_are_looked_up_at_the_api():
    assert first_address("https://doi.org/10.1/x y", "http://api/") == "https://doi.org/10.1/x y"
    assert first_address("https://doi.org/10.1000/a(b)", "http://api/h/") == (
        "http://api/h/10.1000/a%28b%29"
    )
    assert first_address("https://a.example/", "http://api/") == "https://a.example/"


@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [
        (200, '{"responseCode": 1, "handle": "10.1/x"}', Verdict.OK),
        (200, '{"responseCode": 200}', Verdict.OK),
        (404, '{"responseCode": 100}', Verdict.BROKEN),
        (404, "<html>no such page</html>", Verdict.UNKNOWN),
        (404, None, Verdict.UNKNOWN),
        (200, "[]", Verdict.UNKNOWN),
        (500, '{"responseCode": 2}', Verdict.UNKNOWN),
    ],
)
def test_judge_doi(status, text, expected):
    assert judge_doi(status, text)[0] is expected


class Source:
    def __init__(self, answers):
        self.answers = answers

    def ask(self, ids):
        return {
            arxiv_id: self.answers[arxiv_id.value]
            for arxiv_id in ids
            if arxiv_id.value in self.answers
        }


def test_check_arxiv():
    def target(arxiv_id: str, written: str = "") -> Target:
        place = Place(Location("x"), written or arxiv_id)
        return Target(f"https://arxiv.org/abs/{arxiv_id}", (place,))

    targets = {
        ArxivId("2301.00001"): target("2301.00001", "https://arxiv.org/abs/2301.00001v2"),
        ArxivId("2301.00002"): target("2301.00002"),
        ArxivId("2301.00003"): target("2301.00003", "https://arxiv.org/pdf/2301.00003v3.pdf"),
        ArxivId("2301.00004"): target("2301.00004"),
        ArxivId("2301.00005"): target("2301.00005"),
    }
    answers = {
        "2301.00001": PaperState(State.FOUND, 2),
        "2301.00002": PaperState(State.MISSING),
        "2301.00003": PaperState(State.FOUND, 2),
        "2301.00004": PaperState(State.WITHDRAWN, 3),
    }
    results = [result for _, result in check_arxiv(targets, Source(answers), 5.0)]
    assert [(result.verdict, result.reason) for result in results] == [
        (Verdict.OK, Reason.OK),
        (Verdict.BROKEN, Reason.NOT_FOUND),
        (Verdict.BROKEN, Reason.NOT_FOUND),
        (Verdict.WARNING, Reason.WITHDRAWN),
        (Verdict.UNKNOWN, Reason.UNANSWERED),
    ]
    assert all(result.checked_at == 5.0 for result in results)


def test_ids_in_the_lock_are_known(project):
    library = read_library(project)
    known = next(iter(library.lock.records))
    source = LockSource(library.lock.records)
    assert source.ask([known, ArxivId("2301.99999")]) == {
        known: PaperState(State.FOUND, detail="in the lock")
    }


# Archive


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
