"""BibTeX: the entries of a `.bib` file as drafts.

`bibtex_source` parses the file. This module interprets the fields: inheritance (`crossref` and
biblatex's `xdata`), names, dates, addresses and identifiers. What cannot be used is reported with
its line, and the rest is kept.
"""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from readinglist.entry.vocabulary import WorkType
from readinglist.intake import bibtex_imprint
from readinglist.intake.addresses import read_address
from readinglist.intake.astronomy import journal_of_macro
from readinglist.intake.bibtex_source import (
    Room,
    Slip,
    SourceEntry,
    parents_of,
    read_source,
    room_for,
)
from readinglist.intake.drafts import (
    UNKNOWN,
    Draft,
    Reading,
    Remark,
    clean_text,
    shorten,
)
from readinglist.intake.imprints import find_venue
from readinglist.system.borders import what_is_wrong
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import (
    ArxivId,
    is_archive,
    is_arxiv_doi,
    normal_doi,
    parse_dois,
)
from readinglist.values.imprint import Imprint
from readinglist.values.markup import strip_markup
from readinglist.values.name_lists import parse_name_list
from readinglist.values.names import Name
from readinglist.values.references import (
    find_arxiv_id,
    find_arxiv_id_in,
    find_doi,
    find_eprint,
    is_of_resolver,
)
from readinglist.values.tex import decode_address, decode_tex
from readinglist.values.written_dates import WrittenDate, read_parts, read_written_date

_TYPES = {
    "article": WorkType.ARTICLE_JOURNAL,
    "periodical": WorkType.ARTICLE_JOURNAL,
    "suppperiodical": WorkType.ARTICLE_JOURNAL,
    "inproceedings": WorkType.PAPER_CONFERENCE,
    "conference": WorkType.PAPER_CONFERENCE,
    "incollection": WorkType.CHAPTER,
    "inbook": WorkType.CHAPTER,
    "bookinbook": WorkType.CHAPTER,
    "inreference": WorkType.CHAPTER,
    "suppbook": WorkType.CHAPTER,
    "book": WorkType.BOOK,
    "mvbook": WorkType.BOOK,
    "booklet": WorkType.BOOK,
    "collection": WorkType.BOOK,
    "mvcollection": WorkType.BOOK,
    "manual": WorkType.BOOK,
    "proceedings": WorkType.BOOK,
    "mvproceedings": WorkType.BOOK,
    "phdthesis": WorkType.THESIS,
    "mastersthesis": WorkType.THESIS,
    "thesis": WorkType.THESIS,
    "techreport": WorkType.REPORT,
    "report": WorkType.REPORT,
    "online": WorkType.WEBPAGE,
    "electronic": WorkType.WEBPAGE,
    "www": WorkType.WEBPAGE,
    "dataset": WorkType.DATASET,
    "software": WorkType.SOFTWARE,
}
# Fields with the venue, most likely first. biblatex manual, sections 2.2 and 2.3.
_VENUES = (
    "journaltitle", "journal", "booktitle", "maintitle", "shortjournal", "howpublished",
)  # fmt: skip
_READ = frozenset(
    "title subtitle booksubtitle mainsubtitle journalsubtitle author year month day date "
    "doi url eprint eprinttype archiveprefix archive eprintclass primaryclass arxiv arxivid "
    "crossref xdata ids".split()
) | bibtex_imprint.FIELDS | set(_VENUES)  # fmt: skip
# Of no use to readers of the list, so skipped silently.
_PASSED_OVER = frozenset(
    "abstract file timestamp biburl bibsource keywords owner urldate hyphenation "
    "mendeley-groups mendeley-tags date-added date-modified bdsk-url-1 bdsk-url-2 annote "
    "creationdate modificationdate groups citeulike-article-id added-at interhash intrahash "
    "numpages".split()
)
# Entries that hold fields for others, or settings of a style.
_NO_WORKS = frozenset({"xdata", "set", "control", "ieeetranbstctl"})
# Types that say nothing of a work which the list could not say.
_PLAIN_TYPES = frozenset({"misc", "unpublished", "preprint", "other"})
# What a child never takes over from its parent, and what it does under another name. biblatex
# manual, appendix B.
_NEVER_INHERITED = frozenset(
    "crossref xref xdata ids entryset options keywords doi eprint url eprinttype eprintclass "
    "shorttitle sorttitle indextitle".split()
)
_TITLES = frozenset({"title", "subtitle", "titleaddon"})
_PARTS_OF_BOOKS = frozenset(
    "inproceedings conference incollection inbook bookinbook suppbook suppcollection "
    "inreference".split()
)
_VOLUMES = frozenset("book collection proceedings reference".split())
_EDTF = re.compile(r"[\dX./~?%-]+", re.ASCII)
_DATES = frozenset({"year", "month", "day", "date"})
# Where older records of the ADS, of DBLP and of Google Scholar have an arXiv id.
_MAY_HOLD_ID = (
    "journal", "journaltitle", "volume", "number", "howpublished", "note", "eprint", "eid", "pages",
)  # fmt: skip
_DEEPEST_INHERITANCE = 10
_ARXIV_KINDS = frozenset({"", "arxiv", "arxiv.org", "eprint", "preprint"})


def parse_bibtex(text: str, name: str) -> Reading:
    """The works in the text of a `.bib` file. `name` is the file's name in messages.

    Raises nothing, whatever the text.
    """
    reading = Reading()
    blocks: list[SourceEntry] = []
    for found in read_source(text.replace("\r\n", "\n").replace("\r", "\n")):
        if isinstance(found, SourceEntry):
            blocks.append(found)
        else:
            _note_slip(found, name, reading)
    by_key: dict[str, SourceEntry] = {}
    for block in blocks:
        first = by_key.setdefault(block.key.casefold(), block)
        if first is not block and block.key == first.key and block.key:
            message = f"the key '{block.key}' is also that of line {first.line}"
            reading.notes.append(Remark(f"{name}:{block.line}", clean_text(message)))
    parents = {
        key.casefold()
        for block in blocks
        if "crossref" in block.fields or "xdata" in block.fields
        for _, key in parents_of(block.fields)
    }
    room = room_for(text)
    for block in blocks:
        is_parent = block.key.casefold() in parents and block.kind.endswith("proceedings")
        if block.kind in _NO_WORKS or (is_parent and block.kind != "inproceedings"):
            continue
        place = f"{name}:{block.line}"
        source = _Source(block, dict(block.fields), name, reading)
        try:
            _inherit(source, by_key, room)
            draft = _draft(source, place)
        except Exception as error:  # noqa: BLE001 - one bad entry must not stop the import
            reading.left_out.append(Remark(place, f"'{block.key}': {what_is_wrong(error)}"))
            continue
        if draft.is_known_by_something:
            reading.drafts.append(draft)
        else:
            reading.left_out.append(Remark(place, f"'{block.key}' {UNKNOWN}"))
    return reading


def _note_slip(slip: Slip, name: str, reading: Reading) -> None:
    remarks = reading.left_out if slip.is_fatal else reading.notes
    remarks.append(Remark(f"{name}:{slip.line}", clean_text(slip.message)))


@dataclass
class _Source:
    """An entry with its inherited fields, and the reading to which problems are reported."""

    block: SourceEntry
    fields: dict[str, str]
    name: str
    reading: Reading
    remarks: list[str] = field(default_factory=list)
    #: Fields that were looked at and gave nothing, so that they are kept in words.
    unused: set[str] = field(default_factory=set)
    _texts: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The plain text of a field, or an empty string."""
        source = self.fields.get(name)
        if not source:
            return ""
        if name not in self._texts:
            self._texts[name] = clean_text(strip_markup(decode_tex(source)))
        return self._texts[name]

    def address(self, name: str) -> str:
        """The text of a field that TeX reads verbatim."""
        source = self.fields.get(name)
        return decode_address(source) if source else ""

    def tell(self, name: str, message: str) -> None:
        """Report a problem at the line of a field, and in the comment of the new entry."""
        line = self.block.lines.get(name, self.block.line)
        message = clean_text(message)
        self.reading.notes.append(Remark(f"{self.name}:{line}", message))
        self.remarks.append(f"{message[:1].upper()}{message[1:].rstrip('.')}.")


def _inherit(source: _Source, by_key: Mapping[str, SourceEntry], room: Room) -> None:
    """Add the fields of the entries that the entry inherits from; its own take precedence."""
    fields, block = source.fields, source.block
    queue = deque(parents_of(fields))
    seen = {block.key.casefold()}
    own_date = not _DATES.isdisjoint(fields)
    while queue and len(seen) <= _DEEPEST_INHERITANCE:
        pointer, key = queue.popleft()
        if key.casefold() in seen:
            continue
        seen.add(key.casefold())
        parent = by_key.get(key.casefold())
        if parent is None:
            source.tell(pointer, f"{pointer} names '{key}', which is not in the file")
            continue
        if not room.take(sum(map(len, parent.fields.values()))):
            source.tell(pointer, f"nothing is inherited from '{key}': the file inherits too much")
            continue
        had_title = "title" in fields
        for name, value in parent.fields.items():
            if pointer == "xdata":
                fields.setdefault(name, value)
            elif name in _NEVER_INHERITED or (name in _DATES and own_date):
                continue
            elif name in _TITLES:
                heir = _inherited_title(name, parent.kind, block.kind)
                if heir or not had_title:
                    fields.setdefault(heir or name, value)
            else:
                fields.setdefault(name, value)
        queue += parents_of(parent.fields)


def _inherited_title(name: str, parent: str, child: str) -> str:
    """The field that a parent's title becomes in its child, such as `booktitle`, or empty."""
    if parent.startswith("mv") and child in _VOLUMES | _PARTS_OF_BOOKS:
        return f"main{name}"
    if child in _PARTS_OF_BOOKS:
        return f"book{name}"
    return f"journal{name}" if parent == "periodical" else ""


def _draft(source: _Source, place: str) -> Draft:
    block = source.block
    url = _find_url(source)
    arxiv = _find_arxiv(source, url)
    doi = _find_doi(source, arxiv)
    authors = _people(source, "author")
    venue = _venue(source, is_preprint=arxiv is not None, url=url)
    subtype = bibtex_imprint.read_subtype(source.text("entrysubtype"))
    kind = subtype or _TYPES.get(block.kind)
    imprint = _imprint(source, kind)
    if kind is None and block.kind not in _PLAIN_TYPES:
        source.tell("", f"the list has no type for @{block.kind}; the entry gets none")
    if kind is WorkType.ARTICLE_JOURNAL and not venue and not subtype:
        kind = None
    issued = _issued(source)
    if rest := "; ".join(_rest_of(source)):
        source.remarks.append(f"The file also says: {rest}")
    return Draft(
        title=_with_subtitle(source, "title", "subtitle"),
        authors=authors,
        issued=issued,
        venue=venue,
        imprint=imprint,
        type=kind,
        arxiv=arxiv,
        doi=doi,
        url=url,
        place=place,
        key=block.key,
        remarks=tuple(map(clean_text, source.remarks)),
    ).identified()


def _with_subtitle(source: _Source, title: str, subtitle: str) -> str:
    text, under = source.text(title), source.text(subtitle)
    if not (text and under):
        return text
    return f"{text} {under}" if text[-1] in "?!" else f"{text.rstrip(':')}: {under}"


def _people(source: _Source, name: str) -> tuple[Name, ...]:
    """The names in the field `author` or `editor`."""
    found = parse_name_list(source.fields.get(name, ""))
    for slip in found.slips:
        source.tell(name, f"{name}: {slip}")
    if found.has_more:
        source.tell(name, f"the {name}s end in 'and others'; list them all")
    return tuple(found.names)


def _imprint(source: _Source, kind: WorkType | None) -> Imprint:
    editors = _people(source, "editor")
    imprint, problems = bibtex_imprint.read_imprint(source.text, editors, source.block.kind, kind)
    for name, problem in problems:
        source.tell(name, problem)
    return imprint


def _find_arxiv(source: _Source, url: str) -> ArxivId | None:
    fields = source.fields
    kind = source.text("eprinttype") or source.text("archiveprefix") or ""
    archives = [source.text(name) for name in ("primaryclass", "eprintclass", "archive")]
    for name in ("eprint", "arxivid", "arxiv"):
        eprint = source.address(name)
        is_arxiv = name != "eprint" or kind.lower() in _ARXIV_KINDS or is_archive(kind)
        if eprint and not is_arxiv:
            source.unused |= {"eprint", "eprinttype", "archiveprefix"}
        if not eprint or not is_arxiv:
            continue
        if found := find_eprint(eprint, *archives, kind):
            return found
        if name != "eprint" or kind.lower() == "arxiv":
            source.tell(name, f"{name} '{eprint}' is not an arXiv id")
        else:
            source.unused.add(name)
    for name in ("doi", "url", "howpublished", "note"):
        value = url if name == "url" else fields.get(name, "")
        if "arxiv" in value.lower() and (found := find_arxiv_id(decode_address(value))):
            return found
    for name in _MAY_HOLD_ID:
        value = fields.get(name, "").lower()
        if ("arxiv" in value or "abs/" in value) and (found := find_arxiv_id_in(source.text(name))):
            return found
    return None


def _find_doi(source: _Source, arxiv: ArxivId | None) -> str:
    value = source.address("doi")
    if value:
        if doi := find_doi(value):
            for other in parse_dois(value)[1:]:
                source.tell("doi", f"the DOI {other} is left out; an entry has one")
            return doi
        core = normal_doi(value)
        if not (core and is_arxiv_doi(core)) and not find_arxiv_id(value):
            source.tell("doi", f"doi '{value}' is not a DOI")
    address = source.address("howpublished")
    doi = find_doi(address) if address else None
    return doi if doi and (not arxiv or is_of_resolver(address)) else ""


def _find_url(source: _Source) -> str:
    for name in ("url", "howpublished", "note"):
        value = source.fields.get(name, "")
        if not value or (name != "url" and "://" not in value and "www." not in value.lower()):
            continue
        found = read_address(value, is_whole=name == "url")
        if name == "url":
            for message in found.slips:
                source.tell(name, f"{name}: {message}")
        if found.url:
            return found.url
    return ""


def _venue(source: _Source, *, is_preprint: bool, url: str) -> str:
    """The first of the fields that names a venue; the others are kept in words."""
    venue = ""
    is_part = source.block.kind in _PARTS_OF_BOOKS
    for name in sorted(_VENUES, key=lambda name: not (is_part and name == "booktitle")):
        if not source.fields.get(name):
            continue
        problems: list[str] = []
        text = journal_of_macro(source.fields[name]) or source.text(name)
        text = find_venue(text, is_preprint=is_preprint, problems=problems)
        for problem in problems:
            source.tell(name, f"{name}: {problem}")
        is_address = bool(_ADDRESS.search(text))
        if text and not venue and not is_address:
            stem = name.removesuffix("title")
            venue = text
            if stem != name:
                venue = _with_subtitle(source, name, f"{stem}subtitle")
        elif text and text != venue and name != "shortjournal" and not (
            is_address and url and _ADDRESS.sub("", text.replace(url, "")).strip(" .,;") == ""
        ):  # fmt: skip
            source.unused |= {name, f"{name.removesuffix('title')}subtitle"}
    return venue


_ADDRESS = re.compile(r"https?://\S*|^www\.\S*")


def _issued(source: _Source) -> PartialDate | None:
    name = "date" if source.text("date") else "year"
    found = WrittenDate()
    if name == "date":
        # To EDTF a tilde is no space: `1723~` is about 1723.
        written = source.fields["date"].strip()
        found = read_written_date(written if _EDTF.fullmatch(written) else source.text("date"))
    if found.date is None and source.text("year"):
        name = "month" if source.text("month") and name == "year" else name
        found = read_parts(source.text("year"), source.text("month"), source.text("day"))
    if found.rest and "XXXX" not in found.rest:
        source.tell(name, f"{name}: {found.rest}")
    year = source.text("year")
    if name == "date" and found.date and year and f"{found.date.year}" not in year:
        source.tell("year", f"year '{year}' is left out beside date '{source.text('date')}'")
    return found.date


def _rest_of(source: _Source) -> Iterator[str]:
    """The fields that a draft has no place for, shortened."""
    for name in source.fields:
        is_read = name in _READ or name in _PASSED_OVER or name.startswith("bdsk-")
        if is_read and name != "entrysubtype" and name not in source.unused:
            continue
        text = source.text(name)
        if text and not (name == "entrysubtype" and bibtex_imprint.read_subtype(text)):
            yield f"{name} {shorten(text)}"
