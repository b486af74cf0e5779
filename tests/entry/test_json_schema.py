"""The JSON Schemas accept what the model accepts, no less and no more."""

import copy
import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import event, given
from hypothesis import strategies as st
from pydantic import ValidationError

from readinglist.entry.catalogue import BASE, RULES, Rule
from readinglist.entry.forms import Form, OneOf
from readinglist.entry.json_schema import FOLDER, IDS, as_schemas
from readinglist.entry.kinds import FOLDERS
from readinglist.entry.lookup import form_at, records_of
from readinglist.entry.model import PLAIN_FIELDS, Theme
from readinglist.entry.yaml.document import Document, parse_document
from readinglist.graph.preparing import prepare
from readinglist.library.checks import consistency, fields
from readinglist.library.checks.scope import Scope
from readinglist.library.library import Library, Loaded
from readinglist.site.exports.files import plan_exports

REPOSITORY = Path(__file__).parents[2]
SCHEMAS = as_schemas()
RECORDS = {record for root in (*FOLDERS.values(), Theme) for record in records_of(root)}
#: Any list's ids work: they are suggested, not required.
IDS_WITHOUT_LIST = {"definitions": {}}


class EditorLoader(yaml.SafeLoader):
    """Reads YAML 1.2 as editors do: no dates, and only true and false are booleans."""


EditorLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if not tag.endswith(":timestamp") and not (tag.endswith(":bool") and first not in "tTfF")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def test_the_schemas_are_valid(rendered):
    for text in rendered.values():
        jsonschema.Draft7Validator.check_schema(json.loads(text))


def test_the_schemas_in_the_repository_are_up_to_date(rendered):
    for name, text in rendered.items():
        if name != IDS:
            stands = (REPOSITORY / FOLDER / name).read_text("utf-8")
            assert stands == text, "run 'readinglist schema --write schemas'"
    assert (REPOSITORY / FOLDER / IDS).is_file()


def test_the_site_has_the_schemas(rendered):
    plan = plan_exports(prepare(REPOSITORY).graph)
    published = {name: plan[f"{FOLDER}/{name}"]() for name in rendered}
    assert published == rendered


def test_every_field_is_explained_once_in_the_model():
    for model in RECORDS:
        names = set(model.field_names())
        assert names == {info.alias for info in model.model_fields.values()}, model
        assert all(info.description for info in model.model_fields.values()), model


def test_plain_fields_have_plain_forms():
    plain = {
        info.alias
        for model in RECORDS
        for info in model.model_fields.values()
        if isinstance(form := form_at(model, (info.alias,)), Form) and form.plain
    }
    assert plain == PLAIN_FIELDS


def test_every_form_is_found():
    for model in RECORDS:
        for info in model.model_fields.values():
            form = form_at(model, (info.alias,))
            assert form is None or isinstance(form, Form | OneOf)
    assert form_at(FOLDERS["papers"], ("authors", 0)).what.startswith("name")
    assert form_at(FOLDERS["claims"], ("evidence", 3, "stance")).vocabulary.__name__ == "Stance"
    assert form_at(FOLDERS["claims"], ("evidence", 3, "no")) is None
    assert form_at(FOLDERS["claims"], ()) is None


def test_the_entries_of_this_list_are_valid(validators):
    for file in sorted(REPOSITORY.glob("entries/*/*.yml")):
        data = yaml.load(file.read_text("utf-8"), EditorLoader)
        validators[file.parent.name].validate(data)
    themes = yaml.load((REPOSITORY / "entries/themes.yml").read_text("utf-8"), EditorLoader)
    validators["themes"].validate(themes)


def test_ids_are_offered_with_titles(rendered):
    definitions = json.loads(rendered[IDS])["definitions"]
    offered = {
        name: {
            snippet["label"]: snippet["description"] for snippet in part.get("defaultSnippets", ())
        }
        for name, part in definitions.items()
    }
    library = prepare(REPOSITORY).library
    assert set(offered["work"]) == {*library.papers, *library.essays}
    assert set(offered["claim"]) == set(library.claims)
    assert set(offered["essay"]) == set(library.essays)
    assert offered["work"]["vaswani2017attention"] == "Attention Is All You Need"
    assert offered["theme"]["scaling/laws"] == "Scaling: Laws of scaling"
    used = json.dumps(SCHEMAS)
    for name in definitions:
        assert f"{IDS}#/definitions/{name}" in used


# Mistakes

#: Codes of mistakes in single fields and entries.
OF_THE_SCHEMA = "E101 E102 E103 E104 E105 E106 E107 E108 E109 E110 E111 E112 E113 E305 E307".split()
#: What a schema cannot express: whether a date is in the calendar.
NOT_SAID = {"E109"}


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.code in OF_THE_SCHEMA], ids=lambda rule: rule.code
)
def test_the_catalogues_bad_examples_are_invalid(rule: Rule, validators):
    path, text = next(iter(rule.bad.items()))
    validator = validators[Path(path).parent.name]
    is_valid = validator.is_valid(yaml.load(text, EditorLoader))
    assert is_valid is (rule.code in NOT_SAID)
    assert validator.is_valid(yaml.load(rule.good[path], EditorLoader))


def test_the_catalogues_good_examples_are_valid(validators):
    for path, text in BASE.items():
        if path.endswith(".yml"):
            name = Path(path).parent.name or Path(path).stem
            validators[name].validate(yaml.load(text, EditorLoader))


FILES = sorted(REPOSITORY.glob("entries/*/*.yml"))
TREES = [(file.parent.name, parse_document(file.read_bytes(), "").tree) for file in FILES]
VALUES = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        "10.1/x 10.1000/x 2301.00010 hep-th/9901001 2017 2017-06 2017-06-31 2017-06-30 45 0 6001 "
        "https://a.bc HTTP://a.bc/x#y example.org claim prediction supports background held book"
        " structural a,b".split()
    ),
    st.lists(st.text(max_size=3), max_size=2),
    st.fixed_dictionaries(
        {}, optional={"literal": st.text(max_size=2), "family": st.text(max_size=2)}
    ),
)


def places(tree, path=()):
    yield path
    items = (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else ()
    )
    for key, value in items:
        yield from places(value, (*path, key))


@st.composite
def altered_entries(draw):
    """A real entry with a few values exchanged, removed or added."""
    folder, original = draw(st.sampled_from(TREES))
    tree = copy.deepcopy(original)
    for _ in range(draw(st.integers(1, 2))):
        *path, last = draw(st.sampled_from([path for path in places(tree) if path]))
        node = tree
        for part in path:
            node = node[part]
        if draw(st.booleans()):
            node[last] = draw(VALUES)
        elif isinstance(node, dict):
            del node[last]
        if draw(st.booleans()):
            names = FOLDERS[folder].field_names()
            tree[draw(st.sampled_from(names))] = draw(VALUES)
    return folder, tree


def is_accepted(folder: str, tree) -> bool:
    """Whether model and checks accept the entry on its own."""
    try:
        FOLDERS[folder].model_validate(tree)
    except ValidationError:
        return False
    library = Library(Path(), Path())
    library.files.append(Loaded("an-entry", folder, Document("x", tree)))
    scope = Scope.whole(library)
    findings = [
        *fields.check_needed_together(scope),
        *fields.check_field_for_kind(scope),
        *(finding for finding in consistency.check_edges(scope) if finding.code == "E307"),
    ]
    return not findings


@given(case=altered_entries())
def test_model_and_schema_accept_the_same(case, validators):
    folder, tree = case
    if is_accepted(folder, tree):
        event("accepted")
        validators[folder].validate(tree)
    elif not validators[folder].is_valid(tree):
        event("refused by both")
    else:
        event("refused by the model alone")
