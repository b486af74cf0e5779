"""A work in a reference manager's file, to be turned into a draft.

RIS, PubMed's format and EndNote's XML have different names for the same fields; what they have in
common is interpreted here: names, dates, identifiers, addresses, the imprint. What cannot be used
is reported with its place.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from readinglist.entry.vocabulary import WorkType
from readinglist.intake.addresses import read_address, split_addresses
from readinglist.intake.drafts import (
    UNKNOWN,
    Draft,
    Reading,
    Remark,
    clean_text,
    shorten,
)
from readinglist.intake.imprints import find_venue, make_imprint
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import ArxivId
from readinglist.values.markup import strip_markup
from readinglist.values.name_lists import NameList
from readinglist.values.references import (
    find_arxiv_id,
    find_arxiv_id_in,
    find_doi,
    is_of_resolver,
)
from readinglist.values.written_dates import read_written_date


def plain(text: str) -> str:
    """The text on one line, without the markup and entities that such files may have."""
    return clean_text(strip_markup(text))


@dataclass
class FoundWork:
    """The texts of a record; `dates`, `dois` and `urls` are candidates, best first."""

    place: str
    key: str = ""
    type: WorkType | None = None
    #: What the file calls a type that the list does not have.
    unknown_type: str = ""
    title: str = ""
    container: str = ""
    authors: NameList = field(default_factory=NameList)
    editors: NameList = field(default_factory=NameList)
    dates: list[str] = field(default_factory=list)
    arxiv: list[str] = field(default_factory=list)
    dois: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    imprint: dict[str, str] = field(default_factory=dict)
    rest: list[tuple[str, str]] = field(default_factory=list)

    def file_into(self, reading: Reading) -> None:
        """Add a draft of the work to the reading, or the reason why it is left out."""
        problems: list[str] = []
        self.urls = [part for text in self.urls for part in split_addresses(text)]
        arxiv = self._find_arxiv()
        for role, people in (("authors", self.authors), ("editors", self.editors)):
            problems += [f"{role}: {slip}" for slip in people.slips]
            if people.has_more:
                problems.append(f"the {role} end in 'et al.'; list them all")
        imprint, unused = make_imprint(self.imprint, self.editors.names)
        problems += [problem for _, problem in unused]
        if self.unknown_type:
            problems.append(f"the list has no type for '{self.unknown_type}'; the entry gets none")
        doi = self._find_doi(arxiv, problems)
        url = self._find_url(arxiv, doi, problems)
        draft = Draft(
            title=self.title,
            authors=tuple(self.authors.names),
            issued=self._find_date(problems),
            venue=find_venue(self.container, is_preprint=arxiv is not None, problems=problems),
            type=None if self.type is WorkType.ARTICLE else self.type,
            arxiv=arxiv,
            doi=doi,
            url=url,
            imprint=imprint,
            place=self.place,
            key=self.key,
        ).identified()
        if not draft.is_known_by_something:
            what = f"'{self.key}'" if self.key else "the record"
            reading.left_out.append(Remark(self.place, f"{what} {UNKNOWN}"))
            return
        tell = reading.telling(self.place)
        for problem in problems:
            tell(problem)
        remarks = [f"{problem[:1].upper()}{problem[1:]}." for problem in problems]
        if rest := "; ".join(_rest(self.rest)):
            remarks.append(f"The file also says: {rest}")
        reading.drafts.append(draft.with_remarks(remarks))

    def _find_arxiv(self) -> ArxivId | None:
        stated = [text for text in (*self.dois, *self.urls) if "arxiv" in text.lower()]
        if found := next(filter(None, map(find_arxiv_id, (*self.arxiv, *stated))), None):
            return found
        for text in (self.container, self.imprint.get("number", "")):
            if found := find_arxiv_id_in(text):
                return found
        return None

    def _find_doi(self, arxiv: ArxivId | None, problems: list[str]) -> str:
        found = ""
        for text in self.dois:
            doi = find_doi(text)
            if doi and not found:
                found = doi
            elif doi and doi != found:
                problems.append(f"the DOI {doi} is left out; an entry has only one")
            elif not doi and not find_arxiv_id(text):
                problems.append(f"'{text}' is not a DOI; left out")
        named = (find_doi(url) for url in self.urls if is_of_resolver(url) or not arxiv)
        return found or next(filter(None, named), "")

    def _find_url(self, arxiv: ArxivId | None, doi: str, problems: list[str]) -> str:
        found = ""
        for text in dict.fromkeys(self.urls):
            if (arxiv and find_arxiv_id(text) == arxiv) or (doi and find_doi(text) == doi):
                continue
            address = read_address(text, is_whole=True)
            problems += address.slips
            if found and address.url:
                problems.append(f"the address {address.url} is left out; an entry has only one")
            found = found or address.url
        return found

    def _find_date(self, problems: list[str]) -> PartialDate | None:
        """The most precise of the dates; unreadable ones are reported."""
        found: list[PartialDate] = []
        for text in dict.fromkeys(filter(None, self.dates)):
            written = read_written_date(text)
            if written.date:
                found.append(written.date)
            if written.rest:
                problems.append(f"date: {written.rest}")
        same_year = [date for date in found if date.year == found[0].year]
        return max(same_year, key=lambda date: (date.month > 0, date.day > 0), default=None)


def _rest(values: Iterable[tuple[str, str]]) -> Iterable[str]:
    for name, text in values:
        if text:
            yield f"{name} {shorten(text)}"
