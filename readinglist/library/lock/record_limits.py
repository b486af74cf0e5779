"""How long the values of a record may be: as long as those of an entry.

A service may answer with a title of megabytes, or with a hundred thousand authors; a file of the
lock may come from a stranger. Such a record is refused where it is made, whatever it is made from.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from readinglist.values import limits
from readinglist.values.names import Name

#: The most characters by the names of fields; other texts are as long as a title may be.
_MOST = {
    "abstract": limits.PROSE,
    "comment": limits.PROSE,
    "withdrawn": limits.PROSE,
    "doi": limits.DOI,
    "key": limits.DOI,
    "version_of": limits.DOI,
    "url": limits.URL,
    "license": limits.URL,
    "kind": limits.TAG,
    "categories": limits.TAG,
    "primary_category": limits.TAG,
}


def check_limits(record: Any) -> None:
    """Raise `ValueError` where a value of the dataclass is longer than makes sense."""
    for one in fields(record):
        _check(one.name.replace("_", " "), getattr(record, one.name), _MOST.get(one.name))


def _check(name: str, value: object, most: int | None) -> None:
    if isinstance(value, str):
        most = most or limits.TEXT
        if len(value) > most:
            raise ValueError(f"the field '{name}' has more than {most:,} characters")
    elif isinstance(value, tuple):
        if len(value) > limits.ITEMS:
            raise ValueError(f"the field '{name}' has more than {limits.ITEMS:,} items")
        for one in value:
            _check(name, one, most)
    elif isinstance(value, Name):
        if len(value.display) > limits.NAME:
            raise ValueError(f"a name has more than {limits.NAME:,} characters")
    elif isinstance(value, Mapping):
        _check(name, (*value.keys(), *value.values()), most)
