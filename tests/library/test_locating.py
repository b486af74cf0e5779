"""Every command finds the project from any folder within it, and no other project."""

import json
from pathlib import Path

import pytest

from readinglist.errors import UsageError
from readinglist.library.locating import VARIABLE, find_project, is_project, seen_from_here

MKDOCS = "site_name: S\ntheme: {name: material}\nplugins: [readinglist]\n"


@pytest.fixture
def here(small_project, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    (small_project / "docs/deep/er").mkdir(parents=True)
    monkeypatch.chdir(small_project / "docs/deep/er")
    return small_project


@pytest.mark.usefixtures("here")
def test_a_command_finds_the_list_above(cli):
    result = cli("list")
    assert result.code == 0
    assert "vaswani2017attention" in result.out


def test_findings_have_relative_paths_in_text_but_not_in_data(cli, here):
    file = here / "entries/papers/vaswani2017attention.yml"
    file.write_text(file.read_text("utf-8").replace("takeaway:", "takeawya:"), "utf-8")
    shown = cli("validate").out.split(":")[0]
    assert shown == "../../../entries/papers/vaswani2017attention.yml"
    assert Path(shown).is_file()
    data = json.loads(cli("validate", "--format", "json").out)
    assert data["findings"][0]["path"] == "entries/papers/vaswani2017attention.yml"
    assert cli("validate", "--format", "github").out.startswith("::error file=entries/papers/")


def test_output_goes_to_the_list(cli, here):
    result = cli("add", "--manual", "--title", "A B", "--author", "C D", "--url", "https://a.b/c",
                 "-t", "objectives")  # fmt: skip
    assert result.code == 0, result.err
    written = Path(result.out.split(":")[0])
    assert written.resolve().parent == here / "entries/papers"
    assert "../../../entries/papers/" in result.out


def test_arguments_stay_relative_to_the_users_folder(cli, here):
    assert cli("export", "--all", "--output", "all.bib").code == 0
    assert (here / "docs/deep/er/all.bib").is_file()
    assert cli("fmt", "--check", "../../../entries/papers").code == 0


def test_precedence_of_option_variable_and_folder(cli, here, tmp_path, monkeypatch):
    for name in ("by-option", "by-variable"):
        (tmp_path / name / "entries/papers").mkdir(parents=True)
        (tmp_path / name / "entries/themes.yml").write_text("[]\n", "utf-8")
    assert cli("list").err == "4 of 4 entries\n"
    monkeypatch.setenv(VARIABLE, str(tmp_path / "by-variable"))
    assert cli("list").err == "0 of 0 entries\n"
    assert cli("list", "--project", here).err == "4 of 4 entries\n"


def test_a_wrong_variable_is_named(cli, tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    result = cli("list")
    assert result.code == 2
    assert f"{VARIABLE} names {tmp_path}" in result.err


def test_without_a_project_the_searched_folders_are_named(cli, tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    (tmp_path / "other/docs").mkdir(parents=True)
    (tmp_path / "other/mkdocs.yml").write_text("site_name: Another\n", "utf-8")
    monkeypatch.chdir(tmp_path / "other/docs")
    result = cli("list")
    assert result.code == 2
    assert f"no reading list in {tmp_path}/other/docs" in result.err
    assert f"{tmp_path}/other/mkdocs.yml" in result.err
    assert VARIABLE in result.err


def test_another_site_inside_a_list_is_ignored(here):
    inner = here / "docs/deep"
    (inner / "mkdocs.yml").write_text("site_name: Another\n", "utf-8")
    assert find_project(inner / "er") == here


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"entries/themes.yml": ""}, True),
        ({"entries/papers/a.yml": ""}, True),
        ({"entries/notes.txt": ""}, False),
        ({"mkdocs.yml": MKDOCS}, True),
        ({"mkdocs.yml": MKDOCS.replace("[readinglist]", "{readinglist: {search: false}}")}, True),
        ({"mkdocs.yml": "INHERIT: base.yml\n", "base.yml": MKDOCS}, True),
        ({"mkdocs.yml": MKDOCS.replace("readinglist", "blog")}, False),
        ({"mkdocs.yml": "site_name: [\n"}, False),
        ({"mkdocs.yml": "a: \0"}, False),
        ({}, False),
    ],
)
def test_what_makes_a_project(tmp_path, files, expected):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    assert is_project(tmp_path) is expected


def test_an_incomplete_project_in_the_folder_itself(tmp_path):
    (tmp_path / "entries").mkdir()
    assert find_project(tmp_path) == tmp_path.resolve()
    (tmp_path / "below").mkdir()
    with pytest.raises(UsageError):
        find_project(tmp_path / "below")


def test_paths_from_outside_are_the_projects(tmp_path, monkeypatch):
    (tmp_path / "list/entries").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert seen_from_here(tmp_path / "list", "entries/a.yml") == "entries/a.yml"
    monkeypatch.chdir(tmp_path / "list/entries")
    assert seen_from_here(tmp_path / "list", "entries/a.yml") == "a.yml"
    assert seen_from_here(tmp_path / "list", "mkdocs.yml") == "../mkdocs.yml"


def test_init_needs_no_project(cli, tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    assert cli("init", "new").code == 0
