"""Checks: what the schema cannot say, one rule a function, all registered in `CHECKS`.

A check looks at documents, not at validated entries, so that a mistake in one field of an entry
never hides the mistakes in its others.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from readinglist.checks import consistency, fields, quotes, references, status
from readinglist.findings import Finding
from readinglist.loading import Library
from readinglist.memory import uncollected
from readinglist.source import Document

Check = Callable[[Library], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    fields.check_unquoted,
    fields.check_needed_together,
    fields.check_field_for_kind,
    fields.check_not_ahead,
    references.check_themes,
    references.check_works,
    references.check_claims,
    references.check_paths,
    references.check_essay_sections,
    references.check_citations,
    references.check_names,
    consistency.check_ids,
    consistency.check_theme_ids,
    consistency.check_same_identifier,
    consistency.check_lineage,
    consistency.check_edges,
    consistency.check_empty_themes,
    quotes.check_records,
    quotes.check_quotes,
    status.check_void_works,
    status.check_published,
)


def check_library(library: Library) -> list[Finding]:
    """Every finding about the library, those of reading included, sorted by place."""
    findings = set(library.findings)
    with uncollected():
        for check in CHECKS:
            findings.update(check(library))
    return sorted(findings)


#: From so many changed files on, everything is looked at.
_MANY = 30


def check_again(
    library: Library, before: Library, known: Collection[Finding]
) -> list[Finding]:
    """As `check_library`, for a list that was read with `like=before`, whose findings are `known`.

    What a check of a single file says hangs on that file, the themes, the records, the day, and on
    entries that the file names by their ids. So only files are looked at that have changed, that
    hold the id of one that has, or that had findings before. Checks across all files go through all
    of them as ever.
    """
    scope = files_in_question(library, before, known)
    return check_library(replace(library, scope=scope))


def files_in_question(
    library: Library, before: Library, known: Collection[Finding]
) -> frozenset[str] | None:
    """The paths of the files about which a check of single files can have something new to say.

    None stands for all.
    """
    if library.read_on != before.read_on or not _same_ground(library, before):
        return None
    old = {one.document.path: one for one in before.files}
    new = {one.document.path: one for one in library.files}
    changed = {
        path
        for path in old.keys() | new.keys()
        if path not in old or path not in new or old[path].document is not new[path].document
    }
    if len(changed) > _MANY:
        return None
    ids = {(new.get(path) or old[path]).id for path in changed}
    naming = {
        path
        for path, one in new.items()
        if any(map(one.document.may_hold, ids))
    }
    return frozenset(changed | naming | {one.location.path for one in known})


def _same_ground(library: Library, before: Library) -> bool:
    """Whether themes and records are those of before."""
    themes, themes_before = library.themes_document, before.themes_document
    return (
        library.lock is before.lock
        and library.published is before.published
        and (themes is themes_before or _as_told(themes) == _as_told(themes_before))
    )


def _as_told(document: Document | None) -> tuple[object, ...]:
    return (document.tree, document.eaten) if document else ()
