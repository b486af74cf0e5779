"""Measures the built site with Lighthouse and writes the table into docs/benchmarks.md.

The site is served on the loopback interface, compressed as published sites are. Lighthouse is the
npm package that benchmarks/lighthouse/package-lock.json names:

    npm ci --prefix benchmarks/lighthouse
    .venv/bin/python benchmarks/lighthouse.py
    .venv/bin/python benchmarks/lighthouse.py --pages theme paper

READINGLIST_LIGHTHOUSE names another folder in which that was done.
"""

import argparse
import datetime
import functools
import gzip
import http.server
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/benchmarks.md"
MARKS = ("<!-- lighthouse: begin -->", "<!-- lighthouse: end -->")
TOOLS = Path(os.environ.get("READINGLIST_LIGHTHOUSE") or ROOT / "benchmarks/lighthouse")
PAGES = {
    "home": "",
    "theme": "themes/objectives/",
    "paper": "papers/vaswani2017attention/",
    "claim": "claims/objective-over-architecture/",
    "browse": "browse/",
}
FORMS = ("mobile", "desktop")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
#: The project's own targets (performance may vary with the machine, the rest may not).
WANTED = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
COLUMNS = (
    "Page", "Preset", "Performance", "Accessibility", "Best practices", "SEO",
    "Largest paint", "Layout shift", "Transferred",
)  # fmt: skip
COMPRESSED = (".css", ".html", ".js", ".json", ".svg", ".txt", ".xml")


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the files of a folder; text is compressed by gzip, and may be cached for an hour."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        status = 200
        if path.is_dir():
            path /= "index.html"
        if not path.is_file():
            path, status = Path(self.directory) / "404.html", 404
        body = path.read_bytes()
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Cache-Control", "max-age=3600")
        if path.suffix in COMPRESSED:
            body = gzip.compress(body, 6, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
        pass


def build(project: Path, folder: Path, url: str) -> None:
    environment = {
        **os.environ,
        "READINGLIST_SITE_URL": url,
        "READINGLIST_REPO_URL": "https://forge.example/list",
    }
    subprocess.run(
        [sys.executable, "-m", "readinglist", "build", "--project", project, "--output", folder],
        check=True, env=environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def audit(url: str, form: str, chromium: str, report: Path) -> dict:
    program = TOOLS / "node_modules/.bin/lighthouse"
    preset = ["--preset=desktop"] if form == "desktop" else []
    subprocess.run(
        [program, url, *preset, "--quiet", "--output=json", f"--output-path={report}",
         f"--only-categories={','.join(CATEGORIES)}",
         "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-component-update"],
        check=True, env={**os.environ, "CHROME_PATH": chromium, "NODE_OPTIONS": ""}, timeout=240,
    )  # fmt: skip
    return json.loads(report.read_text("utf-8"))


def failures(report: dict) -> list[str]:
    """The audits that keep a category below its full score."""
    found = []
    for name in CATEGORIES:
        for ref in report["categories"][name]["auditRefs"]:
            one = report["audits"][ref["id"]]
            if ref["weight"] and one["score"] is not None and one["score"] < 0.9:
                found.append(f"{name}: {one['id']} ({one.get('displayValue') or one['title']})")
    return found


def median(reports: list[dict]) -> dict:
    return sorted(reports, key=lambda one: one["categories"]["performance"]["score"])[
        len(reports) // 2
    ]


def row(page: str, form: str, report: dict) -> str:
    scores = [f"{report['categories'][name]['score'] * 100:.0f}" for name in CATEGORIES]
    audits = report["audits"]
    size = audits["total-byte-weight"]["numericValue"] / 1000
    paint = audits["largest-contentful-paint"]["numericValue"] / 1000
    shift = audits["cumulative-layout-shift"]["numericValue"]
    return (
        f"| {page} | {form} | {' | '.join(scores)} | {paint:.1f} s | {shift:.2f} | {size:.0f} kB |"
    )


def write(rows: list[str], note: str) -> None:
    """Put the rows into the page's table; rows of pages not measured now are kept."""
    text = PAGE.read_text("utf-8")
    begin, end = MARKS
    head, found, rest = text.partition(begin)
    before, closed, tail = rest.partition(end)
    if not found or not closed:
        sys.exit(f"{PAGE} lacks the marks {begin} and {end}")

    def key(line: str) -> tuple[str, ...]:
        return tuple(cell.strip() for cell in line.split("|")[1:3])

    known = {key(line): line for line in [*before.splitlines(), *rows] if line.startswith("|")}
    order = [(page, form) for page in PAGES for form in FORMS]
    table = [
        f"| {' | '.join(COLUMNS)} |",
        f"|{'---|' * len(COLUMNS)}",
        *(known[row] for row in order if row in known),
    ]
    lines = "\n".join(table)
    PAGE.write_text(f"{head}{begin}\n\n{note}\n\n{lines}\n\n{end}{tail}", "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--project", type=Path, default=ROOT, help="the project whose site is measured"
    )
    parser.add_argument("--runs", type=int, default=3, help="runs per page; the median counts")
    parser.add_argument("--pages", nargs="+", choices=PAGES, default=list(PAGES))
    parser.add_argument("--no-write", action="store_true", help="print the table only")
    options = parser.parse_args()
    chromium = next(
        filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), None
    )
    if chromium is None or not (TOOLS / "node_modules/.bin/lighthouse").exists():
        print(__doc__, file=sys.stderr)
        return 2
    lines: list[str] = []
    missed = False
    version = ""
    speeds: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        handler = functools.partial(Handler, directory=str(site))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.handle_error = lambda *_: None  # a browser that is closed leaves connections open
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        build(options.project, site, url)
        for page in options.pages:
            for form in FORMS:
                reports = [
                    audit(url + PAGES[page], form, chromium, Path(folder) / "report.json")
                    for _ in range(options.runs)
                ]
                report = median(reports)
                version = report["lighthouseVersion"]
                speeds += [result["environment"]["benchmarkIndex"] for result in reports]
                lines.append(row(page, form, report))
                print(lines[-1], flush=True)
                for name in CATEGORIES:
                    missed |= report["categories"][name]["score"] * 100 < WANTED[name]
                for problem in failures(report):
                    print(f"    {problem}", flush=True)
        server.shutdown()
    note = (
        f"Lighthouse {version}, Python {platform.python_version()}, {os.cpu_count()} cores, "
        f"{datetime.datetime.now(datetime.UTC):%-d %B %Y}; "
        f"{f'the median of {options.runs} runs' if options.runs > 1 else 'one run'} a page. "
        f"The machine's speed by Lighthouse's own index: {min(speeds):,.0f} to {max(speeds):,.0f}."
    )
    if not options.no_write:
        write(lines, note)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
