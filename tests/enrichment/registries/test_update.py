"""Filling the registries' lock over the network, with and without faults, against stand-ins.

Each fault states the result of the look-up and how many requests it takes; in every case the lock
has the complete old record or the complete new one, and nothing else.
"""

import datetime
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from standins import server as faults
from standins.crossref import Crossref, work
from standins.datacite import DataCite, deposit
from standins.dblp import Dblp, publication
from standins.server import Server

from readinglist.enrichment.registries import asking
from readinglist.enrichment.registries.asking import Asking, Outcome, Settings
from readinglist.enrichment.registries.update import Change, Report, fetch_registries
from readinglist.errors import StorageError
from readinglist.library.library import Library
from readinglist.library.lock.arxiv import write_record
from readinglist.library.lock.arxiv_records import Provenance, Record
from readinglist.library.lock.registries import write_published
from readinglist.library.lock.registry_records import (
    PublishedRecord,
    Registry,
    parse_published_record,
)
from readinglist.library.reading import read_library
from readinglist.system.http import Clock
from readinglist.values.identifiers import ArxivId
from readinglist.values.names import parse_name

CROSSREF, DATACITE, DBLP = Registry
DOI = "10.1000/x"
PAPER = ArxivId("1706.03762")
DAY = 24 * 3600.0
#: When the tests start: 2026-11-21, in seconds since 1970.
START = 1795_219_200.0
THEMES = "- {id: t, title: T, lead: l, introduction: i}\n"


@dataclass
class FakeTime:
    """A clock that advances when somebody sleeps."""

    at: float = START
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds

    def clock(self) -> Clock:
        return Clock(lambda: self.at, lambda: self.at, self.sleep, lambda: 0.5)


def write_list(root: Path, **papers: str) -> Path:
    """A list of these papers, each given by its lines besides theme and takeaway."""
    entries = root / "entries"
    (entries / "papers").mkdir(parents=True, exist_ok=True)
    (entries / "themes.yml").write_text(THEMES)
    for name, lines in papers.items():
        text = f"{lines}\nthemes: [t]\ntakeaway: x\n"
        (entries / "papers" / f"{name}.yml").write_text(text)
    return root


def write_paper(root: Path, **fields: object) -> None:
    """arXiv's record of the one paper of these tests."""
    values = {"title": "Attention Is All You Need", "authors": ["Ashish Vaswani", "Noam Shazeer"]}
    values |= fields
    authors = tuple(map(parse_name, values.pop("authors")))
    moment = datetime.datetime.fromtimestamp(START, datetime.UTC)
    record = Record(id=PAPER, authors=authors, provenance=Provenance("api", moment), **values)
    write_record(root / "entries/metadata/arxiv", record)


class Net:
    """Local stand-ins for the three registries."""

    def __init__(self, stack: ExitStack, state: Path) -> None:
        self.crossref, self.datacite, self.dblp = Crossref(), DataCite(), Dblp()
        self.servers: dict[Registry, Server] = {}
        for registry, answer in zip(
            Registry, (self.crossref, self.datacite, self.dblp), strict=True
        ):
            self.servers[registry] = stack.enter_context(answer.server())
        self.time = FakeTime()
        self.state = state

    def settings(self, **changes: object) -> Settings:
        urls = {registry: server.url for registry, server in self.servers.items()}
        return replace(Settings(urls=urls, state=self.state, clock=self.time.clock()), **changes)

    def fetch(self, library: Library | Path, **changes: object) -> Report:
        if isinstance(library, Path):
            library = read_library(library)
        return fetch_registries(library, self.settings(**changes))

    @property
    def asked(self) -> list[int]:
        """The requests to each of the three."""
        return [len(self.servers[registry].log) for registry in Registry]


@pytest.fixture
def net(tmp_path) -> Iterator[Net]:
    with ExitStack() as stack:
        yield Net(stack, tmp_path / "state")


@pytest.fixture
def root(tmp_path) -> Path:
    return write_list(tmp_path / "list", ada=f"doi: {DOI}")


def lock_of(root: Path) -> dict[str, PublishedRecord]:
    """Every file of the registries' lock, each checked to be complete."""
    folder = root / "entries/metadata"
    return {
        file.relative_to(folder).as_posix(): parse_published_record(json.loads(file.read_bytes()))
        for part in ("doi", "dblp")
        for file in sorted((folder / part).rglob("*"))
        if file.is_file()
    }


def summary(report: Report) -> list[tuple[str, str, str]]:
    return [
        (lookup.subject, lookup.registry.value, lookup.outcome.value) for lookup in report.lookups
    ]


# Which registry is asked


def test_a_doi_of_crossref(net, root):
    net.crossref.works[DOI] = work(DOI, "On Examples", "Lovelace, Ada")
    report = net.fetch(root)
    assert summary(report) == [(DOI, "crossref", "found")]
    assert report.changes == {DOI: Change.NEW}
    assert net.asked == [1, 0, 0]
    (request,) = net.servers[CROSSREF].log
    assert request.target == "/works/10.1000%2Fx"
    assert request.headers["accept"] == "application/json"
    (record,) = lock_of(root).values()
    assert record.title == "On Examples"
    assert record.provenance.endpoint == net.servers[CROSSREF].url
    assert record.provenance.read.timestamp() == START


def test_a_doi_unknown_to_crossref_is_looked_up_at_datacite(net, root):
    net.datacite.deposits[DOI] = deposit(DOI, "Code", "Lovelace, Ada")
    assert summary(net.fetch(root)) == [(DOI, "datacite", "found")]
    assert net.asked == [1, 1, 0]
    # Now it is known which registry has it.
    net.fetch(root, refresh_before=datetime.datetime.max.replace(tzinfo=datetime.UTC))
    assert net.asked == [1, 2, 0]


def test_an_arxiv_doi_is_looked_up_only_at_datacite(net, tmp_path):
    doi = "10.48550/arxiv.1706.03762"
    root = write_list(tmp_path / "list", ada=f"doi: {doi}")
    net.datacite.deposits[doi] = deposit(doi, "Attention", "Vaswani, Ashish")
    assert summary(net.fetch(root)) == [(doi, "datacite", "found")]
    assert net.asked == [0, 1, 0]


def test_an_unknown_doi(net, root):
    report = net.fetch(root)
    assert summary(report) == [(DOI, "datacite", "missing")]
    assert report.lookups[0].reason == "neither Crossref nor DataCite has it"
    assert net.asked == [1, 1, 0]
    assert lock_of(root) == {}


def test_a_private_doi(net, root):
    net.datacite.deposits[DOI] = deposit(DOI, "Code", "Lovelace, Ada", state="registered")
    assert summary(net.fetch(root)) == [(DOI, "datacite", "missing")]


@pytest.mark.parametrize(
    ("sources", "asked", "outcome"),
    [
        ((CROSSREF,), [1, 0, 0], [(DOI, "crossref", "missing")]),
        ((DATACITE,), [0, 1, 0], [(DOI, "datacite", "missing")]),
        ((DBLP,), [0, 0, 0], []),
        ((), [0, 0, 0], []),
    ],
)
def test_the_sources_can_be_chosen(net, root, sources, asked, outcome):
    assert summary(net.fetch(root, sources=sources)) == outcome
    assert net.asked == asked
    # What one of them lacks, another may have.
    net.crossref.works[DOI] = work(DOI, "On Examples", "Lovelace, Ada")
    assert summary(net.fetch(root)) == [(DOI, "crossref", "found")]


def test_an_arxiv_paper_is_looked_up_at_dblp(net, tmp_path):
    root = write_list(tmp_path / "list", vaswani=f'arxiv: "{PAPER.value}"')
    write_paper(root)
    found = publication(
        "conf/nips/VS17", "Attention is All you Need", "Ashish Vaswani", "Noam Shazeer 0001"
    )
    preprint = publication(
        "journals/corr/VS17", "Attention Is All You Need", "Ashish Vaswani", "Noam Shazeer"
    )
    net.dblp.publications = (preprint, found)
    report = net.fetch(root)
    assert summary(report) == [(PAPER.value, "dblp", "found")]
    (request,) = net.servers[DBLP].log
    assert request.query["q"] == "Attention Is All You Need Vaswani"
    (path, record), *rest = lock_of(root).items()
    assert not rest
    assert (path, record.key, record.arxiv) == ("dblp/1706.03762.json", "conf/nips/VS17", PAPER)
    # The record is there, so it is not requested again.
    net.fetch(root)
    assert net.asked == [0, 0, 1]


@pytest.mark.parametrize(
    ("lines", "fields", "asked"),
    [
        ("venue: NeurIPS", {}, [0, 0, 0]),
        ("", {"journal_ref": "NIPS 2017"}, [0, 0, 0]),
        ("", {"doi": DOI}, [1, 0, 0]),
        ("", {"doi": "10.1000/none"}, [1, 1, 1]),
        ("", {}, [0, 0, 1]),
    ],
)
def test_dblp_is_asked_only_if_the_venue_is_unknown(net, tmp_path, lines, fields, asked):
    root = write_list(tmp_path / "list", vaswani=f'arxiv: "{PAPER.value}"\n{lines}')
    write_paper(root, **fields)
    net.crossref.works[DOI] = work(
        DOI, "Attention Is All You Need", "Vaswani, Ashish", "Shazeer, Noam"
    )
    net.fetch(root)
    assert net.asked == asked


def test_dblp_is_not_asked_about_unknown_papers(net, tmp_path):
    root = write_list(tmp_path / "list", vaswani=f'arxiv: "{PAPER.value}"')
    assert summary(net.fetch(root)) == []


@pytest.mark.parametrize(
    ("publications", "outcome", "reason"),
    [
        ([], Outcome.MISSING, "not listed"),
        (["journals/corr/V17"], Outcome.MISSING, "the preprint alone is listed"),
        (
            ["conf/nips/V17", "journals/jmlr/V18"],
            Outcome.AMBIGUOUS,
            "several records fit: conf/nips/V17, journals/jmlr/V18",
        ),
    ],
)
def test_responses_of_dblp(net, tmp_path, publications, outcome, reason):
    root = write_list(tmp_path / "list", vaswani=f'arxiv: "{PAPER.value}"')
    write_paper(root)
    net.dblp.publications = [
        publication(key, "Attention Is All You Need", "Ashish Vaswani", "Noam Shazeer")
        for key in publications
    ]
    (lookup,) = net.fetch(root).lookups
    assert (lookup.outcome, lookup.reason) == (outcome, reason)
    assert lock_of(root) == {}


def test_too_many_hits_are_ambiguous(net, tmp_path):
    root = write_list(tmp_path / "list", vaswani=f'arxiv: "{PAPER.value}"')
    write_paper(root, title="On")
    net.dblp.publications = [
        publication(f"conf/x/{n}", f"On {n}", "Ashish Vaswani", "Noam Shazeer") for n in range(120)
    ]
    (lookup,) = net.fetch(root).lookups
    assert (lookup.outcome, lookup.reason) == (
        Outcome.AMBIGUOUS,
        "more than 100 hits for the title",
    )


@pytest.mark.parametrize(
    ("contact", "query", "agent"),
    [
        ("", {}, "(reading-list generator)"),
        ("ada@example.org", {"mailto": "ada@example.org"}, "; ada@example.org)"),
        ("https://example.org/list", {}, "; https://example.org/list)"),
    ],
)
def test_the_contact_is_sent(net, root, contact, query, agent):
    net.fetch(root, contact=contact)
    for registry in (CROSSREF, DATACITE):
        (request,) = net.servers[registry].log
        assert request.query == query
        assert request.headers["user-agent"].endswith(agent)


def test_a_doi_in_two_entries_is_looked_up_once(net, tmp_path):
    root = write_list(tmp_path / "list", ada=f"doi: {DOI}", alan=f"doi: {DOI}")
    assert len(net.fetch(root).lookups) == 1


def test_only_some_entries(net, tmp_path):
    root = write_list(tmp_path / "list", ada=f"doi: {DOI}", alan="doi: 10.1000/y")
    assert [lookup.subject for lookup in net.fetch(root, entries=["alan"]).lookups] == ["10.1000/y"]


# Faults. A look-up has four attempts; after two invalid responses it is given up.


def spoilt(change) -> faults.Fault:
    """The correct response with its JSON changed."""
    return faults.body(lambda data: json.dumps(change(json.loads(data))).encode())


def message(**fields) -> faults.Fault:
    return spoilt(lambda answer: answer | {"message": answer["message"] | fields})


FOUND, MISSING, MALFORMED, UNANSWERED = (
    Outcome.FOUND, Outcome.MISSING, Outcome.MALFORMED, Outcome.UNANSWERED,
)  # fmt: skip
HTML = b"<html><body>No such page</body></html>"
# name: (faults of the first requests, that of all others, outcome, requests, words of the reason)
FAULTS = {
    "none": ([], None, FOUND, 1, ""),
    "404 page of another site": (
        [],
        faults.status(404, body=HTML),
        UNANSWERED,
        1,
        "HTTP status 404",
    ),
    "429 once": ([faults.status(429, after="7")], None, FOUND, 2, ""),
    "429 always": ([], faults.status(429), UNANSWERED, 4, "HTTP status 429"),
    "429 for a day": ([], faults.status(429, after="86400"), UNANSWERED, 1, "pause beyond"),
    "503 once": ([faults.status(503)], None, FOUND, 2, ""),
    "503 always": ([], faults.status(503), UNANSWERED, 4, "HTTP status 503"),
    "500 always": ([], faults.status(500), UNANSWERED, 4, "HTTP status 500"),
    "400": ([], faults.status(400), UNANSWERED, 1, "HTTP status 400"),
    "403": ([], faults.status(403), UNANSWERED, 1, "HTTP status 403"),
    "page once": ([faults.page()], None, FOUND, 2, ""),
    "page always": ([], faults.page(), UNANSWERED, 2, "web page"),
    "empty": ([], faults.body(lambda _: b""), UNANSWERED, 2, "not JSON"),
    "garbage": ([], faults.body(lambda _: b"\x00\x01"), UNANSWERED, 2, "not JSON"),
    "not UTF-8": ([], faults.body(lambda _: b'{"a": "\xe9"}'), UNANSWERED, 2, "not JSON"),
    "deep nesting": ([], faults.body(lambda _: b"[" * 200_000), UNANSWERED, 2, "not JSON"),
    "a list": ([], faults.body(lambda _: b"[]"), UNANSWERED, 2, "not a JSON object"),
    "null": ([], faults.body(lambda _: b"null"), UNANSWERED, 2, "not a JSON object"),
    "cut JSON": ([], faults.body(lambda d: d[:-20]), UNANSWERED, 2, "not JSON"),
    "cut once": ([faults.cut(40)], None, FOUND, 2, ""),
    "cut always": ([], faults.cut(40), UNANSWERED, 4, "cut short"),
    "cut chunks": ([], faults.cut_chunks(150), UNANSWERED, 4, "cut short"),
    "gzip": ([], faults.zipped(), FOUND, 1, ""),
    "gzip cut short": ([], faults.zipped(lambda d: d[:-40]), UNANSWERED, 2, "not JSON"),
    "no gzip": ([], faults.zipped(lambda _: b"plain"), UNANSWERED, 4, "unpacked"),
    "reset once": ([faults.reset()], None, FOUND, 2, ""),
    "reset always": ([], faults.reset(), UNANSWERED, 4, "connection failed"),
    "no HTTP": ([], faults.raw(b"SSH-2.0\r\n"), UNANSWERED, 4, "connection failed"),
    "hang": ([], faults.hang(), UNANSWERED, 4, "no answer in time"),
    "redirect in a circle": ([], faults.moved("/works/10.1000%2Fx"), UNANSWERED, 4, "redirects"),
}
OF_CROSSREF = {
    "another DOI": ([], message(DOI="10.1000/y"), UNANSWERED, 2, "about 10.1000/y"),
    "no DOI": ([], message(DOI=None), UNANSWERED, 2, "about None"),
    "a list of works": (
        [],
        spoilt(lambda a: a | {"message-type": "work-list"}),
        UNANSWERED,
        2,
        "not Crossref's record",
    ),
    "no message": ([], spoilt(lambda a: a | {"message": None}), UNANSWERED, 2, "not Crossref's"),
    "no title": ([], message(title=[]), MALFORMED, 1, "no title"),
    "a title of the wrong type": ([], message(title=3), MALFORMED, 1, "expected a list"),
    "an author without a name": ([], message(author=[{}]), MALFORMED, 1, "no name"),
    "a date out of the calendar": (
        [],
        message(issued={"date-parts": [[2017, 13, 1]]}),
        MALFORMED,
        1,
        "calendar",
    ),
}
OLD_RECORD = PublishedRecord(
    CROSSREF,
    DOI,
    "The Old Record",
    (),
    Provenance("api", datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)),
)


@pytest.fixture
def patience(monkeypatch, request):
    """Short time-outs for cases in which the service is silent."""
    if request.node.callspec.params["fault"] == "hang":
        services = {
            registry: (url, replace(service, timeout=0.2))
            for registry, (url, service) in asking._SERVICES.items()
        }
        monkeypatch.setattr(asking, "_SERVICES", services)


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize("fault", [*FAULTS, *OF_CROSSREF])
def test_faults_of_crossref(net, root, fault):
    first, always, outcome, requests, reason = (FAULTS | OF_CROSSREF)[fault]
    write_published(root / "entries/metadata", OLD_RECORD)
    net.crossref.works[DOI] = work(DOI, "The New Record", "Lovelace, Ada")
    net.servers[CROSSREF].plan(first, always)
    report = net.fetch(root, refresh_before=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    (lookup,) = report.lookups
    assert (lookup.outcome, lookup.registry) == (outcome, CROSSREF)
    assert reason in lookup.reason
    assert net.asked == [requests, 0, 0]
    assert report.requests[CROSSREF] == requests
    (record,) = lock_of(root).values()
    assert record.title == ("The New Record" if outcome is FOUND else "The Old Record")


def attributes(**fields) -> faults.Fault:
    def change(answer):
        data = answer["data"]
        return {"data": data | {"attributes": data["attributes"] | fields}}

    return spoilt(change)


OF_DATACITE = {
    "another DOI": ([], attributes(doi="10.1000/y"), UNANSWERED, 2, "about 10.1000/y"),
    "no data": ([], spoilt(lambda _: {"meta": {}}), UNANSWERED, 2, "not DataCite's"),
    "a list of deposits": ([], spoilt(lambda a: {"data": [a["data"]]}), UNANSWERED, 2, "not Data"),
    "another type": (
        [],
        spoilt(lambda a: {"data": a["data"] | {"type": "clients"}}),
        UNANSWERED,
        2,
        "not DataCite's",
    ),
    "no title": ([], attributes(titles=[]), MALFORMED, 1, "no title"),
    "creators of the wrong type": ([], attributes(creators=["Ada"]), MALFORMED, 1, "an object"),
}


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize("fault", [*FAULTS, *OF_DATACITE])
def test_faults_of_datacite(net, tmp_path, fault):
    first, always, outcome, requests, reason = (FAULTS | OF_DATACITE)[fault]
    doi = "10.48550/arxiv.1706.03762"
    root = write_list(tmp_path / "list", ada=f"doi: {doi}")
    write_published(root / "entries/metadata", replace(OLD_RECORD, registry=DATACITE, key=doi))
    net.datacite.deposits[doi] = deposit(doi, "The New Record", "Lovelace, Ada")
    net.servers[DATACITE].plan(first, always)
    report = net.fetch(root, refresh_before=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    (lookup,) = report.lookups
    assert (lookup.outcome, lookup.registry) == (outcome, DATACITE)
    assert reason in lookup.reason
    assert net.asked == [0, requests, 0]
    (record,) = lock_of(root).values()
    assert record.title == ("The New Record" if outcome is FOUND else "The Old Record")


def result(**fields) -> faults.Fault:
    return spoilt(lambda answer: {"result": answer["result"] | fields})


def first_hit(**fields) -> faults.Fault:
    def change(answer):
        hits = answer["result"]["hits"]
        hits["hit"][0]["info"] |= fields
        return answer

    return spoilt(change)


OF_DBLP = {
    "404": ([], faults.status(404, body=b"nothing"), UNANSWERED, 1, "HTTP status 404"),
    "a status of its own": ([], result(status={"@code": "500"}), UNANSWERED, 2, "status 500"),
    "no hits at all": ([], result(hits={}), UNANSWERED, 2, "not that of a search"),
    "hits left out": (
        [],
        result(hits={"@total": "1", "@sent": "1"}),
        UNANSWERED,
        2,
        "holds 0 hits, and says 1 of 1",
    ),
    "nothing found": ([], result(hits={"@total": "0", "@sent": "0"}), MISSING, 1, "not listed"),
    "another title": ([], first_hit(title="Attention."), MISSING, 1, "not listed"),
    "other authors": (
        [],
        first_hit(authors={"author": [{"text": "Ashish Vaswani"}]}),
        MISSING,
        1,
        "not listed",
    ),
    "a hit of the wrong type": ([], first_hit(title=3), MALFORMED, 1, "1 of the hits"),
    "a year that is none": ([], first_hit(year="soon"), MALFORMED, 1, "1 of the hits"),
}


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize("fault", [*FAULTS, *OF_DBLP])
def test_faults_of_dblp(net, tmp_path, fault):
    first, always, outcome, requests, reason = (FAULTS | OF_DBLP)[fault]
    root = write_list(tmp_path / "list", vaswani=f'arxiv: "{PAPER.value}"')
    write_paper(root)
    old = replace(OLD_RECORD, registry=DBLP, key="conf/x/1", arxiv=PAPER)
    write_published(root / "entries/metadata", old)
    title = "Attention is All you Need"
    net.dblp.publications = [publication("conf/nips/V17", title, "Ashish Vaswani", "N. Shazeer")]
    net.servers[DBLP].plan(first, always)
    report = net.fetch(root, refresh_before=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    (lookup,) = report.lookups
    assert lookup.outcome is outcome
    assert reason in lookup.reason
    assert net.asked == [0, 0, requests]
    (record,) = lock_of(root).values()
    assert record.title == (title if outcome is FOUND else "The Old Record")


def test_a_slow_drip_ends(net, root):
    net.crossref.works[DOI] = work(DOI, "On Examples", "Lovelace, Ada")
    net.servers[CROSSREF].plan([], faults.drip(lambda: net.time.sleep(1.0), 40))
    (lookup,) = net.fetch(root, budget=1e9).lookups
    assert (lookup.outcome, lookup.reason) == (UNANSWERED, "the answer took too long")
    assert net.asked == [4, 0, 0]


def test_a_requested_pause_is_kept(net, root):
    net.crossref.works[DOI] = work(DOI, "On Examples", "Lovelace, Ada")
    net.servers[CROSSREF].plan([faults.status(429, after="90")])
    assert net.fetch(root).lookups[0].outcome is FOUND
    assert sum(net.time.slept) >= 90


def test_a_service_that_is_down_is_left_alone(net, tmp_path):
    papers = {f"p{n}": f"doi: 10.1000/{n}" for n in range(9)}
    root = write_list(tmp_path / "list", **papers)
    net.servers[CROSSREF].always = faults.status(503)
    report = net.fetch(root)
    assert {lookup.outcome for lookup in report.lookups} == {UNANSWERED}
    assert len(report.lookups) == 9
    # Four attempts, then one for each look-up until five in a row have failed.
    assert net.asked == [8, 0, 0]
    assert report.lookups[-1].reason == "Crossref failed too often in a row"


def test_one_malformed_record_does_not_affect_others(net, tmp_path):
    papers = {f"p{n}": f"doi: 10.1000/{n}" for n in range(9)}
    root = write_list(tmp_path / "list", **papers)
    for n in range(9):
        fields = {} if n == 8 else {"title": []}
        net.crossref.works[f"10.1000/{n}"] = work(f"10.1000/{n}", "X", "Lovelace, Ada", **fields)
    report = net.fetch(root)
    assert len(report.of(MALFORMED)) == 8
    assert [lookup.subject for lookup in report.of(FOUND)] == ["10.1000/8"]


def test_the_time_for_a_run_is_kept(net, tmp_path):
    root = write_list(tmp_path / "list", a="doi: 10.1000/a", b="doi: 10.1000/b")
    net.crossref.works["10.1000/a"] = work("10.1000/a", "X", "Lovelace, Ada")
    net.servers[CROSSREF].plan([faults.takes(lambda: net.time.sleep(25.0))] * 2)
    report = net.fetch(root, budget=20.0)
    assert [lookup.outcome for lookup in report.lookups] == [FOUND, UNANSWERED]
    assert "used up" in report.lookups[1].reason
    assert len(lock_of(root)) == 1


# What is remembered


def test_an_unknown_doi_is_not_looked_up_again_for_a_month(net, root):
    net.fetch(root)
    assert net.asked == [1, 1, 0]
    net.time.at += 29 * DAY
    assert net.fetch(root).lookups == []
    net.time.at += 2 * DAY
    assert summary(net.fetch(root)) == [(DOI, "datacite", "missing")]
    assert net.asked == [2, 2, 0]


def test_a_refresh_looks_up_unknown_dois_again(net, root):
    net.fetch(root)
    net.time.at += 5 * DAY
    now = datetime.datetime.fromtimestamp(net.time.at, datetime.UTC)
    week, day = (now - datetime.timedelta(days=days) for days in (7, 1))
    assert net.fetch(root, refresh_before=week).lookups == []
    assert len(net.fetch(root, refresh_before=day).lookups) == 1


def test_a_failure_does_not_count_as_absence(net, root):
    net.servers[CROSSREF].always = faults.status(503)
    net.fetch(root)
    net.servers[CROSSREF].always = None
    assert summary(net.fetch(root)) == [(DOI, "datacite", "missing")]


@pytest.mark.parametrize("text", ["", "[]", '{"10.1000/x": "soon"}', "\x00", "[" * 100_000])
def test_a_broken_memory_is_forgotten(net, root, text):
    net.state.mkdir()
    (net.state / "absences.json").write_text(text)
    net.fetch(root)
    assert net.asked == [1, 1, 0]
    assert json.loads((net.state / "absences.json").read_text()) == {DOI: START}


def test_two_runs_remember_together(net, tmp_path):
    """The second run read its memory before the first run wrote its own."""
    one, other = (read_library(write_list(tmp_path / n, a=f"doi: 10.1000/{n}")) for n in "ab")
    settings = net.settings()
    late = Asking(settings)
    fetch_registries(one, settings)
    late.look_up_doi("10.1000/b")
    late.absences.save()
    assert fetch_registries(other, settings).lookups == []
    assert fetch_registries(one, settings).lookups == []


def test_an_absence_is_forgotten_once_found(net, root):
    net.fetch(root)
    net.crossref.works[DOI] = work(DOI, "On Examples", "Lovelace, Ada")
    net.time.at += 5 * DAY
    now = datetime.datetime.fromtimestamp(net.time.at, datetime.UTC)
    net.fetch(root, refresh_before=now)
    assert json.loads((net.state / "absences.json").read_text()) == {}


def test_files_of_a_newer_version_are_left_alone(net, root):
    net.crossref.works[DOI] = work(DOI, "On Examples", "Lovelace, Ada")
    write_published(root / "entries/metadata", OLD_RECORD)
    (file,) = (root / "entries/metadata/doi").iterdir()
    file.write_text(json.dumps(OLD_RECORD.as_dict() | {"shape": "round"}))
    assert net.fetch(root).lookups == []
    assert "round" in file.read_text()


# What is written


def test_nothing_is_written_in_a_dry_run(net, root):
    net.crossref.works[DOI] = work(DOI, "On Examples", "Lovelace, Ada")
    report = net.fetch(root, write=False)
    assert [lookup.subject for lookup in report.changed] == [DOI]
    assert report.published.by_doi[DOI].title == "On Examples"
    assert not (root / "entries/metadata").exists()


def test_a_refresh_renews_what_has_not_changed(net, root):
    net.crossref.works[DOI] = work(DOI, "On Examples", "Lovelace, Ada")
    net.fetch(root)
    net.time.at += 10 * DAY
    now = datetime.datetime.fromtimestamp(net.time.at, datetime.UTC)
    report = net.fetch(root, refresh_before=now - datetime.timedelta(days=7))
    assert report.changes == {DOI: Change.SAME}
    assert report.changed == []
    # Marked as checked, so that later refreshes do not request it each time.
    assert net.fetch(root, refresh_before=now - datetime.timedelta(days=7)).lookups == []
    net.crossref.works[DOI]["title"] = ["On Other Examples"]
    assert net.fetch(root, refresh_before=now + datetime.timedelta(days=1)).changes == {
        DOI: Change.CHANGED
    }


def test_an_interrupted_run_continues(net, tmp_path, monkeypatch):
    root = write_list(tmp_path / "list", **{f"p{n}": f"doi: 10.1000/{n}" for n in range(5)})
    for n in range(5):
        net.crossref.works[f"10.1000/{n}"] = work(f"10.1000/{n}", f"No. {n}", "Lovelace, Ada")
    replace_file = os.replace
    written = []

    def stop(source, target, **more):
        # The record is complete before it gets its name.
        written.append(parse_published_record(json.loads(Path(source).read_bytes())).title)
        if len(written) == 3:
            raise KeyboardInterrupt
        replace_file(source, target, **more)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", stop)
        with pytest.raises(KeyboardInterrupt):
            net.fetch(root)
    assert written == ["No. 0", "No. 1", "No. 2"]
    assert [record.title for record in lock_of(root).values()] == ["No. 0", "No. 1"]
    assert [lookup.subject for lookup in net.fetch(root).lookups] == [
        f"10.1000/{n}" for n in (2, 3, 4)
    ]
    assert len(lock_of(root)) == 5


def test_a_lock_that_cannot_be_written(net, root):
    net.crossref.works[DOI] = work(DOI, "On Examples", "Lovelace, Ada")
    (root / "entries/metadata").mkdir()
    (root / "entries/metadata/doi").write_text("a file")
    with pytest.raises(StorageError):
        net.fetch(root)


def test_progress_is_reported(net, tmp_path):
    root = write_list(tmp_path / "list", a="doi: 10.1000/a", vaswani=f'arxiv: "{PAPER.value}"')
    write_paper(root)
    told = []
    fetch_registries(read_library(root), net.settings(), lambda *steps: told.append(steps))
    assert told == [(1, 1), (2, 2)]
