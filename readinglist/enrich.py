"""Merging of entries with the lock's records: entry × record → work. Pure.

A field that the entry gives wins over the record's.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from readinglist.arxiv.records import Provenance, Record
from readinglist.dates import PartialDate
from readinglist.identifiers import ArxivId, is_arxiv_doi, parse_dois
from readinglist.loading import Library
from readinglist.model import EssayEntry, PaperEntry
from readinglist.names import Name
from readinglist.vocabulary import WorkType

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True)
class Published:
    """What is known of a work's version of record, which is distinct from its preprint.

    `venue` is the text of a journal reference or the name of a venue, `issued` the date of that
    publication. At least one of `venue` and `doi` is given, and the DOI is not arXiv's own.
    `sources` names who states it, the one that counts most first: `entry`, `arXiv`, `Crossref`,
    `DBLP`. `type` is what the publication is, where a registry says so.
    """

    sources: tuple[str, ...]
    venue: str | None = None
    doi: str | None = None
    issued: PartialDate | None = None
    type: WorkType | None = None

    def contradicts(self, other: "Published") -> bool:
        """Whether the two cannot be one publication: their DOIs, or the years named, differ.

        The names of a venue differ too often in their spelling to say anything.
        """
        if self.doi and other.doi:
            return self.doi != other.doi
        years, others = (set(_YEAR.findall(one.venue or "")) for one in (self, other))
        return bool(years and others and years.isdisjoint(others))


@dataclass(frozen=True)
class Retraction:
    """A notice by which a publisher takes a work back, as a registry lists it.

    `kind` is the registry's word for it, such as `retraction`, `withdrawal` or `removal`; notices
    that correct a work or voice concern are none. `on` is the notice's date, `notice_url` its
    address, `source` the registry, such as `Crossref`, and `read` the day on which it was asked.
    """

    kind: str
    on: PartialDate | None = None
    notice_url: str | None = None
    source: str = "Crossref"
    read: PartialDate | None = None


@dataclass(frozen=True)
class Work:
    """Anything that can be cited, with its entry and its bibliographic fields.

    `folder` is `papers` or `essays`. `is_stub` says that neither the entry nor the lock gives a
    title; `title` then names the identifier. `issued` is the date of the first public version.
    `url` is empty only for an entry without any address, which has a finding. `version` is the
    number of arXiv's latest version and `updated` its date. `venue` and `doi` are those of the
    version of record, of which `published` knows more, except that an entry may give a preprint's
    own DOI. `withdrawn` is arXiv's reason when the latest version is a withdrawal; `retracted` is
    a publisher's notice.
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
    version: int | None = None
    published: Published | None = None
    withdrawn: str | None = None
    retracted: Retraction | None = None

    @property
    def year(self) -> int | None:
        """The year of issue, where known."""
        return self.issued.year if self.issued else None

    @property
    def cited_date(self) -> PartialDate | None:
        """The date that a citation carries.

        That is the entry's, or else that of the version of record, or else `issued`.
        """
        published = self.published.issued if self.published else None
        return self.entry.issued or published or self.issued

    @property
    def is_preprint(self) -> bool:
        """Whether the work is known by its arXiv version only."""
        return self.arxiv is not None and self.published is None

    @property
    def is_void(self) -> bool:
        """Whether the work has been withdrawn or retracted, so that nothing may rest on it."""
        return self.withdrawn is not None or self.retracted is not None

    @property
    def void_word(self) -> str:
        """`retracted`, `withdrawn` or an empty text. A publisher's retraction weighs more."""
        if self.retracted:
            return "retracted"
        return "withdrawn" if self.withdrawn is not None else ""

    @property
    def void_note(self) -> str:
        """What there is to say of a withdrawn or retracted work in one line of plain text."""
        notes = []
        if self.retracted:
            on = f" {self.retracted.on.spoken}" if self.retracted.on else ""
            notice = f": {self.retracted.notice_url}" if self.retracted.notice_url else ""
            notes.append(f"Retracted{on}, says {self.retracted.source}{notice}")
        if self.withdrawn is not None:
            notes.append(f"Withdrawn: {self.withdrawn}")
        return "; ".join(notes)


def merge_works(library: Library) -> dict[str, Work]:
    """All works of a library by id: papers, then essays."""
    records = library.lock.records
    works = {one: merge_paper(one, paper, records) for one, paper in library.papers.items()}
    for one, essay in library.essays.items():
        works.setdefault(one, merge_essay(one, essay))
    return works


def _corrected(names: tuple[Name, ...], by_display: Mapping[str, Name]) -> tuple[Name, ...]:
    """The names, those that the entry's `names` corrects with the parts that it gives."""
    return tuple(by_display.get(name.display, name) for name in names) if by_display else names


def merge_paper(entry_id: str, entry: PaperEntry, records: Mapping[ArxivId, Record]) -> Work:
    """The work that a paper's entry and the lock's record, if any, describe together."""
    record = records.get(entry.arxiv) if entry.arxiv else None
    issued = entry.issued or (record.submitted if record else None)
    if issued is None and entry.arxiv:
        issued = PartialDate(entry.arxiv.year, entry.arxiv.month)
    published = merge_published([published_by_entry(entry), published_by_arxiv(record)])
    doi = entry.doi or (published.doi if published else None)
    doi_url = f"https://doi.org/{doi}" if doi else ""
    title = entry.title or (record.title if record else None)
    return Work(
        id=entry_id,
        folder="papers",
        entry=entry,
        type=entry.type or (published.type if published else None) or WorkType.ARTICLE,
        title=title or (f"arXiv:{entry.arxiv.value}" if entry.arxiv else entry_id),
        authors=_corrected(entry.authors or (record.authors if record else ()), entry.names),
        issued=issued,
        venue=published.venue if published else None,
        url=entry.url or (entry.arxiv.abs_url if entry.arxiv else doi_url),
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
        withdrawn=record.withdrawn if record else None,
    )


def published_by_entry(entry: PaperEntry) -> Published | None:
    """The version of record that the entry states itself.

    For a paper of arXiv `issued` is the date of the preprint, for any other work that of the
    publication.
    """
    doi = None if entry.doi and is_arxiv_doi(entry.doi) else entry.doi
    if not entry.venue and not doi:
        return None
    issued = None if entry.arxiv else entry.issued
    return Published(("entry",), entry.venue, doi, issued)


def published_by_arxiv(record: Record | None) -> Published | None:
    """The version of record that the paper's authors have told arXiv of."""
    if record is None:
        return None
    # Spaces stand between several DOIs, the main one first: https://info.arxiv.org/help/bib_feed.html
    dois = [doi for doi in parse_dois(record.doi or "") if not is_arxiv_doi(doi)]
    if not record.journal_ref and not dois:
        return None
    return Published(("arXiv",), record.journal_ref, dois[0] if dois else None)


def merge_published(statements: Iterable[Published | None]) -> Published | None:
    """What several statements say together, the one that counts most first.

    A later statement fills in what the earlier ones leave open, unless it contradicts them: then
    it speaks of another publication, and nothing is taken from it.
    """
    merged: Published | None = None
    for one in statements:
        if one is None:
            continue
        if merged is None:
            merged = one
        elif not merged.contradicts(one):
            filled = replace(
                merged,
                venue=merged.venue or one.venue,
                doi=merged.doi or one.doi,
                issued=merged.issued or one.issued,
                type=merged.type or one.type,
            )
            if filled != merged:
                merged = replace(filled, sources=(*merged.sources, *one.sources))
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
