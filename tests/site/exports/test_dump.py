"""The whole list as JSON, and its schema."""

import json

import pytest
from pydantic import ValidationError

from readinglist.library.lock.arxiv_records import parse_record
from readinglist.site.exports.dump import Dump, render_dump, render_schema


def test_the_dump_has_the_list_and_matches_its_schema(graph):
    text = render_dump(graph)
    dump = Dump.model_validate_json(text)
    assert [work.id for work in dump.works] == ["e", "old", "new", "preprint", "undated"]
    claims = {claim.id: claim for claim in dump.claims}
    assert claims["c"].standing == "contested"
    assert [evidence.stance for evidence in claims["c"].evidence] == [
        "supports",
        "opposes",
        "mixed",
    ]
    assert [relation.claim for relation in claims["c"].relations] == ["bare"]
    assert claims["came-true"].outcome.evidence[0].work == "preprint"
    assert [step.read for step in dump.paths[0].steps] == ["new", "c"]
    schema = json.loads(render_schema())
    assert set(json.loads(text)) == set(schema["required"]) == set(schema["properties"])
    work = schema["$defs"]["DumpedWork"]
    assert set(json.loads(text)["works"][0]) == set(work["required"])
    with pytest.raises(ValidationError):
        Dump.model_validate_json(text.replace('"contested"', '"doubtful"'))


def test_the_dump_of_another_list_matches_its_schema(graph):
    validator = pytest.importorskip("jsonschema").Draft202012Validator
    schema = json.loads(render_schema())
    validator.check_schema(schema)
    validator(schema).validate(json.loads(render_dump(graph)))


def test_abstracts_can_be_left_out(graph_of):
    record = parse_record(
        {
            "id": "2405.00001", "title": "T", "authors": ["Jane Roe"], "abstract": "We show it.",
            "provenance": {"route": "copy", "read": "2027-01-05"},
        }
    )  # fmt: skip
    graph = graph_of({"w": {"arxiv": "2405.00001"}}, records={record.id: record})

    def work(**options):
        return {one["id"]: one for one in json.loads(render_dump(graph, **options))["works"]}["w"]

    assert work()["abstract"] == "We show it."
    assert work(with_abstracts=False) == work() | {"abstract": None}
