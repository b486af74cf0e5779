"""The sitemap: every address once, in order, and compressed reproducibly."""

import gzip
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from readinglist.site.sitemap import compress, render_sitemap


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
