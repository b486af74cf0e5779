"""DBLP's search: the version of record of a paper, by its title and authors.

`GET /search/publ/api?q=…&format=json&h=…` answers with `{"result": {"status": {"@code": "200"},
"hits": {"@total": …, "@sent": …, "hit": [{"info": {…}}]}}}`; numbers are texts, a single author is
an object and not a list, and `hit` is absent when there is none. Parameters:
https://dblp.org/faq/How+to+use+the+dblp+search+API.html. One or two seconds between requests, and
`Retry-After` with a 429: https://dblp.org/faq/1474706.html.
"""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from readinglist.enrichment.registries.answers import clean_text, parse_object
from readinglist.enrichment.registries.imprints import dblp_imprint
from readinglist.library.lock.arxiv_records import Provenance
from readinglist.library.lock.registry_records import PublishedRecord, Registry
from readinglist.system.borders import what_is_wrong
from readinglist.system.http import Service, UnsoundAnswerError
from readinglist.values.dates import parse_partial_date
from readinglist.values.identifiers import ArxivId, parse_dois
from readinglist.values.names import Name, parse_name
from readinglist.values.same_work import same_authors, same_title
from readinglist.values.strict_json import (
    expect_list,
    expect_mapping,
    expect_number,
    expect_text,
    one_or_many,
    optional,
)

URL = "https://dblp.org"
SERVICE = Service("DBLP", gap=2.0, timeout=30.0)
ACCEPT = "application/json"
#: The maximum number of hits to ask for.
HITS = 100
# DBLP's types of versions of record; the others are preprints, editorships, data.
_OF_RECORD = frozenset(
    {
        "Journal Articles",
        "Conference and Workshop Papers",
        "Parts in Books or Collections",
        "Books and Theses",
    }
)
_HOMONYM = re.compile(r"(?<!\s)\s++\d{4}$")


@dataclass(frozen=True)
class Wanted:
    """A paper to look for: its arXiv id, title and authors."""

    arxiv: ArxivId
    title: str
    authors: tuple[Name, ...]


@dataclass
class Hits:
    """The result of a search for a paper.

    `published` are versions of record with matching title and authors; `has_preprint` means that
    the preprint is listed. `unreadable` counts hits that do not follow DBLP's format, and
    `is_whole` says whether the response contained every hit.
    """

    published: list[PublishedRecord] = field(default_factory=list)
    has_preprint: bool = False
    unreadable: int = 0
    is_whole: bool = True


def search_url(base: str) -> str:
    """The URL of the search."""
    return f"{base}/search/publ/api"


def search_parameters(wanted: Wanted) -> dict[str, str]:
    """The search parameters for a paper: all words of the title, and the first author.

    Formulas and characters with a meaning in the query syntax are left out.
    """
    title = re.sub(r"\$[^$]*\$", " ", wanted.title)
    first = wanted.authors[0].literal or wanted.authors[0].family if wanted.authors else ""
    words = re.findall(r"[^\W_]+", re.sub(r"['’]", "", f"{title} {first}"))
    return {"q": " ".join(words), "format": "json", "h": str(HITS), "c": "0"}


def parse_hits(body: bytes, wanted: Wanted, read: datetime.datetime, endpoint: str) -> Hits:
    """The hits for the wanted paper in a search response.

    Raises `UnsoundAnswerError` for a response that is not from a search.
    """
    try:
        result = expect_mapping(parse_object(body).get("result"))
        code = expect_mapping(result.get("status") or {}).get("@code")
        listed = expect_mapping(result.get("hits"))
        total, sent = (expect_number(listed.get(name)) for name in ("@total", "@sent"))
        items = expect_list(listed.get("hit") or [])
    except TypeError as error:
        raise UnsoundAnswerError(f"the answer is not that of a search: {error}") from None
    if code != "200":
        raise UnsoundAnswerError(f"the search ended with the status {code}")
    if len(items) != sent or total < sent or (total and not sent):
        raise UnsoundAnswerError(f"the answer holds {len(items)} hits, and says {sent} of {total}")
    hits = Hits(is_whole=total == sent)
    provenance = Provenance("api", read, {}, endpoint)
    for item in items:
        try:
            info = expect_mapping(expect_mapping(item).get("info"))
            if _matches(info, wanted):
                if _is_of_record(info):
                    hits.published.append(_read_info(info, wanted, provenance))
                else:
                    hits.has_preprint = True
        except Exception as error:  # noqa: BLE001 - hits come from other people
            what_is_wrong(error)
            hits.unreadable += 1
    return hits


def _is_of_record(info: Mapping[str, Any]) -> bool:
    kind, key = expect_text(info.get("type")), expect_text(info.get("key"))
    return kind in _OF_RECORD and not key.startswith("journals/corr/")


def _matches(info: Mapping[str, Any], wanted: Wanted) -> bool:
    if not same_title(_title(info), wanted.title):
        return False
    return same_authors(wanted.authors, tuple(_authors(info)))


def _title(info: Mapping[str, Any]) -> str:
    value = info.get("title")
    text = clean_text(value["text"] if isinstance(value, dict) and "text" in value else value)
    return text.removesuffix(".")


def _authors(info: Mapping[str, Any]) -> Iterator[Name]:
    """The authors, without the numbers that DBLP adds to distinguish people of the same name."""
    for item in one_or_many(expect_mapping(info.get("authors") or {}).get("author")):
        text = clean_text(item.get("text") if isinstance(item, dict) else item)
        yield parse_name(_HOMONYM.sub("", text))


def _read_info(info: Mapping[str, Any], wanted: Wanted, provenance: Provenance) -> PublishedRecord:
    venues: Sequence[str] = [clean_text(venue) for venue in one_or_many(info.get("venue"))]
    dois = parse_dois(optional(expect_text, info.get("doi")) or "")
    return PublishedRecord(
        registry=Registry.DBLP,
        key=expect_text(info.get("key")),
        title=_title(info),
        authors=tuple(_authors(info)),
        provenance=provenance,
        kind=expect_text(info.get("type")),
        venue=next((venue for venue in venues if venue != "CoRR"), None),
        issued=parse_partial_date(f"{expect_number(info.get('year')):04}"),
        doi=dois[0] if dois else None,
        url=optional(expect_text, info.get("url")),
        arxiv=wanted.arxiv,
        imprint=dblp_imprint(info),
    )
