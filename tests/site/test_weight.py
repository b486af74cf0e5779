"""The size of pages, how it is reduced, and that nothing is loaded from other servers."""

import gzip
import re
from statistics import median
from urllib.parse import urlsplit

import pytest

from readinglist.site.slim import slim

#: The limit for the page of an entry, in bytes, without its assets.
LIMIT = 25_000
#: The limit for the largest: a work of two hundred authors on which much of the list rests.
HEAVIEST = 52_000
#: The limit after compression, which every static host applies.
SENT = 16_000
ENTRIES = ("papers", "claims", "essays", "paths")
#: Pages of single works and claims; an essay's page is a list of its claims and citations.
SINGLE = ("papers", "claims", "paths")
#: Pages that are lists, and grow with the list.
LISTS = (
    "papers", "claims", "contested", "predictions", "questions", "browse", "themes/*", "tags/*",
    "years/*", "essays/*",
)  # fmt: skip
ARTICLE = re.compile(r"<article\b.*</article>", re.DOTALL)
PICTURE = re.compile(r'<figure class="rl-plot.*?</figure>', re.DOTALL)
ROW = re.compile(r'<li class="rl-row.*?</li>', re.DOTALL)
HEAD_OF_ITS_OWN = re.compile(
    r'<meta (?:name="(?:citation_|z:)|property="og:)[^>]*>|<script type="application/ld.*?</script>'
    r'|<meta name="description"[^>]*>|<title>.*?</title>'
)


def pages_of(site, *folders):
    files = [file for folder in folders for file in (site.folder / folder).glob("*/index.html")]
    assert len(files) > 5
    return {
        file.relative_to(site.folder).parent.as_posix(): file.read_text("utf-8") for file in files
    }


@pytest.fixture(params=["real_site", "enriched_site"])
def site(request):
    return request.getfixturevalue(request.param)


def size(text):
    return len(text.encode("utf-8"))


def test_every_entry_page_is_small_when_compressed(site):
    """Without exception."""
    sent = {
        name: len(gzip.compress(text.encode(), 6))
        for name, text in pages_of(site, *ENTRIES).items()
    }
    assert {name: length for name, length in sent.items() if length > SENT} == {}


def test_entry_pages_are_small_before_compression(site):
    """Including pictures, which are inlined so that their links and colours are the page's own."""
    sizes = {name: size(text) for name, text in pages_of(site, *SINGLE).items()}
    assert median(sizes.values()) < LIMIT * 0.94
    heavy = {name: length for name, length in sizes.items() if length > LIMIT}
    # About a third, with and without the abstracts of all works.
    assert len(heavy) < len(sizes) * 0.35, len(heavy)
    assert max(sizes.values()) < HEAVIEST, max(sizes, key=sizes.__getitem__)


def test_large_pages_are_large_because_of_their_content(site):
    """Only pages with a picture, with many claims resting on them, or with a hundred authors exceed
    the limit.

    A picture and its table take up to 11 kB. Hundreds of authors are listed twice: for Zotero, and
    for readers.
    """
    heavy = {}
    for name, text in pages_of(site, *SINGLE).items():
        said = len(re.findall(r'<li class="rl-(?:row|piece)\b', text))
        if size(PICTURE.sub("", text)) > LIMIT and said < 7 and text.count("/authors/") < 100:
            heavy[name] = (size(PICTURE.sub("", text)), said)
    assert heavy == {}
    pictures = [
        size(picture)
        for text in pages_of(site, *SINGLE).values()
        for picture in PICTURE.findall(text)
    ]
    assert max(pictures) < 13_000


@pytest.mark.parametrize("folder", LISTS)
def test_a_row_of_a_list_is_small(real_site, folder):
    """For a work it includes what Zotero reads, with at most twenty authors."""
    for file in real_site.folder.glob(f"{folder}/index.html"):
        article = PICTURE.sub("", ARTICLE.search(file.read_text("utf-8"))[0])
        rows = [size(row) for row in ROW.findall(article)]
        assert max(rows, default=0) < 1_700, file
        # The introduction and the headings between the rows are included.
        assert size(article) < 3_500 + 1_250 * article.count("<li"), file


def test_the_frame_of_a_page_is_small(site):
    """Header, navigation, outline and the script's settings are the same on every page."""
    around = {
        name: size(HEAD_OF_ITS_OWN.sub("", ARTICLE.sub("", text)))
        for name, text in pages_of(site, *SINGLE).items()
    }
    assert max(around.values()) < 9_000, max(around, key=around.get)


def test_no_page_repeats_white_space_or_comments(real_site):
    for file in real_site.folder.rglob("*.html"):
        text = file.read_text("utf-8")
        assert slim(text) == text, file
        around = re.sub(r"<(script|style)\b.*?</\1>", "", ARTICLE.sub("", text), flags=re.DOTALL)
        assert "<!--" not in around


# What is removed, and what is not


@pytest.mark.browser
@pytest.mark.parametrize(
    "path", ["papers/vaswani2017attention/", "about/", "contested/", "404.html"]
)
def test_slimmed_pages_look_the_same_in_a_browser(browser, real_site, http_site, path):
    """The page as it is, and with the white space that slimming removes put back."""
    file = real_site.folder / (path if path.endswith(".html") else f"{path}index.html")
    text = file.read_text("utf-8")
    kept = re.compile(rf"({ARTICLE.pattern}|<(script|title|svg)\b.*?</\2>)", re.DOTALL)
    parts, end = [], 0
    for match in kept.finditer(text):
        parts += [re.sub(r"(?<=>) | (?=<)", "\n      ", text[end : match.start()]), match[0]]
        end = match.end()
    airy = "".join([*parts, re.sub(r"(?<=>) | (?=<)", "\n    ", text[end:])])
    assert airy != text
    assert slim(airy) == text
    twin = file.with_name("airy-twin.html")
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, java_script_enabled=False
    )
    try:
        twin.write_text(airy, "utf-8")
        shots = []
        url = http_site(real_site.folder)
        # The 404 page has absolute addresses below the site's own.
        for name in (file, twin):
            page = context.new_page()
            page.goto(url + name.relative_to(real_site.folder).as_posix())
            shots.append(page.screenshot())
        assert shots[0] == shots[1]
    finally:
        twin.unlink(missing_ok=True)
        context.close()


# No other servers


def test_pages_load_only_from_the_site(real_pages):
    for file, page in real_pages.pages.items():
        for asset in page.assets:
            parts = urlsplit(asset)
            outside = parts.netloc and not asset.startswith("https://reading.example/list/")
            assert not outside, f"{file}: {asset}"


def test_styles_and_scripts_load_only_from_the_site(real_site):
    found = []
    for file in real_site.folder.rglob("*.css"):
        text = file.read_text("utf-8")
        found += [
            address
            for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", text)
            if not address.startswith(("data:", "%23"))
        ]
        assert "@import" not in text
        assert "@font-face" not in text
    assert found == [], "a stylesheet loads files"


@pytest.mark.browser
def test_a_loaded_page_works_offline(open_page):
    """Without a network, a page keeps its search index and its content."""
    page = open_page("claims/")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("/")
    page.keyboard.type("attention")
    page.locator(".rl-search__results[data-query=attention] li").first.wait_for()
    page.wait_for_timeout(1000)  # for excerpts, which are loaded after the results are drawn
    page.context.set_offline(True)
    dialog = page.locator("dialog[data-rl-search]")
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    page.keyboard.press("/")
    dialog.wait_for()
    page.keyboard.press("Control+A")
    page.keyboard.type("attention")
    page.locator(".rl-search__results[data-query=attention] li").first.wait_for()
    page.context.set_offline(False)


def test_printed_marks_have_the_colours_of_the_stylesheet(real_site):
    """Images in a stylesheet cannot use variables, so their colours are repeated there."""
    css = (real_site.folder / "assets/readinglist/readinglist.css").read_text("utf-8")
    names = {"supported": "supports", "opposed": "opposes", "contested": "mixed", "open": "open"}
    names |= {"defined": "quiet", "void": "void", "answered": "open"}
    paper = css[css.index("/* Print:") :]
    colours = dict(re.findall(r"--([\w-]+): (#\w+);", paper))
    for shape, variable in names.items():
        rule = re.search(rf"\n  i\.rl-shape--{shape}[^{{]*{{([^}}]*)}}", paper)[1]
        drawn = {f"#{colour}" for colour in re.findall(r"%23(\w{6})", rule)} - {
            "#ffffff",
            "#fdfcfa",
        }
        assert drawn == {colours[f"rl-{variable}"]}, shape
