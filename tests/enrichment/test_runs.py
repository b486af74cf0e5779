"""Real processes: killed at any moment, and two at once."""

import datetime
import gzip
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from standins.arxiv import Arxiv, paper_of

from readinglist.library.lock.arxiv import write_record
from readinglist.library.lock.arxiv_records import Provenance, Record
from readinglist.values.identifiers import ArxivId
from readinglist.values.names import Name

COUNT = 300
SEED = 20260412
EPOCH = "1800000000"
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def synthetic_papers(make_paper):
    """Papers with ids of all ages, and texts long enough to be cut off."""
    ids = [f"hep-th/99{n // 1000 + 1:02}{n % 1000:03}" for n in range(40)]
    ids += [f"cs/05{n // 1000 + 1:02}{n % 1000:03}" for n in range(20)]
    ids += [f"0{704 + n // 50}.{n:04}" for n in range(1, 41)]
    ids += [f"2301.{n:05}" for n in range(COUNT - len(ids))]
    authors = tuple(f"Ada N{number} Lovelace" for number in range(60))
    return [
        make_paper(arxiv_id, authors=authors, abstract=f"{arxiv_id} says. " * 90)
        for arxiv_id in ids
    ]


def real_papers(_make_paper):
    """Papers of the corpus in READINGLIST_DATA, including old-style ids."""
    folder = os.environ.get("READINGLIST_DATA")
    if not folder:
        pytest.skip("READINGLIST_DATA does not name the corpus")
    with gzip.open(Path(folder) / "corpus_10k.jsonl.gz", "rt", encoding="utf-8") as stream:
        values = [json.loads(line) for line in stream]
    old = [record for record in values if "/" in record["id"]][:60]
    new = [record for record in values if "/" not in record["id"]]
    return [paper_of(record) for record in old + new[:: len(new) // 240][: COUNT - len(old)]]


def start(root, arxiv, state, *options):
    """`readinglist enrich` in a separate process."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("READINGLIST_")}
    env |= {
        "READINGLIST_ARXIV_URL": arxiv.api,
        "READINGLIST_STATE": str(state),
        "SOURCE_DATE_EPOCH": EPOCH,
        "COLUMNS": "200",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "readinglist", "enrich", "-p", str(root), *options],
        env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    )  # fmt: skip


def finish(process) -> str:
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 0, output
    return output


def count_records(folder: Path) -> int:
    return sum(1 for _ in folder.rglob("*.json"))


def a_list(tmp_path, name, papers):
    """A list of these papers, with a lock that has records for a third of them."""
    root = tmp_path / name
    (root / "entries/papers").mkdir(parents=True)
    (root / "entries/themes.yml").write_text("[]\n", "utf-8")
    for number, paper in enumerate(papers):
        entry = f'arxiv: "{paper.id}"\ntakeaway: A takeaway.\nnote: A note.\n'
        (root / f"entries/papers/p{number:03}.yml").write_text(entry, "utf-8")
        if number % 3 == 0:
            before = Record(
                ArxivId(paper.id), "Before", (Name("Lovelace", "Ada"),),
                Provenance("copy", LONG_AGO),
            )  # fmt: skip
            write_record(root / "entries/metadata/arxiv", before)
    return root


@pytest.mark.parametrize(("make_papers", "kills"), [(synthetic_papers, 5), (real_papers, 3)])
def test_killed_at_any_moment(tmp_path, make_paper, whole_lock, make_papers, kills):
    papers = make_papers(make_paper)
    assert len({paper.id for paper in papers}) == COUNT
    assert sum("/" in paper.id for paper in papers) == 60
    chance = random.Random(SEED)
    # Moments are counted in lock files that exist, and the first comes before any.
    moments = sorted([0, *chance.sample(range(COUNT), kills - 1)])
    print(f"seed {SEED}, killed when so many records have been written: {moments}")
    killed = 0
    victim = a_list(tmp_path, "killed", papers)
    undisturbed = a_list(tmp_path, "whole", papers)
    with Arxiv(papers) as arxiv:
        finish(start(undisturbed, arxiv, tmp_path / "state"))
        wanted = whole_lock(undisturbed)
        assert len(wanted) == COUNT
        for moment in moments:
            done = _run_and_kill(victim, arxiv, tmp_path / "state", wanted, moment)
            killed += done
            after = _check_between(victim, whole_lock, wanted)
            print(f"killed: {done}, {after} records done")
        assert killed == kills
        kept = _check_between(victim, whole_lock, wanted)
        asked = len(arxiv.log)
        output = finish(start(victim, arxiv, tmp_path / "state"))
        # It continues where the killed runs stopped.
        assert sum(map(len, arxiv.asked[asked:])) == COUNT - kept
        assert f"{COUNT - kept} records written" in output or kept == COUNT
        assert whole_lock(victim) == wanted


def _run_and_kill(victim, arxiv, state, wanted, moment) -> bool:
    """Start a run and kill it when there are this many records. False if it finished earlier."""
    process = start(victim, arxiv, state)
    folder = victim / "entries/metadata/arxiv"
    asked = len(arxiv.log)
    try:
        while process.poll() is None:
            done = sum(
                (folder / f"{name}.json").exists() and (folder / f"{name}.json").stat().st_size
                == len(data) for name, data in wanted.items()
            )  # fmt: skip
            if done >= moment and len(arxiv.log) > asked:
                process.send_signal(signal.SIGKILL)
                break
        return process.wait(60) == -signal.SIGKILL
    finally:
        process.stdout.close()


def _check_between(victim, whole_lock, wanted) -> int:
    """The number of finished records; the others are absent or unchanged."""
    done = 0
    for name, data in whole_lock(victim, killed=True).items():
        if data == wanted[name]:
            done += 1
        else:
            assert json.loads(data)["title"] == "Before"
    return done


# Two at once


def test_two_simultaneous_runs_lose_nothing(tmp_path, make_paper, whole_lock):
    papers = synthetic_papers(make_paper)
    both = threading.Barrier(2)

    class Together(Arxiv):
        """Responds to the first requests of both runs once both have arrived."""

        def _answer(self, request):
            if request.number < 2:
                both.wait(120)
            return super()._answer(request)

    root = a_list(tmp_path, "list", papers)
    with Together(papers) as arxiv:
        runs = [start(root, arxiv, tmp_path / "state") for _ in range(2)]
        outputs = [finish(run) for run in runs]
    lock = whole_lock(root)
    assert set(lock) == {paper.id for paper in papers}
    assert all(json.loads(data)["title"] != "Before" for data in lock.values())
    for output in outputs:
        assert f"{COUNT} found" in output


def _write_some(folder, state, name, ids, ready):
    os.environ["READINGLIST_STATE"] = state
    moment = Provenance(
        "api", __import__("datetime").datetime.fromisoformat("2020-01-01T00:00:00Z")
    )
    ready.wait(120)
    for arxiv_id in ids:
        write_record(
            Path(folder),
            Record(ArxivId(arxiv_id), f"By {name}", (Name(literal=name * 400),), moment),
        )


def test_two_writers_of_the_same_records(tmp_path, whole_lock):
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Barrier(2)
    folder, state = tmp_path / "entries/metadata/arxiv", str(tmp_path / "state")
    shared = [f"2301.{n:05}" for n in range(40)]
    writers = [
        spawn.Process(target=_write_some, args=(str(folder), state, name, [*shared, own], ready))
        for name, own in (("a", "2302.00001"), ("b", "2302.00002"))
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
        assert writer.exitcode == 0
    assert set(whole_lock(tmp_path)) == {*shared, "2302.00001", "2302.00002"}
