"""PubMed's format (`.nbib`): the records of a file as drafts.

The fields are listed at https://pubmed.ncbi.nlm.nih.gov/help/#pubmed-format.
"""

import re

from readinglist.entry.vocabulary import WorkType
from readinglist.intake.drafts import Reading
from readinglist.intake.found_work import FoundWork, plain
from readinglist.intake.tagged_lines import TaggedRecord, read_records
from readinglist.values.name_lists import NameList, read_names
from readinglist.values.names import Name

#: Two to four capitals, padded with spaces, and a hyphen.
TAG = re.compile(r"([A-Z]{2,4}) {0,2}- ")
_INITIALS = re.compile(
    r"(?P<family>.+?) (?P<initials>[A-Z]{1,4})(?: (?P<suffix>Jr|Sr|[23][a-z]{2}))?"
)
#: What has no field, and says something of the work: its title in its own language, other
#: identifiers of it, what it corrects or is retracted by, the title of its volume.
_KEPT = frozenset("TT PMC MID CIN CON EIN EFR RIN ROF RPI RPF UIN UOF VTI SI GN".split())
_LABELLED = re.compile(r"(?P<value>\S+)\s+\[(?P<kind>doi|pii)\]", re.IGNORECASE)


def parse_nbib(text: str, name: str) -> Reading:
    """The works in a file of PubMed's format. `name` is the file's name in messages."""
    reading = Reading()
    for record in read_records(text, TAG, "PMID"):
        _found(record, f"{name}:{record.line}").file_into(reading)
    return reading


def _found(record: TaggedRecord, place: str) -> FoundWork:
    pubmed = record.first("PMID")
    found = FoundWork(place, f"PMID {pubmed}", _type(record))
    is_book = found.type in (WorkType.BOOK, WorkType.CHAPTER)
    title = plain(record.first("TI", *(["BTI"] if found.type is WorkType.BOOK else [])))
    # Translated titles are in brackets, and every title ends with a full stop.
    found.title = re.sub(r"^\[(.*)\]$", r"\1", title.rstrip(".")).rstrip(".")
    found.authors = _people(record, "FAU", "AU")
    found.authors.names += [Name(literal=plain(group)) for group in record.all("CN")]
    found.editors = _people(record, "FED", "ED")
    found.dates = [text for text in (record.first("DP"), record.first("DEP")) if text][:1]
    if found.type is not WorkType.BOOK:
        found.container = plain(record.first(*(["BTI"] if is_book else []), "JT", "TA"))
    issn = record.all("IS")
    found.imprint = {
        "volume": record.first("VI"),
        "issue": record.first("IP"),
        "pages": record.first("PG"),
        "publisher": plain(record.first("PB")),
        "place": plain(record.first("PL")) if is_book else "",
        "edition": record.first("EN"),
        "series": plain(record.first("CTI")),
        "isbn": record.first("ISBN"),
        # There may be one each for print, online and linking; the first is used.
        "issn": issn[0] if issn else "",
        "language": record.first("LA"),
    }
    found.rest += [("IS", text) for text in issn[1:]]
    # Other kinds of publication say no more than the type.
    found.rest += [("PT", kind) for kind in record.all("PT") if "retract" in kind.casefold()]
    found.rest += [(tag, plain(text)) for tag, text in record.fields if tag in _KEPT]
    labelled = filter(None, map(_LABELLED.fullmatch, record.all("LID", "AID")))
    found.dois += dict.fromkeys(
        match["value"] for match in labelled if match["kind"].lower() == "doi"
    )
    if not found.dois and pubmed.isdecimal():
        found.urls.append(f"https://pubmed.ncbi.nlm.nih.gov/{pubmed}/")
    return found


def _type(record: TaggedRecord) -> WorkType | None:
    kinds = {kind.casefold() for kind in record.all("PT")}
    if "preprint" in kinds:
        return WorkType.ARTICLE
    if record.first("BTI"):
        return WorkType.CHAPTER if record.first("TI") else WorkType.BOOK
    if "dataset" in kinds:
        return WorkType.DATASET
    return WorkType.ARTICLE_JOURNAL if record.first("JT", "TA") else None


def _people(record: TaggedRecord, full: str, short: str) -> NameList:
    """The people by their full names or, if there are none, by family name and initials."""
    if texts := record.all(full):
        return read_names(texts)
    texts = []
    for text in record.all(short):
        match = _INITIALS.fullmatch(text)
        given = " ".join(f"{letter}." for letter in match["initials"]) if match else ""
        parts = (match["family"], match["suffix"], given) if match else (text,)
        texts.append(", ".join(filter(None, parts)))
    return read_names(texts)
