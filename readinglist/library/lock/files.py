"""Files of the lock, of whatever record: read with findings, written whole or not at all.

One run at a time writes to a folder of them, so that a run that is killed leaves sound files
behind.
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
    """Refuse fields that would be lost when the record is next written.

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
    """What `parse`, which raises `ValueError`, makes of a file's JSON; None without a file.

    Raises `BrokenRecordError` for what is no such record, and `StorageError` for a file that cannot
    be read.
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
    except Exception as error:  # noqa: BLE001 - of whatever the file makes a parser raise
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
            # Ends of lines and the like are spaces to whoever reads the record.
            if control := find_control(" ".join(value.split())):
                raise ValueError(f"a text holds the control character #x{ord(control):02x}")
        elif isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            waiting += value


def _read_text(file: Path) -> str | None:
    """The text of a file, or None where there is none; what is not UTF-8 gives an empty text."""
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
        raise StorageError(f"{file}: {error.strerror}") from error


def write_record_file(file: Path, values: Mapping[str, Any], *, within: Path | None) -> bool:
    """Write a JSON object as a file, as `write_whole` does. False when it stood there already.

    Raises `StorageError` when the file cannot be written.
    """
    data = (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode()
    try:
        if _stands(file, data):
            return False
    except OSError as error:
        raise StorageError(f"{file}: {error.strerror}") from error
    write_whole(file, data, within=within)
    return True


def _stands(file: Path, data: bytes) -> bool:
    try:
        return read_bounded(file, most=DATA) == data
    except (FileNotFoundError, UnfitFileError):
        return False


class RecordWriter:
    """A folder of records while this run alone may write to it."""

    def __init__(self, folder: Path, within: Path | None = None) -> None:
        self._folder = folder
        self._within = within
        self._touched: set[Path] = set()

    def write(self, file: Path, values: Mapping[str, Any]) -> bool:
        """Write a file of the folder, as `write_record_file` does."""
        if not write_record_file(file, values, within=self._within):
            return False
        self._touched |= {file.parent, self._folder, self._folder.parent}
        return True

    def sync(self) -> None:
        """Make sure that the names of the files written outlive a loss of power."""
        if os.name == "nt":
            return
        for folder in sorted(self._touched):
            # A file system that cannot do this has kept the files themselves all the same.
            with contextlib.suppress(OSError):
                handle = os.open(folder, os.O_RDONLY)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)
        self._touched.clear()


@contextlib.contextmanager
def writing_records(folder: Path, within: Path | None = None) -> Iterator[RecordWriter]:
    """The folder, for writing. Other runs wait; what killed runs left behind is removed.

    `within` is the folder of the project, which links must not lead out of. Raises `StorageError`.
    """
    with exclusive(within or folder):
        remove_parts(folder, within=within)
        writer = RecordWriter(folder, within)
        yield writer
        writer.sync()
