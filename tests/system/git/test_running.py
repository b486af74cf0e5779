"""A missing or broken git gives the same error in every operation."""

import os

import pytest

from readinglist.errors import ToolError, UsageError
from readinglist.system.git.changes import read_changes
from readinglist.system.git.history import History, read_history
from readinglist.system.git.revisions import files_at, merge_base, resolve


def read_files(folder):
    with files_at(folder, "HEAD", "entries"):
        pass


QUESTIONS = [
    pytest.param(lambda folder: read_changes(folder, "HEAD"), id="changes"),
    pytest.param(lambda folder: resolve(folder, "HEAD"), id="revision"),
    pytest.param(lambda folder: merge_base(folder, "HEAD", "HEAD"), id="merge-base"),
    pytest.param(read_files, id="files"),
]


@pytest.mark.parametrize("ask", QUESTIONS)
def test_without_git(ask, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolError, match="git is not installed") as caught:
        ask(tmp_path)
    assert caught.value.hint == "Install it, or put it on the PATH."


@pytest.mark.skipif(os.name == "nt", reason="other rules of what can be run")
@pytest.mark.parametrize("ask", QUESTIONS)
def test_git_cannot_be_run(ask, tmp_path, monkeypatch):
    (tmp_path / "git").write_text("no program", "utf-8")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolError, match="git cannot be run"):
        ask(tmp_path)


@pytest.mark.parametrize("ask", QUESTIONS)
def test_outside_of_a_repository(ask, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UsageError, match="is not in a git repository"):
        ask(tmp_path)


def test_the_history_is_then_unknown(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert read_history(tmp_path, "entries") is None
    monkeypatch.setenv("PATH", str(tmp_path))
    assert read_history(tmp_path, "entries") is None
    assert History(tmp_path, {}).contents(["0" * 40]) == {}
