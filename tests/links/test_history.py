"""What is known about a link from earlier runs."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st
from targets import make_target

from links.outcomes import T0, TARGET, URL, B, G, U, W, result
from readinglist.errors import StorageError, UsageError
from readinglist.links.gather.targets import Target
from readinglist.links.history import AT_RISK_AFTER, DAY, History, Standing, advance
from readinglist.links.verdicts import Reason, Result, Verdict


def after(*steps: tuple[Verdict, float]) -> Standing:
    with History(None) as history:
        standing = Standing()
        for verdict, at in steps:
            standing = history.record(TARGET, result(verdict, T0 + at))
        assert history.standing(URL) == standing
    return standing


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
