"""The reference of fields, generated from the model."""

import re
from pathlib import Path

from readinglist.entry.fields_reference import render_fields
from readinglist.entry.json_schema import as_schemas
from readinglist.entry.kinds import FOLDERS
from readinglist.entry.model import PaperEntry, Theme
from readinglist.entry.yaml.document import parse_document

REPOSITORY = Path(__file__).parents[2]
SCHEMAS = as_schemas()


def test_the_reference_of_fields_is_up_to_date(cli):
    stands = (REPOSITORY / "docs/fields.md").read_text("utf-8")
    assert stands == render_fields(), (
        "docs/fields.md is out of date: run 'readinglist reference --fields --write docs/fields.md'"
    )
    assert cli("reference", "--fields").out == stands


def test_every_example_of_the_reference_is_valid(validators):
    """Each example is a valid value of its field."""
    for name, model in [*FOLDERS.items(), ("themes", Theme)]:
        for field in model.field_names():
            for example in model.model_fields[field.replace("-", "_")].examples or ():
                value = parse_document(f"{field}: {example}\n".encode(), "").tree
                assert value, example
                schema = SCHEMAS[f"{name}.json"]
                known = schema.get("items", schema)["properties"][field]
                validators[name].evolve(schema=known).validate(value[field])


def test_every_field_of_every_kind_is_listed_in_the_order_of_writing():
    text = render_fields()
    for heading, model in (("Papers and other works", PaperEntry), ("Themes", Theme)):
        section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
        rows = [line.split("|") for line in section.splitlines() if line.startswith("| `")]
        assert [row[1].strip(" `") for row in rows] == list(model.field_names())
        needed = {row[1].strip(" `") for row in rows if row[2].strip() == "yes"}
        assert needed == {info.alias for info in model.model_fields.values() if info.is_required()}


def test_words_are_explained_below_the_table_that_names_their_field():
    claims = render_fields().partition("## Claims\n")[2].partition("\n## ")[0]
    assert "| `kind` | yes | one word |" in claims
    assert "Words of `kind`:\n\n- `claim`: Something that is held to be so.\n" in claims


def test_links_to_parts_of_entries_lead_to_headings():
    text = render_fields()
    targets = set(re.findall(r"\]\(#([a-z-]+)\)", text))
    headings = {
        line[3:].lower().replace(" ", "-") for line in text.splitlines() if line.startswith("## ")
    }
    assert "searches-for-evidence-against-a-claim" in targets
    assert targets <= headings
    assert "| list: [evidence](#evidence) |" in text
    assert "or its [parts](#names-in-parts)" in text
