"""`[@id]` in Markdown pages."""

import re

import pytest


def test_citations_become_links(tiny, mkdocs, html_of):
    folder = tiny(
        docs={
            "guide.md": "# Guide\n\nSee [@doe2020], *[@a-claim]* and `[@doe2020]`.\n\n"
            "    [@a-claim]\n\n```\n[@essay2022]\n```\n",
            "deep/down/page.md": "# Deep\n\n| a |\n|---|\n| [@essay2022] |\n\n- [@a-path]\n",
        },
        config={"markdown_extensions": ["tables", "pymdownx.superfences"]},
    )
    result = mkdocs(folder, strict=True)
    assert result.returncode == 0, result.stdout
    guide = html_of((folder / "site/guide/index.html").read_text("utf-8"))
    cited = [link for link in guide.links if re.search("doe2020|a-claim|essay2022", link)]
    assert cited == ["../papers/doe2020/", "../claims/a-claim/"]
    assert "See A title, Things are so and [@doe2020]." in guide.text
    assert guide.text.count("[@a-claim]") == 1
    assert guide.text.count("[@essay2022]") == 1
    deep = html_of((folder / "site/deep/down/page/index.html").read_text("utf-8"))
    assert {"../../../essays/essay2022/", "../../../paths/a-path/"} <= set(deep.links)


UNKNOWN = """\
    ---
    title: A guide
    ---

    # Guide

    Known is [@doe2020], in code `[@nobody2000]` is not looked at.
    But [@deo2020] is wrong.
    """


def test_an_unknown_citation_is_a_warning_with_its_place(tiny, mkdocs, html_of):
    folder = tiny(docs={"guide.md": UNKNOWN})
    result = mkdocs(folder)
    assert result.returncode == 0, result.stdout
    (line,) = [line for line in result.stdout.splitlines() if "E208" in line]
    assert line.startswith("WARNING")
    assert "docs/guide.md:8:5 " in line
    assert "[@deo2020]" in line
    assert "Did you mean 'doe2020'?" in line
    assert "[@deo2020]" in html_of((folder / "site/guide/index.html").read_text("utf-8")).text


def test_an_unknown_citation_fails_a_strict_build(tiny, mkdocs):
    result = mkdocs(tiny(docs={"guide.md": UNKNOWN}), strict=True)
    assert result.returncode == 1
    assert "docs/guide.md:8:5 " in result.stdout


def rows_of(folder):
    rows = sorted((folder / "site/search/rows").glob("*.json"))
    return "".join(file.read_text("utf-8") for file in rows)


def test_pages_are_found_unless_they_say_otherwise(tiny, mkdocs):
    folder = tiny(
        config={"plugins": ["readinglist"]},
        docs={
            "guide.md": "# Guide to ferns\n\nOf damp ground.\n",
            "hidden.md": "---\nsearch:\n  exclude: true\n---\n# Guide to moss\n",
        },
    )
    result = mkdocs(folder, strict=True)
    assert result.returncode == 0, result.stdout
    rows = rows_of(folder)
    assert "Guide to ferns" in rows
    assert "Guide to moss" not in rows
    sitemap = (folder / "site/sitemap.xml").read_text("utf-8")
    assert all(f"/{name}/</loc>" in sitemap for name in ("guide", "hidden"))


@pytest.mark.parametrize("search", ["false", "[exclude]", "yes", "{exclude: no}", "3"])
def test_front_matter_of_other_types_than_expected(tiny, mkdocs, search):
    """A year is a title, although YAML reads a number."""
    page = f"---\nsearch: {search}\ntitle: 2020\ndescription: 2021\n---\n# Oaks\n"
    folder = tiny(config={"plugins": ["readinglist"]}, docs={"oaks.md": page})
    result = mkdocs(folder, strict=True)
    assert result.returncode == 0, result.stdout
    assert '"2020"' in rows_of(folder) or ">2020<" in rows_of(folder)
    html = (folder / "site/oaks/index.html").read_text("utf-8")
    assert 'property="og:title" content="2020"' in html
    assert 'property="og:description" content="2021"' in html
