"""The names of generated pages, and the files that MkDocs writes."""

import pytest
from mkdocs.structure.files import File

from readinglist.graph.preparing import prepare
from readinglist.library.generated_pages import GeneratedPages, destination
from readinglist.site.pages.render import Pages, Site
from readinglist.values.page_urls import Urls


def test_generated_pages_are_the_planned_ones(tools, graph_of):
    for graph in (prepare(tools.REPOSITORY).graph, graph_of({}, {}, {})):
        pages = Pages(graph, Site("", ""))
        plans = pages.plan()
        assert all(name in pages.generated for name in plans)
        lists = {name for name, plan in plans.items() if not plan.is_entry_like}
        possible = pages.generated.lists
        assert {name for name in possible if not pages.generated.is_missing(name)} == lists
        for name in ("papers/nobody", "authors/nobody", "themes/nothing", "browse/999", "nothing"):
            assert name not in pages.generated


PAGES = GeneratedPages(
    ["learning"], {"papers": {"fern"}, "claims": {"moss"}}, lambda: {"tags/moss", "years/2017"}
)


@pytest.mark.parametrize(
    ("name", "is_generated"),
    [
        ("index", True),
        ("papers/index", True),
        ("contested", True),
        ("themes/learning", True),
        ("papers/fern", True),
        ("claims/moss", True),
        ("tags/moss", True),
        ("years/2017", True),
        ("years/index", True),
        ("", False),
        ("papers", False),
        ("papers/moss", False),
        ("essays/fern", False),
        ("themes/index", False),
        ("themes/serving", False),
        ("tags/fern", False),
        ("papers/fern/more", False),
        ("Index", False),
    ],
)
def test_which_pages_are_generated(name, is_generated):
    assert (name in PAGES) is is_generated


def test_all_entries_are_linked_only_for_the_pages_that_need_it():
    asked = []
    pages = GeneratedPages(["t"], {"papers": {"fern"}}, lambda: asked.append(1) or {"tags/moss"})
    for name in ("papers/fern", "index", "themes/t", "tags/index", "nothing", "papers/x", "a/b/c"):
        assert (name in pages) is (name in ("papers/fern", "index", "themes/t", "tags/index"))
    assert asked == []
    assert "tags/moss" in pages
    assert "browse/2" not in pages
    assert asked == [1]


def test_unknown_themes_have_no_pages():
    assert "themes/learning" not in GeneratedPages(None, {})
    assert "index" in GeneratedPages(None, {})


@pytest.mark.parametrize(
    ("file", "directories", "flat"),
    [
        ("index.html", "index", "index"),
        ("papers/index.html", "papers/index", "papers/index"),
        ("papers/fern/index.html", "papers/fern", ""),
        ("papers/fern.html", "", "papers/fern"),
        ("contested.html", "", "contested"),
        ("contested/index.html", "contested", ""),
        ("papers/none/index.html", "", ""),
        ("style.css", "", ""),
    ],
)
def test_the_page_that_is_written_to_a_file(file, directories, flat):
    assert PAGES.at(file, Urls()) == directories
    assert PAGES.at(file, Urls(directories=False)) == flat


@pytest.mark.parametrize("directories", [True, False])
@pytest.mark.parametrize(
    "source",
    ["about.md", "index.md", "README.md", "deep/README.md", "deep/index.markdown", "a.mkd",
     "b.mdown", "c.mkdn", "a.b.md", "picture.png", "page.html", "deep/page.html", "md", "notes.MD",
     "deep/readme.md"],
)  # fmt: skip
def test_files_are_written_where_mkdocs_writes_them(source, directories):
    theirs = File(source, "docs", "site", use_directory_urls=directories)
    assert destination(source, Urls(directories=directories)) == theirs.dest_uri
