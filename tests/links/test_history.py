"""What the link checker stores and reports: history, exclusions, reports, edits, issue."""

import datetime
import json
import sqlite3
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from targets import make_target

from readinglist.cli.finding_formats import render_sarif
from readinglist.entry.findings import Finding, Location, Severity
from readinglist.errors import NetworkError, StorageError, UsageError
from readinglist.library.lock.dead_links import (
    DeadLink,
)
from readinglist.links.built_site import check_built_site
from readinglist.links.gather.exclusions import read_exclusions
from readinglist.links.gather.targets import Expected, Gathered, Place, Target
from readinglist.links.history import AT_RISK_AFTER, DAY, History, Standing, advance
from readinglist.links.running import Recorder, choose, dead_links_of, plan_edits
from readinglist.links.tell.fixes import Addition, Replacement, plan_fixes, write_fixes
from readinglist.links.tell.issue import TITLE, update_issue
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
from readinglist.links.verdicts import Missing, Reason, Result, Verdict
from readinglist.system.git.changes import Changes
from readinglist.values.dates import PartialDate

URL = "https://a.example/x"
TARGET = Target(URL, (Place(Location("entries/papers/a.yml", 5, 6), URL, "url", is_exact=True),))
T0 = 1_800_000_000.0


def result(verdict=Verdict.OK, at=T0, reason=None, **more) -> Result:
    reasons = {
        Verdict.OK: Reason.OK, Verdict.BROKEN: Reason.NOT_FOUND,
        Verdict.UNKNOWN: Reason.SERVER_ERROR, Verdict.WARNING: Reason.SOFT_404,
    }  # fmt: skip
    return Result(URL, verdict, reason or reasons[verdict], checked_at=at, final_url=URL, **more)


# History


def after(*steps: tuple[Verdict, float]) -> Standing:
    with History(None) as history:
        standing = Standing()
        for verdict, at in steps:
            standing = history.record(TARGET, result(verdict, T0 + at))
        assert history.standing(URL) == standing
    return standing


B, U, G, W = Verdict.BROKEN, Verdict.UNKNOWN, Verdict.OK, Verdict.WARNING


@pytest.mark.parametrize(
    ("steps", "confirmed"),
    [
        ([(B, 0)], False),
        ([(B, 0), (B, 600)], False),
        ([(B, 0), (B, DAY - 1)], False),
        ([(B, 0), (B, DAY)], True),
        ([(B, 0), (B, 600), (B, DAY)], True),
        ([(B, 0), (U, DAY)], False),
        ([(B, 0), (U, DAY), (B, DAY + 1)], True),
        ([(B, 0), (G, 600), (B, DAY)], False),
        ([(B, 0), (W, 600), (B, DAY)], False),
        ([(B, 0), (B, DAY), (G, DAY + 1)], False),
        ([(U, 0), (U, DAY)], False),
        # In between, the clock is set back two days: nothing is confirmed before a day has passed.
        ([(B, 0), (B, -2 * DAY)], False),
        ([(B, 0), (B, -2 * DAY), (B, -2 * DAY + 60)], False),
        ([(B, 0), (B, -2 * DAY), (B, -DAY)], True),
    ],
)
def test_a_link_broken_in_two_runs_a_day_apart_is_dead(steps, confirmed):
    assert after(*steps).is_confirmed is confirmed


@given(st.lists(st.tuples(st.sampled_from([B, U, G, W]), st.integers(0, 10 * int(DAY)))))
def test_dead_only_with_two_broken_results_a_day_apart(steps):
    steps = sorted(steps, key=lambda one: one[1])
    standing = Standing()
    broken: list[float] = []
    for verdict, at in steps:
        standing = advance(standing, result(verdict, T0 + at))
        broken = [] if verdict in (G, W) else [*broken, at] if verdict is B else broken
    assert standing.is_confirmed == bool(broken and max(broken) - min(broken) >= DAY)


def test_unchecked_links_do_not_change():
    with History(None) as history:
        history.record(TARGET, result(B))
        left = result(U, T0 + 5, Reason.LEFT)
        assert history.record(TARGET, left) == history.standing(URL)
        assert history.standing(URL).broken_runs == 1
        assert len(history.checks(URL)) == 1


def test_at_risk_after_some_runs_without_a_verdict():
    steps = [(U, n * DAY) for n in range(AT_RISK_AFTER)]
    assert not after(*steps[:-1]).is_at_risk
    assert after(*steps).is_at_risk
    assert not after(*steps, (G, 100 * DAY)).is_at_risk


def test_only_recent_successes_are_recalled():
    asked = make_target(f"{URL}#part")
    moved = result(
        status=200, redirects=((301, "https://b.example/"),), moved_to="https://b.example/"
    )
    with History(None, fresh_for=DAY) as history:
        history.record(TARGET, moved)
        recalled = history.recall(TARGET, T0 + 60)
        assert recalled is not None
        assert recalled.reason is Reason.FRESH
        assert (recalled.moved_to, recalled.redirects) == (moved.moved_to, moved.redirects)
        assert history.recall(TARGET, T0 + DAY) is None
        assert history.recall(TARGET, T0 - 60) is None  # the clock was set back
        assert history.recall(asked, T0 + 60) is None  # an anchor that was not checked
        for verdict in (B, U, W):
            history.record(TARGET, result(verdict, T0 + 61))
            assert history.recall(TARGET, T0 + 62) is None
    with History(None, fresh_for=0) as history:
        history.record(TARGET, result())
        assert history.recall(TARGET, T0) is None


def test_marks_of_pages_hold_for_the_same_expectations():
    with History(None) as history:
        history.record(TARGET, result(etag='"1"'))
        assert history.etag(TARGET) == '"1"'
        assert history.etag(make_target(f"{URL}#part")) == ""
        history.record(TARGET, result(B, T0 + 1))
        assert history.etag(TARGET) == ""


def test_failed_and_slow_links_go_first():
    with History(None) as history:
        history.record(TARGET, result(seconds=3.0))
        assert history.urgency(URL) == 3.0
        history.record(TARGET, result(U, T0 + 1, seconds=1.0))
        assert history.urgency(URL) > 100
        assert history.urgency("https://new.example/") == 0


def test_a_killed_run_leaves_the_file_intact(tmp_path):
    file = tmp_path / "h.sqlite"
    history = History(file)
    for n in range(750):
        url = f"https://a.example/{n}"
        history.record(Target(url), Result(url, Verdict.OK, checked_at=T0))
    # The process ends here without closing; the batches committed so far are there.
    again = sqlite3.connect(file)
    assert again.execute("SELECT count(*) FROM links").fetchone()[0] == 700
    again.close()
    history.close()


@pytest.mark.parametrize(
    "content", [b"not a database" * 100, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_damaged_history_is_set_aside(tmp_path, content):
    file = tmp_path / "h.sqlite"
    file.write_bytes(content)
    with History(file) as history:
        assert history.was_damaged
        history.record(TARGET, result())
    assert (tmp_path / "h.sqlite.damaged").read_bytes() == content
    with History(file) as history:
        assert not history.was_damaged
        assert history.standing(URL).good_at == T0


def test_a_newer_history_is_left_alone(tmp_path):
    file = tmp_path / "h.sqlite"
    db = sqlite3.connect(file)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(UsageError):
        History(file)


def test_histories_of_shards_are_merged(tmp_path):
    other = "https://b.example/"
    with History(tmp_path / "1") as one:
        one.record(TARGET, result(B))
    with History(tmp_path / "2") as two:
        two.record(TARGET, result(B, T0 - 100))
        two.record(Target(other), Result(other, Verdict.OK, checked_at=T0))
    with History(tmp_path / "all") as joined:
        for _ in range(2):  # the second time has no effect
            joined.absorb(tmp_path / "1")
            joined.absorb(tmp_path / "2")
        assert joined.standing(URL).first_broken == T0
        assert [check.checked_at for check in joined.checks(URL)] == [T0, T0 - 100]
        assert list(joined.urls()) == [URL, other]
        joined.forget_all_but({other})
        assert list(joined.urls()) == [other]
        assert joined.checks(URL) == []
    (tmp_path / "bad").write_text("nothing of the kind", "utf-8")
    with History(tmp_path / "all") as joined, pytest.raises(StorageError):
        joined.absorb(tmp_path / "bad")


def test_only_the_latest_checks_are_kept():
    with History(None) as history:
        for n in range(50):
            history.record(TARGET, result(at=T0 + n))
        assert [check.checked_at for check in history.checks(URL)] == [
            T0 + n for n in range(49, 29, -1)
        ]


# Exclusions

TODAY = datetime.date(2026, 11, 21)
EXCLUSIONS = """\
hosts:
  - {host: slow.example, at-once: 1, pause: 0.5}
exclusions:
  - {url: https://a.example/x, reason: r, until: 2026-12-01}
  - {url: https://a.example/private/*, reason: r, until: 2026-11-21}
  - {host: closed.example, reason: r, until: 2026-11-20}
  - {host: never.example, reason: r, until: 2026-12-01}
"""


def test_exclusions(tmp_path):
    (tmp_path / "links.yml").write_text(EXCLUSIONS, "utf-8")
    exclusions = read_exclusions(tmp_path, TODAY)
    assert exclusions.findings == []
    assert exclusions.hosts["slow.example"].pause == 0.5
    held = ["https://a.example/x", "https://a.example/private/1"]
    free = ["https://a.example/x/y", "https://a.example/private", "https://www.closed.example/",
            "https://unclosed.example/"]  # fmt: skip
    assert [url for url in held + free if exclusions.holds_for(url)] == held
    found = [*exclusions.check_expired(), *exclusions.check_unused()]
    assert [(finding.code, str(finding.location)) for finding in found] == [
        ("W607", "links.yml:6:5"), ("W608", "links.yml:7:5"),
    ]  # fmt: skip
    assert [finding.code for finding in exclusions.check_expired()] == ["W607"]


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        ("exclusions:\n  - {url: https://a.example/, until: 2026-12-01}\n", "E102", "2:5"),
        ("exclusions:\n  - {url: https://a.example/, reason: r}\n", "E102", "2:5"),
        ("exclusions:\n  - {reason: r, until: 2026-12-01}\n", "E604", "2:5"),
        ("exclusions:\n  - {url: https://a/, host: a.b, reason: r, until: 2026-12-01}\n",
         "E604", "2:5"),
        ("exclusions:\n  - {url: 'https://*', reason: r, until: 2026-12-01}\n", "E604", "2:11"),
        ("exclusions:\n  - {host: https://a.b, reason: r, until: 2026-12-01}\n", "E604", "2:12"),
        ("exclusions:\n  - {host: a.b, reason: r, until: soon}\n", "E109", "2:35"),
        ("exclusions:\n  - {host: a.b, reason: r, until: 2028-01-01}\n", "E604", "2:35"),
        ("hosts:\n  - {host: a.b, at-once: 0}\n", "E604", "2:26"),
        ("hosts:\n  - {host: a.b, pauze: 1}\n", "E101", "2:17"),
        ("exclusions: [\n", "E002", "1:14"),
        ("- x\n", "E103", "1:1"),
    ],
)  # fmt: skip
def test_invalid_settings(tmp_path, content, code, place):
    (tmp_path / "links.yml").write_text(content, "utf-8")
    found = read_exclusions(tmp_path, TODAY).findings
    assert [(finding.code, str(finding.location)) for finding in found] == [
        (code, f"links.yml:{place}")
    ]


# Findings and reports


def outcome(verdict=B, confirmed=False, target=TARGET, **more) -> Outcome:
    standing = Standing(T0 - 2 * DAY, 2, 0, None, True) if confirmed else Standing(T0, 1)
    return Outcome(target, result(verdict, **more), standing if verdict is B else Standing())


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


# Network outages


def silent(n: int, reason=Reason.TIMEOUT, attempts=1) -> Result:
    url = f"https://h{n}.example/"
    return Result(url, U, reason, attempts=attempts, final_url=url)


def test_failures_everywhere_are_an_outage_of_ours():
    assert looks_offline([silent(n) for n in range(3)])
    assert not looks_offline([silent(n) for n in range(2)])
    assert not looks_offline([silent(1)] * 5)
    answered = Result(URL, B, status=404, attempts=1, final_url=URL)
    assert not looks_offline([*(silent(n) for n in range(5)), answered])
    assert not looks_offline([silent(n, Reason.REFUSED) for n in range(5)])


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


# What a change affects


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


# Edits


def edited(tmp_path: Path, name: str, content: bytes, *edits) -> tuple[bytes, int]:
    (tmp_path / name).write_bytes(content)
    (tmp_path / name).chmod(0o640)
    fixes = plan_fixes(tmp_path, edits)
    assert (tmp_path / name).read_bytes() == content
    write_fixes(tmp_path, fixes)
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]
    return (tmp_path / name).read_bytes(), len(fixes.left)


def swap(name: str, line: int, column: int, old: str, new: str) -> Replacement:
    return Replacement(Location(name, line, column), old, new)


OLD, NEW = "https://a.example/x", "https://b.example/longer/y"


@pytest.mark.parametrize(
    ("content", "at", "new", "expected"),
    [
        (f"url: {OLD}\n", (1, 6), NEW, f"url: {NEW}\n"),
        (f"\ufeffurl: {OLD}\r\na: b\r\n", (1, 6), NEW, f"\ufeffurl: {NEW}\r\na: b\r\n"),
        (f"é: 'ü'\nurl: '{OLD}'", (2, 7), NEW, f"é: 'ü'\nurl: '{NEW}'"),
        (f"l: {{code: {OLD}}}\n", (1, 11), NEW, f"l: {{code: {NEW}}}\n"),
        # Missing, or something else is there.
        (f"url: {OLD}\n", (1, 7), NEW, None),
        (f"url: {OLD}\n", (9, 1), NEW, None),
        # Would no longer be read as the same.
        (f"l: {{code: {OLD}}}\n", (1, 11), "https://b.example/a,b: {c}", None),
        (f"l: [{OLD}]\n", (1, 5), "https://b.example/a,b", None),
    ],
)
def test_edits_in_yaml(tmp_path, content, at, new, expected):
    after_, left = edited(tmp_path, "a.yml", content.encode(), swap("a.yml", *at, OLD, new))
    assert after_ == (expected or content).encode()
    assert left == (expected is None)


def test_edits_in_markdown(tmp_path):
    content = f"A [link]({OLD}) and <{OLD}>.\n"
    edits = [swap("a.md", 1, 10, OLD, NEW), swap("a.md", 1, 36, OLD, NEW)]
    after_, left = edited(tmp_path, "a.md", content.encode(), *edits)
    assert after_.decode() == content.replace(OLD, NEW)
    assert left == 0
    after_, left = edited(
        tmp_path, "a.md", content.encode(), swap("a.md", 1, 10, OLD, "https://b/)x")
    )
    assert after_ == content.encode()
    assert left == 1


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (f"url: {OLD}\nnote: x\n", f"url: {OLD}\narchive: {NEW}\nnote: x\n"),
        (f"url: {OLD}", f"url: {OLD}\narchive: {NEW}\n"),
        (f"url: >-\n  {OLD}\nnote: x\n", f"url: >-\n  {OLD}\nnote: x\narchive: {NEW}\n"),
        (f"url: {OLD}\narchive: https://c.example/\n", None),
        (f"{{url: {OLD}}}\n", None),
    ],
)
def test_adding_an_archived_copy(tmp_path, content, expected):
    addition = Addition(Location("a.yml", 1, 6), NEW)
    after_, left = edited(tmp_path, "a.yml", content.encode(), addition)
    assert after_ == (expected or content).encode()
    assert left == (expected is None)


def test_the_edits_of_a_run():
    place = Place(Location("a.yml", 1, 6), f"{OLD}#part", "url", is_exact=True)
    inexact = Place(Location("a.yml", 3, 6), OLD, "note")
    moved = Result(OLD, G, moved_to=NEW)
    run = Run([Outcome(Target(OLD, (place, inexact)), moved)])
    assert list(plan_edits(run)) == [Replacement(place.location, f"{OLD}#part", f"{NEW}#part")]


# The issue


class Gh:
    """Remembers its requests, like GitHub would."""

    def __init__(self, issues):
        self.issues = issues
        self.calls = []

    def __call__(self, arguments, text):
        self.calls.append((tuple(arguments[:2]), text))
        if arguments[:2] == ["issue", "list"]:
            return json.dumps(self.issues)
        return "https://github.example/1\n" if arguments[1] == "create" else ""


@pytest.mark.parametrize(
    ("issues", "is_due", "calls"),
    [
        ([], False, []),
        ([], True, ["label create", "issue create"]),
        ([{"number": 7, "title": TITLE}], True, ["issue edit"]),
        ([{"number": 7, "title": TITLE}], False, ["issue edit", "issue close"]),
        ([{"number": 3, "title": "A link of mine"}], True, ["label create", "issue create"]),
    ],
)
def test_the_issue_is_opened_updated_and_closed(issues, is_due, calls):
    gh = Gh(issues)
    assert update_issue("report", is_due=is_due, run=gh)
    assert [" ".join(call) for call, _ in gh.calls] == ["issue list", *calls]
    assert all(text == "report" for call, text in gh.calls if call[1] == "edit")


# The built site


def test_the_built_site(tmp_path):
    pages = {
        "index.html": '<h1 id="a b">x</h1><a href="#a%20b">1</a><a href="sub/">2</a>'
        '<a href="sub">3</a>'
        '<a href="sub/page#x">4</a><img src="p.png"><a href="mailto:x@y">5</a>'
        '<a href="https://other.example/none">6</a><a href="//other.example/">7</a>'
        '<a href="https://me.example/list/sub/">8</a><a href="/list/p.png?v=1#t">9</a>'
        '<a href="?q=1">10</a><a href="#top">11</a><a href="">12</a>',
        "sub/index.html": '<a href="..">up</a><a href="../p.png">p</a>',
        "sub/page.html": '<a name="x"></a>',
        "p.png": "",
    }
    for name, content in pages.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    assert check_built_site(tmp_path, site_url="https://me.example/list/") == []
    (tmp_path / "bad.html").write_text(
        '<p>x</p>\n <a href="none/">1</a><a href="sub/#no">2</a><img srcset="p.png 1x, q.png 2x">'
        '<a href="https://me.example/list/no">3</a><a href="/sub/">4</a>',
        "utf-8",
    )
    found = check_built_site(tmp_path, site_url="https://me.example/list/")
    places = [(finding.location.line, finding.location.column) for finding in found]
    assert [(finding.code, *place) for finding, place in zip(found, places, strict=True)] == [
        ("E602", 2, 2), ("E603", 2, 23), ("E602", 2, 46), ("E602", 2, 79), ("E602", 2, 121),
    ]  # fmt: skip


def test_no_site(tmp_path):
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(UsageError):
            check_built_site(folder)


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


# SARIF

# The parts of the SARIF 2.1.0 schema (docs.oasis-open.org/sarif/sarif/v2.1.0) that are used.
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "additionalProperties": False,
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id"],
                                            "properties": {
                                                "shortDescription": {
                                                    "type": "object",
                                                    "required": ["text"],
                                                }
                                            },
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "originalUriBaseIds": {"type": "object"},
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "message": {"type": "object", "required": ["text"]},
                                "locations": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "properties": {
                                            "physicalLocation": {
                                                "type": "object",
                                                "properties": {
                                                    "artifactLocation": {
                                                        "type": "object",
                                                        "properties": {
                                                            "uri": {"pattern": "^[!-~]*$"}
                                                        },
                                                    },
                                                    "region": {
                                                        "type": "object",
                                                        "properties": {
                                                            "startLine": {"minimum": 1},
                                                            "startColumn": {"minimum": 1},
                                                        },
                                                    },
                                                },
                                            }
                                        },
                                    },
                                },
                                "partialFingerprints": {
                                    "type": "object",
                                    "additionalProperties": {"type": "string"},
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


def test_sarif():
    findings = [
        Finding("E601", Severity.ERROR, Location("entries/ä b.yml", 3, 4), "m", "h", "url"),
        Finding("N601", Severity.NOTICE, Location("entries/c.yml", 1, 1), "m"),
        Finding("E601", Severity.ERROR, Location("entries/c.yml", 9, 1), "m"),
    ]
    document = json.loads(render_sarif(findings, {"E601": "a dead link"}))
    jsonschema.validate(document, SARIF)
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["E601", "N601"]
    for finding, found in zip(findings, run["results"], strict=True):
        assert rules[found["ruleIndex"]]["id"] == found["ruleId"] == finding.code
        assert found["message"]["text"] == finding.text
    assert [result["level"] for result in run["results"]] == ["error", "note", "error"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "entries/%C3%A4%20b.yml"
    assert place["region"] == {"startLine": 3, "startColumn": 4}


def test_a_finding_keeps_its_fingerprint_when_lines_move():
    def mark(line: int) -> str:
        finding = Finding("E601", Severity.ERROR, Location("a.yml", line), "m", "h", "url")
        found = json.loads(render_sarif([finding]))["runs"][0]["results"][0]
        return found["partialFingerprints"]["readinglist/v1"]

    assert mark(1) == mark(5)


def test_no_findings_as_sarif():
    document = json.loads(render_sarif([]))
    jsonschema.validate(document, SARIF)
    assert document["runs"][0]["results"] == []
