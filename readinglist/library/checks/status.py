"""Checks of the status of works: withdrawn and retracted ones, differing versions of record."""

from collections.abc import Iterator

from readinglist.entry.findings import Finding, Severity
from readinglist.entry.vocabulary import Stance
from readinglist.entry.yaml.document import Document, FieldPath
from readinglist.library.checks.scope import Scope
from readinglist.library.merging import published_by_arxiv, published_by_entry


def check_void_works(scope: Scope) -> Iterator[Finding]:
    """W402 and N504: what relies on a withdrawn or retracted work, and what only mentions it."""
    void = scope.void
    if not void:
        return
    for loaded in scope.files:
        document = loaded.document
        for path in _supports(document):
            work = (document.text(*path) or "").strip()
            if work in void:
                yield document.report(
                    "W402",
                    f"'{work}' is {void[work]} and does not count",
                    f"See 'readinglist impact {work}'; name another work or take it out.",
                    at=path,
                    severity=Severity.WARNING,
                )
        for path in _mentions(document):
            work = (document.text(*path) or "").strip()
            if work in void:
                yield document.report(
                    "N504",
                    f"'{work}' is {void[work]}",
                    "It is marked as such; say in a note what follows from it.",
                    at=path,
                    severity=Severity.NOTICE,
                )


def _is_background(document: Document, path: FieldPath) -> bool:
    return (document.text(*path, "stance") or "").strip() == Stance.BACKGROUND


def _supports(document: Document) -> Iterator[FieldPath]:
    """References to works that something relies on: evidence, outcomes, steps of paths."""
    for path, _ in document.list_items("evidence"):
        if not _is_background(document, path):
            yield (*path, "work")
    for path, _ in document.list_items("outcome", "evidence"):
        yield (*path, "work")
    for path, _ in document.list_items("steps"):
        yield (*path, "read")


def _mentions(document: Document) -> Iterator[FieldPath]:
    """References that only mention a work as a fact."""
    for path, _ in document.list_items("evidence"):
        if _is_background(document, path):
            yield (*path, "work")
    for path, _ in document.list_items("builds-on"):
        yield path
    for section, _ in document.list_items("sections"):
        for path, _ in document.list_items(*section, "cites"):
            yield path


def check_published(scope: Scope) -> Iterator[Finding]:
    """N503: arXiv names a different version of record than the entry."""
    for loaded in scope.documents("papers"):
        entry = scope.library.papers.get(loaded.id)
        if entry is None:
            continue
        record = scope.library.lock.records.get(entry.arxiv) if entry.arxiv else None
        ours, theirs = published_by_entry(entry), published_by_arxiv(record)
        if ours is None or theirs is None or not ours.contradicts(theirs):
            continue
        said = ", ".join(filter(None, (theirs.venue, theirs.doi)))
        yield loaded.document.report(
            "N503",
            f"arXiv names another publication: {said}",
            "The entry wins, and nothing is taken from arXiv's; correct it where it is wrong.",
            at=("doi" if entry.doi else "venue",),
            severity=Severity.NOTICE,
        )
