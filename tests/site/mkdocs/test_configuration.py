"""Settings of `mkdocs.yml` that the plugin reads."""

import json

import pytest
from folders import files_of


@pytest.mark.parametrize("other", ["search", "material/search"])
def test_another_search_plugin_is_rejected_with_a_hint(tiny, mkdocs, other):
    result = mkdocs(tiny(config={"plugins": ["readinglist", other]}))
    assert result.returncode == 1
    assert "remove 'search' from plugins" in result.stdout


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"plugins": ["readinglist", "search"]}, "mkdocs.yml:"),
        ({"plugins": ["search", "readinglist"]}, "plugins[1]"),
        ({"theme": {"name": "mkdocs"}}, "the theme is 'mkdocs'"),
        ({"theme": {"language": "klingon"}}, "Material has no language 'klingon'"),
        ({"plugins": [{"readinglist": {"entries": "mine"}}]}, "configuration name: entries"),
        ({"plugins": [{"readinglist": {"search": "maybe"}}]}, "expected 'true' or 'false'"),
        ({"site_dir": "entries"}, "replace the entries"),
        ({"site_dir": "entries/site"}, "replace the entries"),
    ],
    ids=lambda one: json.dumps(one) if isinstance(one, dict) else "",
)
@pytest.mark.parametrize("strict", [True, False])
def test_a_mistake_in_the_settings_is_only_reported(tiny, mkdocs, config, said, strict):
    """Any exception other than MkDocs' own would propagate."""
    folder = tiny(config=config)
    before = files_of(folder)
    result = mkdocs(folder, strict=strict)
    assert result.returncode == 1
    assert said in result.stdout
    assert files_of(folder) == before


def test_without_search_there_is_no_index_and_no_button(tiny, mkdocs):
    folder = tiny()
    assert mkdocs(folder).returncode == 0
    files = files_of(folder / "site")
    assert not any(name.startswith("search/") for name in files)
    assert "browse/index.html" in files
    assert b"data-rl-search" not in files["index.html"]


def test_docs_outside_the_project_build(tiny, mkdocs, tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/guide.md").write_text("See [@doe2020] and [@deo2020].\n")
    folder = tiny(
        config={
            "docs_dir": "../pages",
            "repo_url": "https://github.com/example/all",
            "edit_uri": "edit/main/pages/",
            "theme": {"features": ["content.action.edit"]},
        }
    )
    result = mkdocs(folder)
    assert result.returncode == 0, result.stdout
    assert "pages/guide.md:1:20 " in result.stdout
    paper = (folder / "site/papers/doe2020/index.html").read_text("utf-8")
    assert "https://github.com/example/all/edit/main/tiny/entries/papers/doe2020.yml" in paper


@pytest.mark.parametrize(
    ("settings", "edit"),
    [
        pytest.param({"repo_url": "https://github.com/example/tiny"},
                     "https://github.com/example/tiny/edit/master/entries/papers/doe2020.yml",
                     id="github"),
        pytest.param({"repo_url": "https://gitlab.com/example/tiny/", "edit_uri": "-/edit/x/docs/"},
                     "https://gitlab.com/example/tiny/-/edit/x/entries/papers/doe2020.yml",
                     id="gitlab"),
        pytest.param({"repo_url": "https://git.example/tiny", "edit_uri": "src/docs",
                      "docs_dir": "site/docs"},
                     "https://git.example/tiny/entries/papers/doe2020.yml",
                     id="nested"),
        pytest.param({"repo_url": "https://git.example/tiny", "edit_uri": ""}, None, id="off"),
        pytest.param({"edit_uri": "edit/main/docs/"}, None, id="no-forge"),
    ],
)  # fmt: skip
def test_edit_links_stand_next_to_the_docs(tiny, mkdocs, html_of, settings, edit):
    folder = tiny(
        config={"theme": {"features": ["content.action.edit"]}, "site_dir": "public", **settings}
    )
    if "docs_dir" in settings:
        (folder / "site").mkdir()
        (folder / "docs").rename(folder / settings["docs_dir"])
    result = mkdocs(folder, strict=True)
    assert result.returncode == 0, result.stdout
    page = html_of((folder / "public/papers/doe2020/index.html").read_text("utf-8"))
    found = [link["href"] for link in page.all("a") if "edit" in link.get("rel", "")]
    assert found == ([edit] if edit else [])
