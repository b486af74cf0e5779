"""Reading a whole project for a command."""

import pytest

from readinglist.cli.project import read_project


@pytest.fixture
def drafted(small_project):
    file = small_project / "entries/papers/vaswani2017attention.yml"
    text = file.read_text("utf-8").replace("1706.03762", "2001.00001")
    file.with_name("draft2020.yml").write_text(f"draft: true\n{text}", "utf-8")
    return small_project


@pytest.mark.parametrize("drafts", [False, True])
def test_drafts_are_read_on_request(drafted, drafts, monkeypatch):
    monkeypatch.chdir(drafted)
    prepared = read_project(drafted, drafts=drafts)
    assert ("draft2020" in prepared.graph.works) is drafts
    assert "vaswani2017attention" in prepared.graph.works


def test_a_relative_path_is_resolved(small_project, monkeypatch, capsys):
    monkeypatch.chdir(small_project / "entries")
    prepared = read_project(small_project / "entries/..")
    assert prepared.library.root == small_project.resolve()
    assert capsys.readouterr().err == "", "a progress bar is for terminals"
