"""Findings: the things that are wrong with the content of a reading list, as values.

A finding names its place so that an editor can jump to it, and its code so that scripts can rely
on it. Codes are a public interface; the texts of messages are not.
"""

import enum
import functools
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from readinglist import __version__
from readinglist.values.visible import TURNING, show_line


class Severity(enum.IntEnum):
    """How much a finding matters; a higher value is worse. The names are part of the output."""

    NOTICE = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The name as it is printed: `error`, `warning` or `notice`."""
        return self.name.lower()


@dataclass(frozen=True, order=True, slots=True)
class Location:
    """A place in a file.

    `path` is relative to the project's folder, with forward slashes. `line` and `column` count
    from 1; the column counts characters, not bytes.
    """

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{show_line(self.path)}:{self.line}:{self.column}"


@functools.total_ordering
@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with the content.

    `field` is the way to the field within the entry, such as `evidence[1].quote`, or empty when
    the finding is about the whole file. `hint` says what to do next.
    """

    code: str
    severity: Severity
    location: Location
    message: str
    hint: str = ""
    field: str = ""

    def __lt__(self, other: "Finding") -> bool:
        return self._key() < other._key()

    def _key(self) -> tuple[Location, int, str, str, str]:
        return (self.location, -self.severity, self.code, self.field, self.message)

    @property
    def text(self) -> str:
        """The message with its field in front and its hint behind, on one line."""
        subject = f"{self.field}: " if self.field else ""
        hint = f". {self.hint}" if self.hint else ""
        return show_line(" ".join(f"{subject}{self.message}{hint}".splitlines()))

    def __str__(self) -> str:
        return f"{self.location} {self.severity.word} {self.code} {self.text}"

    def as_dict(self) -> dict[str, str | int]:
        """A flat mapping for JSON output."""
        return {
            "code": self.code,
            "severity": self.severity.word,
            "path": self.location.path,
            "line": self.location.line,
            "column": self.location.column,
            "field": self.field,
            "message": self.message,
            "hint": self.hint,
        }


def count_by_severity(findings: Iterable[Finding]) -> dict[Severity, int]:
    """How many findings there are of each severity; every severity has a key."""
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[finding.severity] += 1
    return counts


def render_json(findings: Sequence[Finding]) -> str:
    """The findings as a JSON document: `{"findings": […], "counts": {…}}`."""
    counts = {severity.word: n for severity, n in count_by_severity(findings).items()}
    document = {"findings": [finding.as_dict() for finding in findings], "counts": counts}
    return dump_json(document)


def dump_json(value: object) -> str:
    """The value as JSON to be read, with an escape for what a terminal would obey."""
    return _UNSEEN.sub(
        lambda one: f"\\u{ord(one[0]):04x}", json.dumps(value, ensure_ascii=False, indent=2)
    )


_UNSEEN = re.compile(f"[\x7f-\x9f\u2028\u2029{TURNING}\ud800-\udfff\ufeff\ufffe\uffff]")


def render_github(findings: Iterable[Finding]) -> str:
    """The findings as workflow commands that GitHub shows at the line of a pull request.

    Source of the form: docs.github.com, "Workflow commands for GitHub Actions". A property escapes
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
    """The findings as SARIF 2.1.0, which GitHub's code scanning reads.

    `titles` gives a code's meaning in a few words. Source of the form:
    docs.oasis-open.org/sarif/sarif/v2.1.0. Columns count characters, as `columnKind` says; the
    fingerprint leaves the line out, so that a finding stays the same one when lines move.
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


def summarise(findings: Iterable[Finding]) -> str:
    """The counts in words, such as `2 errors, 1 warning`; `no findings` when there are none."""
    counts = count_by_severity(findings)
    parts = [
        f"{n} {severity.word}{'' if n == 1 else 's'}"
        for severity, n in sorted(counts.items(), reverse=True)
        if n
    ]
    return ", ".join(parts) if parts else "no findings"
