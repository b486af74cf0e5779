"""The lock: the committed records, one JSON file each, `arxiv/<id>.json`.

An old-style id such as `hep-th/9901001` gives a folder and a file in it. Each file is written whole
or not at all, by one run at a time, so that a run that is killed leaves sound files behind.
"""

import contextlib
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from readinglist.arxiv.records import NewerRecordError, Record, parse_record
from readinglist.errors import StorageError
from readinglist.findings import Finding, Location, Severity
from readinglist.identifiers import ArxivId
from readinglist.state import exclusive

# https://git-scm.com/docs/git-merge, "How conflicts are presented".
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: |$)", re.MULTILINE)
_REPLACE = "Run 'readinglist enrich', which fetches the record anew."


@dataclass(frozen=True)
class Lock:
    """The records that were read, by id, and what was wrong with the others' files.

    `newer` are the ids whose files a newer version of this program has written.
    """

    records: dict[ArxivId, Record] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    newer: frozenset[ArxivId] = frozenset()


def record_path(folder: Path, arxiv_id: ArxivId) -> Path:
    """Where the record of the id stands in the lock's folder."""
    return folder / f"{arxiv_id.value}.json"


def read_lock(folder: Path, wanted: Iterable[ArxivId], root: Path) -> Lock:
    """The records of the wanted ids; ids without a file are simply absent.

    Findings name files relative to `root`. Raises `StorageError` when a file cannot be read.
    """
    records: dict[ArxivId, Record] = {}
    findings: list[Finding] = []
    newer = set()
    for arxiv_id in sorted(set(wanted), key=lambda one: one.value):
        file = record_path(folder, arxiv_id)
        text = _read_text(file)
        if text is None:
            continue
        try:
            records[arxiv_id] = _parse(text, arxiv_id)
        except _BrokenRecordError as error:
            findings.append(error.report(file.relative_to(root).as_posix()))
            if error.newer:
                newer.add(arxiv_id)
    return Lock(records, tuple(findings), frozenset(newer))


class _BrokenRecordError(Exception):
    """What is wrong with a file of the lock, and where."""

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
        location = Location(path, self.line, self.column)
        return Finding("E010", Severity.ERROR, location, self.reason, self.hint)


def _read_text(file: Path) -> str | None:
    """The text of a file, or None where there is none; what is not UTF-8 gives an empty text."""
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        return ""
    except OSError as error:
        raise StorageError(f"{file}: {error.strerror}") from error


def _parse(text: str, arxiv_id: ArxivId) -> Record:
    if conflict := _CONFLICT.search(text):
        raise _BrokenRecordError(
            "the file holds both sides of a merge, between git's conflict markers",
            "Run 'readinglist enrich', which fetches the record anew; nothing is merged by hand.",
            line=text.count("\n", 0, conflict.start()) + 1,
        )
    try:
        record = parse_record(json.loads(text))
    except json.JSONDecodeError as error:
        raise _BrokenRecordError(
            f"not JSON: {error.msg}", line=error.lineno, column=error.colno
        ) from None
    except RecursionError:
        raise _BrokenRecordError("not a record: the nesting is too deep") from None
    except NewerRecordError as error:
        raise _BrokenRecordError(
            str(error), "Upgrade readinglist: a newer version has written the file.", newer=True
        ) from None
    except ValueError as error:
        raise _BrokenRecordError(str(error.args[0])) from None
    if record.id != arxiv_id:
        raise _BrokenRecordError(f"the record is that of {record.id.value}")
    return record


class LockWriter:
    """The lock while this run alone may write to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._touched: set[Path] = set()

    def read(self, arxiv_id: ArxivId) -> Record | None:
        """The sound record that the lock has of the id now, whoever wrote it."""
        text = _read_text(record_path(self._folder, arxiv_id))
        with contextlib.suppress(_BrokenRecordError):
            return None if text is None else _parse(text, arxiv_id)
        return None

    def write(self, record: Record) -> bool:
        """Write the record, whole or not at all. False when it stood there already.

        Raises `StorageError` when the file cannot be written.
        """
        file = record_path(self._folder, record.id)
        text = json.dumps(record.as_dict(), ensure_ascii=False, indent=2) + "\n"
        try:
            if file.exists() and file.read_text(encoding="utf-8", errors="replace") == text:
                return False
            file.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(file, text)
        except OSError as error:
            raise StorageError(f"{file}: {error.strerror}") from error
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


def _write_whole(file: Path, text: str) -> None:
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[LockWriter]:
    """The lock, for writing. Other runs wait meanwhile; what killed runs left behind is removed.

    Raises `StorageError`.
    """
    with exclusive(folder):
        _remove_leftovers(folder)
        writer = LockWriter(folder)
        yield writer
        writer.sync()


def _remove_leftovers(folder: Path) -> None:
    """Remove half-written files: as no other run is writing, they are those of killed ones."""
    try:
        for leftover in folder.rglob(".*.part"):
            leftover.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{error.filename}: {error.strerror}") from error


def write_record(folder: Path, record: Record) -> bool:
    """Write a single record into the lock. False when it stood there already."""
    with writing(folder) as writer:
        return writer.write(record)
