"""Exports: which works are selected, and what each format contains."""

import csv
import io
import json
import re
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from pydantic import ValidationError

from readinglist.graph.preparing import prepare
from readinglist.site.exports.bibtex import render_bibtex
from readinglist.site.exports.csl import render_csl
from readinglist.site.exports.dump import Dump, render_dump, render_schema
from readinglist.site.exports.files import DUMP, SCHEMA, ExportFormat, formats_of, plan_exports
from readinglist.site.exports.ris import render_ris
from readinglist.site.exports.selection import ALL, Cited, names_of_selections, select
from readinglist.site.exports.table import COLUMNS, render_csv
from readinglist.values.names import Name


@pytest.fixture
def graph(graph_of):
    return graph_of(
        papers={
            "old": {"issued": "2001", "themes": ["t/s"]},
            "new": {
                "title": 'A "quoted", odd; title: {x} <i>100%</i>',
                "authors": [
                    {"family": "Maaten", "given": "Laurens", "particle": "van der"},
                    {"family": "Ho", "given": "Jonathan", "suffix": "Jr."},
                    {"literal": "OpenAI"},
                ],
                "issued": "2020-02",
                "type": "article-journal",
                "venue": "Journal & Co.",
                "doi": "10.1000/x_y",
                "tags": ["one", "two"],
                "mode": "structural",
                "takeaway": "First line.\nSecond line.",
                "builds-on": ["old"],
            },
            "preprint": {"arxiv": "2101.00001", "title": "P", "authors": ["Ada Lovelace"]},
            "undated": {"type": "book"},
        },
        essays={
            "e": {
                "sections": [
                    {"title": "One", "cites": ["new", "old"]},
                    {"title": "Two", "cites": ["old"]},
                ]
            }
        },
        claims={
            "c": {
                "evidence": [
                    {"work": "new", "stance": "supports", "locator": "section 2"},
                    {"work": "old", "stance": "opposes"},
                    {"work": "new", "stance": "mixed"},
                ],
                "relations": [{"claim": "bare", "type": "refines"}],
            },
            "came-true": {
                "kind": "prediction",
                "resolves-by": "2021-12-31",
                "outcome": {
                    "result": "held",
                    "evidence": [{"work": "preprint", "locator": "table 1"}],
                },
            },
            "bare": {},
        },
        paths={
            "p": {
                "steps": [
                    {"read": "new", "why": "w", "minutes": "5"},
                    {"read": "c", "why": "w", "minutes": "5"},
                ]
            }
        },
        themes=[
            {
                "id": "t",
                "title": "T",
                "lead": "l",
                "introduction": "i",
                "sections": [{"id": "s", "title": "S"}],
            }
        ],
    )


def ids(graph, name):
    return [item.work.id for item in select(graph, name)]


def test_which_works_belong_to_a_selection(graph):
    assert ids(graph, ALL) == ["old", "new", "preprint", "e", "undated"]
    assert ids(graph, "papers/new") == ["new"]
    assert ids(graph, "essays/e") == ["e"]
    assert ids(graph, "cited-in/e") == ["new", "old"]
    assert ids(graph, "themes/t") == ids(graph, ALL)
    assert ids(graph, "themes/t/s") == ["old"]
    assert ids(graph, "paths/p") == ["new", "e"]
    assert [ids(graph, name) for name in ("claims/bare", "claims/x", "themes/x", "x", "x/y")] == [
        []
    ] * 5


def test_notes_say_why_a_work_is_included(graph):
    assert [item.note for item in select(graph, "claims/c")] == [
        "Supports (section 2): “C.” Mixed: “C.”",
        "Opposes: “C.”",
    ]
    (outcome,) = select(graph, "claims/came-true")
    assert outcome.note == "Shows what became of it (table 1): “C.”"
    assert [item.note for item in select(graph, "cited-in/e")] == [
        "Cited in “One”.",
        "Cited in “One”. Cited in “Two”.",
    ]
    assert [item.note for item in select(graph, "paths/p")] == ["Step 1.", "Step 2: “C.”"]


def test_ris(graph):
    text = render_ris(select(graph, "claims/c")[:1])
    assert text == (
        "TY  - JOUR\n"
        "ID  - new\n"
        'TI  - A "quoted", odd; title: {x} <i>100%</i>\n'
        "AU  - van der Maaten, Laurens\n"
        "AU  - Ho, Jonathan, Jr.\n"
        "AU  - OpenAI\n"
        "PY  - 2020\n"
        "DA  - 2020/02//\n"
        "T2  - Journal & Co.\n"
        "DO  - 10.1000/x_y\n"
        "UR  - https://a.example/x\n"
        "KW  - one\n"
        "KW  - two\n"
        "N1  - Supports (section 2): “C.” Mixed: “C.”\n"
        "ER  - \n"
        "\n"
    )
    preprint = render_ris(select(graph, "papers/preprint"))
    assert "TY  - UNPB\n" in preprint
    assert "AN  - arXiv:2101.00001\n" in preprint
    assert "PY" not in render_ris(select(graph, "papers/undated"))


def test_csl(graph):
    (item,) = json.loads(render_csl(select(graph, "papers/new")))
    assert item == {
        "id": "new",
        "type": "article-journal",
        "title": 'A "quoted", odd; title: {x} <i>100%</i>',
        "author": [
            {"family": "Maaten", "given": "Laurens", "non-dropping-particle": "van der"},
            {"family": "Ho", "given": "Jonathan", "suffix": "Jr."},
            {"literal": "OpenAI"},
        ],
        "issued": {"date-parts": [[2020, 2]]},
        "container-title": "Journal & Co.",
        "DOI": "10.1000/x_y",
        "URL": "https://a.example/x",
    }
    (item,) = json.loads(render_csl(select(graph, "papers/preprint")))
    assert item["publisher"] == item["archive"] == "arXiv"
    assert item["number"] == "arXiv:2101.00001"
    assert "issued" not in json.loads(render_csl(select(graph, "papers/undated")))[0]


def test_csv(graph):
    text = render_csv(select(graph, "claims/c"))
    assert "\r" not in text
    heading, first, _ = csv.reader(io.StringIO(text, newline=""))
    assert tuple(heading) == COLUMNS
    row = dict(zip(heading, first, strict=True))
    assert row["title"] == 'A "quoted", odd; title: {x} <i>100%</i>'
    assert row["authors"] == "van der Maaten, Laurens; Ho, Jr., Jonathan; OpenAI"
    assert (row["issued"], row["tags"], row["mode"]) == ("2020-02", "one; two", "structural")
    assert row["takeaway"] == "First line.\nSecond line."


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-5 degrees", "'-5 degrees"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("''=1", "'''=1"),
        ("'quoted'", "'quoted'"),
        ("a;=1+1;b", "a;'=1+1;b"),
        ("a; -b", "a;' -b"),
        ("a = b", "a = b"),
        ("a,=1", "a,=1"),
        ("2020-01-01", "2020-01-01"),
    ],
)
def test_no_cell_begins_like_a_formula(graph_of, text, cell):
    """Removing one apostrophe before such a beginning restores the text."""
    graph = graph_of({"w": {"venue": text}})
    rows = list(csv.DictReader(io.StringIO(render_csv(select(graph, "all")), newline="")))
    assert [row["venue"] for row in rows if row["id"] == "w"] == [cell]
    assert re.sub(r"(^|;)'(?=\s*'*[=+\-@＝])", r"\1", cell) == text


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


def test_files(graph):
    plan = plan_exports(graph)
    assert {DUMP, SCHEMA, "exports/all.csv", "exports/claims/c.bib"} <= set(plan)
    assert {"exports/cited-in/e.csl.json", "exports/papers/new.ris"} <= set(plan)
    assert {"exports/themes/t.bib", "exports/themes/t/s.csv", "exports/papers/new.csv"} <= set(plan)
    # No file for an empty selection.
    assert not any("/bare." in file for file in plan)
    # Paths that differ only in case would be one file on some systems; none is a page's.
    assert len({file.casefold() for file in plan}) == len(plan)
    assert not any(file.endswith((".html", "/")) for file in plan)
    for render in plan.values():
        text = render()
        assert text.endswith("\n")
        assert "\r" not in text
        assert text == render()


def test_a_suffix_without_a_given_name_stays_a_suffix(graph):
    (item,) = select(graph, "papers/new")
    work = type(item.work)(**{**vars(item.work), "authors": (Name("Ho", suffix="Jr."),)})
    assert "AU  - Ho Jr.\n" in render_ris([Cited(work)])


def test_names_of_selections_are_those_of_select(graph):
    empty = [name for name in names_of_selections(graph) if not select(graph, name)]
    assert empty == ["claims/bare"]
    assert formats_of(graph, "claims/bare") == ()
    assert formats_of(graph, "papers/old") == tuple(ExportFormat)


# The site's exports


def test_every_export_of_the_site_is_linked_and_every_link_leads_to_one(real_site, real_pages):
    # docs/exports.md is a page in the same folder.
    written = {file for file in real_site.files if file.startswith("exports/")}
    written -= {"exports/index.html"}
    mount = urlsplit(real_site.url).path
    linked = {
        unquote(urlsplit(urljoin(real_site.url + file, href)).path.removeprefix(mount))
        for file, page in real_pages.pages.items()
        for href in page.links
        if "exports/" in href
    }
    pages = {file for file in linked if file.endswith(("/", ".html"))}
    assert linked - pages == written
    assert len(written) > 1000


# The command line


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
