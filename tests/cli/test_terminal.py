"""The command line on a terminal of a given width, here a pseudo-terminal."""

import os
import re
import subprocess
import sys

import pytest

pty = pytest.importorskip("pty", reason="there are no pseudo-terminals on this system")
LONG = "a-claim-whose-id-is-as-long-as-those-of-people-who-write-whole-sentences"
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


@pytest.fixture
def terminal(small_project):
    """Run a command on a terminal with that many columns; returns what it shows."""

    def run(*arguments, columns=80, project=small_project, **environment):
        import fcntl  # noqa: PLC0415 - not on every system
        import struct  # noqa: PLC0415
        import termios  # noqa: PLC0415

        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        env = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "CI")}
        env |= {"TERM": "xterm-256color", **environment}
        with subprocess.Popen(
            [sys.executable, "-m", "readinglist", *arguments, "--project", project],
            stdin=subprocess.DEVNULL, stdout=theirs, stderr=subprocess.DEVNULL, env=env,
        ) as process:  # fmt: skip
            os.close(theirs)
            shown = b""
            while True:
                try:
                    piece = os.read(ours, 65536)
                except OSError:  # Linux reports a closed terminal this way
                    break
                if not piece:
                    break
                shown += piece
        os.close(ours)
        assert process.returncode in (0, 1)
        return shown.decode().replace("\r\n", "\n")

    return run


@pytest.fixture
def long_project(small_project):
    """With ids and titles too long to fit next to each other."""
    claims = small_project / "entries/claims"
    text = (claims / "objectives-matter.yml").read_text("utf-8")
    (claims / f"{LONG}.yml").write_text(re.sub(r"(?m)^claim: .*", "claim: " + "Word " * 40, text))
    return small_project


def ids_of(project):
    return {file.stem for file in (project / "entries").glob("*/*.yml")}


@pytest.mark.parametrize("columns", [200, 80, 40, 20])
@pytest.mark.parametrize("command", [("list",), ("list", "--kind", "claim")], ids=" ".join)
def test_ids_are_never_cut_off(terminal, long_project, command, columns):
    shown = ESCAPE.sub("", terminal(*command, columns=columns))
    assert "…" not in shown
    wanted = ids_of(long_project) if command == ("list",) else {LONG, "objectives-matter"}
    assert wanted <= set(shown.split())


@pytest.mark.usefixtures("long_project")
@pytest.mark.parametrize("columns", [80, 40])
def test_only_unbreakable_text_exceeds_the_line(terminal, columns):
    for command in (("list",), ("show", LONG), ("stats",), ("stats", "--gaps")):
        for line in ESCAPE.sub("", terminal(*command, columns=columns)).splitlines():
            assert len(line) <= columns or len(line.split()) <= 2, line


@pytest.mark.parametrize("columns", [80, 40])
def test_findings_are_wrapped_between_words(terminal, command, long_project, columns):
    """They start with colour and continue on the next line; the words are the same as in a pipe."""
    file = long_project / f"entries/claims/{LONG}.yml"
    text = file.read_text("utf-8")
    file.write_text(re.sub(r"(?m)^themes: .*", "themes: [objectivse-of-a-kind-unknown]", text))
    arguments = ("validate", "--no-cache", "--project", long_project)
    piped = command("readinglist", *arguments).stdout
    shown = terminal("validate", "--no-cache", columns=columns)
    assert "\x1b[1;31merror\x1b[0m" in shown
    plain = ESCAPE.sub("", shown)
    assert f"entries/claims/{LONG}.yml" in piped
    assert plain.split() == piped.split()
    for line in plain.splitlines():
        assert len(line) <= columns or len(line.split()) == 1, line


def test_gaps_show_complete_ids(terminal, long_project):
    shown = terminal("stats", "--gaps", columns=40)
    assert "…" not in shown
    named = set(ESCAPE.sub("", shown).split()) & ids_of(long_project)
    assert named


def test_a_wide_terminal_has_a_table(terminal):
    shown = ESCAPE.sub("", terminal("list", columns=120))
    head, *rows = shown.splitlines()
    assert head.split() == ["id", "kind", "year", "title"]
    column = head.index("title")
    assert all(row[column - 1] == " " != row[column] for row in rows)


def test_without_colour(terminal):
    assert "\x1b[3" not in terminal("list", NO_COLOR="1")
    assert "\x1b[" not in terminal("list", "--help", NO_COLOR="1")
    assert "\x1b[1m" in terminal("list", "--help")


def test_tabs_in_a_pipe(command, long_project):
    lines = command("readinglist", "list", "-p", long_project).stdout.splitlines()
    assert {line.split("\t")[0] for line in lines} == ids_of(long_project)
    assert {line.count("\t") for line in lines} == {3}
