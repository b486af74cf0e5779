"""Checks of single entries: missing quotes, and fields that require or exclude one another."""

import datetime
import itertools
import re
from collections.abc import Iterator

from readinglist.entry.findings import Finding, Severity
from readinglist.entry.forms import is_whole_number
from readinglist.entry.model import COUNT_FIELDS, PLAIN_FIELDS
from readinglist.entry.vocabulary import ClaimKind
from readinglist.entry.yaml.document import Document, FieldPath, Tree
from readinglist.library.checks.scope import Scope
from readinglist.values.dates import PartialDate, day_of, latest_issue, parse_partial_date
from readinglist.values.formulas import MAX_WORK, conversion_work, find_formulas
from readinglist.values.identifiers import normal_url
from readinglist.values.names import may_be_cut
from readinglist.values.references import find_identifiers

_READ_AS = {
    "bool": "a yes/no value",
    "float": "a number",
    "int": "a number",
    "null": "nothing",
    "timestamp": "a date",
}


def check_unquoted(scope: Scope) -> Iterator[Finding]:
    """E106: an unquoted text that other YAML readers take for something else."""
    for document in scope.with_themes():
        for path, kind in document.eaten.items():
            name = next((part for part in reversed(path) if isinstance(part, str)), "")
            value = document.text(*path)
            if name in PLAIN_FIELDS or value is None:
                continue
            if name in COUNT_FIELDS and kind == "int" and is_whole_number(value):
                continue
            what = _READ_AS.get(kind, f"a value of the type {kind}")
            yield document.report(
                "E106",
                f"without quotes YAML reads {value} as {what}",
                f'Write "{value}".',
                at=path,
            )


#: Fields by which a work without arXiv id and DOI can be found; it must have one of them.
FOUND_BY = frozenset({"url", "isbn", "publisher", "venue"})


def check_needed_together(scope: Scope) -> Iterator[Finding]:
    """E102: a work without identifier that lacks its title, or anything to find it by.

    With an arXiv id or a DOI the title may be left to the identifier's record. Until that exists
    the page is a stub, which has its own notice (N502).
    """
    for loaded in scope.documents("papers"):
        fields = loaded.document.fields
        if "arxiv" in fields or "doi" in fields:
            continue
        if "title" not in fields:
            yield loaded.document.report(
                "E102",
                "the field 'title' is missing",
                "Add it, or give the arXiv id or the DOI.",
                at=("title",),
            )
        if FOUND_BY.isdisjoint(fields):
            yield loaded.document.report(
                "E102",
                "nothing says where to find the work",
                "Add url, doi, isbn or arxiv, or else its publisher or venue.",
                at=("url",),
            )


# Addresses that say no more than the identifier in them.
_OF_IDENTIFIERS = re.compile(
    r"https?://(?:(?:www\.|dx\.)?doi\.org|(?:[a-z]+\.)?arxiv\.org)/", re.IGNORECASE
)


def check_addresses(scope: Scope) -> Iterator[Finding]:
    """W403: a work's address contains an identifier, by which much more could be looked up.

    A publisher's page next to the identifier itself is fine.
    """
    for loaded in scope.documents("papers"):
        document = loaded.document
        url = (document.text("url") or "").strip()
        if normal_url(url) is None:
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


def check_cut_names(scope: Scope) -> Iterator[Finding]:
    """W404: two authors of one word each, which may be one person: `[Fern, Ada]`."""
    for loaded in scope.documents("papers", "essays"):
        document = loaded.document
        for role in ("authors", "editors"):
            items = document.list_items(role)
            for (path, first), (_, second) in itertools.pairwise(items):
                if not (isinstance(first, str) and isinstance(second, str)):
                    continue
                if may_be_cut(first.strip(), second.strip()):
                    yield document.report(
                        "W404",
                        f"'{first}' and '{second}' are two {role}, or one whose name is cut",
                        f'Write "{first}, {second}" in quotes, or {second} {first}; names of one '
                        f"word as {{literal: {first}}}.",
                        at=path,
                        severity=Severity.WARNING,
                    )
                    break


_KINDS = frozenset(ClaimKind)


def check_field_for_kind(scope: Scope) -> Iterator[Finding]:
    """E102 and E111: predictions have a date and may have an outcome; other claims have neither.

    Questions and definitions cannot have evidence against them.
    """
    for loaded in scope.documents("claims"):
        document = loaded.document
        kind = document.text("kind")
        if kind in {ClaimKind.QUESTION, ClaimKind.DEFINITION} and (
            "opposition-sought" in document.fields
        ):
            yield _misplaced(
                document,
                ("opposition-sought",),
                f"a {kind} has no 'opposition-sought'",
                "Only a claim or a prediction has one.",
            )
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
    for loaded in scope.documents("papers"):
        document = loaded.document
        if "mode-reason" in document.fields and "mode" not in document.fields:
            yield _misplaced(
                document, ("mode-reason",), "there is a reason for a mode, but no mode", "Add mode."
            )


def check_formulas(scope: Scope) -> Iterator[Finding]:
    """N506: a formula that would take the converter too long."""
    for loaded in scope.files:
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


def check_not_ahead(scope: Scope) -> Iterator[Finding]:
    """E114: something done, known or added on a day after that of reading; works of years to come.

    One day ahead is accepted: east of Greenwich the day begins before it does in UTC. `issued` may
    be up to a year ahead, since journals date their issues in advance.
    """
    if scope.library.read_on is None:
        return
    read_on = scope.library.read_on
    today = datetime.datetime(read_on.year, read_on.month, read_on.day, tzinfo=datetime.UTC)
    tomorrow = day_of(today + datetime.timedelta(days=1))
    for loaded in scope.documents("papers", "essays", "claims"):
        document = loaded.document
        done: list[FieldPath] = [("added",)]
        if loaded.folder == "claims":
            done += [(*path, "on") for path, _ in document.list_items("opposition-sought")]
            done.append(("outcome", "on"))
        elif _is_after(document.text("issued"), latest_issue(read_on)):
            yield document.report(
                "E114",
                f"'{document.text('issued')}' is more than a year ahead",
                "Give the date of its first public version, or leave it out.",
                at=("issued",),
            )
        for at in done:
            if _is_after(text := document.text(*at), tomorrow):
                yield document.report(
                    "E114",
                    f"'{text}' is in the future",
                    "Give the day on which it was added."
                    if at == ("added",)
                    else "Give the day on which it was done or known.",
                    at=at,
                )


def _is_after(text: str | None, latest: PartialDate) -> bool:
    """Whether a date is after another; a year or a month is if its first day is."""
    # A cheap look first: nearly all dates are of earlier years.
    if not text or text.strip()[:4] < f"{latest.year:04}":
        return False
    try:
        date = parse_partial_date(text.strip())
    except ValueError:
        return False
    return PartialDate(date.year, date.month or 1, date.day or 1) > latest
