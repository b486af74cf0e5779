"""A run from end to end: what is chosen, recorded, and proposed for the list."""

import pytest

from links.outcomes import TARGET, URL, B, G, U, outcome, result, silent
from readinglist.entry.findings import Location
from readinglist.errors import NetworkError
from readinglist.library.lock.dead_links import DeadLink
from readinglist.links.gather.targets import Expected, Gathered, Place, Target
from readinglist.links.history import History
from readinglist.links.running import Recorder, choose, dead_links_of, plan_edits
from readinglist.links.tell.fixes import Replacement
from readinglist.links.tell.report import Outcome, Run
from readinglist.links.verdicts import Reason, Result
from readinglist.system.git.changes import Changes
from readinglist.values.dates import PartialDate

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
