"""Shared fixtures: a page in a browser that is watched for errors, small lists and their builds."""

import functools
import json
from urllib.parse import urlsplit

import playwright.sync_api
import pytest
from tiny_lists import mkdocs, tiny

from readinglist.graph.preparing import prepare
from readinglist.library.lock.dead_links import DeadLink, render_dead_links
from readinglist.site.pages.render import Pages, Site
from readinglist.values.dates import PartialDate

__all__ = ["mkdocs", "tiny"]

DESKTOP = {"width": 1280, "height": 900}
#: Pages from Markdown: prose, code, wide and long tables, many headings.
DOCS = (
    "about/", "adding/", "automation/", "benchmarks/", "decisions/", "fields/", "findings/",
    "left-out/",
)  # fmt: skip


#: Reports what the policy has blocked, which a browser may do silently.
TELL = """document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
})"""


class Watch:
    """Collects errors on a page."""

    def __init__(self, page, address):
        self.problems = []
        self.host = urlsplit(address).netloc
        self.page = page
        page.add_init_script(TELL)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._note(f"exception: {error}"))
        page.on("requestfailed", self._failed)
        page.on("request", self._request)
        page.on("response", self._response)

    def _note(self, text):
        self.problems.append(f"{urlsplit(self.page.url).path}: {text}")

    def _console(self, message):
        if message.type in ("error", "warning"):
            self._note(f"console {message.type}: {message.text}")

    def _failed(self, request):
        # A browser that leaves a page aborts what the page was still loading.
        if request.failure != "net::ERR_ABORTED":
            self._note(f"failed: {request.url} {request.failure}")

    def _request(self, request):
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.host:
            self._note(f"another host: {request.url}")

    def _response(self, response):
        if response.status >= 400:
            self._note(f"status {response.status}: {response.url}")


def wait_until(page, expression, *, arg=None):
    """Wait until the expression is true on the page.

    Playwright's own function uses `eval` in the page, which the policy blocks.
    """
    for _ in range(1500):
        try:
            if page.evaluate(expression, arg):
                return
        except playwright.sync_api.Error as error:
            if "context was destroyed" not in str(error):  # the page is being left for another
                raise
        page.wait_for_timeout(20)
    raise AssertionError(f"it never held: {expression}")


#: By how many pixels the page is wider than the window, and which elements cause it.
OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= innerWidth) return null;
  const wide = [...document.querySelectorAll("main *")]
    .filter((one) => one.getBoundingClientRect().right > width + 0.5);
  return document.scrollingElement.scrollWidth + " px: " + wide.slice(-3)
    .map((one) => one.tagName + "." + one.className + " " + one.textContent.slice(0, 60));
}"""


@pytest.fixture
def open_page(browser, request):
    """Opens a page of the site in a context of its own: `open_page("papers/", viewport=PHONE)`.

    The site is that of the enriched list, or with `address` another one.

    The page's `open_tab("papers/")` opens another one in the same context; `overflow()` says what
    is wider than the window, or None.
    """
    contexts = []

    def open_(path="", *, viewport=DESKTOP, scheme="light", address="", **settings):
        address = address or request.getfixturevalue("enriched_site").url
        context = browser.new_context(viewport=viewport, color_scheme=scheme, **settings)
        context.set_default_timeout(30_000)
        contexts.append(context)
        return open_tab(context, address, path)

    def open_tab(context, address, path):
        page = context.new_page()
        page.watch = Watch(page, address)
        page.wait_for_function = functools.partial(wait_until, page)
        page.open_tab = functools.partial(open_tab, context, address)
        page.overflow = functools.partial(page.evaluate, OVERFLOW)
        page.goto(address + path)
        return page

    yield open_
    for context in contexts:
        problems = [problem for page in context.pages for problem in page.watch.problems]
        context.close()
        assert problems == []


@pytest.fixture(scope="session")
def page_kinds(enriched_project):
    """An address for every kind of page; if there are several, that with the most content.

    There is one claim for each kind and verdict.
    """
    graph = prepare(enriched_project).graph
    pages = Pages(graph, Site("ML research reading list", ""))
    chosen, longest = [], {}
    for plan in pages.plan().values():
        if not plan.is_entry_like:
            chosen.append(plan.name)
            continue
        body = plan.render().body
        kind = plan.kind
        if kind == "claim":
            claim = graph.claims[plan.name.removeprefix("claims/")]
            kind = f"{claim.entry.kind}, {claim.standing}"
        if len(body) > len(longest.get(kind, ("", ""))[1]):
            longest[kind] = (plan.name, body)
    assert {"paper", "essay", "path", "author", "year", "tag", "browse-page"} < set(longest)
    assert {"claim, contested", "question, open", "prediction, open", "definition, defined"} < set(
        longest
    )
    chosen += [name for name, _ in longest.values()]
    return [*(pages.site.urls.url(name) for name in chosen), *DOCS, "404.html"]


@pytest.fixture(scope="session")
def withdrawn_site(tmp_path_factory, tools, command):
    """The folder of a site whose paper `vaswani2017attention` was withdrawn from arXiv.

    Its code is dead, and the address of the essay `lee2025thoughts` did not answer.
    """

    def make(root):
        project = tools.copy_project(root / "list")
        file = project / "entries/metadata/arxiv/1706.03762.json"
        record = json.loads(file.read_text("utf-8")) | {"withdrawn": "The proof is wrong."}
        file.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", "utf-8")
        dead = {
            "https://github.com/tensorflow/tensor2tensor": DeadLink(PartialDate(2026, 3, 1), True),
            "https://re-n-y.github.io/devlog/rambling/thoughts": DeadLink(
                PartialDate(2026, 11, 1), False
            ),
        }
        (project / "entries/metadata/links.json").write_text(render_dead_links(dead), "utf-8")
        # Evidence that no longer counts is a warning, and in a strict build an error.
        result = command("mkdocs", "build", "-f", project / "mkdocs.yml", "-d", root / "site")
        assert result.returncode == 0, result.stdout + result.stderr

    return tools.made_once(tmp_path_factory, "withdrawn", make) / "site"


@pytest.fixture
def small(tmp_path):
    """A list of one work, with one other page from Markdown."""
    for name, text in {
        "entries/papers/doe2020.yml": "title: A title\nauthors: [Jane Doe]\nissued: 2020\n"
        "url: https://a.example/doe\nthemes: [first]\ntakeaway: What to remember.\n",
        "entries/themes.yml": "- id: first\n  title: First\n  lead: A lead.\n",
        "docs/guide.md": "# Guide\n\nSee [@doe2020].\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path
