"""One run at a time: who waits, for whom, and which messages appear."""

import re
import shutil
import subprocess
import sys
import threading

import pytest

BIB = "@article{{g{0}, title={{Groves {0}}}, author={{Kim Grove}}, year={{2020}}, url={{https://g.example/{0}}}}}\n"
HOLD = """
import sys, time
from pathlib import Path
from readinglist.system.run_lock import turn
sys.argv[:] = ["readinglist", "import", "refs.bib"]
with turn(Path(FOLDER), print):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def held(project):
    """A project locked by another run; a function that ends that run."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD.replace("FOLDER", repr(str(project)))],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


WRITING = [
    ("build",), ("fmt",), ("validate", "--fix"), ("forms", "--write"),
    ("schema", "--write", "schemas"), ("import", "refs.bib"), ("from-issue", "--body", "x.md"),
    ("add", "--manual", "--title", "Moss", "--url", "https://m.example/"),
    ("enrich",), ("enrich", "--from", "x.jsonl"), ("reference", "--write", "x.md"),
]  # fmt: skip


@pytest.mark.parametrize("arguments", WRITING, ids=" ".join)
def test_a_second_run_names_the_first(arguments, held, project, cli, monkeypatch, files_of):
    monkeypatch.chdir(project)
    (project / "refs.bib").write_text(BIB.format(1), "utf-8")
    (project / "x.jsonl").write_text("", "utf-8")
    (project / "x.md").write_text("### Which paper?\n\nhttps://a.example/\n", "utf-8")
    if arguments[0] == "from-issue":
        arguments = (*arguments, "--kind", "paper")
    before = files_of(project)
    result = cli(*arguments, "--no-wait")
    assert result.code == 3
    assert f"'readinglist import refs.bib' (process {held.pid}, since " in result.err
    assert "Wait until it has" in result.err
    assert files_of(project) == before


@pytest.mark.parametrize(
    "arguments", [("validate",), ("fmt", "--check"), ("list",), ("forms", "--check"), ("stats",)],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.usefixtures("held")
def test_a_run_that_only_reads_does_not_wait(arguments, project, cli, monkeypatch):
    monkeypatch.chdir(project)
    assert cli(*arguments).code in (0, 1)


def test_a_second_run_waits_and_continues(held, project, cli, monkeypatch):
    monkeypatch.chdir(project)
    threading.Timer(1.0, held.kill).start()
    result = cli("fmt")
    assert result.code == 0
    assert "Waiting for 'readinglist import refs.bib'" in result.err
    assert "Ctrl-C gives up" in result.err


def test_two_simultaneous_imports_write_no_duplicates(project, command, tmp_path):
    """Without the lock, both read a list without these works, and both write them."""
    file = tmp_path / "refs.bib"
    file.write_text("".join(BIB.format(number) for number in range(20)), "utf-8")
    results = []

    def bring_in():
        results.append(command("readinglist", "import", file, "--project", project))

    threads = [threading.Thread(target=bring_in) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(result.returncode for result in results) == [0, 1], [
        result.stderr for result in results
    ]
    assert len(list((project / "entries/papers").glob("grove2020*.yml"))) == 20


def test_without_a_state_folder_there_is_a_warning(project, cli, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("READINGLIST_STATE", str(tmp_path / "file/state"))
    monkeypatch.chdir(project)
    result = cli("fmt")
    assert result.code == 0
    assert "runs at the same time cannot be told apart" in result.err
    assert "READINGLIST_STATE" in result.err
    assert cli("build").code == 0
    assert (project / "site/index.html").is_file()


def test_half_written_files_of_killed_runs_are_removed(project, cli, monkeypatch):
    monkeypatch.chdir(project)
    places = ("entries/papers", "entries", "docs", "schemas", ".github/ISSUE_TEMPLATE")
    for place in places:
        (project / place / ".x.yml.123.part").write_text("half", "utf-8")
    assert cli("fmt", "--check").code == 0
    assert (project / "docs/.x.yml.123.part").exists(), "a run that only reads removes nothing"
    assert cli("fmt").code == 0
    assert not list(project.rglob("*.part"))


@pytest.fixture
def no_state(monkeypatch, tmp_path):
    """A state folder that cannot be created."""
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("READINGLIST_STATE", str(tmp_path / "file/state"))
    return "cannot be written: services may be asked more often than they like"


def test_without_a_state_folder_add_still_works(project, cli, monkeypatch, no_state):
    monkeypatch.setenv("READINGLIST_SOURCES", "crossref")
    monkeypatch.chdir(project)
    result = cli("add", "10.1234/abc", "--title", "Moss", "--author", "Ada Green")
    assert no_state in result.err
    assert "READINGLIST_STATE" in result.err
    assert result.code == 0
    assert len(list((project / "entries/papers").glob("green*.yml"))) == 1


def test_without_a_state_folder_links_are_still_checked(project, cli, monkeypatch, no_state):
    """With a list with one arXiv id; nobody listens at the address, to which arXiv's own rate
    applies.
    """
    monkeypatch.setattr("readinglist.enrichment.arxiv.client._LOOPBACK", re.compile("nowhere"))
    for name in ("docs", "entries/claims", "entries/essays", "entries/papers", "entries/paths"):
        shutil.rmtree(project / name)
        (project / name).mkdir()
    (project / "entries/papers/kim2017arxiv.yml").write_text(
        'arxiv: "1706.03762"\nthemes: [streets]\ntakeaway: It is so.\n', "utf-8"
    )
    api = "http://127.0.0.1:9/api/query"
    result = cli("links", "-p", project, "--arxiv-api", api, "--budget", "0.01")
    assert no_state in result.err
    assert result.code in (0, 1)
