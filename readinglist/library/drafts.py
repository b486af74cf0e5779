"""Drafts: entries waiting for curation, marked with `draft: true`.

What a draft lacks is not an error: one notice replaces the findings that ask for its fields, and a
paper is read without the fields that only a curator can supply. Warnings about a draft are notices,
because nobody sees it yet. The site leaves drafts out, so nothing published may refer to one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from readinglist.entry.findings import Finding, Severity
from readinglist.library.checks.scope import Scope
from readinglist.library.schema_findings import is_draft

#: Codes of findings that ask for a missing field.
_ASKING = frozenset({"E102", "E105", "E305"})


def tell_gaps(scope: Scope, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, with one N507 per draft in the scope replacing those that ask for its fields.

    Warnings about drafts become notices.
    """
    drafts = {
        loaded.document.path: loaded.document
        for loaded in scope.documents("papers", "essays", "claims")
        if is_draft(loaded.document)
    }
    gaps: dict[str, list[str]] = defaultdict(list)
    for finding in findings:
        path = finding.location.path
        if path in drafts and finding.code in _ASKING:
            gaps[path].append(finding.field)
        elif path in drafts and finding.severity is Severity.WARNING:
            yield replace(finding, severity=Severity.NOTICE)
        else:
            yield finding
    for path, document in drafts.items():
        fields = sorted(set(gaps[path]))
        yield document.report(
            "N507",
            f"a draft without {', '.join(fields)}" if fields else "a complete draft",
            f"{'Fill in what is missing, then delete' if fields else 'Delete'} 'draft: true', and "
            "the site shows it.",
            at=("draft",),
            severity=Severity.NOTICE,
        )
