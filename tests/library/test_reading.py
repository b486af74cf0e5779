"""Reading a folder of entries: whatever stands in it becomes entries and findings."""

import datetime
from pathlib import Path

import pytest

from readinglist.entry.catalogue import BASE, write_example
from readinglist.entry.findings import Finding
from readinglist.library.checks import check_library
from readinglist.library.checks.site import check_site
from readinglist.library.essay_texts import verify_quotes
from readinglist.library.reading import read_library
from readinglist.links.built_site import check_built_site
from readinglist.links.gather.exclusions import read_exclusions
from readinglist.links.gather.gathering import gather_targets
from readinglist.links.tell.report import parse_run


def findings_of(root: Path, files: dict[str, str]) -> list[Finding]:
    write_example(root, files)
    library = read_library(root)
    findings = check_library(library) + check_site(library, frozenset)
    if (root / "texts").is_dir():
        findings += verify_quotes(library, root / "texts").findings
    if (root / "results.json").is_file():
        text = (root / "results.json").read_text("utf-8")
        findings += parse_run(text, "results.json").findings()
    if (root / "site").is_dir():
        findings += check_built_site(root / "site")
    exclusions = read_exclusions(root, datetime.date(2026, 11, 21))
    for target in gather_targets(library).pages:
        exclusions.holds_for(target.url)
    return [
        *findings,
        *exclusions.findings,
        *exclusions.check_expired(),
        *exclusions.check_unused(),
    ]


def codes_by_path(findings: list[Finding]) -> set[tuple[str, str]]:
    return {(finding.location.path, finding.code) for finding in findings}


@pytest.mark.parametrize("content", ["hello\n", "~\n", "# nothing\n", "---\n"])
@pytest.mark.parametrize("path", ["themes.yml", "papers/lindqvist2023caches.yml"])
def test_a_file_without_fields_has_one_finding(path, content, tmp_path):
    here = [
        finding.code
        for finding in findings_of(tmp_path, {path: content})
        if finding.location.path == f"entries/{path}"
    ]
    assert here == ["E004"]


def test_a_file_in_place_of_a_folder_is_reported(tmp_path):
    files = {"paths/first-hour.yml": "", "paths": "not a folder\n"}
    assert codes_by_path(findings_of(tmp_path, files)) == {("entries/paths", "E008")}


@pytest.mark.parametrize("content", ["[" * 100_000, "[]", "{}", "null", '{"id": NaN}', "\udcff"])
def test_no_record_of_the_lock_raises(content, tmp_path):
    path = "metadata/arxiv/2403.99901.json"
    assert (f"entries/{path}", "E010") in codes_by_path(findings_of(tmp_path, {path: content}))


def test_white_space_around_an_id_is_accepted(tmp_path):
    path = "papers/lindqvist2023caches.yml"
    content = BASE[path].replace("[serving/caching]", "\n  - |\n    serving/caching")
    assert content != BASE[path]
    assert findings_of(tmp_path, {path: content}) == []
