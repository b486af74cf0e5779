"""Times how long commands take to start: version, help, a completion, a check.

For comparison, the same for MkDocs' version on the same interpreter. With `--write` the table
replaces the one between the marks of a Markdown file.
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from measuring import ROOT, machine, measure, put_between, spread, table, wrapped

BIN = Path(sys.executable).parent
#: The commands, each with its label and its environment variables.
COMMANDS: Mapping[str, tuple[tuple[str, ...], Mapping[str, str]]] = {
    "`python -c pass`": (("python", "-c", "pass"), {}),
    "`mkdocs --version`": (("mkdocs", "--version"), {}),
    "`mkdocs build --help`": (("mkdocs", "build", "--help"), {}),
    "`readinglist --version`": (("readinglist", "--version"), {}),
    "`readinglist --help`": (("readinglist", "--help"), {}),
    "`readinglist build --help`": (("readinglist", "build", "--help"), {}),
    "`readinglist list --help`": (("readinglist", "list", "--help"), {}),
    "completion of `readinglist show v`": (
        ("readinglist",),
        {
            "_READINGLIST_COMPLETE": "complete_bash",
            "COMP_WORDS": "readinglist show v",
            "COMP_CWORD": "2",
        },
    ),
    "`readinglist explain E203`": (("readinglist", "explain", "E203"), {}),
    "`readinglist validate`, nothing changed": (("readinglist", "validate"), {}),
}


def report(rounds: int) -> str:
    """The table in Markdown. The first run of each, which fills caches, is not counted."""
    rows = []
    for name, ((program, *arguments), environment) in COMMANDS.items():
        costs = [
            measure([BIN / program, *arguments], folder=ROOT, environment=environment)
            for _ in range(rounds + 1)
        ][1:]
        if failed := [cost.status for cost in costs if cost.status]:
            raise SystemExit(f"{name} ended with {failed[0]}")
        cells = [spread([getattr(cost, kind) for cost in costs]) for kind in ("wall", "cpu")]
        rows.append((name, str(rounds), *cells))
    note = wrapped(f"{machine()}.")
    return f"{note}\n\n{table(('what is run', 'runs', 'wall s', 'CPU s'), rows)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--write", type=Path, help="a Markdown file to put the table in")
    options = parser.parse_args()
    text = report(options.rounds)
    print(text)
    if options.write:
        put_between(options.write, "starting", text)


if __name__ == "__main__":
    main()
