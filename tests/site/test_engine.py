"""The build does not depend on MkDocs: here a minimal engine builds the real list."""

import json

import pytest
from plain_engine import SOURCES, URL, build


@pytest.fixture(scope="module")
def built(tmp_path_factory, tools):
    root = tmp_path_factory.mktemp("plain")
    project = tools.copy_project(root / "list")
    plan = build(project, root / "public")
    return tools.BuiltSite(root / "public", project, URL), plan


@pytest.fixture(scope="module")
def pages(built, checked):
    """The parsed pages of the built site."""
    return checked(built[0])


def test_every_link_of_the_real_list_works(built, pages):
    _, plan = built
    assert set(pages.pages) >= {plan.site.urls.file(name) for name in plan.plans}
    assert sum(len(page.links) for page in pages.pages.values()) > 10_000
    problems = pages.dead_ends()
    assert not problems, "\n".join(problems[:40])


def test_pages_have_their_titles_outlines_and_sources(built, pages):
    site, plan = built
    for name, page in plan.plans.items():
        html = pages.pages[plan.site.urls.file(name)]
        assert " ".join(html.title.split()) == " ".join(page.title.split())
        links = set(html.links)
        assert links >= {f"#{heading.id}" for heading in page.outline}
        if page.source:
            assert SOURCES + page.source in links
            assert (site.project / page.source).is_file()


def test_it_has_the_other_files(built):
    site, plan = built
    files = site.files
    sitemap = files["sitemap.xml"].decode()
    assert f"<loc>{URL}papers/vaswani2017attention/</loc>" in sitemap
    assert f"<loc>{URL}about/</loc>" in sitemap
    rows = b"".join(content for name, content in files.items() if name.startswith("search/rows/"))
    assert b"vaswani2017attention" in rows
    assert json.loads(files["search/index.json"])["size"] > len(plan.prepared.graph.works)
    assert {"llms.txt", "exports/all.bib", "exports/papers/vaswani2017attention.ris"} <= set(files)
