"""Measures browsing and searching in Chromium, on lists of several sizes.

Each list is built, and its site served on the loopback interface, compressed as hosts of static
sites do. Every run is a fresh browser context with an empty cache, so every load is a cold one.

    .venv/bin/python benchmarks/browsing.py --sizes 5000 10000 --write docs/benchmarks.md

Times are taken in the page, and end when the browser has painted what was waited for.
"""

import argparse
import datetime
import functools
import gzip
import http.server
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from lists import default_corpus, make_list
from measuring import BROWSERS, ROOT, commit, first_line
from playwright.sync_api import Browser, Page, sync_playwright

MARKS = ("<!-- browsing: begin -->", "<!-- browsing: end -->")
#: The project's own targets: milliseconds to the first result, bytes sent until then.
MOST_MS, MOST_BYTES = 300, 500_000
#: The queries; the repository's own entries, which match them, are part of every list.
QUERIES = ("FlashAttention-2", "o1", "KV cache", "2405.04434", "lukasz kaiser", "model")
#: Filters of the browsing page, with placeholders for the themes.
FILTERS = ("kind=paper&theme={theme}", "theme={theme}&years=2023-&sort=claims", "q=attention")
CLICK = "then a click on a facet"
COMPRESSED = (".atom", ".css", ".html", ".js", ".json", ".svg", ".txt", ".xml")

# Runs in the page before its own scripts: records what was painted when, in ms since navigation.
WATCH = """
(() => {
  const conditions = new Map();
  window.measured = {};
  const painted = (name) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    // A task that is posted in a frame runs once the frame has been drawn.
    port1.onmessage = () => {
      const end = performance.now();
      const loaded = ["navigation", "resource"]
        .flatMap((type) => performance.getEntriesByType(type))
        .filter((one) => one.responseEnd && one.responseEnd <= end);
      const bytes = loaded.reduce((sum, one) => sum + one.transferSize, 0);
      window.measured[name] = { end, bytes, files: loaded.length };
      console.debug(`measured ${name}`);
    };
    port2.postMessage(0);
  });
  const look = () => {
    for (const [name, isMet] of conditions) {
      if (isMet()) { conditions.delete(name); painted(name); }
    }
  };
  window.watchFor = (name, isMet) => { conditions.set(name, isMet); look(); };
  const all = { attributes: true, childList: true, subtree: true };
  new MutationObserver(look).observe(document, all);
  for (const type of ["keydown", "click"]) {
    addEventListener(type, (event) => { window.measured[type] ??= event.timeStamp; }, true);
  }
})();
"""
FIRST_ROWS = """
watchFor("rows", () => document.querySelector(".rl-browse:not([hidden]) .rl-row"));
"""
CHANGED_ROWS = """() => {
  const first = document.querySelector(".rl-browse .rl-row");
  watchFor("changed", () => !first.isConnected && document.querySelector(".rl-browse .rl-row"));
}"""
RESULTS = """(query) => watchFor("results", () => {
  const list = document.querySelector(".rl-search__results");
  return list?.dataset.query === query && list.firstElementChild;
})"""


# The site


def make_project(folder: Path, size: int, corpus: Path | None) -> None:
    """A list of about `size` entries, including this repository's own."""
    own = [
        file
        for kind in ("papers", "essays", "claims")
        for file in sorted((ROOT / "entries" / kind).glob("*.yml"))
    ]
    make_list(folder, size - len(own), corpus=corpus)
    themes = yaml.safe_load((folder / "entries/themes.yml").read_text("utf-8"))
    for number, file in enumerate(own):
        data = yaml.load(file.read_text("utf-8"), yaml.CBaseLoader)
        data["themes"] = [themes[number % len(themes)]["id"]]
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
        (folder / "entries" / file.parent.name / file.name).write_text(text, "utf-8")
    shutil.copytree(ROOT / "entries/metadata", folder / "entries/metadata", dirs_exist_ok=True)


def build(project: Path, site: Path) -> None:
    environment = {**os.environ, "READINGLIST_SITE_URL": "https://example.org/list/"}
    subprocess.run(
        [sys.executable, "-m", "readinglist", "build", "--project", project, "--output", site],
        check=True, env=environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the files of a folder; text is compressed by gzip once and cached."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        status = 200 if path.is_file() else 404
        body = compressed(path) if status == 200 else b""
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Cache-Control", "max-age=600")
        if path.suffix in COMPRESSED:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
        pass


@functools.cache
def compressed(path: Path) -> bytes:
    body = path.read_bytes()
    return gzip.compress(body, 6, mtime=0) if path.suffix in COMPRESSED else body


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that is closed while loading is not an error."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The URL at which the folder is served."""
    handler = functools.partial(Handler, directory=str(folder))
    with Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


# Measuring


@dataclass
class Figures:
    """The results of several runs of one measurement."""

    name: str
    ms: list[float] = field(default_factory=list)
    bytes: int = 0
    files: int = 0

    def add(self, ms: float, painted: dict[str, Any]) -> None:
        self.ms.append(ms)
        self.bytes = max(self.bytes, painted["bytes"])
        self.files = max(self.files, painted["files"])


@contextmanager
def cold_page(browser: Browser) -> Iterator[Page]:
    """A page in its own context, with an empty cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_init_script(WATCH)
    yield context.new_page()
    context.close()


@contextmanager
def painting(page: Page, name: str, found: dict[str, Any]) -> Iterator[None]:
    """Fills `found` once an action in the block has led to a painting of what is watched for.

    The page reports it by itself, because polling would take part of the measured time.
    """
    with page.expect_console_message(lambda message: message.text == f"measured {name}"):
        yield
    found.update(page.evaluate("window.measured"))


def measure_browsing(browser: Browser, url: str, query: str, runs: int) -> list[Figures]:
    """From the navigation to the first filtered rows, and from a click on a facet to the next."""
    first, click = Figures(f"browse `?{query}`"), Figures(CLICK)
    for _ in range(runs):
        with cold_page(browser) as page:
            page.context.add_init_script(FIRST_ROWS)
            found: dict[str, Any] = {}
            with painting(page, "rows", found):
                page.goto(f"{url}browse/?{query}", wait_until="commit")
            first.add(found["rows"]["end"], found["rows"])
            page.wait_for_load_state("networkidle")
            page.evaluate(CHANGED_ROWS)
            boxes = page.locator(".rl-facet__value:not(.rl-facet__value--none) input:visible")
            with painting(page, "changed", found):
                boxes.and_(page.locator(":not(:checked)")).nth(2).click()
            click.add(found["changed"]["end"] - found["click"], found["changed"])
    return [first, click]


def measure_search(browser: Browser, url: str, query: str, runs: int) -> Figures:
    """From the key that opens the dialog on a freshly loaded page to the query's first results."""
    figures = Figures(f"search “{query}”")
    for _ in range(runs):
        with cold_page(browser) as page:
            page.goto(url, wait_until="networkidle")
            page.evaluate(RESULTS, query)
            found: dict[str, Any] = {}
            with painting(page, "results", found):
                page.keyboard.press("/")
                page.keyboard.insert_text(query)
            figures.add(found["results"]["end"] - found["keydown"], found["results"])
    return figures


def measure(site: Path, chromium: str, runs: int) -> list[Figures]:
    themes = [folder.name for folder in sorted((site / "themes").iterdir()) if folder.is_dir()]
    with serving(site) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--no-first-run",
                  "--disable-background-networking", "--disable-component-update"],
        )  # fmt: skip
        with cold_page(browser) as page:
            # The first visit compresses the files and starts the browser's processes.
            page.goto(f"{url}browse/", wait_until="networkidle")
        found = []
        for query in FILTERS:
            found += measure_browsing(browser, url, query.format(theme=themes[0]), runs)
        found += [measure_search(browser, url, query, runs) for query in QUERIES]
        version = browser.version
        browser.close()
    print(f"Chromium {version}", file=sys.stderr)
    return found


# Tables


def table(found: list[Figures]) -> str:
    lines = [
        "| what is waited for | ms, median | least–most | kB until then | files |",
        "|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {figures.name} | {statistics.median(figures.ms):.0f} "
        f"| {min(figures.ms):.0f}–{max(figures.ms):.0f} "
        f"| {figures.bytes / 1000:.0f} | {figures.files} |"
        for figures in found
    ]
    return "\n".join(lines)


def misses(found: list[Figures]) -> list[str]:
    """The first results that take longer than the target, or more bytes."""
    return [
        figures.name
        for figures in found
        if figures.name != CLICK
        and (statistics.median(figures.ms) > MOST_MS or figures.bytes > MOST_BYTES)
    ]


def machine(chromium: str, runs: int) -> str:
    text = (
        f"Measured on {datetime.datetime.now(datetime.UTC).date()} at commit {commit()}: "
        f"{os.cpu_count()} cores, {platform.system()} {platform.release().partition('-')[0]}, "
        f"Python {platform.python_version()}, {first_line(chromium, '--version').strip()}, "
        f"{runs} runs each. Load of the machine at the end: {os.getloadavg()[0]:.1f}."
    )
    return textwrap.fill(text, 130, break_on_hyphens=False)


def write(file: Path, text: str) -> None:
    """Put the text between the marks, which are added at the end if they are missing."""
    old = file.read_text("utf-8")
    if MARKS[0] not in old:
        old += f"\n## Browsing\n\n{MARKS[0]}\n{MARKS[1]}\n"
    before, _, rest = old.partition(MARKS[0])
    after = rest.partition(MARKS[1])[2]
    file.write_text(f"{before}{MARKS[0]}\n\n{text}\n{MARKS[1]}{after}", "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[5000, 10000])
    parser.add_argument("--corpus", type=Path, default=default_corpus(), help="file of texts")
    parser.add_argument("--keep", type=Path, help="a folder for the sites, which are reused")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--browser", help="a Chromium other than the first on the PATH")
    parser.add_argument("--write", type=Path, help="a Markdown file to put the tables in")
    options = parser.parse_args()
    wanted = [options.browser] if options.browser else BROWSERS
    chromium = next(filter(None, map(shutil.which, wanted)), None)
    if chromium is None:
        parser.error("there is no Chromium on the PATH")
    parts, missed = [], []
    with tempfile.TemporaryDirectory(prefix="readinglist-browsing-") as name:
        for size in options.sizes:
            folder = (options.keep or Path(name)).resolve() / f"{size}"
            if not (folder / "site").is_dir():
                make_project(folder / "list", size, options.corpus)
                build(folder / "list", folder / "site")
            found = measure(folder / "site", chromium, options.runs)
            missed += misses(found)
            parts.append(f"### {size:,} entries\n\n{table(found)}\n")
            print(parts[-1], flush=True)
    if options.write:
        write(options.write, "\n".join([machine(chromium, options.runs) + "\n", *parts]))
    for name in missed:
        print(f"over {MOST_MS} ms or {MOST_BYTES // 1000} kB: {name}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
