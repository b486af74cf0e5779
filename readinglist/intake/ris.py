"""RIS: the records of a file as drafts.

The tags are those of Clarivate's specification (2011), and those that EndNote, Zotero and
publishers write instead.
"""

import re
from collections.abc import Iterator

from readinglist.entry.vocabulary import WorkType
from readinglist.intake.drafts import Reading
from readinglist.intake.found_work import FoundWork, plain
from readinglist.intake.imprints import sort_numbers
from readinglist.intake.tagged_lines import TaggedRecord, read_records
from readinglist.values.book_numbers import normal_isbn, normal_issn
from readinglist.values.name_lists import read_names

#: Two characters, two spaces, a hyphen, a space; some programs leave out one of the spaces.
TAG = re.compile(r"([A-Z][A-Z0-9])(?: {2}-| -(?= |$))")
_YEAR = re.compile(r"\d{4}(?!\d)", re.ASCII)
_HAS_YEAR = re.compile(r"\d{4}|-\d|\bB\.?C", re.ASCII)
_TYPES = {
    "ABST": WorkType.ARTICLE_JOURNAL,
    "AGGR": WorkType.DATASET,
    "BLOG": WorkType.POST_WEBLOG,
    "BOOK": WorkType.BOOK,
    "CHAP": WorkType.CHAPTER,
    "COMP": WorkType.SOFTWARE,
    "CONF": WorkType.PAPER_CONFERENCE,
    "CPAPER": WorkType.PAPER_CONFERENCE,
    "DATA": WorkType.DATASET,
    "DICT": WorkType.CHAPTER,
    "EBOOK": WorkType.BOOK,
    "ECHAP": WorkType.CHAPTER,
    "EDBOOK": WorkType.BOOK,
    "EJOUR": WorkType.ARTICLE_JOURNAL,
    "ELEC": WorkType.WEBPAGE,
    "ENCYC": WorkType.CHAPTER,
    "INPR": WorkType.ARTICLE_JOURNAL,
    "JFULL": WorkType.ARTICLE_JOURNAL,
    "JOUR": WorkType.ARTICLE_JOURNAL,
    "MGZN": WorkType.ARTICLE_JOURNAL,
    "NEWS": WorkType.ARTICLE_JOURNAL,
    "RPRT": WorkType.REPORT,
    "SER": WorkType.BOOK,
    "SLIDE": WorkType.SPEECH,
    "STAND": WorkType.REPORT,
    "THES": WorkType.THESIS,
    "WEB": WorkType.WEBPAGE,
}
#: Types that say nothing of a work which the list could not say.
_PLAIN_TYPES = frozenset({"", "GEN", "UNPB", "UNPD"})
_READ = frozenset(
    "TY ID AU A1 ED A2 A3 DA PY Y1 C3 VL IS M1 SP EP PB CY PP ET T3 SN LA DO UR L2 LK AN ER".split()
)
# Of no use to a reader of the list, so that nobody misses them.
_PASSED_OVER = frozenset(
    {"AB", "N2", "KW", "DB", "DP", "Y2", "ST", "LB", "AD", "CN", "U1", "JO", "JA", "J1", "J2"}
)
#: Titles of several tags, of which one is taken and the others, if they differ, are kept in words.
_TITLES = frozenset({"TI", "T1", "CT", "BT", "T2", "JF", "M3", "L1", "U2"})
#: What begins the line `U2` in which our exports name an event that no other tag can hold.
EVENT = "Event: "
_SAID = {
    WorkType.ARTICLE_JOURNAL: ("journal-article", "article", "electronic-article"),
    WorkType.BOOK: ("edited-book", "electronic-book"),
    WorkType.CHAPTER: ("book-section", "book-chapter"),
    WorkType.PAPER_CONFERENCE: ("conference-paper", "conference-proceedings"),
    WorkType.THESIS: ("dissertation",),
    WorkType.WEBPAGE: ("web-page",),
}
# Works that have no container of their own: T2 is then what EndNote means by it, the series.
_WHOLE = frozenset({WorkType.BOOK, WorkType.REPORT, WorkType.SOFTWARE, WorkType.THESIS})


def parse_ris(text: str, name: str) -> Reading:
    """The works in the text of a RIS file. `name` is the file's name in messages."""
    reading = Reading()
    for record in read_records(text, TAG, "TY", "ER"):
        _found(record, f"{name}:{record.line}").file_into(reading)
    return reading


def _found(record: TaggedRecord, place: str) -> FoundWork:
    type_ = _type(record)
    found = FoundWork(place, record.first("ID"), type_)
    found.unknown_type = _unknown_type(record, type_)
    is_whole = type_ in _WHOLE
    found.title = plain(record.first("TI", "T1", "CT", *(["BT"] if is_whole else [])))
    found.authors = read_names(map(plain, record.in_order("AU", "A1")))
    # For a book A3 is its editors and A2 those of the series; otherwise it is the reverse.
    of_series, editors = ("A2", "A3") if is_whole and record.first("A3") else ("A3", "A2")
    found.editors = read_names(map(plain, record.in_order("ED", editors)))
    found.dates = _dates(record)
    second, proceedings = record.first("T2"), record.first("C3")
    event = second if proceedings and type_ is WorkType.PAPER_CONFERENCE else ""
    # For other types our own exports write the event to U2.
    marked = next((text for text in record.all("U2") if text.startswith(EVENT)), "")
    event = event or marked.removeprefix(EVENT)
    # Where a chapter has both, the book stands in BT and its series in T2.
    book = "" if is_whole else record.first("BT")
    inside = record.first("JF", "JO", "J2", "JA", "J1")
    found.container = plain(proceedings or book or ("" if is_whole else second) or inside)
    first, last = record.first("SP"), record.first("EP")
    found.imprint = {
        "volume": record.first("VL"),
        "issue": record.first("IS"),
        "number": record.first("M1"),
        "pages": _pages(first, last),
        "publisher": plain(record.first("PB")),
        "place": plain(record.first("CY", "PP")),
        "edition": record.first("ET"),
        "series": plain(record.first("T3") or (second if is_whole else "")),
        "event": plain(event),
        "language": record.first("LA"),
    }
    _read_serial_numbers(record, found)
    number = record.first("AN")
    if number.lower().startswith("arxiv"):
        found.arxiv.append(number)
    elif number:
        found.rest.append(("AN", number))
    found.dois = record.all("DO")
    found.urls = record.all("UR", "LK", "L2")
    found.rest += list(_rest(record, found, of_series))
    return found


def _rest(record: TaggedRecord, found: FoundWork, of_series: str) -> Iterator[tuple[str, str]]:
    """What the record says beyond what was taken."""
    taken = {found.title, found.container, *found.imprint.values()}
    for tag, value in record.fields:
        text = plain(value)
        if tag in _TITLES:
            is_ours = tag == "U2" and value.startswith(EVENT)
            is_ours = is_ours or (tag == "M3" and _is_said(text, found.type))
            if text not in taken and not is_ours and (tag != "L1" or "://" in text):
                yield tag, text
        elif tag == of_series or (tag not in _READ and tag not in _PASSED_OVER):
            yield tag, text


def _is_said(kind: str, type_: WorkType | None) -> bool:
    """Whether a kind of work, such as `Journal Article`, says no more than the type."""
    word = kind.casefold().replace(" ", "-")
    return type_ is not None and word in (type_.value, *_SAID.get(type_, ()))


def _pages(first: str, last: str) -> str:
    if not first or not last or first == last or re.search(rf"[-–—]\s*{re.escape(last)}$", first):
        return first or last
    return f"{first}-{last}"


def _unknown_type(record: TaggedRecord, type_: WorkType | None) -> str:
    name = record.first("TY")
    return name if type_ is None and name not in _PLAIN_TYPES else ""


def _dates(record: TaggedRecord) -> list[str]:
    """The dates; EndNote's `DA  - Jun 12` has its year in `PY`."""
    years = record.all("PY", "Y1")
    year = next((match[0] for text in years if (match := _YEAR.match(text))), "")
    days = [text if not year or _HAS_YEAR.search(text) else f"{year} {text}" for text in
            record.all("DA")]  # fmt: skip
    return days + years


def _type(record: TaggedRecord) -> WorkType | None:
    """The type; our own exports put it in `M3`, since RIS has one tag for several types."""
    try:
        return WorkType(record.first("M3"))
    except ValueError:
        return _TYPES.get(record.first("TY"))


def _read_serial_numbers(record: TaggedRecord, found: FoundWork) -> None:
    """`SN` is an ISBN, an ISSN, or of a report its number."""
    texts = record.all("SN")
    if found.type is WorkType.REPORT and not found.imprint["number"]:
        own = next((text for text in texts if not (normal_issn(text) or normal_isbn(text))), "")
        found.imprint["number"] = own
        texts = [text for text in texts if text != own]
    found.imprint["isbn"], found.imprint["issn"] = sort_numbers(texts)
