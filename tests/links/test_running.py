"""A run from end to end: what is chosen, recorded, and proposed for the list."""

import pytest

from links.outcomes import TARGET, URL, B, G, U, W, outcome, result, silent
from readinglist.entry.findings import Location
from readinglist.errors import NetworkError
from readinglist.library.lock.dead_links import DeadLink
from readinglist.links.gather.targets import Expected, Gathered, Place, Target
from readinglist.links.history import AT_RISK_AFTER, History, Standing
from readinglist.links.running import Recorder, choose, dead_links_of, needs_copy, plan_edits
from readinglist.links.tell.fixes import Addition, Replacement
from readinglist.links.tell.report import Outcome, Run
from readinglist.links.verdicts import Missing, Reason, Result
from readinglist.system.git.changes import Changes
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId

OLD, NEW = "https://a.example/x", "https://b.example/longer/y"


def test_an_outage_of_ours_is_not_recorded():
    with History(None) as history:
        recorder = Recorder(history)
        for n in range(5):
            recorder.take(Target(f"https://h{n}.example/"), silent(n, Reason.NO_HOST))
        with pytest.raises(NetworkError):
            recorder.finish()
        assert list(history.urls()) == []


def test_earlier_failures_are_recorded_once_there_is_an_answer():
    with History(None) as history:
        recorder = Recorder(history)
        for n in range(5):
            recorder.take(Target(f"https://h{n}.example/"), silent(n))
        recorder.take(TARGET, result(status=200, attempts=1))
        run = recorder.finish()
        assert len(list(history.urls())) == 6
        assert run.counts["unknown"] == 5


def test_only_changed_lines_are_chosen():
    quote = Expected(Reason.MISSING_QUOTE, "q", Location("c.yml", 9, 1), "source.quote")
    pages = [
        Target("https://new/", (Place(Location("a.yml", 3), "https://new/"),)),
        Target("https://old/", (Place(Location("a.yml", 4), "https://old/"),)),
        Target("https://both/", (Place(Location("a.yml", 3), "https://both/"),
                                 Place(Location("b.yml", 1), "https://both/"))),
        Target("https://essay/", (Place(Location("e.yml", 1), "https://essay/"),), (quote,)),
    ]  # fmt: skip
    changes = Changes({"a.yml": frozenset({3})}, frozenset({"c.yml"}))
    choice = choose(Gathered(pages, {}, {}), changes=changes)
    assert [page.url for page in choice.pages] == [
        "https://new/",
        "https://both/",
        "https://essay/",
    ]
    assert choice.new == {"https://new/", "https://both/"}
    assert choice.pages[2].places[0].location == quote.location


def test_the_edits_of_a_run():
    place = Place(Location("a.yml", 1, 6), f"{OLD}#part", "url", is_exact=True)
    inexact = Place(Location("a.yml", 3, 6), OLD, "note")
    moved = Result(OLD, G, moved_to=NEW)
    run = Run([Outcome(Target(OLD, (place, inexact)), moved)])
    assert list(plan_edits(run)) == [Replacement(place.location, f"{OLD}#part", f"{NEW}#part")]


def test_dead_links_of_a_run():
    before = {"https://u/": DeadLink(PartialDate(2026, 1, 1), is_confirmed=True),
              "https://g/": DeadLink(PartialDate(2026, 1, 1), is_confirmed=True)}  # fmt: skip
    run = Run()
    run.add(outcome(B, confirmed=True))
    run.add(Outcome(Target("https://u/"), Result("https://u/", U, Reason.LEFT)))
    run.add(Outcome(Target("https://g/"), Result("https://g/", G)))
    dead = dead_links_of(run, before)
    assert dead == {URL: DeadLink(PartialDate(2027, 1, 13), is_confirmed=True),
                    "https://u/": before["https://u/"]}  # fmt: skip


def test_a_new_quote_from_an_old_link_is_expected_but_no_new_link():
    quote = Expected(Reason.MISSING_QUOTE, "q", Location("a.yml", 3), "source.quote")
    old = Expected(Reason.MISSING_QUOTE, "p", Location("a.yml", 9), "source.quote")
    page = Target(URL, (Place(Location("a.yml", 1), URL),), (old, quote))
    changes = Changes({"a.yml": frozenset({3})}, frozenset())
    (chosen,) = choose(Gathered([page], {}, {}), changes=changes).pages
    assert chosen.expects == (quote,)
    assert [(place.location, place.field) for place in chosen.places] == [
        (quote.location, "source.quote")
    ]


def test_papers_of_arxiv_belong_to_the_first_shard():
    paper = ArxivId("2301.00001")
    pages = [Target(f"https://h{n}.example/") for n in range(6)]
    doi = Target("https://doi.org/10.1/x")
    gathered = Gathered(pages, {paper: Target(paper.abs_url)}, {"10.1/x": doi})
    whole = choose(gathered)
    assert (whole.pages, list(whole.arxiv), whole.count) == ([*pages, doi], [paper], 8)
    parts = [choose(gathered, shard=(number, 3)) for number in (1, 2, 3)]
    assert [list(part.arxiv) for part in parts] == [[paper], [], []]
    assert sorted(page.url for part in parts for page in part.pages) == sorted(
        page.url for page in whole.pages
    )


def test_failures_of_a_few_hosts_are_recorded_even_without_any_answer():
    """Three silent hosts are an outage; two may really be gone."""
    with History(None) as history:
        recorder = Recorder(history)
        for n in (0, 1, 1):
            recorder.take(Target(f"https://h{n}.example/"), silent(n))
        assert list(history.urls()) == [], "not before the end of the run"
        assert recorder.finish().counts["unknown"] == 3
        assert len(list(history.urls())) == 2


def test_results_without_a_request_say_nothing_about_the_network():
    with History(None) as history:
        recorder = Recorder(history)
        recorder.take(TARGET, result(reason=Reason.FRESH))
        assert not recorder.is_online
        for n in range(3):
            recorder.take(Target(f"https://h{n}.example/"), silent(n))
        with pytest.raises(NetworkError):
            recorder.finish()


RISKY = Standing(unknown_runs=AT_RISK_AFTER)


@pytest.mark.parametrize(
    ("made", "wanted"),
    [
        (outcome(B), True),
        (outcome(W), True),
        (outcome(G), False),
        (outcome(G, moved_to="https://b.example/"), False),
        # The page is there: only what it says has changed.
        (outcome(W, missing=(Missing(Reason.MISSING_QUOTE, "q"),)), False),
        (outcome(U), False),
        (Outcome(TARGET, result(U), RISKY), True),
        (Outcome(TARGET, Result("https://arxiv.org/abs/2301.00001", B)), False),
        (Outcome(TARGET, Result("https://doi.org/10.1/x", B)), False),
        (Outcome(TARGET, Result("https://web.archive.org/web/2020/x", B)), False),
    ],
)
def test_which_pages_need_an_archived_copy(made, wanted):
    assert needs_copy(made) is wanted


def test_an_archived_copy_is_added_next_to_the_entrys_own_address():
    own = Place(Location("a.yml", 1, 6), OLD, "url", is_exact=True)
    code = Place(Location("a.yml", 4, 8), OLD, "links.code", is_exact=True)
    dead = Outcome(Target(OLD, (own, code)), Result(OLD, B), snapshot=NEW)
    assert list(plan_edits(Run([dead]))) == [Addition(own.location, NEW)]
