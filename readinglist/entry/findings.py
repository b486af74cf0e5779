"""Findings: problems with the content of a reading list, as values.

A finding has a location, so that an editor can jump to it, and a code, so that scripts can rely on
it. Codes are a public interface; the wording of messages is not.
"""

import enum
import functools
from collections.abc import Iterable
from dataclasses import dataclass

from readinglist.values.plurals import plural
from readinglist.values.visible import show_line


class Severity(enum.IntEnum):
    """How severe a finding is; a higher value is worse. The names are part of the output."""

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
    """A single problem with the content.

    `field` is the path to the field within the entry, such as `evidence[1].quote`, or empty if the
    finding is about the whole file. `hint` says what to do next.
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
        """The message preceded by its field and followed by its hint, on one line."""
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
    """The number of findings of each severity; every severity has a key."""
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[finding.severity] += 1
    return counts


def summarise(findings: Iterable[Finding]) -> str:
    """The counts in words, such as `2 errors, 1 warning`; `no findings` if there are none."""
    counts = count_by_severity(findings)
    parts = [plural(n, severity.word) for severity, n in sorted(counts.items(), reverse=True) if n]
    return ", ".join(parts) if parts else "no findings"
