"""Shared fixtures for faults: a list as `init` writes it, and a folder's contents."""

import pytest
from folders import files_of

from readinglist.intake.new_list import render_starter, write_starter
from readinglist.intake.new_list.origin import Origin
from readinglist.values.dates import PartialDate


@pytest.fixture(scope="session")
def write_project():
    """Write a new list to a folder, and return the folder."""

    def write(folder):
        write_starter(folder, render_starter("A list", PartialDate(2026, 1, 1), Origin("x")))
        return folder

    return write


@pytest.fixture
def project(tmp_path, write_project):
    """A new list that tests may change."""
    return write_project(tmp_path / "project")


@pytest.fixture(name="files_of")
def _files_of():
    """The contents of the files below a folder; for links their targets."""
    return files_of
