"""Mistakes in a call are reported in our own words, with what was probably meant."""

import pytest


@pytest.mark.parametrize(
    ("typed", "meant"), [("valdiate", "validate"), ("bulid", "build"), ("fromissue", "from-issue")]
)
def test_a_similar_command_is_suggested(cli, typed, meant):
    result = cli(typed)
    assert (result.code, result.out) == (2, "")
    assert f"there is no command '{typed}'\nDid you mean '{meant}'?" in result.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--verison", "there is no option '--verison'\nDid you mean '--version'?"),
        ("list --them x", "there is no option '--them'\nDid you mean '--theme'?"),
        ("list --zzz", "there is no option '--zzz'\n'readinglist list --help' lists all."),
        ("links chekc", "there is no command 'chekc'\n'readinglist links --help' lists all."),
        ("links merge --zzz", "'--zzz'\n'readinglist links merge --help' lists all."),
        ("show", "missing argument 'ENTRY'\n'readinglist show --help' shows how to call it."),
        ("list --theme", "option '--theme' requires an argument\n'readinglist list --help' shows"),
        ("export --format x", "'-f': 'x' is not one of 'bib', 'biblatex', 'ris', 'csl', 'csv',"),
    ],
)
def test_a_wrong_call_is_reported_like_other_errors(cli, arguments, said):
    result = cli(*arguments.split())
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error ")
    assert said in result.err


def test_nothing_is_suggested_for_an_unlike_command(cli):
    result = cli("zzz")
    assert result.code == 2
    assert "'readinglist --help' lists all" in result.err
