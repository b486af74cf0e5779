"""The arXiv client under every kind of failure.

Each case states the outcome for every id and how many requests reach the server. In all cases the
lock is intact, records for which nothing was received keep their bytes, and arXiv's three seconds
pass between the end of one request and the start of the next.
"""

import datetime
import email.utils
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from standins.arxiv import Arxiv, Paper, entry, error_entry, error_feed, feed
from standins.server import (
    Fault,
    Reply,
    Request,
    body,
    cut,
    cut_chunks,
    drip,
    hang,
    moved,
    page,
    raw,
    reset,
    sound,
    status,
    takes,
    zipped,
)  # fmt: skip

from readinglist.enrichment.arxiv.client import Client, Outcome, service_for
from readinglist.enrichment.lock_update import enrich_lock, plan_enrichment
from readinglist.errors import UsageError
from readinglist.library.lock.arxiv import write_record
from readinglist.library.lock.arxiv_records import Provenance, Record
from readinglist.library.reading import read_library
from readinglist.system.http import Fetcher, Service
from readinglist.values.identifiers import ArxivId
from readinglist.values.markup import strip_markup
from readinglist.values.names import Name, parse_name

A, B, C, D, E = IDS = ("2301.00001", "2302.00002", "2303.00003", "2304.00004", "hep-th/9901001")
#: In the order in which the client requests them.
ORDER = sorted(IDS)
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
NOW = datetime.datetime(2026, 11, 21, 12, 0, tzinfo=datetime.UTC)

FOUND, MISSING, MALFORMED = Outcome.FOUND, Outcome.MISSING, Outcome.MALFORMED
WITHDRAWN, UNANSWERED = Outcome.WITHDRAWN, Outcome.UNANSWERED
NONE = dict.fromkeys(IDS, UNANSWERED)


@dataclass(frozen=True)
class Case:
    """A fault and its result. Ids not listed in `outcomes` are found."""

    name: str
    requests: int
    script: tuple[Fault, ...] = ()
    always: Fault | None = None
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    #: Part of the reason for every id that was not found.
    reason: str = ""
    unknown: tuple[str, ...] = ()
    changed: dict[str, dict] = field(default_factory=dict)
    service: dict = field(default_factory=dict)
    budget: float = 900.0
    batch: int = 100
    #: The minimum pause before the second request, in seconds.
    pause: float = 3.0
    #: Advances the clock; used instead of `time` in faults.
    slow: float = 0.0


# Faults specific to arXiv


def ids_of(request: Request) -> list[str]:
    return request.query["id_list"].split(",")


def when(test: Callable[[Request], bool], fault: Fault) -> Fault:
    return lambda request, reply: fault(request, reply) if test(request) else reply


def naming(arxiv_id: str, fault: Fault) -> Fault:
    """The fault, only for requests with this id."""
    return when(lambda request: arxiv_id in ids_of(request), fault)


def text(change: Callable[[str], str]) -> Fault:
    return body(lambda data: change(data.decode("utf-8")).encode("utf-8"))


def replaced(old: str, new: str) -> Fault:
    """The first occurrence of a text in the response is replaced."""

    def change(data: str) -> str:
        assert old in data
        return data.replace(old, new, 1)

    return text(change)


def empty(total: int = 0) -> Fault:
    return lambda request, _: Reply(200, feed([], request.target, total).encode())


def answered(make: Callable[[Request], str], code: int = 200) -> Fault:
    return lambda request, _: Reply(code, make(request).encode())


def in_entry(arxiv_id: str, pattern: str, new: str = "") -> Fault:
    """A pattern in the entry of this id, if present, is replaced."""

    def change(data: str) -> str:
        def spoil(match: re.Match[str]) -> str:
            if f"/abs/{arxiv_id}v" not in match[0]:
                return match[0]
            spoilt, count = re.subn(pattern, new, match[0], flags=re.DOTALL)
            assert count, pattern
            return spoilt

        return re.sub(r"  <entry>.*?</entry>\n", spoil, data, flags=re.DOTALL)

    return text(change)


def entries(change: Callable[[list[str]], list[str]]) -> Fault:
    """Other entries, or the same in another order."""

    def spoil(data: str) -> str:
        head, *rest = re.split(r"(?=  <entry>)", data.removesuffix("</feed>\n"))
        return head + "".join(change(rest)) + "</feed>\n"

    return text(spoil)


def cut_at(marker: str) -> Fault:
    """XML that ends in the middle, with a matching length."""
    return text(lambda data: data[: data.rindex(marker) + len(marker) + 4])


STRANGER = entry(Paper("1706.03762", "Not asked for", ("A B",), "Abc."))
OLDER = entry(Paper(A, "An older version", ("A B",), "Abc.", version=1))
BOMB = (
    '<!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><feed>&i;</feed>"
)
OUTSIDE = '<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed>&x;</feed>'
AWKWARD = {
    "title": r"$\ell_1$-norms, 50% of {BERT} & <b>bold</b> &lt;i&gt; <script>alert('x')</script>",
    "abstract": "Erd\\H{o}s & Poincar\\'e: $a_b < c^2$, 100 % of {it; “quoted” – naïve 変分 🙂",
    "authors": (
        "Đặng Thị Hằng",
        "José María O'Neil",
        "王小明",
        "The ATLAS Collaboration",
        ":",
        "G. Aad",
    ),
    "doi": "10.1000/x<y>(z) 10.1000/second",
    "comment": "5 pages, \\url{https://example.org/a_b%20c}",
    "journal_ref": "Phys. Rev. D 76, 013009 (2007) & more",
}
WITHDRAWAL = {"comment": "This paper has been withdrawn by the author due to an error in Lemma 2"}
CROWD = tuple(f"Ada N{number} Lovelace" for number in range(3000))
NOTHING = dict.fromkeys(IDS, MISSING)


CASES = [
    Case("sound", 1),
    # The service is busy
    Case("429-once", 2, (status(429),)),
    Case("429-with-seconds", 2, (status(429, after="37"),), pause=37),
    Case("429-after-a-stall", 2, (status(429, after="10"),), pause=10, slow=25.0),
    Case("429-with-a-date", 2, (status(429, after="DATE+60"),), pause=60),
    Case("429-with-nonsense", 2, (status(429, after="soon"),)),
    Case("429-always", 4, always=status(429), outcomes=NONE, reason="429"),
    Case("429-for-a-day", 1, always=status(429, after="86400"), outcomes=NONE,
         reason="pause beyond"),
    Case("429-in-the-second-batch", 4, (sound(), status(429)), batch=2),
    # The service is down
    Case("500-once", 2, (status(500),)),
    Case("503-with-seconds", 2, (status(503, after="20"),), pause=20),
    Case("503-twice", 3, (status(503), status(503))),
    Case("503-always", 8, always=status(503), outcomes=NONE, reason="503"),
    Case("503-in-the-last-batches", 8, (sound(), sound()), always=status(503), batch=1,
         outcomes=dict.fromkeys(ORDER[2:], UNANSWERED), reason="503"),
    Case("500-for-one-id", 11, always=naming(ORDER[0], status(500)),
         outcomes={ORDER[0]: UNANSWERED}, reason="500"),
    Case("reset-once", 2, (reset(),)),
    Case("reset-always", 8, always=reset(), outcomes=NONE, reason="connection"),
    Case("closed-without-a-word", 2, (raw(b""),)),
    Case("not-http", 2, (raw(b"SSH-2.0-OpenSSH_9.2\r\n"),)),
    Case("hang-once", 2, (hang(),), service={"timeout": 0.2}),
    # The 61st byte comes after the time-out.
    Case("drip", 2, (drip(print, 61),), slow=1.0, service={"timeout": 60.0}),
    Case("slow-but-in-time", 1, (takes(print),), slow=30.0),
    Case("too-long", 8, always=sound(), service={"max_body": 500}, outcomes=NONE,
         reason="too long"),
    Case("out-of-time", 2, always=takes(print), slow=6.0, budget=10.0, batch=1,
         outcomes=dict.fromkeys(ORDER[2:], UNANSWERED), reason="used up"),
    # Responses truncated or garbled in transit
    Case("short-body", 2, (cut(700),)),
    Case("cut-chunk", 2, (cut_chunks(700),)),
    Case("gzip", 1, (zipped(),)),
    Case("gzip-broken", 2, (zipped(lambda data: b"\x00" * 10 + data[10:]),)),
    Case("gzip-cut", 2, (zipped(lambda data: data[: len(data) // 2]),)),
    # Responses that are not feeds
    Case("html-once", 2, (page(),)),
    Case("html-always", 6, always=page(), outcomes=NONE, reason="web page"),
    Case("xhtml", 6, always=answered(lambda _: "<html><body>Down</body></html>"), outcomes=NONE,
         reason="not a feed"),
    Case("empty-body", 2, (body(lambda _: b""),)),
    Case("garbage", 2, (body(lambda _: b"\x00\xff garbage"),)),
    Case("json", 2, (body(lambda _: b'{"error": "later"}'),)),
    Case("empty-feed-once", 2, (empty(),)),
    Case("empty-feed-with-a-total", 2, (empty(5),)),
    Case("empty-feed-always", 7, always=empty(), outcomes=NONE, reason="proves nothing"),
    Case("cut-in-authors", 2, (cut_at("<author>"),)),
    Case("cut-in-an-abstract", 2, (cut_at("<summary>"),)),
    Case("cut-between-entries", 2, (cut_at("</entry>"),)),
    Case("cut-always", 6, always=cut_at("<author>"), outcomes=NONE, reason="not whole XML"),
    Case("control-character-once", 2, (replaced("The paper", "The\x08 paper"),)),
    Case("control-character-in-one-record", 7,
         always=in_entry(ORDER[2], "The paper", "The\x01 paper"), outcomes={ORDER[2]: UNANSWERED},
         reason="not whole XML"),
    Case("latin-1", 2, (body(lambda data: data.replace(b"The", b"Th\xe9")),)),
    Case("utf-16", 2, (body(lambda data: data.decode().encode("utf-16")),)),
    Case("byte-order-mark", 1, (body(lambda data: b"\xef\xbb\xbf" + data),)),
    Case("entity-bomb", 6, always=answered(lambda _: BOMB), outcomes=NONE, reason="document type"),
    Case("external-entity", 6, always=answered(lambda _: OUTSIDE), outcomes=NONE,
         reason="document type"),
    # Ids
    Case("a-missing-id", 2, unknown=(C,), outcomes={C: MISSING}, reason="asked twice"),
    Case("missing-and-a-wrong-total", 2, unknown=(C,), outcomes={C: MISSING},
         always=text(lambda data: re.sub(r"totalResults>\d+", "totalResults>5", data))),
    Case("all-missing", 2, unknown=IDS, outcomes=NOTHING),
    Case("missing-in-one-answer", 2, (entries(lambda all_: all_[1:]),)),
    Case("at-most-three-an-answer", 2, always=entries(lambda all_: all_[:3])),
    Case("in-another-order", 1, (entries(sorted),)),
    Case("twice-in-an-answer", 1, (entries(lambda all_: [*all_, *all_]),)),
    Case("with-an-older-version", 1, (entries(lambda all_: [OLDER, *all_, OLDER]),),
         changed={A: {"version": 3}}),
    Case("with-a-stranger", 1, (entries(lambda all_: [STRANGER, *all_]),)),
    Case("only-strangers", 7, always=entries(lambda _: [STRANGER]), outcomes=NONE,
         reason="proves nothing"),
    Case("with-a-subject-class", 1, (replaced("/abs/hep-th/", "/abs/hep-th.XX/"),)),
    Case("400-for-one-id", 2, outcomes={C: MALFORMED}, reason="incorrect id format",
         always=naming(C, answered(lambda _: error_feed(f"incorrect id format for {C}"), 400))),
    Case("error-entry-with-200", 2, outcomes={C: MALFORMED}, reason="incorrect id format",
         always=naming(C, answered(lambda _: error_feed(f"incorrect id format for {C}")))),
    Case("error-entry-among-others", 1, outcomes={C: MALFORMED},
         always=entries(lambda all_: [error_entry(f"incorrect id format for {C}"),
                                      *(entry for entry in all_ if C not in entry)])),
    Case("error-entry-for-a-paper-that-is-there", 1, always=entries(
        lambda all_: [*all_, error_entry(f"incorrect id format for {C}")])),
    Case("error-entry-for-the-witness", 7, outcomes=NONE, reason="0704.0001", always=when(
        lambda request: request.number > 0,
        answered(lambda _: error_feed("incorrect id format for 0704.0001"))), script=(empty(),)),
    Case("error-entry-with-a-date", 2, outcomes={C: MALFORMED}, always=naming(C, answered(
         lambda _: error_feed(f"incorrect id format for {C}").replace(
             "<summary>", "<published>2026-04-12T22:59:06Z</published><summary>")))),
    Case("error-entry-that-names-none", 6, outcomes=NONE, reason="max_results",
         always=answered(lambda _: error_feed("max_results must be an integer"))),
    Case("400-that-names-none", 5, outcomes=NONE, reason="max_results",
         always=answered(lambda _: error_feed("max_results must be an integer"), 400)),
    Case("400-without-a-feed", 5, outcomes=NONE, reason="400", always=status(400)),
    Case("414-above-two-ids", 5, always=when(lambda r: len(ids_of(r)) > 2, status(414))),
    Case("404", 1, always=status(404), outcomes=NONE, reason="404"),
    Case("403", 1, always=status(403), outcomes=NONE, reason="403"),
    # Records
    Case("no-authors-once", 2, (in_entry(C, "<author>.*</author>"),)),
    *(
        Case(f"{name}-always", 2, always=in_entry(C, pattern, new), outcomes={C: MALFORMED},
             reason=reason)
        for name, pattern, new, reason in (
            ("no-authors", "<author>.*</author>", "", "no authors"),
            ("an-author-without-name", "<name>Ada Lovelace</name>", "<name/>", "without a name"),
            ("no-title", "<title>.*?</title>", "<title> </title>", "no title"),
            ("no-abstract", "<summary>.*?</summary>", "", "no abstract"),
            ("no-published", "<published>.*?</published>", "", "published"),
            ("no-updated", "<updated>.*?</updated>", "", "updated"),
            ("bad-date", "2017-06-12T17:57:34Z", "2017-06-32T17:57:34Z", "2017-06-32"),
            ("no-primary-category", "<arxiv:primary_category.*?/>", "", "category"),
        )
    ),
    Case("withdrawn", 1, changed={C: WITHDRAWAL}, outcomes={C: WITHDRAWN}, reason="Lemma 2"),
    Case("awkward-texts", 1, changed={C: AWKWARD}),
    Case("3000-authors", 1, changed={C: {"authors": CROWD}}),
    # Paths
    Case("redirect", 2, (moved("/api/query?TARGET"),)),
    Case("redirect-loop", 4, always=moved("/api/query?TARGET"), outcomes=NONE, reason="redirect"),
    Case("redirect-to-a-file", 1, always=moved("file:///etc/passwd"), outcomes=NONE,
         reason="redirect"),
]  # fmt: skip


def test_there_are_enough_cases():
    assert len({case.name for case in CASES}) == len(CASES) >= 36


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_fault(case, fake, arxiv, make_list, make_paper, whole_lock):  # noqa: PLR0913, PLR0917
    root = make_list(IDS)
    for arxiv_id in IDS:
        if arxiv_id not in case.unknown:
            arxiv.put(make_paper(arxiv_id, **case.changed.get(arxiv_id, {})))
    library = read_library(root)
    before = {arxiv_id: _lock_a_record(library.lock_folder, arxiv_id) for arxiv_id in IDS}
    library = read_library(root)
    _plan(arxiv, case, fake)

    service = Service("arXiv", **{"gap": 3.0, "breaker": 5, "timeout": 60.0} | case.service)
    fetcher = Fetcher(service, None, "", case.budget, fake.clock)
    client = Client(fetcher, NOW, base_url=arxiv.api, batch=case.batch)
    wanted = plan_enrichment(library, NOW, refresh=datetime.timedelta(0))
    enrichment = enrich_lock(library, wanted, client.fetch(subject.id for subject in wanted))

    outcomes = {update.answer.id.value: update.answer.outcome for update in enrichment.updates}
    assert outcomes == dict.fromkeys(IDS, FOUND) | case.outcomes
    assert len(enrichment.updates) == len(IDS)
    assert len(arxiv.log) == fetcher.asked == case.requests
    for update in enrichment.updates:
        assert bool(update.answer.record) == (update.answer.outcome in (FOUND, WITHDRAWN))
        if update.answer.outcome is not FOUND:
            assert case.reason in update.answer.reason
    _check_pace(arxiv, case)

    after = whole_lock(root)
    for arxiv_id in IDS:
        if outcomes[arxiv_id] in (FOUND, WITHDRAWN):
            _check_record(
                read_library(root).lock.records[ArxivId(arxiv_id)], arxiv.papers[arxiv_id][-1]
            )
        else:
            assert after[arxiv_id] == before[arxiv_id]


def _lock_a_record(folder, arxiv_id: str) -> bytes:
    record = Record(
        ArxivId(arxiv_id), "Before", (Name("Lovelace", "Ada"),), Provenance("api", LONG_AGO),
        abstract="Before.", version=1,
    )  # fmt: skip
    write_record(folder, record)
    return (folder / f"{arxiv_id}.json").read_bytes()


def _plan(arxiv: Arxiv, case: Case, fake) -> None:
    """The case's faults, with this clock and this request's address."""

    def prepare(fault: Fault) -> Fault:
        def spoil(request: Request, reply: Reply) -> Reply:
            reply = fault(request, reply)
            if case.slow:
                # Time passes with every byte, or before the response.
                step = {"drip" if reply.drip else "before": lambda: fake.pass_by(case.slow)}
                reply = replace(reply, **step)
            headers = dict(reply.headers)
            if "TARGET" in headers.get("Location", ""):
                query = request.target.partition("?")[2]
                headers["Location"] = headers["Location"].replace("TARGET", query)
            if headers.get("Retry-After", "").startswith("DATE+"):
                moment = fake.time + float(headers["Retry-After"][5:])
                headers["Retry-After"] = email.utils.formatdate(moment, usegmt=True)
            return replace(reply, headers=headers)

        return spoil

    arxiv.plan(map(prepare, case.script), case.always and prepare(case.always))


def _check_pace(arxiv: Arxiv, case: Case) -> None:
    pauses = [
        after.begun - arxiv.ended[before.number]
        for before, after in zip(arxiv.log, arxiv.log[1:], strict=False)
    ]
    # The fetcher counts in floats.
    assert all(pause > 3.0 - 1e-3 for pause in pauses)
    if case.pause > 3.0:
        assert pauses[0] > case.pause - 1.0
    assert arxiv.most_open <= 2  # a broken connection may still be closing


def _check_record(record: Record, paper: Paper) -> None:
    assert record.title == strip_markup(paper.title)
    # Accents are decoded; formulas and everything else are left as written.
    assert record.abstract == paper.abstract.replace(r"Erd\H{o}s & Poincar\'e", "Erdős & Poincaré")
    assert record.version == paper.version
    assert list(record.authors) == [parse_name(author) for author in paper.authors if author != ":"]
    assert str(record.submitted) == paper.published[:10]
    assert record.primary_category == paper.primary
    assert record.comment == (re.sub(r"\\url\{(.*)\}", r"\1", paper.comment) or None)
    assert record.journal_ref == (paper.journal_ref or None)
    assert (record.doi or "") == (paper.doi.split()[0] if paper.doi else "")
    assert record.provenance.route == "api"
    assert record.provenance.endpoint.startswith("http://127.0.0.1:")
    assert record.provenance.read == NOW


@pytest.mark.parametrize(
    ("url", "gap"),
    [
        ("https://export.arxiv.org/api/query", 3.0),
        ("http://127.0.0.1:8000/api", 0.0),
        ("http://localhost/api", 0.0),
        ("http://[::1]:80/api", 0.0),
        ("http://localhost.example.org/api", 3.0),
        ("http://10.0.0.1/api", 3.0),
    ],
)
def test_the_request_rate_for_an_address(url, gap):
    assert service_for(url).gap == gap


@pytest.mark.parametrize(
    "url",
    ["", "x", "arxiv.org/api", "file:///x", "http://", "http://a:b/", "http://[", "http://a/?x=1"],
)
def test_invalid_addresses(url):
    with pytest.raises(UsageError):
        service_for(url)
