"""Tries mutants: each in a process forked from a warm one, with only the tests that reach it.

The warm process has imported all libraries, but nothing of the package, so that whatever imports
the mutated module is imported anew.
"""

import contextlib
import gc
import hashlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Any

import hypothesis
import pytest
from coverage import Coverage

from mutation.mutants import Mutant

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "readinglist"
#: CPU seconds of tests per mutant; those that take longest are left out.
BUDGET = 20.0
#: A mutant may need this many times the CPU seconds of the original, and so many seconds besides.
PATIENCE, START = 4, 10
#: How many times longer it may take by the clock, as the machine may be busy.
WAITING = 30
#: Property tests try fewer examples than usual, which lets more mutants survive, not fewer.
EXAMPLES = 20
MEMORY = 4 << 30
_OPTIONS = [
    *("-x", "-q", "--tb=no", "--no-summary", "-p", "no:cacheprovider", "-p", "no:xdist"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # hypothesis is imported already
]


@dataclass
class Test:
    """A test's CPU seconds, and the lines of the package that it ran, by module."""

    seconds: float
    lines: dict[str, set[int]]


def warm_up() -> None:
    """Import what the tests need, then forget the package itself."""
    for name in (
        "cli",
        "graph.preparing",
        "links.running",
        "site.builder",
        "enrichment.lock_update",
    ):
        importlib.import_module(f"{PACKAGE}.{name}")
    for name in ("hypothesis.strategies", "jsonschema", "mkdocs.theme"):
        importlib.import_module(name)
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]
    gc.collect()
    gc.freeze()


# Which tests reach which lines


class _Plugin:
    """Makes property tests shorter."""

    def pytest_sessionstart(self) -> None:
        known = hypothesis.settings.get_profile("readinglist")
        hypothesis.settings.register_profile("mutation", known, max_examples=EXAMPLES)
        hypothesis.settings.load_profile("mutation")


class _Watcher(_Plugin):
    """Notes for every test the lines that it runs and the time that it takes."""

    def __init__(self) -> None:
        self.coverage = Coverage(
            data_file=None, config_file=False, source=[str(ROOT / PACKAGE)], messages=False
        )
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        self.coverage.switch_context(item.nodeid)
        started = sum(os.times()[:4])
        result = yield
        self.seconds[item.nodeid] = sum(os.times()[:4]) - started
        self.coverage.switch_context("")
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.passed:
            self.failed.add(report.nodeid)

    def lines(self) -> dict[str, dict[str, list[int]]]:
        """The lines of each test, by module. Those run by imports belong to the test ""."""
        found: dict[str, dict[str, list[int]]] = {}
        data = self.coverage.get_data()
        for file in data.measured_files():
            name = Path(file).relative_to(ROOT).as_posix()
            for line, tests in data.contexts_by_lineno(file).items():
                for test in tests:
                    found.setdefault(test, {}).setdefault(name, []).append(line)
        return found


def _watch(file: str, output: Path) -> int:
    watcher = _Watcher()
    watcher.coverage.start()
    options = [option for option in _OPTIONS if option != "-x"]
    code = pytest.main([*options, file], plugins=[watcher])
    watcher.coverage.stop()
    lines = watcher.lines()
    tests = {
        test: [seconds, lines.get(test, {})]
        for test, seconds in watcher.seconds.items()
        if test not in watcher.failed
    }
    output.write_text(json.dumps({"tests": tests, "imports": lines.get("", {})}), "utf-8")
    return int(code)


def find_tests(paths: Iterable[Path]) -> dict[str, dict[str, Test]]:
    """The passing tests in these files and folders, by file.

    What a test file reached is kept in `.cache/` until the file or the package changes.
    """
    files = sorted(
        {file for path in paths for file in (path.rglob("test_*.py") if path.is_dir() else [path])}
    )
    package = hashlib.sha256()
    for file in sorted((ROOT / PACKAGE).rglob("*.py")):
        package.update(file.read_bytes())
    found: dict[str, dict[str, Test]] = {}
    for file in files:
        seal = hashlib.sha256(package.digest() + file.read_bytes()).hexdigest()[:32]
        kept = ROOT / ".cache/mutation" / f"{seal}.json"
        name = file.relative_to(ROOT).as_posix()
        if not kept.exists():
            print(f"which lines {name} reaches …", flush=True)
            kept.parent.mkdir(parents=True, exist_ok=True)
            part = kept.with_suffix(".part")
            _fork(partial(_watch, str(file), part), seconds=3600)
            if not part.exists():
                raise SystemExit(f"{name} does not run")
            part.replace(kept)
        known = json.loads(kept.read_text("utf-8"))
        imports = known["imports"]
        found[name] = {
            test: Test(seconds, {module: set(lines) for module, lines in reached.items()})
            for test, (seconds, reached) in known["tests"].items()
        }
        for test in found[name].values():
            for module, lines in imports.items():
                test.lines.setdefault(module, set()).update(lines)
    return found


# One mutant


class _Loader(importlib.machinery.SourceFileLoader):
    """Loads one module with another source."""

    source = ""

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.source, self.get_filename(fullname), "exec", dont_inherit=True)


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        parts = mutant.file.relative_to(ROOT).with_suffix("").parts
        self.name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        self.mutant = mutant

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:  # noqa: ARG002
        if fullname != self.name:
            return None
        loader = _Loader(fullname, str(self.mutant.file))
        loader.source = self.mutant.source
        return importlib.util.spec_from_file_location(fullname, self.mutant.file, loader=loader)


class _Choice(_Plugin):
    """Runs only the chosen tests, the fastest first, and those that the mutant gives new names."""

    def __init__(self, chosen: dict[str, float], known: set[str]) -> None:
        self.chosen, self.known = chosen, known

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.chosen or item.nodeid not in self.known),
            key=lambda item: self.chosen.get(item.nodeid, 0.0),
        )


def try_mutant(mutant: Mutant, stages: list[dict[str, dict[str, Test]]]) -> str:
    """`killed`, `late` (out of time or memory, which counts as killed) or `survived`.

    `stages` are test files, tried one group after the other.
    """
    name = mutant.file.relative_to(ROOT).as_posix()
    wanted = set(range(mutant.lines[0], mutant.lines[1] + 1))
    left = BUDGET
    for files in stages:
        chosen: dict[str, float] = {}
        tests = {test: found for file in files.values() for test, found in file.items()}
        for test, found in sorted(tests.items(), key=lambda pair: pair[1].seconds):
            if wanted & found.lines.get(name, set()) and left >= found.seconds:
                chosen[test] = found.seconds
                left -= found.seconds
        if not chosen:
            continue
        paths = sorted({test.partition("::")[0] for test in chosen})
        result = _fork(
            partial(_try, mutant, paths, _Choice(chosen, set(tests))),
            seconds=int(START + PATIENCE * sum(chosen.values())),
        )
        if result is None:
            return "late"
        if result not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            return "killed"
    return "survived"


def _try(mutant: Mutant, paths: list[str], choice: _Choice) -> int:
    sys.meta_path.insert(0, _Finder(mutant))
    return int(pytest.main([*_OPTIONS, *paths], plugins=[choice]))


def _fork(work: Callable[[], int], seconds: int) -> int | None:
    """Run this in a forked process; its exit code, or None if it ran out of time or memory."""
    folder = tempfile.mkdtemp(prefix="mutant-")
    sys.stdout.flush()
    child = os.fork()
    if not child:
        _be_child(work, seconds, folder)
    try:
        return _wait(child, time.monotonic() + WAITING * seconds)
    finally:
        # Programs that the tests started go with them.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(child: int, deadline: float) -> int | None:
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else None
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return None
        time.sleep(0.01)


def _be_child(work: Callable[[], int], seconds: int, folder: str) -> None:
    code = 70
    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(silence, stream)
        code = work()
    finally:
        os._exit(code)
