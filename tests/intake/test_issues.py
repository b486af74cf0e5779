"""Drafts made from issues, whose text is untrusted."""

import re

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from readinglist.cli.forge import COMMENT_MARK, render_answer
from readinglist.entry.yaml.document import parse_document
from readinglist.graph.preparing import prepare
from readinglist.intake.issue_forms import (
    claim_form,
    form_url,
    paper_form,
    problem_form,
    render_forms,
)
from readinglist.intake.issues import find_kind, parse_answers, propose_entry
from readinglist.library.reading import read_library
from readinglist.values.dates import PartialDate

DAY = PartialDate(2026, 1, 2)
PATH = re.compile(r"entries/(?:papers|claims)/[a-z0-9]+(?:-[a-z0-9]+)*\.yml")
FORMS = {"paper": paper_form(), "claim": claim_form()}


def body_of(form, /, **answers):
    """GitHub's rendering of a form that was filled in."""
    parts = []
    for question in FORMS[form].questions:
        answer = answers.get(question.id.replace("-", "_"), "_No response_")
        parts.append(f"### {question.label}\n\n{answer}\n")
    return "\n".join(parts)


PAPER = {
    "reference": "https://moss.example/stone",
    "title": "Moss on stone",
    "authors": "Ada Green\nKim de Grove",
    "issued": "2001",
    "type": "report",
    "themes": "objectives, objectives/prediction",
    "takeaway": "Moss grows: slowly.",
    "tags": "moss, stone",
}
CLAIM = {
    "claim": "Moss needs more shade than rain.",
    "kind": "claim",
    "essay": "lovelace2024thoughts",
    "section": "Changing the objective",
    "quote": "more shade than rain",
    "themes": "objectives",
    "evidence": "vaswani2017attention | supports | section 3 | As measured.\n"
    "vaswani2017attention | background | “all you need” |",
}


@pytest.fixture
def from_issue(cli, small_project, tmp_path):
    def run(body, *options):
        file = tmp_path / "body.md"
        file.write_text(body, "utf-8", newline="")
        return cli("from-issue", "--body", file, "-p", small_project, *options)

    return run


def test_a_paper(from_issue, small_project, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    result = from_issue(body_of("paper", **PAPER))
    assert (result.code, result.err) == (0, "written: entries/papers/green2001moss.yml\n")
    assert result.out.startswith(f"{COMMENT_MARK}\nA draft was made, `entries/papers/green2001")
    assert "Nothing is missing" in result.out
    text = (small_project / "entries/papers/green2001moss.yml").read_text("utf-8")
    assert yaml.safe_load(text) | {"added": None} == {
        "type": "report",
        "title": "Moss on stone",
        "authors": ["Ada Green", "Kim de Grove"],
        "issued": 2001,
        "url": "https://moss.example/stone",
        "themes": ["objectives", "objectives/prediction"],
        "takeaway": "Moss grows: slowly.",
        "tags": ["moss", "stone"],
        "added": None,
    }


def test_a_claim(from_issue, small_project):
    result = from_issue(body_of("claim", **CLAIM).replace("\n", "\r\n"))
    assert result.code == 0, result.out
    name = "entries/claims/moss-needs-shade-rain.yml"
    assert result.err == f"written: {name}\n"
    entry = prepare(small_project).library.claims["moss-needs-shade-rain"]
    assert entry.claim == "Moss needs more shade than rain."
    assert [
        (evidence.stance, evidence.locator, evidence.quote, evidence.note)
        for evidence in entry.evidence
    ] == [
        ("supports", "section 3", None, "As measured."),
        ("background", None, "all you need", None),
    ]


def test_missing_answers_are_reported_at_their_fields(from_issue, small_project):
    answers = {"reference": "see below", "title": "Moss", "themes": "objectivs", "issued": "soon"}
    result = from_issue(body_of("paper", **answers))
    assert result.code == 1
    for line in (
        "- Themes: there is no theme 'objectivs'. Did you mean 'objectives'?",
        "- Date of the first version: 'soon' is not a date. Write 2017-06-12, 2017-06 or 2017.",
        "- Work: arXiv id, DOI or address: 'see below' is not an arXiv id",
        "`takeaway`: the value is empty. Fill it in. (E105)",
        "`authors`: the value is empty.",
    ):
        assert line in result.out
    (place,) = re.findall(r"- \[ \] line (\d+), `takeaway`", result.out)
    text = (small_project / "entries/papers/moss.yml").read_text("utf-8").splitlines()
    assert text[int(place) - 1] == "takeaway:"


def test_the_comment_that_contributors_get(from_issue, tools):
    answers = PAPER | {"issued": "next spring", "takeaway": "_No response_", "type": "None"}
    result = from_issue(body_of("paper", **answers | {"authors": "Ada Green"}))
    page = (tools.REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
    lines = [line for line in result.out.splitlines() if line.startswith("- ")]
    assert len(lines) == 2
    assert "\n".join(lines) in page


def test_a_listed_work_gets_no_draft(from_issue, small_project):
    before = sorted(small_project.rglob("*"))
    result = from_issue(body_of("paper", reference="arXiv:1706.03762v5", title="Attention"))
    assert result.code == 1
    assert "No draft was made." in result.out
    assert "'vaswani2017attention'" in result.out
    assert sorted(small_project.rglob("*")) == before


def test_a_claim_similar_to_a_listed_one(from_issue):
    result = from_issue(body_of("claim", **CLAIM | {"claim": "The objectives matter the most."}))
    assert result.code == 1
    assert "- Is it the claim 'objectives-matter'? “Objectives matter most.”" in result.out


@pytest.mark.parametrize(
    ("body", "options", "code"),
    [
        ("Hello", [], 2),
        ("", [], 2),
        (body_of("paper"), ["--kind", "essay"], 2),
        ("### Work: arXiv id, DOI or address\n" + "x" * 70_000, [], 2),
        ("Hello", ["--kind", "paper"], 1),
        ("Hello", ["--kind", "claim"], 1),
    ],
    ids=["no form", "empty", "kind", "too long", "no paper", "no claim"],
)
def test_issues_that_are_not_suggestions(from_issue, small_project, body, options, code):
    before = sorted(small_project.rglob("*"))
    assert from_issue(body, *options).code == code
    assert sorted(small_project.rglob("*")) == before


def test_the_answer_in_a_file(from_issue, tmp_path):
    target = tmp_path / "comment.md"
    result = from_issue(body_of("paper", **PAPER), "--comment", target)
    assert (result.code, result.out) == (0, "")
    assert target.read_text("utf-8").startswith(COMMENT_MARK)
    # The workflow looks for these marks.
    again = from_issue(body_of("paper", **PAPER), "--comment", target)
    assert again.code == 1
    assert "is 'green2001moss'" in target.read_text("utf-8")


# Untrusted text


SPECIAL = st.sampled_from(
    [
        "../../etc/passwd", "/etc/passwd", "..", "con", "index", "a/b", "--- !!python/object",
        "&a *a", "{x: y}", "[x", "'", '"', "|\n  x", "# x", ": ", "- ", "? ", "\x00", "\u202e",
        "\ud800", "### Title", "### Themes\n\nobjectives", "-->", "<script>", "@octocat", "`",
        "```", "_No response_", "${{ github.token }}", "$(id)", "`id`", "::set-output name=x::y",
        "\r", "\u2028", "\x85", "vaswani2017attention | supports | section 3 | x", "1706.03762",
        "2405.04434", "2017-01-01", "https://a.example/x", "objectives", "no", "2301.00010", "~",
        "null", "=",
    ]
)  # fmt: skip
HOSTILE = st.lists(st.one_of(SPECIAL, st.text(max_size=20)), max_size=6).map(" ".join)
MARKDOWN = MarkdownIt("gfm-like", {"html": True, "linkify": False})


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    root = tmp_path_factory.mktemp("issues")
    for name, text in {
        "themes.yml": "- {id: objectives, title: O, lead: L., introduction: I.}\n",
        "papers/vaswani2017attention.yml": 'arxiv: "1706.03762"\nthemes: [objectives]\n',
    }.items():
        file = root / "entries" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return read_library(root)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data(), kind=st.sampled_from(["paper", "claim"]))
def test_untrusted_text_becomes_only_values(library, data, kind):
    questions = [question.id for question in FORMS[kind].questions]
    answers = data.draw(st.dictionaries(st.sampled_from(questions), HOSTILE))
    body = data.draw(HOSTILE) + "\n"
    body += body_of(kind, **{name.replace("-", "_"): text for name, text in answers.items()})
    proposal = propose_entry(body, kind, library, DAY)
    if proposal.path:
        assert PATH.fullmatch(proposal.path)
        assert proposal.path.startswith(f"entries/{kind}s/")
        assert not (library.root / proposal.path).exists()
        document = parse_document(proposal.text.encode(), proposal.path)
        assert document.findings == []
        # The fields are ours, and none occurs twice.
        known = FORMS[kind].questions
        ours = {"arxiv", "doi", "url", "title", "authors", "source", "themes", "added", "kind"}
        assert set(document.fields) <= {question.id for question in known} | ours
        assert not re.search("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]", proposal.text)
    answer = render_answer(proposal, ())
    assert answer.startswith(COMMENT_MARK)
    for token in MARKDOWN.parse(answer.removeprefix(COMMENT_MARK)):
        assert token.type != "html_block"
        kinds = {child.type for child in token.children or ()}
        assert kinds <= {"text", "text_special", "code_inline", "softbreak"}


@given(HOSTILE)
def test_any_body_is_accepted(text):
    assert find_kind(text) in ("", "paper", "claim")
    for form in FORMS.values():
        assert set(parse_answers(text, form)) <= {question.id for question in form.questions}


def test_long_answers_are_left_out_and_reported(library):
    body = body_of("paper", reference="2405.04434", takeaway="x" * 601, authors="A B\n" * 300)
    proposal = propose_entry(body, "paper", library, DAY)
    assert "Takeaway: more than 600 characters, so it was left out." in proposal.remarks
    assert "Authors: only the first 200 were used." in proposal.remarks


def test_only_the_first_occurrence_of_a_heading_counts():
    body = body_of("paper", title="One") + "\n### Title\n\nTwo\n"
    answers = parse_answers(body, FORMS["paper"])
    assert answers["title"] == "One"
    assert "tags" not in answers or "### Title" in answers["tags"]


# The forms themselves


def test_forms_meet_githubs_requirements(library):
    files = render_forms(library.themes, "# Policy\n\n1. First,\n   of all.\n2. Second.\n")
    for form in (paper_form(), claim_form(), problem_form()):
        data = yaml.safe_load(files[f".github/ISSUE_TEMPLATE/{form.name}.yml"])
        assert {"name", "description", "body"} <= set(data)
        asked = [element for element in data["body"] if element["type"] != "markdown"]
        assert [element["id"] for element in asked] == [question.id for question in form.questions]
        assert len({element["attributes"]["label"] for element in asked}) == len(asked)
        assert all(re.fullmatch(r"[\w-]+", element["id"]) for element in asked)
        assert any(question.get("validations", {}).get("required") for question in asked)
        for element in asked:
            options = element["attributes"].get("options", ["x"])
            assert options
            assert len(set(options)) == len(options)
            # GitHub rejects options that YAML does not read as strings.
            assert all(isinstance(option, str) for option in options)
        shown = data["body"][0]["attributes"]["value"]
        assert ("1. First, of all.\n2. Second." in shown) is form.shows_policy


def test_the_workflow_knows_the_forms(tools):
    workflow = (tools.REPOSITORY / ".github/workflows/issue.yml").read_text("utf-8")
    for form in FORMS.values():
        assert f"contains(github.event.issue.body, '{form.mark}')" in workflow
    assert COMMENT_MARK in workflow


def test_an_address_that_prefills_a_form():
    url = form_url("https://forge.example/o/r/", "problem", "A & B", {"entry": "a-b", "page": ""})
    assert url == (
        "https://forge.example/o/r/issues/new?template=problem.yml&title=A+%26+B&entry=a-b"
    )
