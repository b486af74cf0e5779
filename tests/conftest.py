"""Fixtures that are expensive and made once per session: built sites, a web server, a browser."""

import contextlib
import functools
import html.parser
import http.server
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin, urlsplit

import filelock
import hypothesis
import jinja2
import mkdocs.theme
import pytest

from readinglist.cli import main
from readinglist.graph.preparing import prepare

if os.environ.get("CI") and hypothesis.settings.default.max_examples == 100:
    # CI always tries the same examples, so it gains little from many; other runs try 100.
    hypothesis.settings.register_profile(
        "half", parent=hypothesis.settings.get_profile("ci"), max_examples=50
    )
    hypothesis.settings.load_profile("half")


#: Fixtures for graphs and small lists, and a clock.
pytest_plugins = ["graphs", "clocks"]

# A shell that starts the tests in the background makes them ignore Ctrl-C, and so also the programs
# that they start and then interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

REPOSITORY = Path(__file__).parents[1]
SITE_URL = "https://reading.example/list/"
REPO_URL = "https://github.com/example/readinglist"
#: The paper in `enriched_project` whose abstract ends with a formula.
PAPER_WITH_FORMULA = "vaswani2017attention"
FORMULA = "Self-attention costs $x^2$."


#: Environment variables of `_state_of_its_own`, which commands run by tests inherit.
_KEPT = ("READINGLIST_STATE", "READINGLIST_SOURCES", "READINGLIST_ARXIV_URL")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Retry browser tests once; the summary names those that needed it.

    A test that fails twice is broken; one that fails once on a busy machine may have timed out. Fix
    tests that often need the second try: readers have slow machines, too.
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session", autouse=True)
def _state_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the state between runs in a folder of the tests, not the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READINGLIST_STATE", str(tmp_path_factory.mktemp("state")))
        # Without a stand-in, requests must fail rather than leave this machine.
        patch.setenv("READINGLIST_SOURCES", "arxiv")
        patch.setenv("NO_PROXY", "*")
        patch.setenv("READINGLIST_ARXIV_URL", "http://127.0.0.1:9/api/query")
        for registry in ("CROSSREF", "DATACITE", "DBLP"):
            patch.setenv(f"READINGLIST_{registry}_URL", "http://127.0.0.1:9")
        yield


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """MkDocs compiles the templates for every build: half the time of a small one."""
    cache = jinja2.FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))
    get_env = mkdocs.theme.Theme.get_env

    def get_caching_env(self: mkdocs.theme.Theme) -> jinja2.Environment:
        environment = get_env(self)
        environment.bytecode_cache = cache
        return environment

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mkdocs.theme.Theme, "get_env", get_caching_env)
        yield


def run_command(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a module's command line with this interpreter, independent of the caller's settings."""
    env = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("READINGLIST_") or key in _KEPT
    }
    env |= {"NO_MKDOCS_2_WARNING": "1", "COLUMNS": "200", "NO_COLOR": "1", **environment}
    return subprocess.run(
        [sys.executable, "-m", *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", env=env, check=False, timeout=120,
    )  # fmt: skip


@pytest.fixture(scope="session")
def command() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `python -m …`: `command("readinglist", "build", READINGLIST_SITE_URL="…")`."""
    return run_command


# The command line


@dataclass(frozen=True)
class Run:
    """The result of running the command line."""

    code: int
    out: str
    err: str


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    """Runs the command line in this process. Exceptions other than `SystemExit` propagate."""
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: object) -> Run:
        capsys.readouterr()
        code = 0
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["readinglist", *map(str, arguments)])
            with contextlib.suppress(SystemExit):
                try:
                    main()
                except SystemExit as exit_:
                    code = exit_.code if isinstance(exit_.code, int) else int(bool(exit_.code))
                    raise
        captured = capsys.readouterr()
        return Run(code, captured.out, captured.err)

    return run


@dataclass(frozen=True)
class BuiltSite:
    """A built site, and what it was built from."""

    folder: Path
    project: Path
    url: str

    @property
    def files(self) -> dict[str, bytes]:
        return {
            file.relative_to(self.folder).as_posix(): file.read_bytes()
            for file in sorted(self.folder.rglob("*"))
            if file.is_file()
        }


def copy_project(target: Path) -> Path:
    """Copy what a site is made from, without the generator."""
    for name in ("entries", "docs"):
        shutil.copytree(REPOSITORY / name, target / name)
    shutil.copy(REPOSITORY / "mkdocs.yml", target)
    return target


def enlarge(project: Path, entries: int, folder: Path) -> None:
    """Fill a copy of the list up to that many papers, essays and claims, under its own themes.

    The entries are generated by `benchmarks/lists.py` in a new folder.
    """
    kinds = ("papers", "essays", "claims")
    own = sum(len(list((project / "entries" / kind).glob("*.yml"))) for kind in kinds)
    subprocess.run(
        [sys.executable, REPOSITORY / "benchmarks/lists.py", "--entries", str(entries - own),
         "--out", folder],
        check=True, timeout=120,
    )  # fmt: skip
    graph = prepare(project).graph
    places = [
        f"{node.theme.id}/{section.section.id}"
        for node in graph.themes.values()
        for section in node.sections
    ]
    number = 0
    for file in sorted((folder / "entries").rglob("*.*")):
        target = project / file.relative_to(folder)
        if target.exists() or target.parent.name == "entries":
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        text = file.read_text("utf-8")
        if target.parent.name in kinds:
            text = re.sub(r"(?m)^themes: .*$", f"themes: [{places[number % len(places)]}]", text)
            number += 1
        target.write_text(text, "utf-8")


def build(project: Path, folder: Path, site_url: str = SITE_URL) -> BuiltSite:
    result = run_command(
        "readinglist", "build", "--project", project, "--output", folder,
        READINGLIST_SITE_URL=site_url, READINGLIST_REPO_URL=REPO_URL,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    return BuiltSite(folder, project, site_url)


def common_folder(factory: pytest.TempPathFactory) -> Path:
    """The temporary folder of all test processes of a run."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the first test process to need it fills by `make`.

    For data that tests only read. If `make` fails, every process tries again and fails.
    """
    base = common_folder(factory)
    folder = base / name
    with filelock.FileLock(base / f"{name}.lock"):
        done = base / f"{name}.done"
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of this repository's list that tests may change."""
    return copy_project(tmp_path / "project")


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """This repository's list as built by `readinglist build`, with edit links and canonical URLs.

    Tests must not change it.
    """

    def make(folder: Path) -> None:
        build(copy_project(folder / "list"), folder / "public")

    folder = made_once(tmp_path_factory, "real", make)
    return BuiltSite(folder / "public", folder / "list", SITE_URL)


@pytest.fixture(scope="session")
def enriched_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the list whose lock has abstracts, one of them with a formula.

    The abstracts are real if READINGLIST_DATA is set, and invented otherwise.
    READINGLIST_SITE_ENTRIES sets the number of entries, to try a large site by hand; tests of
    single pages may fail then.
    """

    def make(folder: Path) -> None:
        enrich(copy_project(folder / "list"), folder / "made-up")

    return made_once(tmp_path_factory, "enriched", make) / "list"


def enrich(folder: Path, made_up: Path) -> None:
    """Fill the lock of a copy of the list with abstracts."""
    entries = os.environ.get("READINGLIST_SITE_ENTRIES")
    if entries:
        enlarge(folder, int(entries), made_up)
    data = os.environ.get("READINGLIST_DATA")
    if data:
        result = run_command(
            "readinglist", "enrich", "--project", folder,
            "--from", Path(data) / "arxiv_records.jsonl",
        )  # fmt: skip
        assert "written" in result.stdout, result.stdout + result.stderr
    graph = prepare(folder).graph
    for work in graph.papers:
        if not work.arxiv:
            continue
        file = folder / "entries/metadata/arxiv" / f"{work.arxiv.value}.json"
        record = json.loads(file.read_text("utf-8"))
        if not data:
            # A check requires every quote to be in the abstract word for word.
            quotes = [edge.evidence.quote for _, edge in graph.claims_on.get(work.id, ())]
            quotes += [
                edge.citation.quote
                for claim in graph.claims.values()
                for edge in claim.outcome
                if edge.work.id == work.id
            ]
            record["abstract"] = " … ".join(["Invented for a test.", *filter(None, quotes)])
        if work.id == PAPER_WITH_FORMULA:
            record["abstract"] = f"{record.get('abstract', '')} {FORMULA}".strip()
        file.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", "utf-8")


# The web


#: Headers that a careful host sends with every page: only the site's own files may run or style it.
POLICY = "script-src 'self'; style-src 'self'; base-uri 'none'; object-src 'none'"


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *args: Any, policy: str, **kwargs: Any) -> None:
        self.policy = policy
        super().__init__(*args, **kwargs)

    def end_headers(self) -> None:
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
        pass


class _QuietServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # the browser closed its connection early


@pytest.fixture(scope="session")
def http_site() -> Iterator[Callable[..., str]]:
    """Serves folders on the loopback interface: a function from folder to URL.

    Every response has the strictest policy that the site must work under, unless another is given.
    """
    servers = []

    def serve(folder: Path, policy: str = POLICY) -> str:
        handler = functools.partial(_QuietHandler, directory=str(folder), policy=policy)
        server = _QuietServer(("127.0.0.1", 0), handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_address[1]}/"

    yield serve
    for server, thread in servers:
        server.shutdown()
        server.server_close()
        thread.join()


#: The enriched list's host in every browser, which finds it at `list_address`. If each test process
#: used its own port, each would have to build the site. Browsers trust names below `localhost` as
#: they trust HTTPS, which the clipboard requires.
LIST_HOST = "list.localhost"
_SERVED = "served"


@pytest.fixture(scope="session")
def list_address(http_site: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where this process serves the enriched list: host and port."""
    return urlsplit(http_site(common_folder(tmp_path_factory) / _SERVED)).netloc


@pytest.fixture(scope="session")
def enriched_site(enriched_project: Path, tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The enriched list's site; `url` is its address in a `browser`, below `/list/`."""
    url = f"http://{LIST_HOST}/list/"

    def make(folder: Path) -> None:
        build(enriched_project, folder / "list", url)

    folder = made_once(tmp_path_factory, _SERVED, make)
    return BuiltSite(folder / "list", enriched_project, url)


@pytest.fixture(scope="module")
def browser(list_address: str) -> Iterator[Any]:
    """Chromium, driven by Playwright. Without it tests are skipped, or fail if it is required.

    Playwright keeps an event loop running, so it is stopped for modules that need their own.
    """
    names = (
        "chromium-headless-shell", "chromium", "google-chrome", "chromium-browser",
        "google-chrome-stable",
    )  # fmt: skip
    executable = next(filter(None, map(shutil.which, names)), None)
    if executable is None:
        if os.environ.get("READINGLIST_REQUIRE_BROWSER"):
            pytest.fail("READINGLIST_REQUIRE_BROWSER is set and there is no Chromium on the PATH")
        pytest.skip("there is no Chromium on the PATH")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow, and for few tests

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=[
                f"--host-resolver-rules=MAP {LIST_HOST} {list_address}",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


# HTML without a browser


@dataclass
class Html:
    """What tests look at in a page. Tags are `(name, attributes)` in document order."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    title: str = ""
    text: str = ""

    def all(self, element: str, **wanted: str) -> list[dict[str, str]]:
        return [
            attributes
            for tag, attributes in self.tags
            if tag == element and wanted.items() <= attributes.items()
        ]

    def meta(self, name: str) -> str:
        return next((tag.get("content", "") for tag in self.all("meta", name=name)), "")

    @property
    def canonical(self) -> list[str]:
        return [tag["href"] for tag in self.all("link", rel="canonical")]

    @property
    def links(self) -> list[str]:
        """The targets of links, including those in SVG."""
        keys = ("href", "xlink:href")
        return [tag[key] for tag in self.all("a") for key in keys if key in tag]

    @property
    def assets(self) -> list[str]:
        """What a browser loads with the page."""
        found = [
            attributes["href"]
            for attributes in self.all("link")
            if attributes.get("rel") not in ("canonical", "prev", "next", "edit", "alternate feed")
        ]
        for tag, attributes in self.tags:
            found += [attributes[key] for key in ("src", "poster", "data") if attributes.get(key)]
            if tag in ("image", "use"):
                found += [attributes[key] for key in ("href", "xlink:href") if key in attributes]
            found += [part.split()[0] for part in attributes.get("srcset", "").split(",") if part]
        return found


class _Parser(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.html = Html()
        self.inside: list[str] = []
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.html.tags.append((tag, attributes))
        if "id" in attributes:
            self.html.ids.append(attributes["id"])
        if tag in ("title", "script", "style", "svg"):
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.inside and tag == self.inside[-1]:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.pieces.append(data)
        elif self.inside == ["title"]:
            self.html.title += data


def parse_html(text: str) -> Html:
    parser = _Parser()
    parser.feed(text)
    parser.close()
    parser.html.text = "".join(parser.pieces)
    return parser.html


@pytest.fixture(scope="session")
def html_of() -> Callable[[str], Html]:
    """Parse the text of a page."""
    return parse_html


@dataclass(frozen=True)
class Checker:
    """Parses every page of a site and reports links that lead nowhere.

    `mount` is the path under which the site is served, with slashes at both ends.
    """

    folder: Path
    mount: str
    pages: dict[str, Html] = field(repr=False)

    def dead_ends(self) -> list[str]:
        problems = []
        ids = {file: {*page.ids, "", "__top"} for file, page in self.pages.items()}
        for file, page in self.pages.items():
            here = self.mount + (file.removesuffix("index.html") if _is_index(file) else file)
            for link in sorted({*page.links, *page.assets}):
                parts = urlsplit(link)
                if parts.scheme or parts.netloc:
                    continue
                target = self._file(here, parts.path)
                if target is None:
                    problems.append(f"{file}: {link} leads nowhere")
                elif target.endswith(".html") and parts.fragment not in ids[target]:
                    problems.append(f"{file}: {link} names no id of {target}")
        return problems

    def _file(self, here: str, path: str) -> str | None:
        """The file that a simple web server returns for the path."""
        url = urlsplit(_join(here, path)).path
        if not url.startswith(self.mount):
            return None
        name = url.removeprefix(self.mount)
        if not name or name.endswith("/"):
            name += "index.html"
        return name if (self.folder / name).is_file() else None


def _is_index(file: str) -> bool:
    return file == "index.html" or file.endswith("/index.html")


@functools.cache
def _join(here: str, path: str) -> str:
    return urljoin(f"http://host{here}", path)


def parse_site(site: BuiltSite) -> Checker:
    pages = {
        file.relative_to(site.folder).as_posix(): parse_html(file.read_text("utf-8"))
        for file in sorted(site.folder.rglob("*.html"))
    }
    return Checker(site.folder, urlsplit(site.url).path or "/", pages)


@pytest.fixture(scope="session")
def checked() -> Callable[[BuiltSite], Checker]:
    """Parses every page of a site."""
    return parse_site


@pytest.fixture(scope="session")
def real_pages(real_site: BuiltSite) -> Checker:
    """Every page of the real site, parsed."""
    return parse_site(real_site)


@pytest.fixture(scope="session")
def tools() -> SimpleNamespace:
    """Names from this file for tests, which cannot import it."""
    return SimpleNamespace(
        BuiltSite=BuiltSite,
        REPO_URL=REPO_URL,
        REPOSITORY=REPOSITORY,
        PAPER_WITH_FORMULA=PAPER_WITH_FORMULA,
        SITE_URL=SITE_URL,
        build=build,
        copy_project=copy_project,
        made_once=made_once,
    )
