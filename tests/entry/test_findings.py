import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.cli.finding_formats import render_github, render_json
from readinglist.entry.findings import Finding, Location, Severity, count_by_severity, summarise
from readinglist.values.visible import show_line

LINES = st.text(min_size=1)
FINDINGS = st.builds(
    Finding,
    st.sampled_from(["E101", "W401", "N502"]),
    st.sampled_from(Severity),
    st.builds(Location, LINES, st.integers(1, 9), st.integers(1, 9)),
    LINES,
    st.text(),
    st.text(),
)


def finding(**values):
    given_ = {
        "code": "E101",
        "severity": Severity.ERROR,
        "location": Location("entries/papers/foo.yml", 6, 5),
        "message": "unknown field 'nme'",
        "hint": "Did you mean 'name'?",
        "field": "authors[1]",
    }
    return Finding(**given_ | values)


def test_a_finding_as_a_line():
    line = str(finding())
    assert line.startswith("entries/papers/foo.yml:6:5 error E101 authors[1]: unknown field 'nme'")
    assert line.endswith("Did you mean 'name'?")
    assert str(finding(hint="", field="")) == (
        "entries/papers/foo.yml:6:5 error E101 unknown field 'nme'"
    )


@given(FINDINGS)
def test_a_finding_is_always_one_line(one):
    assert len(one.text.splitlines()) <= 1


def test_findings_sort_by_place_then_severity():
    early = finding(location=Location("a.yml", 2, 9))
    late = finding(location=Location("a.yml", 10, 1))
    warning = finding(location=Location("a.yml", 2, 9), severity=Severity.WARNING, code="A001")
    other = finding(location=Location("b.yml", 1, 1))
    assert sorted([other, late, warning, early]) == [early, warning, late, other]


@given(st.lists(FINDINGS))
def test_json_has_everything(findings):
    document = json.loads(render_json(findings))
    assert set(document) == {"findings", "counts"}
    assert document["findings"] == [finding.as_dict() for finding in findings]
    assert document["counts"] == {
        severity.word: sum(f.severity is severity for f in findings) for severity in Severity
    }
    for original, values in zip(findings, document["findings"], strict=True):
        back = Finding(
            values["code"],
            Severity[values["severity"].upper()],
            Location(values["path"], values["line"], values["column"]),
            values["message"],
            values["hint"],
            values["field"],
        )
        assert back == original


def unescape(text, *, prop):
    """Unescape like the runner: github.com/actions/runner, ActionCommand.cs."""
    pairs = [("%0D", "\r"), ("%0A", "\n"), *([("%3A", ":"), ("%2C", ",")] if prop else [])]
    for escaped, plain in [*pairs, ("%25", "%")]:
        text = text.replace(escaped, plain)
    return text


@given(FINDINGS)
def test_github_reads_back_what_is_written(one):
    line = render_github([one])
    match = re.fullmatch(
        r"::(error|warning|notice) file=([^,:]*),line=(\d+),col=(\d+),title=([^,:]*)::(.*)",
        line,
        re.DOTALL,
    )
    assert match
    assert "\n" not in line
    assert "\r" not in line
    assert match[1] == one.severity.word
    # Characters that a terminal would obey are shown escaped.
    shown = "".join(char if char in "\r\n" else show_line(char) for char in one.location.path)
    assert unescape(match[2], prop=True) == shown
    assert (int(match[3]), int(match[4])) == (one.location.line, one.location.column)
    assert one.code in unescape(match[5], prop=True)
    assert unescape(match[6], prop=False) == one.text


def test_a_finding_cannot_smuggle_in_a_command():
    assert len(render_github([finding(message="x\n::set-env name=A::b")]).split("\n")) == 1


@pytest.mark.parametrize(
    ("severities", "words"),
    [
        ("", "no findings"),
        ("E", "1 error"),
        ("EEW", "2 errors, 1 warning"),
        ("NNWE", "1 error, 1 warning, 2 notices"),
        ("N", "1 notice"),
    ],
)
def test_counts_in_words(severities, words):
    by_letter = {"E": Severity.ERROR, "W": Severity.WARNING, "N": Severity.NOTICE}
    findings = [finding(severity=by_letter[severity]) for severity in severities]
    assert summarise(findings) == words
    assert sum(count_by_severity(findings).values()) == len(findings)
    assert set(count_by_severity(findings)) == set(Severity)


def test_severities_are_the_words_of_the_output():
    assert [severity.word for severity in Severity] == ["notice", "warning", "error"]
