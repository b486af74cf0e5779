"""CSL-JSON: the items of a file as drafts.

The form is that of CSL 1.0.2's `csl-data.json`, as Zotero, pandoc and citeproc write it: a list of
items or a single one. An item that cannot be read is reported at its line, and the rest goes in.
"""

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from readinglist.entry.vocabulary import WorkType
from readinglist.intake.drafts import Draft, Reading, Remark, clean_text
from readinglist.intake.imprints import make_imprint
from readinglist.intake.references import find_arxiv_id, find_doi
from readinglist.system.borders import what_is_wrong
from readinglist.values.dates import PartialDate, parse_partial_date
from readinglist.values.identifiers import ArxivId, parse_url
from readinglist.values.imprint import Imprint
from readinglist.values.names import Name, parse_name

#: Types of CSL that the list does not have, under those that it has.
_TYPES = {
    "article-magazine": WorkType.ARTICLE_JOURNAL,
    "article-newspaper": WorkType.ARTICLE_JOURNAL,
    "entry-encyclopedia": WorkType.CHAPTER,
    "entry-dictionary": WorkType.CHAPTER,
    "motion_picture": WorkType.SPEECH,
    "periodical": WorkType.ARTICLE_JOURNAL,
    "standard": WorkType.REPORT,
}
_MARKUP = re.compile(r"</?(?:i|b|em|strong|sub|sup|sc|span)(?:\s[^<>]*)?>", re.IGNORECASE)
_NO_VENUE = re.compile(r"^(?:arxiv\b.*|corr\b.*)$", re.IGNORECASE)
_HINT = re.compile(r"arxiv\s*:\s*(?P<id>[a-z-]*(?:\.[A-Z]{2})?/?[\d.]+)", re.IGNORECASE)
_DOI_HINT = re.compile(r"\bDOI\s*:\s*(?P<doi>10\.\S+)", re.IGNORECASE)
_READ = frozenset(
    "id type title author editor issued container-title publisher archive archive_location number "
    "DOI URL note custom source abstract accessed language citation-key citation-label "
    "title-short container-title-short journalAbbreviation shortTitle event-title event "
    "categories keyword volume issue page publisher-place edition collection-title "
    "collection-number ISBN ISSN".split()
)


def parse_csl_json(text: str, name: str) -> Reading:
    """The works of a CSL-JSON file's text. `name` is how places name the file.

    Nothing is raised for what the text holds.
    """
    reading = Reading()
    for line, item in _items(text, name, reading):
        place = f"{name}:{line}"
        if not isinstance(item, dict):
            reading.left_out.append(Remark(place, "not an item: no object with 'type' and 'title'"))
            continue
        try:
            draft = _draft(item, place, reading.telling(place))
        except Exception as error:  # noqa: BLE001 - an item of somebody else's
            reading.left_out.append(Remark(place, what_is_wrong(error)))
            continue
        if draft.title or draft.arxiv or draft.doi:
            reading.drafts.append(draft)
        else:
            called = f"'{draft.key}'" if draft.key else "the item"
            reading.left_out.append(
                Remark(place, f"{called} has neither a title nor an arXiv id nor a DOI")
            )
    return reading


_SPACE = re.compile(r"[\s,]*")
# Braces that begin nothing sound, after which the rest of a file is given up.
_MOST_FAILURES = 200


def _items(text: str, name: str, reading: Reading) -> Iterator[tuple[int, Any]]:
    """The items with their lines. After a broken one it goes on at the next that is sound."""
    decoder = json.JSONDecoder()
    place = _end_of_space(text, 0)
    wrapped = re.compile(r'\{\s*"(?:items|references)"\s*:\s*\[').match(text, place)
    is_list = text[place : place + 1] == "[" or bool(wrapped)
    if is_list:
        place = wrapped.end() if wrapped else place + 1
    line, counted = 1, 0
    while True:
        place = _end_of_space(text, place)
        if place >= len(text) or text[place] == "]":
            return
        line += text.count("\n", counted, place)
        counted = place
        try:
            item, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            where, reason = line, what_is_wrong(error)
            if isinstance(error, json.JSONDecodeError):
                where, reason = error.lineno, error.msg
            reading.left_out.append(
                Remark(
                    f"{name}:{where}", f"the item that starts on line {line} is not JSON: {reason}"
                )
            )
            found = _next_sound(decoder, text, place + 1)
            if found is None:
                return
            place = found
            continue
        yield line, item
        if not is_list:
            return


def _end_of_space(text: str, place: int) -> int:
    match = _SPACE.match(text, place)
    return match.end() if match else place


def _next_sound(decoder: json.JSONDecoder, text: str, start: int) -> int | None:
    """Where the next object begins that looks like an item: one with a title or a type."""
    failures = 0
    while (place := text.find("{", start)) >= 0 and failures < _MOST_FAILURES:
        try:
            value, start = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            failures += 1
            start = place + 1
            continue
        if isinstance(value, dict) and ("title" in value or "type" in value):
            return place
    return None


def _draft(item: Mapping[str, Any], place: str, tell: Callable[[str], None]) -> Draft:
    remarks: list[str] = []
    arxiv = _find_arxiv(item)
    doi = _find_doi(item)
    url = _find_url(item)
    kind = _kind(item)
    imprint = _imprint(item, remarks, tell)
    issued, date = _issued(item.get("issued"))
    if date:
        remarks.append(f"The file has the date '{date}'.")
    if rest := "; ".join(_rest_of(item)):
        remarks.append(f"The file also says: {rest}")
    return Draft(
        title=_plain(item.get("title")),
        authors=tuple(_names(item.get("author"))),
        issued=issued,
        venue=_venue(item),
        imprint=imprint,
        type=kind,
        arxiv=arxiv,
        doi=doi,
        url="" if arxiv and find_arxiv_id(url) else url,
        place=place,
        key=clean_text(str(item.get("citation-key") or item.get("id") or "")),
        remarks=tuple(clean_text(one) for one in remarks),
    )


def _text(value: object) -> str:
    """The text of a value that should be one; numbers are spelt, anything else counts as none."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return ""


def _plain(value: object) -> str:
    """The text without the few tags that CSL's processors know."""
    text = _text(value)
    return clean_text(html.unescape(_MARKUP.sub("", text))) if "<" in text or "&" in text else text


def _names(people: object) -> Iterator[Name]:
    for person in people if isinstance(people, list) else []:
        if isinstance(person, str):
            person = {"literal": person}  # noqa: PLW2901 - the form that it should have
        if isinstance(person, dict) and (name := _name(person)):
            yield name


def _name(person: Mapping[str, Any]) -> Name | None:
    literal = _text(person.get("literal"))
    family, given = _text(person.get("family")), _text(person.get("given"))
    if literal or not family:
        text = literal or given
        return Name(literal=text) if any(map(str.isalpha, text)) else None
    particle = _text(person.get("non-dropping-particle"))
    # A dropping particle goes with the given name when that comes behind: Humboldt, Alexander von.
    given = " ".join(filter(None, (given, _text(person.get("dropping-particle")))))
    suffix = _text(person.get("suffix"))
    if not any(map(str.isalpha, family)):
        return None
    if not given and not particle and not suffix:
        return Name(literal=family)
    if not particle:
        # "van der Maaten" as family name is how Zotero keeps a particle it was not told of.
        parsed = parse_name(f"{family}, {given or 'x'}") if "," not in family else None
        if parsed and parsed.particle:
            family, particle = parsed.family, parsed.particle
    return Name(family=family, given=given, particle=particle, suffix=suffix)


def _issued(value: object) -> tuple[PartialDate | None, str]:
    """The date, and what the file says where that is no date."""
    if isinstance(value, str):
        value = {"raw": value}
    if not isinstance(value, dict):
        return None, ""
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        numbers = [_text(part).strip() for part in parts[0]]
        for count in (3, 2, 1):
            spelt = [n for n in numbers[:count] if n.isdecimal() and n.isascii()]
            if len(spelt) == count:
                try:
                    year, *rest = map(int, spelt)
                    return parse_partial_date(
                        "-".join([f"{year:04}", *(f"{n:02}" for n in rest)])
                    ), ""
                except ValueError:
                    continue
    said = _text(value.get("raw")) or _text(value.get("literal"))
    for candidate in (said[:10], said[:7], said[:4]):
        try:
            return parse_partial_date(candidate), ""
        except ValueError:
            continue
    years = re.findall(r"(?<!\d)[12]\d{3}(?!\d)", said)
    if len(years) == 1:
        return PartialDate(int(years[0])), said
    return None, said


def _find_arxiv(item: Mapping[str, Any]) -> ArxivId | None:
    if _text(item.get("archive")).casefold().startswith("arxiv") and (
        found := find_arxiv_id(_text(item.get("archive_location")))
    ):
        return found
    for name in ("DOI", "URL", "number"):
        value = _text(item.get(name))
        if "arxiv" in value.lower() and (found := find_arxiv_id(value)):
            return found
    custom = item.get("custom")
    hints = [_text(item.get("container-title")), _text(item.get("note"))]
    hints += [f"arXiv:{_text(item.get('eprint'))}"]
    if isinstance(custom, dict):
        hints += [f"{key}: {_text(value)}" for key, value in custom.items()]
    for hint in hints:
        if (match := _HINT.search(hint)) and (found := find_arxiv_id(match["id"].rstrip("."))):
            return found
    return None


def _find_doi(item: Mapping[str, Any]) -> str:
    said = _DOI_HINT.search(_text(item.get("note")))
    for value in (_text(item.get("DOI")), said["doi"] if said else "", _text(item.get("URL"))):
        doi = find_doi(value) if value else None
        if doi:
            return doi
    return ""


def _find_url(item: Mapping[str, Any]) -> str:
    try:
        return parse_url(_text(item.get("URL")))
    except ValueError:
        return ""


def _kind(item: Mapping[str, Any]) -> WorkType | None:
    text = _text(item.get("type"))
    try:
        kind = WorkType(text)
    except ValueError:
        return _TYPES.get(text)
    # `article` is what an entry without a type is.
    return None if kind is WorkType.ARTICLE else kind


def _venue(item: Mapping[str, Any]) -> str:
    text = _plain(item.get("container-title"))
    return "" if _NO_VENUE.match(text) else text


#: The imprint's fields in the terms of CSL, the likeliest first.
_IMPRINT = {
    "volume": ("volume",),
    "issue": ("issue",),
    "number": ("number", "collection-number"),
    "pages": ("page",),
    "publisher": ("publisher",),
    "place": ("publisher-place",),
    "edition": ("edition",),
    "series": ("collection-title",),
    "event": ("event-title", "event"),
    "isbn": ("ISBN",),
    "issn": ("ISSN",),
    "language": ("language",),
}


def _imprint(item: Mapping[str, Any], remarks: list[str], tell: Callable[[str], None]) -> Imprint:
    values = {
        name: next(filter(None, (_plain(item.get(one)) for one in terms)), "")
        for name, terms in _IMPRINT.items()
    }
    # What arXiv brings out has its id for a number.
    for name in ("number", "publisher"):
        if _NO_VENUE.match(values[name]):
            values[name] = ""
    imprint, problems = make_imprint(values, _names(item.get("editor")))
    for _, problem in problems:
        tell(problem)
        remarks.append(f"{problem[:1].upper()}{problem[1:]}.")
    return imprint


def _rest_of(item: Mapping[str, Any]) -> Iterator[str]:
    """What the item says beyond what a draft takes, shortened."""
    for name, value in item.items():
        if name == "note" or name not in _READ:
            text = _text(value)
            if text and not (name == "note" and (_HINT.match(text) or _DOI_HINT.match(text))):
                yield f"{name} {text if len(text) <= 80 else text[:79] + '…'}"
