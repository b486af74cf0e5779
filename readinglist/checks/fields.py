"""Checks of single entries: fields that need quotes, need one another or exclude one another."""

from collections.abc import Iterator

from readinglist.findings import Finding
from readinglist.loading import Library
from readinglist.model import PLAIN_FIELDS
from readinglist.source import Document, FieldPath
from readinglist.vocabulary import ClaimKind

_READ_AS = {
    "bool": "a yes/no value",
    "float": "a number",
    "int": "a number",
    "null": "nothing",
    "timestamp": "a date",
}


def check_unquoted(library: Library) -> Iterator[Finding]:
    """E106: a text without quotes that other readers of YAML take for something else."""
    documents = [loaded.document for loaded in library.files]
    if library.themes_document:
        documents.append(library.themes_document)
    for document in documents:
        for path, kind in document.eaten.items():
            name = next((part for part in reversed(path) if isinstance(part, str)), "")
            value = document.text(*path)
            if name in PLAIN_FIELDS or value is None:
                continue
            what = _READ_AS.get(kind, f"a value of the type {kind}")
            yield document.report(
                "E106",
                f"without quotes YAML reads {value} as {what}",
                f'Write "{value}".',
                at=path,
            )


def check_needed_together(library: Library) -> Iterator[Finding]:
    """E102: a paper without arXiv id lacks what the lock would have given.

    A work with a DOI may leave title and authors to the DOI's record. Before it is there the page
    is a stub, which has a notice (N502).
    """
    for loaded in library.documents("papers"):
        document = loaded.document
        if "arxiv" in document.fields:
            continue
        has_doi = "doi" in document.fields
        record = library.published.by_doi.get((document.text("doi") or "").strip().lower())
        for name in ("title", "authors"):
            if name in document.fields or (has_doi and (record is None or getattr(record, name))):
                continue
            yield document.report(
                "E102",
                f"the field '{name}' is missing",
                f"Add it: {record.registry.spoken} does not give it."
                if record
                else "Add it, or give the arXiv id or the DOI.",
                at=(name,),
            )
        if "url" not in document.fields and not has_doi:
            yield document.report(
                "E102",
                "the field 'url' is missing",
                "Add url or doi, or give the arXiv id.",
                at=("url",),
            )


def check_field_for_kind(library: Library) -> Iterator[Finding]:
    """E102 and E111: predictions have a date and may have an outcome, other claims neither."""
    for loaded in library.documents("claims"):
        document = loaded.document
        kind = document.text("kind")
        if kind == ClaimKind.PREDICTION:
            if "resolves-by" not in document.fields:
                yield document.report(
                    "E102",
                    "the field 'resolves-by' is missing",
                    "Say by which day the prediction can be judged, like 2025-12-31.",
                    at=("resolves-by",),
                )
            continue
        if kind in set(ClaimKind):
            for name in ("resolves-by", "outcome"):
                if name in document.fields:
                    yield _misplaced(
                        document, (name,), f"a {kind} has no '{name}'", "Only a prediction has one."
                    )
    for loaded in library.documents("papers"):
        document = loaded.document
        if "mode-reason" in document.fields and "mode" not in document.fields:
            yield _misplaced(
                document, ("mode-reason",), "there is a reason for a mode, but no mode", "Add mode."
            )


def _misplaced(document: Document, path: FieldPath, message: str, hint: str) -> Finding:
    return document.report("E111", message, hint, at=path, on_key=True)
