"""`readinglist fmt` and `readinglist schema`."""

import json
from pathlib import Path

import pytest


def entry(project: Path) -> Path:
    return project / "entries/papers/vaswani2017attention.yml"


def test_fmt(cli, small_project):
    cli("fmt", "-p", small_project)
    file = entry(small_project)
    file.write_text(file.read_text("utf-8").replace('"1706.03762"', "arXiv:1706.03762v5"), "utf-8")
    file.chmod(0o640)
    before = file.read_bytes()
    checked = cli("fmt", "-p", small_project, "--check")
    assert (checked.code, checked.out) == (1, f"{file}\n")
    assert "1 would be formatted" in checked.err
    assert "Run 'readinglist fmt'" in checked.err
    shown = cli("fmt", "-p", small_project, "--diff")
    assert shown.code == 1
    assert '-arxiv: arXiv:1706.03762v5\n+arxiv: "1706.03762"' in shown.out
    assert file.read_bytes() == before
    done = cli("fmt", "-p", small_project)
    assert (done.code, done.out) == (0, f"{file}\n")
    assert file.read_text("utf-8").startswith('arxiv: "1706.03762"\n')
    assert file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert cli("fmt", "-p", small_project, "--check").code == 0


def test_named_files_only(cli, small_project):
    cli("fmt", "-p", small_project)
    for file in (small_project / "entries").rglob("*.yml"):
        file.write_bytes(file.read_bytes() + b"\n\n")
    file = entry(small_project)
    assert cli("fmt", "-p", small_project, file).out == f"{file}\n"
    assert cli("fmt", "-p", small_project, file.parent).out == ""
    assert len(cli("fmt", "-p", small_project, "--check").out.splitlines()) == 4


def test_files_that_are_left_alone_are_named(cli, small_project):
    entry(small_project).write_text("a: [", "utf-8")
    result = cli("fmt", "-p", small_project)
    assert result.code == 0
    assert f"{entry(small_project)}: left alone, it cannot be read as YAML" in result.err
    assert entry(small_project).read_text("utf-8") == "a: ["


def test_fmt_of_other_files(cli, small_project, tmp_path):
    (tmp_path / "x.yml").write_text("a: b\n", "utf-8")
    for name, part in (("x.yml", "is no entry"), ("none.yml", "there is no file")):
        result = cli("fmt", "-p", small_project, tmp_path / name)
        assert result.code == 2
        assert part in result.err
    assert cli("fmt", "-p", tmp_path).code == 2


def test_schema(cli, small_project):
    assert cli("schema", "-p", small_project, "--check").code == 1
    assert cli("schema", "-p", small_project, "--write", small_project / "schemas").code == 0
    clean = cli("schema", "-p", small_project, "--check")
    assert (clean.code, clean.out, clean.err) == (0, "", "")
    printed = cli("schema", "papers", "-p", small_project).out
    assert printed == (small_project / "schemas/papers.json").read_text("utf-8")
    assert json.loads(printed)["title"] == "Paper or other work"


def test_outdated_ids_are_not_mistakes(cli, small_project):
    folder = small_project / "schemas"
    cli("schema", "-p", small_project, "--write", folder)
    paper = small_project / "entries/papers/vaswani2017attention.yml"
    paper.with_name("new2026paper.yml").write_text(
        paper.read_text("utf-8").replace("1706.03762", "1706.03763"), "utf-8"
    )
    lagging = cli("schema", "-p", small_project, "--check")
    assert (lagging.code, lagging.out) == (0, "")
    assert "newer ids" in lagging.err
    (folder / "claims.json").write_text("{}\n", "utf-8")
    (folder / "ids.json").unlink()
    stale = cli("schema", "-p", small_project, "--check")
    assert stale.code == 1
    assert "claims.json: does not say what the model says" in stale.out
    assert "ids.json: is missing" in stale.out
    assert f"readinglist schema --write {folder}" in stale.out


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["papers", "--check"]])
def test_wrong_usage_of_schema(cli, small_project, arguments):
    result = cli("schema", "-p", small_project, *arguments)
    assert result.code == 2
    assert result.out == ""
