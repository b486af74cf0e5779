"""A new list: what `readinglist init` writes works at once and has nothing specific to ours."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from readinglist.cli import COMMANDS
from readinglist.entry.findings import Severity
from readinglist.entry.vocabulary import ClaimKind
from readinglist.graph.preparing import prepare

#: Only in this repository: the project's own tests, its releases, and a check of its dependencies.
OWN_WORKFLOWS = {"ci.yml", "release.yml", "supply-chain.yml"}


@pytest.fixture(scope="module")
def new_list(command, tmp_path_factory):
    folder = tmp_path_factory.mktemp("init") / "my-list"
    result = command("readinglist", "init", folder, "--title", 'Trees: a "list"')
    assert result.returncode == 0, result.stderr
    return folder


@pytest.mark.parametrize(
    "check",
    [
        ["validate", "--strict"],
        ["fmt", "--check"],
        ["schema", "--check"],
        ["forms", "--check"],
        ["build"],
    ],
    ids=lambda check: check[0],
)
def test_a_new_list_passes_its_own_checks(command, new_list, check):
    makefile = (new_list / "Makefile").read_text("utf-8")
    assert f"$(BIN)/readinglist {' '.join(check)}\n" in makefile
    result = command("readinglist", *check, "--project", new_list)
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_new_list_has_no_findings_and_an_entry_of_each_kind(new_list):
    prepared = prepare(new_list)
    assert [
        finding for finding in prepared.findings if finding.severity is not Severity.NOTICE
    ] == []
    library = prepared.library
    assert all((library.papers, library.essays, library.claims, library.paths, library.themes))
    assert {claim.kind for claim in library.claims.values()} == set(ClaimKind)


def test_a_new_list_has_no_dead_links(command, new_list, checked, tools, tmp_path):
    out = tmp_path / "site"
    result = command("readinglist", "build", "--project", new_list, "--output", out)
    assert result.returncode == 0, result.stderr
    site = checked(tools.BuiltSite(out, new_list, "/"))
    assert site.dead_ends() == []
    assert site.pages["index.html"].title == 'Trees: a "list"'


def test_a_new_list_has_nothing_specific_to_this_one(new_list, tools):
    ours = prepare(tools.REPOSITORY)
    entries = {loaded.id for loaded in ours.library.files}
    ids = entries | {theme.id for theme in ours.library.themes}
    titles = {work.title for work in ours.graph.works.values() if len(work.title) > 8}
    people = {name.display for work in ours.graph.works.values() for name in work.authors}
    people = {name for name in people if " " in name}
    tags = {tag for tag in ours.graph.tags if len(tag) > 6}
    texts = {
        file.relative_to(new_list).as_posix(): file.read_text("utf-8")
        for file in new_list.rglob("*")
        # The site's assets belong to the theme.
        if file.is_file() and file.relative_to(new_list).parts[0] != "site"
    }
    assert len(texts) > 20
    for name, text in texts.items():
        words = set(re.findall(r"[\w-]+", text))
        if name.startswith("schemas/"):
            # The examples come from the model: arXiv ids, people, and common words.
            assert not entries & words, name
            continue
        assert not ids & words, name
        assert [title for title in titles | people if title in text] == [], name
        assert not tags & words, name
        assert not re.search(r"machine.learning|neural|language model", text, re.IGNORECASE), name
    listed = yaml.safe_load((new_list / "schemas/ids.json").read_text("utf-8"))
    assert "fern2012shade" in str(listed)
    assert not any(f"'{entry_id}'" in str(listed) for entry_id in ids)


def test_shared_files_are_identical(tools):
    starter = tools.REPOSITORY / "readinglist/intake/new_list/files"
    workflows = tools.REPOSITORY / ".github/workflows"
    names = {file.name for file in workflows.iterdir()} - OWN_WORKFLOWS
    assert {file.name for file in (starter / "dot-github/workflows").iterdir()} == names
    pairs = {f".github/workflows/{name}": f"dot-github/workflows/{name}" for name in names}
    actions = {
        file.relative_to(tools.REPOSITORY / ".github").as_posix()
        for file in (tools.REPOSITORY / ".github/actions").rglob("*.*")
    }
    assert actions
    pairs |= {f".github/{action}": f"dot-github/{action}" for action in actions}
    for file in (starter / "dot-vscode").iterdir():
        pairs[f".vscode/{file.name}"] = f"dot-vscode/{file.name}"
    for ours, theirs in pairs.items():
        assert (tools.REPOSITORY / ours).read_bytes() == (starter / theirs).read_bytes(), ours


@pytest.mark.parametrize("kind", ["readinglist", "make"])
def test_workflows_call_existing_commands(new_list, tools, kind):
    """Every command and every make target that a workflow calls exists."""
    commands = set(COMMANDS)
    for project in (new_list, tools.REPOSITORY):
        targets = set(
            re.findall(r"^([a-z]+):", (project / "Makefile").read_text("utf-8"), re.MULTILINE)
        )
        known = commands if kind == "readinglist" else targets
        called = set()
        for workflow in sorted((project / ".github/workflows").iterdir()):
            text = workflow.read_text("utf-8")
            pattern = r"bin/readinglist ([a-z-]+)" if kind == "readinglist" else r"run: make (\w+)"
            called |= set(re.findall(pattern, text))
        assert called
        assert called <= known


@pytest.mark.parametrize("tool", ["actionlint", "zizmor"])
def test_the_workflows_of_a_new_list_are_valid(new_list, tool):
    program = Path(sys.executable).parent / tool
    if not program.is_file():
        pytest.skip(f"{tool} is not installed")
    arguments = {
        "actionlint": sorted((new_list / ".github/workflows").iterdir()),
        "zizmor": ["--offline", "--quiet", "--pedantic", new_list],
    }[tool]
    result = subprocess.run(
        [program, *arguments], capture_output=True, text=True, check=False, cwd=new_list, timeout=60
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_no_workflow_runs_untrusted_code_with_write_access(tools):
    for file in (tools.REPOSITORY / ".github/workflows").iterdir():
        text = file.read_text("utf-8")
        workflow = yaml.load(text, yaml.BaseLoader)  # YAML 1.2, where `on` is not a boolean
        assert "pull_request_target" not in workflow["on"]
        assert "secrets." not in text
        assert workflow["permissions"] == {}
        assert "concurrency" in workflow
        for job in workflow["jobs"].values():
            assert int(job["timeout-minutes"]) <= 60
            writes = "write" in job["permissions"].values()
            steps = list(_with_parts(job["steps"], tools.REPOSITORY))
            runs = " ".join(step.get("run", "") for step in steps)
            # Jobs with write access run no code of the project, except the report on links, which
            # runs only on main and on a schedule.
            assert file.name == "links.yml" or not (
                writes and re.search(r"make |readinglist |pip |python", runs)
            ), file
            assert "${{" not in runs
            for step in steps:
                if "uses" in step and not step["uses"].startswith("./"):
                    assert re.fullmatch(r"[\w-]+(/[\w-]+)+@[0-9a-f]{40}", step["uses"])


def _with_parts(steps, repository):
    """The steps, including those of our own actions that they use."""
    for step in steps:
        yield step
        if step.get("uses", "").startswith("./"):
            action = yaml.safe_load((repository / step["uses"] / "action.yml").read_text("utf-8"))
            yield from action["runs"]["steps"]


def test_updates_are_configured_for_everything_pinned(new_list, tools):
    """A folder that is missing would silently never be updated. Every update waits a week."""
    for project, more in (
        (tools.REPOSITORY, {"npm": _npm_folders(tools.REPOSITORY)}),
        (new_list, {}),
    ):
        settings = yaml.safe_load((project / ".github/dependabot.yml").read_text("utf-8"))
        folders = {}
        for update in settings["updates"]:
            named = update.get("directories", [update.get("directory")])
            folders[update["package-ecosystem"]] = set(named)
            assert update["cooldown"] == {"default-days": 7}
            assert [group["patterns"] for group in update["groups"].values()] == [["*"]]
        assert folders == {"github-actions": {"/"}, "pip": {"/"}} | more


def _npm_folders(repository):
    places = ("tests", "benchmarks")
    files = [file for place in places for file in (repository / place).rglob("package.json")]
    return {
        f"/{file.parent.relative_to(repository).as_posix()}"
        for file in files
        if "node_modules" not in file.parts
    }


# Obstacles


def test_git_for_windows_keeps_the_line_endings(cli, tmp_path):
    """By default it checks text out with those of Windows, which `make check` would reject."""
    folder = tmp_path / "list"
    assert cli("init", folder).code == 0
    git = ["git", "-C", str(folder), "-c", "core.autocrlf=true", "-c", "core.safecrlf=false"]
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "x"],
    ):
        subprocess.run([*git, *command], check=True, timeout=60)
    for item in folder.iterdir():
        if item.name != ".git":
            shutil.rmtree(item) if item.is_dir() else item.unlink()
    subprocess.run([*git, "checkout", "-q", "--", "."], check=True, timeout=60)
    assert [
        f.name
        for f in folder.rglob("*.*")
        if ".git/" not in f.as_posix() and f.is_file() and b"\r" in f.read_bytes()
    ] == []


# Without the examples


@pytest.fixture(scope="module")
def bare_list(command, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bare") / "my-list"
    result = command("readinglist", "init", folder, "--bare", "--title", "Trees")
    assert result.returncode == 0, result.stderr
    return folder


@pytest.fixture(scope="module")
def emptied_list(command, tmp_path_factory):
    """A new list whose owner has deleted the examples."""
    folder = tmp_path_factory.mktemp("emptied") / "my-list"
    assert command("readinglist", "init", folder).returncode == 0
    for kind in ("papers", "essays", "claims", "paths"):
        for file in (folder / "entries" / kind).iterdir():
            file.unlink()
    return folder


@pytest.fixture(params=["bare", "emptied"])
def without_examples(request):
    return request.getfixturevalue(f"{request.param}_list")


@pytest.mark.parametrize(
    "check", [["validate", "--strict"], ["fmt", "--check"], ["schema", "--check"],
              ["forms", "--check"]], ids=lambda check: check[0],
)  # fmt: skip
def test_a_list_without_examples_passes_its_checks(cli, without_examples, check):
    result = cli(*check, "--project", without_examples)
    assert result.code == 0, result.out + result.err


def test_a_list_without_examples_builds_without_dead_links(
    command, without_examples, checked, tools, tmp_path
):
    out = tmp_path / "site"
    result = command("readinglist", "build", "--project", without_examples, "--output", out)
    assert result.returncode == 0, result.stderr
    assert "WARNING" not in result.stderr
    site = checked(tools.BuiltSite(out, without_examples, "/"))
    assert site.dead_ends() == []
    assert any(link.endswith("browse/") for link in site.pages["index.html"].links)


def test_a_bare_list_does_not_mention_examples(bare_list):
    assert not list((bare_list / "entries").glob("*/*.yml"))
    for file in bare_list.rglob("*"):
        if file.is_file() and "schemas" not in file.parts and "site" not in file.parts:
            text = file.read_text("utf-8")
            assert "{{" not in text.replace("${{", ""), file
            for word in ("invented", "delete the examples", "streets", "fern2012"):
                assert word not in text, file


def test_a_first_entry_in_a_bare_list(cli, bare_list, tmp_path):
    project = tmp_path / "copy"
    shutil.copytree(bare_list, project)
    line = next(
        line for line in (project / "CONTRIBUTING.md").read_text("utf-8").splitlines()
        if " add " in line
    )  # fmt: skip
    arguments = shlex.split(line.partition("readinglist ")[2])
    result = cli(*arguments, "--takeaway", "Plant more.", "--project", project)
    assert result.code == 0, result.err
    assert cli("validate", "--strict", "--project", project).code == 0


def test_an_empty_section_is_a_notice(cli, bare_list):
    found = cli("validate", "--strict", "--notices", "--project", bare_list)
    assert (found.code, "notice N505" in found.out) == (0, True)
