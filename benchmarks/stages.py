"""Times the stages of a build on lists of growing size, made from this repository's entries."""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
CHILD = """
import json, sys, time
from pathlib import Path
from readinglist.build import prepare
start = time.perf_counter()
prepared = prepare(Path(sys.argv[1]))
print(json.dumps({**prepared.seconds, "entries": len(prepared.library.files)}))
"""


def make_list(folder: Path, size: int, *, search: bool) -> None:
    """Write a project of about `size` entries: copies of this repository's papers and claims."""
    entries = folder / "entries"
    shutil.copytree(ROOT / "entries" / "essays", entries / "essays")
    shutil.copy(ROOT / "entries" / "themes.yml", entries / "themes.yml")
    papers = read_all("papers")
    claims = read_all("claims")
    # Whole copies only, so that every reference finds its entry.
    for copy in range(max(1, round(size / (len(papers) + len(claims))))):
        suffix = f"-{copy}" if copy else ""
        for kind, pairs in (("papers", papers), ("claims", claims)):
            for stem, data in pairs:
                write(entries / kind / f"{stem}{suffix}.yml", rename(data, kind, suffix, copy))
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8").replace("!ENV", ""))
    settings["nav"] = [item for item in settings["nav"] if "About" not in item]
    settings["plugins"] = [{"readinglist": {"search": search}}]
    settings["site_url"] = "https://example.org/"
    settings.pop("repo_url")
    (folder / "docs").mkdir()
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings), "utf-8")


def read_all(kind: str) -> list[tuple[str, dict]]:
    files = sorted((ROOT / "entries" / kind).glob("*.yml"))
    return [(file.stem, yaml.load(file.read_text("utf-8"), yaml.CBaseLoader)) for file in files]


def rename(data: dict, kind: str, suffix: str, copy: int) -> dict:
    """A copy of an entry whose references stay within its own copy of the list."""
    data = json.loads(json.dumps(data))
    if kind == "papers" and copy:
        # The copies are works of their own, so they cannot share the arXiv id.
        data.pop("arxiv", None)
        data.setdefault("title", data["takeaway"])
        data.setdefault("authors", ["Ada Lovelace"])
        data.setdefault("url", "https://example.org/")
    data["builds-on"] = [f"{one}{suffix}" for one in data.get("builds-on", [])]
    for edge in (*data.get("evidence", []), *data.get("outcome", {}).get("evidence", [])):
        edge["locator"] = edge.get("locator", "abstract")
    for relation in data.get("relations", []):
        relation["claim"] += suffix
    return {key: value for key, value in data.items() if value}


def write(file: Path, data: dict) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")


def measure(size: int, *, search: bool) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="readinglist-bench-") as name:
        folder = Path(name)
        make_list(folder, size, search=search)
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
    parser.add_argument("--no-search", action="store_true", help="leave the search index out")
    options = parser.parse_args()
    columns = ("entries", "pages", "read", "check", "link", "build", "MB")
    print("| " + " | ".join(columns) + " |")
    print("|" + " ---: |" * len(columns))
    for size in options.sizes:
        figures = measure(size, search=not options.no_search)
        cells = (f"{figures[c]:.2f}" if c in columns[2:6] else f"{figures[c]:.0f}" for c in columns)
        print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
