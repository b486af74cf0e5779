"""Results as findings, as JSON and as the text of an issue."""

import datetime

import pytest
from links.outcomes import T0, TARGET, URL, B, G, U, W, outcome, result, silent

from readinglist.entry.findings import Finding, Location, Severity
from readinglist.errors import StorageError
from readinglist.links.gather.targets import Expected, Place, Target
from readinglist.links.history import Standing
from readinglist.links.tell.report import (
    Outcome,
    Run,
    calls_for_action,
    findings_of,
    join_runs,
    looks_offline,
    parse_run,
    render_report,
    render_run,
)
from readinglist.links.verdicts import Missing, Reason, Result


@pytest.mark.parametrize(
    ("given_outcome", "code", "severity"),
    [
        (outcome(B), "N601", Severity.NOTICE),
        (outcome(B, confirmed=True), "E601", Severity.ERROR),
        (Outcome(TARGET, result(B), Standing(T0, 1), is_new=True), "E601", Severity.ERROR),
        (outcome(U), "N602", Severity.NOTICE),
        (outcome(W), "W601", Severity.WARNING),
        (outcome(W, reason=Reason.PARKED), "W602", Severity.WARNING),
        (outcome(W, reason=Reason.TO_HOME), "W603", Severity.WARNING),
        (outcome(W, reason=Reason.WITHDRAWN), "W606", Severity.WARNING),
        (outcome(G, moved_to="https://b.example/"), "N603", Severity.NOTICE),
    ],
)
def test_findings(given_outcome, code, severity):
    (found,) = findings_of(given_outcome)
    assert (found.code, found.severity) == (code, severity)
    assert str(found.location) == "entries/papers/a.yml:5:6"
    assert found.hint


@pytest.mark.parametrize("reason", [Reason.LEFT, Reason.EXCLUDED])
def test_unchecked_links_are_not_findings(reason):
    assert list(findings_of(outcome(U, reason=reason))) == []


def test_missing_anchors_are_reported_where_they_are_linked():
    at = Location("entries/claims/c.yml", 6, 10)
    target = Target(URL, TARGET.places, (
        Expected(Reason.MISSING_QUOTE, "here", at, "source.quote"),
        Expected(Reason.MISSING_QUOTE, "gone", at, "source.quote"),
    ))  # fmt: skip
    gone = (Missing(Reason.MISSING_QUOTE, "gone"),)
    found = list(findings_of(outcome(W, target=target, reason=Reason.MISSING_QUOTE, missing=gone)))
    assert [(finding.code, finding.location) for finding in found] == [("W605", at)]


def a_run() -> Run:
    run = Run()
    run.add(outcome(B, confirmed=True, detail="the server answers 404 @everyone `x` <b>"))
    run.add(outcome(G, moved_to="https://b.example/", status=200))
    run.add(outcome(G))
    run.add(Outcome(Target("https://l.example/"), Result("https://l.example/", U, Reason.LEFT)))
    run.others.append(Finding("W608", Severity.WARNING, Location("links.yml", 2, 5), "m", "h", "f"))
    return run


def test_a_run_round_trips_through_json():
    run = a_run()
    again = parse_run(render_run(run), "x")
    assert again.findings() == run.findings()
    assert again.counts == run.counts
    assert again.left == run.left == 1
    assert render_run(again) == render_run(run)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"verdicts": {}, "links": [{}], "others": []}'])
def test_other_json_is_rejected(text):
    with pytest.raises(StorageError):
        parse_run(text, "x.json")


def test_shards_are_merged():
    joined = join_runs([a_run(), a_run()])
    assert joined.counts["ok"] == 4
    assert len(joined.others) == 1
    assert {finding.code for finding in joined.findings()} == {"E601", "N603", "W608"}


def test_the_report_escapes_untrusted_markup():
    text = render_report(a_run(), now=datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC),
                         source_url="https://github.example/o/n/blob/main/")  # fmt: skip
    assert "## Dead (1)" in text
    assert "](https://github.example/o/n/blob/main/entries/papers/a.yml#L5)" in text
    (line,) = [line for line in text.splitlines() if "E601" in line]
    assert line.startswith("- [ ] [`entries/papers/a.yml:5:6`]")
    assert line.endswith("`")
    assert line.count("`") == 4
    assert "Left unchecked: 1" in text


def test_a_report_fits_into_an_issue():
    run = Run()
    for n in range(3000):
        place = Place(Location(f"entries/papers/{n}.yml", 1, 1), URL, "url")
        run.add(outcome(U, target=Target(URL, (place,)), detail="d" * 250))
        run.add(outcome(W, target=Target(URL, (place,)), detail="d" * 250))
    text = render_report(run, now=datetime.datetime.now(datetime.UTC))
    assert len(text) < 65_536
    assert text.count("<details>") == text.count("</details>")


def test_only_warnings_and_errors_require_action():
    assert calls_for_action(a_run().findings())
    quiet = Run()
    quiet.add(outcome(U))
    quiet.add(outcome(B))
    assert not calls_for_action(quiet.findings())


def test_failures_everywhere_are_an_outage_of_ours():
    assert looks_offline([silent(n) for n in range(3)])
    assert not looks_offline([silent(n) for n in range(2)])
    assert not looks_offline([silent(1)] * 5)
    answered = Result(URL, B, status=404, attempts=1, final_url=URL)
    assert not looks_offline([*(silent(n) for n in range(5)), answered])
    assert not looks_offline([silent(n, Reason.REFUSED) for n in range(5)])
