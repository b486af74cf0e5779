"""Archived copies and dead links on pages."""

import re

import pytest

from readinglist.library.lock.dead_links import DeadLink, DeadLinks
from readinglist.site.pages.render import Pages, Site
from readinglist.values.dates import PartialDate

COPY = "https://web.archive.org/web/2024/https://a.example/x"
ESSAY_COPY = "https://web.archive.org/web/2024/https://e.example/"
CODE = "https://code.example/"
LINK = re.compile(r'<a (?:class="[^"]*" )?href="(https://[^"]+)"[^>]*>([^<]+)</a>')


@pytest.fixture
def page(graph_of):
    """Renders a page of a small list in which some links are known to be dead."""

    def render(name, dead=None, archive=True):
        paper = {"links": {"code": CODE}} | ({"archive": COPY} if archive else {})
        essay = {"archive": ESSAY_COPY} if archive else {}
        claim = {"source": {"essay": "e", "section": "One", "quote": "so it is"}}
        graph = graph_of(papers={"p": paper}, essays={"e": essay}, claims={"c": claim})
        since = PartialDate(2026, 11, 1)
        graph.library.dead_links = DeadLinks(
            {url: DeadLink(since, confirmed) for url, confirmed in (dead or {}).items()}
        )
        body = str(Pages(graph, Site("Site", "")).render(name).body)
        return body, re.findall(
            r'<a (?:class="[^"]*" )?href="(https://[^"]+)"[^>]*>([^<]+)</a>', body
        )

    return render


def test_a_copy_is_shown_next_to_a_link(page):
    body, links = page("papers/p")
    assert links[:3] == [
        ("https://a.example/x", "Read it"), (COPY, "archived copy"), (CODE, "Code"),
    ]  # fmt: skip
    assert "gone since" not in body


def test_a_suspected_link_is_kept_and_marked(page):
    body, links = page("papers/p", {"https://a.example/x": False})
    assert links[:2] == [("https://a.example/x", "Read it"), (COPY, "archived copy")]
    assert "(did not open on 1 November 2026)" in body


def test_the_copy_replaces_a_dead_link(page):
    body, links = page("papers/p", {"https://a.example/x": True})
    assert links[:2] == [(COPY, "Read it"), (CODE, "Code")]
    assert "(archived copy; gone since 1 November 2026)" in body


def test_a_dead_link_without_a_copy_is_marked(page):
    body, links = page("papers/p", {CODE: True, "https://a.example/x": True}, archive=False)
    assert links[:2] == [("https://a.example/x", "Read it"), (CODE, "Code")]
    assert body.count("(gone since 1 November 2026)") == 2


def test_the_sentence_of_a_claim_is_read_in_the_copy(page):
    fragment = "#:~:text=so%20it%20is"
    _, links = page("claims/c")
    assert links[:2] == [
        (f"https://e.example/{fragment}", "Read the sentence in the essay"),
        (ESSAY_COPY, "archived copy"),
    ]
    body, links = page("claims/c", {"https://e.example/": True})
    assert links[0] == (f"{ESSAY_COPY}{fragment}", "Read the sentence in the essay")
    assert "(archived copy; gone since 1 November 2026)" in body
    assert '"https://e.example/' not in body


def test_the_page_of_an_essay(page):
    _, links = page("essays/e")
    assert links[:2] == [("https://e.example/", "Read it"), (ESSAY_COPY, "archived copy")]


def test_pages_are_as_before_without_copies_and_dead_links(page):
    for name in ("papers/p", "essays/e", "claims/c"):
        body, _ = page(name, archive=False)
        assert "archived" not in body
        assert "rl-link-state" not in body
