"""CSL-JSON: works as the input data of citation processors.

The items follow the schema `csl-data.json` of CSL 1.0.2, see
https://github.com/citation-style-language/schema.
"""

import json
from collections.abc import Iterable
from typing import Any

from readinglist.dates import PartialDate
from readinglist.exports.selection import Cited, join_notes
from readinglist.names import Name
from readinglist.vocabulary import WorkType

#: Where `publisher` is what the venue means; `container-title` holds it elsewhere.
_PUBLISHED = frozenset({WorkType.BOOK, WorkType.REPORT, WorkType.SOFTWARE, WorkType.THESIS})


def _name(name: Name) -> dict[str, str]:
    if name.literal:
        return {"literal": name.literal}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {key: value for key, value in parts.items() if value}


def _date(date: PartialDate) -> dict[str, list[list[int]]]:
    return {"date-parts": [[part for part in (date.year, date.month, date.day) if part]]}


def _item(item: Cited) -> dict[str, Any]:
    work = item.work
    values: dict[str, Any] = {
        "id": work.id,
        "type": work.type.value,
        "title": work.title,
        "author": [_name(name) for name in work.authors],
        "issued": _date(work.cited_date) if work.cited_date else None,
        "status": work.void_word,
    }
    if work.venue:
        values["publisher" if work.type in _PUBLISHED else "container-title"] = work.venue
    if work.arxiv:
        values |= {"archive": "arXiv", "archive_location": work.arxiv.value}
        if work.is_preprint:
            values |= {"publisher": "arXiv", "number": f"arXiv:{work.arxiv.value}"}
            values |= {"version": f"{work.version}"} if work.version else {}
    if item.with_abstract:
        values["abstract"] = work.abstract
    values |= {"DOI": work.doi, "URL": work.url, "note": join_notes(work, item.note)}
    return {key: value for key, value in values.items() if value}


def render_csl(items: Iterable[Cited]) -> str:
    """The works as a JSON array of CSL items."""
    return json.dumps([_item(item) for item in items], ensure_ascii=False, indent=2) + "\n"
