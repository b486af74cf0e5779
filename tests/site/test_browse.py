"""Browsing and searching in a real browser, on the real list."""

import json
import random
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from readinglist.entry.vocabulary import Mode, Standing
from readinglist.graph.claims import Claim
from readinglist.graph.preparing import prepare
from readinglist.site.pages.browse import entries_in_order
from readinglist.values.search_words import address_word, split_words

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def graph(enriched_project):
    return prepare(enriched_project).graph


@pytest.fixture
def browse(open_page):
    """The browsing page, once its script has filled it: `browse("?kind=paper")`."""

    def open_(query="", **settings):
        page = open_page(f"browse/{query}", **settings)
        page.wait_for_selector("[data-rl-browse][data-ready]")
        return page

    return open_


def titles(page):
    return page.locator(".rl-browse .rl-row__title").all_text_contents()


def status(page):
    return page.locator(".rl-browse__status").text_content()


def state(page):
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def counts(page, facet):
    """The values of a facet with their displayed counts."""
    group = page.locator(".rl-facet", has=page.locator(f"summary:text-is('{facet}')"))
    return {
        label.locator("span").first.text_content(): int(label.locator(".rl-n").text_content())
        for label in group.locator("label").all()
    }


def settle(page, change):
    """Do something and wait until the list has been updated."""
    page.evaluate("delete document.querySelector('[data-rl-browse]').dataset.ready")
    change()
    page.wait_for_selector("[data-rl-browse][data-ready]")


def shown(item):
    """The item's title as displayed, without formulas."""
    return " ".join(item.title.split())


def test_all_entries_are_there_newest_first(browse, graph):
    page = browse()
    items = entries_in_order(graph)
    assert status(page) == f"{len(items):,} entries"
    assert len(titles(page)) == 50
    plain = [shown(item) for item in items[:50] if "$" not in item.title]
    assert [title for title in titles(page) if title in set(plain)] == plain
    page.get_by_role("button", name="Show more").click()
    page.wait_for_function("document.querySelectorAll('.rl-browse .rl-row').length === 100")
    # The focus moves to the first new row.
    assert page.evaluate("document.activeElement.textContent") == titles(page)[50]


def test_filters_agree_with_the_list(browse, graph):
    page = browse("?theme=efficiency&kind=paper&years=2023-")
    expected = {
        shown(work)
        for work in graph.works.values()
        if work.folder == "papers"
        and (work.year or 0) >= 2023
        and any(theme.partition("/")[0] == "efficiency" for theme in work.entry.themes)
    }
    assert set(titles(page)) == expected
    assert status(page).startswith(f"{len(expected):,} of ")
    assert len(expected) > 3


@pytest.mark.parametrize("seed", range(6))
def test_counts_say_what_a_choice_would_leave(browse, graph, seed):
    """The count next to each value is the number of rows after choosing only it in its facet."""
    choice = random.Random(seed)
    theme = choice.choice(list(graph.themes))
    page = browse(f"?theme={theme}")
    for facet, key in (("Kind", "kind"), ("Verdict", "standing")):
        values = {name: n for name, n in counts(page, facet).items() if n}
        name, n = choice.choice(sorted(values.items()))
        settle(page, page.get_by_label(re.compile(rf"^{name}\s*{n}$")).check)
        assert status(page).startswith(f"{n:,} of ")
        assert key in state(page)
        settle(page, page.get_by_label(re.compile(rf"^{name}\s*{n}$")).uncheck)


def test_values_of_a_facet_are_combined_by_or_and_facets_by_and(browse, graph):
    page = browse("?kind=prediction,question&standing=open,answered")
    expected = [
        claim
        for claim in graph.claims.values()
        if claim.entry.kind in ("prediction", "question")
        and claim.standing in (Standing.OPEN, Standing.ANSWERED)
    ]
    assert status(page).startswith(f"{len(expected):,} of ")


def test_the_address_has_the_state_and_back_restores_it(browse):
    page = browse()
    settle(page, lambda: page.get_by_label(re.compile("^Essays")).check())
    assert state(page) == {"kind": "essay"}
    settle(page, lambda: page.get_by_label("Sort by").select_option("title"))
    assert state(page) == {"kind": "essay", "sort": "title"}
    assert titles(page) == sorted(titles(page), key=str.casefold)
    settle(page, page.go_back)
    assert state(page) == {"kind": "essay"}
    assert page.get_by_label("Sort by").input_value() == ""
    settle(page, page.go_back)
    assert state(page) == {}
    assert not page.get_by_label(re.compile("^Essays")).is_checked()
    settle(page, page.go_forward)
    assert page.get_by_label(re.compile("^Essays")).is_checked()
    # A shared address shows the same to others.
    other = browse(f"?{urlsplit(page.url).query}")
    assert titles(other) == titles(page)


def test_searching_within_a_filter(browse, graph):
    page = browse("?kind=paper")
    settle(page, lambda: page.get_by_label("Filter by words").fill("flash attention"))
    assert "FlashAttention" in titles(page)[0]
    assert state(page) == {"kind": "paper", "q": "flash attention"}
    assert page.locator(".rl-browse .rl-row mark").count() > 0
    settle(page, lambda: page.get_by_role("button", name="Clear all").click())
    assert status(page) == f"{len(graph.works) + len(graph.claims):,} entries"


def test_tags_and_authors_are_found_in_their_lists(browse, graph):
    page = browse()
    author = next(
        author for author in graph.authors.values() if author.name.display == "Noam Shazeer"
    )
    settle(page, lambda: page.locator("summary:text-is('Author')").click())
    page.get_by_label("Find author").fill("shaz")
    settle(page, lambda: page.get_by_label(re.compile("noam shazeer")).check())
    papers = {shown(work) for work in author.works}
    assert papers <= set(titles(page))
    assert state(page) == {"author": "noam-shazeer"}
    assert browse("?tag=transformers").locator(".rl-browse .rl-row").count() > 2


def test_an_empty_result_says_what_to_do(browse):
    page = browse("?kind=essay&standing=contested")
    assert page.locator(".rl-browse .rl-empty").text_content().startswith("Nothing matches all")


@pytest.mark.parametrize("query", ["?kind=nonsense", "?years=x-y", "?sort=up", "?q=%22%27%3Cb%3E"])
def test_odd_addresses_do_no_harm(browse, query):
    assert "entries" in status(browse(query))


@pytest.mark.parametrize("text", ["arxiv" * 1_500, "a" + " " * 50_000 + "b"], ids=["ids", "spaces"])
def test_a_link_with_a_long_query_does_not_stop_the_browser(open_page, text):
    """The address of a query may come from anybody."""
    page = open_page("")
    page.set_default_timeout(20_000)
    assert len(ask(page, text)) <= 20


def test_with_only_the_keyboard(browse):
    page = browse()
    page.get_by_label("Filter by words").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.value") == "kind=paper":
            break
    settle(page, lambda: page.keyboard.press("Space"))
    assert state(page) == {"kind": "paper"}
    # The focus stays, although the list of values was redrawn.
    assert page.evaluate("document.activeElement.dataset.value") == "kind=paper"


def test_on_a_phone_the_filters_are_folded_away(browse):
    page = browse(viewport=PHONE)
    assert not page.get_by_label(re.compile("^Essays")).is_visible()
    page.locator("summary:text-is('Filters')").click()
    page.locator("summary:text-is('Kind')").click()
    settle(page, lambda: page.get_by_label(re.compile("^Essays")).check())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_every_entry_is_listed(open_page, graph):
    page = open_page("browse/", java_script_enabled=False)
    found = []
    while True:
        found += page.locator(".rl-row__title").all_text_contents()
        following = page.locator(".rl-pager a[rel=next]")
        if not following.count():
            break
        following.click()
    assert len(found) == len(graph.works) + len(graph.claims)


# Search


def ask(page, query):
    """The names of the pages that search finds, best first."""
    return page.evaluate(
        """async ([query]) => {
            const base = document.querySelector('script[src*="readinglist.js"]').src;
            const { Index } = await import(new URL("search.js", base));
            const box = document.querySelector("[data-rl-search-open]");
            const index = await Index.open(new URL(box.dataset.index, location.href).href);
            const found = (await index.search(query)) ?? [];
            const rows = await index.rows(found.slice(0, 20).map(([row]) => row));
            return rows.map((row) => row.querySelector(".rl-row__title").href);
        }""",
        [query],
    )


@pytest.mark.parametrize(
    ("query", "expected", "within"),
    [
        ("FlashAttention", "papers/dao2022flashattention", 1),
        ("flash attention", "papers/dao2022flashattention", 1),
        ("flashattention-2", "papers/dao2022flashattention", 1),
        ("FlashAttention-2", "papers/dao2022flashattention", 1),
        ("flashattention-3", "papers/dao2022flashattention", 2),
        ("2405.04434", "papers/deepseek2024v2", 1),
        ("attention is all you need", "papers/vaswani2017attention", 1),
        ("1706.03762", "papers/vaswani2017attention", 1),
        ("arxiv:1706.03762", "papers/vaswani2017attention", 1),
        ("vaswani2017attention", "papers/vaswani2017attention", 1),
        ("KV cache", "claims/", 3),
        ("o1", "papers/openai2024o1", 6),
        ("lukasz kaiser", "authors/lukasz-kaiser", 2),
        ("łukasz kaiser", "authors/lukasz-kaiser", 2),
        ("atention", "papers/", 5),
        ("transf", "papers/", 5),
    ],
)
def test_queries_find_their_pages(open_page, enriched_site, query, expected, within):
    found = ask(open_page(""), query)
    places = [address.removeprefix(enriched_site.url) for address in found[:within]]
    assert any(place.startswith(expected) for place in places), found[:5]


def test_nonsense_is_not_found(open_page):
    page = open_page("")
    assert ask(page, "xyzzyqwv") == []
    assert ask(page, "") == []
    assert ask(page, "   !? ") == []


def test_every_title_finds_its_own_page(open_page, graph, enriched_site):
    """Among the first three, since other entries may have nearly the same name."""
    page = open_page("")
    items = [*graph.works.values(), *graph.claims.values()]
    missed = []
    for item in random.Random(4).sample(items, 60):
        folder = "claims" if isinstance(item, Claim) else item.folder
        found = ask(page, item.title)
        if f"{enriched_site.url}{folder}/{item.id}/" not in found[:3]:
            missed.append((item.title, found[:3]))
    assert missed == []


def test_browser_and_build_split_words_alike(open_page):
    texts = [
        "FlashAttention-2: faster, with LLMs and GPT4All",
        "o1, KV-cache 2405.04434 d’Arcy don't GPT‑4 C++ a_b",
        "Bernhard Schölkopf Łukasz Kaiser Ångström Straße ﬁne Ⅷ ²",
        "大语言模型 と カナ 한국어 ภาษาไทย x大y",
        "$x^2$ <b>\\alpha</b> NaïveBayes iPhone XMLHttpRequest ",
        *(
            Path(__file__).parents[2].joinpath("docs", name).read_text("utf-8")
            for name in ("entries.md", "left-out.md")
        ),
    ]
    script = """async (texts) => {
        const base = document.querySelector('script[src*="readinglist.js"]').src;
        const { splitWords } = await import(new URL("search.js", base));
        return texts.map(splitWords);
    }"""
    found = open_page("").evaluate(script, texts)
    assert found == [list(split_words(text)) for text in texts]


def test_browser_and_build_fold_addresses_alike(open_page):
    texts = [
        "https://www.example.org/A%20b/ü.html?v=1#part", "10.1016/S0893-6080(05)80131-5",
        "depth-before-width", "hep-th/9901001", "http://a.example/100%", "HTTPS://X.example/Œuvre",
    ]  # fmt: skip
    script = """async (texts) => {
        const base = document.querySelector('script[src*="readinglist.js"]').src;
        const { addressWord } = await import(new URL("search.js", base));
        return texts.map(addressWord);
    }"""
    assert open_page("").evaluate(script, texts) == [address_word(text) for text in texts]


def test_modes_and_code_are_facets(browse, graph):
    works = [work for work in graph.works.values() if work.folder == "papers"]
    for value in Mode:
        expected = sum(1 for work in works if work.entry.mode is value)
        assert status(browse(f"?mode={value}")).startswith(f"{expected:,} of ")
    with_code = sum(1 for work in graph.works.values() if work.entry.links.code)
    assert status(browse("?code=yes")).startswith(f"{with_code:,} of ")


def test_the_index_agrees_with_the_columns(enriched_site, graph):
    index = json.loads((enriched_site.folder / "search/index.json").read_text("utf-8"))
    items = entries_in_order(graph)
    assert index["entries"] == len(items)
    for name in ("code", "year", "claims", "added", "title"):
        assert len(index[name]) == len(items)
    assert sorted(index["title"]) == list(range(len(items)))
    kinds = [index["kind"]["values"][place][0] for place in index["kind"]["rows"]]
    assert kinds.count("essay") == len(graph.essays)
