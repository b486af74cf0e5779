"""Reading without mouse or eyes: axe-core, only the keyboard, print."""

import os
from pathlib import Path

import pytest

from readinglist.entry.findings import Finding, Location, Severity
from readinglist.site.pages.findings import render_findings

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
#: Slow tests of all kinds of pages are split, so that processes can share them.
PARTS = 4


@pytest.fixture(params=range(PARTS), ids=lambda part: f"part {part + 1}")
def some_page_kinds(request, page_kinds):
    return page_kinds[request.param :: PARTS]


@pytest.fixture(scope="session")
def axe():
    """axe-core's script, from the folder that `.ci/run` fills with `npm ci`."""
    folder = os.environ.get("READINGLIST_SITE_TOOLS")
    script = Path(folder or ".") / "node_modules/axe-core/axe.min.js"
    if folder and script.is_file():
        return script.read_text("utf-8")
    reason = "there is no axe-core in READINGLIST_SITE_TOOLS"
    if folder:
        pytest.fail(reason)
    pytest.skip(reason)


#: Removes all but the first and last of a long row of similar elements.
SHORTEN = """(kept) => {
  for (const parent of document.querySelectorAll("article, article *")) {
    [...parent.children].slice(2 * kept, -kept).forEach((one) => one.remove());
  }
}"""


def audit(page, axe, rules=None):
    """axe-core's findings on the page, one per line; only by these rules if any are given."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    found = page.evaluate(
        """async (rules) => (await axe.run(document, {
            resultTypes: ["violations"],
            ...(rules ? {runOnly: rules} : {rules: {"target-size": {enabled: true}}})})).violations
          .flatMap(({id, nodes}) => nodes.map(({html, failureSummary}) =>
            `${id}: ${html.slice(0, 200)} ${failureSummary.split("\\n")[1] ?? ""}`))""",
        rules,
    )
    return [" ".join(text.split()) for text in found]


@SIZES
def test_axe_finds_nothing_on_any_kind_of_page(
    open_page, some_page_kinds, axe, enriched_site, size
):
    """All rules in the light scheme; in the dark one only those about colours."""
    page = open_page(viewport=size)
    problems = []
    for path in some_page_kinds:
        page.emulate_media(color_scheme="light")
        page.goto(enriched_site.url + path)
        page.wait_for_load_state("networkidle")
        page.evaluate(
            "document.querySelectorAll('article details').forEach(one => one.open = true)"
        )
        page.evaluate(SHORTEN, 10)
        problems += [f"{path or 'home'}: {problem}" for problem in audit(page, axe)]
        page.emulate_media(color_scheme="dark")
        page.wait_for_selector("body[data-md-color-scheme=slate]")
        page.wait_for_function("document.getAnimations().length === 0")
        found = audit(page, axe, ["color-contrast", "link-in-text-block"])
        problems += [f"{path or 'home'}, dark: {problem}" for problem in found]
    assert problems == []


@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_searching_and_filtering(open_page, axe, scheme, size):
    page = open_page("browse/?q=diffusion", viewport=size, scheme=scheme)
    page.locator("[data-rl-browse] .rl-row").first.wait_for()
    page.evaluate("document.querySelectorAll('.rl-browse details').forEach(one => one.open = true)")
    assert audit(page, axe) == []
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.keyboard.type("attention")
    page.locator(".rl-search__results [aria-selected=true]").wait_for()
    assert audit(page, axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_open_drawer(open_page, axe, scheme):
    page = open_page("themes/objectives/", viewport=PHONE, scheme=scheme)
    page.locator("[data-rl-drawer]").click()
    page.locator("#rl-nav a").first.wait_for(state="visible")
    page.wait_for_timeout(400)  # colours are mixed during the transition
    assert audit(page, axe) == []


def test_axe_finds_nothing_in_the_note_of_a_picture_that_leaves_claims_out(open_page, axe):
    """Only themes with very many claims have one."""
    page = open_page("themes/objectives/")
    page.locator("#picture-evidence").evaluate(
        """one => one.insertAdjacentHTML("beforeend",
          '<p class="rl-plot__note">9 claims are not drawn. <a href="../">All claims</a></p>')"""
    )
    assert audit(page, axe) == []


def test_axe_finds_nothing_where_a_work_is_withdrawn(browser, axe, withdrawn_site, http_site):
    url = http_site(withdrawn_site)
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport=DESKTOP, color_scheme=scheme)
        page = context.new_page()
        for path, signs in (
            ("papers/vaswani2017attention/", [".rl-banner", ".rl-link-state"]),
            ("claims/objective-over-architecture/", [".rl-banner", ".rl-link-state"]),
            ("essays/lee2025thoughts/", [".rl-link-state"]),
            ("structures/", [".rlp-dot--void"]),
        ):
            page.goto(url + path)
            for sign in signs:
                page.locator(sign).first.wait_for()
            assert audit(page, axe) == []
        context.close()


@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_readers_marks(open_page, axe, scheme, size):
    page = open_page("papers/vaswani2017attention/", viewport=size, scheme=scheme)
    page.get_by_role("button", name="To read").click()
    page.get_by_role("button", name="Note", exact=False).first.click()
    page.get_by_role("textbox").last.fill("A note.")
    assert audit(page, axe) == []
    page.goto(page.url.replace("papers/vaswani2017attention/", "reading/"))
    page.locator(".rl-row").first.wait_for()
    assert audit(page, axe) == []
    page.get_by_role("button", name="Clear everything…").click()
    page.get_by_role("dialog").wait_for()
    assert audit(page, axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_previews_findings(open_page, axe, scheme):
    """`serve` shows findings at the top of every page."""
    place = Location("entries/papers/foo.yml", 6, 5)
    shown = render_findings([
        Finding("E104", Severity.ERROR, place, "unknown field 'nme'", "Did you mean 'name'?"),
        Finding("W201", Severity.WARNING, place, "something else"),
    ])  # fmt: skip
    page = open_page("papers/vaswani2017attention/", scheme=scheme)
    page.locator("article").evaluate(
        "(one, html) => one.insertAdjacentHTML('afterbegin', html)", shown
    )
    assert audit(page, axe) == []


@pytest.mark.parametrize("query", ["attention", "qqqq"])
def test_axe_finds_nothing_in_the_search(open_page, axe, query):
    """With and without results, on an entry's page."""
    page = open_page("papers/vaswani2017attention/", viewport=PHONE, scheme="dark")
    page.get_by_role("button", name="Search").click()
    page.keyboard.type(query)
    page.locator(
        ".rl-search__status", has_text="r" if query == "attention" else "Nothing"
    ).wait_for()
    assert audit(page, axe) == []


# The keyboard

#: Describes the focused element: whether it is visible, and how the focus is shown.
FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const visible = (element) => {
    const box = element.getBoundingClientRect();
    if (!element.checkVisibility({opacityProperty: true, visibilityProperty: true})) return false;
    return box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth;
  };
  const marked = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
      || style.boxShadow !== "none";
  };
  // The theme's switch of colours is a radio button out of sight; its label shows.
  const label = one.matches(".md-option") ? one.nextElementSibling : null;
  const shown = label ?? one;
  // The header is on top of what lies behind it.
  const box = shown.getBoundingClientRect();
  const name = (one.getAttribute("aria-label") || one.textContent || one.value || "").trim();
  return {
    key: one.tagName + "|" + (one.getAttribute("href") ?? one.id ?? "") + "|" + name.slice(0, 40)
      + "|" + [...document.querySelectorAll("a,button,input,summary,[tabindex]")].indexOf(one),
    visible: visible(shown), marked: marked(shown) || marked(one.closest("form") ?? one),
    covered: !one.closest("header, .md-skip")
      && box.bottom < document.querySelector("header").getBoundingClientRect().bottom - 1,
    link: one.href ?? "",
  };
}"""

#: Everything on the page that a pointer can use.
REACHABLE = """() => [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary")]
  .filter((one) => one.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .filter((one) => !one.disabled && one.type !== "radio" && one.tabIndex >= 0)
  .filter((one) => { const box = one.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth; })
  .filter((one) => !one.matches(".toclink"))
  .map((one) => one.tagName + "|" + (one.getAttribute("href") ?? one.id ?? "") + "|"
    + (one.getAttribute("aria-label") || one.textContent || one.value || "").trim().slice(0, 40)
    + "|" + [...document.querySelectorAll("a,button,input,summary,[tabindex]")].indexOf(one))"""


def sweep(page):
    """What goes wrong when tabbing through the page."""
    page.wait_for_load_state("networkidle")
    wanted = set(page.evaluate(REACHABLE))
    seen, problems = [], []
    for _ in range(3000):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if here is None or (seen and here["key"] == seen[0]):
            break
        seen.append(here["key"])
        problems += [
            f"{here['key']} is not {word}" for word in ("visible", "marked") if not here[word]
        ]
        if here["covered"]:
            problems.append(f"{here['key']} lies behind the header")
    else:
        problems.append("the focus does not come back to the start")
    if "Skip to content" not in seen[0]:
        problems.append(f"the first is {seen[0]}")
    return [*problems, *(f"{name} is not reached" for name in sorted(wanted - set(seen)))]


def test_the_keyboard_reaches_everything_visible(open_page, some_page_kinds, enriched_site):
    page = open_page("", reduced_motion="reduce")
    problems = []
    for path in some_page_kinds:
        page.goto(enriched_site.url + path)
        # Each link is one key press.
        page.evaluate(SHORTEN, 4)
        problems += [f"{path or 'home'}: {problem}" for problem in sweep(page)]
    assert problems == []


@pytest.mark.parametrize(
    "path",
    [
        "papers/vaswani2017attention/", "claims/objective-over-architecture/", "contested/",
        "paths/the-same-for-less/", "years/", "browse/", "reading/", "", "404.html", "fields/",
    ],
)  # fmt: skip
def test_the_keyboard_reaches_everything_on_a_phone(open_page, path):
    assert sweep(open_page(path, viewport=PHONE, reduced_motion="reduce")) == []


def test_the_keyboard_goes_through_open_filters(open_page):
    page = open_page("browse/?theme=scaling", reduced_motion="reduce")
    page.locator("[data-rl-browse] .rl-row").first.wait_for()
    page.evaluate("document.querySelectorAll('.rl-browse details').forEach(one => one.open = true)")
    assert sweep(page) == []


def test_the_skip_link_skips_the_navigation(open_page):
    page = open_page("papers/vaswani2017attention/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.md-skip')")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'rl-content'")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('article')")


def test_the_focus_returns_when_the_search_closes(open_page):
    page = open_page("claims/")
    button = page.get_by_role("button", name="Search")
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="Search").wait_for()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body"
            " || !!document.activeElement.closest('dialog[data-rl-search]')"
        ), "the dialog lets the focus out"
    page.keyboard.press("Escape")
    assert button.evaluate("one => one === document.activeElement")


def test_the_drawer_by_keyboard(open_page):
    page = open_page("papers/vaswani2017attention/", viewport=PHONE)
    button = page.get_by_role("button", name="Navigation")
    assert button.get_attribute("aria-expanded") == "false"
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    assert page.evaluate("!!document.activeElement.closest('#rl-nav')")
    page.keyboard.press("Escape")
    assert button.get_attribute("aria-expanded") == "false"
    assert button.evaluate("one => one === document.activeElement")
    page.wait_for_function(
        "!document.querySelector('#rl-nav').checkVisibility({visibilityProperty: true})"
    )
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
    assert button.get_attribute("aria-expanded") == "false", "the focus left it, and it stayed open"


def test_the_navigation_works_without_scripts(open_page):
    page = open_page("papers/vaswani2017attention/", viewport=PHONE, java_script_enabled=False)
    assert not page.locator("[data-rl-drawer]").is_visible()
    page.locator(".md-tabs").get_by_role("link", name="Claims").click()
    page.wait_for_url("**/claims/")


# Print


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    ["papers/vaswani2017attention/", "themes/objectives/", "claims/objective-over-architecture/"],
)
def test_what_is_printed(open_page, path, scheme):
    page = open_page(path, scheme=scheme, viewport={"width": 700, "height": 1000})
    heading = page.locator("h1")
    page.emulate_media(media="print", color_scheme=scheme)
    for chrome in (".md-header", ".md-tabs", ".md-sidebar", ".md-footer", ".rl-footer", ".rl-top"):
        for element in page.locator(chrome).all():
            assert not element.is_visible(), chrome
    assert heading.is_visible()
    colours = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor,"
        " getComputedStyle(document.querySelector('article p')).color]"
    )
    assert colours[0] == "rgb(255, 255, 255)"
    assert colours[1] in ("rgb(0, 0, 0)", "rgb(68, 68, 68)")
    cut = page.evaluate(
        """() => [...document.querySelectorAll("article *")].filter((one) => {
          const style = getComputedStyle(one);
          return one.checkVisibility() && style.display !== "inline" && one.clientWidth > 1
            && style.overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1;
        }).map((one) => one.className || one.tagName)"""
    )
    assert cut == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it is too wide"
    # Chromium prints a mask as a full square, so in print the marks are images.
    marks = page.evaluate(
        """() => [...document.querySelectorAll("article i[class^='rl-shape--']")].map((one) => {
          const style = getComputedStyle(one);
          return [style.maskImage, style.backgroundImage.startsWith('url("data:image/svg')];
        })"""
    )
    assert marks
    assert all(mark == ["none", True] for mark in marks)
    if path.startswith("papers"):
        address = page.locator(".rl-actions a").first
        shown = address.evaluate("one => getComputedStyle(one, '::after').content")
        assert "attr(href)" in shown or address.get_attribute("href") in shown
    assert page.pdf(format="A4").startswith(b"%PDF")


# The browser's colours, formulas


def test_the_icon_is_drawn(open_page):
    page = open_page()
    for rel in ("icon", "apple-touch-icon"):
        href = page.locator(f"link[rel='{rel}']").evaluate("one => one.href")
        width = page.evaluate(
            """async src => { const one = new Image(); one.src = src; await one.decode();
               return one.naturalWidth; }""",
            href,
        )
        assert width > 0, rel


# During loading


def test_the_colours_of_the_system_are_there_before_any_script_is_loaded(open_page):
    page = open_page("claims/", scheme="dark")
    page.add_init_script(
        """document.addEventListener("readystatechange", () => {
          if (document.readyState === "interactive") {
            window.first = [document.body.dataset.mdColorScheme, "document$" in window];
          }
        })"""
    )
    page.evaluate("localStorage.clear()")
    page.reload()
    assert page.evaluate("window.first") == ["slate", False]


@SIZES
@pytest.mark.parametrize(
    "path",
    [
        "",
        "themes/objectives/",
        "papers/vaswani2017attention/",
        "claims/winning-objectives-are-simple/",
    ],
)
def test_nothing_moves_while_a_page_loads(open_page, path, size):
    page = open_page(path, viewport=size)
    page.wait_for_load_state("networkidle")
    moved = page.evaluate(
        """() => new Promise((done) => new PerformanceObserver((list) => done(
          list.getEntries().map((one) => [one.value, one.sources[0]?.node?.className])
        )).observe({ type: "layout-shift", buffered: true }) ?? setTimeout(() => done([]), 200))"""
    )
    assert sum(value for value, _ in moved) < 0.01, moved
