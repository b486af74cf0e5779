"""A small valid list with some files changed, and what a check says about it."""

import pytest

from readinglist.entry.catalogue import write_example
from readinglist.library.checks import check_library
from readinglist.library.reading import read_library


@pytest.fixture
def findings(tmp_path):
    """The findings in the catalogue's list with these files laid over it, as lines.

    `said = findings({"papers/a.yml": "…"}, check)`; without a check those of all checks.
    """

    def find(files, check=None):
        write_example(tmp_path, files)
        library = read_library(tmp_path)
        found = check_library(library) if check is None else sorted(check(library))
        return [str(finding).removeprefix("entries/") for finding in found]

    return find
