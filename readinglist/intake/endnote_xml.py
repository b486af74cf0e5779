"""EndNote's XML: the records of a file as drafts.

Files whose document type declares anything are rejected: entities and default values of
attributes could make a short file exhaust the memory, or refer to other files. Nothing outside the
text is ever read.
"""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from xml.parsers import expat

from readinglist.entry.vocabulary import WorkType
from readinglist.intake.drafts import Reading, Remark, clean_text
from readinglist.intake.found_work import FoundWork, plain
from readinglist.intake.imprints import sort_numbers
from readinglist.values.name_lists import read_names
from readinglist.values.scripts import lower_script, raise_script

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
#: Types that say nothing of a work which the list could not say.
_PLAIN_TYPES = frozenset({"", "generic", "unpublished work", "manuscript"})
# Elements whose texts are read elsewhere, and those of no use to a reader of the list.
_READ = frozenset(
    "ref-type rec-number authors secondary-authors title volume number pages "
    "publisher pub-location edition isbn electronic-resource-num language dates label "
    "electronic-article-number related-urls web-urls accession-num".split()
)
_PASSED_OVER = frozenset(
    "database source-app foreign-keys auth-address keywords abstract abbr-1 abbr-2 alt-title "
    "alt-periodical short-title pdf-urls image-urls access-date remote-database-name "
    "remote-database-provider auth-affiliaton".split()
)
#: Elements with parts of their own, and those with people.
_HOLDERS = frozenset({"contributors", "titles", "periodical", "urls"})
_PEOPLE = frozenset({"tertiary-authors", "subsidiary-authors", "translated-authors"})
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
    """The texts at a path, without empty ones; of styles, raised and lowered letters stay so."""
    texts = (clean_text(_text_of(part)) for part in record.iterfind(path))
    return [text for text in texts if text]


def _text_of(element: ET.Element) -> str:
    shift = {"superscript": raise_script, "subscript": lower_script}.get(element.get("face", ""))
    inside = element.text or ""
    inside += "".join(_text_of(part) + (part.tail or "") for part in element)
    return shift(inside) if shift else inside


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
    isbn, issn = sort_numbers(_texts(record, "isbn"))
    found.imprint |= {"isbn": isbn, "issn": issn}
    found.dois = _texts(record, "electronic-resource-num")
    found.urls = [
        url
        for path in ("urls/related-urls/url", "urls/web-urls/url")
        for text in _texts(record, path)
        # The Web of Science writes "<Go to ISI>://WOS:0001", its accession number.
        for url in ([] if text.startswith("<Go to ") else text.split())
    ]
    accession = first("accession-num")
    if accession.lower().startswith("arxiv"):
        found.arxiv.append(accession)
    elif accession:
        found.rest.append(("accession-num", accession))
    found.rest += list(_rest(record, found))
    if type_ is None and word not in _PLAIN_TYPES:
        found.unknown_type = word
    return found


def _rest(record: ET.Element, found: FoundWork) -> Iterator[tuple[str, str]]:
    """What the record says beyond what was taken: texts of elements in none of its parts."""
    taken = {found.title, found.container, found.key, *found.imprint.values()}
    for element in record:
        if element.tag in _READ or element.tag in _PASSED_OVER:
            continue
        parts = list(element) if element.tag in _HOLDERS else [element]
        for part in parts:
            text = plain("; ".join(_texts(part, ".")) if part.tag not in _PEOPLE else
                         "; ".join(_texts(part, "author")))  # fmt: skip
            if text and part.tag not in _READ | _PASSED_OVER and text not in taken:
                yield part.tag, text
