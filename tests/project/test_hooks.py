"""The hooks in .pre-commit-hooks.yaml, run by pre-commit itself, and this project's own.

Other repositories run the former in an environment that pre-commit makes from the package; here
they use the current environment, so that nothing has to be downloaded.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

REPOSITORY = Path(__file__).parents[2]
MANIFEST = REPOSITORY / ".pre-commit-hooks.yaml"
PAPER = "entries/papers/vaswani2017attention.yml"


@pytest.fixture
def run(tmp_path):
    """Runs a program of this environment in a folder."""
    bin_folder = str(Path(sys.executable).parent)
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([bin_folder, os.environ["PATH"]]),
        "PRE_COMMIT_HOME": str(tmp_path / "cache"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }

    def run(folder, *command):
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )

    return run


@pytest.fixture
def project(run, small_project):
    """A canonical list under version control, with the hooks of the manifest."""
    hooks = [{**hook, "language": "system"} for hook in yaml.safe_load(MANIFEST.read_text("utf-8"))]
    config = {"repos": [{"repo": "local", "hooks": hooks}]}
    (small_project / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")
    for command in (["git", "init", "-q"], ["readinglist", "fmt"], ["git", "add", "."]):
        assert run(small_project, *command).returncode == 0
    return small_project


def test_the_manifest_is_valid(run):
    result = run(REPOSITORY, "pre-commit", "validate-manifest", str(MANIFEST))
    assert result.returncode == 0, result.stdout


def test_this_projects_hooks_run_the_checks_of_make_lint(run):
    config = REPOSITORY / ".pre-commit-config.yaml"
    result = run(REPOSITORY, "pre-commit", "validate-config", str(config))
    assert result.returncode == 0, result.stdout
    lint = (REPOSITORY / "Makefile").read_text("utf-8").replace("$(BIN)/", ".venv/bin/")
    (repository,) = yaml.safe_load(config.read_text("utf-8"))["repos"]
    for hook in repository["hooks"]:
        command = hook["entry"].replace(" --fix", "").replace(" --force-exclude", "")
        assert f"\t{command}" in lint, hook["id"]


def test_a_valid_list_passes(run, project):
    result = run(project, "pre-commit", "run", "--all-files")
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.count("Passed") == 2


def test_a_mistake_stops_the_commit(run, project):
    file = project / PAPER
    file.write_text(file.read_text("utf-8").replace("prediction", "predicton"), "utf-8")
    result = run(project, "pre-commit", "run", "--files", PAPER)
    assert result.returncode == 1
    assert f"{PAPER}:2:10 error E202" in result.stdout
    assert "Did you mean 'prediction'?" in result.stdout


def test_an_entry_in_other_form_is_formatted_and_stops_the_commit(run, project):
    file = project / PAPER
    tidy = file.read_text("utf-8")
    file.write_text(tidy.replace('"', ""), "utf-8")
    result = run(project, "pre-commit", "run", "--files", PAPER)
    assert result.returncode == 1
    assert "files were modified by this hook" in result.stdout
    assert file.read_text("utf-8") == tidy
