"""Validates documents against the schema: records, or findings with their places."""

from typing import Any, TypeVar

from pydantic import ValidationError

from readinglist.entry.findings import Finding
from readinglist.entry.kinds import FOLDERS
from readinglist.entry.lookup import record_at
from readinglist.entry.model import PaperDraft, PaperEntry, Schema
from readinglist.entry.yaml.document import Document, FieldPath, Tree
from readinglist.system.borders import HINT, what_is_wrong
from readinglist.values.suggestions import did_you_mean

S = TypeVar("S", bound=Schema)


def read_record(
    schema: type[S], document: Document, tree: Tree | None = None, at: FieldPath = ()
) -> tuple[S | None, list[Finding]]:
    """A document, or a part of it, as a record; or None, with what is wrong with it."""
    try:
        return schema.model_validate(document.tree if tree is None else tree), []
    except ValidationError as error:
        return None, [
            _schema_finding(schema, document, dict(details), at)
            for details in error.errors(include_url=False)
        ]
    except Exception as error:  # noqa: BLE001 - caused by an unforeseen value
        return None, [document.report("E103", what_is_wrong(error), HINT, at=at)]


def is_draft(document: Document) -> bool:
    """Whether the entry is marked as a draft."""
    return (document.text("draft") or "").strip().lower() == "true"


def read_entry(folder: str, document: Document) -> tuple[Any, list[Finding]]:
    """The entry in a document, or None, with what is wrong with it.

    A draft paper may have missing or empty fields: they are reported, but the entry is read.
    """
    entry: Any
    entry, findings = read_record(FOLDERS[folder], document)
    if entry is None and folder == "papers" and is_draft(document):
        given = {name: value for name, value in document.fields.items() if value}
        entry, _ = read_record(PaperDraft, document, given)
    return entry, findings


_EXPECTED = {
    "string_type": "a text",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "fields",
    "model_type": "fields",
    "model_attributes_type": "fields",
}


_FORM_HINT = {
    "a text": "Write one value, without '- ' and without fields of its own.",
    "a list": "Write it as [a, b] or as lines that start with '- '.",
    "fields": "Write it as {name: value} or as indented 'name: value' lines.",
}


#: What bibliographies and other lists call our fields.
_OTHER_NAMES = {
    "booktitle": "venue", "category": "themes", "conference": "venue",
    "date": "issued", "eprint": "arxiv", "journal": "venue", "keywords": "tags",
    "lang": "language", "link": "url", "number-of-pages": "pages", "published": "issued",
    "statement": "claim", "summary": "takeaway", "text": "claim", "topics": "themes",
    "website": "url", "year": "issued",
}  # fmt: skip


def _schema_finding(
    schema: type[Schema], document: Document, details: dict[str, Any], at: FieldPath
) -> Finding:
    """The finding for an error from pydantic."""
    kind = str(details["type"])
    path: FieldPath = (*at, *details["loc"])
    context = details.get("ctx") or {}
    if kind == "missing":
        if path[-1] == "source":
            return document.report(
                "E305",
                "a claim without its source",
                "Add source with essay, section and quote.",
                at=path,
            )
        return document.report("E102", f"the field '{path[-1]}' is missing", "Add it.", at=path)
    if kind == "extra_forbidden":
        known = record_at(schema, details["loc"][:-1]).field_names()
        name = str(path[-1])
        usual = _OTHER_NAMES.get(name.casefold(), "")
        hint = did_you_mean(usual if usual in known else name, known)
        hint = hint or f"Known are {', '.join(sorted(known))}."
        return document.report("E101", f"unknown field '{path[-1]}'", hint, at=path, on_key=True)
    if kind == "too_short":
        return document.report("E105", "the list is empty", "Name at least one.", at=path)
    if kind in ("too_long", "string_too_long"):
        what, parts = ("list", "items") if kind == "too_long" else ("text", "characters")
        message = f"the {what} has more than {context['max_length']:,} {parts}"
        return document.report("E115", message, "Shorten it, or split the entry.", at=path)
    if kind == "E104" and "allowed" in context:
        allowed = context["allowed"]
        hint = did_you_mean(context["message"], allowed) or f"Allowed are {', '.join(allowed)}."
        return document.report("E104", f"'{context['message']}' is not allowed here", hint, at=path)
    if kind in _EXPECTED:
        expected = _EXPECTED[kind]
        found = _describe(document.node(*path))
        if found == "nothing":
            return _empty_value(schema, document, path, details["loc"])
        hint = _FORM_HINT[expected]
        if expected == "a list" and path[-1] in ("authors", "editors"):
            hint = _hint_of_names(document.node(*path))
        return document.report("E103", f"expected {expected}, found {found}", hint, at=path)
    if kind in ("E105", "string_too_short"):
        return _empty_value(schema, document, path, details["loc"])
    return document.report(kind, context["message"], context.get("hint", ""), at=path)


#: What to supply for a paper without arXiv id and DOI whose field is empty.
_NEEDED_ALONE = frozenset({"title", "authors", "url"})


def _empty_value(
    schema: type[Schema], document: Document, path: FieldPath, loc: tuple[str | int, ...]
) -> Finding:
    name = str(loc[0]).replace("-", "_") if len(loc) == 1 else ""
    if not loc:
        # The record itself, such as an item of the list of themes.
        return document.report("E105", "the value is empty", "Fill it in or delete it.", at=path)
    info = schema.model_fields.get(name)
    is_needed = (info is not None and info.is_required()) or (
        schema is PaperEntry
        and name in _NEEDED_ALONE
        and {"arxiv", "doi"}.isdisjoint(document.fields)
    )
    hint = "Fill it in." if is_needed else "Fill it in or delete the field."
    return document.report("E105", "the value is empty", hint, at=path)


def _hint_of_names(node: Tree | None) -> str:
    """How names are written as a list; without quotes a comma would make two people of one."""
    if isinstance(node, str):
        text = " ".join(node.split())
        example = f'["{text}"]' if "," in text else f"[{text}]"
        more = "; several as [Ada Lovelace, Bo Moss]"
        return f"Write one name as {example}{more if set(text) & set(',;&') else ''}."
    return "Write it as a list of names: [{family: …, given: …}], or lines that start with '- '."


def _describe(node: Tree | None) -> str:
    if isinstance(node, dict):
        return "fields"
    if isinstance(node, list):
        return "a list"
    return "a text" if node else "nothing"
