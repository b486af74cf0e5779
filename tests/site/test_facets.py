"""Every facet and every order of the browsing page, compared with the list, at both widths."""

import json
import re
from itertools import pairwise

import pytest

from readinglist.entry.vocabulary import Mode
from readinglist.graph.claims import Claim
from readinglist.graph.preparing import prepare
from readinglist.site.pages.browse import Facets, findables

pytestmark = pytest.mark.browser

SIZES = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
#: The headings of the facets, with a value of each and its form in an address.
VALUES = [
    ("Kind", "Predictions", "kind=prediction", lambda one: one.kind == "prediction"),
    ("Theme", "Efficiency", "theme=efficiency", lambda one: "efficiency" in one.themes),
    (
        "Theme", "Laws of scaling", "theme=scaling/laws",
        lambda one: "scaling/laws" in one.themes,
    ),
    (
        "Verdict", "Contested", "standing=contested",
        lambda one: one.standing == "contested",
    ),
    (
        "Research mode", "Exploratory", "mode=exploratory",
        lambda one: one.mode == str(Mode.EXPLORATORY),
    ),
    ("Publication", "Preprint only", "status=preprint", lambda one: one.status == "preprint"),
    (
        "Publication", "Published in a venue", "status=published",
        lambda one: one.status == "published",
    ),
    ("Code", "Has code", "code=yes", lambda one: one.has_code),
    ("Tag", "transformers", "tag=transformers", lambda one: "transformers" in one.tags),
    (
        "Author", "noam shazeer", "author=noam-shazeer",
        lambda one: "noam-shazeer" in one.authors,
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def entries(enriched_project):
    """All entries with their facets, newest first."""
    found = findables(prepare(enriched_project).graph)
    return [findable for findable in found if findable.facets]


@pytest.fixture
def browse(open_page):
    def open_(query="", **settings):
        page = open_page(f"browse/{query}", **settings)
        page.wait_for_selector("[data-rl-browse][data-ready]")
        return page

    return open_


def settle(page, change):
    """Do something and wait until the list has been updated."""
    page.evaluate("delete document.querySelector('[data-rl-browse]').dataset.ready")
    change()
    page.wait_for_selector("[data-rl-browse][data-ready]")


def status(page):
    return page.locator(".rl-browse__status").text_content()


def ids(page):
    """The ids of the displayed rows, in order."""
    return page.locator(".rl-browse .rl-row__title").evaluate_all(
        "all => all.map(one => one.href.split('/').at(-2))"
    )


def open_group(page, name):
    """Open a facet, and on a phone the panel that contains it."""
    panel = page.locator(".rl-browse__panel")
    if panel.get_attribute("open") is None:
        panel.locator("summary").first.click()
    group = page.locator(".rl-facet", has=page.locator(f"summary:text-is('{name}')"))
    if group.get_attribute("open") is None:
        group.locator("summary").click()
    return group


def address(page):
    return page.url.partition("?")[2]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("facet", VALUES, ids=[value[2] for value in VALUES])
def test_each_value_selects_its_entries(browse, entries, facet, size):
    heading, value, query, holds = facet
    expected = [entry for entry in entries if holds(entry.facets)]
    assert 0 < len(expected) < len(entries)
    page = browse(viewport=SIZES[size])
    if heading in {"Tag", "Author"}:
        # Their values are loaded when they are opened.
        settle(page, lambda: open_group(page, heading))
    group = open_group(page, heading)
    if heading in {"Tag", "Author"}:
        group.get_by_label(f"Find {heading.lower()}").fill(value)
    choice = group.locator("label", has=page.locator(f"span:text-is('{value}')")).locator("input")
    settle(page, choice.check)
    assert address(page) == query
    assert status(page) == f"{len(expected):,} of {len(entries):,} entries"
    assert ids(page) == [entry.id for entry in expected[:50]]
    shown = group.locator("label", has=page.locator(f"span:text-is('{value}')")).locator(".rl-n")
    assert shown.text_content() == f"{len(expected):,}"
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_numbers_past_999_are_grouped(open_page, enriched_site, entries):
    page = open_page("about/")
    index = json.loads((enriched_site.folder / "search/index.json").read_text("utf-8"))
    larger = index | {"entries": 12_345}
    page.route("**/search/index.json*", lambda route: route.fulfill(json=larger))
    page.goto(page.url.replace("about/", "browse/?kind=prediction"))
    page.wait_for_selector("[data-rl-browse][data-ready]")
    expected = sum(entry.facets.kind == "prediction" for entry in entries)
    assert status(page) == f"{expected} of 12,345 entries"


@pytest.mark.parametrize("size", SIZES)
def test_years_from_and_to(browse, entries, size):
    page = browse(viewport=SIZES[size])
    open_group(page, "Year")
    page.get_by_label("From year").fill("2017")
    settle(page, lambda: page.get_by_label("From year").press("Tab"))
    page.get_by_label("To year").fill("2019")
    settle(page, lambda: page.get_by_label("To year").press("Tab"))
    expected = [entry for entry in entries if 2017 <= entry.facets.year <= 2019]
    assert address(page) == "years=2017-2019"
    assert ids(page) == [entry.id for entry in expected]
    settle(page, lambda: page.get_by_role("button", name="Remove 2017 to 2019").click())
    assert address(page) == ""


def _undated_last(value):
    return value or 9999


ORDERS = {
    "": lambda facets: -facets.year,
    "-year": lambda facets: _undated_last(facets.year),
    "added": lambda facets: -facets.added,
    "claims": lambda facets: -facets.claims,
}


@pytest.mark.parametrize("order", ORDERS)
def test_each_order(browse, entries, order):
    page = browse()
    if order:
        settle(page, lambda: page.get_by_label("Sort by").select_option(order))
        assert address(page) == f"sort={order}"
    by_id = {(entry.id): entry.facets for entry in entries}
    shown = ids(page)
    keys = [ORDERS[order](by_id[entry_id]) for entry_id in shown]
    assert len(shown) == 50
    assert all(a <= b for a, b in pairwise(keys))
    assert keys == sorted(map(ORDERS[order], (entry.facets for entry in entries)))[:50]


def test_the_counts_of_one_facet_follow_the_choice_in_another(browse, entries):
    page = browse("?theme=efficiency")
    group = open_group(page, "Research mode")
    for mode in Mode:
        name = page.locator(f"span:text-is('{str(mode).capitalize()}')")
        label = group.locator("label", has=name)
        expected = sum(
            "efficiency" in entry.facets.themes and entry.facets.mode == str(mode)
            for entry in entries
        )
        assert label.locator(".rl-n").text_content() == f"{expected:,}"


def test_the_facets_are_named_for_screen_readers(browse):
    page = browse()
    for name in ("Kind", "Theme", "Verdict"):
        group = page.get_by_role("group", name=name, exact=True)
        assert group.get_by_role("checkbox").count() > 2
    assert page.get_by_role("status").filter(has_text="entries").count() == 1


@pytest.fixture
def troubled(browser, enriched_site):
    """A page of its own on which requests are blocked; it is not watched for errors."""
    context = browser.new_context()

    def open_(pattern, handle):
        page = context.new_page()
        page.route(pattern, handle)
        page.goto(f"{enriched_site.url}browse/?kind=essay", wait_until="commit")
        return page

    yield open_
    context.close()


def test_filters_hide_the_plain_list_from_the_start(troubled):
    """Rows that do not pass the filters are never visible, however slow the index is."""
    held = []
    hold = "**/search/index.json"
    page = troubled(hold, lambda route: held.append(route))  # noqa: PLW0108 - it gets attributes
    page.wait_for_load_state("load")
    assert page.locator("[data-rl-plain] .rl-row:visible").count() == 0
    # The theme's scripts do not wait forever.
    page.wait_for_function("() => window.document$")
    for route in held:
        route.continue_()
    page.wait_for_selector("[data-rl-browse][data-ready]")
    assert len(ids(page)) == 5
    assert page.locator("[data-rl-plain] .rl-row:visible").count() == 0


@pytest.mark.parametrize("broken", ["search/index.json", "browse.js", "reading.js"])
def test_if_loading_fails_the_plain_list_stays(troubled, broken):
    page = troubled(f"**/{broken}", lambda route: route.abort())
    page.locator("[data-rl-plain] .rl-row").first.wait_for(state="visible")
    page.wait_for_function("() => window.document$")


def test_the_themes_scripts_run_later_and_get_domcontentloaded(browse):
    """They are deferred until rows are drawn; then everything works as on other pages."""
    page = browse("?kind=paper")
    page.wait_for_function("() => document.documentElement.classList.contains('js')")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("/")
    assert page.locator("dialog[data-rl-search]").is_visible()
    page.keyboard.press("Escape")
    page.evaluate("window.stillHere = true")
    page.locator(".rl-browse .rl-row__title").first.click()
    page.wait_for_url("**/papers/*/")
    assert page.evaluate("window.stillHere === true"), "instant navigation took it over"
    page.go_back()
    page.wait_for_selector("[data-rl-browse][data-ready]")
    assert address(page) == "kind=paper"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("query", "words", "marked"),
    [
        ("FlashAttention", ["Dao", "2022", "paper"], "FlashAttention"),
        (
            "Changing the objective function has brought",
            ["claim", "contested", "2025"],
            "objective",
        ),
    ],
)
def test_results_show_kind_year_verdict_and_matching_words(open_page, size, query, words, marked):
    page = open_page("", viewport=SIZES[size])
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Search").click()
    page.keyboard.type(query)
    page.wait_for_function(
        "query => document.querySelector('.rl-search__results').dataset.query === query", arg=query
    )
    first = page.locator(".rl-search__results li").first
    text = first.text_content()
    assert all(re.search(word, text, re.IGNORECASE) for word in words), text
    assert marked.lower() in [text.lower() for text in first.locator("mark").all_text_contents()]
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_titles_ids_authors_and_claims_come_before_abstracts(entries):
    """Because of the weights in the index."""
    for entry in entries:
        weights = [int(weight) for weight, text in entry.texts if text]
        assert max(weights) >= 40
        assert isinstance(entry.facets, Facets)
        if isinstance(entry.item, Claim):
            assert entry.texts[0][1] == entry.item.title


@pytest.mark.parametrize(
    ("path", "own"),
    [("", "all"), ("themes/efficiency/", "themes/efficiency"),
     ("claims/objective-over-architecture/", "claims/objective-over-architecture")],
)  # fmt: skip
def test_feed_readers_find_the_feeds(open_page, enriched_site, path, own):
    page = open_page(path)
    found = page.locator("link[rel~=alternate][rel~=feed], link[rel=alternate]").evaluate_all(
        "all => all.map(one => [one.type, one.href])"
    )
    for kind, suffix in (("application/atom+xml", "atom"), ("application/feed+json", "json")):
        assert [kind, f"{enriched_site.url}feeds/{own}.{suffix}"] in found
        is_there = page.evaluate(
            "url => fetch(url).then((answer) => answer.ok)",
            f"{enriched_site.url}feeds/{own}.{suffix}",
        )
        assert is_there
