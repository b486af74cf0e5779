"""Record files of every kind: read with findings, written completely or not at all.

Only one run at a time writes to a folder of them, so that a killed run leaves valid files behind.
"""

import contextlib
import functools
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from readinglist.entry.findings import Finding, Location, Severity
from readinglist.errors import StorageError
from readinglist.system.borders import HINT, is_expected, what_is_wrong
from readinglist.system.bounded_reads import DATA, UnfitFileError, read_bounded
from readinglist.system.files import remove_parts, write_whole
from readinglist.system.state import exclusive
from readinglist.values.characters import find_control

T = TypeVar("T")

# https://git-scm.com/docs/git-merge, "How conflicts are presented".
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: |$)", re.MULTILINE)
_REPLACE = "Run 'readinglist enrich', which fetches the record anew."


class NewerRecordError(ValueError):
    """A record with a field that this version of the program does not know."""


def check_known(values: object, known: type, of: str = "the record") -> None:
    """Reject fields that would be lost when the record is written again.

    `known` is the dataclass of the record. Raises `NewerRecordError` or `TypeError`.
    """
    if not isinstance(values, Mapping):
        raise TypeError(f"expected fields, found {values!r}")
    unknown = values.keys() - _names_of(known)
    if unknown:
        raise NewerRecordError(f"{of} has a field that this version does not know: {min(unknown)}")


@functools.cache
def _names_of(known: type) -> frozenset[str]:
    return frozenset(attribute.name for attribute in fields(known))


class BrokenRecordError(Exception):
    """What is wrong with a file of the lock, and where; `newer` if a newer version wrote it."""

    def __init__(
        self,
        reason: str,
        hint: str = _REPLACE,
        *,
        line: int = 1,
        column: int = 1,
        newer: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint
        self.line = line
        self.column = column
        self.newer = newer

    def report(self, path: str) -> Finding:
        """The finding about the file at the path, which is relative to the project's folder."""
        location = Location(path, self.line, self.column)
        return Finding("E010", Severity.ERROR, location, self.reason, self.hint)


def read_record_file(file: Path, parse: Callable[[Mapping[str, Any]], T]) -> T | None:
    """A file's JSON parsed by `parse`, which raises `ValueError`; None if there is no file.

    Raises `BrokenRecordError` if the file does not hold such a record, and `StorageError` if it
    cannot be read.
    """
    text = _read_text(file)
    if text is None:
        return None
    try:
        values = json.loads(text)
        _refuse_control(values, text)
        return parse(values)
    except json.JSONDecodeError as error:
        if conflict := _CONFLICT.search(text):
            raise BrokenRecordError(
                "the file holds both sides of a merge, between git's conflict markers",
                "Run 'readinglist enrich', which fetches the record anew; "
                "nothing is merged by hand.",
                line=text.count("\n", 0, conflict.start()) + 1,
            ) from None
        raise BrokenRecordError(
            f"not JSON: {error.msg}", line=error.lineno, column=error.colno
        ) from None
    except NewerRecordError as error:
        raise BrokenRecordError(
            str(error), "Upgrade readinglist: a newer version has written the file.", newer=True
        ) from None
    except RecursionError:
        raise BrokenRecordError("not a record: the nesting is too deep") from None
    except Exception as error:  # noqa: BLE001 - a file can make a parser raise anything
        hint = _REPLACE if is_expected(error) else f"{_REPLACE} {HINT}"
        raise BrokenRecordError(what_is_wrong(error), hint) from None


_MAY_HOLD_CONTROL = re.compile(r"\\u00|[\x7f-\x9f]")


def _refuse_control(values: object, text: str) -> None:
    """Raise `ValueError` for texts with control characters, which no source writes."""
    if not _MAY_HOLD_CONTROL.search(text):
        return
    waiting = [values]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            # Line breaks and tabs are read as spaces.
            if control := find_control(" ".join(value.split())):
                raise ValueError(f"a text holds the control character #x{ord(control):02x}")
        elif isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            waiting += value


def _read_text(file: Path) -> str | None:
    """The text of a file, or None if there is none; what is not UTF-8 gives an empty string."""
    try:
        text = read_bounded(file, most=DATA).decode("utf-8")
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        return ""
    except UnfitFileError as error:
        raise BrokenRecordError(error.reason, _REPLACE) from None
    except OSError as error:
        raise StorageError(f"cannot read {file}: {error.strerror}") from error


def write_record_file(file: Path, values: Mapping[str, Any], *, within: Path | None) -> bool:
    """Write a JSON object as a file, as `write_whole` does. False if the file already held it.

    Raises `StorageError` when the file cannot be written.
    """
    data = (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode()
    try:
        if _stands(file, data):
            return False
    except OSError as error:
        raise StorageError(f"cannot read {file}: {error.strerror}") from error
    write_whole(file, data, within=within)
    return True


def _stands(file: Path, data: bytes) -> bool:
    try:
        return read_bounded(file, most=DATA) == data
    except (FileNotFoundError, UnfitFileError):
        return False


class RecordWriter:
    """A folder of records, held for writing by this run only."""

    def __init__(self, folder: Path, within: Path | None = None) -> None:
        self._folder = folder
        self._within = within
        self._touched: set[Path] = set()

    def write(self, file: Path, values: Mapping[str, Any]) -> bool:
        """Write a file in the folder, as `write_record_file` does."""
        if not write_record_file(file, values, within=self._within):
            return False
        self._touched |= {file.parent, self._folder, self._folder.parent}
        return True

    def sync(self) -> None:
        """Make sure that the directory entries of the files written survive a power failure."""
        if os.name == "nt":
            return
        for folder in sorted(self._touched):
            # File systems that do not support this have stored the files themselves all the same.
            with contextlib.suppress(OSError):
                handle = os.open(folder, os.O_RDONLY)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)
        self._touched.clear()


@contextlib.contextmanager
def writing_records(folder: Path, within: Path | None = None) -> Iterator[RecordWriter]:
    """Open the folder for writing. Other runs wait; leftovers of killed runs are removed.

    Links must not lead out of `within`, the folder of the project. Raises `StorageError`.
    """
    with exclusive(within or folder):
        remove_parts(folder, within=within)
        writer = RecordWriter(folder, within)
        yield writer
        writer.sync()
