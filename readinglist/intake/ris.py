"""RIS: the records of a file as drafts.

The tags are those of Clarivate's specification (2011), and those that EndNote, Zotero and
publishers write instead.
"""

import re

from readinglist.entry.vocabulary import WorkType
from readinglist.intake.drafts import Reading
from readinglist.intake.found_work import FoundWork, plain
from readinglist.intake.tagged_lines import TaggedRecord, read_records
from readinglist.values.book_numbers import normal_isbn, normal_issn
from readinglist.values.name_lists import read_names

#: Two characters, two spaces, a hyphen; some programs write a single space.
TAG = re.compile(r"([A-Z][A-Z0-9]) {1,2}-(?: |$)")
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
_READ = frozenset(
    "TY ID TI T1 CT BT AU A1 ED A2 A3 DA PY Y1 T2 JO JF JA J1 J2 C3 VL IS M1 SP EP PB CY PP ET "
    "T3 SN LA DO UR L1 L2 LK M3 AN ER U2".split()
)
# Of no use to readers of the list, so skipped silently.
_PASSED_OVER = frozenset({"AB", "N2", "KW", "DB", "DP", "Y2", "ST", "LB", "AD", "CN", "U1"})
#: The start of a `U2` line, where our exports put an event that has no other tag.
EVENT = "Event: "
# Works without a container: for these T2 is the series, as in EndNote.
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
    is_whole = type_ in _WHOLE
    found.title = plain(record.first("TI", "T1", "CT", *(["BT"] if is_whole else [])))
    found.authors = read_names(map(plain, record.all("AU", "A1")))
    # For a book A3 is its editors and A2 those of the series; otherwise it is the reverse.
    of_series, editors = ("A2", "A3") if is_whole and record.first("A3") else ("A3", "A2")
    found.editors = read_names(map(plain, record.all("ED", editors)))
    found.dates = _dates(record)
    second, proceedings = record.first("T2"), record.first("C3")
    event = second if proceedings and type_ is WorkType.PAPER_CONFERENCE else ""
    # For other types our own exports write the event to U2.
    marked = next((text for text in record.all("U2") if text.startswith(EVENT)), "")
    event = event or marked.removeprefix(EVENT)
    inside = record.first(*(["BT"] if not is_whole else []), "JF", "JO", "J2", "JA", "J1")
    found.container = plain(proceedings or ("" if is_whole else second) or inside)
    first, last = record.first("SP"), record.first("EP")
    found.imprint = {
        "volume": record.first("VL"),
        "issue": record.first("IS"),
        "number": record.first("M1"),
        "pages": f"{first}-{last}" if first and last and first != last else first or last,
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
    found.urls = [url for text in record.all("UR", "LK", "L2") for url in text.split()]
    found.rest += [
        (tag, plain(value))
        for tag, value in record.fields
        if tag == of_series or (tag not in _READ and tag not in _PASSED_OVER)
    ]
    return found


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
    """Sort the `SN` fields: each is an ISBN, an ISSN, or the number of a report."""
    books: list[str] = []
    serials: list[str] = []
    for text in record.all("SN"):
        digits = sum(char.isdecimal() for char in text)
        is_number = found.type is WorkType.REPORT and not (normal_issn(text) or normal_isbn(text))
        if is_number and not found.imprint["number"]:
            found.imprint["number"] = text
        else:
            (serials if digits <= 8 else books).append(text)
    found.imprint["isbn"], found.imprint["issn"] = "; ".join(books), "; ".join(serials)
