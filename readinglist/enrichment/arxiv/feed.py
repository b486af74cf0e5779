"""Validates arXiv's responses strictly, before anything else processes them.

A lenient parser takes a truncated feed for a complete one and an HTML page for an empty list. Here
a response must be UTF-8, well-formed, free of DTDs and an Atom feed; otherwise it is rejected. From
a valid one, the complete entries are passed on as a feed (the format is described in
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
# `math.GT/0309136` is an older form of `math/0309136`.
_SUBJECT = re.compile(r"\.[A-Z]{2}(?=/)", re.ASCII)


@dataclass
class CheckedFeed:
    """A valid response: which of the requested ids have a complete entry, and which a flawed one.

    `body` is a feed with only the complete entries, one per id. `flawed` says what is wrong with an
    id's entry. `refused` maps ids named in an error entry to its text. `error` is the text of an
    error entry that names none of them.
    """

    versions: dict[ArxivId, int | None] = field(default_factory=dict)
    flawed: dict[ArxivId, str] = field(default_factory=dict)
    refused: dict[ArxivId, str] = field(default_factory=dict)
    error: str = ""
    body: bytes = b""


def parse_feed(body: bytes, asked: Collection[ArxivId]) -> CheckedFeed:
    """Check a response for the requested ids; entries of other papers are skipped.

    If an id has two entries, the one of the later version is used. Raises `UnsoundAnswerError`.
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
    """Rejects a document type, and with it entities that expand or read files."""

    def doctype(self, name: str, *_: str | None) -> None:
        if name.lower() == "html":
            raise UnsoundAnswerError(_PAGE)
        raise UnsoundAnswerError("the answer has a document type; a feed has none")


def parse_entry_id(text: str) -> tuple[ArxivId, int | None] | None:
    """The id and version in a URL such as `http://arxiv.org/abs/1706.03762v7`."""
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
    """Whether the text contains exactly this id, with or without a version."""
    return bool(
        re.search(rf"(?<![A-Za-z0-9.]){re.escape(arxiv_id.value)}(?:v\d+)?(?![0-9.]*\d)", text)
    )


def _text(entry: ET.Element, tag: str) -> str:
    return " ".join((entry.findtext(tag) or "").split())


def _flaw(entry: ET.Element) -> str:
    """What is missing from an entry, checked field by field; empty if it is complete."""
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
    # `fromisoformat` accepts more, such as other separators between date and time.
    if not _MOMENT.fullmatch(text):
        return False
    try:
        moment = datetime.datetime.fromisoformat(text)
        # A time in the calendar's last year may not be representable in UTC.
        moment.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        return False
    return True


def _render(entries: list[ET.Element]) -> bytes:
    feed = ET.Element(f"{_ATOM}feed")
    ET.SubElement(feed, _TOTAL).text = str(len(entries))
    feed.extend(entries)
    return ET.tostring(feed, encoding="unicode").encode("utf-8")
