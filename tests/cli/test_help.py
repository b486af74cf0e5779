"""`--help` and `--version`: their layout, and that they import only what they need."""

import itertools
import re
import subprocess
import sys

import pytest

from readinglist.cli import COMMANDS

CALLS = [(), *((name,) for name in COMMANDS), ("links", "merge")]
#: Modules to build a site, read a list or use the network. Each is too slow to import for help.
HEAVY = (
    "aiohttp arxiv bibtexparser jinja2 markdown markdown_it math_core mkdocs pydantic pylatexenc "
    "requests rich urllib3 watchdog yaml "
    "readinglist.library.library readinglist.library.reading readinglist.library.checks "
    "readinglist.graph.graph readinglist.graph.linking"
).split()
#: Modules that commands may always import: the console needs them.
MAY_STAND = {"rich"}


def blocks_of(text):
    """The paragraphs and sections of a help text, each a list of lines."""
    return [block.splitlines() for block in text.rstrip("\n").split("\n\n")]


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_no_line_is_too_long(cli, call):
    """Not even if the terminal is wider, as in these tests."""
    text = cli(*call, "--help").out
    longest = max(text.splitlines(), key=len)
    assert len(longest) <= 80, longest


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_options_with_a_value_name_it_and_flags_do_not(cli, call):
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
    """A line of prose ends only where the next word would not fit."""
    for block in blocks_of(cli(*call, "--help").out):
        if block[0].rstrip(":") in ("Arguments", "Options", "Commands"):
            continue
        for line, following in itertools.pairwise(block):
            first = following.split()[0]
            assert len(line) + 1 + len(first) > 80, line


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_descriptions_of_options_are_aligned(cli, call):
    for block in blocks_of(cli(*call, "--help").out):
        if block[0] not in ("Arguments:", "Options:", "Commands:"):
            continue
        columns = {len(line) - len(line.lstrip()) for line in block[1:]}
        assert len(columns) <= 2, block


@pytest.mark.parametrize("width", [80, 40])
def test_a_narrow_terminal(command, width):
    text = command("readinglist", "links", "--help", COLUMNS=str(width)).stdout
    too_long = [line for line in text.splitlines() if len(line) > width]
    # Anything too long for the terminal is not cut off.
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
def test_top_level_options_import_nothing_slow(arguments):
    modules = modules_of(*arguments)
    assert "readinglist.cli" in modules
    assert modules.isdisjoint(HEAVY)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_imports_nothing_slow(name):
    modules = modules_of(name, "--help")
    assert modules.isdisjoint(set(HEAVY) - MAY_STAND)
