"""A site speaks only of what its list holds: papers, a book club, a single entry."""

import json
import re
from html import unescape
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from holdings import write_book_club, write_one_entry, write_papers

LISTS = {"papers": write_papers, "club": write_book_club, "one": write_one_entry}
#: Words for what none of the lists has; those of the second pattern only the book club has.
ABSENT = re.compile(
    r"\b(claim|essay|predict|question|paths?\b|contested|evidence|verdict|standings?\b|stance\b"
    r"|untested|structur|developmental|lineage|research mode|definition|scoreboard|opposing)\w*",
    re.IGNORECASE,
)
TAGS = re.compile(r"\btags?\b", re.IGNORECASE)
_NOT_SHOWN = re.compile(r"<(script|style|template)\b.*?</\1>", re.DOTALL)
_SHOWN_ATTRIBUTES = re.compile(r'\b(?:content|title|alt|aria-label|placeholder)="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")


def words_in(page):
    """What a page shows or says, including its title and description."""
    page = _NOT_SHOWN.sub("", page)
    attributes = " ".join(_SHOWN_ATTRIBUTES.findall(page))
    return unescape(f"{_TAG.sub(' ', page)} {attributes}")


def texts_in(value):
    """Every text in a JSON value, without the names of fields."""
    if isinstance(value, str):
        yield unescape(_TAG.sub(" ", value))
    elif isinstance(value, (list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts_in(item)


@pytest.fixture(scope="session")
def sites(tmp_path_factory, tools):
    """The three lists, each with its site."""

    def make(folder):
        for name, write in LISTS.items():
            tools.build(write(folder / name / "list"), folder / name / "site")

    folder = tools.made_once(tmp_path_factory, "holdings", make)
    return {
        name: tools.BuiltSite(folder / name / "site", folder / name / "list", tools.SITE_URL)
        for name in LISTS
    }


@pytest.fixture(params=LISTS)
def held(request, sites):
    """One of the lists: its name, its site, and what finds words that it must not have."""
    site = sites[request.param]

    def spoken(text):
        found = [match[0] for match in ABSENT.finditer(text)]
        return found + ([] if request.param == "club" else TAGS.findall(text))

    return SimpleNamespace(name=request.param, site=site, spoken=spoken)


def test_no_file_speaks_of_what_the_list_does_not_hold(held):
    problems, read = [], set()
    for name, content in held.site.files.items():
        if name.startswith(("assets/", "exports/schemas/", "schemas/")):
            continue
        ending = name.rpartition(".")[2]
        if ending == "html":
            text = words_in(content.decode())
        elif ending == "json" and not name.startswith("exports/"):
            values = json.loads(content)
            text = " ".join(texts_in(values))
            if name.startswith(("search/words/", "search/spelling/")):
                text = " ".join(values)
        elif ending == "atom":
            text = " ".join(ElementTree.fromstring(content).itertext())
        elif ending in ("txt", "xml"):
            text = content.decode().replace("/", " ")
        else:
            continue
        read.add(ending)
        problems += [f"{name}: {word}" for word in held.spoken(text)]
    assert not problems, "\n".join(problems[:40])
    assert {"html", "json", "txt", "xml"} <= read


def test_empty_lists_have_no_page_and_no_export(held):
    files = set(held.site.files)
    absent = "essays claims paths contested questions predictions structures coverage".split()
    assert not [name for name in files if name.split("/")[0] in absent]
    exports = {name.split("/")[1] for name in files if name.startswith("exports/")}
    assert not exports & {"essays", "claims", "paths", "cited-in"}
    assert ("tags/index.html" in files) is (held.name == "club")
    for folder in ("authors", "years"):
        assert (f"{folder}/index.html" in files) is (held.name != "one"), folder


def test_every_link_holds(held, checked):
    checker = checked(held.site)
    assert checker.dead_ends() == []
    assert all(len(page.all("h1")) == 1 for page in checker.pages.values())


NAVIGATION = {
    "papers": ["Home", "Browse", "Works", "My reading", "About"],
    "club": ["Home", "Browse", "Novels", "Works", "My reading", "About this list",
             "Inclusion policy", "Schedule"],
    "one": ["Home", "Browse", "First theme", "All works", "My reading", "About this list",
            "Inclusion policy"],
}  # fmt: skip


def test_the_navigation_has_what_there_is(held):
    html = (held.site.folder / "index.html").read_text("utf-8")
    tabs = re.search(r'<nav class="md-tabs".*?</nav>', html, re.DOTALL)[0]
    items = re.findall(r">([^<>]+)</a>", tabs)
    assert items == NAVIGATION[held.name]


def test_a_planned_section_is_not_drawn(sites):
    html = (sites["papers"].folder / "themes/agreement/index.html").read_text("utf-8")
    assert "Practice" in html
    assert "Planned for later" not in html
    assert "Planned for later" not in (sites["papers"].folder / "index.html").read_text("utf-8")


PATHS = {
    "papers": ["", "browse/", "themes/agreement/", "papers/", "papers/work07/", "years/",
               "reading/", "policy/"],
    "club": ["", "browse/", "themes/novels/", "papers/", "papers/book2/", "schedule/", "tags/"],
    "one": ["", "browse/", "themes/first-theme/", "papers/", "papers/how-to-read/", "reading/"],
}  # fmt: skip
#: A word that the search finds in each list.
ASKED = {"papers": "clocks", "club": "fern", "one": "read"}
TITLES_OF_FACETS = {
    "papers": ["Filters", "Theme", "Year", "Author", "My reading"],
    "club": ["Filters", "Year", "Tag", "Author", "My reading"],
    "one": ["Filters", "My reading"],
}


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_in_a_browser(held, open_page, http_site, width, scheme):
    """Nothing that a script writes speaks of what is not there, and no page is too wide."""
    address = http_site(held.site.folder)
    page = open_page(address=address, viewport={"width": width, "height": 844}, scheme=scheme)
    problems = []

    def look(where):
        shown = page.inner_text("body")
        shown += " ".join(
            page.eval_on_selector_all("[placeholder]", "all => all.map((one) => one.placeholder)")
        )
        problems.extend(f"{where}: {word}" for word in held.spoken(shown))
        if too_wide := page.overflow():
            problems.append(f"{where}: {too_wide}")

    for path in PATHS[held.name]:
        page.goto(address + path)
        if path == "browse/":
            page.wait_for_selector("[data-rl-browse][data-ready]")
            if width < 960:
                page.click(".rl-browse__panel > summary")
            facets = page.locator(".rl-browse__panel summary:visible")
            assert facets.all_inner_texts() == TITLES_OF_FACETS[held.name][width >= 960 :]
            for summary in page.locator(".rl-facet > summary").all():
                summary.click()
        elif path == "reading/":
            page.wait_for_selector("[data-rl-my-reading][data-ready]")
        look(path or "home")
    page.click("[data-rl-search-open]")
    look("search")
    page.fill(".rl-search__input", ASKED[held.name])
    page.wait_for_selector("[role=option]")
    look("results")
    assert not problems, "\n".join(problems)
