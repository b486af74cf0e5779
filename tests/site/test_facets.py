"""Every facet and every order of the browsing page against the list, at both widths."""

import re
from itertools import pairwise

import pytest

from readinglist.entry.vocabulary import Mode
from readinglist.graph.claims import Claim
from readinglist.graph.preparing import prepare
from readinglist.site.pages.browse import Facets, findables

pytestmark = pytest.mark.browser

SIZES = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
#: The headings of the facets, with a value of each and how that reads in an address.
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
    """All entries with their facets, the newest first."""
    found = findables(prepare(enriched_project).graph)
    return [one for one in found if one.facets]


@pytest.fixture
def browse(open_page):
    def open_(query="", **settings):
        page = open_page(f"browse/{query}", **settings)
        page.wait_for_selector("[data-rl-browse][data-ready]")
        return page

    return open_


def settle(page, change):
    """Do something and wait until the list has followed."""
    page.evaluate("delete document.querySelector('[data-rl-browse]').dataset.ready")
    change()
    page.wait_for_selector("[data-rl-browse][data-ready]")


def status(page):
    return page.locator(".rl-browse__status").text_content()


def ids(page):
    """The ids of the rows that are shown, in their order."""
    return page.locator(".rl-browse .rl-row__title").evaluate_all(
        "all => all.map(one => one.href.split('/').at(-2))"
    )


def open_group(page, name):
    """Open a facet, and on a phone the panel around it."""
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
def test_each_value_leaves_what_has_it(browse, entries, facet, size):
    heading, value, query, holds = facet
    expected = [one for one in entries if holds(one.facets)]
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
    assert ids(page) == [one.id for one in expected[:50]]
    shown = group.locator("label", has=page.locator(f"span:text-is('{value}')")).locator(".rl-n")
    assert shown.text_content() == f"{len(expected):,}"
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_numbers_past_999_are_grouped(open_page, entries):
    page = open_page("about/")

    def enlarge(route):
        response = route.fetch()
        route.fulfill(response=response, json=response.json() | {"entries": 12_345})

    page.route("**/search/index.json*", enlarge)
    page.goto(page.url.replace("about/", "browse/?kind=prediction"))
    page.wait_for_selector("[data-rl-browse][data-ready]")
    expected = sum(one.facets.kind == "prediction" for one in entries)
    assert status(page) == f"{expected} of 12,345 entries"


@pytest.mark.parametrize("size", SIZES)
def test_years_from_and_to(browse, entries, size):
    page = browse(viewport=SIZES[size])
    open_group(page, "Year")
    page.get_by_label("From year").fill("2017")
    settle(page, lambda: page.get_by_label("From year").press("Tab"))
    page.get_by_label("To year").fill("2019")
    settle(page, lambda: page.get_by_label("To year").press("Tab"))
    expected = [one for one in entries if 2017 <= one.facets.year <= 2019]
    assert address(page) == "years=2017-2019"
    assert ids(page) == [one.id for one in expected]
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
    by_id = {(one.id): one.facets for one in entries}
    shown = ids(page)
    keys = [ORDERS[order](by_id[one]) for one in shown]
    assert len(shown) == 50
    assert all(a <= b for a, b in pairwise(keys))
    assert keys == sorted(map(ORDERS[order], (one.facets for one in entries)))[:50]


def test_the_counts_of_one_facet_follow_the_choice_in_another(browse, entries):
    page = browse("?theme=efficiency")
    group = open_group(page, "Research mode")
    for mode in Mode:
        name = page.locator(f"span:text-is('{str(mode).capitalize()}')")
        label = group.locator("label", has=name)
        expected = sum(
            "efficiency" in one.facets.themes and one.facets.mode == str(mode) for one in entries
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
    """A page of its own, on which requests are stopped: it is not watched for failures."""
    context = browser.new_context()

    def open_(pattern, handle):
        page = context.new_page()
        page.route(pattern, handle)
        page.goto(f"{enriched_site.url}browse/?kind=essay", wait_until="commit")
        return page

    yield open_
    context.close()


def test_filters_hide_the_plain_list_from_the_start(troubled):
    """Rows that do not pass the filters are never seen, however slow the index is."""
    held = []
    hold = "**/search/index.json"
    page = troubled(hold, lambda route: held.append(route))  # noqa: PLW0108 - it gets attributes
    page.wait_for_load_state("load")
    assert page.locator("[data-rl-plain] .rl-row:visible").count() == 0
    # The scripts of the theme do not wait for ever.
    page.wait_for_function("() => window.document$")
    for route in held:
        route.continue_()
    page.wait_for_selector("[data-rl-browse][data-ready]")
    assert len(ids(page)) == 5
    assert page.locator("[data-rl-plain] .rl-row:visible").count() == 0


@pytest.mark.parametrize("broken", ["search/index.json", "browse.js", "reading.js"])
def test_what_cannot_be_loaded_leaves_the_plain_list(troubled, broken):
    page = troubled(f"**/{broken}", lambda route: route.abort())
    page.locator("[data-rl-plain] .rl-row").first.wait_for(state="visible")
    page.wait_for_function("() => window.document$")


def test_scripts_of_the_theme_follow_and_are_told_that_the_page_is_read(browse):
    """They are held back until rows are drawn; then all works as on other pages."""
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
def test_results_say_kind_year_standing_and_matching_words(open_page, size, query, words, marked):
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
    assert marked.lower() in [one.lower() for one in first.locator("mark").all_text_contents()]
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_titles_ids_authors_and_claims_come_before_abstracts(entries):
    """By the weights that the index is made with."""
    for one in entries:
        weights = [int(weight) for weight, text in one.texts if text]
        assert max(weights) >= 40
        assert isinstance(one.facets, Facets)
        if isinstance(one.item, Claim):
            assert one.texts[0][1] == one.item.title


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
        answer = page.request.get(f"{enriched_site.url}feeds/{own}.{suffix}")
        assert answer.ok
