"""Values have stated bounds, and names are read in time whatever their length."""

import json
import shutil

import pytest
from bounded import run_bounded

from readinglist.entry.json_schema import as_schemas
from readinglist.library.checks import check_library
from readinglist.library.reading import read_library
from readinglist.values import limits
from readinglist.values.names import parse_name

PAPER = """\
title: {title}
authors: [{author}]
url: {url}
themes: [scaling]
takeaway: {takeaway}
tags: [{tag}]
"""
SOUND = {
    "title": "A title", "author": "Ada Lovelace", "url": "https://example.org/x",
    "takeaway": "It is so.", "tag": "patience",
}  # fmt: skip


def _findings(project, tmp_path, **changes):
    root = tmp_path / "list"
    shutil.copytree(project / "entries", root / "entries")
    text = PAPER.format(**(SOUND | changes))
    (root / "entries" / "papers" / "long.yml").write_text(text, "utf-8")
    found = check_library(read_library(root))
    return [one for one in found if one.location.path.endswith("/long.yml")]


@pytest.mark.parametrize(
    ("field", "most", "make"),
    [
        ("title", limits.TEXT, lambda n: "x" * n),
        ("author", limits.NAME, lambda n: "A " + "x" * (n - 2)),
        ("url", limits.URL, lambda n: "https://example.org/" + "x" * (n - 20)),
        ("takeaway", limits.PROSE, lambda n: "x" * n),
        ("tag", limits.TAG, lambda n: "x" * n),
    ],
)
def test_each_limit_has_a_finding_and_no_sooner(enriched_project, tmp_path, field, most, make):
    fits = _findings(enriched_project, tmp_path / "fits", **{field: make(most)})
    assert "E115" not in [one.code for one in fits]
    (found,) = [
        one
        for one in _findings(enriched_project, tmp_path / "long", **{field: make(most + 1)})
        if one.code == "E115"
    ]
    assert found.message == f"the text has more than {most:,} characters"
    assert len(found.text) < 200


def test_a_list_has_a_limit(enriched_project, tmp_path):
    many = ", ".join(f"t{i}" for i in range(limits.ITEMS + 1))
    codes = [one.code for one in _findings(enriched_project, tmp_path, tag=many)]
    assert "E115" in codes


def test_schemas_state_the_limits():
    text = json.dumps(as_schemas())
    for most in (limits.TEXT, limits.NAME, limits.TAG, limits.URL, limits.DOI, limits.PROSE):
        assert f'"maxLength": {most}' in text
    assert f'"maxItems": {limits.ITEMS}' in text


@pytest.mark.parametrize(
    "name",
    ["van " * 20_000 + "x", "a. " * 20_000 + "x", "van a. " * 10_000 + "x", "x, " * 20_000 + "y",
     "De " * 20_000, "de " * 20_000 + "x, y", "- " * 20_000 + "x"],
    ids=range(7),
)  # fmt: skip
def test_names_of_any_length_are_parsed_in_time(name):
    code = (
        "import sys; from readinglist.values.names import parse_name; parse_name(sys.stdin.read())"
    )
    run_bounded(code, stdin=name, seconds=6)


@pytest.mark.parametrize(
    ("text", "parts"),
    [("Luciano da F. Costa", ("Luciano da F.", "", "Costa")),
     ("Laurens van der Maaten", ("Laurens", "van der", "Maaten")),
     ("Luc Van Gool", ("Luc", "", "Van Gool")),
     ("A. van B. de Vries", ("A. van B.", "de", "Vries")),
     ("J. de la Cruz", ("J.", "de la", "Cruz"))],
)  # fmt: skip
def test_particles_stand_where_they_did(text, parts):
    name = parse_name(text)
    assert (name.given, name.particle, name.family) == parts
