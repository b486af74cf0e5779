"""Works: anything citable, with what is known about its publication and retraction."""

import re
from dataclasses import dataclass
from functools import cached_property

from readinglist.entry.model import EssayEntry, PaperEntry
from readinglist.entry.vocabulary import WorkType
from readinglist.library.lock.arxiv_records import Provenance
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId
from readinglist.values.imprint import NO_IMPRINT, Imprint
from readinglist.values.names import Name

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


#: Types of works that are published on their own, so that a venue alone names the publisher.
_BROUGHT_OUT = frozenset({WorkType.BOOK, WorkType.REPORT, WorkType.SOFTWARE, WorkType.THESIS})


@dataclass(frozen=True)
class Published:
    """What is known about a work's version of record, as distinct from its preprint.

    `venue` is the text of a journal reference or the name of a venue, `issued` the date of that
    publication, and `imprint` what else is known about it. At least one of `venue`, the imprint's
    publisher and `doi` is given, and the DOI is not arXiv's own. `sources` names who states it, in
    order of precedence: `entry`, `arXiv`, `Crossref`, `DBLP`. `type` is the type of publication, if
    a registry gives one.
    """

    sources: tuple[str, ...]
    venue: str | None = None
    doi: str | None = None
    issued: PartialDate | None = None
    type: WorkType | None = None
    imprint: Imprint = NO_IMPRINT

    def contradicts(self, other: "Published") -> bool:
        """Whether the two cannot be the same publication: their DOIs, or the years named, differ.

        The spelling of venue names varies too much to compare them.
        """
        if self.doi and other.doi:
            return self.doi != other.doi
        years, others = (set(_YEAR.findall(work.venue or "")) for work in (self, other))
        return bool(years and others and years.isdisjoint(others))


@dataclass(frozen=True)
class Retraction:
    """A notice in which a publisher retracts a work, as listed by a registry.

    `kind` is the registry's word, such as `retraction`, `withdrawal` or `removal`; corrections and
    expressions of concern are not retractions. `on` is the notice's date, `notice_url` its address,
    `source` the registry, such as `Crossref`, and `read` the day on which the registry was asked.
    """

    kind: str
    on: PartialDate | None = None
    notice_url: str | None = None
    source: str = "Crossref"
    read: PartialDate | None = None


@dataclass(frozen=True)
class Work:
    """Anything citable, with its entry and its bibliographic fields.

    `folder` is `papers` or `essays`. `is_stub` means that neither the entry nor the lock gives a
    title; `title` is then the identifier. `issued` is the date of the first public version. `url`
    is empty for a work without an address. `version` is the number of arXiv's latest version and
    `updated` its date. `venue` and `doi` belong to the version of record, about which `published`
    has more, except that an entry may give a preprint's own DOI. `imprint` holds the remaining
    parts of a citation, the entry's fields first. `withdrawn` is arXiv's reason if the latest
    version is a withdrawal; `retracted` is a publisher's notice.
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
    imprint: Imprint = NO_IMPRINT
    withdrawn: str | None = None
    retracted: Retraction | None = None

    def __hash__(self) -> int:
        # Works are cache keys; equal works have the same id.
        return hash(self.id)

    @cached_property
    def year(self) -> int | None:
        """The year of issue, if known."""
        return self.issued.year if self.issued else None

    @property
    def publisher(self) -> str:
        """The publisher; for books, reports, software and theses the venue may name it."""
        named = self.imprint.publisher
        return named or (self.venue or "" if self.type in _BROUGHT_OUT else "")

    @property
    def container(self) -> str:
        """The publication that contains the work: the venue, unless it names the publisher."""
        stated = self.published.venue if self.published else self.venue
        stands_for_publisher = self.type in _BROUGHT_OUT and not self.imprint.publisher
        return "" if stands_for_publisher else stated or ""

    @property
    def cited_date(self) -> PartialDate | None:
        """The date to use in citations.

        That is the date in the entry, otherwise that of the version of record, otherwise `issued`.
        """
        published = self.published.issued if self.published else None
        return self.entry.issued or published or self.issued

    @cached_property
    def is_preprint(self) -> bool:
        """Whether only an arXiv version of the work is known."""
        return self.arxiv is not None and self.published is None

    @cached_property
    def is_void(self) -> bool:
        """Whether the work was withdrawn or retracted, so that nothing may rely on it."""
        return self.withdrawn is not None or self.retracted is not None

    @property
    def void_word(self) -> str:
        """`retracted`, `withdrawn` or an empty string. A retraction takes precedence."""
        if self.retracted:
            return "retracted"
        return "withdrawn" if self.withdrawn is not None else ""

    @property
    def void_note(self) -> str:
        """A line of plain text about the withdrawal or retraction of the work."""
        notes = []
        if self.retracted:
            on = f" {self.retracted.on.spoken}" if self.retracted.on else ""
            notice = f": {self.retracted.notice_url}" if self.retracted.notice_url else ""
            notes.append(f"Retracted{on}, says {self.retracted.source}{notice}")
        if self.withdrawn is not None:
            notes.append(f"Withdrawn: {self.withdrawn}")
        return "; ".join(notes)
