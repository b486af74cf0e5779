"""Checks that go beyond the schema: one function per rule, all registered in `CHECKS`.

A check looks at documents, not at validated entries, so that a mistake in one field of an entry
never hides mistakes in its other fields.
"""

from collections.abc import Callable, Collection, Iterator

from readinglist.entry.findings import Finding
from readinglist.library.checks import (
    consistency,
    doubles,
    fields,
    prose,
    quotes,
    references,
    status,
)
from readinglist.library.checks.single import single
from readinglist.library.drafts import tell_gaps
from readinglist.library.library import Library
from readinglist.system.garbage import uncollected

Check = Callable[[Library], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    fields.check_unquoted,
    fields.check_needed_together,
    fields.check_addresses,
    fields.check_cut_names,
    fields.check_field_for_kind,
    fields.check_not_ahead,
    fields.check_formulas,
    prose.check_prose,
    references.check_themes,
    references.check_works,
    references.check_claims,
    references.check_paths,
    references.check_essay_sections,
    references.check_citations,
    references.check_names,
    references.check_drafts,
    consistency.check_ids,
    consistency.check_theme_ids,
    consistency.check_same_identifier,
    consistency.check_lineage,
    consistency.check_edges,
    consistency.check_empty_themes,
    doubles.check_doubles,
    quotes.check_records,
    quotes.check_unused_records,
    quotes.check_quotes,
    status.check_void_works,
    status.check_published,
)


def check_library(library: Library, checks: Collection[Check] = CHECKS) -> list[Finding]:
    """Every finding about the library, including those of reading, sorted by place."""
    findings = set(library.findings)
    with uncollected():
        for check in checks:
            findings.update(check(library))
    return sorted(tell_gaps(library, single(findings)))
