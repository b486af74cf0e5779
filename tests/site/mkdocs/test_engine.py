"""MkDocs as the engine of a build: whose pages it renders, and how they are tidied."""

import pytest
from mkdocs.config import load_config
from mkdocs.structure.files import get_files

from readinglist.site.mkdocs.configuration import site_of
from readinglist.site.mkdocs.engine import MkDocsEngine
from readinglist.site.site_plan import plan_site


@pytest.fixture
def make(tiny):
    def make_(*, serving=False, **changes):
        folder = tiny(**changes)
        config = load_config(str(folder / "mkdocs.yml"))
        plan = plan_site(folder, site_of(config), with_feeds=False)
        return MkDocsEngine(plan, config, serving=serving)

    return make_


PAGE = "<html>\n  <head></head><body><script>a = 1</script><article><script>b</script></article>"


def test_inline_scripts_of_the_theme_become_files_of_the_site(make):
    engine = make()
    assert engine.files() == {}
    html = engine.tidy(PAGE, "../..")
    ((name, content),) = engine.files().items()
    assert content == "a = 1"
    assert html == (
        f'<html><head></head><body><script src="../../{name}"></script>'
        "<article><script>b</script></article>"
    )
    # Other pages load the same file, wherever they are.
    for root in (".", "./"):
        assert f'src="./{name}"' in engine.tidy(PAGE, root)
    assert f'src="/{name}"' in engine.tidy(PAGE, "/")
    assert len(engine.files()) == 1


def test_a_build_renders_samples_and_a_preview_does_not(make):
    assert {"papers/doe2020.md", "claims/a-claim.md"} <= set(make().list_pages.samples)
    assert make(serving=True).list_pages.samples == {}
    assert make(serving=True).twin("papers/doe2020") is None


def test_which_files_the_project_has_is_known_once_they_are_added(make):
    engine = make(docs={"guide.md": "# Guide\n", "llms.txt": "Mine.\n"})
    assert not engine.has_file("llms.txt")
    files = get_files(engine.config)
    engine.config.plugins._current_plugin = "readinglist"  # as during an event
    engine.add_pages(files)
    assert engine.has_file("llms.txt")
    assert not engine.has_file("robots.txt")
    # Every page of the list in the navigation has a file, and each shape has one of marks.
    sources = {file.src_uri for file in files}
    assert {"index.md", "papers/index.md", "themes/first.md", "guide.md"} <= sources
    marked = {source for source in sources if engine.list_pages.marks.token in source}
    assert {source.rpartition("/")[0] for source in marked} >= {"papers", "claims", "tags"}


@pytest.mark.parametrize(
    ("config", "base"),
    [
        ({}, ""),
        ({"repo_url": "https://github.com/example/tiny", "edit_uri": ""}, ""),
        ({"repo_url": "https://github.com/example/tiny/", "edit_uri": "edit/main/docs/"},
         "https://github.com/example/tiny/edit/main/"),
        ({"repo_url": "https://git.example/t", "edit_uri_template": "blob/main/docs/{path}"},
         "https://git.example/t/blob/main/"),
    ],
)  # fmt: skip
def test_where_an_entry_is_edited(make, config, base):
    assert make(config=config).edit_base == base
