"""Works that have two entries without sharing an identifier."""

import datetime

import pytest

from readinglist.entry.catalogue import BASE, write_example
from readinglist.library.checks import check_library
from readinglist.library.checks.doubles import check_doubles
from readinglist.library.lock.arxiv_records import Provenance
from readinglist.library.lock.registries import PublishedLock
from readinglist.library.lock.registry_records import PublishedRecord, Registry
from readinglist.library.reading import read_library
from readinglist.values.names import Name

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


OTHER = FIRST.replace("a.example/shade?x=1&y=2", "b.example/shade")


@pytest.mark.parametrize("name", "arxiv doi isbn volume issue number pages".split())
def test_what_both_entries_give_must_agree(tmp_path, name):
    # Identifiers that both entries share have findings of their own.
    value, another = {
        "arxiv": ('"2405.00001"', '"2405.00002"'),
        "doi": ("10.5555/A", "10.5555/b"),
        "isbn": ("9780262035613", "9780131103627"),
    }.get(name, ("A1", "b2"))
    assert doubles(tmp_path, f"{FIRST}{name}: {value}\n", f"{OTHER}{name}: {another}\n") == []
    assert len(doubles(tmp_path, f"{FIRST}{name}: {value}\n", OTHER)) == 1
    assert len(doubles(tmp_path, FIRST, f"{OTHER}{name}: {value}\n")) == 1
    if name not in ("arxiv", "doi"):
        both = f"{name}: {value}\n", f"{name}: {value.lower()}\n"
        assert len(doubles(tmp_path, FIRST + both[0], OTHER + both[1])) == 1


@pytest.mark.parametrize(
    ("more", "less", "count"),
    [
        ("issued: 2019-05\n", "issued: 2019-07\n", 1),
        ("issued: 2019-05\n", "", 1),
        ("type: Book\n", "type: book\n", 1),
        ("edition: Second\n", "edition: second\n", 1),
        ("edition: 2\n", "", 0),
        ('arxiv: "2405.00001"\n', 'arxiv: "2405.00001"\n', 0),
    ],
)
def test_one_title_and_the_same_authors(tmp_path, more, less, count):
    assert len(doubles(tmp_path, FIRST + more, OTHER + less)) == count


def test_titles_without_a_letter_say_nothing(tmp_path):
    first = FIRST.replace("Shade of Trees", "'???'")
    assert doubles(tmp_path, first, OTHER.replace("Shade of Trees", "'???'")) == []


def test_authors_that_cannot_be_read_are_nobody(tmp_path):
    first = FIRST.replace("[Ada Fern, Bo Moss]", "[[x]]")
    assert doubles(tmp_path, first, OTHER.replace("[Ada Fern, Bo Moss]", "[[x]]")) == []


def lines_of(folder, files):
    """The findings of W405 in a list of these files, whole."""
    write_example(folder, files)
    found = check_library(read_library(folder))
    return [str(finding) for finding in found if finding.code == "W405"]


def test_of_three_each_is_told_once(tmp_path):
    said = lines_of(tmp_path, {f"papers/fern2019{name}.yml": FIRST + REST for name in "abc"})
    first = "entries/papers/fern2019a.yml:3:6"
    assert said == [
        f"entries/papers/fern2019{name}.yml:3:6 warning W405 url: the address is also that of "
        f"{first}. Keep one entry; or give each work its own address, such as the part of the page "
        "(#…) that it is."
        for name in "bc"
    ]


def test_of_three_titles_each_is_told_once(tmp_path):
    files = {
        f"papers/fern2019{name}.yml": FIRST.replace("a.example", f"{name}.example") + REST
        for name in "abc"
    }
    said = lines_of(tmp_path, files)
    first = "entries/papers/fern2019a.yml:1:1"
    assert said == [
        f"entries/papers/fern2019{name}.yml:1:8 warning W405 title: title and authors are also "
        f"those of {first}. Keep one entry; or say what makes it another work: its edition, year "
        "or type."
        for name in "bc"
    ]


def test_an_entry_without_title_is_found_by_its_records(tmp_path):
    record = BASE["metadata/arxiv/2403.99901.json"]
    write_example(
        tmp_path,
        {
            "metadata/arxiv/2405.00002.json": record.replace("2403.99901", "2405.00002"),
            "papers/another.yml": f"arxiv: '2405.00002'\n{REST}",
            "papers/third.yml": "title: Patience as a Hyperparameter\nauthors: [Adaeze Okafor]\n"
            f"url: https://a.example/\nissued: 2024\n{REST}",
            "papers/nobody.yml": f"title: Patience as a Hyperparameter\nvenue: V\n{REST}",
        },
    )
    said = [
        str(finding).partition(". ")[0]
        for finding in check_library(read_library(tmp_path))
        if finding.code == "W405"
    ]
    # Two arXiv ids are two works; the third may be either.
    assert said == [
        (
            "entries/papers/third.yml:1:8 warning W405 title: title and authors are also those of "
            "entries/papers/another.yml:1:1"
        )
    ]


def test_a_registrys_title_and_authors_count(tmp_path):
    write_example(
        tmp_path,
        {"papers/a.yml": f"doi: 10.5555/X\n{REST}", "papers/b.yml": OTHER + REST,
         "papers/c.yml": f"doi: odd\n{REST}"},
    )  # fmt: skip
    library = read_library(tmp_path)
    record = PublishedRecord(
        Registry.CROSSREF, "10.5555/x", "Shade of Trees",
        (Name("Fern", "Ada"), Name("Moss", "Bo")),
        Provenance("api", datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC), {}, "https://a.example"),
    )  # fmt: skip
    library.published = PublishedLock(by_doi={"10.5555/x": record})
    assert [str(finding).partition(". ")[0] for finding in check_doubles(library)] == [
        (
            "entries/papers/b.yml:1:8 warning W405 title: title and authors are also those of "
            "entries/papers/a.yml:1:1"
        )
    ]


def test_entries_without_address_or_title_stop_nothing(tmp_path):
    for name, text in (("a", "title: A\n"), ("b", FIRST), ("c", "venue: V\n"), ("d", FIRST)):
        write_example(tmp_path, {f"papers/{name}.yml": text + REST})
    assert [finding.location.path for finding in check_doubles(read_library(tmp_path))] == [
        "entries/papers/d.yml"
    ]
    write_example(tmp_path, {"papers/d.yml": OTHER + REST})
    assert [finding.location.path for finding in check_doubles(read_library(tmp_path))] == [
        "entries/papers/d.yml"
    ]
