"""What commands print, wherever it goes: a pipe, a full disk, another encoding."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from small_list import CLAIM, PAPER, broken, change


@pytest.mark.parametrize(
    "value", ["[/] and [bold]x[/bold] \\[", ":warning: 100%", "two\nlines", "a\x85b\u2028c", "\\"]
)
def test_markup_in_quoted_text_is_not_interpreted(cli, small_project, value):
    change(small_project, CLAIM, "kind: claim", f"kind: {json.dumps(value)}")
    result = cli("validate", "-p", small_project)
    assert result.code == 1
    (line,) = result.out.split("\n")[:-1]
    assert " ".join(re.sub("[\x85\u2028]", " ", value).split()) in " ".join(line.split())


def run(*arguments, **options):
    env = {
        key: value for key, value in os.environ.items() if key not in ("FORCE_COLOR", "NO_COLOR")
    }
    env |= {"NO_MKDOCS_2_WARNING": "1", **options.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-m", "readinglist", *map(str, arguments)],
        capture_output=True,
        env=env,
        check=False,
        timeout=60,
        **options,
    )


@pytest.mark.parametrize(
    "command",
    [["validate", "--notices"], ["list"], ["stats"], ["show", "vaswani2017attention"]],
    ids=" ".join,
)
def test_no_colours_in_a_pipe(small_project, command):
    result = run(*command, "-p", broken(small_project), env={"TERM": "xterm-256color"})
    assert result.stdout
    assert b"\x1b" not in result.stdout + result.stderr


@pytest.mark.parametrize("encoding", ["ascii", "utf-8:strict"])
def test_unencodable_characters_do_not_abort_a_report(small_project, encoding):
    change(small_project, CLAIM, "kind: claim", 'kind: "sô 漢"')
    if sys.platform == "linux":
        os.link(small_project / PAPER, bytes(small_project / "entries/papers") + b"/bad\xff.yml")
    for form in ("text", "json", "github"):
        result = run(
            "validate", "-p", small_project, "-f", form, env={"PYTHONIOENCODING": encoding}
        )
        assert b"Traceback" not in result.stderr
        assert result.returncode == 1
        assert b"E104" in result.stdout


def test_a_closed_pipe(project):
    # As `readinglist list | head -1` does.
    process = subprocess.Popen(
        [sys.executable, "-m", "readinglist", "list", "-f", "json", "-p", str(project)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.readline()
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) in (0, 1)
    assert b"Traceback" not in errors


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("arguments", [("list",), ("stats", "-f", "json"), ("--version",)])
def test_output_to_a_full_disk(project, arguments):
    where = [] if "--version" in arguments else ["-p", project]
    command = [sys.executable, "-m", "readinglist", *arguments, *where]
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60
        )
    assert result.returncode == 3
    assert b"error the output: No space left on device" in result.stderr
    assert b"Traceback" not in result.stderr
    assert b"Exception" not in result.stderr


def test_all_output_is_flushed_before_exit(project):
    """A process exits without freeing what it read, but not before its output is complete."""
    result = run("list", "-f", "json", "-p", project)
    assert result.returncode == 0
    assert len(json.loads(result.stdout)) == len(list(project.glob("entries/*/*.yml")))


def test_a_folder_in_place_of_an_input(cli, small_project):
    result = cli("import", "-p", small_project, small_project)
    assert result.code == 3
    assert "it is a folder, not a file\nName a file." in result.err
