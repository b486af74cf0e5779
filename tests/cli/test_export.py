"""`readinglist export`: the same as the site's files, and what cannot be selected."""

import json

import pytest

from readinglist.graph.preparing import prepare
from readinglist.site.exports.bibtex import render_bibtex
from readinglist.site.exports.files import ExportFormat, plan_exports
from readinglist.site.exports.selection import ALL


@pytest.mark.parametrize(
    ("selection", "arguments"),
    [
        ("papers/vaswani2017attention", ("vaswani2017attention",)),
        ("essays/lovelace2024thoughts", ("lovelace2024thoughts",)),
        ("cited-in/lovelace2024thoughts", ("lovelace2024thoughts", "--cited")),
        ("themes/objectives", ("objectives",)),
        ("themes/objectives/prediction", ("objectives/prediction",)),
        ("claims/objectives-matter", ("objectives-matter",)),
        ("paths/a-way", ("a-way",)),
        (ALL, ("--all",)),
    ],
)
@pytest.mark.parametrize("form", ExportFormat)
def test_each_format_of_each_selection_on_the_site_and_by_the_command(
    cli, small_project, selection, arguments, form
):
    plan = plan_exports(prepare(small_project).graph)
    text = plan[form.file(selection)]()
    result = cli("export", *arguments, "--format", form.value, "-p", small_project)
    assert (result.code, result.out, result.err) == (0, text, "")
    assert "1706.03762" in text or "essay.example/thoughts" in text
    # The stance is in the note.
    assert ("Supports (section 3): “Objectives matter most.”" in text) is (
        selection == "claims/objectives-matter"
    )


@pytest.mark.parametrize(
    ("form", "field"),
    [("bib", "  abstract = {50\\% of $x^2$ \\& \\textbackslash{}emph.},\n"),
     ("ris", "AB  - 50% of $x^2$ & "),
     ("csl", '"abstract": "50% of $x^2$ & '), ("json", '"abstract": "50% of $x^2$ & ')],
)  # fmt: skip
def test_abstracts(cli, small_project, form, field):
    folder = small_project / "entries/metadata/arxiv"
    folder.mkdir(parents=True)
    record = {
        "id": "1706.03762", "title": "T", "authors": ["A B"],
        "abstract": "50% of $x^2$ & \\emph.",
        "provenance": {"route": "api", "read": "2026-01-01T00:00:00Z"},
    }  # fmt: skip
    (folder / "1706.03762.json").write_text(json.dumps(record), "utf-8")
    text = cli("export", "--all", "-f", form, "-p", small_project).out
    assert field in text
    without = cli("export", "--all", "-f", form, "-p", small_project, "--no-abstracts").out
    assert "50" not in without
    # The cite block of the page has none.
    assert "abstract" not in render_bibtex(
        prepare(small_project).graph.works["vaswani2017attention"]
    )


@pytest.mark.parametrize(
    ("arguments", "start"),
    [
        (("vaswani2017attention",), "@misc{vaswani2017attention,\n"),
        (("objectives-matter", "-f", "ris"), "TY  - UNPB\n"),
        (("objectives", "-f", "csv"), "id,kind,"),
        (("objectives/prediction",), "@misc{vaswani"),
        (("a-way",), "@misc{vaswani"),
        (("lovelace2024thoughts",), "@misc{lovelace"),
        (("lovelace2024thoughts", "--cited"), "@misc{vaswani"),
        (("--all", "--format", "csl"), "[\n"),
        (("--all", "--format", "json"), '{\n "format": 1,'),
    ],
)
def test_export(cli, small_project, arguments, start):
    result = cli("export", *arguments, "-p", small_project)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(start)


def test_export_into_a_file(cli, small_project, tmp_path):
    file = tmp_path / "new/refs.bib"
    result = cli("export", "--all", "-p", small_project, "-o", file)
    assert (result.code, result.out, result.err) == (0, "", "")
    assert file.read_bytes().startswith(b"@misc{")
    assert cli("export", "--all", "-p", small_project, "-o", tmp_path).code == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "give either an id or --all"),
        (("a-way", "--all"), "give either an id or --all"),
        (("a-way", "-f", "json"), "Add --all"),
        (("--all", "--cited"), "--cited is for an essay"),
        (("a-wey",), "Did you mean 'a-way'?"),
        (("a-way", "--cited"), "there is no essay 'a-way'"),
    ],
)
def test_export_of_an_unknown_selection(cli, small_project, arguments, message):
    result = cli("export", *arguments, "-p", small_project)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
