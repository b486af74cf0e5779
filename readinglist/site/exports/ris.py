"""RIS: works as records of tagged lines.

Tags and types are those of Clarivate's "RIS Format Specifications" for reference managers (2011).
Lines end in a line feed, not in the pair of the specification, as every reader takes both.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from readinglist.entry.vocabulary import WorkType
from readinglist.library.works import Work
from readinglist.site.exports.selection import REMEMBERED, Cited, join_notes
from readinglist.values.characters import clean

# Only types and tags that bibutils knows too; younger ones, such as BLOG, it takes for articles.
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
#: Where `PB`, the publisher or institution, is what the venue means; `T2` holds it elsewhere.
_PUBLISHED = frozenset({WorkType.BOOK, WorkType.REPORT, WorkType.SOFTWARE, WorkType.THESIS})


def _tags(work: Work) -> Iterator[tuple[str, str]]:
    yield "TY", _type(work)
    yield "ID", work.id
    yield "TI", work.title
    for name in work.authors:
        # The order of RIS is family, given, suffix, which is not that of BibTeX.
        parts = (name.surname, name.given, name.suffix)
        if name.suffix and not name.given:
            parts = (f"{name.surname} {name.suffix}", "", "")
        yield "AU", ", ".join(part for part in parts if part)
    if date := work.cited_date:
        yield "PY", f"{date.year:04}"
        # YYYY/MM/DD/other, with the slashes kept where a part is not known.
        month = f"{date.month:02}" if date.month else ""
        day = f"{date.day:02}" if date.day else ""
        yield "DA", f"{date.year:04}/{month}/{day}/"
    if work.venue:
        yield ("PB" if work.type in _PUBLISHED else "T2"), work.venue
    if work.arxiv:
        yield "AN", f"arXiv:{work.arxiv.value}"
    if work.doi:
        yield "DO", work.doi
    if work.url:
        yield "UR", work.url
    yield from (("KW", tag) for tag in work.entry.tags)


def _line(tag: str, value: str) -> str:
    return f"{tag}  - {' '.join(clean(value).split())}\n"


@lru_cache(REMEMBERED)
def _start(work: Work) -> str:
    """The record up to the lines that are not the same wherever it stands."""
    return "".join(_line(tag, value) for tag, value in _tags(work))


@lru_cache(REMEMBERED)
def _abstract(work: Work) -> str:
    return _line("AB", work.abstract) if work.abstract else ""


def _type(work: Work) -> str:
    return "UNPB" if work.is_preprint and work.type is WorkType.ARTICLE else _TYPES[work.type]


def render_ris(items: Iterable[Cited]) -> str:
    """The works as a `.ris` file, a blank line after every record."""
    parts: list[str] = []
    for item in items:
        parts.append(_start(item.work))
        if notes := join_notes(item.work, item.note):
            parts.append(_line("N1", notes))
        if item.with_abstract:
            parts.append(_abstract(item.work))
        parts.append("ER  - \n\n")
    return "".join(parts)
