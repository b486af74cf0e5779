"""Every page of the real site is consistent; this needs no browser."""

import re
import socket
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from readinglist.graph.preparing import prepare
from readinglist.site.pages.render import Pages, Site

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def _sitemap(site):
    root = ElementTree.parse(site.folder / "sitemap.xml").getroot()
    assert root.tag == f"{SITEMAP}urlset"
    return [loc.text for loc in root.iter(f"{SITEMAP}loc")]


def _url(site, file):
    return site.url + (file.removesuffix("index.html") if Path(file).name == "index.html" else file)


def _content_pages(checker):
    return {file: page for file, page in checker.pages.items() if file != "404.html"}


def test_the_site_is_complete(real_pages):
    folders = Counter(Path(file).parts[0] for file in real_pages.pages)
    entries = real_pages.folder.parent / "list/entries"
    for folder in ("papers", "claims", "essays", "paths"):
        # Every entry has a page, and the folder an index.
        assert folders[folder] == len(list((entries / folder).glob("*.yml"))) + 1
    assert {"authors", "years", "tags", "themes", "404.html", "index.html"} <= set(folders)


def test_links_anchors_and_assets_exist(real_pages):
    assert sum(len(page.links) for page in real_pages.pages.values()) > 10_000
    problems = real_pages.dead_ends()
    assert not problems, "\n".join(problems[:40])


def test_every_page_has_one_h1_a_title_and_a_description(real_pages):
    problems = []
    for file, page in real_pages.pages.items():
        if len(page.all("h1")) != 1:
            problems.append(f"{file}: {len(page.all('h1'))} h1")
        if not page.title.strip():
            problems.append(f"{file}: no title")
        if not page.meta("description").strip():
            problems.append(f"{file}: no description")
    assert not problems, "\n".join(problems[:40])


def test_titles_and_descriptions_have_no_markup_or_marks(real_pages):
    problems = [
        f"{file}: {text}"
        for file, page in real_pages.pages.items()
        for text in (page.title, page.meta("description"))
        if re.search(r"\[@|\*\*|<\w|&(lt|amp|quot|#\d+);|\brl[0-9a-f]{24}x", text)
    ]
    assert not problems, "\n".join(problems[:40])


def test_no_mark_of_the_shells_is_left(real_site):
    left = [
        name
        for name, content in real_site.files.items()
        if re.search(rb"rl[0-9a-f]{24}x", name.encode() + content)
    ]
    assert not left


def test_every_page_has_its_own_title_and_outline(real_site, real_pages):
    """Anything that a shell keeps from the page it was made from would show here."""
    name = "ML research reading list"
    pages = Pages(prepare(real_site.project).graph, Site(name, ""))
    for plan in pages.plan().values():
        page = real_pages.pages[pages.site.urls.file(plan.name)]
        title = name if plan.name == "index" else f"{plan.title} - {name}"
        assert " ".join(page.title.split()) == " ".join(title.split())
        outline = [f"#{item.id}" for item in plan.outline]
        in_contents = [
            attributes.get("href", "")
            for _, attributes in page.tags
            if attributes.get("class") == "md-nav__link"
            and attributes.get("href", "").startswith("#")
        ]
        # A page in the navigation has its outline twice: at the side and in the drawer.
        expected = ([], outline, outline * 2) if plan.name != "index" else ([],)
        assert in_contents in expected, plan.name
        if outline:
            assert in_contents, plan.name


def test_the_sitemap_lists_exactly_the_pages(real_site, real_pages):
    listed = _sitemap(real_site)
    assert len(listed) == len(set(listed))
    assert set(listed) == {_url(real_site, file) for file in _content_pages(real_pages)}


def test_canonical_urls_are_the_pages_own(real_site, real_pages):
    listed = set(_sitemap(real_site))
    problems = [
        f"{file}: {page.canonical}"
        for file, page in _content_pages(real_pages).items()
        if page.canonical != [_url(real_site, file)] or page.canonical[0] not in listed
    ]
    assert not problems, "\n".join(problems[:40])


def test_edit_links_lead_to_existing_files(real_site, real_pages, tools):
    base = f"{tools.REPO_URL}/edit/main/"
    edited = []
    for file, page in real_pages.pages.items():
        links = {link for link in page.links if "/edit/" in link and tools.REPO_URL in link}
        assert len(links) <= 1, f"{file}: {links}"
        for link in links:
            assert link.startswith(base), f"{file}: {link}"
            assert ".." not in link
            source = real_site.project / link.removeprefix(base)
            assert source.is_file(), f"{file}: {link}"
            folder = Path(file).parts[0]
            if folder in ("papers", "claims", "essays", "paths"):
                assert source == real_site.project / "entries" / folder / (
                    f"{Path(file).parent.name}.yml"
                )
            edited.append(source)
    entries = list((real_site.project / "entries").glob("*/*.yml"))
    assert set(entries) <= set(edited), "an entry's page without an edit link"


def test_ids_are_unique(real_pages):
    problems = [
        f"{file}: {name}"
        for file, page in real_pages.pages.items()
        for name, count in Counter(page.ids).items()
        if count > 1
    ]
    assert not problems, "\n".join(problems[:40])


def test_nothing_is_loaded_from_another_host(real_pages):
    problems = [
        f"{file}: {asset}"
        for file, page in real_pages.pages.items()
        for asset in page.assets
        if urlsplit(asset).scheme or urlsplit(asset).netloc
    ]
    assert not problems, "\n".join(problems[:40])


def test_our_stylesheet_and_script_load_nothing_from_another_host(real_site):
    own = [
        file
        for file in (real_site.folder / "assets/readinglist").rglob("*")
        if file.is_file() and file.suffix != ".png"
    ]
    assert {file.name for file in own if file.parent.name != "inline"} == {
        "readinglist.css", "readinglist.js", "search.js", "finder.js", "browse.js", "reading.js",
        "share.js", "icon.svg",
    }  # fmt: skip
    for file in own:
        text = file.read_text("utf-8")
        assert not re.search(r"(?:url\(|@import|fetch\(|import\()\s*[\"']?\s*(?:https?:)?//", text)


def test_no_page_makes_the_theme_contact_a_forge(real_pages):
    """Material fetches stars and forks from api.github.com if an element has this attribute."""
    for file, page in real_pages.pages.items():
        found = [tag for _, tag in page.tags if tag.get("data-md-component") == "source"]
        assert not found, file


def test_no_page_names_this_machine(real_site):
    names = ["localhost", "127.0.0.1", str(real_site.folder.parent), str(Path.home()) + "/"]
    names += [str(Path(__file__).parents[2]), "/tmp/"]
    if "." in socket.gethostname() or len(socket.gethostname()) > 8:
        names.append(socket.gethostname())
    problems = [
        f"{name}: {word}"
        for name, content in real_site.files.items()
        if name.endswith((".html", ".xml", ".json")) or name.startswith("assets/readinglist")
        for word in names
        if word.encode() in content
    ]
    assert not problems, "\n".join(problems[:40])


def test_links_elsewhere_are_http_and_never_scripts(real_pages):
    problems = [
        f"{file}: {link}"
        for file, page in real_pages.pages.items()
        for link in page.links
        if urlsplit(link).scheme not in ("", "http", "https", "mailto")
    ]
    assert not problems, "\n".join(problems[:40])


def test_claims_link_to_the_exact_sentence(real_site, real_pages):
    """In the essay; quotes of evidence have other links."""
    deep = [
        tag["href"]
        for file, page in real_pages.pages.items()
        if file.startswith("claims/")
        for _, tag in page.tags
        if tag.get("class") == "rl-deep"
    ]
    assert len(deep) == len(list((real_site.project / "entries/claims").glob("*.yml")))
    assert all(link.count("#:~:text=") == link.count("#") == 1 for link in deep)
    assert not any(" " in link for link in deep)
