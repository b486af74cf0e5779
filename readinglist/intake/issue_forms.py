"""GitHub issue forms: to suggest a paper or a claim, or to report a problem.

One definition serves to write the forms' files, to read the answers, and to make links that prefill
a form. Labels and descriptions come from the model. Syntax of the forms:
https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-issue-forms
GitHub renders each answer as a heading `### label`, a blank line and the answer.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import yaml

from readinglist.entry.model import ClaimEntry, PaperEntry, Schema, Source, Theme
from readinglist.entry.theme_ids import theme_ids
from readinglist.entry.vocabulary import ClaimKind, Stance, Word, WorkType

#: The forms' folder in a repository.
FOLDER = ".github/ISSUE_TEMPLATE"
#: What GitHub writes for a question without an answer.
NO_ANSWER = "_No response_"
_LEAD = "Your answers become a draft entry, and a comment says what is still missing."


@dataclass(frozen=True)
class Question:
    """A question of a form. `id` is also the query parameter that prefills it.

    `limit` is the most characters that an answer may have. With `options` one of them is chosen, or
    with `is_many` several; with `is_long` the answer may have several lines.
    """

    id: str
    label: str
    description: str
    limit: int
    is_needed: bool = False
    is_long: bool = False
    is_many: bool = False
    options: tuple[str, ...] = ()
    placeholder: str = ""


@dataclass(frozen=True)
class Form:
    """A form by its file's name, such as `paper`."""

    name: str
    title: str
    about: str
    label: str
    lead: str
    questions: tuple[Question, ...]
    shows_policy: bool = True

    @property
    def mark(self) -> str:
        """The heading that identifies an issue made with this form."""
        return f"### {self.questions[0].label}"


def _says(model: type[Schema], field: str) -> str:
    """The model's description of a field."""
    return (model.model_fields[field].description or "").replace("`themes.yml`", "the list")


def paper_form(themes: Iterable[str] = ()) -> Form:
    """The form for a paper or another work, with these themes to choose from."""
    return Form(
        "paper", "Suggest a paper", "A paper, post, talk, book or program that belongs on the list",
        "new paper", _LEAD,
        (
            Question("reference", "Work: arXiv id, DOI or address",
                     "The address shown in your browser is fine.", 500, is_needed=True,
                     placeholder="https://example.org/a-paper"),
            Question("title", "Title", "For a paper on arXiv it is only used to name the entry.",
                     400),
            Question("authors", "Authors",
                     "One per line. For a paper on arXiv the first is enough.", 8000,
                     is_long=True),
            Question("issued", "Date of the first version",
                     "Like 2017-06-12, 2017-06 or 2017. Not needed for a paper on arXiv.", 40),
            Question("venue", "Venue", _says(PaperEntry, "venue"), 300),
            Question("type", "Kind of work", _says(PaperEntry, "type"), 30,
                     options=tuple(WorkType)),
            _themes(themes),
            Question("takeaway", "Takeaway", _says(PaperEntry, "takeaway") + " In your own words.",
                     600, is_needed=True, is_long=True),
            Question("note", "Why it belongs on the list", "In your own words.", 4000,
                     is_long=True),
            Question("tags", "Keywords", "Separated by commas.", 300),
        ),
    )  # fmt: skip


def claim_form(themes: Iterable[str] = ()) -> Form:
    """The form for a claim, with these themes to choose from."""
    stances = ", ".join(Stance)
    return Form(
        "claim", "Suggest a claim", "Something that an essay of the list claims, asks or predicts",
        "new claim", _LEAD,
        (
            Question("claim", "Claim in one sentence", _says(ClaimEntry, "claim"), 500,
                     is_needed=True, is_long=True),
            Question("kind", "Kind of claim", _says(ClaimEntry, "kind"), 20, is_needed=True,
                     options=tuple(ClaimKind)),
            Question("essay", "Essay", "Its id on the list: the last part of its page's address.",
                     80, is_needed=True),
            Question("section", "Section of the essay", _says(Source, "section"), 300,
                     is_needed=True),
            Question("quote", "Words of the essay", _says(Source, "quote"), 1000, is_needed=True,
                     is_long=True),
            _themes(themes),
            Question("resolves-by", "Day by which it can be judged",
                     "Like 2027-12-31. Only for predictions.", 40),
            Question("evidence", "Evidence",
                     f"One work per line: its id | one of {stances} | the place, or its words in "
                     "quotation marks | what it shows.", 8000, is_long=True,
                     placeholder="smith2020trees | opposes | section 3.1 | In one city."),
            Question("note", "Note", "Context and limits, in your own words.", 4000, is_long=True),
            Question("tags", "Keywords", "Separated by commas.", 300),
        ),
    )  # fmt: skip


def problem_form() -> Form:
    """The form to report something wrong with an entry."""
    return Form(
        "problem", "Report a problem", "Something on the list is wrong or out of date", "problem",
        "People read what you write; nothing changes automatically.",
        (
            Question("entry", "Entry", "Its id: the last part of its page's address.", 80),
            Question("page", "Page", "The address of the page.", 500),
            Question("problem", "What is wrong", "Say where you see it and how you know.", 8000,
                     is_needed=True, is_long=True),
            Question("correction", "What it should say", "If you know.", 8000, is_long=True),
        ),
        shows_policy=False,
    )  # fmt: skip


def _themes(themes: Iterable[str]) -> Question:
    return Question(
        "themes", "Themes", "Where it belongs; one is enough.", 1000, is_needed=True, is_many=True,
        options=tuple(themes),
    )  # fmt: skip


def find_rules(policy: str) -> list[str]:
    """The numbered rules of a Markdown page, each on one line with its number."""
    rules: list[str] = []
    for line in policy.splitlines():
        if re.match(r"\d+\. ", line):
            rules.append(line.strip())
        elif rules and line.startswith("   ") and line.strip():
            rules[-1] += f" {line.strip()}"
    return rules


def render_forms(themes: Iterable[Theme], policy: str) -> dict[str, str]:
    """The forms' files by their paths in the repository."""
    ids = theme_ids(themes)
    rules = find_rules(policy)
    forms = (paper_form(ids), claim_form(ids), problem_form())
    files = {f"{FOLDER}/{form.name}.yml": _render(form, rules) for form in forms}
    return {**files, f"{FOLDER}/config.yml": f"{_HEAD}blank_issues_enabled: true\n"}


_HEAD = "# Written by 'readinglist forms --write'.\n"


def _render(form: Form, rules: list[str]) -> str:
    lead = form.lead
    if form.shows_policy and rules:
        lead += "\n\nWhat belongs on the list (reviews name the rules by number):\n\n"
        lead += "\n".join(rules)
    document = {
        "name": form.title,
        "description": form.about,
        "labels": [form.label],
        "body": [
            {"type": "markdown", "attributes": {"value": f"{lead}\n"}},
            *(_as_element(question) for question in form.questions),
        ],
    }
    text: str = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return _HEAD + text


class _Dumper(yaml.SafeDumper):
    pass


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _represent_word(dumper: yaml.SafeDumper, word: Word) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", word.value)


_Dumper.add_representer(str, _represent_text)
_Dumper.add_multi_representer(Word, _represent_word)


def _as_element(question: Question) -> dict[str, Any]:
    attributes: dict[str, Any] = {"label": question.label, "description": question.description}
    if question.placeholder:
        attributes["placeholder"] = question.placeholder
    kind = "textarea" if question.is_long else "input"
    if question.options:
        kind = "dropdown"
        attributes["options"] = list(question.options)
        if question.is_many:
            attributes["multiple"] = True
    element = {"type": kind, "id": question.id, "attributes": attributes}
    if question.is_needed:
        element["validations"] = {"required": True}
    return element


def form_url(repository: str, name: str, title: str, answers: Mapping[str, str]) -> str:
    """The address that opens a form prefilled with these answers, given by the questions' ids.

    Source: docs.github.com, "Creating an issue from a URL query"; a question's id is the name of
    its parameter.
    """
    values = {"template": f"{name}.yml", "title": title, **answers}
    query = urlencode({key: value for key, value in values.items() if value})
    return f"{repository.rstrip('/')}/issues/new?{query}"
