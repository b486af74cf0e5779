"""Shell and stamp, sitemap, addresses: the parts of the site that need no engine."""

import gzip
import re
from html import escape, unescape
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from readinglist.errors import ToolError
from readinglist.site.pages.render import Page
from readinglist.site.pages.views import Outline, text_fragment
from readinglist.site.shell import Marks, compile_shell, first_difference
from readinglist.site.sitemap import compress, render_sitemap
from readinglist.values.page_urls import Urls


def theme(page, *, base="../..", edit=None, stem="stem"):
    """A minimal theme, which does the same with the parts of a page as Material."""
    items = "\n      ".join(
        f'<li class="md-nav__item">\n  <a href="#{heading.id}" class="md-nav__link">\n'
        f"    {escape(heading.title)}\n  </a>\n  \n</li>"
        for heading in page.outline
    )
    contents = f"<ul>\n      {items}\n    </ul>" if page.outline else ""
    skip = f'<a href="#{page.outline[0].id}">Skip</a>' if page.outline else ""
    pencil = f'<a href="{escape(edit)}">Edit</a>' if edit else ""
    return (
        f'<html><head><meta name="description" content="{escape(page.description)}">'
        f'<link rel="canonical" href="https://a.example/papers/{stem}/">'
        f"<title>{escape(page.title)} - Site</title></head><body>{skip}"
        f'<a href="{base}">{escape(page.title)}</a>{contents}'
        f"<article>{pencil}{page.body}</article></body></html>"
    )


def shell_of(marks, *, outline=True, edit=True, engine=theme):
    twice = (Outline(marks.anchor, marks.heading),) * 2 if outline else ()
    page = Page("papers/x", marks.title, marks.description, marks.content, twice)
    return compile_shell(engine(page, edit=marks.edit if edit else None, stem=marks.stem), marks)


texts = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\0", exclude_categories=["Cs"]), max_size=60
)
ids = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
outlines = st.lists(st.builds(Outline, ids, texts), min_size=1, max_size=6).map(tuple)


class TestShell:
    @given(text=st.tuples(texts, texts, texts), outline=outlines, stem=ids, edit=texts)
    def test_a_stamped_page_is_the_rendered_page(self, text, outline, stem, edit):
        marks = Marks.make()
        title, description, body = text
        page = Page(f"papers/{stem}", title, description, f"<h1>{escape(body)}</h1>", outline)
        edit_url = f"https://forge.example/{edit}"
        stamped = shell_of(marks).stamp(page, stem, edit_url)
        assert stamped == theme(page, edit=edit_url, stem=stem)
        assert marks.token not in stamped

    @given(title=texts, body=texts, stem=ids)
    def test_a_page_without_outline_and_edit_link(self, title, body, stem):
        page = Page(f"papers/{stem}", title, "", f"<h1>{escape(body)}</h1>")
        shell = shell_of(Marks.make(), outline=False, edit=False)
        assert shell.stamp(page, stem) == theme(page, stem=stem)

    def test_values_that_look_like_slots_or_patterns_are_kept(self):
        marks = Marks.make()
        odd = r"\g<1> \1 {title} %s $x$ {{ 7*7 }} body title"
        page = Page("papers/x", odd, odd, f"<h1>{odd}</h1>", (Outline("a", odd),))
        stamped = shell_of(marks).stamp(page, "x", "https://forge.example/x")
        assert stamped == theme(page, edit="https://forge.example/x", stem="x")

    def test_stamping_does_not_change_the_shell(self):
        shell = shell_of(Marks.make())
        one = Page("papers/a", "A", "a", "<h1>A</h1>", (Outline("a", "A"),))
        two = Page("papers/b", "B", "b", "<h1>B</h1>", (Outline("b", "B"), Outline("c", "C")))
        first = shell.stamp(one, "a", "https://e.example/a")
        shell.stamp(two, "b", "https://e.example/b")
        assert shell.stamp(one, "a", "https://e.example/a") == first

    def test_marks_differ_from_build_to_build(self):
        assert len({Marks.make().token for _ in range(50)}) == 50
        assert re.fullmatch("[a-z0-9]+", Marks.make().token)

    def test_an_unknown_mark_is_an_attribute_error(self):
        with pytest.raises(AttributeError):
            _ = Marks.make().nothing

    @pytest.mark.parametrize(
        "spoil",
        [
            pytest.param(lambda html, m: html.replace(m.title, m.title[:-1]), id="shortened"),
            pytest.param(lambda html, m: html.replace(m.title, m.token + "TITLE"), id="changed"),
            pytest.param(lambda html, m: html.replace(m.content, ""), id="no-content"),
            pytest.param(
                lambda html, m: html.replace(f'href="#{m.anchor}"', f'href="#{m.token}-1"'),
                id="anchor",
            ),
        ],
    )
    def test_a_theme_that_changes_marks_is_rejected(self, spoil):
        marks = Marks.make()

        def engine(page, **kinds):
            return spoil(theme(page, **kinds), marks)

        with pytest.raises(ToolError) as caught:
            shell_of(marks, engine=engine)
        assert caught.value.hint

    def test_the_content_may_be_in_an_element(self):
        """The theme adds a heading to content without one, so the mark has its own h1."""
        marks = Marks.make()
        page = Page("papers/x", "T", "D", "<p>kicker</p><h1>T</h1>", (Outline("a", "A"),))
        stamped = shell_of(marks).stamp(page, "x", "https://e.example/")
        assert stamped.count("<h1>") == 1
        assert "<p>kicker</p><h1>T</h1>" in stamped

    def test_the_first_difference_is_named(self):
        assert "line 2" in first_difference("a\nbc\nd", "a\nbx\nd")
        assert "bc" in first_difference("a\nbc\nd", "a\nbx\nd")
        assert first_difference("a\nb", "a\nb\nc")


class TestSitemap:
    @given(st.lists(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]))))
    def test_it_lists_every_address_once_and_sorted(self, urls):
        root = ElementTree.fromstring(render_sitemap("https://a.example/x", urls))
        found = [loc.text for loc in root.iter() if loc.tag.endswith("}loc")]
        assert found == [f"https://a.example/x/{url}" for url in sorted(set(urls))]

    def test_it_does_not_depend_on_the_order(self):
        assert render_sitemap("/", ["b/", "a/"]) == render_sitemap("/", ["a/", "b/", "a/"])

    def test_without_a_site_url_addresses_are_paths(self):
        assert "<loc>/papers/x/</loc>" in render_sitemap("", ["papers/x/"])

    @given(st.text(st.characters(codec="utf-8")))
    def test_compression_is_lossless_and_reproducible(self, text):
        assert gzip.decompress(compress(text)).decode("utf-8") == text
        assert compress(text) == compress(text)
        assert compress(text)[4:8] == bytes(4), "a time in the header"


names = st.lists(ids, min_size=1, max_size=3).flatmap(
    lambda parts: st.sampled_from(["/".join(parts), "/".join([*parts[:-1], "index"])])
)


class TestUrls:
    @given(source=names, target=names, directories=st.booleans())
    def test_the_base_leads_to_the_root(self, source, target, directories):
        urls = Urls(directories)
        root = "https://a.example/list/"
        here = root + urls.url(source)
        assert urljoin(here, urls.base(source)) == root
        assert urljoin(here, urls.base(source) + urls.url(target)) == root + urls.url(target)

    @given(name=names, directories=st.booleans())
    def test_a_page_has_a_file(self, name, directories):
        urls = Urls(directories)
        url, file = urls.url(name), urls.file(name)
        assert file.endswith(".html")
        assert file.removesuffix("index.html") == url or file == url

    @given(one=names, other=names, directories=st.booleans())
    def test_pages_do_not_share_a_file(self, one, other, directories):
        # `papers` and `papers/index` are one page in MkDocs as well.
        assume(one.removesuffix("/index") != other.removesuffix("/index"))
        urls = Urls(directories)
        assert urls.file(one) != urls.file(other)

    @pytest.mark.parametrize(
        ("name", "directories", "url", "file"),
        [
            pytest.param("index", True, "", "index.html", id="home"),
            pytest.param("index", False, "index.html", "index.html", id="home-file"),
            pytest.param("papers/index", True, "papers/", "papers/index.html", id="list"),
            pytest.param("papers/index", False, "papers/index.html", "papers/index.html", id="l-f"),
            pytest.param("papers/x", True, "papers/x/", "papers/x/index.html", id="entry"),
            pytest.param("papers/x", False, "papers/x.html", "papers/x.html", id="entry-file"),
            pytest.param("myindex", True, "myindex/", "myindex/index.html", id="no-index"),
        ],
    )
    def test_pages_have_the_same_names_as_in_mkdocs(self, name, directories, url, file):
        urls = Urls(directories)
        assert (urls.url(name), urls.file(name)) == (url, file)


def parse_fragment(fragment):
    """Start and end of a text directive, per wicg.github.io/scroll-to-text-fragment."""
    assert fragment.startswith(":~:text=")
    parts = fragment.removeprefix(":~:text=").split(",")
    assert len(parts) in (1, 2)
    # A hyphen at either end would make it a prefix or a suffix; an ampersand would start another
    # directive.
    assert not any("-" in part or "&" in part or "#" in part for part in parts)
    return [unquote(part) for part in parts]


class TestTextFragment:
    @given(st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip))
    def test_it_finds_the_quote(self, quote):
        start, *end = parse_fragment(text_fragment(quote))
        spaced = " ".join(quote.split())
        assert spaced.startswith(start)
        if end:
            assert spaced.endswith(end[0])
        else:
            assert start == spaced

    @given(st.lists(st.from_regex(r"[\w,&-]{1,9}", fullmatch=True), min_size=13, max_size=90))
    def test_start_and_end_of_a_long_quote_do_not_overlap(self, words):
        quote = " ".join(words)
        start, end = parse_fragment(text_fragment(quote))
        assert len(start) + len(end) < len(quote)

    @given(st.text(st.characters(codec="ascii"), min_size=1).filter(str.strip))
    def test_it_survives_in_an_attribute_and_in_a_url(self, quote):
        fragment = text_fragment(quote)
        assert urlsplit(f"https://a.example/#{fragment}").fragment == fragment
        assert unescape(escape(fragment)) == fragment
        assert fragment.isascii()
        assert not re.search(r"[\s\"'<>]", fragment)
