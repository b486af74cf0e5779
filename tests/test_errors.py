"""What a command returns for each kind of error, and what it says."""

import pytest

from readinglist.errors import (
    NetworkError,
    ReadingListError,
    StorageError,
    ToolError,
    UsageError,
)


@pytest.mark.parametrize(
    ("kind", "code"),
    [(UsageError, 2), (StorageError, 3), (ToolError, 3), (NetworkError, 3), (ReadingListError, 3)],
)
def test_exit_codes(kind, code):
    """They are documented: 1 is for findings, 2 for wrong usage, 3 for everything else."""
    error = kind("it is full", "Make room.")
    assert isinstance(error, ReadingListError)
    assert (error.exit_code, error.message, error.hint) == (code, "it is full", "Make room.")


def test_an_error_without_hint_reads_as_its_message():
    error = StorageError("it is full")
    assert (str(error), error.hint) == ("it is full", "")
