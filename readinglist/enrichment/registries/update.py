"""Updates the registries' part of the lock, over the network.

A DOI's record comes from Crossref, or from DataCite if Crossref does not have it; DBLP is asked
about arXiv papers whose venue is unknown. Every record is written as soon as it arrives, so that an
interrupted run loses nothing.
"""

import enum
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from readinglist.enrichment.registries.absences import Absences
from readinglist.enrichment.registries.asking import (
    Asking,
    Lookup,
    Outcome,
    Settings,
    registries_for,
)
from readinglist.enrichment.registries.dblp import Wanted
from readinglist.entry.model import PaperEntry
from readinglist.library.library import Library
from readinglist.library.lock.arxiv_records import Record
from readinglist.library.lock.registries import PublishedLock, write_published
from readinglist.library.lock.registry_records import PublishedRecord, Registry
from readinglist.library.merging import (
    merge_published,
    published_by_arxiv,
    published_by_entry,
    published_by_registry,
    trusted_records,
)
from readinglist.values.identifiers import ArxivId


class Change(enum.StrEnum):
    """What a found record means for the lock."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass
class Report:
    """The result of asking the registries: look-ups in order, and requests made to each.

    `changes` has an item for each look-up that found a record. `published` is the resulting lock,
    even if it was not written.
    """

    lookups: list[Lookup] = field(default_factory=list)
    changes: dict[str, Change] = field(default_factory=dict)
    requests: dict[Registry, int] = field(default_factory=dict)
    published: PublishedLock = field(default_factory=PublishedLock)

    def of(self, outcome: Outcome) -> list[Lookup]:
        """The look-ups with this outcome."""
        return [lookup for lookup in self.lookups if lookup.outcome is outcome]

    @property
    def changed(self) -> list[Lookup]:
        """The look-ups that changed the lock, or would."""
        return [
            lookup
            for lookup in self.lookups
            if self.changes.get(lookup.subject) in (Change.NEW, Change.CHANGED)
        ]


def fetch_registries(
    library: Library,
    settings: Settings,
    progress: Callable[[int, int], Any] | None = None,
) -> Report:
    """Ask the registries about the list's works, and write their records into the lock.

    `progress` is called with the look-ups done and their total number as far as known.
    Raises `StorageError` when the lock or the state cannot be written.
    """
    known = library.published
    by_doi, by_arxiv = dict(known.by_doi), dict(known.by_arxiv)
    published = replace(known, by_doi=by_doi, by_arxiv=by_arxiv)
    report = Report(published=published)
    asking = Asking(settings)
    papers = {
        entry_id: paper
        for entry_id, paper in sorted(library.papers.items())
        if settings.entries is None or entry_id in settings.entries
    }
    dois = [*_wanted_dois(papers, library.lock.records, published, settings, asking.absences)]

    def add(lookup: Lookup, before: PublishedRecord | None, total: int) -> None:
        report.lookups.append(lookup)
        if lookup.record:
            report.changes[lookup.subject] = _change(before, lookup.record)
            if lookup.record.arxiv:
                by_arxiv[lookup.record.arxiv] = lookup.record
            else:
                by_doi[lookup.record.key] = lookup.record
            if settings.write:
                write_published(library.metadata_folder, lookup.record, library.root)
        if progress:
            progress(len(report.lookups), total)

    try:
        for doi in dois:
            record = published.by_doi.get(doi)
            add(asking.look_up_doi(doi, record), record, len(dois))
        wanted = [
            *_wanted_papers(papers, library.lock.records, published, settings, asking.absences)
        ]
        for paper in wanted:
            record = published.by_arxiv.get(paper.arxiv)
            add(asking.look_up_paper(paper), record, len(dois) + len(wanted))
    finally:
        asking.absences.save()
        report.requests = {registry: fetcher.asked for registry, fetcher in asking.fetchers.items()}
    return report


def _change(known: PublishedRecord | None, record: PublishedRecord) -> Change:
    if known is None:
        return Change.NEW
    same = replace(known, provenance=record.provenance) == record
    return Change.SAME if same else Change.CHANGED


def _is_due(record: PublishedRecord | None, settings: Settings) -> bool:
    """Whether a record has to be fetched: there is none, or it is too old."""
    if record is None:
        return True
    return bool(settings.refresh_before and record.provenance.read <= settings.refresh_before)


def _wanted_dois(
    papers: Mapping[str, PaperEntry],
    records: Mapping[ArxivId, Record],
    published: PublishedLock,
    settings: Settings,
    absences: Absences,
) -> Iterator[str]:
    """The DOIs to ask for without duplicates: from the entry, otherwise from arXiv's record."""
    seen = set()
    for entry in papers.values():
        stated = published_by_arxiv(records.get(entry.arxiv) if entry.arxiv else None)
        doi = entry.doi or (stated.doi if stated else None)
        if not doi or doi in seen or not registries_for(doi, None, settings.sources):
            continue
        seen.add(doi)
        if doi in published.newer:
            continue
        if _is_due(published.by_doi.get(doi), settings) and doi not in absences:
            yield doi


def _wanted_papers(
    papers: Mapping[str, PaperEntry],
    records: Mapping[ArxivId, Record],
    published: PublishedLock,
    settings: Settings,
    absences: Absences,
) -> Iterator[Wanted]:
    """The arXiv papers to ask DBLP for: those without a venue from another source."""
    if Registry.DBLP not in settings.sources:
        return
    for entry in papers.values():
        record = records.get(entry.arxiv) if entry.arxiv else None
        title = entry.title or (record.title if record else "")
        authors = entry.authors or (record.authors if record else ())
        if not entry.arxiv or not title or not authors or entry.arxiv in published.newer:
            continue
        by_doi, _ = trusted_records(entry, record, published)
        known = merge_published(
            [published_by_entry(entry), published_by_arxiv(record), published_by_registry(by_doi)]
        )
        if known and known.venue:
            continue
        is_due = _is_due(published.by_arxiv.get(entry.arxiv), settings)
        if is_due and entry.arxiv.value not in absences:
            yield Wanted(entry.arxiv, title, authors)
