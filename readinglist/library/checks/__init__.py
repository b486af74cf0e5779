"""Checks that go beyond the schema: one function per rule, all registered here.

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
from readinglist.library.checks.scope import Scope
from readinglist.library.checks.single import single
from readinglist.library.drafts import tell_gaps
from readinglist.library.library import Library
from readinglist.system.garbage import uncollected

#: Each reports on one file at a time; see `again.py` for what it may depend on.
CHECKS_OF_FILES: tuple[Callable[[Scope], Iterator[Finding]], ...] = (
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
    consistency.check_edges,
    quotes.check_records,
    quotes.check_quotes,
    status.check_void_works,
    status.check_published,
)
CheckAcross = Callable[[Library], Iterator[Finding]]
#: Each compares files with one another, and looks at all of them.
CHECKS_ACROSS: tuple[CheckAcross, ...] = (
    consistency.check_ids,
    consistency.check_theme_ids,
    consistency.check_same_identifier,
    consistency.check_lineage,
    consistency.check_empty_themes,
    doubles.check_doubles,
    quotes.check_unused_records,
)


def check_library(library: Library) -> list[Finding]:
    """Every finding about the library, including those of reading, sorted by place."""
    return check_scope(Scope.whole(library), CHECKS_ACROSS)


def check_scope(scope: Scope, across: Collection[CheckAcross]) -> list[Finding]:
    """The findings in the files of the scope and of these checks, and those of reading."""
    library = scope.library
    findings = set(library.findings)
    with uncollected():
        for check in CHECKS_OF_FILES:
            findings.update(check(scope))
        for compare in across:
            findings.update(compare(library))
    return sorted(tell_gaps(scope, single(findings)))
