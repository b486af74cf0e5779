"""CSL-JSON: the items of a file as drafts.

The format is CSL 1.0.2's `csl-data.json`, as Zotero, pandoc and citeproc write it: a list of items
or a single one. An item that cannot be read is reported with its line, and the rest is kept.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from readinglist.entry.vocabulary import WorkType
from readinglist.intake.addresses import read_address
from readinglist.intake.drafts import (
    UNKNOWN,
    Draft,
    Reading,
    Remark,
    clean_text,
    shorten,
)
from readinglist.intake.imprints import find_venue, make_imprint
from readinglist.library.lock.registry_records import type_of_kind
from readinglist.system.borders import what_is_wrong
from readinglist.values.dates import PartialDate, parse_partial_date
from readinglist.values.identifiers import ArxivId
from readinglist.values.imprint import Imprint
from readinglist.values.markup import plain_title
from readinglist.values.name_lists import parse_name_list
from readinglist.values.names import Name, is_others, name_of_parts, without_others
from readinglist.values.references import find_arxiv_id, find_arxiv_id_in, find_doi
from readinglist.values.strict_json import one_or_many
from readinglist.values.written_dates import SEASONS, WrittenDate, read_written_date

#: CSL types that lists do not have, mapped to types that they have.
_TYPES = {
    "article-magazine": WorkType.ARTICLE_JOURNAL,
    "article-newspaper": WorkType.ARTICLE_JOURNAL,
    "entry-encyclopedia": WorkType.CHAPTER,
    "entry-dictionary": WorkType.CHAPTER,
    "motion_picture": WorkType.SPEECH,
    "periodical": WorkType.ARTICLE_JOURNAL,
    "standard": WorkType.REPORT,
}
#: Types that say nothing of a work which the list could not say.
_PLAIN_TYPES = frozenset({"", "article", "document", "manuscript", "posted-content", "other"})
_DOI_HINT = re.compile(r"\bDOI\s*:\s*(?P<doi>10\.\S+)", re.IGNORECASE)
#: Parts of a note that only give an identifier.
_HINTS = re.compile(r"\bDOI\s*:\s*10\.\S+|\barXiv\s*:\s*[\w./-]+(?:\s*\[[\w.-]+\])?", re.IGNORECASE)
_READ = frozenset(
    "id type title subtitle author editor issued container-title publisher DOI URL note "
    "volume issue page publisher-place edition collection-title number ISBN ISSN "
    "language".split()
)
# Of no use to a reader of the list, or a registry's own, so that nobody misses them.
_PASSED_OVER = frozenset(
    "abstract accessed categories citation-key citation-label container-title-short "
    "journalAbbreviation keyword shortTitle source title-short "
    # Crossref's.
    "indexed reference-count content-domain short-container-title created prefix member reference "
    "link deposited score resource references-count alternative-id relation subject "
    "is-referenced-by-count issn-type isbn-type published published-print "
    "published-online published-other journal-issue assertion update-policy "
    "original-title short-title".split()
)


def parse_csl_json(text: str, name: str) -> Reading:
    """The works in the text of a CSL-JSON file. `name` is the file's name in messages.

    Raises nothing, whatever the text.
    """
    reading = Reading()
    found = _items(text, name, reading)
    for line, item in ((line, inner) for line, outer in found for inner in _unwrapped(outer)):
        place = f"{name}:{line}"
        if not isinstance(item, dict):
            reading.left_out.append(
                Remark(place, "not an item, which is an object with 'type' and 'title'")
            )
            continue
        told: list[str] = []
        try:
            draft = _draft(item, place, told)
        except Exception as error:  # noqa: BLE001 - one bad item must not stop the import
            reading.left_out.append(Remark(place, what_is_wrong(error)))
            continue
        reading.notes += [Remark(place, clean_text(message)) for message in told]
        if draft.is_known_by_something:
            reading.drafts.append(draft)
        else:
            called = f"'{draft.key}'" if draft.key else "the item"
            reading.left_out.append(Remark(place, f"{called} {UNKNOWN}"))
    return reading


def _unwrapped(item: Any) -> list[Any]:
    """The items in an answer of Crossref's interface, or the item itself."""
    message = item.get("message") if isinstance(item, dict) else None
    if not isinstance(message, dict):
        return [item]
    items = message.get("items")
    return items if isinstance(items, list) else [message]


_SPACE = re.compile(r"[\s,]*")
# After this many braces that do not start valid JSON the rest of the file is skipped, because each
# attempt may read to the end of the file.
_MOST_FAILURES = 200


def _items(text: str, name: str, reading: Reading) -> Iterator[tuple[int, Any]]:
    """The items with their lines. After a broken one it continues at the next valid one."""
    decoder = json.JSONDecoder()
    place = _end_of_space(text, 0)
    wrapped = re.compile(r'\{\s*"(?:items|references)"\s*:\s*\[').match(text, place)
    is_list = text[place : place + 1] == "[" or bool(wrapped)
    if is_list:
        place = wrapped.end() if wrapped else place + 1
    line, counted, failures = 1, 0, 0
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
            found, failures = _next_sound(decoder, text, place + 1, failures + 1)
            if found is None:
                if failures >= _MOST_FAILURES:
                    reading.left_out.append(
                        Remark(f"{name}:{line}", "too many errors; the rest is not read")
                    )
                return
            place = found
            continue
        yield line, item
        if not is_list:
            return


def _end_of_space(text: str, place: int) -> int:
    match = _SPACE.match(text, place)
    return match.end() if match else place


def _next_sound(
    decoder: json.JSONDecoder, text: str, start: int, failures: int
) -> tuple[int | None, int]:
    """Where the next object with a title or a type begins, and the new number of failures.

    `failures` is the number before.
    """
    while (place := text.find("{", start)) >= 0 and failures < _MOST_FAILURES:
        try:
            value, start = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            failures += 1
            start = place + 1
            continue
        if isinstance(value, dict) and ("title" in value or "type" in value):
            return place, failures
    return None, failures


def _draft(item: Mapping[str, Any], place: str, told: list[str]) -> Draft:
    """The item as a draft. Problems are added to `told`, and noted in the entry."""
    remarks: list[str] = []
    url = _find_url(item, told)
    arxiv = _find_arxiv(item)
    doi = _find_doi(item, told)
    kind = _kind(item)
    called = _text(item.get("type"))
    if kind is None and called not in _PLAIN_TYPES:
        told.append(f"the list has no type for '{called}'; the entry gets none")
    names, has_more = _names("author", item, told)
    if has_more:
        told.append("the authors end in 'et al.'; list them all")
    editors, has_more = _names("editor", item, told)
    if has_more:
        told.append("the editors end in 'et al.'; list them all")
    imprint = _imprint(item, editors, told)
    containers = list(map(_plain, one_or_many(item.get("container-title"))))
    if len(containers) > 1 and kind is not WorkType.ARTICLE_JOURNAL:
        # Crossref names the series of a volume first; it is a title of its own here.
        containers.reverse()
        if not imprint.series:
            imprint = replace(imprint, series=containers.pop())
    venue = find_venue(next(iter(containers), ""), is_preprint=arxiv is not None, problems=told)
    written = _issued(item.get("issued"))
    if written.rest:
        told.append(f"issued: {written.rest}")
    remarks += [f"{remark[:1].upper()}{remark[1:]}." for remark in told]
    further = (f"container-title {title}" for title in containers[1:])
    if rest := "; ".join((*further, *_rest_of(item, arxiv))):
        remarks.append(f"The file also says: {rest}")
    return Draft(
        title=_title(item),
        authors=tuple(names),
        issued=written.date,
        venue=venue,
        imprint=imprint,
        type=kind,
        arxiv=arxiv,
        doi=doi,
        url=url,
        place=place,
        key=clean_text(str(item.get("citation-key") or item.get("id") or "")),
        remarks=tuple(map(clean_text, remarks)),
    ).identified()


def _title(item: Mapping[str, Any]) -> str:
    """The title; Crossref's records have a list with one, and a list of subtitles."""
    titles = [*one_or_many(item.get("title")), *one_or_many(item.get("subtitle"))]
    texts = dict.fromkeys(text for title in titles if (text := _plain(title)))
    return re.sub(r"([?!]):(?= )", r"\1", ": ".join(texts)) if len(texts) > 1 else "".join(texts)


def _text(value: object) -> str:
    """The text of a string or a number; empty for any other value."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return ""


def _plain(value: object) -> str:
    """The text without markup and TeX, which Zotero and others pass on."""
    return clean_text(plain_title(_text(value)))


def _names(role: str, item: Mapping[str, Any], told: list[str]) -> tuple[list[Name], bool]:
    """The names of a role, and whether the list ends in `others` or `et al.`"""
    people = one_or_many(item.get(role))
    names: list[Name] = []
    has_more = False
    for person in people:
        if isinstance(person, str):
            # Not CSL's form, and so not its rules either.
            found = parse_name_list(_plain(person))
            names += found.names
            has_more = has_more or found.has_more
            told += [f"{role}: {slip}" for slip in found.slips]
            continue
        if not isinstance(person, dict):
            if person is not None:
                told.append(f"the {role} '{person}' is not a name and left out")
            continue
        # `name` is not CSL, but some converters write it.
        literal = _plain(person.get("literal") or person.get("name"))
        parts = {
            key: _plain(person.get(key))
            for key in ("family", "given", "non-dropping-particle", "dropping-particle", "suffix")
        }
        if is_others(literal or parts["family"] or parts["given"]):
            has_more = True
            continue
        for key in ("family", "given"):
            shorter = without_others(parts[key])
            has_more = has_more or shorter != parts[key]
            parts[key] = shorter
        name = _name(without_others(literal), parts)
        has_more = has_more or without_others(literal) != literal
        if name:
            names.append(name)
        elif any((literal, *parts.values())):
            told.append(f"the {role} '{literal or ' '.join(filter(None, parts.values()))}' "
                        "is not a name; left out")  # fmt: skip
    return names, has_more


def _name(literal: str, parts: Mapping[str, str]) -> Name | None:
    family, suffix = parts["family"], parts["suffix"]
    # A dropping particle follows the given name in an inverted name: Humboldt, Alexander von.
    given = " ".join(filter(None, (parts["given"], parts["dropping-particle"])))
    try:
        if family:
            return name_of_parts(family, given, parts["non-dropping-particle"], suffix)
        return name_of_parts(literal or given)
    except ValueError:
        return None


def _issued(value: object) -> WrittenDate:
    """The date, and what of it could not be kept."""
    if isinstance(value, str | int | float):
        value = {"raw": _text(value)}
    if not isinstance(value, dict):
        return WrittenDate()
    parts = value.get("date-parts")
    if (
        isinstance(parts, list)
        and parts
        and isinstance(parts[0], list)
        and (any(part not in (None, "") for part in parts[0]))
    ):
        spelt = [_text(part).strip() for part in parts[0]]
        date = _date_of(spelt)
        said = "-".join(filter(None, spelt))
        if date is None:
            found = read_written_date(said)
            if found.date or found.rest:
                return found
            return WrittenDate(rest=f"'{said}' is not a date")
        if str(date) != str(_date_of(spelt, exactly=True)):
            return WrittenDate(date, f"'{said}' is not a date; {date} is kept")
        if len(parts) > 1 and parts[1] not in ([], parts[0]):
            return WrittenDate(date, "only the beginning of the range is kept")
        season = _text(value.get("season"))
        if season and not date.month:
            name = SEASONS.get(20 + int(season), season) if season.isdecimal() else season
            return WrittenDate(date, f"only the year of {name} {date} is kept")
        if value.get("circa"):
            return WrittenDate(date, f"'about {date}' is kept as {date}")
        return WrittenDate(date)
    if parts is not None and not isinstance(parts, list):
        return WrittenDate(rest=f"'{parts}' is not a date")
    return read_written_date(_text(value.get("raw")) or _text(value.get("literal")))


def _date_of(spelt: list[str], *, exactly: bool = False) -> PartialDate | None:
    """The date of as many leading parts as form one; with `exactly`, only of all parts."""
    wanted = [part for part in spelt[:3] if part]
    for count in range(len(wanted), 0, -1):
        if all(part.isdecimal() and part.isascii() for part in wanted[:count]):
            try:
                year, *rest = map(int, wanted[:count])
                return parse_partial_date("-".join([f"{year:04}", *(f"{n:02}" for n in rest)]))
            except ValueError:
                pass
        if exactly:
            return None
    return None


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
    return next(filter(None, map(find_arxiv_id_in, hints)), None)


def _find_doi(item: Mapping[str, Any], told: list[str]) -> str:
    stated = _text(item.get("DOI"))
    if stated and not find_doi(stated) and not find_arxiv_id(stated):
        told.append(f"DOI '{stated}' is not a DOI")
    said = _DOI_HINT.search(_text(item.get("note")))
    for value in (_text(item.get("DOI")), said["doi"] if said else ""):
        doi = find_doi(value) if value else None
        if doi:
            return doi
    return ""


def _find_url(item: Mapping[str, Any], told: list[str]) -> str:
    text = _text(item.get("URL"))
    found = read_address(text, is_whole=True)
    told += [f"URL: {message}" for message in found.slips]
    return found.url


def _kind(item: Mapping[str, Any]) -> WorkType | None:
    text = _text(item.get("type"))
    try:
        kind: WorkType | None = WorkType(text)
    except ValueError:
        kind = _TYPES.get(text) or type_of_kind(text)
    # `article` is what an entry without a type is.
    return None if kind is WorkType.ARTICLE else kind


#: The CSL variables of each field of the imprint, most likely first.
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


def _imprint(item: Mapping[str, Any], editors: Iterable[Name], told: list[str]) -> Imprint:
    values = {
        name: next(filter(None, (_joined(item.get(term)) for term in terms)), "")
        for name, terms in _IMPRINT.items()
    }
    imprint, problems = make_imprint(values, editors)
    told += [problem for _, problem in problems]
    return imprint


def _joined(value: object) -> str:
    """The text of a value, or the texts of a list, as Crossref gives several numbers."""
    return "; ".join(filter(None, map(_plain, one_or_many(value))))


def _rest_of(item: Mapping[str, Any], arxiv: ArxivId | None) -> Iterator[str]:
    """What the item says beyond what a draft takes."""
    for name, value in item.items():
        is_passed = name in _PASSED_OVER or (name == "license" and not isinstance(value, str))
        text = "" if is_passed else _spoken(value)
        if not text or (name in _READ and name != "note") or _is_used(item, name, text, arxiv):
            continue
        if name == "note" and not re.search(r"\w", _HINTS.sub("", text)):
            continue
        yield f"{name} {shorten(text)}"


def _is_used(item: Mapping[str, Any], name: str, text: str, arxiv: ArxivId | None) -> bool:
    """Whether a value that stands beside a likelier one, or only tells the archive, is taken."""
    if name == "collection-number":
        return not _text(item.get("number")) or text == _text(item.get("number"))
    if name in ("event-title", "event"):
        return name == "event-title" or not _plain(item.get("event-title"))
    return name in ("archive", "archive_location", "custom", "eprint", "genre") and bool(arxiv)


def _spoken(value: object) -> str:
    """A value in words: texts, names, dates, and lists of these."""
    if isinstance(value, list):
        return "; ".join(filter(None, map(_spoken, value)))
    if isinstance(value, dict):
        parts = value.get("date-parts")
        if isinstance(parts, list):
            dates = ["-".join(filter(None, map(_text, one_or_many(part)))) for part in parts]
            return "/".join(filter(None, dates))
        return " ".join(filter(None, map(_spoken, value.values())))
    return _plain(value)
