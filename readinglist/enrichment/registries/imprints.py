"""Reads imprints from the registries' responses: volume, pages, publisher and so on.

Registries pass on what publishers entered. A malformed detail is left out, and the rest of the
record is used without it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from readinglist.enrichment.registries.answers import clean_text
from readinglist.values.book_numbers import normal_isbn, normal_issn
from readinglist.values.imprint import Imprint, normal_pages
from readinglist.values.language_tags import find_language
from readinglist.values.names import Name
from readinglist.values.strict_json import one_or_many

#: Parses a registry's contributor, raising `ValueError` or `TypeError`.
ReadName = Callable[[object], Name]


def crossref_imprint(message: Mapping[str, Any], read_name: ReadName) -> Imprint:
    """The imprint in Crossref's record of a work; preprints have none."""
    kind = message.get("type")
    if kind == "posted-content":
        return Imprint()
    titles = [
        text for title in one_or_many(message.get("container-title")) if (text := _text(title))
    ]
    event = message.get("event")
    return Imprint(
        volume=_text(message.get("volume")),
        issue=_text(message.get("issue")),
        number=_text(message.get("article-number")) or _text(message.get("report-number")),
        pages=normal_pages(_text(message.get("page"))),
        publisher=_text(message.get("publisher")),
        place=_text(message.get("publisher-location")),
        edition=_text(message.get("edition-number")),
        # With a series and a volume in it, such as LNCS and proceedings, the series comes first.
        series=titles[0] if len(titles) > 1 and kind != "journal-article" else "",
        event=_text(event.get("name")) if isinstance(event, dict) else "",
        isbn=_first(normal_isbn, _identifiers(message.get("ISBN"))),
        issn=_first(normal_issn, _identifiers(message.get("ISSN"))),
        language=_language(message.get("language")),
        editors=_names(message.get("editor"), read_name),
    )


def datacite_imprint(values: Mapping[str, Any], read_name: ReadName) -> Imprint:
    """The imprint in DataCite's record of a work; its publisher is a text or an object."""
    publisher = values.get("publisher")
    found = values.get("container")
    container = found if isinstance(found, dict) else {}
    first, last = _text(container.get("firstPage")), _text(container.get("lastPage"))
    contributors = [
        contributor
        for contributor in one_or_many(values.get("contributors"))
        if isinstance(contributor, dict) and contributor.get("contributorType") == "Editor"
    ]
    identifier = _identifiers(container.get("identifier"))
    return Imprint(
        volume=_text(container.get("volume")),
        issue=_text(container.get("issue")),
        pages=f"{first}-{last}" if last and last != first else first,
        publisher=_text(publisher.get("name") if isinstance(publisher, dict) else publisher),
        isbn=_first(normal_isbn, identifier),
        issn=_first(normal_issn, identifier),
        language=_language(values.get("language")),
        editors=_names(contributors, read_name),
    )


def dblp_imprint(info: Mapping[str, Any]) -> Imprint:
    """The imprint in a DBLP hit; its number is the issue of a journal."""
    is_article = info.get("type") == "Journal Articles"
    number = _text(info.get("number"))
    return Imprint(
        volume=_text(info.get("volume")),
        issue=number if is_article else "",
        number="" if is_article else number,
        pages=normal_pages(_text(info.get("pages"))),
        publisher=_text(info.get("publisher")),
    )


def _text(value: object) -> str:
    """The text, or a number as text; empty for any other value."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    try:
        return clean_text(value)
    except TypeError:
        return ""


def _language(value: object) -> str:
    return find_language(_text(value)) or ""


def _identifiers(value: object) -> list[str]:
    """Identifiers, some of which are part of a URL: `http://id.crossref.org/isbn/978…`."""
    return [_text(url).rpartition("/")[2] for url in one_or_many(value)]


def _first(normal: Callable[[str], str | None], texts: Iterable[str]) -> str:
    return next(filter(None, map(normal, texts)), "")


def _names(values: object, read_name: ReadName) -> tuple[Name, ...]:
    names = []
    for item in one_or_many(values):
        try:
            names.append(read_name(item))
        except (TypeError, ValueError):
            continue
    return tuple(names)
