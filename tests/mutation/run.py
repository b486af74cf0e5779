"""Mutation testing: `make mutate`. See "Mutation testing" in CONTRIBUTING.md.

    python tests/mutation/run.py                                every mutant: takes a day
    python tests/mutation/run.py --sample 600 --seed 1          600 mutants, as many of every area
    python tests/mutation/run.py --only values/names            one module or package

A mutant is the source with one small mistake; it is killed if a test fails. The tests of a module
are those of its mirror (`tests/values/test_names.py`), then those of its package. Survivors are
printed. Mutants in `named.yml` are known to survive, each with its reason.
"""

import argparse
import os
import random
import signal
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1]))
os.environ["CI"] = "1"  # hypothesis then always tries the same examples

from mutation.mutants import Mutant, find_mutants  # noqa: E402
from mutation.trying import PACKAGE, ROOT, Test, find_tests, try_mutant, warm_up  # noqa: E402

#: Texts that a test compares as a whole with what is generated from them: any mutant is killed.
TEXTS = frozenset({"entry/catalogue.py"})


@dataclass(frozen=True)
class Area:
    """Modules of the package, and the tests that they must pass."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


AREAS = {
    "values": Area(("values",), ("values",)),
    "entry": Area(("entry",), ("entry",)),
    "library/checks": Area(("library/checks",), ("library/checks", "entry/test_catalogue.py")),
    "graph": Area(("graph",), ("graph",)),
    "links' policy": Area(
        ("links/policy.py", "links/verdicts.py"), ("links/test_policy.py", "links/test_verdicts.py")
    ),
}


def main() -> int:
    """The exit code is 1 if a mutant survived that is not named."""
    options = _options()
    named = {
        (entry["module"], entry["before"], entry["after"])
        for entry in yaml.safe_load((HERE.parent / "named.yml").read_text("utf-8")) or []
    }
    # A stopped run stops the process that tries a mutant, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    warm_up()
    counts: dict[str, Counter[str]] = {}
    chosen = _choose(options.only, options.sample, options.seed)
    for name, mutants in chosen.items():
        counts[name] = Counter()
        tests = find_tests(ROOT / "tests" / path for path in AREAS[name].tests) if mutants else {}
        for number, mutant in enumerate(mutants, 1):
            result = try_mutant(mutant, _stages(mutant, tests))
            if sys.stderr.isatty():
                print(f"{name}: {number} of {len(mutants)}", end="\r", file=sys.stderr, flush=True)
            file = mutant.file.relative_to(ROOT)
            if result == "survived":
                if (file.relative_to(PACKAGE).as_posix(), *mutant.change) in named:
                    result = "named"
                else:
                    before, after = mutant.change
                    place = f"{file}:{mutant.lines[0]} ({number} of {len(mutants)})"
                    print(f"{place}\n  - {before}\n  + {after}", flush=True)
            counts[name][result] += 1
        if mutants and try_mutant(mutants[-1].undone(), _stages(mutants[-1], tests)) != "survived":
            raise SystemExit(f"{name}: the tests fail without a mistake, too")
    _print_table(counts)
    return int(any(count["survived"] for count in counts.values()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sample", type=int, help="try only this many mutants, chosen at random")
    parser.add_argument("--seed", type=int, default=0, help="choose others")
    parser.add_argument("--only", default="", help="a module or package, such as values/names")
    return parser.parse_args()


def _choose(only: str, sample: int | None, seed: int) -> dict[str, list[Mutant]]:
    """The mutants to try, by area. The share of an area with too few goes to the others."""
    found: dict[str, list[Mutant]] = {}
    for name, area in AREAS.items():
        paths = [ROOT / PACKAGE / module for module in area.modules]
        files = [file for path in paths for file in (sorted(path.rglob("*.py")) or [path])]
        found[name] = [
            mutant
            for file in files
            if (where := file.relative_to(ROOT / PACKAGE).as_posix()) not in TEXTS
            and where.startswith(only)
            for mutant in find_mutants(file)
        ]
    if sample is None:
        return {name: [m for m in mutants if m.compiles] for name, mutants in found.items()}
    rng = random.Random(seed)
    left = sample
    chosen = {}
    for place, name in enumerate(sorted(found, key=lambda name: len(found[name]))):
        rng.shuffle(found[name])
        share = left // (len(found) - place)
        working = (mutant for mutant in found[name] if mutant.compiles)
        chosen[name] = [mutant for mutant, _ in zip(working, range(share), strict=False)]
        left -= len(chosen[name])
    return {name: chosen[name] for name in AREAS}


def _stages(mutant: Mutant, tests: dict[str, dict[str, Test]]) -> list[dict[str, dict[str, Test]]]:
    """The mirrored test module, then all others."""
    where = mutant.file.relative_to(ROOT / PACKAGE)
    mirror = (Path("tests") / where.parent / f"test_{where.name}").as_posix()
    first = {file: found for file, found in tests.items() if file == mirror}
    return [first, {file: found for file, found in tests.items() if file != mirror}]


def _print_table(counts: dict[str, Counter[str]]) -> None:
    print(f"\n{'':16}{'mutants':>9}{'killed':>9}{'survived':>10}{'named':>7}{'share':>8}")
    for name, count in counts.items():
        if total := count.total():
            killed = count["killed"] + count["late"]
            print(
                f"{name:16}{total:9}{killed:9}{count['survived']:10}{count['named']:7}"
                f"{killed / total:8.1%}"
            )


if __name__ == "__main__":
    sys.exit(main())
