import re

import pytest

from readinglist.cli import COMMANDS as PLACES
from readinglist.cli import load_command

COMMANDS = (
    "init validate fmt explain schema build serve diff show list stats impact export add import "
    "forms from-issue enrich quotes reference"
).split()


# Help


def test_every_command_is_known_here():
    assert set(PLACES) == {*COMMANDS, "links"}


@pytest.mark.parametrize("name", PLACES)
def test_the_list_of_commands_agrees_with_their_help(name):
    """Its description is duplicated in a table, so that it can be listed without being imported."""
    command = load_command(name)
    assert command.name == name
    assert command.help.splitlines()[0] == PLACES[name].summary


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help(cli, command, option):
    result = cli(command, option)
    assert result.code == 0
    assert f"readinglist {command}" in result.out
    assert result.err == ""


def test_help_of_all_commands(cli):
    result = cli("--help")
    assert result.code == 0
    for command in COMMANDS:
        assert re.search(rf"\b{command}\b", result.out)
    assert "Exit codes" in result.out


def test_version(cli):
    assert re.fullmatch(r"readinglist \d+\.\d+\.\d+\S*\n", cli("--version").out)


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["validate", "--nonsense"],
        ["validate", "--format", "xml"],
        ["show"],
        ["enrich", "--refresh", "soon"],
        ["explain", "E999"],
        ["quotes"],
        ["list", "--kind", "nonsense"],
        ["list", "--standing", "nonsense"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2(cli, arguments):
    result = cli(*arguments)
    assert result.code == 2
    assert result.err
    assert result.out == ""


def test_a_project_without_entries(cli, tmp_path):
    for project in (tmp_path, tmp_path / "none"):
        for command in (["validate"], ["list"], ["stats"], ["show", "x"]):
            result = cli(*command, "-p", project)
            assert result.code == 2
            assert "entries" in result.err
            assert "--project" in result.err
            assert result.out == ""
