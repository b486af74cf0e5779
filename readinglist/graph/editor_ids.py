"""The files in the schemas' folder, including `ids.json`: the completions offered by editors.

The ids are suggestions and not enforced, because the file may be older than the list; `validate`
checks ids.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from readinglist.entry.json_schema import DRAFT, IDS, NAMES, as_schemas, render_schema
from readinglist.entry.theme_ids import theme_places
from readinglist.graph.graph import Graph

_NAMED = {
    "theme": "Themes and their sections",
    "work": "Papers and essays",
    "essay": "Essays",
    "claim": "Claims",
    "section": "Sections of the essays",
    "tag": "Tags in use",
}


def names_of_schemas() -> list[str]:
    """The names of the files in the schemas' folder."""
    return [*NAMES, IDS]


def render_schema_file(graph: Graph, name: str) -> str:
    """One file in the schemas' folder."""
    return render_schema(as_ids(graph) if name == IDS else as_schemas()[name])


def render_schemas(graph: Graph) -> dict[str, str]:
    """Every file in the schemas' folder by name: one per kind of entry, and the list's ids."""
    return {name: render_schema_file(graph, name) for name in names_of_schemas()}


def as_ids(graph: Graph) -> dict[str, Any]:
    """The list's ids with their titles, as definitions that schemas can refer to."""
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
    """The text as YAML, with characters escaped that have a meaning in editor snippets."""
    written = text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
    return re.sub(r"([\\$}])", r"\\\1", written)


def _offered(graph: Graph, names: str) -> Iterator[tuple[str, str]]:
    """The values that an editor offers for a field, each with a description."""
    if names == "theme":
        yield from ((place.id, place.full_title) for place in theme_places(graph.library.themes))
    if names == "work":
        yield from ((work.id, work.title) for work in graph.works.values())
    if names == "claim":
        yield from ((claim.id, claim.entry.claim) for claim in graph.claims.values())
    if names == "essay":
        yield from ((essay_id, entry.title) for essay_id, entry in graph.library.essays.items())
    if names == "section":
        for essay in graph.library.essays.values():
            yield from ((section.title, essay.title) for section in essay.sections)
    if names == "tag":
        yield from ((tag, "Tag in use") for tag in graph.tags)
