"""Properties of every kind of page, checked once in light and once in dark."""

import pytest

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
#: As wide as a small phone, or a 1280-pixel screen at 400 % zoom.
NARROW = {"width": 320, "height": 700}
#: A paper with more authors than are shown at once.
MANY_AUTHORS = "papers/beyer2024paligemma/"

#: Pairs of words on one line in different elements, with no space between them.
RUN_TOGETHER = """() => {
  const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const placeOf = (node, at) => {
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    return range.getBoundingClientRect();
  };
  const found = [];
  let last = null;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.data || node.parentElement.closest("math, svg, pre, code, mark")) continue;
    if (!node.parentElement.checkVisibility()) continue;
    const first = placeOf(node, 0);
    if (last && /[\\p{L}\\p{N}]$/u.test(last.data) && /^[\\p{L}\\p{N}]/u.test(node.data)) {
      const before = placeOf(last, last.data.length - 1);
      const isSameLine = Math.abs(before.bottom - first.bottom) < 4;
      if (isSameLine && Math.abs(first.left - before.right) < 1) {
        found.push(`${last.data.slice(-20)}|${node.data.slice(0, 20)}`);
      }
    }
    last = node;
  }
  return found;
}"""


def signs_in_names(page):
    """Lines of the accessibility tree with a sign that is only meant to be seen."""
    return [
        line.strip()
        for line in page.locator("main").aria_snapshot().splitlines()
        if ("heading" in line and "¶" in line) or '., as a table"' in line or "●" in line
    ]


def faults_at(page, size, scheme):
    """What is wrong with the page at a window size."""
    page.set_viewport_size(size)
    if too_wide := page.overflow():
        yield f"{too_wide}"
    if page.evaluate("document.body.dataset.mdColorScheme") != scheme:
        yield "the wrong scheme"
    box = page.locator("h1").first.bounding_box()
    if not box or box["width"] < 50 or not 0 <= box["x"] < size["width"] / 2:
        yield f"heading at {box}"


@pytest.mark.parametrize("part", range(2))
def test_light_pages_loaded_wide_and_then_narrowed(open_page, page_kinds, enriched_site, part):
    """`open_page` asserts its own checks, including the policy, when it closes."""
    page = open_page()
    problems = []
    for path in [MANY_AUTHORS, *page_kinds][part::2]:
        page.set_viewport_size(DESKTOP)
        page.goto(enriched_site.url + path)
        page.wait_for_function("() => document.documentElement.classList.contains('js')")
        found = [f"words run together: {pair}" for pair in page.evaluate(RUN_TOGETHER)]
        found += [f"for the eye alone: {line}" for line in signs_in_names(page)]
        for size in (DESKTOP, PHONE, NARROW):
            found += [f"at {size['width']}: {fault}" for fault in faults_at(page, size, "default")]
        problems += [f"{path or 'home'}: {fault}" for fault in found]
    assert not problems, "\n".join(problems)


def test_dark_pages_loaded_narrow(open_page, page_kinds, enriched_site):
    page = open_page(scheme="dark", viewport=PHONE)
    problems = []
    for path in page_kinds:
        page.goto(enriched_site.url + path)
        page.wait_for_function("() => document.documentElement.classList.contains('js')")
        problems += [f"{path or 'home'}: {fault}" for fault in faults_at(page, PHONE, "slate")]
    assert not problems, "\n".join(problems)


def test_faults_are_detected(open_page):
    page = open_page()
    page.evaluate("document.querySelector('h1').innerHTML = '<i>one</i><b>two</b> ●'")
    assert page.evaluate(RUN_TOGETHER) == ["one|two"]
    assert any("●" in line for line in signs_in_names(page))
    page.evaluate("document.querySelector('article').style.width = '3000px'")
    assert page.overflow()
    assert any("the wrong scheme" in fault for fault in faults_at(page, DESKTOP, "slate"))
