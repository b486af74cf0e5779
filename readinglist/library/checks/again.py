"""Incremental checking: after small changes, only what they can affect is checked again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from readinglist.entry.findings import Finding
from readinglist.entry.yaml.document import Document
from readinglist.library.checks import (
    CHECKS_ACROSS,
    CheckAcross,
    check_library,
    check_scope,
    consistency,
    doubles,
    quotes,
)
from readinglist.library.checks.scope import Scope, void_words
from readinglist.library.library import Library

#: For checks across all files that look only at some fields: these fields, and the codes they
#: report.
_ACROSS: dict[CheckAcross, tuple[tuple[str, ...], frozenset[str]]] = {
    consistency.check_ids: ((), frozenset({"E006", "E007"})),
    consistency.check_same_identifier: (("arxiv", "doi"), frozenset({"E301", "E302"})),
    consistency.check_lineage: (("builds-on",), frozenset({"E303", "E304"})),
    consistency.check_empty_themes: (("themes",), frozenset({"N505"})),
    doubles.check_doubles: (doubles.FIELDS, frozenset({"W405"})),
    quotes.check_unused_records: (("arxiv", "doi", "url"), frozenset({"N508"})),
}


#: Above this many changed files, recheck everything.
_MANY = 30


def check_again(
    library: Library,
    before: Library,
    known: Collection[Finding],
    void: Mapping[str, str] | None = None,
) -> list[Finding]:
    """As `check_library`, for a list read with `like=before`, whose findings are `known`.

    `void` are the void works by id, if they have been determined already. The findings in a single
    file depend on that file, the themes, the records, the day, and the entries that the file refers
    to by id. So only those files are checked that have changed, that contain the id of a changed
    one, or that had findings before. A check across all files is skipped if it found nothing before
    and the fields it looks at are unchanged.
    """
    changes = find_changes(library, before)
    if changes is None:
        return check_library(library)
    paths = changes.paths | {finding.location.path for finding in known}
    files = [file for file in library.files if file.document.path in paths]
    codes = {finding.code for finding in known}
    across = [
        check
        for check in CHECKS_ACROSS
        if check not in _ACROSS
        or not codes.isdisjoint(_ACROSS[check][1])
        or changes.touch(*_ACROSS[check][0])
    ]
    scope = Scope(library, files, void_words(library) if void is None else void)
    return check_scope(scope, across)


@dataclass(frozen=True)
class Changes:
    """The differences between two states of a list: documents, and the paths to check again.

    Besides the added, removed and changed documents, `paths` includes files that contain their ids.
    A document that does not exist in one of the states is None.
    """

    pairs: tuple[tuple[Document | None, Document | None], ...]
    paths: frozenset[str]

    def touch(self, *names: str) -> bool:
        """Whether documents were added or removed, or differ in one of these fields."""
        return any(
            old is None or new is None or any(old.node(name) != new.node(name) for name in names)
            for old, new in self.pairs
        )


def find_changes(library: Library, before: Library) -> Changes | None:
    """The changes to single files since; None if everything has to be checked."""
    if library.read_on != before.read_on or not _same_ground(library, before):
        return None
    old = {file.document.path: file for file in before.files}
    new = {file.document.path: file for file in library.files}
    changed = [path for path, file in new.items() if path not in old or old[path] is not file]
    changed = [
        path
        for path in (*changed, *(old.keys() - new.keys()))
        if path not in old or path not in new or old[path].document is not new[path].document
    ]
    if len(changed) > _MANY:
        return None
    ids = {(new.get(path) or old[path]).id for path in changed}
    naming = [path for path, file in new.items() if any(map(file.document.may_hold, ids))]
    pairs = [
        (old[path].document if path in old else None, new[path].document if path in new else None)
        for path in changed
    ]
    return Changes(tuple(pairs), frozenset(changed) | frozenset(naming))


def _same_ground(library: Library, before: Library) -> bool:
    """Whether themes and records are the same as before."""
    return (
        library.lock is before.lock
        and library.published is before.published
        and library.record_files.keys() == before.record_files.keys()
        and _as_told(library.themes_document) == _as_told(before.themes_document)
    )


def _as_told(document: Document | None) -> tuple[object, ...]:
    return (document.tree, document.eaten) if document else ()
