"""Touch, keyboard and screen reader on every kind of page."""

import pytest

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 700}
TABLET = {"width": 820, "height": 1100}
DESKTOP = {"width": 1280, "height": 900}

#: Controls lower than 44 pixels, and isolated ones that are narrower; links in sentences and titles
#: of rows count as text.
SMALL = """() => {
  const selector = `button, select, summary, input, label:has(input), .md-tabs__link, .md-nav__link,
    .rl-actions a, .rl-tags a, .rl-export a, .rl-footer a, .rl-pager a, .rl-paths__steps a,
    .rl-theme__sections a, .rl-row__marks a`;
  return [...document.querySelectorAll(selector)].flatMap((one) => {
    const target = one.matches("input") && one.closest("label") ? one.closest("label") : one;
    const box = target.getBoundingClientRect();
    const isShown = one.checkVisibility({ visibilityProperty: true, opacityProperty: true })
      && box.width > 1 && box.height > 1 && !one.matches(".rl-hidden, .md-option, .md-toggle");
    return isShown && box.height < 43.5
      ? [`${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 20)} ${box.height}`]
      : [];
  });
}"""

PAGES = (
    "", "browse/", "claims/objective-over-architecture/", "papers/vaswani2017attention/",
    "reading/", "paths/the-same-for-less/", "themes/objectives/", "tags/", "fields/",
)  # fmt: skip


@pytest.mark.parametrize("size", [PHONE, NARROW], ids=["phone", "narrow"])
def test_controls_are_large_enough(open_page, enriched_site, size):
    page = open_page(viewport=size, has_touch=True)
    found = {}
    for path in PAGES:
        page.goto(enriched_site.url + path)
        page.wait_for_load_state("networkidle")
        page.evaluate(
            "document.querySelectorAll('article details').forEach((one) => one.open = true)"
        )
        if small := page.evaluate(SMALL):
            found[path] = small
    assert found == {}
    page.evaluate("document.querySelector('.rl-footer a').style.minHeight = '20px'")
    page.goto(enriched_site.url + "paths/the-same-for-less/")
    page.locator(".rl-step__check label").first.evaluate("one => one.style.minHeight = '10px'")
    assert page.evaluate(SMALL), "this test does not see what it looks for"


def test_a_fine_pointer_on_a_wide_screen_keeps_its_density(open_page):
    page = open_page("claims/objective-over-architecture/")
    height = page.get_by_role("button", name="To read").bounding_box()["height"]
    assert 24 <= height < 40


@pytest.mark.parametrize("size", [DESKTOP, TABLET, PHONE, NARROW], ids=lambda one: one["width"])
def test_every_tab_is_reached_at_every_width(open_page, size):
    page = open_page("claims/", viewport=size)
    tabs = page.locator(".md-tabs__link")
    assert tabs.count() > 5
    for i in range(tabs.count()):
        tabs.nth(i).scroll_into_view_if_needed()
        box = tabs.nth(i).bounding_box()
        assert 0 <= box["x"] < size["width"] - 20, i
    active = page.locator(".md-tabs__item--active a")
    page.reload()
    page.wait_for_load_state("networkidle")
    box = active.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size["width"], "the section of the page is out of sight"
    tabs.last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/about/")


def test_browse_can_be_used_on_a_narrow_screen(open_page):
    page = open_page("browse/", viewport=NARROW, has_touch=True)
    page.locator("[data-rl-browse] .rl-row").first.wait_for()
    box = page.get_by_label("Filter by words").bounding_box()
    assert box["width"] > 250
    sort = page.get_by_label("Sort by").bounding_box()
    assert sort["y"] >= box["y"] + box["height"] or sort["x"] >= box["x"] + box["width"]
    page.get_by_label("Filter by words").fill("flash attention")
    page.locator(".rl-browse__status", has_text=" of ").wait_for()
    page.locator(".rl-browse__panel > summary").tap()
    page.locator(".rl-facet > summary", has_text="Verdict").tap()
    page.get_by_text("Contested", exact=True).tap()
    page.wait_for_url("**standing=contested*")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_covers_the_text(open_page, size):
    """Such as a back-to-top button, which the theme shows while scrolling up."""
    page = open_page("themes/objectives/", viewport=size)
    page.wait_for_load_state("networkidle")
    for y in (3000, 2500):
        page.evaluate("y => scrollTo(0, y)", y)
        page.wait_for_timeout(300)
    covering = page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((one) => {
          const style = getComputedStyle(one);
          return ["fixed", "sticky"].includes(style.position)
            && one.checkVisibility({ visibilityProperty: true, opacityProperty: true })
            && !one.closest(".md-header, .md-sidebar, dialog, .md-dialog, .md-overlay");
        }).map((one) => one.className)"""
    )
    assert covering == []
    page.get_by_role("link", name="Back to top").click()
    page.wait_for_function("scrollY < 200")


# Screen readers


def test_a_heading_links_to_itself(open_page):
    for path, name in (("papers/vaswani2017attention/", "Cite"), ("fields/", "Claims")):
        page = open_page(path)
        heading = page.get_by_role("heading", name=name, exact=True)
        heading.get_by_role("link", name=name, exact=True).click()
        page.wait_for_url(f"**#{name.lower()}")


# Location, and sharing


def test_the_name_of_the_list_links_to_the_home_page(open_page, enriched_site):
    for size in (DESKTOP, PHONE):
        page = open_page("claims/objective-over-architecture/", viewport=size)
        page.locator(".md-header").get_by_role("link", name="ML research reading list").click()
        page.wait_for_url(enriched_site.url)
        page.locator(".rl-home").wait_for()


def test_the_full_name_of_the_list_is_visible(open_page):
    for size in (DESKTOP, TABLET, PHONE, NARROW):
        page = open_page("claims/", viewport=size)
        assert page.locator(".md-header__title a").evaluate(
            "(one) => one.scrollWidth < one.clientWidth + 2"
            " && one.scrollHeight < one.clientHeight + 2"
        ), size


def test_a_link_to_the_page_is_copied(open_page, enriched_site):
    page = open_page(
        "claims/objective-over-architecture/#evidence",
        permissions=["clipboard-read", "clipboard-write"],
    )
    page.get_by_role("button", name="Copy link").click()
    page.locator(".rl-share", has_text="Link copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{enriched_site.url}claims/objective-over-architecture/"


def test_a_page_can_be_cited(open_page, enriched_site):
    page = open_page(
        "claims/objective-over-architecture/", permissions=["clipboard-read", "clipboard-write"]
    )
    claim = page.locator("h1").inner_text().rstrip(".")
    page.get_by_role("button", name="Cite this page").click()
    dialog = page.get_by_role("dialog", name="Cite this page")
    text, bibtex = dialog.locator("pre").all_inner_texts()
    url = f"{enriched_site.url}claims/objective-over-architecture/"
    assert text.startswith(f"“{claim}.” ML research reading list, last changed ")
    assert url in text
    assert bibtex.startswith("@online{objective-over-architecture,")
    assert f"title = {{{{{claim}}}}}" in bibtex
    assert f"url = {{{url}}}" in bibtex
    assert bibtex.count("{") == bibtex.count("}")
    dialog.get_by_role("button", name="Copy BibTeX").click()
    dialog.get_by_text("BibTeX copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == bibtex
    page.keyboard.press("Escape")
    assert not dialog.is_visible()


def test_without_scripts_there_are_no_dead_buttons(open_page):
    page = open_page("claims/objective-over-architecture/", java_script_enabled=False)
    footer = page.get_by_role("contentinfo")
    assert footer.get_by_role("button").count() == 0
    assert "Last changed" in footer.inner_text()
    footer.get_by_role("link", name="All entries").click()
    page.wait_for_url("**/browse/")
