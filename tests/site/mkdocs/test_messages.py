"""Findings and errors in MkDocs' log."""

import logging

import pytest
from mkdocs.exceptions import PluginError
from mkdocs.utils import CountHandler

from readinglist.entry.findings import Finding, Location, Severity
from readinglist.errors import StorageError, UsageError
from readinglist.site.mkdocs.messages import (
    SettingsError,
    as_plugin_error,
    count_warnings,
    report,
    warn_of,
)


@pytest.fixture
def log(caplog):
    caplog.set_level(logging.INFO, "mkdocs")
    return lambda: [(record.levelname, record.getMessage()) for record in caplog.records]


def finding(severity, code="E105", path="entries/a.yml"):
    return Finding(code, severity, Location(path, 3, 1), "it is wrong", "Fix it.", "title")


def test_errors_and_warnings_are_logged_and_notices_counted(log, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    report(
        [
            finding(Severity.ERROR),
            finding(Severity.NOTICE, "N502"),
            finding(Severity.WARNING, "W402"),
            finding(Severity.NOTICE, "N503"),
        ],
        tmp_path,
    )
    assert log() == [
        ("ERROR", "entries/a.yml:3:1 error E105 title: it is wrong. Fix it."),
        ("WARNING", "entries/a.yml:3:1 warning W402 title: it is wrong. Fix it."),
        ("INFO", "2 notices; 'readinglist validate --notices' lists them"),
    ]


def test_without_notices_nothing_is_said_of_them(log, tmp_path):
    report([], tmp_path)
    assert log() == []


def test_paths_within_the_project_are_those_from_the_current_folder(log, tmp_path, monkeypatch):
    project = tmp_path / "list"
    (project / "entries").mkdir(parents=True)
    for here in (tmp_path, project, project / "entries"):
        monkeypatch.chdir(here)
        report([finding(Severity.ERROR)], project)
    assert [text.partition(":")[0] for _, text in log()] == [
        "entries/a.yml", "entries/a.yml", "a.yml",
    ]  # fmt: skip


def test_errors_of_a_page_are_only_warnings(log, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    warn_of([finding(Severity.ERROR, "E208", "docs/a.md")], tmp_path)
    assert log() == [("WARNING", "docs/a.md:3:1 error E208 title: it is wrong. Fix it.")]


def test_mistakes_in_the_settings_are_told_from_other_errors():
    usage = as_plugin_error(UsageError("there is no list", "Make one."))
    assert type(usage) is SettingsError
    assert str(usage) == "readinglist: there is no list. Make one."
    storage = as_plugin_error(StorageError("cannot write x"))
    assert type(storage) is PluginError
    assert str(storage).startswith("readinglist: cannot write x.")
    assert not str(storage).endswith(" ")


def test_warnings_are_counted_in_a_strict_build_only(log, tmp_path):
    del log
    assert count_warnings() == 0
    handler = CountHandler()
    handler.setLevel(logging.WARNING)
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    try:
        warn_of([finding(Severity.ERROR)], tmp_path)
        report([finding(Severity.WARNING), finding(Severity.NOTICE)], tmp_path)
        assert count_warnings() == 2
    finally:
        logger.removeHandler(handler)
