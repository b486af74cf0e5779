"""One mistake gives one finding: consequences of another finding are not reported too.

Checks know nothing of one another, so several of them may notice the same slip.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

from readinglist.entry.findings import Finding
from readinglist.values.folding import did_you_mean

_FORM = re.compile(r"E(?:005|10[1-57-9]|11[0-46-9]|2\d\d|306)")
#: With one of these a work needs neither a title nor anything else to find it by.
_IDENTIFIERS = ("arxiv", "doi")
_WITHOUT_IDENTIFIER = frozenset({"title", "url"})
#: Codes that ask for a field, with the field that satisfies them.
_NEEDING = {"E111": ("mode",), "E307": ("quote", "locator")}


def single(findings: Collection[Finding]) -> list[Finding]:
    """The findings without those that other findings explain, in no particular order."""
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_path[finding.location.path].append(finding)
    return [finding for some in by_path.values() for finding in _single_of_file(some)]


def _single_of_file(findings: list[Finding]) -> Iterable[Finding]:
    if len(findings) == 1:
        return findings
    unknown = [finding.field for finding in findings if finding.code == "E101"]
    wrong = {finding.field for finding in findings if _FORM.fullmatch(finding.code)}
    missing = [finding for finding in findings if finding.code in ("E102", "E305")]
    told = set(_meant(unknown, missing))
    return [
        finding
        for finding in findings
        if finding not in told
        and not any(_is_within(finding.field, field) for field in unknown)
        and not (finding.code == "E106" and finding.field in wrong)
        and not (
            finding.code == "E105" and any(_is_within(field, finding.field) for field in wrong)
        )
        and not (
            finding.code in _NEEDING and _has_it(finding, _NEEDING[finding.code], unknown, wrong)
        )
    ]


def _meant(unknown: Iterable[str], missing: list[Finding]) -> Iterable[Finding]:
    """The missing fields that are present under a misspelt name."""
    for field in unknown:
        record, _, name = field.rpartition(".")
        beside = {
            finding.field.rpartition(".")[2]: finding
            for finding in missing
            if finding.field.rpartition(".")[0] == record
        }
        wanted = next((known for known in beside if did_you_mean(name, [known])), None)
        if wanted:
            yield beside[wanted]
        elif did_you_mean(name, _IDENTIFIERS):
            yield from (
                finding for known, finding in beside.items() if known in _WITHOUT_IDENTIFIER
            )


def _has_it(
    finding: Finding, names: Collection[str], unknown: Iterable[str], wrong: Iterable[str]
) -> bool:
    """Whether one of the requested fields is present, though misspelt or malformed."""
    record = finding.field if finding.code == "E307" else finding.field.rpartition(".")[0]
    start = f"{record}." if record else ""
    return any(f"{start}{name}" == field for name in names for field in wrong) or any(
        did_you_mean(field.removeprefix(start), names)
        for field in unknown
        if field.rpartition(".")[0] == record
    )


def _is_within(field: str, other: str) -> bool:
    """Whether a field lies within another field."""
    return field.startswith((f"{other}.", f"{other}["))
