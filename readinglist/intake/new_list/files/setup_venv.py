"""Sets up a virtual environment from requirements files, with advice if that fails.

Needs only Python itself, because it runs before anything is installed. The Makefile calls it.
`readinglist init` copies this file to every new list.

pip's own options: https://pip.pypa.io/en/stable/cli/pip_install/
"""

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")

NO_ANSWER = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError"
    r"|RemoteDisconnected|[Tt]emporary failure in name resolution"
)
# How pip 23 to 26 report versions that are not on the index (or not for this Python), files that
# were removed, and, below, files that have changed.
GONE = (
    re.compile(r"^ERROR: No matching distribution found for (\S+)", re.MULTILINE),
    re.compile(r"^ERROR: Could not install requirement (\S+)", re.MULTILINE),
    re.compile(r"^ERROR: Package '([^']+)' requires a different Python", re.MULTILINE),
    re.compile(r"^ERROR: HTTP error 4\d\d while getting \S*/([^/\s#]+)", re.MULTILINE),
)
CHANGED = re.compile(r"^ {4}(\S+?==\S+?)(?: .*)?:\n {8}Expected sha", re.MULTILINE)


def main() -> None:
    """Install into the environment, which `--clear` creates first.

    Exits with 1 and a message if Python is too old, the environment cannot be created, or pip
    fails.
    """
    options = _options()
    if sys.version_info < OLDEST:
        wanted, found = (".".join(map(str, version[:2])) for version in (OLDEST, sys.version_info))
        sys.exit(
            f"readinglist needs Python {wanted} or newer, but {sys.executable} is {found}.\n"
            f"Name another interpreter: make PYTHON=python{wanted}"
        )
    if options.clear:
        _make(options.folder)
    python = options.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    hashed = [part for file in options.hashed for part in ("--requirement", file)]
    if hashed:
        # The files name every dependency; resolving them again takes as long as the rest.
        _install(python, "--require-hashes", "--no-deps", *hashed)
    if options.unhashed:
        _install(python, "--requirement", options.unhashed)
    if options.editable:
        # Its dependencies and build tools have just been installed, with their hashes checked.
        _install(python, "--no-deps", "--no-build-isolation", "--editable", options.editable)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="the environment's folder, such as .venv")
    parser.add_argument("--clear", action="store_true", help="create it anew")
    parser.add_argument(
        "--hashed", nargs="+", default=[], metavar="FILE", help="requirements with hashes"
    )
    parser.add_argument(
        "--unhashed", metavar="FILE", help="requirements without hashes, installed next"
    )
    parser.add_argument("--editable", metavar="FOLDER", help="a project, installed last")
    return parser.parse_args()


def _make(folder: Path) -> None:
    # In a separate process, whose output names what is missing, such as Debian's python3-venv.
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=False)
    if made.returncode != 0:
        sys.exit(f"The virtual environment {folder} could not be created (see above).")


def _install(python: Path, *what: str) -> None:
    result = subprocess.run(
        [str(python), *PIP, *what],
        stderr=subprocess.PIPE,
        check=False,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1"},
    )
    sys.stderr.write(result.stderr)
    if result.returncode != 0:
        sys.exit("\n" + explain(result.stderr))


def explain(said: str) -> str:
    """Advice on a failure of pip, depending on its output."""
    gone = sorted({name for pattern in GONE for name in pattern.findall(said)})
    changed = sorted(set(CHANGED.findall(said)))
    if NO_ANSWER.search(said) and not changed:
        return (
            "The package index could not be reached (see above).\n"
            "Check the network, or pip's settings, and run the command again."
        )
    if not gone and not changed:
        return "pip failed (see above)."
    lines = []
    if gone:
        lines.append(f"Not available for this Python: {', '.join(gone)}")
    if changed:
        lines.append(f"Changed since it was pinned (the hash differs): {', '.join(changed)}")
    return "\n".join(
        [
            *lines,
            "To choose new versions, within the ranges that the project allows, run: make lock",
            "Then run the command again.",
        ]
    )


if __name__ == "__main__":
    main()
