"""A work as a reference manager's file tells of it, on its way to a draft.

RIS, PubMed's format and EndNote's XML name their fields differently and mean the same; what they
have in common is worked out here: names, dates, identifiers, addresses, the imprint. What cannot be
used is told at its place.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from readinglist.entry.vocabulary import WorkType
from readinglist.intake.drafts import Draft, Reading, Remark, clean_text
from readinglist.intake.imprints import make_imprint
from readinglist.values.dates import PartialDate, parse_partial_date
from readinglist.values.identifiers import ArxivId, parse_url
from readinglist.values.markup import strip_markup
from readinglist.values.names import Name, is_others, name_of_parts
from readinglist.values.references import find_arxiv_id, find_doi

_NO_VENUE = re.compile(r"^(?:arxiv\b.*|corr\b.*)$", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(
    r"(?P<year>\d{4})(?:[\s/.-]+(?P<month>\d{1,2}(?!\d)|[A-Za-z]{3,9}))?"
    r"(?:[\s/.-]+(?P<day>\d{1,2}(?!\d)))?[\s/.-]*(?P<rest>.*)",
    re.DOTALL,
)
_MONTH_FIRST = re.compile(
    r"(?:(?P<day>\d{1,2})\s+)?(?P<month>[A-Za-z]{3,9})\.?,?\s+"
    r"(?:(?P<day2>\d{1,2}),\s*)?(?P<year>\d{4})"
)
_LONGEST = 80


def plain(text: str) -> str:
    """The text on one line, without the markup and the entities that such files hold."""
    return clean_text(strip_markup(text))


@dataclass
class FoundWork:
    """What a record says, as texts; `dates`, `dois` and `urls` hold candidates, the best first."""

    place: str
    key: str = ""
    type: WorkType | None = None
    title: str = ""
    container: str = ""
    authors: list[Name] = field(default_factory=list)
    editors: list[Name] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    arxiv: list[str] = field(default_factory=list)
    dois: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    imprint: dict[str, str] = field(default_factory=dict)
    rest: list[tuple[str, str]] = field(default_factory=list)

    def file_into(self, reading: Reading) -> None:
        """Make a draft of the work, or tell why there can be none."""
        problems: list[str] = []
        imprint, unused = make_imprint(self.imprint, self.editors)
        problems += [problem for _, problem in unused]
        arxiv = self._find_arxiv()
        doi = self._find_doi(problems)
        url = self._find_url(arxiv, doi, problems)
        draft = Draft(
            title=self.title,
            authors=tuple(self.authors),
            issued=self._find_date(problems),
            venue="" if _NO_VENUE.match(self.container) else self.container,
            type=None if self.type is WorkType.ARTICLE else self.type,
            arxiv=arxiv,
            doi=doi,
            url=url,
            imprint=imprint,
            place=self.place,
            key=self.key,
        )
        if not (draft.title or arxiv or doi or imprint.isbn):
            what = f"'{self.key}'" if self.key else "the record"
            reading.left_out.append(
                Remark(self.place, f"{what} has neither a title nor an identifier")
            )
            return
        tell = reading.telling(self.place)
        for problem in problems:
            tell(problem)
        remarks = [f"{problem[:1].upper()}{problem[1:]}." for problem in problems]
        if rest := "; ".join(_rest(self.rest)):
            remarks.append(f"The file also says: {rest}")
        reading.drafts.append(draft.with_remarks(remarks))

    def _find_arxiv(self) -> ArxivId | None:
        stated = [one for one in (*self.dois, *self.urls) if "arxiv" in one.lower()]
        return next(filter(None, map(find_arxiv_id, (*self.arxiv, *stated))), None)

    def _find_doi(self, problems: list[str]) -> str:
        found = ""
        for text in self.dois:
            doi = find_doi(text)
            if doi and not found:
                found = doi
            elif doi and doi != found:
                problems.append(f"the DOI {doi} is left out; an entry has one")
            elif not doi and not find_arxiv_id(text):
                problems.append(f"'{text}' is not a DOI and left out")
        named = (find_doi(url) for url in self.urls if "doi.org/" in url.lower())
        return found or next(filter(None, named), "")

    def _find_url(self, arxiv: ArxivId | None, doi: str, problems: list[str]) -> str:
        found = ""
        for text in dict.fromkeys(self.urls):
            if (arxiv and find_arxiv_id(text) == arxiv) or (doi and find_doi(text) == doi):
                continue
            try:
                url = parse_url(text)
            except ValueError as error:
                problems.append(f"{error.args[0]}, and is left out")
                continue
            if found:
                problems.append(f"the address {url} is left out; an entry has one")
            found = found or url
        return found

    def _find_date(self, problems: list[str]) -> PartialDate | None:
        """The most precise of the dates that can be read; what cannot be is told."""
        found: list[PartialDate] = []
        for text in dict.fromkeys(filter(None, self.dates)):
            date, rest = read_date(text)
            if date:
                found.append(date)
            if rest:
                problems.append(f"of the date '{text}' {rest}")
        same_year = [one for one in found if one.year == found[0].year]
        return max(same_year, key=lambda one: (one.month > 0, one.day > 0), default=None)


def read_date(text: str) -> tuple[PartialDate | None, str]:
    """The date of a text such as `2017/06/12/`, `2017 Jun 12` or `12 June 2017`.

    Beside it stands what of the text is left out, as the end of a sentence; empty for nothing.
    """
    text = text.strip()
    match = _DATE.fullmatch(text)
    rest = ""
    if match:
        day = match["day"] or ""
        rest = match["rest"].strip(" /.-")
    elif match := _MONTH_FIRST.fullmatch(text):
        day = match["day"] or match["day2"] or ""
    else:
        return None, "nothing can be used"
    word = (match["month"] or "").lower()
    number = _MONTHS.index(word[:3]) + 1 if word[:3] in _MONTHS else 0
    month = f"{number:02}" if number else word if word.isdecimal() else ""
    if word and not month:
        rest = f"{match['month']} {rest}".strip()
    parts = [match["year"], f"{int(month):02}" if month.isdecimal() else ""]
    parts.append(f"{int(day):02}" if day and parts[1] else "")
    for count in (3, 2, 1):
        given = parts[:count]
        if all(given):
            try:
                date = parse_partial_date("-".join(given))
            except ValueError:
                continue
            lost = [one for one in parts[count:] if one]
            rest = " ".join([*lost, rest]).strip()
            return date, f"'{rest}' is left out" if rest else ""
    return None, "nothing can be used"


def read_names(texts: Iterable[str]) -> Iterable[Name]:
    """Names in the form `Family, Given, Suffix`; one without a comma is taken as it stands.

    `et al.` is nobody's name.
    """
    for text in map(clean_text, texts):
        if not any(map(str.isalpha, text)) or is_others(text):
            continue
        parts = [part.strip() for part in text.split(",")]
        if len(parts) not in (2, 3) or not parts[0] or not any(parts[1:]):
            yield name_of_parts(text.strip(" ,"))
            continue
        family, given, suffix = (*parts, "")[:3]
        try:
            yield name_of_parts(family, given, suffix=suffix)
        except ValueError:
            yield Name(literal=text)


def _rest(values: Iterable[tuple[str, str]]) -> Iterable[str]:
    for name, text in values:
        if text:
            yield f"{name} {text if len(text) <= _LONGEST else text[: _LONGEST - 1] + '…'}"
