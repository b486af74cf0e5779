"""The README's commands as a newcomer runs them: empty folders, an empty environment, every Python.

    python tests/fresh.py [--python PATH ...]

For each interpreter: a clone of HEAD and `make site` there; then the wheel alone, from an index on
this machine, `readinglist init`, and `make site` and `make check` in the new list. With the oldest
interpreter also what to do when a pinned package is no longer available. Packages come from where
pip is configured to get them; nothing else uses the network. Prints a line for each step and exits
with 1 if any has failed.
"""

import argparse
import contextlib
import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST = (3, 11)
KEPT = re.compile(
    r"(?i:(https?|no|all)_proxy|ssl_cert_\w+|systemroot)|PIP_(CACHE_DIR|INDEX_URL|CERT)"
)


class StepError(Exception):
    """A step that did not do what a newcomer expects, with what it printed."""


@dataclass
class Run:
    """One interpreter's run: where, with what environment, and what has been found so far."""

    python: Path
    version: str
    folder: Path
    variables: dict[str, str]
    lines: list[str] = field(default_factory=list)

    def call(self, *command: object, cwd: Path, fails: bool = False, **variables: str) -> str:
        """What a command prints; `StepError` when its exit code is not the one expected."""
        result = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env=self.variables | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            check=False,
        )
        if (result.returncode != 0) != fails:
            shown = " ".join(str(part) for part in command)
            expected = "to fail" if fails else "to succeed"
            told = f"exit {result.returncode}\n{result.stdout[-4000:]}"
            raise StepError(f"{shown} was expected {expected}: {told}")
        return result.stdout

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One line of the report, with the seconds that it took."""
        start = time.monotonic()
        try:
            yield
        except StepError as error:
            self.lines.append(f"FAILED  {self.version:9} {name}\n{error}")
            raise
        self.lines.append(f"ok      {self.version:9} {name} ({time.monotonic() - start:.0f} s)")


def find_interpreters() -> list[Path]:
    """Every Python of a promised version here, one for each full version, oldest first."""
    names = [f"python3.{minor}" for minor in range(OLDEST[1], 30)]
    folders = [Path(part) for part in os.get_exec_path()]
    folders += Path.home().glob(".pyenv/versions/*/bin")
    folders += Path.home().glob(".local/share/uv/python/*/bin")
    found: dict[tuple[int, ...], Path] = {}
    for file in (folder / name for folder in folders for name in names):
        if file.exists() and (interpreter := look_at(file)):
            version, executable = interpreter
            found.setdefault(version, executable)
    return [found[version] for version in sorted(found)]


def look_at(python: Path) -> tuple[tuple[int, ...], Path] | None:
    """The version and true place of an interpreter; `None` where it cannot make environments."""
    code = "import sys, venv, ensurepip; print(*sys.version_info[:3]); print(sys.executable)"
    result = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    if result.returncode != 0:
        return None
    version, executable = result.stdout.splitlines()
    if Path(executable).parents[1].joinpath("pyvenv.cfg").exists():
        return None
    return tuple(int(part) for part in version.split()), Path(executable)


def build(folder: Path, version: str) -> None:
    """The sdist, and the wheel made of it, checked as an index would, in the form of an index."""
    source = folder / "source"
    run = Run(Path(sys.executable), "build", folder, dict(os.environ))
    try:
        with run.step("sdist, wheel made of it, twine check"):
            run.call("git", "clone", "--quiet", ROOT, source, cwd=folder)
            run.call(sys.executable, "-m", "build", "--outdir", folder / "dist", source, cwd=folder)
            made = sorted((folder / "dist").iterdir())
            stem = f"readinglist_site-{version}"
            expected = [f"{stem}-py3-none-any.whl", f"{stem}.tar.gz"]
            if [file.name for file in made] != expected:
                raise StepError(f"expected {expected}, made {made}")
            run.call(sys.executable, "-m", "twine", "check", "--strict", *made, cwd=folder)
            index = folder / "index/simple/readinglist-site"
            index.mkdir(parents=True)
            shutil.copy(made[0], index)
            index.joinpath("index.html").write_text(f'<a href="{made[0].name}">{made[0].name}</a>')
    finally:
        print(*run.lines, sep="\n", flush=True)


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[str]:
    """The address of a folder, served on loopback."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Handler, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def try_repository(run: Run) -> Path:
    """`make site` in a clone of this repository."""
    clone = run.folder / "clone"
    with run.step("make site, in a clone of this repository"):
        run.call("git", "clone", "--quiet", ROOT, clone, cwd=run.folder)
        said = run.call("make", "site", f"PYTHON={run.python}", cwd=clone)
        expect_site(clone, at_least=1000, said=said)
    return clone


def try_list(run: Run, index: str, version: str) -> None:
    """The wheel alone, a list of one's own, and its two commands."""
    environment = run.folder / "environment"
    own = run.folder / "own"
    command = environment / "bin/readinglist"
    with run.step("pip install readinglist-site; readinglist init"):
        run.call(run.python, "-m", "venv", environment, cwd=run.folder)
        install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        where = {"PIP_EXTRA_INDEX_URL": index}
        run.call(
            environment / "bin/python",
            *install,
            f"readinglist-site=={version}",
            cwd=run.folder,
            **where,
        )
        said = run.call(command, "--version", cwd=run.folder)
        if said.strip() != f"readinglist {version}":
            raise StepError(f"--version said {said!r}")
        run.call(command, "init", own, "--title", "Another list", cwd=run.folder)
        requirements = own.joinpath("requirements.txt").read_text("utf-8").splitlines()
        if requirements[-1] != f"readinglist-site=={version}":
            raise StepError(f"requirements.txt: {requirements}")
    with run.step("make site, in the new list"):
        said = run.call("make", "site", f"PYTHON={run.python}", cwd=own, **where)
        expect_site(own, at_least=20, said=said)
    with run.step("make check, in the new list"):
        run.call("make", "check", f"PYTHON={run.python}", cwd=own, **where)


def try_missing_pin(run: Run, clone: Path) -> None:
    """A pinned version that is not to be had: what is said, and the command that is named."""
    with run.step("make lock, when a pinned version is gone"):
        pins = clone / "requirements.txt"
        pins.write_text(re.sub(r"(?m)^rich==\S+", "rich==14.999", pins.read_text("utf-8")), "utf-8")
        said = run.call("make", "site", f"PYTHON={run.python}", cwd=clone, fails=True)
        if "rich==14.999" not in said or "run: make lock" not in said or "Traceback" in said:
            raise StepError(f"it said\n{said}")
        run.call("make", "lock", f"PYTHON={run.python}", cwd=clone)
        shutil.rmtree(clone / "site")
        said = run.call("make", "site", f"PYTHON={run.python}", cwd=clone)
        expect_site(clone, at_least=1000, said=said)


def expect_site(project: Path, *, at_least: int, said: str) -> None:
    """`StepError` unless a site with that many pages has been built."""
    pages = sum(1 for _ in (project / "site").rglob("*.html"))
    if pages < at_least or not (project / "site/index.html").exists():
        raise StepError(f"{pages} pages, expected {at_least} or more; it said\n{said}")


def try_all(run: Run, index: str, version: str, *, oldest: bool) -> bool:
    """Every step with one interpreter; whether all went well."""
    run.folder.mkdir(parents=True)
    Path(run.variables["HOME"]).mkdir()
    try:
        clone = try_repository(run)
        try_list(run, index, version)
        if oldest:
            try_missing_pin(run, clone)
    except StepError:
        return False
    finally:
        print(*run.lines, sep="\n", flush=True)
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--python", type=Path, nargs="+", help="interpreters; all, if not given")
    options = parser.parse_args()
    pythons = options.python or find_interpreters()
    if not pythons:
        sys.exit("no Python 3.11 or newer found")
    found = re.search(
        r'"(.+)"', (ROOT / "readinglist/__init__.py").read_text("utf-8").split("=")[-1]
    )
    version = found[1] if found else ""
    kept = {name: value for name, value in os.environ.items() if KEPT.fullmatch(name)}
    with tempfile.TemporaryDirectory(prefix="fresh-") as name:
        temporary = Path(name)
        build(temporary, version)
        with serve(temporary / "index") as address, ThreadPoolExecutor(2) as pool:
            runs = []
            for number, python in enumerate(pythons):
                folder = temporary / f"run-{number}"
                known = look_at(python)
                shown = ".".join(str(part) for part in known[0]) if known else str(python)
                variables = kept | {
                    "HOME": str(folder / "home"),
                    "PATH": "/usr/local/bin:/usr/bin:/bin",
                    "LANG": "C.UTF-8",
                }
                run = Run(python, shown, folder, variables)
                runs.append(
                    pool.submit(try_all, run, f"{address}/simple", version, oldest=number == 0)
                )
            if not all(run.result() for run in runs):
                sys.exit(1)
    print(f"{len(pythons)} interpreters passed, 0 failed")


if __name__ == "__main__":
    main()
