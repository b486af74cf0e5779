"""Times the stages of a build on lists of growing size."""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lists import default_corpus, make_list

CHILD = """
import json, sys, time
from pathlib import Path
from readinglist.build import prepare
start = time.perf_counter()
prepared = prepare(Path(sys.argv[1]))
print(json.dumps({**prepared.seconds, "entries": len(prepared.library.files)}))
"""


def measure(size: int, corpus: Path | None, *, search: bool) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="readinglist-bench-") as name:
        folder = Path(name)
        make_list(folder, size, corpus=corpus, search=search)
        stages = subprocess.run(
            [sys.executable, "-c", CHILD, name], capture_output=True, text=True, check=True
        )
        figures: dict[str, float] = json.loads(stages.stdout)
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(folder / "mkdocs.yml")],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        figures["build"] = time.perf_counter() - start
        figures["pages"] = sum(1 for _ in (folder / "site").rglob("*.html"))
        figures["MB"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[500, 1000, 2000])
    parser.add_argument("--corpus", type=Path, default=default_corpus(), help="file of texts")
    parser.add_argument("--no-search", action="store_true", help="leave the search index out")
    options = parser.parse_args()
    columns = ("entries", "pages", "read", "check", "link", "build", "MB")
    print("| " + " | ".join(columns) + " |")
    print("|" + " ---: |" * len(columns))
    for size in options.sizes:
        figures = measure(size, options.corpus, search=not options.no_search)
        cells = (f"{figures[c]:.2f}" if c in columns[2:6] else f"{figures[c]:.0f}" for c in columns)
        print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
