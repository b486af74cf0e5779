"""Handles untrusted content: any exception it causes is reported as a problem of the content.

A list of expected exceptions is always incomplete: an unforeseen date, number or character makes
the standard library, or a package, raise a different one. So code that takes in content catches all
of them, gets the wording from `what_is_wrong`, and makes it a finding or a message with a place.

That does not hide faults of our own. What our parsers raise on purpose speaks for itself. Any other
exception is named with its type, and with `READINGLIST_DEBUG` set it is raised, so that its
traceback is shown.
"""

import os

from readinglist.errors import ReadingListError

#: If this environment variable is set, unexpected exceptions are raised.
DEBUG = "READINGLIST_DEBUG"
HINT = f"If it looks right, this is a fault of readinglist: set {DEBUG}=1 to see where."
_MOST = 300


def what_is_wrong(error: Exception) -> str:
    """What an exception says about the content that was read, on one line, without a full stop.

    Exceptions that are not about content are raised again: `ReadingListError`, `OSError` and
    `MemoryError`.
    """
    if isinstance(error, ReadingListError | OSError | MemoryError):
        raise error
    if isinstance(error, RecursionError):
        return "the nesting is too deep"
    if isinstance(error, KeyError):
        return f"there is no field {error}"
    if is_expected(error):
        return _short(str(error.args[0] if error.args else error)) or type(error).__name__
    if os.environ.get(DEBUG):
        raise error
    return _short(f"it could not be read ({type(error).__name__}: {error})")


def is_expected(error: Exception) -> bool:
    """Whether our parsers raise it on purpose, for content that they reject."""
    if isinstance(error, UnicodeError):
        return False
    return isinstance(error, ValueError | TypeError | KeyError | OverflowError | RecursionError)


def _short(text: str) -> str:
    return " ".join(text.split())[:_MOST].rstrip(".")
