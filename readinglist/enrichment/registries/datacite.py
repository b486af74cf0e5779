"""DataCite's REST API: the record of one DOI, such as arXiv's own or Zenodo's.

`GET /dois/{doi}` answers in the form of JSON:API, `{"data": {"id": …, "type": "dois",
"attributes": {…}}}`, or with 404 and `{"errors": […]}`. Formats:
https://support.datacite.org/docs/api-get-doi and
https://datacite-metadata-schema.readthedocs.io/en/4.6/. Rates, which are 500 requests in five
minutes, or 1,000 with a contact: https://support.datacite.org/docs/rate-limit.
"""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from readinglist.enrichment.registries.answers import (
    MalformedRecordError,
    clean_text,
    parse_object,
)
from readinglist.enrichment.registries.imprints import datacite_imprint
from readinglist.library.lock.arxiv_records import Provenance
from readinglist.library.lock.registry_records import PublishedRecord, Registry
from readinglist.system.borders import what_is_wrong
from readinglist.system.http import Service, UnsoundAnswerError
from readinglist.values.dates import PartialDate, parse_partial_date
from readinglist.values.identifiers import parse_dois
from readinglist.values.names import Name, is_others, name_of_parts, parse_name
from readinglist.values.strict_json import (
    expect_list,
    expect_mapping,
    expect_number,
    expect_text,
    one_or_many,
    optional,
)

URL = "https://api.datacite.org"
SERVICE = Service("DataCite", gap=1.0, timeout=30.0)
ACCEPT = "application/vnd.api+json"
_DATES = ("Issued", "Submitted", "Available", "Created")


def work_url(base: str, doi: str) -> str:
    """The URL of a DOI's record."""
    return f"{base}/dois/{quote(doi, safe='')}"


def parse_work(
    body: bytes, doi: str, read: datetime.datetime, endpoint: str
) -> PublishedRecord | None:
    """The record in DataCite's response for the DOI, or None if it is not public.

    Raises `UnsoundAnswerError` for a response that is not about this DOI, and
    `MalformedRecordError` for a record that does not follow the format.
    """
    data = parse_object(body).get("data")
    attributes = data.get("attributes") if isinstance(data, dict) else None
    if not isinstance(data, dict) or data.get("type") != "dois" or not isinstance(attributes, dict):
        raise UnsoundAnswerError("the answer is not DataCite's record of a DOI")
    own = attributes.get("doi") or data.get("id")
    if not isinstance(own, str) or own.lower() != doi:
        raise UnsoundAnswerError(f"the answer is about {own}, not about {doi}")
    # https://support.datacite.org/docs/doi-states: only findable DOIs are meant to be shown.
    if attributes.get("state", "findable") != "findable":
        return None
    try:
        return _read_attributes(attributes, doi, Provenance("api", read, {}, endpoint))
    except Exception as error:
        raise MalformedRecordError(what_is_wrong(error)) from error


def _read_attributes(
    values: Mapping[str, Any], doi: str, provenance: Provenance
) -> PublishedRecord:
    types = expect_mapping(values.get("types") or {})
    container = expect_mapping(values.get("container") or {})
    return PublishedRecord(
        registry=Registry.DATACITE,
        key=doi,
        title=_title(values),
        authors=tuple(_creators(values)),
        provenance=provenance,
        kind=optional(expect_text, types.get("resourceTypeGeneral")),
        venue=optional(clean_text, container.get("title")),
        issued=_issued(values),
        doi=doi,
        url=optional(expect_text, values.get("url")),
        version_of=_versions(values, doi),
        imprint=datacite_imprint(values, _creator),
    )


def _title(values: Mapping[str, Any]) -> str:
    """The main title, which has no type, followed by the subtitle."""
    titles: dict[str, str] = {}
    for item in expect_list(values.get("titles", [])):
        named = expect_mapping(item)
        text = optional(clean_text, named.get("title"))
        if text:
            titles.setdefault(optional(expect_text, named.get("titleType")) or "", text)
    if "" not in titles:
        raise ValueError("the record has no title")
    title, subtitle = titles[""], titles.get("Subtitle", "")
    if subtitle and not title.casefold().endswith(subtitle.casefold()):
        return f"{title.rstrip(':')}: {subtitle}"
    return title


def _creators(values: Mapping[str, Any]) -> Iterator[Name]:
    """The creators, without a trailing `et al.`."""
    for name in map(_creator, one_or_many(values.get("creators"))):
        if not is_others(name.display):
            yield name


def _creator(value: object) -> Name:
    """A creator: a person's name in parts or as `Family, Given`, or an organisation's name."""
    values = expect_mapping(value)
    name, family, given = (
        optional(clean_text, values.get(part)) or "" for part in ("name", "familyName", "givenName")
    )
    kind = values.get("nameType")
    if kind == "Organizational" and name:
        return Name(literal=name)
    if family:
        return name_of_parts(family, given)
    if not name:
        raise ValueError("an author has no name")
    # If there is no type, a name without a comma may be a person's or an organisation's.
    return parse_name(name) if kind == "Personal" or "," in name else Name(literal=name)


def _issued(values: Mapping[str, Any]) -> PartialDate | None:
    dates: dict[str, PartialDate] = {}
    for item in one_or_many(values.get("dates")):
        entry = expect_mapping(item)
        date = _date(optional(expect_text, entry.get("date")) or "")
        if date:
            dates.setdefault(optional(expect_text, entry.get("dateType")) or "", date)
    found = next((dates[name] for name in _DATES if name in dates), None)
    year = optional(expect_number, values.get("publicationYear"))
    return found or (parse_partial_date(f"{year:04}") if year else None)


def _date(text: str) -> PartialDate | None:
    """A date in one of the W3CDTF forms, without the time and without the end of a range."""
    try:
        return parse_partial_date(text.partition("/")[0].partition("T")[0].strip())
    except ValueError:
        return None


def _versions(values: Mapping[str, Any], doi: str) -> tuple[str, ...]:
    """The DOIs that this is a version of.

    arXiv uses this for the published form of a preprint, Zenodo for the DOI of all versions.
    """
    found: list[str] = []
    for item in one_or_many(values.get("relatedIdentifiers")):
        related = expect_mapping(item)
        kinds = (related.get("relationType"), related.get("relatedIdentifierType"))
        if kinds == ("IsVersionOf", "DOI"):
            found += parse_dois(expect_text(related.get("relatedIdentifier")))
    return tuple(other for other in dict.fromkeys(found) if other != doi)
