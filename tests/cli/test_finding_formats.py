"""Findings as JSON, as annotations of GitHub and as SARIF."""

import json

import jsonschema

from readinglist.cli.finding_formats import render_github, render_json, render_sarif
from readinglist.entry.findings import Finding, Location, Severity

# The parts of the SARIF 2.1.0 schema (docs.oasis-open.org/sarif/sarif/v2.1.0) that are used.
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "additionalProperties": False,
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id"],
                                            "properties": {
                                                "shortDescription": {
                                                    "type": "object",
                                                    "required": ["text"],
                                                }
                                            },
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "originalUriBaseIds": {"type": "object"},
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "message": {"type": "object", "required": ["text"]},
                                "locations": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "properties": {
                                            "physicalLocation": {
                                                "type": "object",
                                                "properties": {
                                                    "artifactLocation": {
                                                        "type": "object",
                                                        "properties": {
                                                            "uri": {"pattern": "^[!-~]*$"}
                                                        },
                                                    },
                                                    "region": {
                                                        "type": "object",
                                                        "properties": {
                                                            "startLine": {"minimum": 1},
                                                            "startColumn": {"minimum": 1},
                                                        },
                                                    },
                                                },
                                            }
                                        },
                                    },
                                },
                                "partialFingerprints": {
                                    "type": "object",
                                    "additionalProperties": {"type": "string"},
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


def test_sarif():
    findings = [
        Finding("E601", Severity.ERROR, Location("entries/ä b.yml", 3, 4), "m", "h", "url"),
        Finding("N601", Severity.NOTICE, Location("entries/c.yml", 1, 1), "m"),
        Finding("E601", Severity.ERROR, Location("entries/c.yml", 9, 1), "m"),
    ]
    document = json.loads(render_sarif(findings, {"E601": "a dead link"}))
    jsonschema.validate(document, SARIF)
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["E601", "N601"]
    for finding, found in zip(findings, run["results"], strict=True):
        assert rules[found["ruleIndex"]]["id"] == found["ruleId"] == finding.code
        assert found["message"]["text"] == finding.text
    assert [result["level"] for result in run["results"]] == ["error", "note", "error"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "entries/%C3%A4%20b.yml"
    assert place["region"] == {"startLine": 3, "startColumn": 4}


def test_a_finding_keeps_its_fingerprint_when_lines_move():
    def mark(line: int) -> str:
        finding = Finding("E601", Severity.ERROR, Location("a.yml", line), "m", "h", "url")
        found = json.loads(render_sarif([finding]))["runs"][0]["results"][0]
        return found["partialFingerprints"]["readinglist/v1"]

    assert mark(1) == mark(5)


def test_no_findings_as_sarif():
    document = json.loads(render_sarif([]))
    jsonschema.validate(document, SARIF)
    assert document["runs"][0]["results"] == []


def test_json_has_every_finding_and_the_counts():
    findings = [
        Finding("E601", Severity.ERROR, Location("a.yml", 3, 4), "m", "h", "url"),
        Finding("N601", Severity.NOTICE, Location("b.yml", 1, 1), "m\n\x1b"),
    ]
    document = json.loads(render_json(findings))
    assert document["counts"] == {"error": 1, "warning": 0, "notice": 1}
    assert document["findings"][0] == {
        "code": "E601", "severity": "error", "path": "a.yml", "line": 3, "column": 4,
        "field": "url", "message": "m", "hint": "h",
    }  # fmt: skip
    assert document["findings"][1]["message"] == "m\n\x1b"
    assert json.loads(render_json([])) == {
        "findings": [], "counts": {"error": 0, "warning": 0, "notice": 0},
    }  # fmt: skip


def test_annotations_of_github():
    findings = [
        Finding(
            "E601", Severity.ERROR, Location("a, b:c%.yml", 3, 4), "50% off: x,y\nz", "Fix it."
        ),
        Finding("N601", Severity.NOTICE, Location("b.yml", 1, 1), "m"),
    ]
    assert render_github(findings).splitlines() == [
        "::error file=a%2C b%3Ac%25.yml,line=3,col=4,title=E601::50%25 off: x,y z. Fix it.",
        "::notice file=b.yml,line=1,col=1,title=N601::m",
    ]
    assert render_github([]) == ""


def test_sarif_shows_titles_of_codes_that_have_one():
    finding = Finding("E601", Severity.ERROR, Location("a.yml"), "m")
    (run,) = json.loads(render_sarif([finding], {"E601": "a dead link", "E602": "x"}))["runs"]
    assert run["tool"]["driver"]["rules"] == [
        {"id": "E601", "shortDescription": {"text": "a dead link"}}
    ]
    (run,) = json.loads(render_sarif([finding]))["runs"]
    assert run["tool"]["driver"]["rules"] == [{"id": "E601"}]
