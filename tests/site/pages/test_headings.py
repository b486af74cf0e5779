"""Headings of Markdown pages link to themselves, whatever they contain."""

import markdown
import pytest

from readinglist.site.pages.headings import link_headings


def rendered(text):
    return link_headings(markdown.markdown(text, extensions=["toc"], extension_configs={
        "toc": {"permalink": True}}))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "## Two words",
            '<h2 id="two-words"><a class="toclink" href="#two-words">Two words</a></h2>',
        ),
        ("# A `b`", '<h1 id="a-b"><a class="toclink" href="#a-b">A <code>b</code></a></h1>'),
        # Nested links are not allowed.
        ("### [x](y) z", '<h3 id="x-z"><a href="y">x</a> z</h3>'),
        ("Text ¶", "<p>Text ¶</p>"),
    ],
)
def test_the_text_is_the_link_and_not_the_sign(text, html):
    assert rendered(text) == html


def test_each_heading_links_to_itself():
    html = rendered("## Same\n\n## Same\n\ntext\n\n### Other")
    assert "¶" not in html
    assert [link in html for link in ('href="#same"', 'href="#same_1"', 'href="#other"')] == [
        True
    ] * 3
