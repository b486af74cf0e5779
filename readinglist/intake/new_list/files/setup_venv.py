"""Sets up a virtual environment from requirements files, and says what to do when that fails.

Needs nothing but Python itself, as it runs before anything is installed. What it calls is in the
Makefile. The same file is in every list that `readinglist init` writes.

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
# A version that the index does not have (or not for this Python), a file that is gone, and one
# that is not what it was, each as pip 23 to 26 tell it.
GONE = (
    re.compile(r"^ERROR: No matching distribution found for (\S+)", re.MULTILINE),
    re.compile(r"^ERROR: Could not install requirement (\S+)", re.MULTILINE),
    re.compile(r"^ERROR: Package '([^']+)' requires a different Python", re.MULTILINE),
    re.compile(r"^ERROR: HTTP error 4\d\d while getting \S*/([^/\s#]+)", re.MULTILINE),
)
CHANGED = re.compile(r"^ {4}(\S+?==\S+?)(?: .*)?:\n {8}Expected sha", re.MULTILINE)


def main() -> None:
    """Install into the environment, which is made first if it is to be clear.

    Exits with 1 and a message when Python is too old, the environment cannot be made, or pip fails.
    """
    options = _options()
    if sys.version_info < OLDEST:
        wanted, found = (".".join(map(str, version[:2])) for version in (OLDEST, sys.version_info))
        sys.exit(
            f"readinglist needs Python {wanted} or newer, and {sys.executable} is {found}.\n"
            f"Name another interpreter: make PYTHON=python{wanted}"
        )
    if options.clear:
        _make(options.folder)
    python = options.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    hashed = [part for file in options.hashed for part in ("--requirement", file)]
    if hashed:
        _install(python, "--require-hashes", *hashed)
    if options.unhashed:
        _install(python, "--requirement", options.unhashed)
    if options.editable:
        # Its dependencies and what builds it have just been installed, with their hashes checked.
        _install(python, "--no-deps", "--no-build-isolation", "--editable", options.editable)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the environment is, such as .venv")
    parser.add_argument("--clear", action="store_true", help="make it anew")
    parser.add_argument(
        "--hashed", nargs="+", default=[], metavar="FILE", help="requirements with their hashes"
    )
    parser.add_argument("--unhashed", metavar="FILE", help="requirements without, installed next")
    parser.add_argument("--editable", metavar="FOLDER", help="a project, installed last")
    return parser.parse_args()


def _make(folder: Path) -> None:
    # In a process of its own, which tells of what is missing, such as Debian's python3-venv.
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=False)
    if made.returncode != 0:
        sys.exit(f"The virtual environment {folder} could not be made (see above).")


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
    """What to do about a failure of pip, by what it said."""
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
        lines.append(f"Not to be had for this Python: {', '.join(gone)}")
    if changed:
        lines.append(f"Not the file that was pinned (its hash differs): {', '.join(changed)}")
    return "\n".join(
        [
            *lines,
            "To choose versions anew, within the ranges that the project allows, run: make lock",
            "Then run the command again.",
        ]
    )


if __name__ == "__main__":
    main()
