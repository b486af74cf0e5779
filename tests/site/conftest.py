"""What the tests in a browser share: a page that is watched for what must not happen."""

import functools
from urllib.parse import urlsplit

import pytest

DESKTOP = {"width": 1280, "height": 900}


class Watch:
    """Collects what must not happen on a page."""

    def __init__(self, page, site):
        self.problems = []
        self.host = urlsplit(site.url).netloc
        self.page = page
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
        # A browser that leaves a page gives up what the page was still loading.
        if request.failure != "net::ERR_ABORTED":
            self._note(f"failed: {request.url} {request.failure}")

    def _request(self, request):
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.host:
            self._note(f"another host: {request.url}")

    def _response(self, response):
        if response.status >= 400:
            self._note(f"status {response.status}: {response.url}")


@pytest.fixture
def open_page(browser, enriched_site):
    """Opens a page of the site in a context of its own: `open_page("papers/", viewport=PHONE)`.

    The page's `open_tab("papers/")` opens another in the same context.
    """
    contexts = []

    def open_(path="", *, viewport=DESKTOP, scheme="light", **settings):
        context = browser.new_context(viewport=viewport, color_scheme=scheme, **settings)
        context.set_default_timeout(30_000)
        contexts.append(context)
        return open_tab(context, path)

    def open_tab(context, path):
        page = context.new_page()
        page.watch = Watch(page, enriched_site)
        page.open_tab = functools.partial(open_tab, context)
        page.goto(enriched_site.url + path)
        return page

    yield open_
    for context in contexts:
        problems = [one for page in context.pages for one in page.watch.problems]
        context.close()
        assert problems == []
