"""What exceptions say about the content that was read."""

import pytest

from readinglist.errors import StorageError
from readinglist.system.borders import DEBUG, is_expected, what_is_wrong


def test_a_bug_of_ours_is_named_and_shown_on_demand(monkeypatch):
    error = IndexError("list index out of range")
    assert what_is_wrong(error) == "it could not be read (IndexError: list index out of range)"
    monkeypatch.setenv(DEBUG, "1")
    assert what_is_wrong(ValueError("'x' is not a date", "hint")) == "'x' is not a date"
    with pytest.raises(IndexError):
        what_is_wrong(error)


def test_exceptions_not_caused_by_content_propagate():
    for error in (StorageError("x"), OSError("x"), MemoryError()):
        with pytest.raises(type(error)):
            what_is_wrong(error)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("'x' is not a date.", "Write 2017."), "'x' is not a date"),
        (ValueError("two\n  lines "), "two lines"),
        (ValueError(), "ValueError"),
        (ValueError(""), "ValueError"),
        (KeyError("title"), "there is no field 'title'"),
        (TypeError(5), "5"),
        (OverflowError("too large"), "too large"),
        (RecursionError("maximum recursion depth exceeded"), "the nesting is too deep"),
        (ValueError("x" * 1_000), "x" * 300),
        (IndexError(), "it could not be read (IndexError: )"),
        (AttributeError("y" * 1_000), "it could not be read (AttributeError: " + "y" * 262),
    ],
    ids=repr,
)
def test_what_is_said(error, said):
    assert what_is_wrong(error) == said


def test_which_exceptions_are_expected(monkeypatch):
    """Bytes in another encoding are decoded by us, so a `UnicodeError` is a fault of ours."""
    monkeypatch.setenv(DEBUG, "1")
    broken = UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")
    for error in (broken, IndexError("x"), AttributeError("x"), ZeroDivisionError("x")):
        assert not is_expected(error)
        with pytest.raises(type(error)):
            what_is_wrong(error)
    for error in (ValueError("x"), TypeError("x"), KeyError("x"), OverflowError("x")):
        assert is_expected(error)
        assert "x" in what_is_wrong(error)
