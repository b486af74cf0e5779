"""Machine-readable data on built pages: citation managers, previews, search engines, feeds."""

import json
import re

import feedparser
import pytest

_JSON_LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def _is_work(file):
    return re.fullmatch(r"(papers|essays)/[^/]+/index\.html", file) is not None


def test_a_page_has_tags_or_coins_and_never_both(real_pages, real_site):
    """Zotero prefers COinS, and would mistake a work's neighbours for the work."""
    works, lists = 0, 0
    for file, page in real_pages.pages.items():
        has_tags = bool(page.meta("citation_title"))
        has_coins = any("Z3988" in span.get("class", "").split() for span in page.all("span"))
        assert not (has_tags and has_coins), file
        assert has_tags == _is_work(file), file
        works += has_tags
        lists += has_coins
    assert works == sum(
        1 for kind in ("papers", "essays") for _ in (real_site.project / "entries" / kind).iterdir()
    )
    assert lists > 50


def test_every_list_of_works_has_coins_for_each_of_them(real_site):
    for folder in ("papers", "themes/scaling", "authors/noam-shazeer"):
        html = (real_site.folder / folder / "index.html").read_text("utf-8")
        rows = len(re.findall(r'<li class="rl-row(?! rl-row--claim)', html))
        assert rows
        assert html.count("Z3988") == rows


def test_an_entry_pages_data_for_citation_managers(real_pages):
    page = real_pages.pages["papers/vaswani2017attention/index.html"]
    assert page.meta("citation_title") == "Attention Is All You Need"
    assert page.meta("citation_arxiv_id") == "1706.03762"
    assert page.meta("citation_pdf_url") == "https://arxiv.org/pdf/1706.03762"
    assert re.fullmatch(r"2017(/\d\d){0,2}", page.meta("citation_publication_date"))
    authors = [tag["content"] for tag in page.all("meta", name="citation_author")]
    assert authors[0] == "Vaswani, Ashish"
    assert len(authors) == 8


def test_every_page_has_a_preview_an_icon_and_valid_data(real_pages, real_site):
    for file, page in real_pages.pages.items():
        html = (real_site.folder / file).read_text("utf-8")
        for block in _JSON_LD.findall(html):
            assert json.loads(block)["@context"] == "https://schema.org", file
        if file == "404.html":
            continue
        assert any(tag.get("rel") == "icon" for tag in page.all("link")), file
        if _is_work(file) or file.startswith("claims/"):
            assert page.all("meta", property="og:title"), file
    icon = real_pages.pages["index.html"].all("link", rel="icon")[0]["href"]
    assert (real_site.folder / icon).is_file()
    work = (real_site.folder / "papers/vaswani2017attention/index.html").read_text("utf-8")
    assert json.loads(_JSON_LD.findall(work)[0])["name"] == "Attention Is All You Need"
    text = (real_site.folder / "llms.txt").read_text("utf-8")
    assert text.startswith("# ")
    assert "papers/" in text


@pytest.mark.parametrize("name", ["all", "themes/scaling", "claims/objective-over-architecture"])
def test_feeds_of_the_built_site_are_valid_and_linked(real_site, real_pages, name):
    atom = real_site.folder / "feeds" / f"{name}.atom"
    read = feedparser.parse(atom.read_text("utf-8"))
    assert not read.bozo
    assert read.version == "atom10"
    assert read.entries
    assert all(entry.link.startswith(real_site.url) for entry in read.entries)
    twin = json.loads(atom.with_suffix(".json").read_text("utf-8"))
    assert [entry.id for entry in read.entries] == [item["id"] for item in twin["items"]]
    page = real_pages.pages["index.html" if name == "all" else f"{name}/index.html"]
    links = [tag["href"] for tag in page.all("link") if "feed" in tag.get("rel", "")]
    assert f"{real_site.url}feeds/{name}.atom" in links
    assert f"{real_site.url}feeds/{name}.json" in links
