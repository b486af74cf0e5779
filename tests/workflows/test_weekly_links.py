"""The weekly link workflow: three runners, their artifacts and caches, one issue."""

import sqlite3
from contextlib import closing

import pytest

from workflows.forge import LINKS_OPTIONS

DAY = 86_400


@pytest.fixture
def week(forge):
    def run(options=LINKS_OPTIONS):
        return forge.run(
            "links.yml", "schedule", {"schedule": "17 4 * * 1"},
            LINKS_OPTIONS=options,
        )  # fmt: skip

    return run


def publish(forge, project, hosts):
    """The list, with pages of the servers instead of those that do not exist."""
    forge.publish(project)
    files = sorted((forge.clone / "entries").rglob("*.yml"))
    files = [file for file in files if "https://example.org" in file.read_text("utf-8")]
    assert len(files) >= 3
    for number, file in enumerate(files):
        text = file.read_text("utf-8").replace("https://example.org", hosts[number % 3])
        file.write_text(text, "utf-8")
    forge.commit("Pages of this machine", "main")


def caches(forge):
    return sorted((forge.store / "caches").rglob("links-history-*"))


def checks(file):
    with closing(sqlite3.connect(file)) as db:
        return dict(db.execute("SELECT url, count(*) FROM checks GROUP BY url"))


def test_two_weeks(forge, week, new_list, hosts):
    publish(forge, new_list, hosts)
    done = week()
    assert done.ok, done
    assert len(done.steps["Report"]) == 8
    shards = [checks_of for number in (1, 2, 3) for checks_of in [shard(forge, number)]]
    known = set().union(*shards)
    assert len(known) == sum(map(len, shards)), "an address was in two shards"
    assert {url.split(":")[1] for url in known} >= {f"//127.9.0.{n}" for n in (1, 2, 3)}
    # Nothing is dead after one check.
    (issue,) = forge.state["issues"]
    assert "## Perhaps dead" in issue["body"]
    assert "moss2019roots" in issue["body"]
    assert "Perhaps dead" in done.summary
    (first,) = caches(forge)
    assert checks(first) == dict.fromkeys(known, 1)

    with closing(sqlite3.connect(first)) as db, db:
        db.execute(
            "UPDATE links SET checked_at = checked_at - ?1, good_at = good_at - ?1,"
            " first_broken = first_broken - ?1", (7 * DAY,),
        )  # fmt: skip
        db.execute("UPDATE checks SET checked_at = checked_at - ?", (7 * DAY,))
    assert week().ok
    (issue,) = forge.state["issues"]
    assert "## Dead" in issue["body"]
    assert issue["open"]
    # The old results come from the cache, and the new ones are stored next to them.
    assert [file.name for file in caches(forge)] == ["links-history-1", "links-history-2"]
    assert checks(caches(forge)[1]) == dict.fromkeys(known, 2)


def shard(forge, number):
    artifact = forge.artifact(f"shard-{number}")
    assert set(artifact) == {f"{number}.json", f"{number}.sqlite"}
    file = forge.folder / f"shard-{number}.sqlite"
    file.write_bytes(artifact[f"{number}.sqlite"])
    return checks(file)


def test_a_failing_runner_fails_the_workflow(forge, week, new_list, hosts):
    publish(forge, new_list, hosts)
    done = week("--no-such-option")
    assert set(done.failed) == {"Check the links of this part"}
    assert "Report" not in done.jobs
    assert forge.state["issues"] == []
    assert caches(forge) == []
