"""Which rows a list shows, addresses from a page, and titles, names and counts in words."""

import re
from dataclasses import replace
from html import escape, unescape
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.entry.vocabulary import Standing
from readinglist.library.works import Retraction
from readinglist.site.pages import views
from readinglist.site.pages.render import Pages, Site
from readinglist.site.pages.views import text_fragment
from readinglist.values.names import parse_name
from readinglist.values.page_urls import Urls

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


# Words


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("one two", 7, "one two"),
        ("one two", 6, "one…"),
        ("one, two three", 10, "one, two…"),
        ("one, two", 6, "one…"),
        ("one – two", 7, "one…"),
        ("unbreakable", 5, "unbr…"),
        ("", 5, ""),
    ],
)
def test_texts_are_cut_between_words(text, limit, short):
    assert views.shorten(text, limit) == short
    assert len(views.shorten(text, limit)) <= limit


def names(*texts):
    return [parse_name(text) for text in texts]


@pytest.mark.parametrize(
    ("authors", "in_short", "in_full"),
    [
        ([], "", ""),
        (["Ada Fern"], "Fern", "Ada Fern"),
        (["Ada Fern", "Bo Moss"], "Fern and Moss", "Ada Fern and Bo Moss"),
        (["Ada Fern", "Bo Moss", "Cy Oak"], "Fern et al.", "Ada Fern, Bo Moss and Cy Oak"),
        (["Ada Fern", "Bo Moss", "Cy Oak", "Di Elm"], "Fern et al.", "Ada Fern et al."),
    ],
)
def test_authors(authors, in_short, in_full):
    assert views.authors_in_short(names(*authors)) == in_short
    assert views.authors_in_full(names(*authors)) == in_full


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("BERT: pre-training of transformers", "BERT"),
        ("On: a word", "On: a word"),
        ("A title:without a space", "A title:without a space"),
        ("word " * 20 + "end", "word " * 12 + "word…"),
    ],
)
def test_short_titles(graph_of, title, short):
    work = graph_of({"w": {"title": title}}).works["w"]
    assert views.short_title(work) == short


def test_the_title_of_a_void_work(graph_of):
    work = graph_of({"w": {"title": "A <b>", "issued": "2020"}}).works["w"]
    assert (views.titled(work), views.strike(work, "A <b>")) == ("A <b>", "A &lt;b&gt;")
    void = replace(work, retracted=Retraction("retraction"))
    assert views.titled(void, "Short") == "Retracted: Short"
    assert views.strike(void, "A <b>") == (
        '<span class="rl-void">Retracted:</span> <s>A &lt;b&gt;</s>'
    )
    assert views.citation_label(work) == "Lovelace, 2020"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(1, "1 minute"), (89, "89 minutes"), (90, "1½ hours"), (104, "1½ hours"), (106, "2 hours"),
     (120, "2 hours"), (210, "3½ hours")],
)  # fmt: skip
def test_reading_times(minutes, words):
    assert views.reading_time(minutes) == words


def test_sources_in_words():
    assert views.spoken_sources(["entry"]) == "this list"
    assert views.spoken_sources(["arXiv", "entry", "Crossref"]) == "arXiv, this list and Crossref"


@pytest.mark.parametrize(
    ("standings", "open_", "held", "failed", "share"),
    [
        ("open", 1, 0, 0, 0), ("open held", 1, 1, 0, 50), ("open open failed", 2, 0, 1, 33),
        # A half is rounded up: 1 of 8 is 12.5 %.
        ("held " + "open " * 7, 7, 1, 0, 13), ("held failed", 0, 1, 1, 100),
    ],
)  # fmt: skip
def test_scores(standings, open_, held, failed, share):
    score = views.Score.of(None, [Standing(word) for word in standings.split()])
    assert (score.open, score.held, score.failed, score.share) == (open_, held, failed, share)
    assert (score.total, score.settled) == (open_ + held + failed, held + failed)


def test_works_and_claims_counted(graph_of):
    graph = graph_of(
        {"a": {}, "b": {}}, None, {"c": {}, "q": {"kind": "question"}, "q2": {"kind": "question"}}
    )
    works, claims = list(graph.works.values()), list(graph.claims.values())
    assert views.counts(works, claims) == "3 works, 1 of them an essay · 1 claim · 2 questions"
    assert views.counts(graph.papers, []) == "2 works"
    assert views.counts(graph.essays, []) == "1 essay"
    assert views.counts([], claims[:1]) == "1 claim"
    assert views.counts([], []) == ""


# Addresses


@pytest.fixture
def view_from(graph_of):
    graph = graph_of(
        {"a2020": {"title": "Name: more", "themes": ["t/s", "t", "gone"]}},
        None,
        {"c": {"claim": "Trees cool."}},
        {"p": {"steps": [{"read": "a2020", "why": "w", "minutes": "5"}]}},
        [{"id": "t", "title": "T", "lead": "l", "introduction": "i",
          "sections": [{"id": "s", "title": "S"}]}],
    )  # fmt: skip

    def view(name="index", *, directories=True):
        return views.View(graph, Urls(directories), name)

    return view


@pytest.mark.parametrize(
    ("page", "directories", "work", "claim", "home"),
    [
        ("index", True, "papers/a2020/", "claims/c/", "./"),
        ("papers/index", True, "../papers/a2020/", "../claims/c/", "../"),
        ("papers/b", True, "../../papers/a2020/", "../../claims/c/", "../../"),
        ("index", False, "papers/a2020.html", "claims/c.html", "index.html"),
        ("papers/b", False, "../papers/a2020.html", "../claims/c.html", "../index.html"),
    ],
)
def test_addresses_from_a_page(  # noqa: PLR0913, PLR0917 - fixtures and parameters
    view_from, page, directories, work, claim, home
):
    view = view_from(page, directories=directories)
    assert view.href_of(view.graph.works["a2020"]) == work == view.href("papers", "a2020")
    assert view.href_of(view.graph.claims["c"]) == claim
    assert view.href("index") == home


def test_what_a_citation_becomes(view_from):
    view = view_from("papers/index")
    assert view.link("a2020") == ('<a href="../papers/a2020/" title="Lovelace">Name</a>')
    assert view.link("c") == '<a href="../claims/c/" title="Trees cool.">Trees cool</a>'
    assert view.link("p") == '<a href="../paths/p/" title="l">P</a>'
    assert view.link("nobody") is None
    assert (view.title_of("a2020"), view.title_of("nobody")) == ("Name", "nobody")


def test_the_themes_of_an_entry(view_from):
    view = view_from()
    work = view.graph.works["a2020"]
    assert view.theme_marks(work) == [("T", "themes/t/#s")]
    assert view.theme_places(work) == [("T · S", "themes/t/#s"), ("T", "themes/t/")]


def test_a_page_of_a_work_has_tags_and_no_coins(view_from):
    work = view_from().graph.works["a2020"]
    assert view_from("papers/a2020").coins(work) == ""
    for page in ("papers/index", "claims/c", "index"):
        assert "Z3988" in view_from(page).coins(work)
