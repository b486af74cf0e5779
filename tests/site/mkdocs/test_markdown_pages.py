"""`[@id]` in Markdown pages."""

import re


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
