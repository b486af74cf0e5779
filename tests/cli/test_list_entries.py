"""`readinglist list` and `show`, by what entries are about."""

import json

import pytest
from small_list import PAPER, change

FERN = """\
title: Moss on Walls
type: software
authors: [Ada Fern, {family: Moss, given: Bo}]
issued: 2015-03
doi: 10.1000/Moss
url: https://moss.example/walls
known-as: [MossNet, MN]
themes: [objectives]
tags: [moss]
takeaway: Moss grows.
added: 2026-01-02
"""
LATER = """\
title: "Àttention Again"
authors: [Zoë Fern]
issued: 2020
url: https://moss.example/again
known-as: [MN]
themes: [objectives]
takeaway: It comes again.
added: 2025-01-02
"""
PREDICTION = """\
claim: By 2026 moss grows on walls.
kind: prediction
source: {essay: lovelace2024thoughts, section: Changing the objective, quote: objectives}
themes: [objectives]
resolves-by: 2026-06-30
"""


@pytest.fixture
def listed(cli, small_project, monkeypatch):
    """The ids that `list` prints, on the first of July 2026."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1782864000")
    entries = small_project / "entries"
    entries.joinpath("papers/fern2015moss.yml").write_text(FERN, "utf-8")
    entries.joinpath("papers/fern2020again.yml").write_text(LATER, "utf-8")
    entries.joinpath("claims/moss-by-2026.yml").write_text(PREDICTION, "utf-8")

    def run(*arguments):
        result = cli("list", "-p", small_project, *arguments)
        assert result.code == 0, result.err
        return [line.split("\t")[0] for line in result.out.splitlines()]

    return run


NEWER, OLDER, OLDEST = "fern2020again", "vaswani2017attention", "fern2015moss"


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["--tag", "moss"], [OLDEST]),
        (["--author", "fern"], [OLDEST, NEWER]),
        (["-a", "FERN Zoe"], [NEWER]),
        (["--author", "Lovelace"], ["lovelace2024thoughts", "moss-by-2026", "objectives-matter"]),
        (["--year", "2015"], [OLDEST]),
        (["--year", "2015-2018"], [OLDEST, OLDER]),
        (["--year", "2016-"], [OLDER, NEWER]),
        (["--year", "-2016"], [OLDEST]),
        (["--type", "software"], [OLDEST]),
        (["--due"], ["moss-by-2026"]),
        (["mossnet"], [OLDEST]),
        (["10.1000/moss"], [OLDEST]),
        (["--tag", "moss", "--year", "2020"], []),
        (["-k", "paper", "--sort", "year"], [OLDEST, OLDER, NEWER]),
        (["-k", "paper", "--sort", "year", "--reverse"], [NEWER, OLDER, OLDEST]),
        # Without a date of addition: last in either order.
        (["-k", "paper", "--sort", "added"], [NEWER, OLDEST, OLDER]),
        (["-k", "paper", "--sort", "added", "-r"], [OLDEST, NEWER, OLDER]),
        (["fern", "--sort", "title"], [NEWER, OLDEST]),
        (["fern", "--sort", "author"], [OLDEST, NEWER]),
        (["-k", "prediction", "--sort", "due"], ["moss-by-2026"]),
    ],
    ids=str,
)
def test_entries_are_selected_and_sorted(listed, arguments, found):
    assert listed(*arguments) == found


def test_what_is_not_due_yet_is_not_listed(listed, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1782777600")  # the day before it is due
    assert listed("--due") == ["moss-by-2026"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1782691200")
    assert listed("--due") == []


def test_json_has_what_is_selected_by(listed, cli, small_project):
    listed()
    rows = json.loads(cli("list", "-p", small_project, "--tag", "moss", "-f", "json").out)
    assert rows == [
        {
            "id": "fern2015moss", "kind": "paper", "title": "Moss on Walls", "type": "software",
            "issued": "2015-03", "year": "2015", "authors": ["Ada Fern", "Bo Moss"],
            "known_as": ["MossNet", "MN"], "arxiv": "", "doi": "10.1000/moss",
            "url": "https://moss.example/walls", "themes": ["objectives"], "tags": ["moss"],
            "standing": "", "status": "", "added": "2026-01-02", "resolves_by": "",
            "is_draft": False,
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--tag", "mos"], ["no entry has the tag 'mos'", "Did you mean 'moss'?"]),
        (["--author", "Fren"], ["no entry has the author 'Fren'", "Did you mean 'Fern'?"]),
        (["--year", "20"], ["--year: '20' is not a year or range", "Write 2017"]),
        (["--year", "-"], ["--year: '-' is not a year or range"]),
        (["--year", "2020-2015"], ["'2020-2015' ends before it begins", "Write 2015-2020."]),
    ],
    ids=str,
)
def test_what_cannot_be_selected_is_told(listed, cli, small_project, arguments, said):
    listed()
    result = cli("list", "-p", small_project, *arguments)
    assert (result.code, result.out) == (2, "")
    for text in said:
        assert text in result.err


@pytest.mark.parametrize(
    "name",
    ["fern2015moss", "FERN2015MOSS", "mossnet", "10.1000/MOSS", "https://doi.org/10.1000/moss",
     "https://moss.example/walls", "http://www.moss.example/walls/"],
)  # fmt: skip
def test_an_entry_is_shown_by_any_of_its_names(listed, cli, small_project, name):
    listed()
    assert cli("show", name, "-p", small_project).out.startswith("id fern2015moss\n")


@pytest.mark.parametrize(
    "name", ["1706.03762", "arXiv:1706.03762v2", "https://arxiv.org/pdf/1706.03762"]
)
def test_a_paper_is_shown_by_its_arxiv_id(cli, small_project, name):
    assert cli("show", name, "-p", small_project).out.startswith("id vaswani2017attention\n")


def test_a_name_of_two_works_names_both(listed, cli, small_project):
    listed()
    result = cli("show", "MN", "-p", small_project)
    assert result.code == 2
    assert "'MN' may be one of 2 entries" in result.err
    assert "fern2015moss, fern2020again" in result.err


def test_list(cli, small_project):
    result = cli("list", "-p", small_project)
    assert result.code == 0
    rows = [line.split("\t") for line in result.out.splitlines()]
    assert rows == [
        ["lovelace2024thoughts", "essay", "", "Thoughts"],
        ["vaswani2017attention", "paper", "2017", "arXiv:1706.03762"],
        ["objectives-matter", "claim", "", "Objectives matter most."],
        ["a-way", "path", "", "A way"],
    ]
    assert "4 of 4 entries" in result.err


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["--kind", "claim"], ["objectives-matter"]),
        (["--kind", "question"], []),
        (
            ["--theme", "objectives"],
            ["lovelace2024thoughts", "vaswani2017attention", "objectives-matter"],
        ),
        (["--theme", "objectives/prediction"], ["vaswani2017attention"]),
        (["--standing", "supported"], ["objectives-matter"]),
        (["--standing", "opposed"], []),
        (["LÓVELACE"], ["lovelace2024thoughts", "objectives-matter"]),
        (["ada", "thoughts"], ["lovelace2024thoughts"]),
        (["1706.03762"], ["vaswani2017attention"]),
        (["nothing-like-it"], []),
    ],
    ids=str,
)
def test_list_filters(cli, small_project, arguments, found):
    text = cli("list", "-p", small_project, *arguments)
    data = json.loads(cli("list", "-p", small_project, *arguments, "-f", "json").out)
    assert [line.split("\t")[0] for line in text.out.splitlines()] == found
    assert [item["id"] for item in data] == found
    assert f"{len(found)} of 4" in text.err


def test_list_of_an_unknown_theme(cli, small_project):
    result = cli("list", "-p", small_project, "-t", "objectivs")
    assert result.code == 2
    assert "Did you mean 'objectives'?" in result.err


def test_titles_are_printed_verbatim(cli, small_project):
    title = "A [bold]B[/] :smile: [/] C"
    change(small_project, PAPER, "themes:", f'title: "{title}"\nthemes:')
    assert f"\t{title}\n" in cli("list", "-p", small_project).out
    assert f"title {title}\n" in cli("show", "vaswani2017attention", "-p", small_project).out
