"""What one run leaves for the next, even if it is killed."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter

import pytest
from targets import make_target

from links.site.behaviours import BEHAVIOURS
from links.site.world import CROWD
from readinglist.links.history import DAY, History

DAY_ONE = 1_800_000_000.0


@pytest.fixture
def remember(history_file, check):
    """Check URLs at a given time and record the results, like the command does."""

    def run(*urls, now=DAY_ONE, fresh_for=3 * DAY, **changes):
        with History(history_file, fresh_for=fresh_for) as memory:
            done = check(*urls, history=memory, clock=lambda: now, **changes)
            for url in urls:
                memory.record(make_target(url), done[url])
            return done, {url: memory.standing(url.partition("#")[0]) for url in urls}

    return run


def test_recent_successes_are_not_fetched_again(world, remember):
    urls = [world.url("ok"), world.url("gone-404"), world.url("error-500"), world.url("moved-301")]
    first, _ = remember(*urls)
    again, _ = remember(*urls, now=DAY_ONE + DAY)
    assert {request.target for request in again.journal.requests} == {"/gone-404", "/error-500"}
    # A moved link is still reported without another request.
    assert (
        again[urls[3]].moved_to
        == first[urls[3]].moved_to
        == world.at("moved-301", "/moved-301/there")
    )
    later, _ = remember(*urls, now=DAY_ONE + 5 * DAY)
    assert "/ok" in {request.target for request in later.journal.requests}


def test_new_expectations_are_checked(world, remember):
    page = world.url("anchor-id").partition("#")[0]
    remember(page)
    again, _ = remember(f"{page}#methods")
    assert len(again.journal.requests) == 1


def test_a_broken_link_is_confirmed_a_day_later(world, remember):
    url = world.url("gone-404")
    _, standings = remember(url)
    assert not standings[url].is_confirmed
    _, standings = remember(url, now=DAY_ONE + DAY / 2)
    assert not standings[url].is_confirmed
    _, standings = remember(url, now=DAY_ONE + DAY)
    assert standings[url].is_confirmed


def test_a_temporary_failure_confirms_nothing(world, remember):
    urls = [world.url(name) for name in ("error-500", "hang", "empty", "blocked-403")]
    for day in range(4):
        _, standings = remember(*urls, now=DAY_ONE + day * DAY, timeout=0.3)
    assert not any(standing.is_confirmed for standing in standings.values())
    assert {standing.unknown_runs for standing in standings.values()} == {4}


def test_a_clock_set_back(world, remember):
    urls = [world.url("ok"), world.url("gone-404")]
    remember(*urls)
    again, standings = remember(*urls, now=DAY_ONE - 30 * DAY)
    # Successes in the future are not trusted, and do not confirm anything.
    assert {request.target for request in again.journal.requests} == {"/ok", "/gone-404"}
    assert not standings[urls[1]].is_confirmed
    _, standings = remember(*urls, now=DAY_ONE - 28 * DAY)
    assert standings[urls[1]].is_confirmed


def test_failed_links_are_checked_first(world, remember):
    host = "reset-once"
    good = [world.at(host, f"/ok?n={n}") for n in range(6)]
    bad = world.at(host, "/error-500")
    remember(*good, bad, fresh_for=0, per_host=1)
    again, _ = remember(*good, bad, now=DAY_ONE + DAY, fresh_for=0, per_host=1)
    assert again.journal.requests[0].target == "/error-500"


def test_results_of_every_behaviour_survive_the_file(world, whole, history_file):
    urls = {world.url(name).partition("#")[0] for name in BEHAVIOURS}
    with History(history_file) as memory:
        for url in urls:
            memory.record(make_target(url), whole[url])
    with History(history_file) as memory:
        kept = {url: memory.checks(url) for url in urls}
    for url, checks in kept.items():
        if whole[url].reason in ("unsafe", "asked-to-wait"):
            assert checks == []
        else:
            assert [(check.verdict, check.reason) for check in checks] == [
                (whole[url].verdict, whole[url].reason)
            ]


# The command, killed


@pytest.fixture
def list_of_links(tmp_path):
    """A project whose only page has links to these addresses."""

    def make(urls):
        (tmp_path / "list" / "entries").mkdir(parents=True, exist_ok=True)
        (tmp_path / "list" / "docs").mkdir(exist_ok=True)
        text = "# Links\n\n" + "".join(f"- [{n}]({url})\n" for n, url in enumerate(urls))
        (tmp_path / "list" / "docs" / "links.md").write_text(text, "utf-8")
        return tmp_path / "list"

    return make


def command(project, *options):
    fixed = ["--project", project, "--allow-private", "127.0.0.0/8", *options]
    environment = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
    return subprocess.Popen(
        [sys.executable, "-m", "readinglist", "links", *map(str, fixed)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip


def test_killed_in_the_middle(world, list_of_links):
    urls = [*world.crowd(3, 400), world.url("gone-404")]
    project = list_of_links(urls)
    cache = project / ".cache" / "links.sqlite"
    journal = world.site.journal
    journal.clear()
    with command(project, "--per-host", 1) as process:
        while len(journal.requests) < 250:
            assert process.poll() is None, process.communicate()
            time.sleep(0.002)  # until the site has seen enough, however long that takes
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert len(journal.of(CROWD[3])) < 400, "it was over before it was killed"
    with History(cache) as memory:
        assert not memory.was_damaged
        known = set(memory.urls())
    assert len(known) >= 100
    journal.clear()
    with command(project) as process:
        _, told = process.communicate()
    assert process.returncode == 0, told
    asked = Counter(request.target for request in journal.of(CROWD[3]))
    assert len(asked) == 400 - len(known & set(urls[:400]))
    assert set(asked.values()) == {1}
    with History(cache) as memory:
        assert set(memory.urls()) == set(urls)


def test_a_history_that_is_not_a_database(world, list_of_links):
    project = list_of_links(world.crowd(3, 3))
    cache = project / ".cache" / "links.sqlite"
    cache.parent.mkdir()
    cache.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 20)
    with command(project) as process:
        _, told = process.communicate()
    assert process.returncode == 0
    assert "put aside" in told
    assert cache.with_name("links.sqlite.damaged").is_file()
    assert sqlite3.connect(cache).execute("SELECT count(*) FROM links").fetchone() == (3,)


def test_a_link_broken_once_is_not_a_failure(world, list_of_links):
    project = list_of_links([world.url("gone-404"), world.url("error-500"), world.url("ok")])
    with command(project) as process:
        out, _ = process.communicate()
    assert process.returncode == 0
    assert "docs/links.md:3:" in out
