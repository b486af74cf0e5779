"""Renders findings as JSON, as GitHub's workflow commands, and as SARIF."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from readinglist import __version__
from readinglist.entry.findings import Finding, Severity, count_by_severity
from readinglist.values.visible import dump_json, show_line


def render_json(findings: Sequence[Finding]) -> str:
    """The findings as a JSON document: `{"findings": […], "counts": {…}}`."""
    counts = {severity.word: n for severity, n in count_by_severity(findings).items()}
    document = {"findings": [finding.as_dict() for finding in findings], "counts": counts}
    return dump_json(document)


def render_github(findings: Iterable[Finding]) -> str:
    """The findings as workflow commands that GitHub shows on the lines of a pull request.

    Source of the format: docs.github.com, "Workflow commands for GitHub Actions". Properties escape
    `%`, CR, LF, `:` and `,`; the message escapes the first three.
    """

    def message(text: str) -> str:
        text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        return show_line(text)

    def prop(text: str) -> str:
        return message(text).replace(":", "%3A").replace(",", "%2C")

    return "\n".join(
        f"::{finding.severity.word} file={prop(finding.location.path)}"
        f",line={finding.location.line},col={finding.location.column}"
        f",title={prop(finding.code)}::{message(finding.text)}"
        for finding in findings
    )


_SARIF_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}


def render_sarif(findings: Sequence[Finding], titles: Mapping[str, str] | None = None) -> str:
    """The findings as SARIF 2.1.0, for GitHub's code scanning.

    `titles` gives short descriptions of the codes. Source of the format:
    docs.oasis-open.org/sarif/sarif/v2.1.0. Columns count characters, as `columnKind` says; the
    fingerprint omits the line, so that a finding keeps its identity when lines move.
    """
    codes = sorted({finding.code for finding in findings})
    rules = []
    for code in codes:
        rule: dict[str, object] = {"id": code}
        if titles and code in titles:
            rule["shortDescription"] = {"text": titles[code]}
        rules.append(rule)
    results = [
        {
            "ruleId": finding.code,
            "ruleIndex": codes.index(finding.code),
            "level": _SARIF_LEVELS[finding.severity],
            "message": {"text": finding.text},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {
                            "uri": quote(finding.location.path, errors="surrogateescape"),
                            "uriBaseId": "PROJECT",
                        },
                        "region": {
                            "startLine": finding.location.line,
                            "startColumn": finding.location.column,
                        },
                    }
                }
            ],
            "partialFingerprints": {"readinglist/v1": _fingerprint(finding)},
        }
        for finding in findings
    ]
    run = {
        "tool": {"driver": {"name": "readinglist", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"PROJECT": {"description": {"text": "The project's folder"}}},
        "results": results,
    }
    document = {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return dump_json(document)


def _fingerprint(finding: Finding) -> str:
    parts = (finding.code, finding.location.path, finding.field, finding.message)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
