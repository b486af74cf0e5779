"""The schemas for editors, with the ids of this repository's list, and their validators."""

import json

import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from readinglist.entry.json_schema import IDS, as_schemas
from readinglist.graph.editor_ids import render_schemas
from readinglist.graph.preparing import prepare


@pytest.fixture(scope="session")
def rendered(tools):
    return render_schemas(prepare(tools.REPOSITORY).graph)


@pytest.fixture(scope="session")
def validators(rendered):
    """A validator for each kind of entry, with the list's ids."""
    ids = Resource.from_contents(json.loads(rendered[IDS]), DRAFT7)
    registry = Registry().with_resource(IDS, ids)
    return {
        name.removesuffix(".json"): jsonschema.Draft7Validator(schema, registry=registry)
        for name, schema in as_schemas().items()
    }
