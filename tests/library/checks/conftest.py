"""A small valid list with some files changed, and what a check says about it."""

import pytest

from readinglist.entry.catalogue import write_example
from readinglist.library.checks import CHECKS_OF_FILES, check_library
from readinglist.library.checks.scope import Scope
from readinglist.library.reading import read_library


@pytest.fixture
def findings(tmp_path):
    """The findings in the catalogue's list with these files laid over it, as lines.

    `said = findings({"papers/a.yml": "…"}, check)`; without a check those of all checks.
    """

    def find(files, check=None):
        write_example(tmp_path, files)
        library = read_library(tmp_path)
        if check is None:
            found = check_library(library)
        else:
            found = sorted(check(Scope.whole(library) if check in CHECKS_OF_FILES else library))
        return [str(finding).removeprefix("entries/") for finding in found]

    return find
