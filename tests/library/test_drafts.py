"""Drafts: what they lack is reported, only the preview shows them, and nothing may link to them."""

from pathlib import Path

import pytest

from readinglist.entry.catalogue import write_example
from readinglist.graph.coverage import coverage
from readinglist.graph.preparing import prepare
from readinglist.library.checks import check_library
from readinglist.library.reading import read_library
from readinglist.site.exports.selection import ALL, select

BARE = 'draft: true\narxiv: "2405.99902"\nthemes:\ntakeaway:\n'
WHOLE = "draft: true\ntitle: T\nurl: https://a.example/\nthemes: [learning]\ntakeaway: It is.\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_example(tmp_path, {"papers/bare.yml": BARE, "papers/whole.yml": WHOLE})
    return tmp_path


def told(root: Path) -> list[tuple[str, str]]:
    """The findings, except those about records that drafts do not have yet."""
    return [
        (finding.location.path.rpartition("/")[2], f"{finding.code} {finding.message}")
        for finding in check_library(read_library(root))
        if finding.code != "N502"
    ]


def test_missing_fields_of_a_draft_are_one_notice(project):
    assert told(project) == [
        ("bare.yml", "N507 a draft without takeaway, themes"),
        ("whole.yml", "N507 a complete draft"),
    ]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("draft: true\n", "N507 a draft without takeaway, themes, title, url"),
        ("draft: true\ntitle: T\nplace: Oslo\n", "N507 a draft without takeaway, themes, url"),
        (f"{BARE}doi: nonsense\n", "E108 'nonsense' is not a DOI"),
        ("draft: perhaps\n", "E104 'perhaps' is not allowed here"),
    ],
)
def test_other_mistakes_in_a_draft_stay_mistakes(project, lines, found):
    (project / "entries/papers/bare.yml").write_text(lines)
    assert ("bare.yml", found) in told(project)


def test_other_entries_still_need_their_fields(project):
    (project / "entries/papers/bare.yml").write_text(BARE.replace("true", "false"))
    assert [text[:4] for name, text in told(project) if name == "bare.yml"] == ["E105", "E105"]


def test_claims_and_essays_may_be_drafts_too(project):
    (project / "entries/claims/idea.yml").write_text("draft: true\nclaim: It may be so.\n")
    assert ("idea.yml", "N507 a draft without kind, source, themes") in told(project)


def test_the_site_leaves_drafts_out_and_the_preview_shows_them(project):
    published = prepare(project).graph
    assert not {"bare", "whole"} & published.works.keys()
    assert not {"bare", "whole"} & {item.work.id for item in select(published, ALL)}
    assert not [gap for gap in coverage(published) if gap.key == "drafts"]

    shown = prepare(project, drafts=True).graph
    assert {"bare", "whole"} <= shown.works.keys()
    (gap,) = [gap for gap in coverage(shown) if gap.key == "drafts"]
    assert [item.id for item in gap.items] == ["bare", "whole"]


def test_a_second_run_reports_drafts_again(project):
    first = prepare(project, drafts=True)
    second = prepare(project, before=first, drafts=True)
    assert second.findings == first.findings
    assert second.graph.works.keys() == first.graph.works.keys()


@pytest.mark.parametrize(
    ("file", "lines"),
    [
        ("papers/lindqvist2023caches.yml", "builds-on: [whole]\n"),
        ("papers/lindqvist2023caches.yml", "note: See [@whole].\n"),
        ("claims/patience-pays.yml", "note: See [@whole].\n"),
    ],
)
def test_published_entries_must_not_refer_to_drafts(project, file, lines):
    path = project / "entries" / file
    path.write_text(path.read_text() + lines)
    name = file.rpartition("/")[2]
    assert (name, "E213 'whole' is a draft, which the site leaves out") in told(project)


def test_a_draft_may_refer_to_a_draft(project):
    path = project / "entries/papers/bare.yml"
    path.write_text(f"{BARE}builds-on: [whole]\n")
    assert not [text for _, text in told(project) if text.startswith("E")]
