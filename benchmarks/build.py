"""Compares the cost of building a reading list's site by this program and by others.

For each size a list is generated, and its built pages are turned into projects of the other
generators. Then all of them build in turn, each in a fresh process, on a file system in memory.
Every run is added as a line of JSON to `--results`, which is cleared first unless `--append` is
given, so that a comparison may be done in pieces. With `--write`, tables and a plot of the results
for the last commit replace those between the marks of a Markdown file. Tools that are not installed
are left out with a note; `--install` installs them into the folder `--tools`.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import peers
from build_report import render_report
from measuring import ROOT, commit, machine, measure, put_between, size_of
from texts import default_corpus

SIZES = (200, 1_000, 5_000, 10_000, 100_000)
#: Folders of the site that have only the search index.
SEARCH = ("search",)
#: With more entries than this, only generators known to finish in time and memory are run.
MANY = 20_000
FOR_MANY = ("ours", "ours-search", "stages", "floor", "floor-pages")
LIMIT = 900.0

FINDABLE = """
import json, sys
from pathlib import Path
from readinglist.graph.preparing import prepare
from readinglist.site.pages.browse import findables
print(json.dumps([findable.name for findable in findables(prepare(Path(sys.argv[1])).graph)]))
"""

# Files are read in batches, outside the timed part, because a large site does not fit in memory
# twice.
FLOOR = """
import json, os, pathlib, sys, time
site, target, ending = sys.argv[1:]
files = []
for folder, folders, names in os.walk(site):
    if folder == site and "search" in folders:
        folders.remove("search")
    files += [os.path.join(folder, name) for name in names if name.endswith(ending)]
wall = cpu = size = 0
made = set()
portion = []
def write():
    global wall, cpu
    start, used = time.perf_counter(), time.process_time()
    for path, folder, data in portion:
        if folder not in made:
            os.makedirs(folder, exist_ok=True)
            made.add(folder)
        with open(path, "wb") as stream:
            stream.write(data)
    wall += time.perf_counter() - start
    cpu += time.process_time() - used
    for path, folder, data in portion:
        os.unlink(path)
    portion.clear()
held = 0
for file in sorted(files):
    data = pathlib.Path(file).read_bytes()
    path = target + file[len(site):]
    portion.append((path, os.path.dirname(path), data))
    size += len(data)
    held += len(data)
    if held > 1_000_000_000:
        write()
        held = 0
write()
print(json.dumps({"wall": wall, "cpu": cpu, "bytes": size, "files": len(files)}))
"""


@dataclass(frozen=True)
class Bench:
    """The folders of a comparison. `work` should be in memory."""

    work: Path
    results: Path
    tools: Path
    corpus: Path | None

    def folder(self, size: int) -> Path:
        return self.work / str(size)

    def keep(self, size: int, tool: str, values: dict[str, Any]) -> None:
        """Add a run to the results."""
        line = {
            "size": size, "tool": tool, "commit": commit(), "machine": machine(),
            "at": round(time.time()), **values,
        }  # fmt: skip
        with self.results.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line) + "\n")
        shown = " ".join(
            f"{key}={value:.2f}" if isinstance(value, float) else f"{key}={value}"
            for key, value in values.items()
            if not isinstance(value, dict)
        )
        print(f"{size:>7} {tool:<14} {shown}", flush=True)


def python(*arguments: str | Path) -> str:
    """The output of a Python process with this repository's package."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(
        command, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def prepare(bench: Bench, size: int, wanted: Sequence[str]) -> None:
    """Make the list, its site and the wanted projects, unless they exist."""
    folder = bench.folder(size)
    entries = folder / "list"
    if not entries.is_dir():
        entries.mkdir(parents=True)
        corpus = ["--corpus", bench.corpus] if bench.corpus else []
        sizes = ["--entries", str(size), "--out", entries]
        python(ROOT / "benchmarks" / "lists.py", *sizes, "--git", *corpus)
    site = folder / "site"
    if not site.is_dir():
        python("-m", "readinglist", "build", "--project", entries, "--output", site)
        (folder / "findable.json").write_text(python("-c", FINDABLE, entries), "utf-8")
    for key in wanted:
        project = folder / "peers" / key
        if key in peers.all_peers(bench.tools) and not project.is_dir():
            project.mkdir(parents=True)
            python(ROOT / "benchmarks" / "peers.py", key, site, project)


def run(bench: Bench, size: int, tool: str) -> None:
    """One cold run of one tool; the result is kept."""
    folder = bench.folder(size)
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    if tool.startswith("floor"):
        ending = ".html" if tool == "floor-pages" else ""
        values = json.loads(python("-c", FLOOR, folder / "site", out, ending))
    elif tool in {"ours", "ours-search"}:
        values = run_ours(folder, out, search=tool == "ours-search")
    elif tool == "stages":
        values = run_stages(folder, out)
    else:
        values = run_peer(bench, folder, out, tool)
    bench.keep(size, tool, values)
    shutil.rmtree(out, ignore_errors=True)


def make_cold(project: Path, *, search: bool) -> dict[str, str]:
    """Remove what earlier builds stored about the list; returns the environment of the next one."""
    settings = project / "mkdocs.yml"
    text = settings.read_text("utf-8")
    now, other = ("true", "false") if search else ("false", "true")
    settings.write_text(text.replace(f"search: {other}", f"search: {now}"), "utf-8")
    for name in (".cache", "site"):
        shutil.rmtree(project / name, ignore_errors=True)
    memory = project.parent / "memory"
    shutil.rmtree(memory, ignore_errors=True)
    return {
        "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1", "READINGLIST_STATE": str(memory),
    }  # fmt: skip


def run_ours(folder: Path, out: Path, *, search: bool) -> dict[str, Any]:
    project = folder / "list"
    environment = make_cold(project, search=search)
    command = [sys.executable, "-m", "readinglist", "build", "--project", project, "--output", out]
    return measured(command, folder, out, environment)


def measured(
    command: Sequence[str | Path], folder: Path, out: Path, environment: dict[str, str]
) -> dict[str, Any]:
    log = folder / "log"
    cost = measure(command, folder=folder, limit=LIMIT, log=log, environment=environment)
    size, files = size_of(out)
    values = {
        "wall": cost.wall, "cpu": cost.cpu, "memory": cost.memory, "bytes": size, "files": files,
        "pages": sum(1 for _ in out.rglob("*.html")) if out.is_dir() else 0,
    }  # fmt: skip
    if cost.status:
        last = log.read_text("utf-8", "replace").strip().rpartition("\n")[2]
        values["failed"] = f"status {cost.status}: {last[-200:]}"
    return values


def run_peer(bench: Bench, folder: Path, out: Path, tool: str) -> dict[str, Any]:
    peer = peers.all_peers(bench.tools)[tool]
    project = folder / "peers" / tool
    for name in (*peer.caches, "site"):
        path = project / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    site = project / "site" if tool == "zensical" else out
    values = measured(peer.command(project, site), project, site, peer.environment)
    shutil.rmtree(project / "site", ignore_errors=True)
    return values


def run_stages(folder: Path, out: Path) -> dict[str, Any]:
    """The stages of a build with the search index, in a run of its own that is not otherwise
    counted.
    """
    project = folder / "list"
    environment = make_cold(project, search=True)
    script = ROOT / "benchmarks" / "stages.py"
    command = [sys.executable, script, "--project", project, "--output", out]
    done = subprocess.run(
        command, env={**os.environ, **environment}, check=True, capture_output=True, text=True
    )
    return {"stages": json.loads(done.stdout.strip().rpartition("\n")[2])}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    everything = ("ours", "ours-search", "mkdocs", "zensical", "hugo", "pagefind", "floor",
                  "floor-pages", "stages")  # fmt: skip
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--only", nargs="*", choices=everything, default=list(everything))
    parser.add_argument("--rounds", type=int, help="runs of each; 0 only prepares them")
    parser.add_argument("--corpus", type=Path, default=default_corpus(), help="file of texts")
    parser.add_argument("--work", type=Path, default=Path("/dev/shm/readinglist-bench"))
    parser.add_argument("--keep", action="store_true", help="keep the files in --work")
    parser.add_argument("--tools", type=Path, default=ROOT / ".benchmark-tools" / "build")
    parser.add_argument("--install", action="store_true", help="install the other tools first")
    parser.add_argument("--results", type=Path, default=ROOT / ".benchmark-tools" / "build.jsonl")
    parser.add_argument("--append", action="store_true", help="add to --results")
    parser.add_argument("--write", type=Path, help="a Markdown file to put the tables in")
    options = parser.parse_args()
    if options.install:
        peers.install(options.tools)
    bench = Bench(options.work.resolve(), options.results, options.tools.resolve(), options.corpus)
    bench.results.parent.mkdir(parents=True, exist_ok=True)
    if options.sizes and not options.append:
        bench.results.unlink(missing_ok=True)
    lacking = {key for key, peer in peers.all_peers(bench.tools).items() if not peer.needs.exists()}
    for size in options.sizes:
        tools = [tool for tool in options.only if tool not in lacking]
        tools = [tool for tool in tools if size <= MANY or tool in FOR_MANY]
        prepare(bench, size, tools)
        usual = 5 if size <= 1_000 else 3 if size <= MANY else 1
        for _ in range(usual if options.rounds is None else options.rounds):
            for tool in tools:
                run(bench, size, tool)
        if not options.keep:
            shutil.rmtree(bench.folder(size))
    if options.write:
        lines = bench.results.read_text("utf-8").splitlines()
        put_between(
            options.write,
            "build",
            render_report(map(json.loads, lines), peers.versions(bench.tools)),
        )


if __name__ == "__main__":
    main()
