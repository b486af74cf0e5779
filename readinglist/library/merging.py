"""Merges entries with the lock's records: entry × record → work. Pure.

A field given in the entry takes precedence over the record's.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from readinglist.entry.model import EssayEntry, PaperEntry
from readinglist.entry.vocabulary import WorkType
from readinglist.library.library import Library
from readinglist.library.lock.arxiv_records import Record, decode_record
from readinglist.library.lock.registries import PublishedLock
from readinglist.library.lock.registry_records import PublishedRecord, Registry
from readinglist.library.works import Published, Retraction, Work
from readinglist.values.characters import clean
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId, doi_url, is_arxiv_doi, parse_dois
from readinglist.values.imprint import NO_IMPRINT, TEXTS, Imprint
from readinglist.values.names import Name
from readinglist.values.same_work import same_authors, same_title


def _corrected(names: tuple[Name, ...], by_display: Mapping[str, Name]) -> tuple[Name, ...]:
    """The names, replaced where the entry's `names` corrects how they are split."""
    return tuple(by_display.get(name.display, name) for name in names) if by_display else names


T = TypeVar("T")


def _texts(value: object) -> Iterator[str]:
    """All texts in a record or in a part of one."""
    if type(value) is str:
        yield value
    elif isinstance(value, Name):
        yield from (value.family, value.given, value.particle, value.suffix, value.literal)
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Mapping):
        yield from value.values()
    elif is_dataclass(value):
        for name in value.__dataclass_fields__:
            held = getattr(value, name)
            if held:
                yield from _texts(held)


def _cleaned(value: T) -> T:
    """The record, or part of a record, with control characters removed from its texts.

    A file of the lock may have come with a pull request. (Text in YAML has none.)
    """
    if "".join(_texts(value)).isprintable():
        return value
    cleaned: Any = value
    if isinstance(value, str):
        cleaned = clean(value)
    elif isinstance(value, tuple):
        cleaned = tuple(map(_cleaned, value))
    elif isinstance(value, Mapping):
        cleaned = {key: clean(item) for key, item in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        found = {
            attribute.name: _cleaned(getattr(value, attribute.name)) for attribute in fields(value)
        }
        cleaned = replace(value, **found)
    return cleaned  # type: ignore[no-any-return]


def merge_works(
    library: Library, before: Library | None = None, known: Mapping[str, Work] | None = None
) -> dict[str, Work]:
    """All works of a library by id: papers, then essays.

    `known` are the works of `before`, another state of the same list: works whose entries and
    records are unchanged are reused.
    """
    records, registered = library.lock.records, library.published
    if before is None or library.lock is not before.lock or registered is not before.published:
        before = None
    papers = before.papers if before else {}
    essays = before.essays if before else {}
    works = known or {}
    merged = {
        work_id: works[work_id]
        if papers.get(work_id) is paper
        else merge_paper(work_id, paper, records, registered)
        for work_id, paper in library.papers.items()
    }
    for work_id, essay in library.essays.items():
        if work_id not in merged:
            is_known = (
                essays.get(work_id) is essay and work_id in works and works[work_id].entry is essay
            )
            merged[work_id] = works[work_id] if is_known else merge_essay(work_id, essay)
    return merged


def merge_paper(
    entry_id: str,
    entry: PaperEntry,
    records: Mapping[ArxivId, Record],
    registered: PublishedLock | None = None,
) -> Work:
    """The work described by a paper's entry together with the lock's records, if any.

    Sources in order of precedence: the entry, arXiv, Crossref or DataCite, DBLP.
    """
    record = _cleaned(records.get(entry.arxiv)) if entry.arxiv else None
    record = decode_record(record) if record else None
    by_doi, by_dblp = map(_cleaned, trusted_records(entry, record, registered or PublishedLock()))
    issued = entry.issued or (record.submitted if record else None)
    if issued is None and entry.arxiv:
        issued = PartialDate(entry.arxiv.year, entry.arxiv.month)
    published = merge_published(
        [
            published_by_entry(entry),
            published_by_arxiv(record),
            published_by_registry(by_doi),
            published_by_registry(by_dblp),
        ]
    )
    doi = entry.doi or (published.doi if published else None)
    resolver_url = doi_url(doi) if doi else ""
    source = record or by_doi
    title = entry.title or (source.title if source else None)
    label = f"arXiv:{entry.arxiv.value}" if entry.arxiv else entry_id
    type_ = entry.type or (published.type if published else None)
    imprint = imprint_of(entry).filled_by(published.imprint if published else NO_IMPRINT)
    return Work(
        id=entry_id,
        folder="papers",
        entry=entry,
        type=type_ or (by_doi.type if by_doi else None) or WorkType.ARTICLE,
        title=title or (f"doi:{entry.doi}" if entry.doi and not entry.arxiv else label),
        authors=_corrected(entry.authors or (source.authors if source else ()), entry.names),
        issued=issued or (by_doi.issued if by_doi else None),
        venue=(published.venue if published else None) or imprint.publisher or None,
        url=entry.url or (entry.arxiv.abs_url if entry.arxiv else resolver_url),
        arxiv=entry.arxiv,
        doi=doi,
        abstract=record.abstract if record else None,
        categories=record.categories if record else (),
        updated=record.updated if record else None,
        comment=record.comment if record else None,
        provenance=record.provenance if record else None,
        is_stub=title is None,
        version=record.version if record else None,
        published=published,
        imprint=imprint,
        withdrawn=record.withdrawn if record else None,
        retracted=retraction_of(by_doi),
    )


def trusted_records(
    entry: PaperEntry, record: Record | None, registered: PublishedLock
) -> tuple[PublishedRecord | None, PublishedRecord | None]:
    """The registries' records of a work, by its DOI and from DBLP, if they are about that work.

    A DOI can be mistyped. If neither the title nor the authors of its record match those in the
    entry or from arXiv, the record is ignored.
    """
    stated = published_by_arxiv(record)
    doi = entry.doi or (stated.doi if stated else None)
    by_doi = registered.by_doi.get(doi) if doi else None
    if by_doi and not speaks_of(by_doi, entry, record):
        by_doi = None
    by_dblp = registered.by_arxiv.get(entry.arxiv) if entry.arxiv else None
    return by_doi, by_dblp


def speaks_of(found: PublishedRecord, entry: PaperEntry, record: Record | None) -> bool:
    """Whether a registry's record can be about the entry's work: title or authors agree.

    If neither the entry nor arXiv gives title or authors, there is nothing to compare.
    """
    titles = [title for title in (entry.title, record.title if record else None) if title]
    authors = [names for names in (entry.authors, record.authors if record else ()) if names]
    if not titles or not authors or any(same_title(found.title, title) for title in titles):
        return True
    return any(same_authors(found.authors, names) for names in authors)


def published_by_entry(entry: PaperEntry) -> Published | None:
    """The version of record that the entry itself states.

    For an arXiv paper `issued` is the date of the preprint, for any other work the date of
    publication.
    """
    doi = None if entry.doi and is_arxiv_doi(entry.doi) else entry.doi
    if not entry.venue and not entry.publisher and not doi:
        return None
    issued = None if entry.arxiv else entry.issued
    return Published(("entry",), entry.venue, doi, issued, imprint=imprint_of(entry))


def imprint_of(entry: PaperEntry) -> Imprint:
    """The imprint that the entry itself states."""
    texts = {name: getattr(entry, name) or "" for name in TEXTS}
    return Imprint(**texts, editors=entry.editors)


def published_by_arxiv(record: Record | None) -> Published | None:
    """The version of record that the paper's authors reported to arXiv."""
    if record is None:
        return None
    # Several DOIs are separated by spaces, the main one first:
    # https://info.arxiv.org/help/bib_feed.html
    dois = [doi for doi in parse_dois(record.doi or "") if not is_arxiv_doi(doi)]
    if not record.journal_ref and not dois:
        return None
    return Published(("arXiv",), record.journal_ref, dois[0] if dois else None)


def published_by_registry(found: PublishedRecord | None) -> Published | None:
    """The version of record that a registry's record describes, or names for a preprint."""
    if found is None:
        return None
    source = (found.registry.spoken,)
    if found.is_preprint:
        forms = [doi for doi in found.version_of if not is_arxiv_doi(doi)]
        return Published(source, doi=forms[0]) if forms else None
    # The DOI that was requested, which may be an alias of the registered one.
    doi = found.doi if found.registry is Registry.DBLP else found.key
    if not found.venue and not doi:
        return None
    return Published(source, found.venue, doi, found.issued, found.type, found.imprint)


def retraction_of(found: PublishedRecord | None) -> Retraction | None:
    """The notice that retracts the work of a registry's record."""
    notice = found.retraction if found else None
    if found is None or notice is None:
        return None
    return Retraction(
        kind=notice.kind,
        on=notice.on,
        notice_url=doi_url(notice.doi) if notice.doi else None,
        source=found.registry.spoken,
        read=found.provenance.day,
    )


def merge_published(statements: Iterable[Published | None]) -> Published | None:
    """Combine several statements, given in order of precedence.

    A later statement fills in what earlier ones leave open, unless it contradicts them: then it is
    about another publication and is ignored.
    """
    merged: Published | None = None
    for statement in statements:
        if statement is None:
            continue
        if merged is None:
            merged = statement
        elif not merged.contradicts(statement):
            filled = replace(
                merged,
                venue=merged.venue or statement.venue,
                doi=merged.doi or statement.doi,
                issued=merged.issued or statement.issued,
                type=merged.type or statement.type,
                imprint=merged.imprint.filled_by(statement.imprint),
            )
            if filled != merged:
                merged = replace(filled, sources=(*merged.sources, *statement.sources))
    return merged


def merge_essay(entry_id: str, entry: EssayEntry) -> Work:
    """The work that an essay's entry describes."""
    return Work(
        id=entry_id,
        folder="essays",
        entry=entry,
        type=WorkType.POST_WEBLOG,
        title=entry.title,
        authors=_corrected(entry.authors, entry.names),
        issued=entry.issued,
        venue=None,
        url=entry.url,
    )
