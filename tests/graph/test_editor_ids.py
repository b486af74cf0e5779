"""The completions that editors offer."""

import json

import pytest

from readinglist.graph.editor_ids import (
    _snippet,
    as_ids,
    names_of_schemas,
    render_schema_file,
    render_schemas,
)


@pytest.fixture
def graph(graph_of):
    return graph_of(
        papers={"p": {"title": "A $x$", "tags": ["moss", "C#"]}},
        essays={
            "e": {"title": "Essay", "sections": [{"title": "Two"}, {"title": "One: two"}]},
            "f": {"title": "Another", "sections": [{"title": "Two"}]},
        },
        claims={"c": {"claim": "It is so."}},
        themes=[
            {"id": "t", "title": "T", "lead": "L.", "introduction": "I.",
             "sections": [{"id": "s", "title": "S"}]},
        ],
    )  # fmt: skip


def test_what_is_offered(graph):
    ids = as_ids(graph)
    offered = {
        name: [(s["label"], s["description"]) for s in part["defaultSnippets"]]
        for name, part in ids["definitions"].items()
        if "defaultSnippets" in part
    }
    assert offered == {
        "theme": [("t", "T"), ("t/s", "T: S")],
        "work": [("e", "Essay"), ("f", "Another"), ("p", "A $x$")],
        "essay": [("e", "Essay"), ("f", "Another")],
        "claim": [("c", "It is so.")],
        "section": [("One: two", "Essay"), ("Two", "Another")],
        "tag": [("C#", "Tag in use"), ("moss", "Tag in use")],
    }
    assert {name: part["$comment"] for name, part in ids["definitions"].items()} == {
        "theme": "Themes and their sections",
        "work": "Papers and essays",
        "essay": "Essays",
        "claim": "Claims",
        "section": "Sections of the essays",
        "tag": "Tags in use",
        "entry": "Papers, essays and claims",
    }
    assert ids["definitions"]["entry"]["allOf"] == [
        {"$ref": "#/definitions/work"}, {"$ref": "#/definitions/claim"},
    ]  # fmt: skip
    assert ids["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert ids["description"] == "What an editor offers; other values are no mistakes to it."
    assert ids["definitions"]["section"]["defaultSnippets"][0]["body"] == '"One: two"'


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("plain text, it's", "plain text, it's"),
        ("t/s.x-y_z?", "t/s.x-y_z?"),
        ("a #b", '"a #b"'),
        ("2nd", '"2nd"'),
        ("é", '"é"'),
        ("Café", '"Café"'),
        ("a: b", '"a: b"'),
        ("a}$b", r'"a\}\$b"'),
        ('say "x"', r'"say \\"x\\""'),
    ],
)
def test_snippets(text, body):
    assert _snippet(text) == body


def test_files(graph):
    files = render_schemas(graph)
    assert list(files) == names_of_schemas()
    assert "ids.json" in files
    assert json.loads(files["ids.json"]) == as_ids(graph)
    for name, text in files.items():
        assert render_schema_file(graph, name) == text
        assert json.loads(text)["$schema"]
