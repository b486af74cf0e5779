"""JSON Schemas of the entries, for editors: the model as JSON Schema draft 7.

Draft 7 is what editors' tools have in common (https://json-schema.org/draft-07). In addition there
are annotations for VS Code and the YAML language server, which other tools ignore:
`markdownDescription`, `enumDescriptions` and `defaultSnippets`.

The list's own ids are in a separate file: see `readinglist.graph.editor_ids`.
"""

import functools
import json
import re
from collections.abc import Iterable
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
#: The names of the files, except for that of the ids.
NAMES = tuple(f"{name}.json" for name in _TITLES)
#: What checks require of single entries beyond the fields themselves (E102, E111, E112, E307).
_CONDITIONS: dict[type[Schema], dict[str, Any]] = {
    PaperEntry: {
        "if": {"not": {"anyOf": [{"required": ["arxiv"]}, {"required": ["doi"]}]}},
        "then": {
            "required": ["title"],
            "anyOf": [{"required": [name]} for name in ("url", "isbn", "publisher", "venue")],
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


@functools.cache
def as_schemas() -> dict[str, dict[str, Any]]:
    """The schema of each kind of entry by file name, such as `papers.json`."""
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


def _as_schema(name: str, model: type[Schema]) -> dict[str, Any]:
    return {"$schema": DRAFT, **_inlined(model), "title": _TITLES[name]}


def _inlined(model: type[Schema]) -> dict[str, Any]:
    document = TypeAdapter(model).json_schema()
    return _Conversion(model, document.pop("$defs", {})).convert(document)


#: Keywords that are taken over as pydantic writes them.
_COPIED = "type pattern maxLength enum enumDescriptions minItems maxItems".split()


class _Conversion:
    """Converts pydantic's schema to one that editors can explain fields with.

    References are inlined, so that a description can be next to what it describes, which draft 7
    does not allow next to a reference.
    """

    def __init__(self, root: type[Schema], definitions: dict[str, Any]) -> None:
        self.definitions = definitions
        self.models = {model.__name__: model for model in records_of(root)}

    def convert(self, schema: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in schema:
            target = self.definitions[schema["$ref"].removeprefix("#/$defs/")]
            schema = {**target, **{key: schema[key] for key in schema if key != "$ref"}}
        branches = [branch for branch in schema.get("anyOf", ()) if branch != {"type": "null"}]
        if len(branches) == 1:
            inner = self.convert(branches[0])
            description = schema.get("description")
            return {**inner, **(_described(schema) if description else {})}
        result: dict[str, Any] = {**_described(schema)}
        for key in _COPIED:
            if key in schema:
                result[key] = schema[key]
        if branches:
            result["anyOf"] = [self.convert(branch) for branch in branches]
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
    """A description, plain and in Markdown; the latter includes the examples.

    Under `examples` they would be offered as completions, but nobody wants to insert them.
    """
    plain = " ".join(description.split())
    shown = "".join(f"\n\nExample: `{example}`" for example in examples)
    return {"description": plain, "markdownDescription": f"{plain}{shown}"}
