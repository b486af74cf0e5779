"""`llms.txt`: its format (llmstxt.org), and that its links work."""

import re
from pathlib import Path

import pytest

from readinglist.graph.preparing import prepare
from readinglist.site.pages import llms
from readinglist.site.pages.llms import render_llms
from readinglist.site.pages.render import Pages, Site
from readinglist.values.page_urls import Urls

REPOSITORY = Path(__file__).parents[3]
LINK = re.compile(r"^- \[([^\[\]]+)\]\((\S+)\)(?:: \S.*)?$")


@pytest.fixture(scope="module")
def graph():
    return prepare(REPOSITORY).graph


def test_the_form_of_the_file(graph):
    text = render_llms(graph, Site("A list", "What it\n  is.", url="https://l.example/list/"))
    lines = text.splitlines()
    assert lines[:3] == ["# A list", "", "> What it is."]
    assert text.endswith("\n")
    assert sum(line.startswith("# ") for line in lines) == 1
    sections = [line for line in lines if line.startswith("## ")]
    assert sections[0] == "## Themes"
    assert sections[-1] == "## Optional"
    rest = lines[lines.index("## Themes") :]
    for line in rest:
        assert not line or line.startswith("## ") or LINK.match(line), line


@pytest.mark.parametrize("directories", [True, False])
@pytest.mark.parametrize("url", ["", "https://l.example/list/"])
def test_every_link_leads_to_a_file_of_the_site(graph, url, directories):
    site = Site("A list", "What it is.", Urls(directories), url)
    targets = [
        LINK.match(line)[2] for line in render_llms(graph, site).splitlines() if LINK.match(line)
    ]
    assert len(targets) == len(set(targets))
    pages = {site.urls.url(name) for name in Pages(graph, site).plan()}
    for target in targets:
        assert target.startswith(url)
        name = target.removeprefix(url)
        assert name in pages or name.startswith("exports/"), target
    kinds = {target.removeprefix(url).partition("/")[0] for target in targets}
    assert {"themes", "papers", "claims", "essays", "paths", "exports"} <= kinds


def test_a_long_list_has_its_most_important_works_and_says_so(graph, monkeypatch):
    monkeypatch.setattr(llms, "NAMED", 3)
    text = render_llms(graph, Site("A list", ""))
    works = re.findall(r"\(papers/([^/)]+)/\)", text)
    counts = [len(graph.claims_on.get(work_id, ())) for work_id in works]
    assert len(works) == 3
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == max(
        len(edges) for key, edges in graph.claims_on.items() if key in graph.works
    )
    assert "named here: the 3 on which most claims rest" in text
    assert "> " not in text, "an empty description is left out"


def test_brackets_and_line_breaks_in_titles_do_not_break_links():
    site = Site("A [list]", "What", url="")
    line = llms._link(site, "papers/x", "On [MASK]\ntokens", "It\n shows.")
    assert line == "- [On (MASK) tokens](papers/x/): It shows."
