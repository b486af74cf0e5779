"""Looks up the model of a place in an entry: its record and the form of its value."""

from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from readinglist.entry.forms import NAME, Form, OneOf
from readinglist.entry.model import NameField, NameParts, Schema
from readinglist.entry.yaml.document import FieldPath


def record_at(schema: type[Schema], path: FieldPath) -> type[Schema]:
    """The record type of the mapping at the path; names in parts are records too."""
    current = schema
    for part in path:
        if isinstance(part, int):
            continue
        info = current.model_fields.get(part.replace("-", "_"))
        nested = record_within(info) if info else None
        if nested is None:
            return NameParts
        current = nested
    return current


def records_of(schema: type[Schema]) -> list[type[Schema]]:
    """The record type and all types it contains, itself first, without duplicates."""
    found = [schema]
    for info in schema.model_fields.values():
        nested = record_within(info)
        parts = _flattened(info.annotation)
        if nested is not None:
            found += records_of(nested)
        elif _NAME_FORM in parts:
            found.append(NameParts)
    return list(dict.fromkeys(found))


def form_at(schema: type[Schema], path: FieldPath) -> Form | OneOf | None:
    """The form of the single value at the path, or None if the model has none."""
    names = [part for part in path if isinstance(part, str)]
    if not names:
        return None
    last = len(path) - 1 - path[::-1].index(names[-1])
    info = record_at(schema, path[:last]).model_fields.get(names[-1].replace("-", "_"))
    if info is None:
        return None
    parts = [*info.metadata, *_flattened(info.annotation)]
    for part in parts:
        if isinstance(part, Form | OneOf):
            return part
    return NAME if _NAME_FORM in parts else None


def is_list(schema: type[Schema], path: FieldPath) -> bool:
    """Whether the field at the path takes a list."""
    *before, name = path or ("", 0)
    if not isinstance(name, str):
        return False
    info = record_at(schema, tuple(before)).model_fields.get(name.replace("-", "_"))
    return info is not None and get_origin(info.annotation) is tuple


_NAME_FORM = get_args(NameField)[1]


def record_within(info: FieldInfo) -> type[Schema] | None:
    """The record type of the field or of its list items; None for single values."""
    found = (
        model
        for model in _flattened(info.annotation)
        if isinstance(model, type) and issubclass(model, Schema)
    )
    return next(found, None)


def _flattened(annotation: Any) -> list[Any]:
    """The annotation with all its parts, including metadata."""
    parts = [annotation, *getattr(annotation, "__metadata__", ())]
    for argument in getattr(annotation, "__args__", ()):
        parts += _flattened(argument)
    return parts
