"""Names in forms that YAML reads differently, and identifiers in the wrong field."""

import pytest

from readinglist.entry.findings import Severity
from readinglist.library.checks import check_library
from readinglist.library.reading import read_library

ENTRY = """\
title: T
venue: V
{fields}
themes: [trees]
takeaway: X.
"""
THEMES = "- {id: trees, title: Trees, lead: L., introduction: I.}\n"


def found_in(folder, fields):
    """The findings in an entry with these fields: place, code and full message."""
    (folder / "entries/papers").mkdir(parents=True)
    (folder / "entries/themes.yml").write_text(THEMES, "utf-8")
    entry = ENTRY.format(fields=fields)
    (folder / "entries/papers/fern.yml").write_text(entry, "utf-8")
    return [
        (
            f"{finding.location.line}:{finding.location.column}",
            finding.code,
            f"{finding.message}. {finding.hint}",
        )
        for finding in check_library(read_library(folder))
        if finding.severity is not Severity.NOTICE
    ]


@pytest.mark.parametrize(
    ("fields", "place", "code", "said"),
    [
        ("authors:\n  - [Fern, Ada]", "4:5", "E112",
         'a list stands where one name belongs. Write Ada Fern, or "Fern, Ada" in quotes.'),
        ("authors: [[Ada Fern]]", "3:11", "E112", "Write Ada Fern without the inner brackets."),
        ("authors: [[Ada Fern, Bo Moss]]", "3:11", "E112", "each name as an item of its own"),
        ("authors: [[[Fern]]]", "3:11", "E112", "Write a name as a text"),
        ("editors:\n  - Moss: Bo", "4:5", "E112", 'Write Bo Moss, or "Moss, Bo" in quotes.'),
        ("authors: [Ada Fern]\nnames: {Ada Fern: [Fern, Ada]}", "4:19", "E112", "Ada Fern"),
        ("authors: [{famly: Fern}]", "3:12", "E101", "Did you mean 'family'?"),
        ("authors: Fern, Ada", "3:10", "E103", 'Write one name as ["Fern, Ada"]; several as ['),
        ("authors: Ada Fern", "3:10", "E103", "Write one name as [Ada Fern]."),
        ("authors: {family: Fern}", "3:10", "E103", "[{family: …, given: …}]"),
        ("authors: [Fern, A. B.]", "3:17", "E112", 'in quotes: "Lovelace, A. B.".'),
        ('authors: ["Fern, Ada, Moss, Bo"]', "3:11", "E112", "holds several names"),
        ("authors: [Fern, Ada]", "3:11", "W404",
         'whose name is cut. Write "Fern, Ada" in quotes, or Ada Fern; names of one word as {lit'),
        ("authors: [Cy Oak, Fern, Ada B.]", "3:19", "W404", 'Write "Fern, Ada B." in quotes'),
        ("editors:\n  - van der Oak\n  - Cy", "4:5", "W404", "are two editors"),
    ],
)  # fmt: skip
def test_invalid_lists_of_names(tmp_path, fields, place, code, said):
    ((found, of_code, message),) = found_in(tmp_path, fields)
    assert (found, of_code) == (place, code)
    assert said in message


@pytest.mark.parametrize(
    "fields",
    [
        'authors: ["Fern, Ada", Bo Moss]',
        "authors: [OpenAI, DeepSeek-AI]",
        "authors: [{literal: Plato}, {literal: Aristotle}]",
        "authors: [Plato]",
        'authors: ["King, Martin Luther, Jr.", "Gemini Team, Google"]',
        "authors: [王小明, 李飞飞]",
    ],
)
def test_single_names_that_are_lists(tmp_path, fields):
    assert found_in(tmp_path, fields) == []


@pytest.mark.parametrize(
    ("field", "code", "said"),
    [
        ("doi: https://arxiv.org/abs/1706.03762", "E108", 'write arxiv: "1706.03762"'),
        ("arxiv: https://doi.org/10.1038/NATURE14539", "E107", "write doi: 10.1038/nature14539"),
        ("url: 10.1038/nature14539", "E110", "write doi: 10.1038/nature14539"),
        ("url: arXiv:1706.03762", "E110", 'write arxiv: "1706.03762"'),
        ("url: https://www.alphaxiv.org/abs/1706.03762", "W403", 'Write arxiv: "1706.03762"'),
    ],
)
def test_an_identifier_in_another_field_is_recognised(tmp_path, field, code, said):
    ((place, of_code, message),) = found_in(tmp_path, f"{field}\nauthors: [A B]")
    assert (place[:2], of_code) == ("3:", code)
    assert said in message


@pytest.mark.parametrize(
    ("fields", "place", "said"),
    [
        ("issued: 2099", "3:9", "'2099' is more than a year ahead"),
        ("issued: 2099-05-03", "3:9", "'2099-05-03' is more than a year ahead"),
        ("added: 2099-05-03", "3:8", "'2099-05-03' is in the future"),
    ],
)
def test_a_date_of_years_to_come(tmp_path, fields, place, said):
    ((found, code, message),) = found_in(tmp_path, fields)
    assert (found, code) == (place, "E114")
    assert said in message


def test_journals_date_their_issues_in_advance(tmp_path, monkeypatch):
    # 2026-11-30.
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796000000")
    assert found_in(tmp_path, "issued: 2027-03\nadded: 2026-12-01") == []
