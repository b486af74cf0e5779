"""Strict reading of arXiv's answers, before anything else sees them.

A lenient parser takes a cut feed for a whole one and a page of HTML for an empty list. Here an
answer is UTF-8, well-formed, free of DTDs and an Atom feed, or it is unsound. What remains of a
sound one is handed on as a feed of complete entries (the form is told in
https://info.arxiv.org/help/api/user-manual.html, section 3.3).
"""

import datetime
import re
import xml.etree.ElementTree as ET
from collections.abc import Collection
from dataclasses import dataclass, field

from readinglist.system.http import UnsoundAnswerError
from readinglist.values.identifiers import ArxivId, parse_arxiv_id

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_TOTAL = "{http://a9.com/-/spec/opensearch/1.1/}totalResults"
_ENTRY_ID = re.compile(
    r"https?://(?:[a-z]+\.)?arxiv\.org/abs/(?P<id>.+?)(?:v(?P<version>[1-9]\d{0,3}))?", re.ASCII
)
_PAGE = "the answer is a web page, not a feed"
# `math.GT/0309136` is an older spelling of `math/0309136`.
_SUBJECT = re.compile(r"\.[A-Z]{2}(?=/)", re.ASCII)


@dataclass
class CheckedFeed:
    """A sound answer: which of the ids asked for have a complete entry, and which a flawed one.

    `body` is a feed of the complete entries alone, one for an id. `flawed` says what is wrong with
    an id's entry. `refused` are ids that an error entry names, with what it says. `error` is an
    error entry's text that names none of them.
    """

    versions: dict[ArxivId, int | None] = field(default_factory=dict)
    flawed: dict[ArxivId, str] = field(default_factory=dict)
    refused: dict[ArxivId, str] = field(default_factory=dict)
    error: str = ""
    body: bytes = b""


def parse_feed(body: bytes, asked: Collection[ArxivId]) -> CheckedFeed:
    """What an answer says of the ids asked for; entries of other papers are passed over.

    Of two entries for one id, that of the later version counts. Raises `UnsoundAnswerError`.
    """
    root = _parse_strictly(body)
    checked = CheckedFeed()
    kept: dict[ArxivId, ET.Element] = {}
    for entry in root.findall(f"{_ATOM}entry"):
        entry_id = _text(entry, f"{_ATOM}id")
        if "/api/errors" in entry_id:
            _note_error(checked, entry, entry_id, asked)
            continue
        identified = parse_entry_id(entry_id)
        if identified is None:
            continue
        arxiv_id, version = identified
        if arxiv_id not in asked:
            continue
        if flaw := _flaw(entry):
            if arxiv_id not in kept:
                checked.flawed[arxiv_id] = flaw
            continue
        checked.flawed.pop(arxiv_id, None)
        if arxiv_id not in kept or (version or 0) > (checked.versions[arxiv_id] or 0):
            kept[arxiv_id], checked.versions[arxiv_id] = entry, version
    checked.body = _render(list(kept.values()))
    return checked


def _parse_strictly(body: bytes) -> ET.Element:
    if not body.strip():
        raise UnsoundAnswerError("the answer is empty")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnsoundAnswerError("the answer is not UTF-8") from None
    parser = ET.XMLParser(target=_NoDoctype())  # noqa: S314 - without a DTD there are no entities
    try:
        parser.feed(text)
        root = parser.close()
    except ET.ParseError as error:
        if "<html" in text[:500].lower():
            raise UnsoundAnswerError(_PAGE) from None
        raise UnsoundAnswerError(f"the answer is not whole XML: {error}") from None
    if root.tag != f"{_ATOM}feed":
        raise UnsoundAnswerError("the answer is not a feed")
    return root


class _NoDoctype(ET.TreeBuilder):
    """Refuses a document type, and with it entities that multiply or read files."""

    def doctype(self, name: str, *_: str | None) -> None:
        if name.lower() == "html":
            raise UnsoundAnswerError(_PAGE)
        raise UnsoundAnswerError("the answer has a document type; a feed has none")


def parse_entry_id(text: str) -> tuple[ArxivId, int | None] | None:
    """The id and the version that an address such as `http://arxiv.org/abs/1706.03762v7` names."""
    match = _ENTRY_ID.fullmatch(text)
    if match is None:
        return None
    try:
        arxiv_id = parse_arxiv_id(_SUBJECT.sub("", match["id"]))
    except ValueError:
        return None
    return arxiv_id, int(match["version"]) if match["version"] else None


def _note_error(
    checked: CheckedFeed, entry: ET.Element, entry_id: str, asked: Collection[ArxivId]
) -> None:
    said = _text(entry, f"{_ATOM}summary") or entry_id.partition("#")[2].replace("_", " ")
    named = [arxiv_id for arxiv_id in asked if names_id(f"{said} {entry_id}", arxiv_id)]
    for arxiv_id in named:
        checked.refused[arxiv_id] = said
    if not named:
        checked.error = said or "an error"


def names_id(text: str, arxiv_id: ArxivId) -> bool:
    """Whether the text names the id as a whole, with or without a version."""
    return bool(
        re.search(rf"(?<![A-Za-z0-9.]){re.escape(arxiv_id.value)}(?:v\d+)?(?![0-9.]*\d)", text)
    )


def _text(entry: ET.Element, tag: str) -> str:
    return " ".join((entry.findtext(tag) or "").split())


def _flaw(entry: ET.Element) -> str:
    """What a field-by-field look finds missing from an entry, or an empty text."""
    names = [_text(author, f"{_ATOM}name") for author in entry.findall(f"{_ATOM}author")]
    if not any(any(char.isalpha() for char in name) for name in names):
        return "no authors"
    if not all(names):
        return "an author without a name"
    for tag, name in (("title", "title"), ("summary", "abstract")):
        if not _text(entry, f"{_ATOM}{tag}"):
            return f"no {name}"
    for tag in ("published", "updated"):
        moment = _text(entry, f"{_ATOM}{tag}")
        if not _is_moment(moment):
            return f"{tag} is '{moment}'" if moment else f"no date ({tag})"
    primary = entry.find(f"{_ARXIV}primary_category")
    if primary is None or not primary.get("term", "").strip():
        return "no primary category"
    return ""


_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)


def _is_moment(text: str) -> bool:
    # `fromisoformat` takes more than this, such as other signs between date and time.
    if not _MOMENT.fullmatch(text):
        return False
    try:
        moment = datetime.datetime.fromisoformat(text)
        # A year at the end of the calendar may have no counterpart in UTC.
        moment.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        return False
    return True


def _render(entries: list[ET.Element]) -> bytes:
    feed = ET.Element(f"{_ATOM}feed")
    ET.SubElement(feed, _TOTAL).text = str(len(entries))
    feed.extend(entries)
    return ET.tostring(feed, encoding="unicode").encode("utf-8")
