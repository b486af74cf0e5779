"""Themes named on the command line."""

import pytest

from readinglist.cli.filing_options import checked_themes, read_list
from readinglist.cli.turn import turns
from readinglist.errors import UsageError
from readinglist.library.reading import read_library


@pytest.fixture
def library(small_project):
    return read_library(small_project)


@pytest.mark.parametrize(
    ("themes", "checked"),
    [
        (None, ()),
        ([], ()),
        (["objectives"], ("objectives",)),
        (["objectives/prediction", "objectives"], ("objectives/prediction", "objectives")),
        (["objectives", "objectives"], ("objectives",)),
    ],
)
def test_themes_that_exist(library, themes, checked):
    assert checked_themes(library, themes) == checked


@pytest.mark.parametrize(
    ("theme", "hint"),
    [
        ("objectivs", "Did you mean 'objectives'?"),
        ("prediction", "Did you mean 'objectives/prediction'?"),
        ("zzz", "There are: objectives, objectives/prediction."),
        ("", "There are: objectives, objectives/prediction."),
    ],
)
def test_a_theme_that_does_not_exist(library, theme, hint):
    with pytest.raises(UsageError, match=f"there is no theme '{theme}'") as raised:
        checked_themes(library, ["objectives", theme])
    assert raised.value.hint == hint


@pytest.mark.parametrize("dry_run", [True, False])
def test_only_a_run_that_writes_locks_the_list(small_project, dry_run):
    with turns.pop_all(), turns:
        assert set(read_list(small_project, dry_run=dry_run, wait=False).papers)
        assert bool(turns._exit_callbacks) is not dry_run
