"""One mistake gives one finding: consequences of another finding are not reported too.

Checks know nothing of one another, so several of them may notice the same slip.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from readinglist.entry.findings import Finding
from readinglist.values.suggestions import did_you_mean

_FORM = re.compile(r"E(?:005|10[1-57-9]|11[0-46-9]|2\d\d|306)")
#: With one of these a work needs neither a title nor anything else to find it by.
_IDENTIFIERS = ("arxiv", "doi")
_WITHOUT_IDENTIFIER = frozenset({"title", "url"})
#: Codes that ask for a field, with the field that satisfies them.
_NEEDING = {"E111": ("mode",), "E307": ("quote", "locator")}


_INNER = re.compile(r"[.\[]")


def single(findings: Collection[Finding]) -> list[Finding]:
    """The findings without those that other findings explain, in no particular order."""
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_path[finding.location.path].append(finding)
    return [finding for some in by_path.values() for finding in _single_of_file(some)]


def _single_of_file(findings: list[Finding]) -> Iterable[Finding]:
    if len(findings) == 1:
        return findings
    # A file may have as many findings as lines, so findings are never compared in pairs.
    unknown = {finding.field for finding in findings if finding.code == "E101"}
    by_record: dict[str, list[str]] = defaultdict(list)
    for field in sorted(unknown):
        by_record[_record_of(field)].append(field)
    wrong = {finding.field for finding in findings if _FORM.fullmatch(finding.code)}
    missing = [finding for finding in findings if finding.code in ("E102", "E305")]
    told = set(_meant(by_record, missing))
    holding = {record for field in wrong for record in _around(field)}
    return [
        finding
        for finding in findings
        if finding not in told
        and unknown.isdisjoint(_around(finding.field))
        and not (finding.code == "E106" and finding.field in wrong)
        and not (finding.code == "E105" and finding.field in holding)
        and not (
            finding.code in _NEEDING and _has_it(finding, _NEEDING[finding.code], by_record, wrong)
        )
    ]


def _meant(by_record: Mapping[str, Iterable[str]], missing: list[Finding]) -> Iterable[Finding]:
    """The missing fields that are present under a misspelt name; unknown fields are by record."""
    missing_by_record: dict[str, dict[str, Finding]] = defaultdict(dict)
    for finding in missing:
        missing_by_record[_record_of(finding.field)][finding.field.rpartition(".")[2]] = finding
    for record, fields in by_record.items():
        beside = missing_by_record.get(record, {})
        for field in fields if beside else ():
            name = field.rpartition(".")[2]
            wanted = next((known for known in beside if did_you_mean(name, [known])), None)
            if wanted:
                yield beside[wanted]
            elif did_you_mean(name, _IDENTIFIERS):
                yield from (
                    finding for known, finding in beside.items() if known in _WITHOUT_IDENTIFIER
                )


def _has_it(
    finding: Finding,
    names: Collection[str],
    unknown: Mapping[str, Iterable[str]],
    wrong: Collection[str],
) -> bool:
    """Whether one of the requested fields is present, though misspelt or malformed."""
    record = finding.field if finding.code == "E307" else _record_of(finding.field)
    start = f"{record}." if record else ""
    return any(f"{start}{name}" in wrong for name in names) or any(
        did_you_mean(field.removeprefix(start), names) for field in unknown.get(record, ())
    )


def _record_of(field: str) -> str:
    """The record that holds a field; empty for a field of the entry."""
    return field.rpartition(".")[0]


def _around(field: str) -> Iterator[str]:
    """The fields that a field lies within: `evidence[0]` and `evidence` for `evidence[0].work`."""
    return (field[: match.start()] for match in _INNER.finditer(field))
