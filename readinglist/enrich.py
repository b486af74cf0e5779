"""Merging of entries with the lock's records: entry × record → work. Pure.

A field that the entry gives wins over the record's.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from readinglist.arxiv.records import Provenance, Record
from readinglist.dates import PartialDate
from readinglist.identifiers import ArxivId
from readinglist.model import EssayEntry, PaperEntry
from readinglist.names import Name
from readinglist.vocabulary import WorkType


@dataclass(frozen=True)
class Work:
    """Anything that can be cited, with its entry and its bibliographic fields.

    `folder` is `papers` or `essays`. `is_stub` says that neither the entry nor the lock gives a
    title; `title` then names the identifier. `issued` is the date of the first public version.
    `url` is empty only for an entry without any address, which has a finding.
    """

    id: str
    folder: str
    entry: PaperEntry | EssayEntry
    type: WorkType
    title: str
    authors: tuple[Name, ...]
    issued: PartialDate | None
    venue: str | None
    url: str
    arxiv: ArxivId | None = None
    doi: str | None = None
    abstract: str | None = None
    categories: tuple[str, ...] = ()
    updated: PartialDate | None = None
    comment: str | None = None
    provenance: Provenance | None = None
    is_stub: bool = False

    @property
    def year(self) -> int | None:
        """The year of issue, where known."""
        return self.issued.year if self.issued else None

    @property
    def is_preprint(self) -> bool:
        """Whether the work is known by its arXiv version only."""
        return self.arxiv is not None and self.venue is None and self.doi is None


def _corrected(names: tuple[Name, ...], by_display: Mapping[str, Name]) -> tuple[Name, ...]:
    """The names, those that the entry's `names` corrects with the parts that it gives."""
    return tuple(by_display.get(name.display, name) for name in names) if by_display else names


def merge_paper(entry_id: str, entry: PaperEntry, records: Mapping[ArxivId, Record]) -> Work:
    """The work that a paper's entry and the lock's record, if any, describe together."""
    record = records.get(entry.arxiv) if entry.arxiv else None
    issued = entry.issued or (record.submitted if record else None)
    if issued is None and entry.arxiv:
        issued = PartialDate(entry.arxiv.year, entry.arxiv.month)
    doi = entry.doi or (record.doi if record else None)
    doi_url = f"https://doi.org/{doi}" if doi else ""
    title = entry.title or (record.title if record else None)
    return Work(
        id=entry_id,
        folder="papers",
        entry=entry,
        type=entry.type or WorkType.ARTICLE,
        title=title or (f"arXiv:{entry.arxiv.value}" if entry.arxiv else entry_id),
        authors=_corrected(entry.authors or (record.authors if record else ()), entry.names),
        issued=issued,
        venue=entry.venue or (record.journal_ref if record else None),
        url=entry.url or (entry.arxiv.abs_url if entry.arxiv else doi_url),
        arxiv=entry.arxiv,
        doi=doi,
        abstract=record.abstract if record else None,
        categories=record.categories if record else (),
        updated=record.updated if record else None,
        comment=record.comment if record else None,
        provenance=record.provenance if record else None,
        is_stub=title is None,
    )


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
