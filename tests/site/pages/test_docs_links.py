"""`[@id]` in Markdown that Python-Markdown renders."""

import pytest
from markdown import Markdown

from readinglist.site.pages.docs_links import CitationExtension
from readinglist.site.pages.views import View
from readinglist.values.page_urls import Urls


@pytest.fixture
def render(graph_of):
    graph = graph_of(
        {"doe2020": {"title": "A <title>", "issued": "2020"}}, None, {"a-claim": {"claim": "So."}}
    )

    def convert(text, name="guide"):
        view = View(graph, Urls(), name) if name else None
        return Markdown(extensions=[CitationExtension(lambda: view)]).convert(text)

    return convert


def test_a_citation_is_a_link_from_the_page(render):
    link = '<a href="{}papers/doe2020/" title="Lovelace, 2020">A &lt;title&gt;</a>'
    assert render("See [@doe2020].") == f"<p>See {link.format('../')}.</p>"
    assert render("See [@doe2020].", "a/b") == f"<p>See {link.format('../../')}.</p>"


@pytest.mark.parametrize(
    "text", ["[@nobody]", "[@]", "[@Doe2020]", "@doe2020", "[doe2020]", r"\[@doe2020]"]
)
def test_other_texts_are_no_citations(render, text):
    assert render(text) == f"<p>{text.removeprefix(chr(92))}</p>"


def test_code_is_left_alone(render):
    assert render("`[@doe2020]`") == "<p><code>[@doe2020]</code></p>"
    assert "<a " not in render("    [@doe2020]")


def test_it_takes_precedence_over_markdowns_own_links(render):
    html = render("[@a-claim](https://b.example/) and [@a-claim]\n\n[@a-claim]: https://c.example/")
    assert html.count('href="../claims/a-claim/"') == 2
    assert "c.example" not in html
    assert "](" not in html.replace("</a>(", "")


def test_without_a_page_there_are_no_links(render):
    assert render("[@doe2020]", None) == "<p>[@doe2020]</p>"
