"""Lists of more than a few hundred rows show some of each group, and link to pages with all."""

import re
from html import escape, unescape
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.site.pages import views
from readinglist.site.pages.render import Pages, Site
from readinglist.site.pages.views import text_fragment

THEME = {"id": "t", "title": "T", "lead": "l", "introduction": "i"}


@pytest.fixture
def page_of(graph_of, html_of):
    """The text of a page of a list with 23 papers and 15 claims, and the parsed page."""
    papers = {f"p{n:02}": {"authors": ["Ada Lovelace"], "issued": "2020"} for n in range(12)}
    papers |= {f"q{n:02}": {"authors": ["Ada Lovelace"], "issued": "2021"} for n in range(11)}
    works = [[], ["p03"], ["p11", "p03"], ["q10"]]
    claims = {
        f"c{n:02}": {
            "evidence": [
                {"work": work, "stance": "supports", "locator": "s. 1"}
                for work in (works[n] if n < len(works) else [])
            ]
        }
        for n in range(15)
    }
    graph = graph_of(papers, claims=claims, themes=[THEME])

    def render(name):
        page = html_of(Pages(graph, Site("Site", "")).render(name).body)
        return " ".join(page.text.split()), page

    return render


def rows(page, folder):
    return [
        tag["href"].removesuffix("/").rpartition("/")[2]
        for tag in page.all("a")
        if "rl-row__title" in tag.get("class", "") and f"{folder}/" in tag["href"]
    ]


def test_a_short_list_has_everything(page_of):
    text, page = page_of("papers/index")
    assert len(rows(page, "papers")) == 23
    assert "most claims rest on" not in text
    text, page = page_of("claims/index")
    assert "with the most evidence" not in text


def test_a_long_list_has_some_of_each_year(page_of, monkeypatch):
    monkeypatch.setattr(views, "LONG", 22)
    monkeypatch.setattr(views, "SOME", 3)
    text, page = page_of("papers/index")
    # Those with claims, then the first of the others, in the order of the list.
    assert rows(page, "papers") == ["q00", "q01", "q10", "p00", "p03", "p11"]
    assert "23 works" in text
    assert "The 3 of 11 that most claims rest on; all of 2021" in text
    assert "The 3 of 12 that most claims rest on; all of 2020" in text
    assert {"../years/2020/", "../years/2021/"} <= set(page.links)
    assert len(rows(page_of("years/2020")[1], "papers")) == 12


def test_a_year_with_few_works_has_them_all(page_of, monkeypatch):
    monkeypatch.setattr(views, "LONG", 22)
    monkeypatch.setattr(views, "SOME", 11)
    text, page = page_of("papers/index")
    assert len(rows(page, "papers")) == 22
    assert "all of 2021" not in text
    assert "The 11 of 12 that most claims rest on; all of 2020" in text


def test_a_long_list_of_claims_has_some_of_each_essay(page_of, monkeypatch):
    monkeypatch.setattr(views, "LONG", 14)
    monkeypatch.setattr(views, "SOME", 4)
    text, page = page_of("claims/index")
    assert rows(page, "claims") == ["c00", "c01", "c02", "c03"]
    assert "15 claims" in text
    assert "The essay’s own page has all of them" in text
    (essay,) = {link for link in page.links if "essays/" in link}
    assert len(rows(page_of("essays/" + essay.rstrip("/").rpartition("/")[2])[1], "claims")) == 15


def test_numbers_past_999_are_grouped():
    assert views.plural(999, "work") == "999 works"
    assert views.plural(1000, "entry") == "1,000 entries"
    assert views.plural(1_234_567, "claim") == "1,234,567 claims"


def parse_fragment(fragment):
    """Start and end of a text directive, per wicg.github.io/scroll-to-text-fragment."""
    assert fragment.startswith(":~:text=")
    parts = fragment.removeprefix(":~:text=").split(",")
    assert len(parts) in (1, 2)
    # A hyphen at either end would make it a prefix or a suffix; an ampersand would start another
    # directive.
    assert not any("-" in part or "&" in part or "#" in part for part in parts)
    return [unquote(part) for part in parts]


class TestTextFragment:
    @given(st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip))
    def test_it_finds_the_quote(self, quote):
        start, *end = parse_fragment(text_fragment(quote))
        spaced = " ".join(quote.split())
        assert spaced.startswith(start)
        if end:
            assert spaced.endswith(end[0])
        else:
            assert start == spaced

    @given(st.lists(st.from_regex(r"[\w,&-]{1,9}", fullmatch=True), min_size=13, max_size=90))
    def test_start_and_end_of_a_long_quote_do_not_overlap(self, words):
        quote = " ".join(words)
        start, end = parse_fragment(text_fragment(quote))
        assert len(start) + len(end) < len(quote)

    @given(st.text(st.characters(codec="ascii"), min_size=1).filter(str.strip))
    def test_it_survives_in_an_attribute_and_in_a_url(self, quote):
        fragment = text_fragment(quote)
        assert urlsplit(f"https://a.example/#{fragment}").fragment == fragment
        assert unescape(escape(fragment)) == fragment
        assert fragment.isascii()
        assert not re.search(r"[\s\"'<>]", fragment)
