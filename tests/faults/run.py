"""Fault injection: commands are killed, run out of disk, may not write, or run at the same time.

    python tests/faults/run.py --kills 300 --full 100 --read-only --pairs

Every change that a command makes to the file system below its project is an event: opening a file
for writing, creating or removing a name, flushing content to disk. A command is first run to its
end to count its events; then it is run from the same start over and over, and at an event chosen
from the whole range it is killed with SIGKILL, or its disk is full from then on. After each run
every file must be as it was or as it would have become, and the site as a whole the last one or the
new one. After running the command once more, everything must be as if nothing had happened, with
nothing left over. No clock is involved, so every failure can be reproduced by the command and the
number of the event.

Commands run in forks of this process, which has imported them, so a run takes milliseconds.
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
import readinglist.site.mkdocs.plugin  # noqa: F401 - modules that commands would import
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
#: Events that need no room on the disk.
FREE = {"os.remove", "os.rmdir", "os.chmod", "os.rename"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
#: Where a killed build leaves what the next one removes.
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
    f"### {question.label}\n\n{ANSWERS.get(question.id, '_No response_')}\n\n"
    for question in paper_form().questions
)
RECORD = {
    "id": "2403.99901", "title": "Patience", "authors": "Ada Green", "abstract": "It is so.",
    "categories": "cs.LG", "authors_parsed": [["Green", "Ada", ""]], "update_date": "2024-03-18",
    "versions": [{"version": "v1", "created": "Mon, 18 Mar 2024 09:00:00 GMT"}],
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A command: its arguments, and how to prepare the project.

    `whole` is the folder that must be old or new as a whole; `setting` changes the program in the
    command's process; `after` is a command that must repair things even though it fails.
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
    """How a command ended: exit code (negative for a signal), its output, the number of events."""

    code: int
    output: str
    events: int


@dataclass(frozen=True)
class Fault:
    """What fails, and from which event on, counted from 1: "kill", "full" or "read-only"."""

    kind: str
    at: int


class Meddler:
    """Counts the events of this process below a folder, and makes them fail."""

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
    """Run a command in a fork of this process, in the project's folder."""
    # Its output goes through a pipe, which no limit on file sizes cuts off.
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
    """Start a command in a fork; returns its process."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    try:
        os.dup2(told, 1)
        os.dup2(told, 2)
        # This process's own streams may be files, which are seekable.
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115 - open until the end
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


# The state afterwards


Tree = dict[str, bytes]


def tree_of(folder: Path, *, but: str = "") -> Tree:
    """The files below a folder, except the site that is kept for its files."""
    found = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [folder for folder in folders if folder not in SPARES]
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


# Running the cases


@dataclass
class Report:
    """What was run and what failed, for a reader and for a test."""

    runs: dict[str, int] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


class Bench:
    """A folder in which cases are run from the same start over and over."""

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
        """Prepare the start of a case."""
        for folder in (self.work, self.start):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.template, self.work)
        case.prepare(self.project)
        self.work.rename(self.start)

    def reset(self) -> None:
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.start, self.work, symlinks=True)

    def count(self, name: str) -> tuple[int, Tree]:
        """Run a case to its end; returns the number of events and the resulting files."""
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
        """Make a case fail at this many points of its range; 0 means only the first event."""
        events, after = self.count(name)
        case = CASES[name]
        self.reset()
        before = tree_of(self.project)
        chosen = [1]
        if points:
            # The whole range, with more points at its end, where files are moved into place.
            last = range(max(1, events - 12), events + 1)
            spread = [1 + events * number // points for number in range(points)]
            chosen = [
                self.random.choice(last) if number % 3 == 0 else at
                for number, at in enumerate(spread)
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
        """Check that everything is old or new, and that an error is reported."""
        case = CASES[name]
        # What MkDocs itself prints about a full disk does not matter.
        if ("Traceback" in ran.output or ran.code == 99) and case.arguments[0] != "mkdocs":
            self.fail(name, fault, ran.output[-1500:])
        if case.recovers and fault.kind == "kill":
            # The next run repairs it, even if that run fails.
            (self.project / "entries/broken.yml").write_text("a: [", "utf-8")
            run_in_fork(case.arguments, self.project, setting=case.setting)
            (self.project / "entries/broken.yml").unlink()
        now = tree_of(self.project)
        if case.whole:
            sites = [
                {path: data for path, data in tree.items() if path.startswith(f"{case.whole}/")}
                for tree in (before, now, after)
            ]
            if sites[1] not in (sites[0], sites[2]):
                wrong = differing(sites[1], sites[0])[:3], differing(sites[1], sites[2])[:3]
                self.fail(name, fault, f"the site is neither the last one nor the new one: {wrong}")
        if wrong := third_states(before, now, after):
            self.fail(name, fault, f"neither old nor new: {wrong[:5]}")
        left = [path for path in now if is_leftover(path)]
        if fault.kind != "kill" and left:
            self.fail(name, fault, f"left behind: {left[:5]}")
        if fault.kind == "read-only" and now != before:
            self.fail(name, fault, f"changed: {differing(now, before)[:5]}")

    def try_limit(self, name: str, limit: int) -> None:
        """Let the system truncate every file at this many bytes."""
        _, after = self.count(name)
        case = CASES[name]
        self.reset()
        before = tree_of(self.project)
        ran = run_in_fork(case.arguments, self.project, None, case.setting, limit)
        self.report.runs["cut off"] = self.report.runs.get("cut off", 0) + 1
        self.check(name, Fault("full", limit), ran, before, after)

    def try_pair(self, one: str, other: str) -> None:
        """Run two commands at once: the result must be as if they had run one after the other."""
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
    """The preparations of two cases without duplicates; of two builds only one."""
    seen: set[object] = set()
    for case in cases:
        key = "site" if case.whole else case.prepare
        if key not in seen:
            seen.add(key)
            yield case


def main() -> int:
    """Run what the arguments select; returns the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=0, help="how many runs are killed")
    parser.add_argument("--full", type=int, default=0, help="how many run out of disk")
    parser.add_argument(
        "--read-only", action="store_true", help="run each once without write permission"
    )
    parser.add_argument(
        "--cut-off", action="store_true", help="run each once with files cut off at 100 bytes"
    )
    parser.add_argument("--pairs", type=int, nargs="?", const=10_000, default=0,
                        help="two at once: all pairs, or this many")  # fmt: skip
    parser.add_argument("--only", action="append", help="only these cases")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    arguments = parser.parse_args()
    names = [case for case in CASES if not arguments.only or case in arguments.only]
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
        meeting = [
            case for case in names if case != "build by two processes" and "init" not in case
        ]
        pairs = [(case, other) for i, case in enumerate(meeting) for other in meeting[i:]]
        if arguments.pairs < len(pairs):
            pairs = bench.random.sample(pairs, arguments.pairs)
        for case, other in pairs:
            bench.try_pair(case, other)
    report = bench.report
    if arguments.json:
        print(json.dumps(vars(report)))
    else:
        print(f"runs: {report.runs}\nevents: {report.events}\nbroken: {len(report.broken)}")
    return int(bool(report.broken))


if __name__ == "__main__":
    sys.exit(main())
