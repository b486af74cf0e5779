"""Faults: commands are killed, run out of disk, may not write, or meet one another.

    python tests/faults/run.py --kills 300 --full 100 --read-only --pairs

Every change that a command makes to the file system under its project is an event: a file opened
for writing, a name given or taken, content sent to the disk. A command is first run to the end,
with its events counted; then it is run from the same start again and again, and at an event chosen
from the whole range it is killed with SIGKILL, or its disk is full from there on. After each run
every file has to be what it was or what it would have become, and the site as a whole the last one
or the new one; and when the command is run once more, everything has to be as if nothing had
happened, with nothing left over. No clock is involved, so that every failure can be repeated: it is
named by the command and the number of the event.

Commands run in forks of this process, which has imported them, so that a run takes milliseconds.
"""

import argparse
import contextlib
import errno
import functools
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import mkdocs.__main__

import readinglist.cli
import readinglist.site.mkdocs.plugin  # noqa: F401 - what commands would import
from readinglist.__main__ import run as run_readinglist
from readinglist.cli import (  # noqa: F401
    add,
    edit,
    enrich,
    explain,
    export,
    forge,
    import_file,
    init,
    site,
    validate,
)
from readinglist.intake.issue_forms import paper_form
from readinglist.intake.new_list import render_starter, write_starter
from readinglist.intake.new_list.origin import Origin
from readinglist.site import beside, writing
from readinglist.values.dates import PartialDate

EVENTS = {
    "open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink",
    "os.truncate", "os.chmod",
}  # fmt: skip
#: What needs no room on the disk.
FREE = {"os.remove", "os.rmdir", "os.chmod", "os.rename"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
#: Where a build leaves the last site but one, on purpose.
SPARES = {".site.build", ".build"}

BIB = """
@book{grove2020, title={Groves}, author={Kim Grove}, year={2020}, url={https://g.example/1}}
@book{moor2021, title={Moors}, author={Ada Moor}, year={2021}, url={https://g.example/2}}
@book{heath2022, title={A Heath}, author={Jo Heath}, year={2022}, url={https://g.example/3}}
"""
ANSWERS = {
    "reference": "https://moss.example/stone", "title": "Moss on stone", "authors": "Ada Green",
    "issued": "2001", "takeaway": "Moss grows slowly.",
}  # fmt: skip
ISSUE = "".join(
    f"### {one.label}\n\n{ANSWERS.get(one.id, '_No response_')}\n\n"
    for one in paper_form().questions
)
RECORD = {
    "id": "2403.99901", "title": "Patience", "authors": "Ada Green", "abstract": "It is so.",
    "categories": "cs.LG", "authors_parsed": [["Green", "Ada", ""]], "update_date": "2024-03-18",
    "versions": [{"version": "v1", "created": "Mon, 18 Mar 2024 09:00:00 GMT"}],
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A command: its arguments, and what is done to the project before.

    `whole` is the folder that has to be old or new as a whole; `setting` changes the program in the
    process of the command; `after` a command that has to set things right even though it fails.
    """

    arguments: tuple[str, ...]
    prepare: Callable[[Path], object] = lambda _: None
    whole: str = ""
    setting: Callable[[], object] = lambda: None
    recovers: bool = False


def _change(name: str, old: str, new: str) -> Callable[[Path], object]:
    def change(project: Path) -> None:
        file = project / name
        text = file.read_text("utf-8")
        assert old in text, (name, old)
        file.write_text(text.replace(old, new), "utf-8")

    return change


_PAPER = "entries/papers/fern2012shade.yml"
_EDIT = _change(_PAPER, "takeaway: ", "takeaway: Changed. ")


def _site_with(*, dots: bool = False) -> Callable[[Path], None]:
    def prepare(project: Path) -> None:
        ran = run_in_fork(("readinglist", "build"), project)
        assert ran.code == 0, ran.output
        _EDIT(project)
        if dots:
            (project / "site/.keep").write_text("", "ascii")

    return prepare


def _without_exchange() -> None:
    beside.exchange = lambda _one, _other: False


def _by_two() -> None:
    writing.MANY = writing.CHUNK = 1


def _misspell(project: Path) -> None:
    for file in sorted((project / "entries/papers").glob("*.yml")):
        file.write_text(file.read_text("utf-8").replace("takeaway:", "takeway:"), "utf-8")


def _untidy(project: Path) -> None:
    for file in sorted((project / "entries/papers").glob("*.yml")):
        lines = file.read_text("utf-8").splitlines()
        file.write_text("\r\n".join(lines) + "\r\n", "utf-8", newline="")


def _with_arxiv_paper(project: Path) -> None:
    text = 'arxiv: "2403.99901"\nthemes: [streets]\ntakeaway: So it is.\n'
    theme = (project / _PAPER).read_text("utf-8").partition("themes: [")[2].partition("]")[0]
    text = text.replace("streets", theme)
    (project / "entries/papers/green2024patience.yml").write_text(text, "utf-8")


def _with_books(project: Path) -> None:
    """Entries of two of the books, which lack what the file says."""
    theme = (project / _PAPER).read_text("utf-8").partition("themes: [")[2].partition("]")[0]
    for name, title, url in (("grove2020", "Groves", 1), ("moor2021", "Moors", 2)):
        text = f"title: {title}\nauthors: [Kim {name[:-4].title()}]\nurl: https://g.example/{url}\n"
        file = project / f"entries/papers/{name}.yml"
        file.write_text(f"{text}themes: [{theme}]\ntakeaway: So it is.\n", "utf-8")


def _stale(*names: str) -> Callable[[Path], None]:
    def prepare(project: Path) -> None:
        for name in names:
            for file in sorted(project.glob(name)):
                file.write_text("old\n", "utf-8")

    return prepare


CASES = {
    "build": Case(("readinglist", "build"), _site_with(), "site"),
    "first build": Case(("readinglist", "build"), whole="site"),
    "build --no-cache": Case(("readinglist", "build", "--no-cache"), _site_with(), "site"),
    "build by two processes": Case(("readinglist", "build"), _site_with(), "site", _by_two),
    "build without exchange": Case(
        ("readinglist", "build"), _site_with(), "site", _without_exchange, recovers=True
    ),
    "build in a folder that stays": Case(
        ("readinglist", "build"), _site_with(dots=True), "site", recovers=True
    ),
    "mkdocs build": Case(("mkdocs", "build", "--quiet"), _site_with(), "site"),
    "add": Case(
        ("readinglist", "add", "--manual", "--title", "Moss on stone", "--author", "Ada Green",
         "--url", "https://moss.example/stone")
    ),
    "import": Case(("readinglist", "import", "../refs.bib")),
    "import --update": Case(("readinglist", "import", "--update", "../refs.bib"), _with_books),
    "from-issue": Case(("readinglist", "from-issue", "--body", "../issue.md")),
    "enrich --from": Case(
        ("readinglist", "enrich", "--from", "../bulk.jsonl"), _with_arxiv_paper
    ),
    "fmt": Case(("readinglist", "fmt"), _untidy),
    "validate --fix": Case(("readinglist", "validate", "--fix"), _misspell),
    "forms --write": Case(("readinglist", "forms", "--write"), _stale(".github/ISSUE_TEMPLATE/*")),
    "schema --write": Case(("readinglist", "schema", "--write", "schemas"), _stale("schemas/*")),
    "reference --write": Case(("readinglist", "reference", "--write", "docs/findings.md")),
    "export -o": Case(("readinglist", "export", "--all", "-o", "all.bib"), _stale("all.bib")),
    "init": Case(("readinglist", "init", "another")),
    "init in a folder": Case(
        ("readinglist", "init", "another"),
        lambda project: (project / "another/.git").mkdir(parents=True),
    ),
}  # fmt: skip
BUILDS = [name for name in CASES if "build" in name]


# Running a command


@dataclass
class Ran:
    """How a command ended: exit code (negative for a signal), its output, how many events."""

    code: int
    output: str
    events: int


@dataclass(frozen=True)
class Fault:
    """What goes wrong, from which event on, counted from 1: "kill", "full" or "read-only"."""

    kind: str
    at: int


class Meddler:
    """Counts the events of this process below a folder, and lets them fail."""

    def __init__(self, folder: Path, fault: Fault | None, counter: int) -> None:
        self.folder = str(folder)
        self.fault = fault
        self.counter = counter
        self.count = 0

    def install(self) -> None:
        sys.addaudithook(self.hear)
        for name in ("write", "fsync"):
            setattr(os, name, self.around(getattr(os, name), name))

    def around(self, function: Callable[..., object], name: str) -> Callable[..., object]:
        @functools.wraps(function)
        def around(handle: int, *arguments: object) -> object:
            if self.is_ours(os.readlink(f"/proc/self/fd/{handle}")):
                self.happen(name)
            return function(handle, *arguments)

        return around

    def is_ours(self, path: object) -> bool:
        if isinstance(path, bytes):
            path = os.fsdecode(path)
        return isinstance(path, str) and (path.startswith(self.folder) or not os.path.isabs(path))

    def hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if event not in EVENTS or not arguments:
            return
        path = arguments[0]
        if (
            event in ("os.remove", "os.rmdir")
            and isinstance(arguments[1], int)
            and arguments[1] >= 0
        ):
            path = os.readlink(f"/proc/self/fd/{arguments[1]}")
        if not self.is_ours(path):
            return
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & WRITING):
            return
        self.happen(event)

    def happen(self, event: str) -> None:
        self.count += 1
        if self.fault is None:
            os.pwrite(self.counter, str(self.count).encode(), 0)
        elif self.count >= self.fault.at:
            if self.fault.kind == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            elif self.fault.kind == "read-only" or event not in FREE:
                number = errno.ENOSPC if self.fault.kind == "full" else errno.EROFS
                raise OSError(number, os.strerror(number))


def run_in_fork(
    arguments: tuple[str, ...],
    project: Path,
    fault: Fault | None = None,
    setting: Callable[[], object] = lambda: None,
    limit: int | None = None,
) -> Ran:
    """Run a command in a fork of this process, with the project as its folder."""
    # What it prints goes through a pipe, which no limit on files cuts off.
    read, told = os.pipe()
    with tempfile.TemporaryFile() as counter:
        child = start(arguments, project, fault, setting, limit, told, counter.fileno())
        os.close(told)
        with os.fdopen(read, "rb") as stream:
            printed = stream.read().decode("utf-8", "replace")
        _, status = os.waitpid(child, 0)
        counter.seek(0)
        return Ran(os.waitstatus_to_exitcode(status), printed, int(counter.read() or 0))


def start(
    arguments: tuple[str, ...], project: Path, fault: Fault | None,
    setting: Callable[[], object], limit: int | None, told: int, counter: int,
) -> int:  # fmt: skip
    """Start a command in a fork; its process."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    try:
        os.dup2(told, 1)
        os.dup2(told, 2)
        # Those of this process may stand for files, in which one can seek.
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115 - till the end
        sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115
        os.chdir(project)
        setting()
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        sys.argv = list(arguments)
        Meddler(project.parent, fault, counter).install()
        run_readinglist() if arguments[0] == "readinglist" else mkdocs.__main__.cli()
    except SystemExit as exit_:
        code = exit_.code if isinstance(exit_.code, int) else int(bool(exit_.code))
        with contextlib.suppress(Exception):
            sys.stdout.flush()
        os._exit(code)
    except BaseException:  # noqa: BLE001
        with contextlib.suppress(Exception):
            os.write(2, traceback.format_exc().encode())
        os._exit(99)
    os._exit(0)


# What is there afterwards


Tree = dict[str, bytes]


def tree_of(folder: Path, *, but: str = "") -> Tree:
    """The files below a folder, but not the site that is kept for its files."""
    found = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if one not in SPARES]
        for name in names:
            path = Path(place, name)
            shown = path.relative_to(folder).as_posix()
            if not (but and shown.startswith(f"{but}/")):
                found[shown] = path.read_bytes()
    return found


def is_leftover(name: str) -> bool:
    ours = (".readinglist.part", ".readinglist.whole")
    return any(
        part in ours or (part.startswith(".") and part.endswith(".part"))
        for part in name.split("/")
    )


def third_states(before: Tree, now: Tree, after: Tree) -> list[str]:
    """The files that are neither as before nor as after."""
    names = {*before, *now, *after}
    return sorted(
        name
        for name in names
        if now.get(name) not in (before.get(name), after.get(name)) and not is_leftover(name)
    )


def differing(one: Tree, other: Tree) -> list[str]:
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


# The runs


@dataclass
class Report:
    """What was run and what broke, for a reader and for a test."""

    runs: dict[str, int] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


class Bench:
    """A folder in which cases are run from the same start again and again."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder.resolve()
        self.random = random.Random(seed)
        self.report = Report()
        self.start = self.folder / "start"
        self.work = self.folder / "work"
        self.project = self.work / "project"
        os.environ["READINGLIST_STATE"] = str(self.work / "state")
        os.environ["SOURCE_DATE_EPOCH"] = "1767225600"
        os.environ["NO_MKDOCS_2_WARNING"] = "1"
        self.template = self.folder / "template"
        write_starter(
            self.template / "project",
            render_starter("A list", PartialDate(2026, 1, 1), Origin("x")),
        )
        (self.template / "refs.bib").write_text(BIB, "utf-8")
        (self.template / "issue.md").write_text(ISSUE, "utf-8")
        (self.template / "bulk.jsonl").write_text(json.dumps(RECORD) + "\n", "utf-8")

    def prepare(self, case: Case) -> None:
        """Make the start of a case."""
        for one in (self.work, self.start):
            shutil.rmtree(one, ignore_errors=True)
        shutil.copytree(self.template, self.work)
        case.prepare(self.project)
        self.work.rename(self.start)

    def reset(self) -> None:
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.start, self.work, symlinks=True)

    def count(self, name: str) -> tuple[int, Tree]:
        """Run a case to its end: how many events, and what is there then."""
        case = CASES[name]
        self.prepare(case)
        self.reset()
        ran = run_in_fork(case.arguments, self.project, setting=case.setting)
        assert "Traceback" not in ran.output, ran.output
        assert ran.code in (0, 1), ran.output
        assert ran.events, f"{name} writes nothing"
        self.report.events[name] = ran.events
        return ran.events, tree_of(self.project)

    def fail(self, name: str, fault: Fault | str, what: str) -> None:
        told = f"{fault.kind} at {fault.at}" if isinstance(fault, Fault) else fault
        self.report.broken.append(f"{name}, {told}: {what}")
        print(f"BROKEN {self.report.broken[-1]}", flush=True)

    def try_case(self, name: str, kind: str, points: int) -> None:
        """Let a case fail at so many points of its range; 0 for its first event only."""
        events, after = self.count(name)
        case = CASES[name]
        self.reset()
        before = tree_of(self.project)
        chosen = [1]
        if points:
            # The whole range, and its end more closely: there things are put in their places.
            last = range(max(1, events - 12), events + 1)
            spread = [1 + events * one // points for one in range(points)]
            chosen = [
                self.random.choice(last) if one % 3 == 0 else at for one, at in enumerate(spread)
            ]
        for at in chosen:
            fault = Fault(kind, at)
            self.reset()
            ran = run_in_fork(case.arguments, self.project, fault, case.setting)
            self.report.runs[kind] = self.report.runs.get(kind, 0) + 1
            self.check(name, fault, ran, before, after)
            again = run_in_fork(case.arguments, self.project, setting=case.setting)
            if again.code not in (0, 1, 2 if name.startswith("init") else 0):
                self.fail(name, fault, f"run again: {again.code} {again.output[-600:]}")
            if wrong := differing(tree_of(self.project), after):
                self.fail(name, fault, f"run again: {wrong[:5]} differ")

    def check(self, name: str, fault: Fault, ran: Ran, before: Tree, after: Tree) -> None:
        """Whether all is old or new, and an error is told."""
        case = CASES[name]
        # What MkDocs itself prints of a full disk is its own affair.
        if ("Traceback" in ran.output or ran.code == 99) and case.arguments[0] != "mkdocs":
            self.fail(name, fault, ran.output[-1500:])
        if case.recovers and fault.kind == "kill":
            # The next run sets it right, and be it one that fails.
            (self.project / "entries/broken.yml").write_text("a: [", "utf-8")
            run_in_fork(case.arguments, self.project, setting=case.setting)
            (self.project / "entries/broken.yml").unlink()
        now = tree_of(self.project)
        if case.whole:
            sites = [
                {one: data for one, data in tree.items() if one.startswith(f"{case.whole}/")}
                for tree in (before, now, after)
            ]
            if sites[1] not in (sites[0], sites[2]):
                wrong = differing(sites[1], sites[0])[:3], differing(sites[1], sites[2])[:3]
                self.fail(name, fault, f"the site is neither the last one nor the new one: {wrong}")
        if wrong := third_states(before, now, after):
            self.fail(name, fault, f"neither old nor new: {wrong[:5]}")
        left = [one for one in now if is_leftover(one)]
        if fault.kind != "kill" and left:
            self.fail(name, fault, f"left behind: {left[:5]}")
        if fault.kind == "read-only" and now != before:
            self.fail(name, fault, f"changed: {differing(now, before)[:5]}")

    def try_limit(self, name: str, limit: int) -> None:
        """Let the system cut every file off at so many bytes."""
        _, after = self.count(name)
        case = CASES[name]
        self.reset()
        before = tree_of(self.project)
        ran = run_in_fork(case.arguments, self.project, None, case.setting, limit)
        self.report.runs["cut off"] = self.report.runs.get("cut off", 0) + 1
        self.check(name, Fault("full", limit), ran, before, after)

    def try_pair(self, one: str, other: str) -> None:
        """Run two commands at once: it has to end as if one had come after the other."""
        cases = CASES[one], CASES[other]
        together = Case((), lambda project: [case.prepare(project) for case in _starts(cases)])
        self.prepare(together)
        ends = []
        for order in (cases, cases[::-1]):
            self.reset()
            for case in order:
                run_in_fork(case.arguments, self.project)
            ends.append(tree_of(self.project))
        self.reset()
        with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as counter:
            children = [
                start(case.arguments, self.project, None, case.setting, None, told.fileno(),
                      counter.fileno())
                for case in cases
            ]  # fmt: skip
            for child in children:
                os.waitpid(child, 0)
            told.seek(0)
            output_ = told.read().decode("utf-8", "replace")
        self.report.runs["pairs"] = self.report.runs.get("pairs", 0) + 1
        now = tree_of(self.project)
        if "Traceback" in output_:
            self.fail(f"{one} + {other}", "at once", output_[-1500:])
        if now not in ends:
            wrong = [differing(now, end)[:5] for end in ends]
            self.fail(f"{one} + {other}", "at once", f"{wrong} {output_[-600:]}")


def _starts(cases: tuple[Case, ...]) -> Iterator[Case]:
    """The preparations of two cases, each once; of two builds one."""
    seen: set[object] = set()
    for case in cases:
        key = "site" if case.whole else case.prepare
        if key not in seen:
            seen.add(key)
            yield case


def main() -> int:
    """Run what is asked for; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=0, help="how many runs are killed")
    parser.add_argument("--full", type=int, default=0, help="how many run out of disk")
    parser.add_argument("--read-only", action="store_true", help="each may write nothing, once")
    parser.add_argument("--cut-off", action="store_true", help="files end at 100 bytes, once each")
    parser.add_argument("--pairs", type=int, nargs="?", const=10_000, default=0,
                        help="two at once, all pairs or so many")  # fmt: skip
    parser.add_argument("--only", action="append", help="only these cases")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    arguments = parser.parse_args()
    names = [one for one in CASES if not arguments.only or one in arguments.only]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), arguments.seed)
        for kind, wanted in (("kill", arguments.kills), ("full", arguments.full)):
            for number, name in enumerate(names):
                share = wanted * (number + 1) // len(names) - wanted * number // len(names)
                if share:
                    bench.try_case(name, kind, share)
        for name in names if arguments.read_only else ():
            bench.try_case(name, "read-only", 0)
        for name in names if arguments.cut_off else ():
            bench.try_limit(name, 100)
        meeting = [one for one in names if one != "build by two processes" and "init" not in one]
        pairs = [(one, other) for i, one in enumerate(meeting) for other in meeting[i:]]
        if arguments.pairs < len(pairs):
            pairs = bench.random.sample(pairs, arguments.pairs)
        for one, other in pairs:
            bench.try_pair(one, other)
    report = bench.report
    if arguments.json:
        print(json.dumps(vars(report)))
    else:
        print(f"runs: {report.runs}\nevents: {report.events}\nbroken: {len(report.broken)}")
    return int(bool(report.broken))


if __name__ == "__main__":
    sys.exit(main())
