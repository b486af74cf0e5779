"""EndNote's XML: the records of a file as drafts.

Files whose document type declares anything are rejected: entities and default values of attributes
could make a short file exhaust the memory, or refer to other files. Nothing outside the text is ever
read.
"""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from xml.parsers import expat

from readinglist.entry.vocabulary import WorkType
from readinglist.intake.drafts import Reading, Remark, clean_text
from readinglist.intake.found_work import FoundWork, plain
from readinglist.values.name_lists import read_names

_TYPES = {
    "aggregated database": WorkType.DATASET,
    "blog": WorkType.POST_WEBLOG,
    "book": WorkType.BOOK,
    "book section": WorkType.CHAPTER,
    "computer program": WorkType.SOFTWARE,
    "conference paper": WorkType.PAPER_CONFERENCE,
    "conference proceedings": WorkType.PAPER_CONFERENCE,
    "dataset": WorkType.DATASET,
    "edited book": WorkType.BOOK,
    "electronic article": WorkType.ARTICLE_JOURNAL,
    "electronic book": WorkType.BOOK,
    "electronic book section": WorkType.CHAPTER,
    "encyclopedia": WorkType.CHAPTER,
    "journal article": WorkType.ARTICLE_JOURNAL,
    "magazine article": WorkType.ARTICLE_JOURNAL,
    "newspaper article": WorkType.ARTICLE_JOURNAL,
    "report": WorkType.REPORT,
    "standard": WorkType.REPORT,
    "thesis": WorkType.THESIS,
    "web page": WorkType.WEBPAGE,
}
_WHOLE = frozenset({WorkType.BOOK, WorkType.REPORT, WorkType.SOFTWARE, WorkType.THESIS})
_DEEPEST = 100
#: Elements of a record; one with 5,000 authors has some 10,000.
_MOST_ELEMENTS = 100_000


class _RefusedError(Exception):
    """The file has something that is not allowed."""


def parse_endnote_xml(text: str, name: str) -> Reading:
    """The works in a file of EndNote's XML. `name` is the file's name in messages.

    If the XML is malformed, the records before the mistake are kept.
    """
    reading = Reading()
    reader = _Reader(lambda record, line: _found(record, f"{name}:{line}").file_into(reading))
    try:
        reader.parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        message = expat.errors.messages[error.code]
        reading.left_out.append(
            Remark(f"{name}:{error.lineno}", f"the file is not XML from here on: {message}")
        )
    except _RefusedError as error:
        line = reader.parser.CurrentLineNumber
        return Reading(left_out=[Remark(f"{name}:{line}", f"the file is not read: {error}")])
    return reading


class _Reader:
    """Hands each record to `take` as soon as it is read, with the line on which it starts."""

    def __init__(self, take: Callable[[ET.Element, int], None]) -> None:
        self._take = take
        self._depth = 0
        # Of the record at hand: what builds it, its depth, its elements so far, its line.
        self._builder: ET.TreeBuilder | None = None
        self._record_depth = 0
        self._elements = 0
        self._line = 0
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._start_doctype

    def _start_doctype(self, *parts: object) -> None:
        if parts[-1]:  # whether it has declarations of its own, behind its name and addresses
            raise _RefusedError("its document type declares entities, attributes or the like")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _RefusedError(f"its elements are nested deeper than {_DEEPEST} levels")
        if self._builder is None and tag == "record":
            self._builder = ET.TreeBuilder()
            self._record_depth, self._elements = self._depth, 0
            self._line = self.parser.CurrentLineNumber
        if self._builder:
            self._elements += 1
            if self._elements > _MOST_ELEMENTS:
                raise _RefusedError(f"a record has more than {_MOST_ELEMENTS:,} elements")
            self._builder.start(tag, attributes)

    def _end(self, tag: str) -> None:
        if self._builder:
            self._builder.end(tag)
            if self._depth == self._record_depth:
                self._take(self._builder.close(), self._line)
                self._builder = None
        self._depth -= 1

    def _text(self, data: str) -> None:
        if self._builder:
            self._builder.data(data)


def _texts(record: ET.Element, path: str) -> list[str]:
    """The non-empty texts at a path, without styles."""
    found = (clean_text("".join(element.itertext())) for element in record.iterfind(path))
    return [text for text in found if text]


def _found(record: ET.Element, place: str) -> FoundWork:
    def first(*paths: str) -> str:
        return next((text for path in paths for text in _texts(record, path)), "")

    kind = record.find("ref-type")
    word = (kind.get("name") or "" if kind is not None else "").lower()
    type_ = _TYPES.get(word)
    is_whole = type_ in _WHOLE
    found = FoundWork(place, first("label", "rec-number"), type_)
    found.title = plain(first("titles/title"))
    found.authors = read_names(_texts(record, "contributors/authors/author"))
    found.editors = read_names(_texts(record, "contributors/secondary-authors/author"))
    year, day = first("dates/year"), first("dates/pub-dates/date")
    # EndNote keeps the year separate: "2017" and "Jun 12".
    found.dates = [f"{year} {day}" if year and day and year not in day else day or year, year]
    second = first("titles/secondary-title")
    periodical = first("periodical/full-title", "titles/alt-title", "periodical/abbr-1")
    found.container = plain("" if is_whole else second or periodical)
    is_article = type_ is WorkType.ARTICLE_JOURNAL
    number = first("number")
    found.imprint = {
        "volume": first("volume"),
        "issue": number if is_article else "",
        "number": first("electronic-article-number") if is_article else number,
        "pages": first("pages"),
        "publisher": plain(first("publisher")),
        "place": plain(first("pub-location")),
        "edition": first("edition"),
        "series": plain(first("titles/tertiary-title") or (second if is_whole else "")),
        "language": first("language"),
    }
    books: list[str] = []
    serials: list[str] = []
    for text in _texts(record, "isbn"):
        is_serial = sum(char.isdecimal() for char in text) <= 8
        (serials if is_serial else books).append(text)
    found.imprint |= {"isbn": "; ".join(books), "issn": "; ".join(serials)}
    found.dois = _texts(record, "electronic-resource-num")
    found.urls = [
        url
        for path in ("urls/related-urls/url", "urls/web-urls/url")
        for text in _texts(record, path)
        for url in text.split()
    ]
    accession = first("accession-num")
    if accession.lower().startswith("arxiv"):
        found.arxiv.append(accession)
    elif accession:
        found.rest.append(("accession-num", accession))
    found.rest += [
        (name, plain(first(name)))
        for name in ("custom1", "custom2", "notes", "section", "num-vols", "work-type")
    ]
    return found
