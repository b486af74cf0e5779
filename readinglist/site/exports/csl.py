"""Renders works as CSL-JSON, the input format of citation processors.

The items follow the schema `csl-data.json` of CSL 1.0.2, see
https://github.com/citation-style-language/schema.
"""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from readinglist.library.works import Work
from readinglist.site.exports.selection import REMEMBERED, Cited, join_notes
from readinglist.values.characters import clean
from readinglist.values.dates import PartialDate
from readinglist.values.names import Name

#: CSL's names for the fields of the imprint.
_IMPRINT = {
    "volume": "volume",
    "issue": "issue",
    "number": "number",
    "pages": "page",
    "place": "publisher-place",
    "edition": "edition",
    "series": "collection-title",
    "event": "event-title",
    "isbn": "ISBN",
    "issn": "ISSN",
    "language": "language",
}

_ENCODER = json.JSONEncoder(ensure_ascii=False)


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


@lru_cache(REMEMBERED)
def _parts(work: Work) -> tuple[str, str, str]:
    """The item's values in three parts: before the abstract, the abstract, and after it."""
    before: dict[str, Any] = {
        "id": work.id,
        "type": work.type.value,
        "title": work.title,
        "author": [_name(name) for name in work.authors],
        "issued": _date(work.cited_date) if work.cited_date else None,
        "status": work.void_word,
    }
    before |= {"container-title": work.container, "publisher": work.publisher}
    imprint = dict(work.imprint.texts())
    before |= {_IMPRINT[name]: text for name, text in imprint.items() if name in _IMPRINT}
    before["editor"] = [_name(name) for name in work.imprint.editors]
    if work.arxiv:
        before |= {"archive": "arXiv", "archive_location": work.arxiv.value}
        if work.is_preprint:
            number = imprint.get("number") or f"arXiv:{work.arxiv.value}"
            before |= {"publisher": "arXiv", "number": number}
            before |= {"version": f"{work.version}"} if work.version else {}
    behind = {"DOI": work.doi, "URL": work.url}
    return _lines(before), _lines({"abstract": work.abstract}), _lines(behind)


def _lines(values: Mapping[str, Any]) -> str:
    """The values that are not empty, as lines of an object in an array; each ends in a comma."""
    shown = ((key, _laid_out(item, "    ")) for key, item in values.items() if item)
    return "".join(f'    "{key}": {text},\n' for key, text in shown)


def _laid_out(value: Any, pad: str) -> str:
    """The value as JSON with one line per item, as `json.dumps` formats it, only faster."""
    if isinstance(value, dict):
        items = [f'{pad}  "{key}": {_laid_out(item, f"{pad}  ")}' for key, item in value.items()]
        return "{\n" + ",\n".join(items) + f"\n{pad}}}"
    if isinstance(value, list):
        items = [f"{pad}  {_laid_out(item, f'{pad}  ')}" for item in value]
        return "[\n" + ",\n".join(items) + f"\n{pad}]"
    return _ENCODER.encode(clean(value) if isinstance(value, str) else value)


def render_csl(items: Iterable[Cited]) -> str:
    """The works as a JSON array of CSL items."""
    shown = []
    for item in items:
        before, abstract, behind = _parts(item.work)
        note = _lines({"note": join_notes(item.work, item.note)})
        lines = f"{before}{abstract if item.with_abstract else ''}{behind}{note}"
        shown.append(f"  {{\n{lines[:-2]}\n  }}")
    return "[\n" + ",\n".join(shown) + "\n]\n" if shown else "[]\n"
