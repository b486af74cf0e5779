"""The steps of a build, with a minimal engine: what comes when, and what stays if it fails."""

import logging
from pathlib import Path

import pytest
from plain_engine import begin, build

from readinglist.errors import ToolError
from readinglist.site.builder import SiteBuilder


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
