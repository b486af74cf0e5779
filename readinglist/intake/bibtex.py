"""BibTeX: the entries of a `.bib` file as drafts.

bibtexparser takes the file apart into blocks. What stands in a field is worked out here: strings
and months (`jan # " 12"`), inheritance (`crossref` and biblatex's `xdata`), names before LaTeX, and
addresses without it. A block that cannot be read is reported at its line, and the rest goes in.
"""

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import split_multiple_persons_names
from bibtexparser.model import (
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ParsingFailedBlock,
    String,
)

from readinglist.entry.vocabulary import WorkType
from readinglist.intake import bibtex_imprint
from readinglist.intake.drafts import Draft, Reading, Remark, clean_text
from readinglist.intake.latex import decode_latex, plain_url
from readinglist.intake.references import find_arxiv_id, find_doi
from readinglist.system.borders import what_is_wrong
from readinglist.values.dates import PartialDate, parse_partial_date
from readinglist.values.identifiers import ArxivId, parse_url
from readinglist.values.imprint import Imprint
from readinglist.values.names import Name, parse_name

# Its warnings are told here, with the file's name.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())

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
_MONTHS = {
    name: str(number)
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
# Where the place of publication stands, the likeliest first. biblatex manual, sections 2.2 and 2.3.
_VENUES = (
    "journaltitle", "journal", "booktitle", "maintitle", "shortjournal", "howpublished",
)  # fmt: skip
_READ = frozenset(
    "title subtitle author editor year month date doi url eprint eprinttype archiveprefix "
    "eprintclass primaryclass crossref xdata ids day".split()
) | bibtex_imprint.FIELDS | set(_VENUES)  # fmt: skip
# Of no use to a reader of the list, so that nobody misses them.
_PASSED_OVER = frozenset(
    "abstract file timestamp biburl bibsource keywords owner urldate hyphenation "
    "mendeley-groups mendeley-tags date-added date-modified bdsk-url-1 bdsk-url-2 annote "
    "creationdate modificationdate groups citeulike-article-id added-at interhash intrahash "
    "numpages".split()
)
# A string's reference, a braced or quoted text, the sign of concatenation.
_BARE_VALUE = re.compile(r"[^\s{}\"#,]+")
# Google Scholar, DBLP and arXiv itself name a journal that is none.
_NO_VENUE = re.compile(r"^(?:arxiv\b.*|corr\b.*|ArXiv e-prints)$", re.IGNORECASE)
_PREPRINT_IN_TEXT = re.compile(
    r"(?:arxiv(?:\s++preprint)?\s*+(?::\s*+)?(?:arxiv\s*+:\s*+)?|^abs/)"
    r"(?P<id>\d{4}\.\d{4,5}|[a-z-]{2,10}(?:\.[A-Z]{2})?/\d{7})",
    re.IGNORECASE,
)
# Titles that a child inherits under another name. biblatex manual, appendix B.
_TITLES = {
    ("proceedings", "inproceedings"): "booktitle",
    ("mvproceedings", "inproceedings"): "maintitle",
    ("book", "inbook"): "booktitle",
    ("collection", "incollection"): "booktitle",
    ("reference", "inreference"): "booktitle",
    ("periodical", "article"): "journaltitle",
}
#: The longest value of a field, in characters.
MAX_VALUE = 100_000
_NEVER_INHERITED = frozenset({"crossref", "xref", "xdata", "ids", "entryset", "options", "keywords",
                              "doi", "eprint", "url", "eprinttype", "eprintclass"})  # fmt: skip
_DEEPEST_INHERITANCE = 10


@dataclass(frozen=True)
class _Block:
    """An entry with its values worked out: its line, type, key and fields in lower case."""

    line: int
    kind: str
    key: str
    fields: Mapping[str, str]


def parse_bibtex(text: str, name: str) -> Reading:
    """The works of a `.bib` file's text. `name` is how places name the file.

    Nothing is raised for what the text holds.
    """
    reading = Reading()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        library = parse_string(text, parse_stack=[])
    except Exception as error:  # noqa: BLE001 - of the package, about somebody else's file
        reading.left_out.append(Remark(f"{name}:1", f"all of it: {what_is_wrong(error)}"))
        return reading
    strings = dict(_MONTHS)
    blocks: list[_Block] = []
    for block in library.blocks:
        line = (block.start_line or 0) + 1
        entry: object = block
        if isinstance(block, ParsingFailedBlock):
            entry = getattr(block, "ignore_error_block", None)
            if isinstance(block, DuplicateFieldKeyBlock):
                names = ", ".join(sorted(block.duplicate_keys))
                reading.notes.append(
                    Remark(f"{name}:{line}", f"{names} given twice; the first counts")
                )
            elif not isinstance(block, DuplicateBlockKeyBlock):
                reading.left_out.append(Remark(f"{name}:{line}", _broken(block)))
                continue
        if isinstance(entry, String):
            # A string is known from its own place on, and under any case.
            strings[entry.key.lower()] = _value(entry.value, strings, set())
        elif isinstance(entry, Entry):
            blocks.append(_work_out(entry, line, strings, reading, name))
    by_key: dict[str, _Block] = {}
    for one in blocks:
        by_key.setdefault(one.key.casefold(), one)
    parents = {
        key.strip().casefold()
        for one in blocks
        for field in ("crossref", "xdata")
        for key in one.fields.get(field, "").split(",")
    }
    _draft_all(blocks, by_key, parents, reading, name)
    return reading


def _draft_all(
    blocks: list[_Block], by_key: Mapping[str, _Block], parents: set[str], reading: Reading,
    name: str,
) -> None:  # fmt: skip
    for one in blocks:
        is_parent = one.key.casefold() in parents and one.kind.endswith("proceedings")
        if one.kind in ("xdata", "set") or (is_parent and one.kind != "inproceedings"):
            continue
        place = f"{name}:{one.line}"
        try:
            inherited = _inherit(one, by_key, reading, place)
            draft = _draft(one, inherited, place, reading)
        except Exception as error:  # noqa: BLE001 - an entry of somebody else's
            reading.left_out.append(Remark(place, f"'{one.key}': {what_is_wrong(error)}"))
            continue
        if draft.title or draft.arxiv or draft.doi:
            reading.drafts.append(draft)
        else:
            reading.left_out.append(
                Remark(place, f"'{one.key}' has neither a title nor an arXiv id nor a DOI")
            )


def _broken(block: ParsingFailedBlock) -> str:
    reason = getattr(block.error, "abort_reason", "") or str(block.error)
    start = clean_text((block.raw or "").split("\n", 1)[0])[:40]
    return f"the block '{start}' cannot be read: {clean_text(reason).rstrip('.')}"


def _work_out(
    entry: Entry, line: int, strings: Mapping[str, str], reading: Reading, name: str
) -> _Block:
    fields: dict[str, str] = {}
    unknown: set[str] = set()
    for field in entry.fields:
        fields.setdefault(field.key.lower(), _value(field.value, strings, unknown))
    if unknown:
        words = ", ".join(sorted(unknown))
        reading.notes.append(Remark(f"{name}:{line}", f"no @string defines {words}; taken as text"))
    return _Block(line, entry.entry_type.lower(), entry.key, fields)


def _value(source: str, strings: Mapping[str, str], unknown: set[str]) -> str:
    """The text of a field's value: its parts without their delimiters, joined where # stands.

    A name that no string has is put into `unknown` and stands for itself. What goes beyond
    `MAX_VALUE` characters is left out.
    """
    parts: list[str] = []
    place = length = 0
    # A string that names another one twice, and so on, makes a long text of a short file.
    while place < len(source) and length < MAX_VALUE:
        char = source[place]
        if char == "{":
            end = _closing(source, place)
            part = source[place + 1 : end]
        elif char == '"':
            end = _closing_quote(source, place)
            part = source[place + 1 : end]
        elif bare := _BARE_VALUE.match(source, place):
            word = bare[0]
            end = bare.end() - 1
            part = strings.get(word.lower(), word)
            if word.lower() not in strings and not word.isdecimal():
                unknown.add(word)
        else:
            end = place
            part = ""
        length += len(part)
        parts.append(part)
        place = end + 1
    return "".join(parts)[:MAX_VALUE].strip()


def _closing(source: str, start: int) -> int:
    depth = 0
    for place in range(start, len(source)):
        depth += (source[place] == "{") - (source[place] == "}")
        if depth == 0:
            return place
    return len(source)


def _closing_quote(source: str, start: int) -> int:
    depth = 0
    for place in range(start + 1, len(source)):
        char = source[place]
        depth += (char == "{") - (char == "}")
        if char == '"' and depth <= 0:
            return place
    return len(source)


def _inherit(
    block: _Block, by_key: Mapping[str, _Block], reading: Reading, place: str
) -> dict[str, str]:
    """The block's fields with those of the entries that it points at; its own come first."""
    fields = dict(block.fields)
    queue = _parents(block)
    seen = {block.key.casefold()}
    while queue and len(seen) <= _DEEPEST_INHERITANCE:
        field, key = queue.pop(0)
        if key.casefold() in seen:
            continue
        seen.add(key.casefold())
        parent = by_key.get(key.casefold())
        if parent is None:
            reading.notes.append(Remark(place, f"{field} names '{key}', which the file lacks"))
            continue
        for name, value in parent.fields.items():
            if field == "xdata":
                fields.setdefault(name, value)
            elif name not in _NEVER_INHERITED:
                fields.setdefault(_TITLES.get((parent.kind, block.kind), name)
                                  if name == "title" else name, value)  # fmt: skip
        queue += _parents(parent)
    return fields


def _parents(block: _Block) -> list[tuple[str, str]]:
    return [
        (field, key.strip())
        for field in ("xdata", "crossref")
        for key in block.fields.get(field, "").split(",")
        if key.strip()
    ]


def _draft(block: _Block, fields: Mapping[str, str], place: str, reading: Reading) -> Draft:
    remarks: list[str] = []
    arxiv = _find_arxiv(fields)
    doi = _find_doi(fields, arxiv)
    url = _find_url(fields)
    authors, names_more = parse_names(fields.get("author", ""))
    if names_more:
        remarks.append("The file ends the authors with 'and others'. Name them all.")
    venue = _venue(fields)
    subtype = bibtex_imprint.read_subtype(fields.get("entrysubtype", ""))
    kind = subtype or _TYPES.get(block.kind)
    imprint = _imprint(block, fields, kind, remarks, reading.telling(place))
    if kind is WorkType.ARTICLE_JOURNAL and not venue and not subtype:
        kind = None
    title = decode_latex(fields.get("title", ""))
    if title and (subtitle := decode_latex(fields.get("subtitle", ""))):
        title = f"{title}: {subtitle}"
    issued = _issued(fields)
    if issued is None and (fields.get("date") or fields.get("year")):
        date = decode_latex(fields.get("date") or fields["year"])
        if date != "XXXX":
            remarks.append(f"The file has the date '{date}'.")
    if rest := _rest(fields):
        remarks.append(f"The file also says: {rest}")
    return Draft(
        title=clean_text(title),
        authors=authors,
        issued=issued,
        venue=clean_text(venue),
        imprint=imprint,
        type=kind,
        arxiv=arxiv,
        doi=doi,
        url="" if arxiv and find_arxiv_id(url) else url,
        place=place,
        key=block.key,
        remarks=tuple(clean_text(one) for one in remarks),
    )


def _imprint(
    block: _Block,
    fields: Mapping[str, str],
    kind: WorkType | None,
    remarks: list[str],
    tell: Callable[[str], None],
) -> Imprint:
    def text(name: str) -> str:
        return clean_text(decode_latex(fields.get(name, "")))

    editors, names_more = parse_names(fields.get("editor", ""))
    if names_more:
        remarks.append("The file ends the editors with 'and others'. Name them all.")
    imprint, problems = bibtex_imprint.read_imprint(text, editors, block.kind, kind)
    for _, problem in problems:
        tell(problem)
        remarks.append(f"{problem[:1].upper()}{problem[1:]}.")
    return imprint


def parse_names(source: str) -> tuple[tuple[Name, ...], bool]:
    """The names of an author field, and whether it ends in `and others`.

    They are parted at `and` before LaTeX is decoded, so that braces keep a name together. What is
    no name, such as a lone dot, is left out.
    """
    names = []
    names_more = False
    for text in split_multiple_persons_names(_without_loose_ands(source)):
        if text.strip().casefold() in ("others", "et al.", "et al"):
            names_more = True
        elif name := _parse_one(text):
            names.append(name)
    return tuple(names), names_more


def _without_loose_ands(source: str) -> str:
    """The source without the `and` at either end, which parts nothing."""
    words = source.split()
    start, end = 0, len(words)
    while start < end and words[start].casefold() == "and":
        start += 1
    while start < end and words[end - 1].casefold() == "and":
        end -= 1
    return " ".join(words[start:end])


def _parse_one(source: str) -> Name | None:
    sections = _split_outside_braces(source)
    # Spaces within braces hold a part together, so they are hidden from the parser of names.
    texts = [_decode_name(section) for section in sections]
    if not any(map(str.isalpha, "".join(texts))):
        return None
    try:
        if len(texts) == 1 and _is_braced(sections[0]):
            return Name(literal=_shown(texts[0]))
        name = parse_name(", ".join(text for text in texts if text))
    except ValueError:
        return None
    return Name(**{key: _shown(part) for key, part in _parts(name).items()})


def _parts(name: Name) -> dict[str, str]:
    keys = ("family", "given", "particle", "suffix", "literal")
    return {key: getattr(name, key) for key in keys}


_HIDDEN_SPACE = "\ue000"
_HIDDEN_COMMA = "\ue001"


def _shown(text: str) -> str:
    return clean_text(text.replace(_HIDDEN_SPACE, " ").replace(_HIDDEN_COMMA, ","))


def _decode_name(section: str) -> str:
    pieces: list[str] = []
    depth = 0
    for char in section:
        depth += (char == "{") - (char == "}")
        if depth > 0 and char in " \t\n" and pieces[-1:] != ["\\"]:
            pieces.append(_HIDDEN_SPACE if _keeps_together(section) else char)
        elif depth > 0 and char == ",":
            pieces.append(_HIDDEN_COMMA)
        else:
            pieces.append(char)
    return clean_text(decode_latex("".join(pieces)))


def _keeps_together(section: str) -> bool:
    r"""Whether braces in the name are there for its words, not for a command such as `{\v s}`."""
    return not re.search(r"\{\\[a-zA-Z]+ ", section)


def _is_braced(section: str) -> bool:
    text = section.strip()
    return (
        text.startswith("{") and not text.startswith("{\\") and _closing(text, 0) == len(text) - 1
    )


def _split_outside_braces(source: str) -> list[str]:
    parts = [""]
    depth = 0
    for char in source:
        depth += (char == "{") - (char == "}")
        if char == "," and depth <= 0:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def _find_arxiv(fields: Mapping[str, str]) -> ArxivId | None:
    kind = (fields.get("eprinttype") or fields.get("archiveprefix") or "").strip("{} ").lower()
    eprint = plain_url(fields.get("eprint", ""))
    if eprint and kind in ("", "arxiv") and (found := find_arxiv_id(eprint)):
        return found
    for name in ("doi", "url", "howpublished"):
        value = plain_url(fields.get(name, ""))
        if value and ("arxiv" in value.lower()) and (found := find_arxiv_id(value)):
            return found
    for name in ("journal", "journaltitle", "volume", "number", "howpublished", "note"):
        text = decode_latex(fields.get(name, ""))
        if (match := _PREPRINT_IN_TEXT.search(text)) and (found := find_arxiv_id(match["id"])):
            return found
    return None


def _find_doi(fields: Mapping[str, str], arxiv: ArxivId | None) -> str:
    for name in ("doi", "url", "howpublished"):
        value = plain_url(fields.get(name, ""))
        doi = find_doi(value) if value else None
        if doi:
            # Only the resolver's address is as good as the field; a publisher's may have a chapter.
            if name == "doi" or "doi.org/" in value.lower():
                return doi
            if not arxiv:
                return doi
    return ""


def _find_url(fields: Mapping[str, str]) -> str:
    for name in ("url", "howpublished", "note"):
        value = plain_url(fields.get(name, ""))
        if found := re.search(r"https?://[^\s{}]+", value):
            try:
                return parse_url(found[0] if name != "url" else value)
            except ValueError:
                continue
    return ""


def _venue(fields: Mapping[str, str]) -> str:
    for name in _VENUES:
        text = decode_latex(fields.get(name, ""))
        if text and not _NO_VENUE.match(text) and not re.search(r"https?://|^www\.", text):
            return text
    return ""


def _issued(fields: Mapping[str, str]) -> PartialDate | None:
    # biblatex's date may be a range, or carry a time or a sign of doubt.
    date = fields.get("date", "").split("/")[0].split("T")[0].strip(" ~?%")
    if date:
        try:
            return parse_partial_date(date)
        except ValueError:
            pass
    year = re.search(r"(?<!\d)\d{4}(?!\d)", fields.get("year", "") or fields.get("date", ""))
    if not year or year[0] == "0000":
        return None
    month = fields.get("month", "").strip().lower()
    number = _MONTHS.get(month[:3], month if month.isdecimal() else "")
    day = fields.get("day", "").strip()
    for parts in ((number, day), (number,), ()):
        if all(part.isdecimal() and part.isascii() for part in parts):
            try:
                return parse_partial_date("-".join([year[0], *(f"{int(p):02}" for p in parts)]))
            except ValueError:
                continue
    return None


def _rest(fields: Mapping[str, str]) -> str:
    """What the entry says beyond what a draft takes, shortened."""
    return "; ".join(_rest_of(fields))


def _rest_of(fields: Mapping[str, str]) -> Iterator[str]:
    for name, value in fields.items():
        if name in _READ or name in _PASSED_OVER or name.startswith("bdsk-"):
            continue
        text = clean_text(decode_latex(value))
        if text:
            yield f"{name} {text if len(text) <= 80 else text[:79] + '…'}"
