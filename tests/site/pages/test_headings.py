"""Headings of Markdown pages: their text is the link, whatever it holds."""

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
        # A link within a link is none.
        ("### [x](y) z", '<h3 id="x-z"><a href="y">x</a> z</h3>'),
        ("Text ¶", "<p>Text ¶</p>"),
    ],
)
def test_the_sign_goes_and_the_text_leads_there(text, html):
    assert rendered(text) == html


def test_each_heading_leads_to_itself():
    html = rendered("## Same\n\n## Same\n\ntext\n\n### Other")
    assert "¶" not in html
    assert [one in html for one in ('href="#same"', 'href="#same_1"', 'href="#other"')] == [
        True
    ] * 3
