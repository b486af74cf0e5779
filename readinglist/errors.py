"""Errors that no edit of an entry can fix, such as those of the environment.

Problems of content are never raised; they are `readinglist.entry.findings.Finding` values.
"""


class ReadingListError(Exception):
    """Base of everything that this package raises on purpose.

    `message` says what went wrong, `hint` what to do next; `exit_code` is what a command returns.
    """

    exit_code = 3

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ReadingListError):
    """A command or a configuration asks for something impossible."""

    exit_code = 2


class StorageError(ReadingListError):
    """A file or folder could not be read or written."""


class ToolError(ReadingListError):
    """A program that the build calls is missing or failed."""


class NetworkError(ReadingListError):
    """The network, or a service on it, could not be used."""
