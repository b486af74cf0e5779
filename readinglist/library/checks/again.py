"""Checking again: of a list that has changed a little, only what the changes can bear on."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from readinglist.entry.findings import Finding
from readinglist.entry.yaml.document import Document
from readinglist.library.checks import CHECKS, Check, check_library, consistency
from readinglist.library.library import Library

#: Of checks across all files: what they look at in a document, and the codes that they give.
_ACROSS: dict[Check, tuple[tuple[str, ...], frozenset[str]]] = {
    consistency.check_ids: ((), frozenset({"E006", "E007"})),
    consistency.check_same_identifier: (("arxiv", "doi"), frozenset({"E301", "E302"})),
    consistency.check_lineage: (("builds-on",), frozenset({"E303", "E304"})),
    consistency.check_empty_themes: (("themes",), frozenset({"N505"})),
}


#: From so many changed files on, everything is looked at.
_MANY = 30


def check_again(library: Library, before: Library, known: Collection[Finding]) -> list[Finding]:
    """As `check_library`, for a list that was read with `like=before`, whose findings are `known`.

    What a check of a single file says hangs on that file, the themes, the records, the day, and on
    entries that the file names by their ids. So only files are looked at that have changed, that
    hold the id of one that has, or that had findings before. A check across all files is passed
    over when it found nothing and what it looks at is the same.
    """
    changes = find_changes(library, before)
    if changes is None:
        return check_library(library)
    scope = changes.paths | {finding.location.path for finding in known}
    codes = {finding.code for finding in known}
    checks = [
        check
        for check in CHECKS
        if check not in _ACROSS
        or not codes.isdisjoint(_ACROSS[check][1])
        or changes.touch(*_ACROSS[check][0])
    ]
    return check_library(replace(library, scope=scope), checks)


@dataclass(frozen=True)
class Changes:
    """What differs between two states of a list: the documents, and the paths to look at again.

    `paths` has, beside those of the documents that came, went or changed, those of files that hold
    their ids. A document that is not there is None.
    """

    pairs: tuple[tuple[Document | None, Document | None], ...]
    paths: frozenset[str]

    def touch(self, *names: str) -> bool:
        """Whether documents have come or gone, or differ in one of these fields."""
        return any(
            old is None or new is None or any(old.node(name) != new.node(name) for name in names)
            for old, new in self.pairs
        )


def find_changes(library: Library, before: Library) -> Changes | None:
    """The changes of single files since; None where everything is to be looked at."""
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
    """Whether themes and records are those of before."""
    return (
        library.lock is before.lock
        and library.published is before.published
        and _as_told(library.themes_document) == _as_told(before.themes_document)
    )


def _as_told(document: Document | None) -> tuple[object, ...]:
    return (document.tree, document.eaten) if document else ()
