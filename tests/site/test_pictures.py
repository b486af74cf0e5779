"""Pictures in a real browser: reachable, legible in light and dark, within the page."""

import itertools
import re

import pytest

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
PAGES = {
    "": "picture-standings",
    "themes/scaling/": "picture-evidence",
    "structures/": "picture-lineage",
    "papers/vaswani2017attention/": "picture-lineage",
    "claims/objective-over-architecture/": "picture-claim",
}
#: Contrast of every text and mark with the page: 4.5 for texts, 3 for marks (WCAG 1.4.3, 1.4.11).
CONTRAST = """() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((one) => one / 255)
    .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, i) => sum + one * [0.2126, 0.7152, 0.0722][i], 0);
  const paper = channels(getComputedStyle(document.body).backgroundColor);
  const bad = [];
  for (const one of document.querySelectorAll(".rl-plot__svg a *, .rl-plot__svg text")) {
    if (["title", "tspan", "g", "use"].includes(one.localName)) continue;
    // The tick in a disc is cut out of it.
    if (one.matches(".rl-cut, .rlp-hit")) continue;
    const style = getComputedStyle(one);
    const isText = one.localName === "text";
    const inks = (isText ? [style.fill] : [style.fill, style.stroke])
      .filter((ink) => ink.startsWith("rgb")).map(channels).filter((ink) => (ink[3] ?? 1) > 0);
    if (!inks.length) continue;
    const opacity = Number(style.opacity);
    const ratios = inks.map((ink) => {
      const mixed = ink.slice(0, 3).map((c, i) => c * opacity + paper[i] * (1 - opacity));
      const [a, b] = [luminance(mixed), luminance(paper)];
      return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    });
    if (Math.max(...ratios) < (isText ? 4.5 : 3)) bad.push([one.outerHTML.slice(0, 120), ratios]);
  }
  return bad.slice(0, 5);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_texts_and_marks_stand_out(open_page, path, scheme):
    page = open_page(path, scheme=scheme)
    assert page.locator(f"#{PAGES[path]} .rl-plot__svg").count()
    assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_parts_of_a_column_stand_out(open_page, scheme):
    """The picture of a list's growth, which a list created in one day does not have."""
    page = open_page("", scheme=scheme)
    page.locator(".rl-plot__svg").first.evaluate(
        """one => { for (const part of [0, 1]) one.insertAdjacentHTML("beforeend",
          `<a href="./"><rect class="rlp-bar--${part}" width="20" height="20"></rect></a>`); }"""
    )
    assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_scrolls_the_picture_and_not_the_page(open_page, path):
    page = open_page(path, viewport=PHONE)
    page.locator(".rl-plot__table").evaluate_all("all => all.forEach(one => { one.open = true; })")
    width = page.evaluate("document.scrollingElement.scrollWidth")
    assert width <= PHONE["width"]
    sizes = page.locator(".rl-plot__svg").evaluate_all(
        "all => all.map(one => [one.clientWidth, one.viewBox.baseVal.width])"
    )
    assert all(abs(shown - drawn) <= 1 for shown, drawn in sizes), "text would shrink"


def test_a_phone_shows_that_a_picture_scrolls(open_page):
    """In words, and by a shadow at the side; a desktop has room for the whole picture."""
    hint = """() => [...document.querySelectorAll(".rl-plot")].map((figure) => {
      const frame = figure.querySelector(".rl-plot__scroll");
      const words = getComputedStyle(figure.querySelector("figcaption"), "::after").content;
      return [frame.scrollWidth > frame.clientWidth + 1, words.includes("sideways"),
        getComputedStyle(frame).backgroundImage.split("linear-gradient").length - 1];
    })"""
    for path in ("themes/scaling/", "structures/", "claims/objective-over-architecture/"):
        phone = open_page(path, viewport=PHONE)
        found = phone.evaluate(hint)
        assert found
        assert all(says and shadows == 4 for wide, says, shadows in found if wide), path
        assert any(wide for wide, *_ in found), path
        assert not any(says for _, says, _ in open_page(path).evaluate(hint)), path


@pytest.mark.parametrize("path", ["themes/scaling/", "structures/"])
def test_the_keyboard_can_skip_a_picture_and_enter_it(open_page, path):
    page = open_page(path)
    skip = page.locator(".rl-plot__skip").first
    skip.focus()
    assert skip.bounding_box()["height"] > 10, "the link past the picture is seen when focused"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"#picture-[a-z]+-table$"))
    # The browser moves the focus in the next frame, after the address has changed.
    page.wait_for_function("!document.activeElement.matches('.rl-plot__skip')")
    mark = page.locator(".rl-plot__svg a").first
    page.locator(".rl-plot__scroll").first.focus()
    page.keyboard.press("Tab")
    assert mark.evaluate("one => one === document.activeElement")
    assert mark.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    href = mark.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{href.replace('../', '')}")


@pytest.mark.parametrize("path", PAGES)
def test_every_mark_is_a_link_with_a_name(open_page, path):
    """According to the accessibility tree; it has only elements in view."""
    page = open_page(path)
    marks = page.locator(".rl-plot__svg a").count()
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    names = [node["name"]["value"] for node in nodes if node.get("role", {}).get("value") == "link"]
    assert marks
    assert len(names) >= marks
    assert all(names)
    for title in page.locator(".rl-plot__svg a > title").all_text_contents():
        assert title in names


@pytest.mark.parametrize("path", PAGES)
def test_no_two_texts_of_a_drawing_overlap(open_page, path):
    """In the browser's font; slanted texts are only checked by estimate."""
    page = open_page(path)
    drawings = page.evaluate(
        """() => [...document.querySelectorAll(".rl-plot__svg")].map((svg) =>
          [...svg.querySelectorAll("text:not([transform])")].map((text) => {
            const { x, y, width, height } = text.getBoundingClientRect();
            return [x, y, width, height, text.textContent];
          }))"""
    )
    assert any(drawings)
    for texts in drawings:
        for (ax, ay, aw, ah, a), (bx, by, bw, bh, b) in itertools.combinations(texts, 2):
            # The box of a line of text includes some space above and below.
            apart = ax + aw <= bx or bx + bw <= ax or ay + ah - 4 <= by or by + bh - 4 <= ay
            assert apart, (a, b)


def test_instant_navigation_works_on_pages_with_pictures(open_page):
    """Its script sets every relative `href`, and would stop at one that is read-only."""
    page = open_page("themes/scaling/")
    page.wait_for_load_state("networkidle")
    page.evaluate("window.stillHere = true")
    page.locator(".rl-row__title").first.click()
    page.wait_for_url("**/claims/*/")
    assert page.evaluate("window.stillHere === true")
    marks = page.locator(".rl-plot__svg a").evaluate_all("all => all.map(a => a.href.baseVal)")
    assert marks
    resolved = page.evaluate("all => all.map(one => new URL(one, document.baseURI).href)", marks)
    assert all("/list/" in href for href in resolved)


def test_all_links_of_pictures_lead_to_pages_of_the_site(real_pages):
    """`real_pages.dead_ends` covers links in general; here there must be some."""
    theme = real_pages.pages["themes/scaling/index.html"]
    start = next(i for i, (tag, a) in enumerate(theme.tags) if a.get("id") == "picture-evidence")
    end = next(
        i for i, (tag, a) in enumerate(theme.tags) if a.get("id") == "picture-evidence-table"
    )
    assert sum(tag == "a" for tag, _ in theme.tags[start:end]) > 150
    ends = [
        dead_end
        for dead_end in real_pages.dead_ends()
        if "picture" in dead_end or "#rl-s" in dead_end
    ]
    assert ends == []


@pytest.mark.parametrize("path", ["themes/scaling/", "structures/"])
def test_drawings_stay_small(real_site, path):
    """Uncompressed bytes of all drawings of a page, at this list's size."""
    html = (real_site.folder / path / "index.html").read_text("utf-8")
    drawings = re.findall(r'<svg class="rl-plot__svg.*?</svg>', html, re.DOTALL)
    assert drawings
    assert sum(len(drawing.encode()) for drawing in drawings) < 95_000
    assert "<script" not in "".join(drawings)
    assert " on" not in re.sub(r'"[^"]*"|>[^<]*<', "", "".join(drawings)), "no handlers"
