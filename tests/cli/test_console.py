"""What commands print, wherever it goes: a pipe, a full disk, another encoding."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from small_list import CLAIM, PAPER, broken, change

from readinglist.cli import console
from readinglist.entry.findings import Finding, Location, Severity
from readinglist.errors import UsageError
from readinglist.system.bounded_reads import UnfitFileError


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


@pytest.mark.parametrize(
    ("line", "width", "indent", "wrapped"),
    [
        ("one two three", 9, "", ["one two", "three"]),
        ("one two three", 9, "    ", ["one two", "    three"]),
        ("  - one two three", 12, "    ", ["  - one two", "    three"]),
        # Ids and addresses stay whole, even if they are too long.
        ("see https://a.example/very-long x", 10, "", ["see", "https://a.example/very-long", "x"]),
        ("a-b c-d", 4, "", ["a-b", "c-d"]),
        ("", 9, "  ", [""]),
    ],
)
def test_lines_are_wrapped_between_words(line, width, indent, wrapped):
    assert console.wrap(line, width, indent) == wrapped


def test_a_value_that_cannot_be_parsed_names_its_option():
    assert console.parsed(int, "--n", " 7 ") == 7

    def fails(text):
        raise ValueError(f"'{text}' is no day", "Write 2026-01-02.")

    with pytest.raises(UsageError, match="--until: 'soon' is no day") as raised:
        console.parsed(fails, "--until", "soon")
    assert raised.value.hint == "Write 2026-01-02."
    with pytest.raises(UsageError, match="--n: invalid literal"):
        console.parsed(int, "--n", "x")


@pytest.mark.parametrize(
    ("severities", "plain", "strict"),
    [("", 0, 0), ("NOTICE", 0, 0), ("WARNING NOTICE", 0, 1), ("WARNING ERROR", 1, 1)],
)
def test_exit_codes(severities, plain, strict):
    findings = [
        Finding("E101", Severity[severity], Location("a.yml"), "m")
        for severity in severities.split()
    ]
    assert console.exit_code(findings) == plain
    assert console.exit_code(findings, strict=True) == strict


def test_words_of_an_option():
    assert console.one_of(console.Format) == "text, json, github or sarif"
    assert console.FORMATS == "text|json|github|sarif"


@pytest.mark.parametrize("size", [0, 9, 10])
def test_input_up_to_the_limit_is_read(tmp_path, monkeypatch, size):
    file = tmp_path / "x"
    file.write_bytes(b"a" * size)
    assert console.read_input(file, most=10) == b"a" * size
    with file.open("rb") as stream:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stream, isatty=lambda: False))
        assert console.read_input(Path("-"), most=10) == b"a" * size


def test_input_beyond_the_limit_is_refused(tmp_path, monkeypatch):
    file = tmp_path / "x"
    file.write_bytes(b"a" * 11)
    with pytest.raises(UnfitFileError):
        console.read_input(file, most=10)
    with file.open("rb") as stream:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stream, isatty=lambda: False))
        with pytest.raises(UnfitFileError, match="standard input"):
            console.read_input(Path("-"), most=10)


def test_which_findings_are_printed(capsys):
    findings = [
        Finding("E101", Severity.ERROR, Location("a.yml", 1, 2), "m", "h", "f"),
        Finding("N501", Severity.NOTICE, Location("b.yml", 3, 4), "n"),
    ]

    def shown(form, *, notices):
        console.print_findings(findings, form, notices=notices, subject="2 files")
        printed = capsys.readouterr()
        return printed.out.count("N501"), printed.err

    counts = "2 files: 1 error, 1 notice."
    assert shown(console.Format.TEXT, notices=False) == (
        0, f"{counts} Notices are listed with --notices.\n",
    )  # fmt: skip
    assert shown(console.Format.TEXT, notices=True) == (1, f"{counts}\n")
    assert shown(console.Format.GITHUB, notices=False) == (0, "")
    # What programs read has everything.
    assert shown(console.Format.JSON, notices=False) == (1, "")
    assert shown(console.Format.SARIF, notices=False)[0] > 0
