"""`readinglist init`: what it accepts, and that it overwrites nothing."""

import os
from pathlib import Path

import pytest


def test_the_command_that_is_named_can_be_copied(cli, tmp_path):
    folder = tmp_path / "my list"
    assert f'serve --project "{folder}"\n' in cli("init", folder).out


def test_nothing_is_overwritten(cli, tmp_path):
    folder = tmp_path / "list"
    assert cli("init", folder).code == 0
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    again = cli("init", folder)
    assert again.code == 2
    assert "contains .gitattributes, .github, .gitignore, .vscode, CONTRIBUTING.md and" in again.err
    assert "Nothing was written" in again.err
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before


def test_an_empty_clone_is_accepted(cli, tmp_path):
    (tmp_path / "list/.git").mkdir(parents=True)
    assert cli("init", tmp_path / "list").code == 0
    assert cli("init", tmp_path / "list/mkdocs.yml").code == 2


@pytest.mark.parametrize(
    "options", [["--title", " "], ["--title", "a\nb"], ["--requirement", "a\n--index-url x"]]
)
def test_titles_and_requirements_stay_on_one_line(cli, tmp_path, options):
    assert cli("init", tmp_path / "list", *options).code == 2
    assert not (tmp_path / "list").exists()


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="needs a user")
def test_a_failed_write_leaves_nothing_behind(cli, tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    assert cli("init", tmp_path / "locked/list").code == 3


def test_a_full_disk_leaves_nothing_behind(cli, tmp_path, monkeypatch):
    real = Path.write_text

    def write_text(self, *arguments, **options):
        if self.name == "mkdocs.yml":
            raise OSError(28, "No space left on device", str(self))
        return real(self, *arguments, **options)

    monkeypatch.setattr(Path, "write_text", write_text)
    result = cli("init", tmp_path / "list")
    assert result.code == 3
    assert "No space left on device" in result.err
    assert not (tmp_path / "list").exists()
