"""Duplicates: whether a work is already on the list, or is in a file twice.

Works are the same if they share an arXiv id, a DOI or an address; books also if they share an ISBN.
If titles and first authors agree apart from accents, case and punctuation, they may be the same,
but may also be two editions, a talk and its paper, or a column that always has the same title.
arXiv's own DOI, 10.48550/arxiv.X, counts as the id X. DOIs and titles that entries do not repeat
come from the lock's records.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pydantic import TypeAdapter, ValidationError

from readinglist.entry.model import NameField
from readinglist.entry.vocabulary import WorkType
from readinglist.entry.yaml.document import Document
from readinglist.intake.drafts import Draft
from readinglist.library.library import Library, Loaded
from readinglist.library.lock.arxiv_records import Record
from readinglist.library.merging import merge_works
from readinglist.library.works import Work
from readinglist.values.book_numbers import normal_isbn
from readinglist.values.folding import strip_accents
from readinglist.values.identifiers import ArxivId
from readinglist.values.likeness import count_shared
from readinglist.values.names import Name
from readinglist.values.references import find_arxiv_id, find_doi, fold_url
from readinglist.values.same_work import fold_title

#: Titles by one first author with this share of their letters in common are reported.
_ALIKE = 0.85
#: Longer titles, in letters and digits, are only looked up: comparing takes quadratic time.
_LONGEST_COMPARED = 400
#: The most works with one title, or one first author, that a work is compared with.
_MOST_COMPARED = 400
_NAME: TypeAdapter[Name] = TypeAdapter(NameField)


@dataclass(frozen=True)
class Known:
    """A work that is already known. `place` is where it is, `key` its id or key there.

    `url` is the folded address, for comparison; `address` is the address as written.
    """

    place: str
    key: str
    title: str = ""
    surname: str = ""
    arxiv: ArxivId | None = None
    doi: str = ""
    url: str = ""
    address: str = ""
    isbn: str = ""
    year: int | None = None
    edition: str = ""

    @cached_property
    def folded(self) -> str:
        """The folded title, for comparison."""
        return fold_title(self.title)

    @cached_property
    def folded_head(self) -> str:
        """The folded title without its subtitle."""
        head, colon, _ = self.title.partition(":")
        return fold_title(head) if colon else self.folded

    @cached_property
    def characters(self) -> Counter[str]:
        """How often each character occurs in the folded title."""
        return Counter(self.folded)


@dataclass(frozen=True)
class Match:
    """A known work that a draft repeats, or, unless `is_certain`, may repeat.

    `is_likely` means that title and first author are the same and nothing distinguishes them.
    """

    known: Known
    reason: str
    is_certain: bool = True
    is_likely: bool = False

    @property
    def message(self) -> str:
        """The match in words, with the place of the known work."""
        verb = "is" if self.is_certain else "may be"
        return f"{verb} '{self.known.key}' at {self.known.place} ({self.reason})"


def known_works(library: Library) -> Iterator[Known]:
    """The list's papers and essays, including those with mistakes."""
    works = merge_works(library)
    for loaded in library.documents("papers", "essays"):
        yield _known(library, loaded, works.get(loaded.id))


def _known(library: Library, loaded: Loaded, work: Work | None) -> Known:
    """The work according to its file and the lock; `work` is None if the file has mistakes."""
    document = loaded.document
    arxiv = find_arxiv_id(document.text("arxiv") or "")
    url = document.text("url") or ""
    arxiv = arxiv or find_arxiv_id(document.text("doi") or "") or find_arxiv_id(url)
    doi = find_doi(document.text("doi") or "") or find_doi(url) or ""
    record = library.lock.records.get(arxiv) if arxiv else None
    first = document.node("authors", 0) or document.node("editors", 0)
    authors = work.authors or work.imprint.editors if work else record.authors if record else ()
    name = authors[0] if authors else None
    if first and not work:
        try:
            name = _NAME.validate_python(first)
        except ValidationError:
            name = None
    # The place is that of the field that identifies the work.
    field = next((name for name in ("arxiv", "title", "url") if name in document.fields), "")
    location = document.locate_key((field,)) if field else document.locate()
    return Known(
        place=f"{location.path}:{location.line}",
        key=loaded.id,
        title=_title(document, work, record),
        surname=_fold_name(name),
        arxiv=arxiv,
        doi=doi or (work.doi if work and work.doi else "").lower(),
        url=fold_url(url),
        isbn=_isbn_of_all(
            normal_isbn(document.text("isbn") or "") or "",
            document.text("type") or "",
            document.text("venue") or "",
        ),
        year=work.year if work else None,
        edition=(work.imprint.edition if work else document.text("edition") or "").casefold(),
    )


def _title(document: Document, work: Work | None, record: Record | None) -> str:
    if work:
        return "" if work.is_stub else work.title
    return document.text("title") or (record.title if record else "")


def known_draft(draft: Draft, key: str = "") -> Known:
    """The draft as a known work, for comparison with later ones."""
    return Known(
        place=draft.place,
        key=key or draft.key,
        title=draft.title,
        surname=_fold_name(next(iter(draft.authors or draft.imprint.editors), None)),
        arxiv=draft.arxiv or find_arxiv_id(draft.doi) or find_arxiv_id(draft.url),
        doi=draft.doi or find_doi(draft.url) or "",
        url=fold_url(draft.url),
        address=draft.url,
        isbn=_isbn_of_all(draft.imprint.isbn, draft.type.value if draft.type else "", draft.venue),
        year=draft.year,
        edition=draft.imprint.edition.casefold(),
    )


def _isbn_of_all(isbn: str, kind: str, venue: str) -> str:
    """The ISBN if it is the work's own, not that of a book that contains the work."""
    is_whole = kind == WorkType.BOOK or (not kind and not venue)
    return isbn if is_whole else ""


def _fold_name(name: Name | None) -> str:
    if name is None:
        return ""
    text = name.family or re.sub(r"^the\s+", "", name.literal, flags=re.IGNORECASE)
    return "".join(char for char in strip_accents(text).casefold() if char.isalnum())


class Index:
    """The known works, looked up by what identifies them."""

    def __init__(self) -> None:
        self._by_arxiv: dict[ArxivId, Known] = {}
        self._by_doi: dict[str, Known] = {}
        self._by_url: dict[str, Known] = {}
        self._by_isbn: dict[str, Known] = {}
        self._by_key: dict[str, Known] = {}
        self._by_title: dict[str, list[Known]] = defaultdict(list)
        self._by_surname: dict[str, list[Known]] = defaultdict(list)

    def add(self, known: Known) -> None:
        """Add a work; if two share an identifier, lookups return the first."""
        if known.arxiv:
            self._by_arxiv.setdefault(known.arxiv, known)
        if known.doi:
            self._by_doi.setdefault(known.doi, known)
        if known.url:
            self._by_url.setdefault(known.url, known)
        if known.isbn:
            self._by_isbn.setdefault(known.isbn, known)
        self._by_key.setdefault(known.key, known)
        if known.folded:
            self._by_title[known.folded].append(known)
        if known.surname:
            self._by_surname[known.surname].append(known)

    def find_key(self, key: str) -> Known | None:
        """The known work of this id or key."""
        return self._by_key.get(key)

    def find(self, here: Known, *, trust_identifiers: bool = False) -> Match | None:
        """The known work that this one repeats: a certain match, a possible one, or None.

        Two works with one DOI or address but different titles are not certain to be the same,
        unless `trust_identifiers` is set, as when a person refers to a work by its DOI.
        """
        if here.arxiv and (known := self._by_arxiv.get(here.arxiv)):
            return Match(known, f"arXiv id {here.arxiv.value}")
        if here.doi and (known := self._by_doi.get(here.doi)):
            # Some papers carry the DOI of the publisher's template.
            is_other = _differ(here.folded, known.folded) and _differ(here.surname, known.surname)
            is_certain = trust_identifiers or not is_other
            return Match(known, f"DOI {here.doi}", is_certain=is_certain)
        if here.url and (known := self._by_url.get(here.url)):
            # Some papers have the address of their proceedings.
            is_certain = trust_identifiers or not _differ(here.folded, known.folded)
            return Match(known, f"address {here.address}", is_certain=is_certain)
        if here.isbn and (known := self._by_isbn.get(here.isbn)):
            # Some sets of volumes share one ISBN.
            is_certain = trust_identifiers or not _differ(here.folded, known.folded)
            return Match(known, f"ISBN {here.isbn}", is_certain=is_certain)
        may_be: Match | None = None
        same_title = self._by_title.get(here.folded, []) if here.folded else []
        for known in same_title[:_MOST_COMPARED]:
            match = _compare(here, known)
            if match.is_likely:
                return match
            may_be = may_be or match
        return may_be or self._find_alike(here)

    def _find_alike(self, here: Known) -> Match | None:
        same_author = self._by_surname.get(here.surname, []) if here.surname else []
        for known in same_author[:_MOST_COMPARED]:
            if _is_alike(here, known):
                return Match(
                    known, f"first author and much of the title, “{known.title}”", is_certain=False
                )
        return None


def are_apart(one: Known, other: Known) -> bool:
    """Whether two works must be different: an identifier differs, or title and first author do."""
    if one.arxiv and other.arxiv and one.arxiv != other.arxiv:
        return True
    return _differ(one.doi, other.doi) or (
        _differ(one.folded, other.folded) and _differ(one.surname, other.surname)
    )


def _compare(here: Known, known: Known) -> Match:
    """The match of two works with one title: what else they share, or what distinguishes them."""
    same_author = not _differ(here.surname, known.surname)
    apart = list(_told_apart(here, known))
    if not same_author and known.key != here.key:
        return Match(known, "same title", is_certain=False)
    same = "same title and first author" if same_author else "same title and key"
    if apart:
        return Match(known, f"{same}, but different {' and '.join(apart)}", is_certain=False)
    # If only one of them has authors, nobody can tell.
    is_likely = here.surname == known.surname or known.key == here.key
    return Match(known, same, is_certain=False, is_likely=is_likely)


def _told_apart(here: Known, known: Known) -> Iterator[str]:
    """What distinguishes two works with the same title and first author."""
    if here.arxiv and known.arxiv and here.arxiv != known.arxiv:
        yield "arXiv id"
    if _differ(here.doi, known.doi):
        yield "DOI"
    if here.edition != known.edition:
        yield "edition"
    # A preprint precedes its publication by up to two years.
    years = 2 if bool(here.arxiv) != bool(known.arxiv) else 0
    if here.year and known.year and abs(here.year - known.year) > years:
        yield "year"


def _differ(one: str, other: str) -> bool:
    """Whether both are known and they are not the same."""
    return bool(one and other and one != other)


def _is_alike(one: Known, other: Known) -> bool:
    if not one.folded or not other.folded:
        return False
    if one.folded_head == other.folded_head and len(one.folded_head) > 2:
        return True
    lengths = len(one.folded), len(other.folded)
    if max(lengths) > _LONGEST_COMPARED:
        return False
    # Cheap upper bounds first: the number of characters that the titles can share, by their
    # lengths, then by how often each character occurs.
    least = _ALIKE * sum(lengths) / 2
    if min(lengths) < least or (one.characters & other.characters).total() < least:
        return False
    return count_shared(one.folded, other.folded) >= least
