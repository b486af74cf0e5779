"""Published records: what a registry of publications says about a work, with provenance.

They hold only facts: title, authors, venue, dates, identifiers, notices. No registry's abstract is
ever stored.
"""

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from readinglist.entry.vocabulary import WorkType
from readinglist.library.lock.arxiv_records import Provenance, parse_author, parse_provenance
from readinglist.library.lock.files import check_known
from readinglist.library.lock.record_values import check_values
from readinglist.values.dates import PartialDate, parse_partial_date
from readinglist.values.identifiers import ArxivId, is_arxiv_doi, parse_arxiv_id, parse_doi
from readinglist.values.imprint import NO_IMPRINT, TEXTS, Imprint
from readinglist.values.names import Name
from readinglist.values.strict_json import expect_list, expect_mapping, expect_text, optional


class Registry(enum.StrEnum):
    """A service that registers or lists publications; the lock stores the value."""

    CROSSREF = "crossref"
    DATACITE = "datacite"
    DBLP = "dblp"

    @property
    def spoken(self) -> str:
        """The name as the service writes it."""
        return {"crossref": "Crossref", "datacite": "DataCite", "dblp": "DBLP"}[self.value]


#: The registries' types of works, as CSL types. Preprints are plain articles.
#: https://api.crossref.org/types, the resourceTypeGeneral of DataCite's schema 4.6 (appendix 1,
#: datacite-metadata-schema.readthedocs.io), and the kinds of https://dblp.org/faq/.
_TYPES: Mapping[str, WorkType] = {
    "journal-article": WorkType.ARTICLE_JOURNAL,
    "proceedings-article": WorkType.PAPER_CONFERENCE,
    "posted-content": WorkType.ARTICLE,
    "book": WorkType.BOOK,
    "monograph": WorkType.BOOK,
    "edited-book": WorkType.BOOK,
    "reference-book": WorkType.BOOK,
    "book-chapter": WorkType.CHAPTER,
    "book-section": WorkType.CHAPTER,
    "book-part": WorkType.CHAPTER,
    "reference-entry": WorkType.CHAPTER,
    "dissertation": WorkType.THESIS,
    "report": WorkType.REPORT,
    "dataset": WorkType.DATASET,
    "Preprint": WorkType.ARTICLE,
    "JournalArticle": WorkType.ARTICLE_JOURNAL,
    "ConferencePaper": WorkType.PAPER_CONFERENCE,
    "Book": WorkType.BOOK,
    "BookChapter": WorkType.CHAPTER,
    "Dissertation": WorkType.THESIS,
    "Report": WorkType.REPORT,
    "Dataset": WorkType.DATASET,
    "Software": WorkType.SOFTWARE,
    "Journal Articles": WorkType.ARTICLE_JOURNAL,
    "Conference and Workshop Papers": WorkType.PAPER_CONFERENCE,
    "Parts in Books or Collections": WorkType.CHAPTER,
}
_PREPRINTS = frozenset({"posted-content", "Preprint"})


def type_of_kind(kind: str) -> WorkType | None:
    """The type of work that a registry's word for a kind stands for, or None."""
    return _TYPES.get(kind)


#: https://www.crossref.org/documentation/register-maintain-records/maintaining-your-metadata/
#: names the kinds of updates; these three retract the whole work.
_TAKING_BACK = ("retraction", "withdrawal", "removal")


@dataclass(frozen=True)
class Update:
    """A notice that a work was corrected, doubted or retracted.

    `kind` is the registry's word in lower case with underscores, such as `retraction`, `correction`
    or `expression_of_concern`. `doi` is the notice's own, None if the notice is on the work itself.
    `source` says who reported it to the registry: `publisher`, `retraction-watch`, or `title` for a
    work that only its registered title marks as retracted.
    """

    kind: str
    doi: str | None = None
    on: PartialDate | None = None
    source: str = ""

    def __post_init__(self) -> None:
        """Reject values that no record may hold, with `ValueError`."""
        check_values(self)

    @property
    def takes_back(self) -> bool:
        """Whether the whole work was retracted, withdrawn or removed."""
        return self.kind in _TAKING_BACK

    def as_dict(self) -> dict[str, str]:
        """The notice as the lock writes it."""
        values = {
            "kind": self.kind,
            "doi": self.doi,
            "on": self.on and str(self.on),
            "source": self.source,
        }
        return {key: value for key, value in values.items() if value}


@dataclass(frozen=True)
class PublishedRecord:
    """What one registry says about one work.

    `key` is the DOI, in lower case, for which Crossref or DataCite was asked, or DBLP's key, such
    as `conf/nips/VaswaniSPUJGKP17`. `arxiv` is the paper for which a DBLP record was looked up.
    `kind` is the registry's own word for the type. `doi` is the work's DOI, in lower case; it
    differs from the key if the key is an alias, and in DBLP records. `imprint` is what else the
    registry says about the publication; the lock writes its fields next to the others. `version_of`
    holds the DOIs of which this is a version: for a preprint its published form, for a deposit the
    DOI of all its versions. Updates are sorted by date, undated ones last.
    """

    registry: Registry
    key: str
    title: str
    authors: tuple[Name, ...]
    provenance: Provenance
    kind: str | None = None
    venue: str | None = None
    issued: PartialDate | None = None
    doi: str | None = None
    url: str | None = None
    arxiv: ArxivId | None = None
    version_of: tuple[str, ...] = ()
    updates: tuple[Update, ...] = ()
    imprint: Imprint = NO_IMPRINT

    def __post_init__(self) -> None:
        """Reject values that no record may hold, with `ValueError`."""
        check_values(self)

    @property
    def type(self) -> WorkType | None:
        """The type of work in CSL's terms, if the registry's word has an equivalent there."""
        return type_of_kind(self.kind or "")

    @property
    def is_preprint(self) -> bool:
        """Whether the record describes a preprint, not a version of record."""
        return self.kind in _PREPRINTS or bool(self.doi and is_arxiv_doi(self.doi))

    @property
    def retraction(self) -> Update | None:
        """The notice that retracts the work, the first if there are several."""
        return next((update for update in self.updates if update.takes_back), None)

    def as_dict(self) -> dict[str, Any]:
        """The record as the lock writes it: plain JSON values without absent fields."""
        values: dict[str, Any] = {
            "registry": self.registry.value,
            "key": self.key,
            "arxiv": self.arxiv and self.arxiv.value,
            "kind": self.kind,
            "title": self.title,
            "authors": [name.as_plain() for name in self.authors],
            "venue": self.venue,
            "issued": self.issued and str(self.issued),
            "doi": self.doi,
            "url": self.url,
            **dict(self.imprint.texts()),
            "editors": [name.as_plain() for name in self.imprint.editors],
            "version_of": list(self.version_of),
            "updates": [update.as_dict() for update in self.updates],
            "provenance": self.provenance.as_dict(),
        }
        needed = ("title", "authors")
        return {
            key: value for key, value in values.items() if value not in (None, []) or key in needed
        }


def parse_published_record(values: Mapping[str, Any]) -> PublishedRecord:
    """The record in a lock file's JSON object. Raises `ValueError` saying what is wrong."""
    try:
        imprint = {name: values[name] for name in (*TEXTS, "editors") if name in values}
        check_known(
            {key: value for key, value in values.items() if key not in imprint}, PublishedRecord
        )
        return PublishedRecord(
            registry=_parse_registry(values["registry"]),
            key=expect_text(values["key"]),
            title=expect_text(values["title"]),
            authors=tuple(map(parse_author, expect_list(values["authors"]))),
            provenance=parse_provenance(expect_mapping(values["provenance"])),
            kind=optional(expect_text, values.get("kind")),
            venue=optional(expect_text, values.get("venue")),
            issued=optional(_parse_date, values.get("issued")),
            doi=optional(_parse_doi, values.get("doi")),
            url=optional(expect_text, values.get("url")),
            arxiv=optional(_parse_arxiv, values.get("arxiv")),
            version_of=tuple(map(_parse_doi, expect_list(values.get("version_of", [])))),
            updates=tuple(map(_parse_update, expect_list(values.get("updates", [])))),
            imprint=_parse_imprint(imprint),
        )
    except KeyError as error:
        raise ValueError(f"the record has no field {error}") from error
    except (TypeError, AttributeError) as error:
        raise ValueError(f"the record has a field of the wrong type: {error}") from error


def parse_update_kind(text: str) -> str:
    """A registry's word for an update in a uniform spelling: `partial_retraction`."""
    return re.sub(r"[\s-]+", "_", text.strip().lower())


def order_updates(updates: list[Update]) -> tuple[Update, ...]:
    """The updates without duplicates, sorted by date, undated ones last."""
    unique = dict.fromkeys(updates)
    return tuple(
        sorted(unique, key=lambda update: (update.on is None, update.on or PartialDate(1)))
    )


def _parse_update(value: object) -> Update:
    values = expect_mapping(value)
    check_known(values, Update, "an update")
    return Update(
        kind=parse_update_kind(expect_text(values["kind"])),
        doi=optional(_parse_doi, values.get("doi")),
        on=optional(_parse_date, values.get("on")),
        source=optional(expect_text, values.get("source")) or "",
    )


def _parse_registry(value: object) -> Registry:
    text = expect_text(value)
    try:
        return Registry(text)
    except ValueError:
        raise ValueError(f"'{text}' is not a registry") from None


def _parse_imprint(values: Mapping[str, Any]) -> Imprint:
    texts = {name: expect_text(values[name]) for name in TEXTS if name in values}
    return Imprint(
        **texts, editors=tuple(map(parse_author, expect_list(values.get("editors", []))))
    )


def _parse_date(value: object) -> PartialDate:
    return parse_partial_date(expect_text(value))


def _parse_doi(value: object) -> str:
    return parse_doi(expect_text(value))


def _parse_arxiv(value: object) -> ArxivId:
    return parse_arxiv_id(expect_text(value))
