"""Limits on the values of a record: no longer than those of an entry, printable, names visible.

A service may answer with a title of megabytes, with a hundred thousand authors, or with control
characters, and a file of the lock may come from a stranger. Such a record is rejected when it is
constructed, whatever its source, so that everything written to the lock can be read back.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from readinglist.values import limits
from readinglist.values.characters import clean, find_control
from readinglist.values.names import Name

#: The maximum length by field name, in characters; other texts have the limit of titles.
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


def check_values(record: Any) -> None:
    """Raise `ValueError` if a value is too long or contains a control character.

    Line breaks and tabs are read as spaces.
    """
    for attribute in fields(record):
        _check(
            attribute.name.replace("_", " "),
            getattr(record, attribute.name),
            _MOST.get(attribute.name),
        )


def _check(name: str, value: object, most: int | None) -> None:
    if isinstance(value, str):
        most = most or limits.TEXT
        if len(value) > most:
            raise ValueError(f"the field '{name}' has more than {most:,} characters")
        _refuse_control(value)
    elif isinstance(value, tuple):
        if len(value) > limits.ITEMS:
            raise ValueError(f"the field '{name}' has more than {limits.ITEMS:,} items")
        for item in value:
            _check(name, item, most)
    elif isinstance(value, Name):
        if len(value.display) > limits.NAME:
            raise ValueError(f"a name has more than {limits.NAME:,} characters")
        _refuse_control(value.display)
        _refuse_invisible(value)
    elif isinstance(value, Mapping):
        _check(name, (*value.keys(), *value.values()), most)


def _refuse_control(text: str) -> None:
    if not text.isprintable() and (control := find_control(" ".join(text.split()))):
        raise ValueError(f"a text holds the control character #x{ord(control):02x}")


def _refuse_invisible(name: Name) -> None:
    """Pages and exports leave out what has no shape, so that nothing would be left of a part."""
    parts = (name.family, name.given, name.particle, name.suffix, name.literal)
    if any(part and not clean(part).strip() for part in parts):
        raise ValueError("a name, or a part of one, holds only characters that cannot be seen")
