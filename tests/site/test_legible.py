"""Legibility on narrow screens, in print, without scripts, and in every writing system."""

import itertools
import re

import pytest

from readinglist.site.pages.render import Pages, Site

#: A paper with more authors than are shown at once.
MANY_AUTHORS = "papers/beyer2024paligemma/"
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 700}
RTL = "הסקה סטטיסטית 2 (מבוא)"

browser = pytest.mark.browser


@browser
def test_each_part_of_a_search_result_has_its_own_line(open_page):
    page = open_page()
    page.keyboard.press("/")
    page.keyboard.type("flow matching")
    # The results of "flow" are replaced while the rest is typed.
    results = page.locator("[role=listbox][data-query='flow matching'] a")
    result = results.filter(has=page.locator(".rl-search__excerpt")).first
    result.wait_for()
    boxes = [result.locator(f".rl-search__{part}").bounding_box() for part in
             ("title", "facts", "excerpt")]  # fmt: skip
    for above, below in itertools.pairwise(boxes):
        assert above["y"] + above["height"] <= below["y"] + 1
    assert len(result.inner_text().splitlines()) == 3
    read = re.sub(r"\s+", " ", result.text_content())
    parts = [result.locator(f".rl-search__{part}").text_content() for part in ("facts", "excerpt")]
    assert " ".join(parts) in read, "a screen reader runs them together"


@browser
def test_a_copied_list_of_authors_has_its_spaces(open_page):
    page = open_page(MANY_AUTHORS)
    page.locator(".rl-authors summary").click()
    copied = page.locator(".rl-authors").evaluate(
        "one => { getSelection().selectAllChildren(one); return getSelection().toString(); }"
    )
    assert re.search(r"\w, \w+ \w+ and \d+ more\s+\w", copied), copied
    assert "\u0020and 27 more" not in copied, "what is for paper alone was copied"


@browser
def test_print_has_at_most_eight_authors(open_page):
    page = open_page(MANY_AUTHORS)
    names = page.locator(".rl-authors a")
    total = names.count()
    assert total > 20
    page.emulate_media(media="print")
    visible = names.evaluate_all("all => all.filter(one => one.checkVisibility()).length")
    assert visible == 8
    text = " ".join(page.locator(".rl-authors").inner_text().split())
    assert text.endswith(f" and {total - 8} more")


@browser
def test_a_year_is_not_broken(open_page):
    for size in (None, PHONE, NARROW):
        page = open_page("years/", **({"viewport": size} if size else {}))
        lines = page.locator(".rl-years th a").evaluate_all(
            "all => all.map(one => one.getClientRects().length)"
        )
        assert set(lines) == {1}


# Right-to-left text


@browser
def test_a_right_to_left_title_does_not_affect_its_neighbours(open_page, graph_of):
    graph = graph_of(
        papers={"cohen2020": {"title": RTL, "authors": ["Ada Lovelace"], "issued": "2020"},
                "levi2021": {"title": "Plain", "authors": ["לוי"], "issued": "2021"}},
        claims={"c": {"claim": f"{RTL}.", "evidence": [
            {"work": "cohen2020", "stance": "supports", "locator": "p. 1"}]}},
    )  # fmt: skip
    pages = Pages(graph, Site("List", ""))
    page = open_page()

    def show(name):
        page.locator("article").evaluate(
            "(one, html) => one.innerHTML = html", pages.render(name).body
        )

    for name, title in (
        ("papers/index", "a.rl-row__title[href*=cohen]"),
        ("papers/index", "a.rl-row__title[href*=levi]"),
        ("claims/c", ".rl-piece__work a"),
    ):
        show(name)
        head = page.locator(title).first
        byline = head.locator("xpath=following-sibling::span").first
        first, second = head.bounding_box(), byline.bounding_box()
        assert first["x"] + first["width"] <= second["x"] + 0.5, name
    show("papers/cohen2020")
    assert page.locator("h1").evaluate("one => one.matches(':dir(rtl)')")
    labels = pages.render("papers/index").body
    assert "<bdi>לוי</bdi>, 2021" in labels


# Without scripts


@browser
def test_without_scripts_there_is_no_search_but_a_list(open_page):
    for size in (PHONE, {"width": 1280, "height": 900}):
        page = open_page("claims/", viewport=size, java_script_enabled=False)
        assert not page.get_by_role("button", name="Search").is_visible()
        page.locator(".md-header").get_by_role("link", name="All entries").click()
        page.wait_for_url("**/browse/")
        assert page.locator(".rl-row").count() > 50
    page = open_page("claims/")
    assert page.get_by_role("button", name="Search").is_visible()
    assert page.locator("a.rl-search-button:visible").count() == 0


@browser
def test_without_scripts_the_systems_dark_colours_are_used(open_page):
    def colours(page):
        return page.evaluate(
            """() => ["h1", "article a[href*='papers/']", ".md-header", "pre code"].map((one) => {
              const style = getComputedStyle(document.querySelector(one));
              return [style.color, style.backgroundColor, style.colorScheme];
            })"""
        )

    path = "papers/vaswani2017attention/"
    with_scripts = open_page(path, scheme="dark")
    with_scripts.wait_for_function("document.body.dataset.mdColorScheme === 'slate'")
    wanted = colours(with_scripts)
    assert colours(open_page(path, scheme="dark", java_script_enabled=False)) == wanted
    assert colours(open_page(path, scheme="light", java_script_enabled=False)) != wanted


def test_the_dark_colours_are_the_same_with_and_without_scripts(real_site):
    css = (real_site.folder / "assets/readinglist/readinglist.css").read_text("utf-8")
    with_scripts, without = (
        dict(re.findall(r"(--[\w-]+): ([^;]+);", block))
        for block in re.findall(r"\{([^{}]*--md-default-bg-color: #191a1c;[^}]*)\}", css)
    )
    assert len(with_scripts) > 20
    assert with_scripts.items() <= without.items()


@browser
def test_my_reading_says_that_it_needs_scripts(open_page):
    page = open_page("reading/", java_script_enabled=False)
    told = page.locator("noscript").inner_text()
    assert "search" in told
    assert "filters" in told
    page.locator("noscript").get_by_role("link", name="all entries").click()
    page.wait_for_url("**/browse/")


# The copy button


def luminance(colour):
    parts = [int(channel) / 255 for channel in re.findall(r"\d+", colour)[:3]]
    linear = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in parts
    ]
    return sum(a * b for a, b in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


@browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_copy_button_is_visible_and_works_on_a_phone(open_page, scheme):
    page = open_page(
        "papers/vaswani2017attention/", viewport=PHONE, has_touch=True, scheme=scheme,
        permissions=["clipboard-read", "clipboard-write"],
    )  # fmt: skip
    button = page.locator(".rl-bibtex").get_by_role("button")
    button.wait_for()
    colours = page.evaluate(
        """() => [getComputedStyle(document.querySelector(".rl-bibtex button"), "::after"),
                  getComputedStyle(document.querySelector(".rl-bibtex code"))]
          .map((one) => one.backgroundColor)"""
    )
    low, high = sorted(map(luminance, colours))
    assert (high + 0.05) / (low + 0.05) >= 4.5
    text = page.locator(".rl-bibtex code")
    covered = page.evaluate(
        """() => {
          const button = document.querySelector(".rl-bibtex button").getBoundingClientRect();
          const range = document.createRange();
          range.selectNodeContents(document.querySelector(".rl-bibtex code"));
          return [...range.getClientRects()].some((one) => one.width && one.right > button.left
            && one.bottom > button.top && one.top < button.bottom);
        }"""
    )
    assert not covered
    button.tap()
    page.wait_for_function("async () => (await navigator.clipboard.readText()) !== ''")
    assert page.evaluate("navigator.clipboard.readText()").strip() == text.inner_text().strip()
