"""The site in a real browser: Chromium, using only the loopback interface."""

import re
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
#: As wide as a small phone, or a 1280-pixel screen at 400 % zoom.
NARROW = {"width": 320, "height": 700}


def path_of(page):
    return urlsplit(page.url).path


def stay(page):
    """Leave a mark that a full reload would remove.

    The theme handles clicks only once it has read the sitemap, so wait for that.
    """
    page.wait_for_load_state("networkidle")
    page.evaluate("window.stillHere = true")


def stayed(page):
    return page.evaluate("window.stillHere === true")


def arrive(page, path, heading):
    """Wait for a page: instant navigation changes the address first and the content later."""
    page.wait_for_url(f"**/{path}")
    page.locator("h1", has_text=heading).wait_for()


# Search


@pytest.mark.parametrize("key", ["/", "s", "f", "Control+k", "Meta+k"])
def test_a_key_opens_the_search_and_escape_closes_it(open_page, key):
    page = open_page()
    dialog = page.locator("dialog[data-rl-search]")
    assert not dialog.is_visible()
    page.keyboard.press(key)
    dialog.wait_for(state="visible")
    box = page.get_by_role("combobox", name="Search")
    assert box.evaluate("one => one === document.activeElement")
    assert box.input_value() == "", "the key itself was typed"
    # One Escape closes it, although browsers use the first to clear a field that is not empty.
    page.keyboard.type("attention")
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    page.keyboard.press(key)
    dialog.wait_for(state="visible")


def search(page, query):
    page.keyboard.press("/")
    page.keyboard.type(query)
    page.locator(".rl-search__results li").first.wait_for()
    page.wait_for_function(
        "query => document.querySelector('.rl-search__status').textContent.match(/result/)"
        " && document.querySelector('.rl-search__results').dataset.query === query",
        arg=query,
    )


def selected(page):
    found = page.locator(".rl-search__results [aria-selected=true]")
    assert found.count() == 1
    active = page.locator(".rl-search__input").get_attribute("aria-activedescendant")
    assert found.get_attribute("id") == active
    return int(active.rpartition("-")[2])


def test_search_with_only_the_keyboard(open_page):
    page = open_page()
    stay(page)
    search(page, "flash attention")
    assert selected(page) == 0
    page.keyboard.press("ArrowDown")
    assert selected(page) == 1
    page.keyboard.press("ArrowUp")
    assert selected(page) == 0
    page.keyboard.press("ArrowUp")
    count = page.locator(".rl-search__results li").count()
    assert selected(page) == count - 1, "the list goes round"
    page.keyboard.press("ArrowDown")
    titles = page.locator(".rl-search__title").all_text_contents()
    wanted = next(i for i, title in enumerate(titles) if title.startswith("FlashAttention:"))
    for _ in range(wanted):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    arrive(page, "papers/dao2022flashattention/", "FlashAttention")
    assert not page.locator("dialog[data-rl-search]").is_visible()
    assert stayed(page), "opening a result reloads the whole page"


def test_search_works_after_instant_navigation(open_page, enriched_site):
    """The header is still that of the first page, with its relative addresses."""
    page = open_page()
    page.locator(".rl-links a[href*='claims/']").first.click()
    page.wait_for_url("**/claims/*/")
    search(page, "vaswani attention")
    urls = page.locator(".rl-search__results a").evaluate_all("all => all.map(a => a.href)")
    assert f"{enriched_site.url}papers/vaswani2017attention/" in urls
    assert all(url.startswith(enriched_site.url) for url in urls)


def test_search_opens_from_wherever_the_focus_is(open_page):
    """Radio buttons and checkboxes do not take letters, so they must not swallow the key."""
    page = open_page("paths/the-same-for-less/")
    page.locator(".rl-step__check input").first.check()
    page.keyboard.press("/")
    page.locator("dialog[data-rl-search]").wait_for(state="visible")
    page.keyboard.press("Escape")
    page.locator("[data-rl-palette] label:visible").click()
    page.keyboard.press("/")
    page.locator("dialog[data-rl-search]").wait_for(state="visible")


def test_search_says_when_it_finds_nothing(open_page):
    page = open_page()
    page.keyboard.press("/")
    page.keyboard.type("ююю")
    # Wait for the final text, since every letter typed is a search with its own status.
    page.wait_for_function(
        "wanted => document.querySelector('.rl-search__status').textContent === wanted",
        arg="Nothing found for “ююю”",
    )
    page.keyboard.press("Enter")  # nothing to open, and nothing to trip over
    assert page.locator("dialog[data-rl-search]").is_visible()


def test_results_are_grouped_and_described(open_page):
    page = open_page()
    search(page, "flow matching")
    groups = page.locator(".rl-search__results [role=group]")
    titles = [
        heading.inner_text().casefold() for heading in page.locator(".rl-search__group").all()
    ]
    order = ["best matches", "works", "claims", "paths and themes", "authors and tags", "pages"]
    assert titles[-1] == "more"
    assert titles[:-1] == [title for title in order if title in titles]
    assert {"best matches", "works", "claims"} < set(titles)
    for number in range(groups.count()):
        labelled = groups.nth(number).get_attribute("aria-labelledby")
        assert page.locator(f"#{labelled}").inner_text().casefold() == titles[number]
    claim = page.locator(".rl-search__results a[href*='/claims/flow-matching-is-the-default/']")
    assert claim.locator(".rl-search__facts").inner_text().startswith("claim · 2024 · supported")
    work = page.locator(".rl-search__results a[href*='/papers/lipman2022flow/']")
    assert work.locator(".rl-search__facts").inner_text() == "paper · Lipman et al., 2022"


def test_all_results_in_browse_keep_the_words(open_page, enriched_site):
    page = open_page()
    stay(page)
    search(page, "flow matching")
    last = page.locator(".rl-search__results a").last
    count = re.fullmatch(r"All (\d+) in Browse", last.inner_text())[1]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{enriched_site.url}browse/?q=flow+matching")
    page.locator(".rl-browse__status", has_text=f"{count} of ").wait_for()
    assert page.get_by_label("Filter by words").input_value() == "flow matching"


def test_words_found_elsewhere_are_shown_in_an_excerpt(open_page):
    """Here in the note on the evidence, neither in the title nor in the row."""
    page = open_page()
    search(page, "gelu backpropagate zebra")
    row = page.locator(".rl-search__results li", has=page.locator(".rl-search__missing")).first
    assert "zebra" in row.locator(".rl-search__missing").inner_text()
    assert row.locator("mark").count() > 0


def test_an_empty_result_suggests_words_and_browse(open_page):
    page = open_page()
    search_nothing = "transfrrrmer"
    page.keyboard.press("/")
    page.keyboard.type(search_nothing)
    page.locator(".rl-search__status", has_text=f"“{search_nothing}”").wait_for()
    options = page.locator(".rl-search__results [role=option]")
    assert "transformer" in options.all_inner_texts()
    assert options.last.inner_text() == "Browse all entries"
    assert page.locator(".rl-search__results [aria-selected=true]").count() == 0
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".rl-search__status", has_text=re.compile("^[0-9]+ results")).wait_for()
    assert "transform" in page.locator(".rl-search__input").input_value()


def test_search_by_touch(open_page):
    page = open_page("claims/", viewport=PHONE, has_touch=True)
    page.get_by_role("button", name="Search").tap()
    page.keyboard.type("low rank adaptation")
    first = page.locator(".rl-search__results a").filter(has_text="LoRA").first
    first.tap()
    arrive(page, "papers/hu2021lora/", "LoRA")


def test_a_reader_who_leaves_before_the_browsing_page_is_ready(open_page):
    page = open_page("claims/")
    stay(page)
    held = []
    page.route("**/browse.js*", lambda route: held.append(route))  # noqa: PLW0108 - it sets an attribute
    page.locator(".md-tabs a, .md-nav a").filter(has_text="Browse").first.evaluate(
        "link => link.click()"
    )
    page.locator("[data-rl-browse]").wait_for(state="attached")
    page.locator("main a[href*='claims/'], nav a[href$='claims/']").first.evaluate(
        "link => link.click()"
    )
    page.locator("[data-rl-browse]").wait_for(state="detached")
    assert stayed(page)
    assert held, "the script came before it could be held back"
    for route in held:
        route.continue_()
    page.wait_for_timeout(1000)  # ignored: `open_page` reports errors


# Following links


def test_from_claim_to_paper_and_back(open_page):
    page = open_page("claims/objective-over-architecture/")
    stay(page)
    claim = page.locator("h1").inner_text()
    page.locator(".rl-pieces").get_by_role("link", name="Attention Is All You Need").click()
    arrive(page, "papers/vaswani2017attention/", "Attention Is All You Need")
    assert page.title().startswith("Attention Is All You Need")
    page.locator(".md-content").get_by_role("link", name=claim).first.click()
    arrive(page, "claims/objective-over-architecture/", claim)
    page.go_back()
    arrive(page, "papers/vaswani2017attention/", "Attention Is All You Need")
    assert stayed(page)


def test_instant_navigation_through_every_kind_of_page(open_page, page_kinds, enriched_site):
    """From page to page by clicks, without a full reload; each page looks like when opened
    directly.
    """
    page = open_page()
    stay(page)
    for path in page_kinds:
        if path in ("", "404.html"):
            continue
        url = enriched_site.url + path
        page.evaluate(
            """url => {
              const link = document.createElement("a");
              link.href = url;
              document.querySelector(".md-content").append(link);
              link.click();
            }""",
            url,
        )
        page.wait_for_url(url)
        page.wait_for_function(
            """async url => new DOMParser()
              .parseFromString(await (await fetch(url)).text(), "text/html")
              .querySelector("h1").textContent === document.querySelector("h1").textContent""",
            arg=url,
        )
        assert stayed(page), path
    styles = page.evaluate(
        "[...document.styleSheets].map(one => one.href).filter(one => one.includes('readinglist'))"
    )
    assert len(styles) == 1


def test_the_table_of_contents_leads_to_sections(open_page):
    page = open_page("papers/vaswani2017attention/")
    page.locator(".md-sidebar--secondary").get_by_role("link", name="Cite").click()
    page.wait_for_url("**#cite")
    page.wait_for_function(
        "Math.abs(document.getElementById('cite').getBoundingClientRect().top) < innerHeight"
    )


# Appearance


def scheme_of(page):
    return page.evaluate("document.body.dataset.mdColorScheme")


def test_the_palette_changes_the_scheme_and_survives(open_page):
    page = open_page()
    stay(page)

    def background():
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert scheme_of(page) == "default"
    light = background()
    for _ in range(3):
        if scheme_of(page) == "slate":
            break
        page.locator("[data-rl-palette] label:visible").click()
        page.wait_for_timeout(50)
    assert scheme_of(page) == "slate"
    page.wait_for_function(
        "light => getComputedStyle(document.body).backgroundColor !== light", arg=light
    )
    page.locator(".md-content a[href*='contested']").first.click()
    arrive(page, "contested/", "Contested claims")
    assert stayed(page)
    assert scheme_of(page) == "slate"
    page.reload()
    assert scheme_of(page) == "slate"
    assert background() != light


def test_the_scheme_follows_the_system_at_first(open_page):
    page = open_page(scheme="dark")
    assert scheme_of(page) == "slate"
    assert page.evaluate("localStorage.length") == 0  # nothing is stored before a choice


def palette_shown(page):
    """Which of the palette's three labels can be clicked, and its title."""
    return page.locator("[data-rl-palette] label:visible").get_attribute("title")


def test_the_scheme_follows_the_system_while_the_page_is_open(open_page):
    page = open_page()
    assert scheme_of(page) == "default"
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.body.dataset.mdColorScheme === 'slate'")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    page.emulate_media(color_scheme="light")
    page.wait_for_function("document.body.dataset.mdColorScheme === 'default'")


def test_a_choice_stays_when_the_system_changes(open_page):
    page = open_page()
    page.locator("[data-rl-palette] label:visible").click()
    assert palette_shown(page) == "Switch to dark"
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(100)
    assert scheme_of(page) == "default"
    assert palette_shown(page) == "Switch to dark"
    page.reload()
    assert scheme_of(page) == "default"
    assert palette_shown(page) == "Switch to dark"


def test_the_palette_by_keyboard(open_page):
    page = open_page()
    page.locator("[data-rl-palette] input").first.focus()
    titles = [palette_shown(page)]
    for _ in range(3):
        page.keyboard.press("Enter")
        titles.append(palette_shown(page))
    follow = "Follow the system's light or dark"
    assert titles == ["Switch to light", "Switch to dark", follow, "Switch to light"]
    assert page.evaluate("document.activeElement.name") == "__palette"


def test_the_browser_is_told_the_colour_of_the_page(open_page):
    """It is the header's colour, from the start and after a change of scheme."""
    told = """color => document.querySelector("meta[name=theme-color]")?.content === color
      && getComputedStyle(document.body).backgroundColor === color
      && getComputedStyle(document.querySelector(".md-header")).backgroundColor === color"""
    light, dark = "rgb(253, 252, 250)", "rgb(25, 26, 28)"
    for scheme, color in (("light", light), ("dark", dark)):
        open_page(scheme=scheme).wait_for_function(told, arg=color)
    page = open_page()
    page.wait_for_function(told, arg=light)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(told, arg=dark)


def test_a_choice_made_with_the_themes_own_switch_is_kept(open_page):
    page = open_page()
    page.evaluate(
        """() => __md_set("__palette", { index: 2, color: {
          media: "(prefers-color-scheme: dark)", scheme: "slate",
          primary: "custom", accent: "custom" } })"""
    )
    page.reload()
    assert scheme_of(page) == "slate"
    assert palette_shown(page) == "Follow the system's light or dark"


def test_no_stylesheet_is_applied_twice(open_page):
    """The theme's script sets the address of each stylesheet to what it was, which would load it
    again and restyle the whole page.
    """
    page = open_page("papers/")
    page.add_init_script(
        """document.addEventListener("readystatechange", () => {
          window.firstSheets ??= [...document.styleSheets];
        })"""
    )
    page.goto(f"{page.url}../themes/objectives/")
    stay(page)
    same = """() => firstSheets.length > 2
      && firstSheets.every((one, i) => one === document.styleSheets[i])"""
    assert page.evaluate(same)
    page.locator(".md-content a[href*='papers/']").first.click()
    page.wait_for_url("**/papers/*/")
    page.locator(".rl-takeaway").first.wait_for()
    assert stayed(page)
    assert page.evaluate(same)


def test_the_drawer_reaches_the_claims_on_a_phone(open_page):
    for start in ("", "papers/vaswani2017attention/"):
        page = open_page(start, viewport=PHONE, has_touch=True)
        stay(page)
        drawer = page.locator(".md-sidebar--primary")
        link = drawer.get_by_role("link", name="Claims", exact=True)
        assert not link.is_visible() or link.bounding_box()["x"] < 0
        page.locator("[data-rl-drawer]").tap()
        link.wait_for(state="visible")
        page.wait_for_function(
            "document.querySelector('.md-sidebar--primary').getBoundingClientRect().left >= 0"
        )
        link.tap()
        arrive(page, "claims/", "All claims")
        page.wait_for_function("!document.getElementById('__drawer').checked")
        assert stayed(page)
        assert page.overflow() is None


def test_an_abstract_with_a_formula_shows_it(open_page, tools):
    page = open_page(f"papers/{tools.PAPER_WITH_FORMULA}/")
    formula = page.locator(".rl-abstract math").last
    box = formula.bounding_box()
    assert box["width"] > 5
    assert box["height"] > 5
    assert "$" not in page.locator(".rl-abstract").inner_text()
    # The exponent is above the base, and smaller.
    base, exponent = (element.bounding_box() for element in formula.locator("msup > *").all())
    assert exponent["y"] < base["y"] + base["height"] / 2
    assert exponent["x"] >= base["x"] + base["width"] - 1


# Tools


def test_the_copy_button_copies_the_bibtex(open_page):
    page = open_page(
        "papers/vaswani2017attention/", permissions=["clipboard-read", "clipboard-write"]
    )
    code = page.locator(".rl-bibtex code")
    code.scroll_into_view_if_needed()
    code.hover()
    page.locator(".rl-bibtex").get_by_role("button").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()) !== ''")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == code.inner_text().strip()
    assert copied.startswith("@")
    assert "Attention" in copied
    assert copied.count("{") == copied.count("}")


PATH = "paths/the-same-for-less/"


def test_progress_on_a_path_is_kept_and_cleared(open_page):
    page = open_page(PATH)
    boxes = page.locator(".rl-step__check input")
    text = page.locator(".rl-progress__text")
    steps = page.locator(".rl-step").evaluate_all("all => all.map(one => one.dataset.step)")
    assert boxes.count() == len(steps) > 3
    text.filter(has_text="Tick off").wait_for()
    boxes.nth(0).check()
    boxes.nth(2).check()
    assert text.inner_text() == f"2 of {len(steps)} read"

    page.reload()
    text.filter(has_text=f"2 of {len(steps)} read").wait_for()
    assert [boxes.nth(i).is_checked() for i in range(4)] == [True, False, True, False]

    # Another path keeps its own progress, also when reached by instant navigation.
    page.locator(".rl-step .rl-row__title").first.click()
    page.locator(".rl-bibtex, .rl-source").wait_for()
    page.go_back()
    page.wait_for_url(f"**/{PATH}")
    text.filter(has_text=f"2 of {len(steps)} read").wait_for()
    boxes.nth(2).uncheck()
    text.filter(has_text=f"1 of {len(steps)} read").wait_for()

    page.get_by_role("button", name="Clear progress").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    assert page.locator(".rl-step__check input:checked").count() == 1
    page.get_by_role("button", name="Clear progress").click()
    page.get_by_role("dialog").get_by_role("button", name="Clear progress").click()
    text.filter(has_text="Tick off").wait_for()
    assert "Tick off" in text.inner_text()
    assert page.locator(".rl-step__check input:checked").count() == 0
    page.reload()
    page.locator(".rl-progress__text", has_text="Tick off").wait_for()
    assert page.locator(".rl-step__check input:checked").count() == 0


def test_invalid_stored_progress_does_no_harm(open_page):
    page = open_page(PATH)
    for value in ("not JSON", "null", "[]", '"text"', '{"the-same-for-less": 5}'):
        page.evaluate(
            """value => {
                localStorage.clear();
                localStorage.setItem("readinglist:progress", value);
            }""",
            value,
        )
        page.reload()
        page.locator(".rl-progress__text", has_text="Tick off").wait_for()
        page.locator(".rl-step__check input").first.check()
        page.locator(".rl-progress__text", has_text=re.compile("^1 of")).wait_for()


def test_without_scripts_nothing_is_lost(open_page):
    page = open_page(PATH, java_script_enabled=False)
    assert page.locator(".rl-step").count() > 3
    assert page.locator(".rl-progress").is_hidden(), "buttons that do nothing"
    assert page.locator(".rl-step__check:visible").count() == 0


# Every kind of page


def test_the_watch_detects_errors(open_page, enriched_site):
    page = open_page()
    page.evaluate("console.error('one')")
    page.evaluate("setTimeout(() => { throw new Error('two') })")
    page.evaluate("fetch('http://127.0.0.2:9/three').catch(() => null)")
    page.evaluate("url => fetch(url).catch(() => null)", f"{enriched_site.url}four")
    page.wait_for_timeout(200)
    seen = " ".join(page.watch.problems)
    for text in (
        "console error: one",
        "exception: two",
        "another host: http://127.0.0.2:9/three",
        "failed: http://127.0.0.2:9/three",
        "status 404",
    ):
        assert text in seen  # fmt: skip
    page.watch.problems.clear()
