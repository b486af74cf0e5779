"""Following docs/upgrading.md brings a list of an earlier version up to date.

`lists/0.1` is what `init` of version 0.1.0 wrote; its file names are those of the starter.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

OLD = Path(__file__).parent / "lists/0.1"
BLOCK = re.compile(r"^ {0,3}```sh\n(.*?)^ {0,3}```$", re.MULTILINE | re.DOTALL)
#: Commands that download packages (`make fresh` does that, with an index) or never return.
LEFT_OUT = (
    "python3 -m venv ../new",
    "../new/bin/python -m pip install --upgrade readinglist-site",
    "make venv",
    "make serve",
)


@pytest.fixture(scope="module")
def commands(tools):
    text = (tools.REPOSITORY / "docs/upgrading.md").read_text("utf-8").partition("## From")[0]
    return [line.strip() for block in BLOCK.findall(text) for line in block.splitlines()]


def test_skipped_commands_are_still_documented(commands):
    assert set(LEFT_OUT) < set(commands)


def program_in(folder):
    """The command as it is in an environment, instead of one with packages of its own."""
    program = folder / "bin/readinglist"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m readinglist "$@"\n')
    program.chmod(0o755)


@pytest.fixture
def old_list(tmp_path):
    """A clone of a list of version 0.1.0, with an entry and a setting of its own."""
    folder = tmp_path / "list"
    for file in sorted(OLD.rglob("*")):
        if file.is_file():
            name = re.sub(r"(?:^|(?<=/))dot-", ".", file.relative_to(OLD).as_posix())
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, folder / name)
    settings = folder / "mkdocs.yml"
    settings.write_text(f"{settings.read_text('utf-8')}copyright: Of this list alone\n", "utf-8")
    program_in(tmp_path / "new")
    program_in(folder / ".venv")
    return folder


@pytest.mark.skipif(os.name != "posix", reason="the page's commands are a shell's")
def test_upgrading_a_list_of_0_1(old_list, commands, tmp_path):
    author = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in
              ("NAME", "EMAIL")}  # fmt: skip
    env = os.environ | author | {"NO_MKDOCS_2_WARNING": "1", "COLUMNS": "200"}

    def run(line):
        # `.venv` is as `make venv` would leave it, so that other targets consider it ready.
        (old_list / ".venv/.ready").touch()
        return subprocess.run(
            ["sh", "-c", line], cwd=old_list, env=env,
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    for line in ("git init -q -b main", "git add .", "git commit -q -m 0.1", "git switch -q -c up"):
        assert run(line).returncode == 0, line
    entries = {file: file.read_bytes() for file in (old_list / "entries").rglob("*.yml")}
    for line in commands:
        if line in LEFT_OUT:
            continue
        result = run(line)
        told = line + "\n" + result.stdout + result.stderr
        # `diff` exits with 1 if files differ, which they do.
        assert result.returncode <= line.startswith("diff "), told
        if line == ".venv/bin/readinglist diff main":
            assert "Nothing that a reader of the list would notice." in result.stdout, told
    requirement = (old_list / "requirements.txt").read_text("utf-8")
    assert re.search(r"^readinglist-site( @|==)", requirement, re.MULTILINE)
    assert not re.search(r"^readinglist(?!-site)", requirement, re.MULTILINE)
    assert (old_list / "site/index.html").is_file()
    assert "Of this list alone" in (old_list / "site/index.html").read_text("utf-8")
    # Nothing on the list had to change, and nothing did.
    assert {file: file.read_bytes() for file in (old_list / "entries").rglob("*.yml")} == entries
    fresh = tmp_path / "fresh"
    for name in ("Makefile", "setup_venv.py", "requirements-lock.txt"):
        assert (old_list / name).read_bytes() == (fresh / name).read_bytes()
