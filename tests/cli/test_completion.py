"""Completion as shells request it: through the variables that typer's scripts set."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("readinglist")


@pytest.fixture
def complete(small_project):
    """Complete the last of the words; returns the candidates. Standard error must be empty."""

    def run(*words, folder=small_project, shell="bash", **environment):
        line = shlex.join(("readinglist", *words[:-1])) + f" {words[-1]}"
        env = {key: value for key, value in os.environ.items() if key != "READINGLIST_PROJECT"}
        env |= {"_READINGLIST_COMPLETE": f"complete_{shell}"}
        env |= environment
        if shell == "bash":
            env |= {"COMP_WORDS": line, "COMP_CWORD": str(len(words))}
        else:
            env |= {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
        run = subprocess.run(
            [PROGRAM], cwd=folder, env=env,
            capture_output=True, text=True, encoding="utf-8", check=False, timeout=60,
        )  # fmt: skip
        assert (run.returncode, run.stderr) == (0, ""), run.stderr
        return run.stdout.split("\n")[:-1] if shell == "fish" else run.stdout.split()

    return run


def ids_of(project, *folders):
    return {
        file.stem for folder in folders for file in (project / "entries" / folder).glob("*.yml")
    }


@pytest.mark.parametrize("command", ["show", "export"])
def test_ids(complete, small_project, command):
    offered = set(complete(command, ""))
    assert ids_of(small_project, "papers", "essays", "claims", "paths") <= offered
    assert complete(command, "vas") == ["vaswani2017attention"]
    assert complete(command, "nothing-like-it") == []


def test_only_works(complete, small_project):
    assert set(complete("impact", "")) == ids_of(small_project, "papers", "essays")


@pytest.mark.parametrize(
    "words", [("list", "--theme"), ("list", "-t"), ("add", "--theme"), ("import", "x.bib", "-t")]
)
def test_themes_and_their_sections(complete, words):
    offered = complete(*words, "")
    assert "objectives" in offered
    assert any(candidate.startswith("objectives/") for candidate in offered)
    assert complete(*words, "objectives/")[0].startswith("objectives/")


def test_codes(complete):
    assert complete("explain", "E20")[:3] == ["E201", "E202", "E203"]
    assert complete("explain", "W4")[0] == "W402"


def test_codes_with_descriptions(complete):
    assert "E203\tan unknown work" in complete("explain", "E203", shell="fish")


def test_kinds_and_commands(complete):
    assert complete("list", "--kind", "p") == ["paper", "prediction", "path"]
    assert complete("schema", "c") == ["claims"]
    assert complete("from-issue", "--kind", "") == ["paper", "claim"]
    assert complete("sh") == ["show"]
    assert complete("links", "m") == ["merge"]
    assert "--theme" in complete("list", "--th")


def test_a_project_other_than_the_folders(complete, small_project, tmp_path):
    assert complete("show", "-p", str(small_project), "vas", folder=tmp_path) == [
        "vaswani2017attention"
    ]


def test_the_project_is_found_like_by_the_command(complete, small_project, tmp_path):
    """From a folder within it, or by the variable; a project named explicitly comes first."""
    known = ["vaswani2017attention"]
    assert complete("show", "vas", folder=small_project / "entries/claims") == known
    named = {"READINGLIST_PROJECT": str(small_project)}
    assert complete("show", "vas", folder=tmp_path, **named) == known
    assert complete("show", "-p", ".", "vas", folder=tmp_path, **named) == []
    assert complete("explain", "E203", folder=tmp_path) == ["E203"]


@pytest.mark.parametrize(
    "words",
    [
        ("show", "x"),
        ("list", "--theme", "x"),
        ("export", "-p", "/nowhere/at/all", "x"),
        ("nonsense", "x"),
        ("list", "--kind", "nonsense", "--theme", "x"),
    ],
    ids=" ".join,
)
def test_no_output_outside_a_project(complete, tmp_path, words):
    assert complete(*words, folder=tmp_path) == []


@pytest.mark.parametrize("content", [b"", b"- {id", b"\xff\xfe", b"a: b\n", b"- 1\n- {}\n", None])
def test_unreadable_themes(complete, small_project, content):
    file = small_project / "entries/themes.yml"
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    assert complete("list", "--theme", "") == []
    assert "vaswani2017attention" in complete("export", "vas")


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
def test_completion_in_bash(small_project):
    """The script printed by `--show-completion`, in a shell with the program on its path."""
    env = os.environ | {"PATH": f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"}
    program = """
        source <(_READINGLIST_COMPLETE=source_bash readinglist)
        COMP_WORDS=(readinglist show vas) COMP_CWORD=2
        $(complete -p readinglist | sed 's/.*-F \\([^ ]*\\).*/\\1/') readinglist vas show
        echo "${COMPREPLY[@]}"
    """
    run = subprocess.run(
        ["bash", "-c", program], cwd=small_project, env=env,
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (run.stdout, run.stderr) == ("vaswani2017attention\n", "")
