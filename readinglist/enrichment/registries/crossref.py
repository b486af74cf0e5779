"""Crossref's REST API: the record of one DOI.

`GET /works/{doi}` answers with `{"status": "ok", "message-type": "work", "message": {…}}`, or with
404 and a line of plain text for a DOI that Crossref does not have, whether it belongs to another
agency or does not exist. Formats: https://api.crossref.org/swagger-ui/index.html,
https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md. Etiquette:
https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/; a
contact in `mailto` gives access to the polite pool.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from readinglist.enrichment.registries.answers import (
    MalformedRecordError,
    clean_text,
    parse_date_parts,
    parse_object,
)
from readinglist.enrichment.registries.imprints import crossref_imprint
from readinglist.library.lock.arxiv_records import Provenance
from readinglist.library.lock.registry_records import (
    PublishedRecord,
    Registry,
    Update,
    order_updates,
    parse_update_kind,
)
from readinglist.system.borders import what_is_wrong
from readinglist.system.http import Service, UnsoundAnswerError
from readinglist.values.dates import PartialDate
from readinglist.values.identifiers import parse_dois
from readinglist.values.names import Name, is_others, name_of_parts
from readinglist.values.strict_json import (
    expect_list,
    expect_mapping,
    expect_text,
    one_or_many,
    optional,
)

URL = "https://api.crossref.org"
#: Far below the limits of the public pool, which sequential requests cannot reach.
SERVICE = Service("Crossref", gap=1.0, timeout=30.0)
ACCEPT = "application/json"
# How publishers mark the titles of retracted works: "RETRACTED ARTICLE: …", "[Retracted] …".
_TAKEN_BACK = re.compile(
    r"(?:\[(?P<bracketed>retracted|withdrawn|removed)(?: (?:article|paper|chapter))?\]\s*+:?"
    r"|(?P<plain>retracted|withdrawn|removed)(?: (?:article|paper|chapter))?\s*+:)\s*+(?=\S)",
    re.IGNORECASE,
)
_KINDS = {"retracted": "retraction", "withdrawn": "withdrawal", "removed": "removal"}


def work_url(base: str, doi: str) -> str:
    """The URL of a DOI's record."""
    return f"{base}/works/{quote(doi, safe='')}"


def parse_work(body: bytes, doi: str, read: datetime.datetime, endpoint: str) -> PublishedRecord:
    """The record in Crossref's response for the DOI.

    Raises `UnsoundAnswerError` for a response that is not about this DOI, and
    `MalformedRecordError` for a record that does not follow the format.
    """
    answer = parse_object(body)
    message = answer.get("message")
    if answer.get("message-type") != "work" or not isinstance(message, dict):
        raise UnsoundAnswerError("the answer is not Crossref's record of a work")
    own = message.get("DOI")
    aliases = message.get("aliases")
    known = [own, *(aliases if isinstance(aliases, list) else [])]
    if doi not in [known_doi.lower() for known_doi in known if isinstance(known_doi, str)]:
        raise UnsoundAnswerError(f"the answer is about {own}, not about {doi}")
    try:
        return _read_message(message, doi, Provenance("api", read, {}, endpoint))
    except Exception as error:
        raise MalformedRecordError(what_is_wrong(error)) from error


def _read_message(message: Mapping[str, Any], doi: str, provenance: Provenance) -> PublishedRecord:
    own = expect_text(message.get("DOI")).lower()
    title, mark = _split_mark(_title(message))
    updates = [*_updates(message, own)]
    if mark and not any(update.takes_back for update in updates):
        updates.append(Update(mark, source="title"))
    kind = optional(expect_text, message.get("type"))
    return PublishedRecord(
        registry=Registry.CROSSREF,
        key=doi,
        title=title,
        authors=tuple(_authors(message)),
        provenance=provenance,
        kind=kind,
        venue=None if kind == "posted-content" else _venue(message, kind),
        issued=_issued(message),
        doi=own,
        url=optional(expect_text, message.get("URL")),
        version_of=_published_forms(message, own),
        updates=order_updates(updates),
        imprint=crossref_imprint(message, _author),
    )


def _title(message: Mapping[str, Any]) -> str:
    titles = [
        title for title in expect_list(message.get("title", [])) if optional(expect_text, title)
    ]
    if not titles:
        raise ValueError("the record has no title")
    title = clean_text(titles[0])
    subtitles = one_or_many(message.get("subtitle"))
    subtitle = optional(clean_text, subtitles[0]) if subtitles else None
    if subtitle and not title.casefold().endswith(subtitle.casefold()):
        title = f"{title.rstrip(':')}: {subtitle}"
    return title


def _split_mark(title: str) -> tuple[str, str]:
    """The title without a retraction mark, and the kind of notice that the mark stands for."""
    match = _TAKEN_BACK.match(title)
    if not match:
        return title, ""
    return title[match.end() :], _KINDS[(match["bracketed"] or match["plain"]).lower()]


def _authors(message: Mapping[str, Any]) -> Iterator[Name]:
    """The authors, without a trailing `et al.`."""
    for name in map(_author, one_or_many(message.get("author"))):
        if not is_others(name.display):
            yield name


def _author(value: object) -> Name:
    """A contributor: a person with family and given name, or a group with a name."""
    values = expect_mapping(value)
    group = optional(clean_text, values.get("name"))
    family, given, suffix = (
        optional(clean_text, values.get(part)) or "" for part in ("family", "given", "suffix")
    )
    if family or given:
        return name_of_parts(family, given, suffix=suffix)
    if group:
        return Name(literal=group)
    raise ValueError("an author has no name")


def _venue(message: Mapping[str, Any], kind: str | None) -> str | None:
    titles = [
        clean_text(title)
        for title in one_or_many(message.get("container-title"))
        if optional(expect_text, title)
    ]
    if titles:
        # With a series and a volume in it, such as LNCS and proceedings, the volume comes last.
        return titles[0] if kind == "journal-article" else titles[-1]
    event = message.get("event")
    return optional(clean_text, expect_mapping(event).get("name")) if event else None


def _issued(message: Mapping[str, Any]) -> PartialDate | None:
    for name in ("issued", "published", "published-print", "published-online"):
        if message.get(name) is not None and (date := parse_date_parts(message[name])):
            return date
    return None


def _published_forms(message: Mapping[str, Any], own: str) -> tuple[str, ...]:
    relations = expect_mapping(message.get("relation") or {})
    found: list[str] = []
    for item in one_or_many(relations.get("is-preprint-of")):
        values = expect_mapping(item)
        if values.get("id-type", "doi") == "doi":
            found += parse_dois(expect_text(values.get("id")))
    return tuple(doi for doi in dict.fromkeys(found) if doi != own)


def _updates(message: Mapping[str, Any], own: str) -> Iterator[Update]:
    """The notices about this work.

    `updated-by` lists them. `update-to` says what the record itself is a notice about, which is
    normally another work, but some publishers register a retraction in the retracted work's own
    record.
    """
    for name in ("updated-by", "update-to"):
        for item in one_or_many(message.get(name)):
            values = expect_mapping(item)
            dois = parse_dois(optional(expect_text, values.get("DOI")) or "")
            if name == "update-to" and own not in dois:
                continue
            updated = values.get("updated")
            yield Update(
                kind=parse_update_kind(expect_text(values.get("type"))),
                doi=next((doi for doi in dois if doi != own), None),
                on=parse_date_parts(updated) if updated is not None else None,
                source=optional(expect_text, values.get("source")) or "",
            )
