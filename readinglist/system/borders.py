"""Where a stranger's content comes in: whatever it makes code raise is told about the content.

A list of the exceptions that one expects is always too short: a date, a number or a character that
nobody thought of makes the standard library, or a package, raise another one. So a border takes
them all, asks `what_is_wrong` for the words, and makes a finding or a message with a place of them.

A fault of our own is not hidden by that. What our parsers raise on purpose speaks for itself. Any
other exception is named as what it is, and with `READINGLIST_DEBUG` set it is raised, so that its
traceback shows where.
"""

import os

from readinglist.errors import ReadingListError

#: With this environment variable set, what nobody expected is raised.
DEBUG = "READINGLIST_DEBUG"
HINT = f"If it looks right, this is a fault of readinglist: set {DEBUG}=1 to see where."
_MOST = 300


def what_is_wrong(error: Exception) -> str:
    """What an exception says about the content that was read, on one line, without a full stop.

    What is no matter of content, a `ReadingListError`, an `OSError` or a lack of memory, is raised
    again.
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
    """Whether our parsers raise it on purpose, for content that they refuse."""
    if isinstance(error, UnicodeError):
        return False
    return isinstance(error, ValueError | TypeError | KeyError | OverflowError | RecursionError)


def _short(text: str) -> str:
    return " ".join(text.split())[:_MOST].rstrip(".")
