"""Works that have two entries without sharing an identifier."""

import pytest

from readinglist.entry.catalogue import write_example
from readinglist.library.checks import check_library
from readinglist.library.reading import read_library

FIRST = (
    "title: Shade of Trees\nauthors: [Ada Fern, Bo Moss]\nurl: https://a.example/shade?x=1&y=2\n"
)
REST = "themes: [learning]\ntakeaway: X.\n"


def doubles(folder, first, second):
    """The findings of W405 in a list with two entries: file, line, severity and message."""
    write_example(
        folder, {"papers/fern2019a.yml": first + REST, "papers/fern2019b.yml": second + REST}
    )
    return [
        (
            f"{finding.location.path.rpartition('/')[2]}:{finding.location.line}",
            finding.severity.word,
            finding.message,
        )
        for finding in check_library(read_library(folder))
        if finding.code == "W405"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("second", "line", "said"),
    [
        ("title: Another\nurl: http://www.a.example/shade/?y=2&x=1&utm_source=z\n", 2,
         "the address is also that of entries/papers/fern2019a.yml:3:6"),
        ("title: 'Shade of trees.'\nauthors: [A. Fern, B. Moss]\nvenue: V\n", 1,
         "title and authors are also those of entries/papers/fern2019a.yml:1:1"),
        ("venue: V\nauthors: ['Fern, Ada', 'Moss, Bo']\ntitle: Shade of Trees\nissued: 2019\n", 3,
         "title and authors are also those of"),
        # Both, which is told once.
        (FIRST, 3, "the address is also that of"),
    ],
)  # fmt: skip
def test_two_entries_that_may_be_one_work(tmp_path, second, line, said):
    ((place, severity, message),) = doubles(tmp_path, FIRST, second)
    assert (place, severity) == (f"fern2019b.yml:{line}", "warning")
    assert said in message


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("issued: 2019\n", "issued: 2021\n"),
        ("edition: 1\n", "edition: 2\n"),
        ("", "edition: 2\n"),
        ("doi: 10.5555/a\n", "doi: 10.5555/b\n"),
        ("type: post-weblog\n", ""),
        ("volume: 3\n", "volume: 4\n"),
    ],
)
def test_what_tells_two_works_of_one_title_apart(tmp_path, more, less):
    other = FIRST.replace("a.example", "b.example")
    assert doubles(tmp_path, FIRST + more, other + less) == []


@pytest.mark.parametrize(
    "second",
    [
        "title: Part two\nurl: https://a.example/shade?x=1&y=2#part-2\n",
        "title: Shade of Trees\nauthors: [Ada Fern, Cy Oak]\nvenue: V\n",
        "title: Shade of Trees\nvenue: V\n",
    ],
)
def test_works_that_are_not_the_same(tmp_path, second):
    assert doubles(tmp_path, FIRST, second) == []


def test_of_a_shared_doi_only_that_is_told(tmp_path):
    text = f"{FIRST}doi: 10.5555/shade\n"
    assert doubles(tmp_path, text, text) == []


def test_the_draft_of_two_is_told_and_stops_nothing(tmp_path):
    ((place, severity, _),) = doubles(tmp_path, f"draft: true\n{FIRST}", FIRST)
    assert (place, severity) == ("fern2019a.yml:4", "notice")


def test_the_records_title_and_authors_count(tmp_path):
    # As the record of `okafor2024patience` in the catalogue's small list has them.
    first = "title: Patience as a hyperparameter\nauthors: [A. Okafor]\nvenue: V\n"
    ((place, _, message),) = doubles(tmp_path, first, FIRST)
    assert place == "okafor2024patience.yml:1"
    assert "fern2019a.yml:1:1" in message
