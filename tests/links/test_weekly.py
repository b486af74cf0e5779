"""The weekly workflow from end to end: its own commands, three runners, a merge, an issue.

GitHub's part is simulated: a folder for each runner, the cache and the artifacts copied between
them, and a `gh` that records its requests. The report of the second week is compared with
`weekly/report.md`, and has to be reviewed when it changes: `READINGLIST_REWRITE=1 pytest
tests/links/test_weekly.py` rewrites it.
"""

import datetime
import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from readinglist.links.history import DAY

REPOSITORY = Path(__file__).parents[2]
WORKFLOW = REPOSITORY / ".github" / "workflows" / "links.yml"
GOLDEN = Path(__file__).parent / "weekly" / "report.md"
#: Names for the behaviours' hosts, to make the report readable.
HOSTS = {
    "essays.test": "quote-missing",
    "notes.test": "quote",
    "code.test": "moved-308",
    "lab.test": "gone-404",
    "journal.test": "blocked-403",
    "slow.test": "error-500",
    "docs.test": "anchor-missing",
    "old.test": "chain-mixed",
    "videos.test": "flaky-503",
    "busy.test": "limit-seconds",
}
THEMES = """\
- id: learning
  title: Learning
  lead: How it is done.
  introduction: About learning.
  sections:
    - {id: all, title: All of it}
"""
ESSAY = """\
title: %s
authors: [Ada Lovelace]
url: %s
themes: [learning]
takeaway: Think.
sections:
  - title: Paths
"""
CLAIM = """\
claim: Paths are not what they seem.
kind: claim
themes: [learning]
source:
  essay: %s
  section: Paths
  quote: "the shortest path is seldom the one that a map would draw"
"""
PAPER = """\
title: A paper
authors: [Alan Turing]
issued: "1950"
url: %s
links: {code: %s}
themes: [learning/all]
takeaway: It computes.
"""
PAGE = """\
# Further reading

Some of it stands [in a journal](<JOURNAL>), some on a server that has [bad days](<SLOW>).
The [method](<ANCHOR>) is explained elsewhere, and there is a video that comes
[at the second try](<VIDEO>). The host of [this one](<BUSY>) wants to be asked slowly.

- [The lab again](<GONE>)
- <REFUSED>
- <OLD>
"""
SETTINGS = """\
exclusions:
  - url: http://nobody.example/*
    reason: It was switched off.
    until: %s
"""


def urls(world):
    names = {behaviour: name for name, behaviour in HOSTS.items()}
    return {
        behaviour: f"http://{names[behaviour]}:{world.site.port}/{behaviour}"
        for behaviour in HOSTS.values()
    }


def write(folder, files):
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")


@pytest.fixture
def project(world, tmp_path):
    """A list with a link of each kind."""
    at = urls(world)
    page = PAGE
    for name, url in {
        "JOURNAL": at["blocked-403"],
        "SLOW": at["error-500"],
        "ANCHOR": f"{at['anchor-missing']}/page#conclusion",
        "VIDEO": at["flaky-503"],
        "BUSY": at["limit-seconds"],
        "GONE": at["gone-404"],
        "OLD": at["chain-mixed"],
    }.items():
        page = page.replace(f"<{name}>", url)
    page = page.replace("<REFUSED>", f"<{world.url('refused')}>")
    folder = tmp_path / "project"
    write(
        folder,
        {
            "entries/themes.yml": THEMES,
            "entries/essays/essay.yml": ESSAY % ("Paths", at["quote-missing"]),
            "entries/essays/notes.yml": ESSAY % ("Notes", at["quote"]),
            "entries/claims/paths.yml": CLAIM % "essay",
            "entries/claims/maps.yml": CLAIM % "notes",
            "entries/papers/turing1950paper.yml": PAPER % (at["gone-404"], at["moved-308"]),
            "docs/further.md": page,
            "links.yml": SETTINGS
            % (datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=300)),
        },
    )
    return folder


GH = """\
#!{python}
import json, sys
from pathlib import Path
state = Path({state!r})
known = json.loads(state.read_text()) if state.exists() else {{"open": [], "said": [], "body": ""}}
known["said"].append(" ".join(sys.argv[1:3]))
body = sys.stdin.read() if "--body-file" in sys.argv else ""
if sys.argv[1:3] == ["issue", "list"]:
    print(json.dumps(known["open"]))
elif sys.argv[1:3] == ["issue", "create"]:
    known["open"] = [{{"number": 1, "title": sys.argv[sys.argv.index("--title") + 1]}}]
    print("https://git.example/issues/1")
elif sys.argv[1:3] == ["issue", "close"]:
    known["open"] = []
known["body"] = body or known["body"]
state.write_text(json.dumps(known))
"""
WRAPPER = """\
#!/bin/sh
# The workflow's own command, with leave to look at the loopback interface.
case "$1 $2" in
  "links merge") exec {python} -m readinglist "$@" ;;
  links*) shift; exec {python} -m readinglist links {options} "$@" ;;
esac
"""


class Weekly:
    """A repository on a forge that runs workflows."""

    def __init__(self, folder, world):
        self.folder = folder
        self.cache = folder / "cache.sqlite"
        self.state = folder / "gh.json"
        steps = yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]
        self.shards = steps["check"]["strategy"]["matrix"]["shard"]
        self.commands = {
            job: [
                step["run"]
                for step in steps[job]["steps"]
                if "readinglist links" in step.get("run", "")
            ]
            for job in ("check", "report")
        }
        bin_ = folder / "bin"
        bin_.mkdir()
        resolve = [
            f"--resolve {name}={world.homes[behaviour]}" for name, behaviour in HOSTS.items()
        ]
        options = " ".join(["--allow-private 127.0.0.0/8 --timeout 5", *resolve])
        self._script(bin_ / "gh", GH.format(python=sys.executable, state=str(self.state)))
        self._script(bin_ / "readinglist", WRAPPER.format(python=sys.executable, options=options))
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")
        } | {"PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(REPOSITORY)}

    @staticmethod
    def _script(file, text):
        file.write_text(text, "utf-8")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)

    def _runner(self, name, project):
        """A fresh checkout with last week's cache."""
        folder = self.folder / "runners" / name
        shutil.copytree(project, folder)
        (folder / ".cache").mkdir()
        # Where `make venv` puts it, which the workflow runs first.
        (folder / ".venv/bin").mkdir(parents=True)
        shutil.copy(self.folder / "bin/readinglist", folder / ".venv/bin/readinglist")
        if self.cache.is_file():
            shutil.copy(self.cache, folder / ".cache" / "links.sqlite")
        return folder

    def _run(self, folder, command, **more):
        # Like the forge: bash, stopping at the first failure.
        return subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", command], cwd=folder,
            env=self.environment | more, capture_output=True, text=True, check=True, timeout=120,
        )  # fmt: skip

    def _shard(self, shard, project):
        folder = self._runner(str(shard), project)
        for command in self.commands["check"]:
            self._run(folder, command, SHARD=str(shard))
        return folder

    def week(self, project):
        """One run; returns the report and the shards' results."""
        shutil.rmtree(self.folder / "runners", ignore_errors=True)
        report = self._runner("report", project)
        (report / "shards").mkdir()
        with ThreadPoolExecutor() as runners:
            folders = list(runners.map(lambda shard: self._shard(shard, project), self.shards))
        results = []
        for shard, folder in zip(self.shards, folders, strict=True):
            for artifact in sorted((folder / "shard").iterdir()):
                shutil.copy(artifact, report / "shards")
            results.append(json.loads((folder / "shard" / f"{shard}.json").read_text("utf-8")))
        for command in self.commands["report"]:
            self._run(report, command)
        shutil.copy(report / ".cache" / "links.sqlite", self.cache)
        return (report / "report.md").read_text("utf-8"), results

    def wait(self, seconds):
        """Let time pass, by moving everything in the history into the past."""
        with sqlite3.connect(self.cache) as db:
            db.execute(
                "UPDATE links SET checked_at = checked_at - ?1, good_at = good_at - ?1,"
                " first_broken = first_broken - ?1",
                (seconds,),
            )
            db.execute("UPDATE checks SET checked_at = checked_at - ?", (seconds,))
        db.close()

    def remembered(self, file="cache.sqlite"):
        """The number of checks of each address in a history, by default the merged one."""
        with closing(sqlite3.connect(self.folder / file)) as db:
            return dict(db.execute("SELECT url, count(*) FROM checks GROUP BY url"))

    @property
    def issues(self):
        return json.loads(self.state.read_text("utf-8"))


@pytest.fixture
def weekly(tmp_path, world):
    if shutil.which("bash") is None:
        pytest.skip("there is no bash on the PATH")
    folder = tmp_path / "weekly"
    folder.mkdir()
    return Weekly(folder, world)


def settled(report, world):
    """The report without what differs from run to run."""
    text = report.replace(f":{world.site.port}", ":8080")
    text = text.replace(f":{world.site.refused_port}", ":8081")
    text = text.replace(world.homes["refused"], "127.0.0.1")
    text = re.sub(r"As of \d{4}-\d\d-\d\d \d\d:\d\d UTC", "As of 2026-11-23 04:17 UTC", text)
    return re.sub(r"since \d{4}-\d\d-\d\d", "since 2026-11-16", text)


def test_three_weeks(weekly, project, world):
    first, shards = weekly.week(project)
    words = ("ok", "broken", "unknown", "warning")
    checked = [sum(shard["verdicts"].get(word, 0) for word in words) for shard in shards]
    assert len(shards) == 3
    assert all(checked), "a shard had nothing to do"
    assert sum(checked) == len(HOSTS) + 1
    known = [weekly.remembered(f"runners/report/shards/{n}.sqlite") for n in weekly.shards]
    urls_of = [set(urls) for urls in known]
    every = set.union(*urls_of)
    assert len(every) == sum(map(len, urls_of)), "an address was in two shards"
    assert len(every) == sum(checked)
    hosts_of = [{urlsplit(url).hostname for url in urls} for urls in urls_of]
    assert len(set.union(*hosts_of)) == sum(map(len, hosts_of)), "a host was asked by two"
    assert weekly.remembered() == dict.fromkeys(every, 1)
    # Nothing is called dead after one check.
    assert "## Dead" not in first
    assert "## Perhaps dead" in first
    assert weekly.issues["said"] == ["issue list", "label create", "issue create"]

    weekly.wait(7 * DAY)
    world.site.journal.clear()
    second, _ = weekly.week(project)
    # The results of all runners are merged with those of the week before.
    assert weekly.remembered() == dict.fromkeys(every, 2)
    asked = {request.target.split("/")[1] for request in world.site.journal.requests}
    assert asked == set(HOSTS.values())
    assert world.site.journal.violations() == []
    assert weekly.issues["said"][3:] == ["issue list", "issue edit"]
    assert weekly.issues["body"] == second
    told = settled(second, world)
    if os.environ.get("READINGLIST_REWRITE"):
        GOLDEN.write_text(told, "utf-8")
    assert told == GOLDEN.read_text("utf-8")

    # Everything is repaired, and the issue is closed.
    at = urls(world)
    write(
        project,
        {
            "entries/essays/essay.yml": ESSAY % ("Paths", at["quote"] + "?again"),
            "entries/papers/turing1950paper.yml": PAPER % (at["quote"], f"{at['moved-308']}/there"),
            "docs/further.md": "# Further reading\n",
            "links.yml": "exclusions: []\n",
        },
    )
    third, _ = weekly.week(project)
    assert weekly.issues["said"][5:] == ["issue list", "issue edit", "issue close"]
    assert weekly.issues["open"] == []
    assert "Dead" not in third
