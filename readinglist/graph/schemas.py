"""JSON Schemas of the entries, for editors: what the model says, in draft 7 of JSON Schema.

Draft 7 is what the editors' tools have in common (https://json-schema.org/draft-07). Beyond it
there are annotations that VS Code and the YAML language server know, and others pass over:
`markdownDescription`, `enumDescriptions` and `defaultSnippets`.

What depends on the list, its ids, has a file of its own, `ids.json`. Those ids are offered and not
demanded, for the file may be older than the list; `validate` judges ids.
"""

import functools
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import TypeAdapter

from readinglist.entry.kinds import FOLDERS
from readinglist.entry.lookup import records_of
from readinglist.entry.model import (
    ClaimEntry,
    Evidence,
    NameParts,
    PaperEntry,
    Schema,
    Theme,
)
from readinglist.entry.vocabulary import ClaimKind, Stance
from readinglist.graph.graph import Graph

DRAFT = "http://json-schema.org/draft-07/schema#"
#: The folder of the schemas, in the repository and on the site.
FOLDER = "schemas"
IDS = "ids.json"
_TITLES = {
    "papers": "Paper or other work",
    "essays": "Essay",
    "claims": "Claim",
    "paths": "Reading path",
    "themes": "Themes of the list",
}
#: What the checks demand of single entries beyond the fields themselves (E102, E111, E112, E307).
_CONDITIONS: dict[type[Schema], dict[str, Any]] = {
    PaperEntry: {
        "if": {"not": {"required": ["arxiv"]}},
        "then": {
            "required": ["title", "authors"],
            "anyOf": [{"required": ["url"]}, {"required": ["doi"]}],
        },
        "dependencies": {"mode-reason": ["mode"]},
    },
    ClaimEntry: {
        "if": {"required": ["kind"], "properties": {"kind": {"const": ClaimKind.PREDICTION.value}}},
        "then": {"required": ["resolves-by"]},
        "else": {
            "properties": {"resolves-by": False, "outcome": False},
            "if": {
                "required": ["kind"],
                "properties": {
                    "kind": {"enum": [ClaimKind.QUESTION.value, ClaimKind.DEFINITION.value]}
                },
            },
            "then": {"properties": {"opposition-sought": False}},
        },
    },
    Evidence: {
        "if": {
            "required": ["stance"],
            "properties": {"stance": {"not": {"const": Stance.BACKGROUND.value}}},
        },
        "then": {"anyOf": [{"required": ["quote"]}, {"required": ["locator"]}]},
    },
    NameParts: {
        "if": {"required": ["literal"]},
        "then": {"maxProperties": 1},
        "else": {"required": ["family"]},
    },
}
_NAMED = {
    "theme": "Themes and their sections",
    "work": "Papers and essays",
    "essay": "Essays",
    "claim": "Claims",
    "section": "Sections of the essays",
    "tag": "Tags in use",
}


@functools.cache
def as_schemas() -> dict[str, dict[str, Any]]:
    """The schema of each kind of entry by its file's name, such as `papers.json`."""
    schemas = {f"{name}.json": _as_schema(name, model) for name, model in FOLDERS.items()}
    schemas["themes.json"] = {
        "$schema": DRAFT,
        "title": _TITLES["themes"],
        **_text("The themes of the list, in the order of the navigation."),
        "type": "array",
        "items": _inlined(Theme),
    }
    return schemas


def render_schema(schema: dict[str, Any]) -> str:
    """The schema as the text of its file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def names_of_schemas() -> list[str]:
    """The names of the files in the schemas' folder."""
    return [*(f"{name}.json" for name in _TITLES), IDS]


def render_schema_file(graph: Graph, name: str) -> str:
    """One file of the schemas' folder."""
    return render_schema(as_ids(graph) if name == IDS else as_schemas()[name])


def render_schemas(graph: Graph) -> dict[str, str]:
    """Every file of the schemas' folder by its name: the kinds of entries, and the list's ids."""
    return {name: render_schema_file(graph, name) for name in names_of_schemas()}


def _as_schema(name: str, model: type[Schema]) -> dict[str, Any]:
    return {"$schema": DRAFT, **_inlined(model), "title": _TITLES[name]}


def _inlined(model: type[Schema]) -> dict[str, Any]:
    document = TypeAdapter(model).json_schema()
    return _Conversion(model, document.pop("$defs", {})).convert(document)


class _Conversion:
    """Turns what pydantic gives into a schema that an editor can explain a field with.

    References are written out, so that a description can stand beside what it describes, which
    draft 7 does not allow beside a reference.
    """

    def __init__(self, root: type[Schema], definitions: dict[str, Any]) -> None:
        self.definitions = definitions
        self.models = {model.__name__: model for model in records_of(root)}

    def convert(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in schema:
            target = self.definitions[schema["$ref"].removeprefix("#/$defs/")]
            schema = {**target, **{key: schema[key] for key in schema if key != "$ref"}}
        branches = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
        if len(branches) == 1:
            inner = self.convert(branches[0])
            description = schema.get("description")
            return {**inner, **(_described(schema) if description else {})}
        result: dict[str, Any] = {**_described(schema)}
        for key in (
            "type", "pattern", "maxLength", "enum", "enumDescriptions", "minItems", "maxItems",
        ):  # fmt: skip
            if key in schema:
                result[key] = schema[key]
        if branches:
            result["anyOf"] = [self.convert(one) for one in branches]
        if "items" in schema:
            result["items"] = self.convert(schema["items"])
        if "properties" in schema:
            result.update(self._fields(schema))
        if names := schema.get("x-names"):
            result["allOf"] = [{"$ref": f"{IDS}#/definitions/{names}"}]
        return result

    def _fields(self, schema: dict[str, Any]) -> dict[str, Any]:
        model = self.models[schema["title"]]
        properties, names = schema["properties"], model.field_names()
        title = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).capitalize()
        return {
            "title": title,
            "additionalProperties": False,
            "required": [name for name in names if name in schema.get("required", ())],
            "properties": {name: self.convert(properties[name]) for name in names},
            **_CONDITIONS.get(model, {}),
        }


def _described(schema: dict[str, Any]) -> dict[str, Any]:
    if "description" not in schema:
        return {}
    return _text(schema["description"], schema.get("examples", ()))


def _text(description: str, examples: Iterable[str] = ()) -> dict[str, Any]:
    """A description, plain and in Markdown; examples go into the latter.

    Under `examples` they would be offered as values, and nobody wants to write that one.
    """
    plain = " ".join(description.split())
    shown = "".join(f"\n\nExample: `{example}`" for example in examples)
    return {"description": plain, "markdownDescription": f"{plain}{shown}"}


def as_ids(graph: Graph) -> dict[str, Any]:
    """What editors offer of the list: its ids with their titles, as definitions to refer to."""
    definitions = {
        names: {
            "$comment": title,
            "defaultSnippets": [
                {"label": label, "description": description, "body": _snippet(label)}
                for label, description in sorted(dict(_offered(graph, names)).items())
            ],
        }
        for names, title in _NAMED.items()
    }
    definitions["entry"] = {
        "$comment": "Papers, essays and claims",
        "allOf": [{"$ref": "#/definitions/work"}, {"$ref": "#/definitions/claim"}],
    }
    return {
        "$schema": DRAFT,
        "description": "What an editor offers; other values are no mistakes to it.",
        "definitions": definitions,
    }


_PLAIN = re.compile(r"[A-Za-z](?:[\w/.,'’?-]| (?!#))*", re.ASCII)


def _snippet(text: str) -> str:
    """The text as YAML, with what the syntax of snippets gives a meaning to escaped."""
    written = text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
    return re.sub(r"([\\$}])", r"\\\1", written)


def _offered(graph: Graph, names: str) -> Iterator[tuple[str, str]]:
    """The values that an editor offers for a field, each with an explanation."""
    if names == "theme":
        for theme in graph.library.themes:
            yield theme.id, theme.title
            for section in theme.sections:
                yield f"{theme.id}/{section.id}", f"{theme.title}: {section.title}"
    if names == "work":
        yield from ((work.id, work.title) for work in graph.works.values())
    if names == "claim":
        yield from ((claim.id, claim.entry.claim) for claim in graph.claims.values())
    if names == "essay":
        yield from ((one, entry.title) for one, entry in graph.library.essays.items())
    if names == "section":
        for essay in graph.library.essays.values():
            yield from ((section.title, essay.title) for section in essay.sections)
    if names == "tag":
        yield from ((tag, "Tag in use") for tag in graph.tags)
