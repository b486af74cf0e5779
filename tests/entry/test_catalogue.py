"""The catalogue of findings covers every code, and its examples do what they claim."""

import datetime
import posixpath
import re
from pathlib import Path

import pytest

import readinglist
from readinglist.entry.catalogue import BASE, RULES, Rule, rule_for, write_example
from readinglist.entry.findings import Finding, Severity
from readinglist.library.checks import check_library
from readinglist.library.checks.site import check_site
from readinglist.library.essay_texts import verify_quotes
from readinglist.library.reading import read_library
from readinglist.links.built_site import check_built_site
from readinglist.links.gather.exclusions import read_exclusions
from readinglist.links.gather.gathering import gather_targets
from readinglist.links.tell.report import parse_run

PACKAGE = Path(readinglist.__file__).parent
PROJECT = PACKAGE.parent
CODE = re.compile(r"""["']([EWN]\d{3})["']""")
SEVERITIES = {"E": Severity.ERROR, "W": Severity.WARNING, "N": Severity.NOTICE}

each_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])


def findings_of(root: Path, files: dict[str, str]) -> list[Finding]:
    write_example(root, files)
    library = read_library(root)
    findings = check_library(library) + check_site(library, frozenset)
    if (root / "texts").is_dir():
        findings += verify_quotes(library, root / "texts").findings
    if (root / "results.json").is_file():
        text = (root / "results.json").read_text("utf-8")
        findings += parse_run(text, "results.json").findings()
    if (root / "site").is_dir():
        findings += check_built_site(root / "site")
    exclusions = read_exclusions(root, datetime.date(2026, 11, 21))
    for target in gather_targets(library).pages:
        exclusions.holds_for(target.url)
    return [
        *findings,
        *exclusions.findings,
        *exclusions.check_expired(),
        *exclusions.check_unused(),
    ]


def test_base_has_no_finding(tmp_path):
    assert findings_of(tmp_path, {}) == []


@each_rule
def test_the_bad_example_gives_the_code_at_its_first_file(rule: Rule, tmp_path):
    found = [finding for finding in findings_of(tmp_path, rule.bad) if finding.code == rule.code]
    assert len(found) == 1
    assert found[0].location.path == posixpath.normpath(f"entries/{next(iter(rule.bad))}")
    assert found[0].severity is rule.severity is SEVERITIES[rule.code[0]]
    assert found[0].message
    assert found[0].hint
    lines = (tmp_path / found[0].location.path).read_bytes().split(b"\n")
    assert 1 <= found[0].location.line <= len(lines)
    assert 1 <= found[0].location.column <= len(lines[found[0].location.line - 1]) + 1


@each_rule
def test_the_good_example_has_no_findings(rule: Rule, tmp_path):
    assert findings_of(tmp_path, rule.good) == []


@each_rule
def test_the_examples_differ_and_are_explained(rule: Rule):
    assert rule.bad != rule.good
    assert rule.title
    assert rule.why.endswith(".")


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.output], ids=lambda r: r.code)
def test_a_stated_output_is_the_real_one(rule: Rule, tmp_path):
    found = [finding for finding in findings_of(tmp_path, rule.bad) if finding.code == rule.code]
    assert [str(finding) for finding in found] == [rule.output]


def test_every_code_of_the_source_has_one_rule():
    sources = [file for file in PACKAGE.rglob("*.py") if file.name != "catalogue.py"]
    codes = {code for file in sources for code in CODE.findall(file.read_text("utf-8"))}
    assert [rule.code for rule in RULES] == sorted(
        codes, key=lambda code: ("EWN".index(code[0]), code)
    )


def test_rule_for():
    assert rule_for("E101") is next(rule for rule in RULES if rule.code == "E101")
    with pytest.raises(KeyError):
        rule_for("E999")


def test_an_empty_content_removes_the_file(tmp_path):
    path = next(iter(BASE))
    write_example(tmp_path, {path: ""})
    assert not (tmp_path / "entries" / path).exists()
