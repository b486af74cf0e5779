"""Renders the reference of fields, `docs/fields.md`, from the model."""

from collections.abc import Iterator

from pydantic.fields import FieldInfo

from readinglist.entry.forms import OneOf
from readinglist.entry.kinds import FOLDERS
from readinglist.entry.lookup import form_at, is_list, record_within
from readinglist.entry.model import (
    Citation,
    EssaySection,
    Evidence,
    Links,
    NameParts,
    Outcome,
    Relation,
    Schema,
    Search,
    Section,
    Source,
    Step,
    Theme,
)

_INTRODUCTION = """\
# Fields

Every field of every kind of entry, in the order in which `readinglist fmt` writes them.
[The entry format](entries.md) explains how they work together; an editor that reads the
[schemas](editor.md) shows the same explanations while one writes.

This page is generated from the model by `readinglist reference --fields --write docs/fields.md`.
"""
_HEADINGS: dict[str, str] = {
    "papers": "Papers and other works",
    "essays": "Essays",
    "claims": "Claims",
    "paths": "Reading paths",
}
_PARTS: dict[type[Schema], str] = {
    NameParts: "Names in parts",
    Links: "Links",
    EssaySection: "Sections of an essay",
    Source: "Source of a claim",
    Evidence: "Evidence",
    Citation: "Evidence of an outcome",
    Outcome: "Outcome of a prediction",
    Search: "Searches for evidence against a claim",
    Relation: "Relations",
    Step: "Steps of a path",
    Section: "Sections of a theme",
}


def render_fields() -> str:
    """The reference of all fields as a Markdown page."""
    parts = [_INTRODUCTION]
    for folder, model in FOLDERS.items():
        place = f"`entries/{folder}/<id>.yml`"
        parts += _record(_HEADINGS[folder], model, place)
    parts += _record("Themes", Theme, "Each item of the list in `entries/themes.yml`")
    for model, heading in _PARTS.items():
        parts += _record(heading, model, "")
    return "\n".join(parts)


def _record(heading: str, model: type[Schema], place: str) -> Iterator[str]:
    yield f"## {heading}\n"
    text = " ".join((model.__doc__ or "").split())
    yield f"{place}. {text}\n" if place else f"{text}\n"
    yield "| Field | Needed | What it is | What it says | Example |"
    yield "| --- | --- | --- | --- | --- |"
    infos = {info.alias: info for info in model.model_fields.values()}
    for name in model.field_names():
        info = infos[name]
        needed = "yes" if info.is_required() else ""
        examples = ", ".join(f"`{example}`" for example in info.examples or ())
        cells = (f"`{name}`", needed, _form(model, name, info), info.description or "", examples)
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
    yield ""
    for name in model.field_names():
        form = form_at(model, (name,))
        if isinstance(form, OneOf):
            yield f"Words of `{name}`:\n"
            yield from (f"- `{word.value}`: {word.meaning}" for word in form.vocabulary)
            yield ""


def _form(model: type[Schema], name: str, info: FieldInfo) -> str:
    """What a value of the field is, in a few words."""
    nested = record_within(info)
    if nested is not None:
        heading = _PARTS[nested]
        link = f"[{heading.lower()}](#{heading.lower().replace(' ', '-')})"
        return f"list: {link}" if is_list(model, (name,)) else link
    form = form_at(model, (name,))
    if isinstance(form, OneOf):
        return "one word"
    what = form.what if form else "name"
    if name in ("authors", "editors"):
        what += ", or its [parts](#names-in-parts)"
    return f"list: {what}" if is_list(model, (name,)) else what
