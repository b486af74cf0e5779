"""The plugin's events, in whatever order and for whatever command MkDocs calls them."""

import pytest
from folders import files_of
from mkdocs.config import load_config


def test_events_may_come_before_the_list_is_read(tiny):
    """A build may end at any moment, and then every plugin is notified."""
    config = load_config(str(tiny() / "mkdocs.yml"))
    config.plugins.on_build_error(error=ValueError("another plugin's"))
    config.plugins.on_shutdown()


@pytest.mark.parametrize("name", ["build", "gh-deploy"])
def test_it_builds_for_every_command(tiny, mkdocs, name):
    """`mkdocs gh-deploy` builds in this way, and pushes afterwards."""
    folder = tiny(config={"plugins": ["readinglist"]})
    result = mkdocs(folder, strict=True, command=name)
    assert result.returncode == 0, result.stdout
    files = files_of(folder / "site")
    assert "papers/doe2020/index.html" in files
    assert "search/index.json" in files
    assert b"A title" in files["papers/doe2020/index.html"]
