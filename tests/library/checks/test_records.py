"""Records of the lock that no entry needs."""

import pytest

from readinglist.entry.catalogue import BASE, write_example
from readinglist.library.checks import check_library
from readinglist.library.checks.again import check_again
from readinglist.library.reading import read_library

RECORD = BASE["metadata/arxiv/2403.99901.json"]


def unused(library, findings):
    assert library.root
    return [
        (finding.location.path, finding.severity.word)
        for finding in findings
        if finding.code == "N508"
    ]


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("arxiv/2405.99902.json", "entries/metadata/arxiv/2405.99902.json"),
        ("arxiv/hep-th/9901001.json", "entries/metadata/arxiv/hep-th/9901001.json"),
        ("dblp/2405.99902.json", "entries/metadata/dblp/2405.99902.json"),
        ("doi/10.5555%2Fold.json", "entries/metadata/doi/10.5555%2Fold.json"),
    ],
)
def test_a_record_that_no_entry_names(tmp_path, file, path):
    write_example(tmp_path, {f"metadata/{file}": "{}"})
    library = read_library(tmp_path)
    assert unused(library, check_library(library)) == [(path, "notice")]


def test_records_that_entries_name_are_used(tmp_path):
    write_example(
        tmp_path,
        {
            "papers/a.yml": 'title: A\ndoi: "10.5555/A<1>"\nthemes: [learning]\ntakeaway: X.\n',
            # The entry is wrong, but it names the work.
            "papers/b.yml": 'arxiv: "https://arxiv.org/abs/hep-th/9901001v2"\n',
            "metadata/dead-links.json": "{}",
        },
    )
    folder = tmp_path / "entries/metadata"
    for name in ("arxiv/hep-th/9901001.json", "doi/10.5555%2Fa%3C1%3E.json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("{}", "utf-8")
    library = read_library(tmp_path)
    assert unused(library, check_library(library)) == []


def test_a_record_whose_entry_was_deleted_meanwhile(tmp_path):
    write_example(tmp_path, {"papers/a.yml": 'arxiv: "2405.99902"\nthemes: [learning]\n'
                             "takeaway: X.\n", "metadata/arxiv/2405.99902.json":
                             RECORD.replace("2403.99901", "2405.99902")})  # fmt: skip
    before = read_library(tmp_path)
    known = check_library(before)
    assert unused(before, known) == []
    (tmp_path / "entries/papers/a.yml").unlink()
    library = read_library(tmp_path, like=before)
    assert unused(library, check_again(library, before, known)) == [
        ("entries/metadata/arxiv/2405.99902.json", "notice")
    ]
    assert sorted(check_again(library, before, known)) == check_library(library)
