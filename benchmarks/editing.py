"""Times what somebody editing a list waits for: a saved entry, a check, a build, a pull request.

The list is a generated one of the given size; the last table is about this repository's own list in
its pull request workflow. With `--write` the tables replace those between the marks of a Markdown
file. The preview is watched in a real browser (Chromium, by Playwright), or left out.
"""

import argparse
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from measuring import BROWSERS, ROOT, machine, measure, put_between, spread, table, wrapped
from texts import default_corpus

ENVIRONMENT = {"PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1", "PYTHONUNBUFFERED": "1"}
READINGLIST = (sys.executable, "-m", "readinglist")


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Nobody", "-c", "user.email=nobody@example.org", "-c", "gc.auto=0")
    subprocess.run(["git", "-C", folder, *who, *arguments], check=True, capture_output=True)


def timed(*arguments: str | Path, folder: Path) -> dict[str, float]:
    """Wall and CPU seconds of a readinglist command, which must succeed."""
    log = folder.parent / "log"
    environment = {**ENVIRONMENT, "READINGLIST_STATE": str(memory_of(folder))}
    cost = measure([*READINGLIST, *arguments], folder=folder, log=log, environment=environment)
    if cost.status:
        raise SystemExit(f"{arguments[0]}: {log.read_text('utf-8', 'replace')[-2000:]}")
    return {"wall": cost.wall, "cpu": cost.cpu}


def memory_of(project: Path) -> Path:
    """Where commands store what they know about the project."""
    return project.parent / "memory"


def forget(project: Path) -> None:
    """Remove the project's site and everything stored about it."""
    for folder in (project / "site", project / ".cache", memory_of(project)):
        shutil.rmtree(folder, ignore_errors=True)


def papers(project: Path) -> list[Path]:
    """Papers spread over the list whose takeaway is on a single line."""
    every = sorted((project / "entries" / "papers").glob("*.yml"))
    return every[:: max(1, len(every) // 40)]


def change(file: Path, takeaway: str) -> None:
    """Give the entry another takeaway."""
    lines = file.read_text("utf-8").split("\n")
    start = next(i for i, line in enumerate(lines) if line.startswith("takeaway:"))
    end = start + 1
    while lines[end].startswith(" "):
        end += 1
    lines[start:end] = [f"takeaway: {takeaway}"]
    # Like editors do: a new file replaces the old one.
    new = file.with_suffix(".new")
    new.write_text("\n".join(lines), "utf-8")
    new.replace(file)


# Commands


def time_commands(project: Path, rounds: int) -> Iterator[tuple[str, list[dict[str, float]]]]:
    """Commands run repeatedly on a list, each time after one more entry was changed."""
    yield "`validate`, all", [timed("validate", folder=project) for _ in range(rounds)]
    runs = []
    for number, entry in enumerate(papers(project)[:rounds], 1):
        change(entry, f"Changed for the {number}th time.")
        runs.append(timed("validate", "--changed-since", "HEAD", folder=project))
    yield "`validate --changed-since`", runs
    forget(project)
    yield "`build`", [timed("build", folder=project) for _ in range(rounds)]
    git(project, "checkout", "--quiet", "--", ".")


# The preview


def time_preview(project: Path, rounds: int) -> dict[str, list[float]] | None:
    """Seconds until the preview is up, and from saving an entry until the browser shows it."""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        return None
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only for this measurement

    saved: list[float] = []
    with (
        serving(project) as (url, ready),
        sync_playwright() as playwright,
        contextlib.closing(
            playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        ) as browser,
    ):
        page = browser.new_page()
        first = None
        for number, file in enumerate(papers(project)[:rounds]):
            start = time.perf_counter()
            page.goto(f"{url}papers/{file.stem}/", wait_until="load")
            first = first or time.perf_counter() - start
            time.sleep(1.5)  # live reload has started polling, and the server's clock has moved on
            takeaway = f"Saved for the {number + 1}th time."
            start = time.perf_counter()
            change(file, takeaway)
            page.get_by_text(takeaway).first.wait_for(timeout=60_000)
            saved.append(time.perf_counter() - start)
    git(project, "checkout", "--quiet", "--", ".")
    return {"ready": [ready], "first": [first or 0.0], "saved": saved}


@contextlib.contextmanager
def serving(project: Path) -> Iterator[tuple[str, float]]:
    """A running preview: its address, and the seconds until it responded."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = project.parent / "serve.log"
    start = time.perf_counter()
    with (
        log.open("wb") as out,
        subprocess.Popen(
            [*READINGLIST, "serve", "--project", project, "--address", f"127.0.0.1:{port}"],
            stdout=out, stderr=out,
            env={**os.environ, **ENVIRONMENT, "READINGLIST_STATE": str(memory_of(project))},
        ) as process,
    ):  # fmt: skip
        try:
            while "Serving on" not in log.read_text("utf-8", "replace"):
                if process.poll() is not None:
                    raise SystemExit(log.read_text("utf-8", "replace")[-2000:])
                time.sleep(0.02)
            ready = time.perf_counter() - start
            line = next(
                line for line in log.read_text("utf-8").splitlines() if "Serving on" in line
            )
            yield line.rpartition(" ")[2], ready
        finally:
            process.terminate()


# The pull request


def time_pull_request(work: Path, rounds: int) -> Iterator[tuple[str, list[dict[str, float]]]]:
    """The steps of the pull request workflow on a clone of this repository with one change."""
    clone = work / "own"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
    change(papers(clone)[3], "Changed in a pull request.")
    git(clone, "commit", "--quiet", "--all", "--message=A change")
    steps = {
        "`validate --strict`": ("validate", "--strict", "--format", "github"),
        "`fmt --check`": ("fmt", "--check"),
        "`diff`": ("diff", "HEAD~1...HEAD"),
        "`build`": ("build",),
    }
    sums = [{"wall": 0.0, "cpu": 0.0} for _ in range(rounds)]
    for name, arguments in steps.items():
        runs = []
        for total in sums:
            forget(clone)
            runs.append(timed(*arguments, folder=clone))
            for key in total:
                total[key] += runs[-1][key]
        yield name, runs
    yield "together", sums


def rows_of(named: Iterator[tuple[str, list[dict[str, float]]]]) -> list[list[str]]:
    rows = []
    for name, runs in named:
        cells = [spread([run[key] for run in runs]) for key in ("wall", "cpu")]
        rows.append([name, str(len(runs)), *cells])
        print(" | ".join(rows[-1]), flush=True)
    return rows


def report(options: argparse.Namespace) -> Iterator[str]:
    size, rounds = options.entries, options.rounds
    project = options.work / "list"
    shutil.rmtree(options.work, ignore_errors=True)
    project.mkdir(parents=True)
    maker = [sys.executable, ROOT / "benchmarks" / "lists.py", "--entries", str(size), "--git",
             "--out", project]  # fmt: skip
    corpus = ["--corpus", options.corpus] if options.corpus else []
    subprocess.run([*maker, *corpus], check=True, env={**os.environ, **ENVIRONMENT})
    heads = ("what is done", "runs", "wall s", "CPU s")
    yield wrapped(f"{machine()}.") + "\n"
    if "preview" in options.only:
        preview = time_preview(project, rounds)
        yield f"### The preview, {size:,} papers and claims\n"
        if preview is None:
            yield "Left out: there is no Chromium.\n"
        else:
            spoken = {
                "ready": "`serve`, until it answers",
                "first": "the first page, opened in the browser",
                "saved": "from saving an entry until its page shows the change",
            }
            rows = [[spoken[key], str(len(some)), spread(some)] for key, some in preview.items()]
            print(json.dumps(preview), flush=True)
            yield table(heads[:3], rows)
    if "commands" in options.only:
        yield f"### Commands, {size:,} papers and claims\n"
        yield table(heads, rows_of(time_commands(project, rounds)))
    if "pull-request" in options.only:
        yield "### A pull request to this repository's own list\n"
        yield table(heads, rows_of(time_pull_request(options.work, rounds)))
    shutil.rmtree(options.work)


def main() -> None:
    parts = ("preview", "commands", "pull-request")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=parts, default=list(parts))
    parser.add_argument("--corpus", type=Path, default=default_corpus(), help="file of texts")
    parser.add_argument("--work", type=Path, default=Path("/dev/shm/readinglist-editing"))
    parser.add_argument("--write", type=Path, help="a Markdown file to put the tables in")
    options = parser.parse_args()
    text: list[Any] = list(report(options))
    if options.write:
        put_between(options.write, "editing", "\n".join(text))


if __name__ == "__main__":
    main()
