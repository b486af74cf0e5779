"""`readinglist explain`, `quotes` and `reference`."""

import json

import pytest
from small_list import CLAIM

from readinglist.entry.catalogue import RULES


def test_quotes(cli, small_project, tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    text = texts / "lovelace2024thoughts.txt"

    text.write_text("So the objective is what matters.", "utf-8")
    stands = cli("quotes", "-p", small_project, "--texts", texts)
    assert (stands.code, stands.out) == (0, "")
    assert stands.err.startswith("1 quote found in 1 essay")

    text.write_text("Nothing of the kind.", "utf-8")
    for form, sign in (("text", "error E311"), ("json", '"E311"'), ("github", "title=E311")):
        fails = cli("quotes", "-p", small_project, "--texts", texts, "-f", form)
        assert fails.code == 1
        assert CLAIM in fails.out
        assert sign in fails.out


def test_quotes_that_cannot_be_checked_are_counted(cli, small_project, tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "lovelace2024thoughts.txt").write_text("the objective is what matters", "utf-8")
    other = (small_project / CLAIM).read_text("utf-8").replace("lovelace2024thoughts", '"[/] [x"')
    (small_project / "entries/claims/other.yml").write_text(other, "utf-8")
    result = cli("quotes", "-p", small_project, "--texts", texts)
    assert result.code == 0
    assert "1 not checked (no text of [/] [x)" in result.err


def test_quotes_without_any_text(cli, small_project, tmp_path):
    for folder in (tmp_path / "none", tmp_path):
        result = cli("quotes", "-p", small_project, "--texts", folder)
        assert result.code == 2
        assert str(folder) in result.err


def test_explain(cli):
    result = cli("explain", "e203")
    assert result.code == 0
    assert result.out.startswith("E203 (error): an unknown work\n")
    assert "unknown work 'lindqvist2023cache'. Did you mean 'lindqvist2023caches'?" in result.out
    assert "'readinglist validate --fix' fixes it." in result.out
    data = json.loads(cli("explain", "E203", "-f", "json").out)
    assert data["code"] == "E203"
    assert data["why"] in result.out
    assert data["fix"] in result.out


def test_explain_lists_every_code(cli):
    listed = cli("explain").out.splitlines()
    assert [line.split()[0] for line in listed] == [rule.code for rule in RULES]
    data = json.loads(cli("explain", "-f", "json").out)
    assert [rule["code"] for rule in data] == [rule.code for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_code_is_explained(cli, rule):
    result = cli("explain", rule.code)
    assert result.code == 0
    assert rule.why in result.out
    assert rule.title in result.out


def test_explain_an_unknown_code(cli):
    assert "Did you mean 'E203'?" in cli("explain", "E2033").err
    assert "lists all" in cli("explain", "zzz").err


def test_reference(cli, tmp_path):
    result = cli("reference")
    assert result.code == 0
    assert cli("reference", "--write", tmp_path / "findings.md").code == 0
    assert (tmp_path / "findings.md").read_text("utf-8") == result.out
    failed = cli("reference", "--write", tmp_path / "findings.md/none.md")
    assert failed.code == 3
    assert "none.md" in failed.err
