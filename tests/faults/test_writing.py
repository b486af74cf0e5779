"""No command reads or writes through a link that leads out of the project."""

import json
import os

import pytest

PAPER = "entries/papers/fern2012shade.yml"
BIB = "@article{g, title={Groves}, author={Kim Grove}, year={2020}, url={https://g.example/1}}\n"
RECORD = {
    "id": "2403.99901", "title": "Patience", "authors": "Ada Green", "abstract": "It is so.",
    "categories": "cs.LG", "authors_parsed": [["Green", "Ada", ""]], "update_date": "2024-03-18",
    "versions": [{"version": "v1", "created": "Mon, 18 Mar 2024 09:00:00 GMT"}],
}  # fmt: skip


# Every command that writes

COMMANDS = {
    "validate --fix": (["validate", "--fix"], PAPER),
    "fmt": (["fmt"], PAPER),
    "fmt of a folder": (["fmt"], "entries/papers"),
    "add": (["add", "--manual", "--title", "Moss", "--url", "https://m.example/"],
            "entries/papers"),
    "import": (["import", "../refs.bib"], "entries/papers"),
    "enrich --from": (["enrich", "--from", "../bulk.jsonl"], "entries/metadata"),
    "forms": (["forms", "--write"], ".github/ISSUE_TEMPLATE"),
    "a form": (["forms", "--write"], ".github/ISSUE_TEMPLATE/problem.yml"),
    "schema": (["schema", "--write", "schemas"], "schemas/papers.json"),
    "reference": (["reference", "--write", "docs/findings.md"], "docs/findings.md"),
    "export": (["export", "--all", "-o", "all.bib"], "all.bib"),
}  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_writes_through_a_link_out_of_the_project(
    name, project, tmp_path, monkeypatch, cli, files_of
):
    arguments, place = COMMANDS[name]
    (tmp_path / "refs.bib").write_text(BIB, "utf-8")
    (tmp_path / "bulk.jsonl").write_text(json.dumps(RECORD) + "\n", "utf-8")
    theme = (project / PAPER).read_text("utf-8").partition("themes: [")[2].partition("]")[0]
    arxiv = f'arxiv: "2403.99901"\nthemes: [{theme}]\ntakeaway: So it is.\n'
    (project / "entries/papers/green2024.yml").write_text(arxiv, "utf-8")
    paper = (project / PAPER).read_text("utf-8")
    paper = paper.replace("takeaway:", "takeway:").replace("\n", "\r\n")
    (project / PAPER).write_text(paper, "utf-8", newline="")
    link, outside = project / place, tmp_path / "outside"
    if link.exists():
        link.rename(outside)
    elif "." in link.name:
        outside.write_text("mine", "utf-8")
    else:
        outside.mkdir()
    if outside.is_dir():
        for stale in [*outside.glob("*.yml")][:1]:
            stale.write_text(stale.read_text("utf-8") + "# stale\n\n\n", "utf-8")
    elif not place.startswith("entries"):
        outside.write_text("mine", "utf-8")
    link.symlink_to(outside)
    before = outside.read_bytes() if outside.is_file() else files_of(outside)
    monkeypatch.chdir(project)
    result = cli(*arguments)
    assert (outside.read_bytes() if outside.is_file() else files_of(outside)) == before
    if arguments != ["fmt"]:  # which does not count such a file as part of the list
        assert result.code != 0
        assert "link" in result.err + result.out


# Reading


@pytest.mark.parametrize(
    "place", ["entries/papers/leak.yml", "entries/claims", "entries/themes.yml", "entries/metadata",
              "entries/metadata/arxiv", "docs/leak.txt", "docs/leak.md", "docs/all"],
)  # fmt: skip
def test_a_link_out_of_the_project_is_a_finding_and_not_followed(place, project, tmp_path, cli):
    outside = tmp_path / "secret"
    if "." in place.rpartition("/")[2]:
        outside.write_text("SECRET: x\n", "utf-8")
    else:
        outside.mkdir()
        (outside / "leak.yml").write_text("SECRET: x\n", "utf-8")
    link = project / place
    if link.is_dir():
        link.rename(tmp_path / "away")
    link.unlink(missing_ok=True)
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(outside)
    result = cli("validate", "-p", project)
    assert result.code == 1
    found = [line for line in result.out.splitlines() if line.startswith(f"{place}:")]
    assert len(found) == 1
    assert f"E008 a link to '{outside}'" in found[0]
    result = cli("build", "-p", project)
    assert result.code in (1, 2)
    assert not (project / "site").exists()
    assert "SECRET" not in result.out + result.err


def test_a_link_into_git_or_to_a_parent_folder_is_a_finding(project, cli):
    (project / ".git").mkdir()
    (project / ".git/config").write_text("[token]\n", "utf-8")
    (project / "docs/leak.txt").symlink_to("../.git/config")
    (project / "docs/round").symlink_to(".")
    result = cli("validate", "-p", project)
    assert [line.partition(":")[0] for line in result.out.splitlines()] == [
        "docs/leak.txt", "docs/round",
    ]  # fmt: skip
    assert cli("build", "-p", project).code == 2


def test_links_out_are_found_through_a_link_within_the_project(project, cli):
    (project / ".git").mkdir()
    (project / ".git/config").write_text("[token]\n", "utf-8")
    (project / "other/deep").mkdir(parents=True)
    (project / "docs/a").symlink_to("../other")
    for name, target in (("file", "/etc/hostname"), ("folder", "/etc"), ("git", ".git/config")):
        (project / "other/deep" / name).symlink_to(project / target)
    result = cli("validate", "-p", project)
    assert [line.partition(":")[0] for line in result.out.splitlines()] == [
        f"docs/a/deep/{name}" for name in ("file", "folder", "git")
    ]
    assert result.out.count("error E008") == 3
    assert cli("build", "-p", project).code == 2
    assert not (project / "site").exists()


def test_links_with_endless_paths_are_findings(project, cli):
    for number in range(40):
        folder = project / f"other/{number}"
        folder.mkdir(parents=True)
        for name in ("b", "c"):
            (folder / name).symlink_to(f"../{number + 1}")
    (project / "other/40").mkdir()
    (project / "entries/metadata").mkdir(exist_ok=True)
    (project / "docs/a").symlink_to("../other/0")
    (project / "entries/metadata/a").symlink_to("../../other/0")
    result = cli("validate", "-p", project)
    assert {line.partition(":")[0] for line in result.out.splitlines() if "E008" in line} == {
        f"{folder}/a/{name}" for folder in ("docs", "entries/metadata") for name in ("b", "c")
    }
    assert cli("build", "-p", project).code in (1, 2)


def test_other_than_files_in_the_pages_folder_is_a_finding(project, cli):
    names = ["lost.md", "lost.png", "pipe.md", "pipe.png"]
    for name in names:
        place = project / "docs" / name
        if name.startswith("pipe"):
            os.mkfifo(place)
        else:
            place.symlink_to("nowhere")
    result = cli("validate", "-p", project)
    assert [line.partition(" error E001")[0] for line in result.out.splitlines()] == [
        f"docs/{name}:1:1" for name in names
    ]
    result = cli("build", "-p", project)
    assert result.code == 2
    assert all(f"docs/{name}:1:1 error E001" in result.out + result.err for name in names)
    assert "4 errors; nothing was built" in result.out + result.err


def test_links_reads_no_pages_outside_the_project(project, cli, tmp_path):
    os.mkfifo(project / "docs/pipe.md")
    (tmp_path / "secret.md").write_text("http://secret.invalid/\n", "utf-8")
    (project / "docs/leak.md").symlink_to(tmp_path / "secret.md")
    result = cli("links", "-p", project, "--budget", "0.01", "--timeout", "0.1",
                 "--cache", tmp_path / "cache", "--lock-only",
                 "--resolve", "example.org=")  # fmt: skip
    assert "docs/pipe.md:1:1 error E001 it is a pipe" in result.out
    assert "secret.invalid" not in result.out + result.err
    assert result.code == 1


def test_links_within_the_project_are_followed(project, cli):
    paper = project / PAPER
    paper.rename(project / "elsewhere.yml")
    paper.symlink_to("../../elsewhere.yml")
    (project / "docs/more.md").symlink_to("about.md")
    (project / "pictures").mkdir()
    (project / "pictures/one.txt").symlink_to("../elsewhere.yml")
    (project / "docs/pictures").symlink_to("../pictures")
    assert cli("validate", "-p", project).code == 0
    assert cli("build", "-p", project, "--no-strict").code == 0
    assert (project / "site/papers/fern2012shade/index.html").is_file()
    assert (project / "site/more/index.html").is_file()
    assert (project / "site/pictures/one.txt").is_file()
