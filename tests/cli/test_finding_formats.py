"""Findings as JSON, as annotations of GitHub and as SARIF."""

import json

import jsonschema

from readinglist.cli.finding_formats import render_sarif
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
