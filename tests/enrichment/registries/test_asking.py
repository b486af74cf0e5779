"""Which registry is asked, at which pace and address, and what its answer means."""

import datetime
import json
from dataclasses import replace

import pytest
from registry_records import READ, of_crossref
from standins.crossref import work

from readinglist.enrichment.registries.asking import Asking, Outcome, Settings, registries_for
from readinglist.errors import UsageError
from readinglist.library.lock.registry_records import Registry
from readinglist.system.http import Cause, FetchError

CROSSREF, DATACITE, DBLP = Registry
DOI = "10.1000/x"


def test_rates_apply_to_services_but_not_to_this_machine():
    real = Asking(Settings())
    here = Asking(Settings(urls=dict.fromkeys(Registry, "http://127.0.0.1:9/api/")))
    assert [real.fetcher(registry).service.gap for registry in Registry] == [1.0, 1.0, 2.0]
    assert [here.fetcher(registry).service.gap for registry in Registry] == [0.0, 0.0, 0.0]
    assert here.settings.url(DBLP) == "http://127.0.0.1:9/api"


@pytest.mark.parametrize(
    "url", ["api.example.org", "ftp://api.example.org", "https://", "http://x:y", "https://a/?b"]
)
def test_invalid_addresses(url):
    with pytest.raises(UsageError):
        Asking(Settings(urls={CROSSREF: url})).look_up_doi(DOI)


def test_a_doi_that_no_source_can_have():
    with pytest.raises(ValueError, match="could have"):
        Asking(Settings(sources=(DBLP,))).look_up_doi(DOI)


def test_a_doi_of_arxivs_is_never_at_crossref():
    assert registries_for(DOI) == [CROSSREF, DATACITE]
    assert registries_for("10.48550/arxiv.1706.03762") == [DATACITE]
    assert registries_for("10.48550/arxiv.1706.03762", None, (CROSSREF, DBLP)) == []
    assert registries_for(DOI, None, (DBLP, DATACITE)) == [DATACITE]


@pytest.mark.parametrize(
    ("registry", "order"),
    [(CROSSREF, [CROSSREF, DATACITE]), (DATACITE, [DATACITE, CROSSREF])],
)
def test_the_registry_that_had_it_is_asked_first(registry, order):
    known = replace(of_crossref(work(DOI, "On X", "Lovelace, Ada")), registry=registry)
    assert registries_for(DOI, known) == order
    assert registries_for(DOI, known, (DATACITE,)) == [DATACITE]


@pytest.mark.parametrize(
    ("url", "gap"),
    [
        ("http://localhost:8000", 0.0),
        ("http://[::1]/api", 0.0),
        ("http://127.9.9.9", 0.0),
        ("https://localhost.example.org", 1.0),
        ("https://10.0.0.1", 1.0),
    ],
)
def test_the_pace_for_an_address(url, gap):
    fetcher = Asking(Settings(urls={CROSSREF: url})).fetcher(CROSSREF)
    assert fetcher.service.gap == gap


def test_only_a_real_service_needs_the_pace_of_other_runs(tmp_path):
    asking = Asking(Settings(urls={CROSSREF: "http://localhost"}, state=tmp_path))
    assert asking.fetcher(CROSSREF).state is None
    assert asking.fetcher(DATACITE).state == tmp_path
    assert asking.fetcher(DATACITE) is asking.fetcher(DATACITE)


class Answering:
    """A fetcher whose requests all end the same: with a body, or with an error."""

    def __init__(self, end):
        self.end = end
        self.asked = []

    def get(self, url, parse, *, params=None, accept):
        self.asked.append((url, params, accept))
        if isinstance(self.end, Exception):
            raise self.end
        return parse(self.end)


def look_up(ends, contact="", sources=tuple(Registry)):
    """The result of looking up the DOI with these ends of requests, and the fetchers."""
    settings = Settings(contact=contact, sources=sources, read=READ)
    asking = Asking(settings)
    asking.fetchers = {registry: Answering(end) for registry, end in ends.items()}
    return asking.look_up_doi(DOI), asking


GONE = FetchError(Cause.REFUSED, "HTTP status 404", status=404, body=b"Resource not found.")
PAGE = FetchError(Cause.REFUSED, "HTTP status 404", status=404, body=b"<!doctype html><p>404")
DOWN = FetchError(Cause.DOWN, "HTTP status 503", status=503)


@pytest.mark.parametrize(
    ("ends", "sources", "registry", "outcome", "reason"),
    [
        ({CROSSREF: GONE, DATACITE: GONE}, tuple(Registry), DATACITE, Outcome.MISSING,
         "neither Crossref nor DataCite has it"),
        ({CROSSREF: GONE}, (CROSSREF,), CROSSREF, Outcome.MISSING, "Crossref does not have it"),
        # A page instead of an answer comes from something in between.
        ({CROSSREF: PAGE, DATACITE: GONE}, tuple(Registry), CROSSREF, Outcome.UNANSWERED,
         "HTTP status 404"),
        ({CROSSREF: DOWN, DATACITE: GONE}, tuple(Registry), CROSSREF, Outcome.UNANSWERED,
         "HTTP status 503"),
        ({CROSSREF: GONE, DATACITE: DOWN}, tuple(Registry), DATACITE, Outcome.UNANSWERED,
         "HTTP status 503"),
    ],
)  # fmt: skip
def test_what_the_end_of_a_request_means(ends, sources, registry, outcome, reason):
    found, asking = look_up(ends, sources=sources)
    assert (found.registry, found.outcome, found.reason) == (registry, outcome, reason)
    assert (found.subject, found.record) == (DOI, None)
    # Only what no registry has is remembered, and one of them alone cannot say so.
    is_final = outcome is Outcome.MISSING and len(sources) > 1
    assert (DOI in asking.absences) is is_final


@pytest.mark.parametrize(
    ("contact", "params"),
    [
        ("", None),
        ("ada@example.org", {"mailto": "ada@example.org"}),
        ("https://example.org", None),
        ("https://example.org/@ada", None),
    ],
)
def test_a_contact_is_sent_if_it_is_an_address_of_mail(contact, params):
    body = {"message-type": "work", "message": work(DOI, "On X", "Lovelace, Ada")}
    found, asking = look_up({CROSSREF: json.dumps(body).encode()}, contact)
    assert found.outcome is Outcome.FOUND
    assert found.record.provenance.read == READ
    url = "https://api.crossref.org/works/10.1000%2Fx"
    assert asking.fetchers[CROSSREF].asked == [(url, params, "application/json")]


def test_a_record_in_another_format_is_malformed():
    body = {"message-type": "work", "message": work(DOI, "On X") | {"title": []}}
    found, _ = look_up({CROSSREF: json.dumps(body).encode()})
    assert (found.outcome, found.reason) == (Outcome.MALFORMED, "the record has no title")


@pytest.mark.parametrize(("days", "is_remembered"), [(29, True), (31, False)])
def test_absences_are_forgotten_after_a_month(tmp_path, days, is_remembered):
    then = READ - datetime.timedelta(days=days)
    (tmp_path / "absences.json").write_text(json.dumps({DOI: then.timestamp()}), "utf-8")
    assert (DOI in Asking(Settings(state=tmp_path, read=READ)).absences) is is_remembered
    # A refresh can only shorten that.
    for ago, still in ((1, False), (40, is_remembered)):
        refresh = READ - datetime.timedelta(days=ago)
        settings = Settings(state=tmp_path, read=READ, refresh_before=refresh)
        assert (DOI in Asking(settings).absences) is still
