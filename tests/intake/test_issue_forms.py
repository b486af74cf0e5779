"""The issue forms: their files, the links that prefill them, and the workflow that reads them."""

import re

import pytest
import yaml

from readinglist.cli.forge import COMMENT_MARK
from readinglist.entry.vocabulary import ClaimKind
from readinglist.intake.issue_forms import (
    claim_form,
    find_rules,
    form_url,
    paper_form,
    problem_form,
    render_forms,
)
from readinglist.library.reading import read_library

FORMS = {"paper": paper_form(), "claim": claim_form()}


def test_forms_meet_githubs_requirements(small_project):
    files = render_forms(
        read_library(small_project).themes, "# Policy\n\n1. First,\n   of all.\n2. Second.\n"
    )
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


@pytest.mark.parametrize(
    ("policy", "rules"),
    [
        ("", []),
        ("# Policy\n\nNo rules.\n   Nor here.\n", []),
        ("1. One.\n2. Two\n   goes on.\n\n   And on.\nNot here.\n10. Ten.\n",
         ["1. One.", "2. Two goes on. And on.", "10. Ten."]),
        ("1. One.\n two\n", ["1. One."]),
        ("- 1. no\n1.no\n 1. no\n", []),
    ],
)  # fmt: skip
def test_rules_of_a_policy(policy, rules):
    assert find_rules(policy) == rules


def test_elements_of_a_form():
    """As GitHub's syntax has them: what is chosen is a dropdown, what is long a text area."""
    data = yaml.safe_load(render_forms([], "")[".github/ISSUE_TEMPLATE/claim.yml"])
    assert data["labels"] == ["new claim"]
    elements = {element.get("id"): element for element in data["body"]}
    assert elements["claim"]["type"] == "textarea"
    assert elements["claim"]["validations"] == {"required": True}
    assert elements["kind"]["type"] == "dropdown"
    assert elements["kind"]["attributes"]["options"] == [kind.value for kind in ClaimKind]
    assert "multiple" not in elements["kind"]["attributes"]
    assert (elements["tags"]["type"], "validations" in elements["tags"]) == ("input", False)
    assert elements["evidence"]["attributes"]["placeholder"].startswith("smith2020trees")
    # Without themes there is nothing to choose from.
    assert elements["themes"]["type"] == "input"
    chosen = claim_form(["a", "a/b"]).questions
    (themes,) = [question for question in chosen if question.id == "themes"]
    assert (themes.options, themes.is_many) == (("a", "a/b"), True)


def test_each_form_is_known_by_its_first_question():
    marks = [form.mark for form in (paper_form(), claim_form(), problem_form())]
    assert marks == ["### Work: arXiv id, DOI or address", "### Claim in one sentence", "### Entry"]


def test_a_form_without_a_policy_has_no_rules():
    policy = "1. A rule.\n"
    for name, shown in (("paper", True), ("claim", True), ("problem", False)):
        text = render_forms([], policy)[f".github/ISSUE_TEMPLATE/{name}.yml"]
        assert ("A rule." in text) is shown
    assert (
        "name the rules by number" not in render_forms([], "")[".github/ISSUE_TEMPLATE/paper.yml"]
    )
