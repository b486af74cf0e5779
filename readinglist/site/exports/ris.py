"""Renders works as RIS: records of tagged lines.

Tags and types are those of Clarivate's "RIS Format Specifications" for reference managers (2011).
Lines end in a line feed, not in the pair of the specification, as every reader takes both.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from readinglist.entry.vocabulary import WorkType
from readinglist.library.works import Work
from readinglist.site.exports.selection import REMEMBERED, Cited, join_notes
from readinglist.values.characters import clean
from readinglist.values.names import Name, parse_name

# Only types and tags that bibutils knows; it takes newer ones, such as BLOG, for articles.
_TYPES = {
    WorkType.ARTICLE: "GEN",
    WorkType.ARTICLE_JOURNAL: "JOUR",
    WorkType.BOOK: "BOOK",
    WorkType.CHAPTER: "CHAP",
    WorkType.DATASET: "GEN",
    WorkType.PAPER_CONFERENCE: "CONF",
    WorkType.POST: "ELEC",
    WorkType.POST_WEBLOG: "ELEC",
    WorkType.REPORT: "RPRT",
    WorkType.SOFTWARE: "COMP",
    WorkType.SPEECH: "GEN",
    WorkType.THESIS: "THES",
    WorkType.WEBPAGE: "ELEC",
}
#: Types that are more specific than the RIS type, which are written to `M3`, the type of work.
_COARSE = frozenset({"GEN", "ELEC", "UNPB"})
#: Types without a container, for which `T2` would be read as the series.
_WHOLE = frozenset({WorkType.BOOK, WorkType.REPORT, WorkType.SOFTWARE, WorkType.THESIS})
#: Tags of the imprint's fields; `ED` is for editors, `SN` for both ISBN and ISSN.
_IMPRINT = {
    "volume": "VL",
    "issue": "IS",
    "number": "M1",
    "publisher": "PB",
    "place": "CY",
    "edition": "ET",
    "series": "T3",
    "isbn": "SN",
    "issn": "SN",
    "language": "LA",
}


def _tags(work: Work) -> Iterator[tuple[str, str]]:
    yield "TY", _type(work)
    yield "ID", work.id
    yield "TI", work.title
    yield from (("AU", _name(name)) for name in work.authors)
    yield from (("ED", _name(name)) for name in work.imprint.editors)
    if date := work.cited_date:
        yield "PY", f"{date.year:04}"
        # YYYY/MM/DD/other, keeping the slashes of unknown parts.
        month = f"{date.month:02}" if date.month else ""
        day = f"{date.day:02}" if date.day else ""
        yield "DA", f"{date.year:04}/{month}/{day}/"
    # For a conference, `T2` is the event and `C3` its proceedings if both are known.
    event = work.imprint.event
    is_both = bool(event and work.container) and work.type is WorkType.PAPER_CONFERENCE
    if work.container:
        yield ("C3" if is_both or work.type in _WHOLE else "T2"), work.container
    if event:
        yield ("T2", event) if is_both else ("U2", f"Event: {event}")
    if work.publisher and not work.imprint.publisher:
        yield "PB", work.publisher
    for name, text in work.imprint.texts():
        if tag := _IMPRINT.get(name):
            yield tag, text
    first, last = work.imprint.page_range
    yield from ((tag, page) for tag, page in (("SP", first), ("EP", last)) if page)
    if _type(work) in _COARSE:
        yield "M3", work.type.value
    if work.arxiv:
        yield "AN", f"arXiv:{work.arxiv.value}"
    if work.doi:
        yield "DO", work.doi
    if work.url:
        yield "UR", work.url
    yield from (("KW", tag) for tag in work.entry.tags)


def _name(name: Name) -> str:
    if name.literal and parse_name(name.literal) != name:
        # EndNote marks groups with a comma, where a reader would take the name for a person's.
        return f"{name.literal},"
    # RIS has the order family, given, suffix, unlike BibTeX.
    parts = (name.surname, name.given, name.suffix)
    if name.suffix and not name.given:
        parts = (f"{name.surname} {name.suffix}", "", "")
    return ", ".join(part for part in parts if part)


def _line(tag: str, value: str) -> str:
    return f"{tag}  - {' '.join(clean(value).split())}\n"


@lru_cache(REMEMBERED)
def _start(work: Work) -> str:
    """The record without the lines that vary."""
    return "".join(_line(tag, value) for tag, value in _tags(work))


def _type(work: Work) -> str:
    return "UNPB" if work.is_preprint and work.type is WorkType.ARTICLE else _TYPES[work.type]


def render_ris(items: Iterable[Cited]) -> str:
    """The works as a `.ris` file, a blank line after every record."""
    parts: list[str] = []
    for item in items:
        parts.append(_start(item.work))
        if notes := join_notes(item.work, item.note):
            parts.append(_line("N1", notes))
        if item.with_abstract and item.work.abstract:
            parts.append(_line("AB", item.work.abstract))
        parts.append("ER  - \n\n")
    return "".join(parts)
