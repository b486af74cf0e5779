"""Checks of single entries: fields that need quotes, need one another or exclude one another."""

import datetime
import re
from collections.abc import Iterator

from readinglist.entry.findings import Finding, Severity
from readinglist.entry.model import PLAIN_FIELDS
from readinglist.entry.vocabulary import ClaimKind
from readinglist.entry.yaml.document import Document, FieldPath, Tree
from readinglist.library.library import Library
from readinglist.values.dates import PartialDate, day_of, parse_partial_date
from readinglist.values.formulas import MAX_WORK, conversion_work, find_formulas
from readinglist.values.references import find_identifiers

_READ_AS = {
    "bool": "a yes/no value",
    "float": "a number",
    "int": "a number",
    "null": "nothing",
    "timestamp": "a date",
}


def check_unquoted(library: Library) -> Iterator[Finding]:
    """E106: a text without quotes that other readers of YAML take for something else."""
    documents = [loaded.document for loaded in library.inspected_files()]
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
    for loaded in library.inspected("papers"):
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


# Addresses that say nothing beyond the identifier that they hold.
_OF_IDENTIFIERS = re.compile(
    r"https?://(?:(?:www\.|dx\.)?doi\.org|(?:[a-z]+\.)?arxiv\.org)/", re.IGNORECASE
)


def check_addresses(library: Library) -> Iterator[Finding]:
    """W403: the address of a work holds its identifier, under which much more is known of it.

    Beside the identifier itself, a publisher's page may stand.
    """
    for loaded in library.inspected("papers"):
        document = loaded.document
        url = (document.text("url") or "").strip()
        if not url:
            continue
        arxiv, doi = find_identifiers(url)
        name, value = ("arxiv", arxiv.value) if arxiv else ("doi", doi or "")
        given = (document.text(name) or "").strip()
        if not value or (given and (not _OF_IDENTIFIERS.match(url) or given.lower() != value)):
            continue
        spelt = f'arxiv: "{value}"' if arxiv else f"doi: {value}"
        what = f"the arXiv id {value}" if arxiv else f"the DOI {value}"
        yield document.report(
            "W403",
            f"the address holds {what}",
            "Leave it out: the identifier says it." if given else f"Write {spelt} in place of url.",
            at=("url",),
            severity=Severity.WARNING,
        )


_KINDS = frozenset(ClaimKind)


def check_field_for_kind(library: Library) -> Iterator[Finding]:
    """E102 and E111: predictions have a date and may have an outcome, other claims neither.

    Evidence against a question or a definition is looked for in vain.
    """
    for loaded in library.inspected("claims"):
        document = loaded.document
        kind = document.text("kind")
        if kind in {ClaimKind.QUESTION, ClaimKind.DEFINITION} and (
            "opposition-sought" in document.fields
        ):
            yield _misplaced(
                document, ("opposition-sought",), f"a {kind} has no 'opposition-sought'",
                "Only a claim or a prediction has one.",
            )  # fmt: skip
        if kind == ClaimKind.PREDICTION:
            if "resolves-by" not in document.fields:
                yield document.report(
                    "E102",
                    "the field 'resolves-by' is missing",
                    "Say by which day the prediction can be judged, like 2025-12-31.",
                    at=("resolves-by",),
                )
            continue
        if kind in _KINDS:
            for name in ("resolves-by", "outcome"):
                if name in document.fields:
                    yield _misplaced(
                        document, (name,), f"a {kind} has no '{name}'", "Only a prediction has one."
                    )
    for loaded in library.inspected("papers"):
        document = loaded.document
        if "mode-reason" in document.fields and "mode" not in document.fields:
            yield _misplaced(
                document, ("mode-reason",), "there is a reason for a mode, but no mode", "Add mode."
            )


def check_formulas(library: Library) -> Iterator[Finding]:
    """N506: a formula that would take the converter too long."""
    for loaded in library.inspected_files():
        document = loaded.document
        if not (document.may_hold("$") or document.may_hold("\\")):
            continue
        for path, text in _texts(document.tree, ()):
            for formula in find_formulas(text):
                work = conversion_work(formula.source)
                if work is None or work > MAX_WORK:
                    shown = text[formula.start : formula.end]
                    shown = shown if len(shown) <= 60 else f"{shown[:59]}…"
                    yield document.report(
                        "N506",
                        f"the formula '{shown}' is not drawn",
                        "Write it with fewer delimiters, or without macros of its own.",
                        at=path,
                        severity=Severity.NOTICE,
                    )
                    break


def _texts(tree: Tree | None, path: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    if isinstance(tree, str):
        if "$" in tree or "\\" in tree:
            yield path, tree
    elif isinstance(tree, list):
        for i, item in enumerate(tree):
            yield from _texts(item, (*path, i))
    elif isinstance(tree, dict):
        for key, item in tree.items():
            yield from _texts(item, (*path, key))


def _misplaced(document: Document, path: FieldPath, message: str, hint: str) -> Finding:
    return document.report("E111", message, hint, at=path, on_key=True)


def check_not_ahead(library: Library) -> Iterator[Finding]:
    """E114: the day of something done lies ahead of the day on which the list is read.

    A day ahead is let pass: in the east of the world it has come before it comes in UTC.
    """
    if library.read_on is None:
        return
    read_on = library.read_on
    today = datetime.date(read_on.year, read_on.month, read_on.day)
    latest = day_of(datetime.datetime.combine(today, datetime.time()) + datetime.timedelta(days=1))
    for loaded in library.inspected("claims"):
        document = loaded.document
        places = [(*path, "on") for path, _ in document.list_items("opposition-sought")]
        for at in (*places, ("outcome", "on")):
            text = (document.text(*at) or "").strip()
            try:
                date = parse_partial_date(text)
            except ValueError:
                continue
            # A year or a month is ahead when its first day is.
            if PartialDate(date.year, date.month or 1, date.day or 1) > latest:
                yield document.report(
                    "E114", f"'{text}' has not come yet",
                    "Give the day on which it was done or known.", at=at,
                )  # fmt: skip
