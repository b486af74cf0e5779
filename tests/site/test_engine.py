"""The build does not depend on MkDocs: here a minimal engine builds the real list."""

import json
import logging
from pathlib import Path

import pytest
from plain_engine import SITE, SOURCES, URL, PlainEngine

from readinglist.errors import ToolError
from readinglist.site.builder import SiteBuilder
from readinglist.site.site_plan import plan_site


def begin(project, folder):
    builder = SiteBuilder(project, folder, logging.getLogger("test"))
    builder.take_turn(1)
    plan = plan_site(project, SITE)
    return builder, plan, PlainEngine(plan, project / "docs")


def build(project, folder):
    builder, plan, engine = begin(project, folder)
    builder.begin(plan, engine)
    builder.write()
    builder.publish()
    return plan


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


def test_a_removed_page_stays_removed_in_later_sites(small):
    folder = small / "public"
    build(small, folder)
    build(small, folder)
    (small / "docs/guide.md").unlink()
    for _ in range(3):
        build(small, folder)
        assert not (folder / "guide/index.html").exists()
        assert "guide" not in (folder / "sitemap.xml").read_text()


def test_a_page_that_the_engine_renders_differently_ends_the_build(small):
    folder = small / "public"
    build(small, folder)
    old = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    builder, plan, engine = begin(small, folder)
    builder.begin(plan, engine)
    page = (folder / "papers/doe2020/index.html").read_text("utf-8")
    engine.twins["papers/doe2020"] = page
    builder.write()
    engine.twins["papers/doe2020"] = page.replace("Jane", "Joan")
    with pytest.raises(ToolError, match="papers/doe2020 differs"):
        builder.write()
    builder.give_up()
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == old
    assert not list(small.glob(".public.build"))


def test_the_projects_own_llms_txt_takes_precedence(small):
    (small / "docs/llms.txt").write_text("My own.\n", "utf-8")
    build(small, small / "public")
    assert (small / "public/llms.txt").read_text("utf-8") == "My own.\n"


def test_steps_out_of_order_raise(small):
    builder = SiteBuilder(small, small / "public", logging.getLogger("test"))
    for step in (builder.write, builder.publish):
        with pytest.raises(RuntimeError):
            step()
    builder.give_up()
    assert not Path(small / "public").exists()
