"""Checks for works that have two entries, without an identifier that would tell."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pydantic import TypeAdapter, ValidationError

from readinglist.entry.findings import Finding, Severity
from readinglist.entry.model import Many, NameField
from readinglist.entry.yaml.document import Document
from readinglist.library.library import Library
from readinglist.library.schema_findings import is_draft
from readinglist.values.identifiers import normal_arxiv_id, normal_doi, parse_arxiv_id
from readinglist.values.names import Name
from readinglist.values.references import fold_url
from readinglist.values.same_work import fold_title, same_authors

#: What tells two works with one title and the same authors apart, where both entries give it.
_TELLING = ("arxiv", "doi", "isbn", "volume", "issue", "number", "pages")
#: The fields that the check looks at.
FIELDS = ("draft", "title", "authors", "issued", "type", "edition", "url", *_TELLING)
_OF_KIND = ("type", "edition")
#: The most works with one title that a work is compared with.
_MOST_COMPARED = 20
_AUTHORS: TypeAdapter[tuple[Name, ...]] = TypeAdapter(Many[NameField])


@dataclass(frozen=True)
class _Work:
    id: str
    document: Document
    title: str
    #: The authors of its record, which count if the entry has none.
    recorded: tuple[Name, ...] = ()

    def value(self, name: str) -> str:
        return (self.document.text(name) or "").strip()

    @cached_property
    def identifiers(self) -> set[str]:
        found = normal_arxiv_id(self.value("arxiv")), normal_doi(self.value("doi"))
        return {identifier for identifier in found if identifier}

    @cached_property
    def authors(self) -> tuple[Name, ...]:
        if "authors" not in self.document.fields:
            return self.recorded
        try:
            return _AUTHORS.validate_python(self.document.node("authors"))
        except ValidationError:
            return ()

    @property
    def place_of_title(self) -> tuple[str]:
        fields = self.document.fields
        return (next((name for name in ("title", "arxiv", "doi") if name in fields), "title"),)


def check_doubles(library: Library) -> Iterator[Finding]:
    """W405: two entries with one address, or with one title and the same authors.

    Of a draft and a published entry, the finding is about the draft. Works that share an arXiv id
    or a DOI have a finding of their own.
    """
    works = sorted(_works(library), key=lambda work: is_draft(work.document))
    told: set[str] = set()
    by_url: dict[tuple[str, str], _Work] = {}
    for work in works:
        if not (address := _address_of(work.value("url"))):
            continue
        first = by_url.setdefault(address, work)
        if first is not work and first.identifiers.isdisjoint(work.identifiers):
            told.add(work.id)
            yield work.document.report(
                "W405",
                f"the address is also that of {first.document.locate(('url',))}",
                "Keep one entry; or give each work its own address, such as the part of the page "
                "(#…) that it is.",
                at=("url",),
                severity=Severity.WARNING,
            )
    by_title: dict[str, list[_Work]] = defaultdict(list)
    for work in works:
        if not work.title or not (folded := fold_title(work.title)):
            continue
        for other in by_title[folded][:_MOST_COMPARED]:
            if work.id not in told and _are_same(other, work):
                place = other.document.locate_key(other.place_of_title)
                yield work.document.report(
                    "W405",
                    f"title and authors are also those of {place}",
                    "Keep one entry; or say what makes it another work: its edition, year or type.",
                    at=work.place_of_title,
                    severity=Severity.WARNING,
                )
                break
        by_title[folded].append(work)


def _works(library: Library) -> Iterator[_Work]:
    for loaded in library.documents("papers", "essays"):
        document = loaded.document
        title = document.text("title") or ""
        if title and "authors" in document.fields:
            yield _Work(loaded.id, document, title)
            continue
        arxiv = normal_arxiv_id(document.text("arxiv") or "")
        record = library.lock.records.get(parse_arxiv_id(arxiv)) if arxiv else None
        published = library.published.by_doi.get(normal_doi(document.text("doi") or "") or "")
        source = record or published
        if source:
            yield _Work(loaded.id, document, title or source.title, source.authors)
        else:
            yield _Work(loaded.id, document, title)


def _address_of(url: str) -> tuple[str, str] | None:
    """What identifies an address; with the fragment, as works can be parts of one page."""
    folded = fold_url(url) if url else ""
    return (folded, url.partition("#")[2]) if folded else None


def _are_same(one: _Work, other: _Work) -> bool:
    # A first edition does not say that it is one.
    if any(one.value(name).casefold() != other.value(name).casefold() for name in _OF_KIND):
        return False
    if not one.identifiers.isdisjoint(other.identifiers):
        return False
    ours, theirs = one.value("issued")[:4], other.value("issued")[:4]
    if ours and theirs and ours != theirs:
        return False
    are_alike = all(
        not (mine := one.value(name).casefold())
        or not (yours := other.value(name).casefold())
        or mine == yours
        for name in _TELLING
    )
    return are_alike and same_authors(one.authors, other.authors)
