"""`--help` and `--version`: how they are laid out, and that they import only what they need."""

import itertools
import re
import subprocess
import sys

import pytest

from readinglist.cli import COMMANDS

CALLS = [(), *((name,) for name in COMMANDS), ("links", "merge")]
#: What builds a site, reads a list or talks to the network. Each takes longer than a help may.
HEAVY = (
    "aiohttp arxiv bibtexparser jinja2 markdown markdown_it math_core mkdocs pydantic pylatexenc "
    "requests rich urllib3 watchdog yaml "
    "readinglist.library.library readinglist.library.reading readinglist.library.checks "
    "readinglist.graph.graph readinglist.graph.linking"
).split()
#: What modules of commands may import all the same: the console is made with it.
MAY_STAND = {"rich"}


def blocks_of(text):
    """The paragraphs and sections of a help, each a list of lines."""
    return [block.splitlines() for block in text.rstrip("\n").split("\n\n")]


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_no_line_is_too_long(cli, call):
    """Not even where the terminal is wider, as the tests' is."""
    text = cli(*call, "--help").out
    longest = max(text.splitlines(), key=len)
    assert len(longest) <= 80, longest


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_flags_are_flags_and_the_rest_has_a_name_for_what_it_takes(cli, call):
    text = cli(*call, "--help").out
    kinds = r"<(bool|str|path|int|float|file|list|[a-z]+\|)"
    assert not re.search(kinds, text), re.search(kinds, text)
    assert "╭" not in text
    for line in text.splitlines():
        names = re.match(r"  ((?:-\w, )?--[\w-]+)(?: (\S+))?(?:  |$)", line)
        if names and names[2]:
            assert re.fullmatch(r"[A-Z]+(?:[:/=][A-Z]+)?|/ --\S+|[a-z]+(?:\|[a-z]+)+", names[2]), (
                line
            )


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_paragraphs_fill_the_width(cli, call):
    """A line of prose ends where the next word would not have fitted, and not in mid-sentence."""
    for block in blocks_of(cli(*call, "--help").out):
        if block[0].rstrip(":") in ("Arguments", "Options", "Commands"):
            continue
        for line, following in itertools.pairwise(block):
            first = following.split()[0]
            assert len(line) + 1 + len(first) > 80, line


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_the_texts_of_options_stand_in_one_column(cli, call):
    for block in blocks_of(cli(*call, "--help").out):
        if block[0] not in ("Arguments:", "Options:", "Commands:"):
            continue
        columns = {len(line) - len(line.lstrip()) for line in block[1:]}
        assert len(columns) <= 2, block


@pytest.mark.parametrize("width", [80, 40])
def test_a_narrow_terminal(command, width):
    text = command("readinglist", "links", "--help", COLUMNS=str(width)).stdout
    too_long = [line for line in text.splitlines() if len(line) > width]
    # What has no room stays whole.
    assert all("://" in line for line in too_long)
    assert width == 40 or not too_long


def test_help_of_all_lists_each_command_on_a_line(cli):
    lines = cli("--help").out.splitlines()
    for name, place in COMMANDS.items():
        assert any(line.split() == [name, *place.summary.split()] for line in lines), name


def modules_of(*arguments):
    """The modules that a run of the command line has imported by its end."""
    script = (
        "import atexit, os, sys\n"
        "sys.argv = ['readinglist', *sys.argv[1:]]\n"
        "os._exit = sys.exit\n"
        "atexit.register(lambda: print('\\n'.join(sys.modules), file=sys.stderr))\n"
        "from readinglist.__main__ import run\n"
        "run()\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert run.stdout
    return set(run.stderr.split())


@pytest.mark.parametrize("arguments", [("--version",), ("--help",)], ids=" ".join)
def test_what_is_asked_of_the_program_itself_imports_nothing_heavy(arguments):
    modules = modules_of(*arguments)
    assert "readinglist.cli" in modules
    assert modules.isdisjoint(HEAVY)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_imports_nothing_heavy(name):
    modules = modules_of(name, "--help")
    assert modules.isdisjoint(set(HEAVY) - MAY_STAND)


# What is typed wrongly


@pytest.mark.parametrize(
    ("typed", "meant"), [("valdiate", "validate"), ("bulid", "build"), ("fromissue", "from-issue")]
)
def test_a_command_that_is_near(cli, typed, meant):
    result = cli(typed)
    assert (result.code, result.out) == (2, "")
    assert f"there is no command '{typed}'\nDid you mean '{meant}'?" in result.err


def test_a_command_that_is_far(cli):
    result = cli("zzz")
    assert result.code == 2
    assert "'readinglist --help' lists all" in result.err
