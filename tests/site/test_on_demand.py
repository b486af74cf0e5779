"""Files of a site made one at a time, as `serve` does, with an engine other than MkDocs."""

import gzip
import json

import pytest
from plain_engine import SITE, SOURCES, URL, PlainEngine

from readinglist.entry.findings import Finding, Location, Severity
from readinglist.site.builder import make_stamper
from readinglist.site.on_demand import MissingShellError, OnDemand
from readinglist.site.site_plan import plan_site

PAPER = "papers/doe2020/index.html"


@pytest.fixture
def make(small):
    """Makes the files of the small list's site, with these findings to show."""

    def make_(*findings):
        plan = plan_site(small, SITE, with_feeds=False)
        engine = PlainEngine(plan, small / "docs")
        return OnDemand(plan, engine, make_stamper(plan, engine), findings)

    return make_


def test_a_page_is_put_into_its_shell(make):
    page = make().content(PAPER)
    assert "<title>A title</title>" in page
    assert f'href="{SOURCES}entries/papers/doe2020.yml"' in page
    assert "rl-findings" not in page


def test_errors_and_warnings_are_shown_at_the_top_and_notices_not(make):
    place = Location("entries/papers/doe2020.yml", 3, 1)
    files = make(
        Finding("E104", Severity.ERROR, place, "this is wrong"),
        Finding("N501", Severity.NOTICE, place, "this is worth a thought"),
    )
    page = files.content(PAPER)
    assert page.index("this is wrong") < page.index("<h1")
    assert "worth a thought" not in page


@pytest.mark.parametrize(
    "file",
    ["papers/nobody/index.html", "guide/index.html", "exports/papers/nobody.bib", "search/x.json",
     "style.css", ""],
)  # fmt: skip
def test_other_files_are_left_to_the_engine(make, file):
    assert make().content(file) is None


def test_files_beside_the_pages(make):
    files = make()
    sitemap = files.content("sitemap.xml")
    assert f"<loc>{URL}papers/doe2020/</loc>" in sitemap
    assert f"<loc>{URL}guide/</loc>" in sitemap
    assert gzip.decompress(files.content("sitemap.xml.gz")).decode() == sitemap
    assert "Doe" in files.content("exports/papers/doe2020.bib")
    assert json.loads(files.content("schemas/ids.json"))["definitions"]
    assert json.loads(files.content("search/index.json"))["size"] == 3  # a work, a theme, a guide
    assert "A title" in files.content("llms.txt")


def test_the_projects_own_llms_txt_takes_precedence(make, small):
    (small / "docs/llms.txt").write_text("My own.\n", "utf-8")
    assert make().content("llms.txt") is None


def test_a_page_of_a_new_shape_needs_the_engine(make, small):
    """Such as the first tag, whose folder has no shell yet."""
    before = make()
    assert before.content("tags/new/index.html") is None
    paper = small / "entries/papers/doe2020.yml"
    paper.write_text(paper.read_text("utf-8") + "tags: [new]\n", "utf-8")
    plan = plan_site(small, SITE, with_feeds=False)
    after = OnDemand(plan, before.engine, before.stamper, ())
    with pytest.raises(MissingShellError):
        after.content("tags/new/index.html")
    assert "A title" in after.content(PAPER)
