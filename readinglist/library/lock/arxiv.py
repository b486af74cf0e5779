"""The lock: committed records of arXiv papers, one JSON file each, `arxiv/<id>.json`.

An old-style id such as `hep-th/9901001` becomes a folder and a file in it.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from readinglist.entry.findings import Finding
from readinglist.library.lock.arxiv_records import Record, parse_record
from readinglist.library.lock.files import (
    BrokenRecordError,
    RecordWriter,
    read_record_file,
    writing_records,
)
from readinglist.values.identifiers import ArxivId


@dataclass(frozen=True)
class Lock:
    """The records that were read, by id, and findings about files that could not be read.

    `newer` are the ids whose files were written by a newer version of this program.
    """

    records: Mapping[ArxivId, Record] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    newer: frozenset[ArxivId] = frozenset()


def record_path(folder: Path, arxiv_id: ArxivId) -> Path:
    """The path of the id's record in the lock's folder."""
    return folder / f"{arxiv_id.value}.json"


def read_lock(
    folder: Path,
    wanted: Iterable[ArxivId],
    root: Path,
    known: Mapping[ArxivId, Record] | None = None,
) -> Lock:
    """The records of the wanted ids; ids without a file are simply absent.

    Records in `known` are reused, and their files are not read. Findings name files relative to
    `root`. Raises `StorageError` when a file cannot be read.
    """
    records: dict[ArxivId, Record] = {}
    findings: list[Finding] = []
    newer = set()
    for arxiv_id in sorted(set(wanted), key=lambda wanted_id: wanted_id.value):
        if known and arxiv_id in known:
            records[arxiv_id] = known[arxiv_id]
            continue
        file = record_path(folder, arxiv_id)
        try:
            record = read_record_file(file, _parse_of(arxiv_id))
        except BrokenRecordError as error:
            findings.append(error.report(file.relative_to(root).as_posix()))
            if error.newer:
                newer.add(arxiv_id)
        else:
            if record:
                records[arxiv_id] = record
    return Lock(records, tuple(findings), frozenset(newer))


def _parse_of(arxiv_id: ArxivId) -> Callable[[Mapping[str, Any]], Record]:
    def parse(values: Mapping[str, Any]) -> Record:
        record = parse_record(values)
        if record.id != arxiv_id:
            raise ValueError(f"the record is that of {record.id.value}")
        return record

    return parse


class LockWriter:
    """The lock, held for writing by this run only."""

    def __init__(self, folder: Path, files: RecordWriter | None = None) -> None:
        self._folder = folder
        self._files = files or RecordWriter(folder)

    def read(self, arxiv_id: ArxivId) -> Record | None:
        """The lock's current record of the id, if it is valid, whoever wrote it."""
        with contextlib.suppress(BrokenRecordError):
            return read_record_file(record_path(self._folder, arxiv_id), _parse_of(arxiv_id))
        return None

    def write(self, record: Record) -> bool:
        """Write the record, completely or not at all. False if the file already held it.

        Raises `StorageError` when the file cannot be written.
        """
        return self._files.write(record_path(self._folder, record.id), record.as_dict())


@contextlib.contextmanager
def writing(folder: Path, within: Path | None = None) -> Iterator[LockWriter]:
    """Open the lock for writing. Other runs wait; leftovers of killed runs are removed.

    Links must not lead out of `within`, the folder of the project. Raises `StorageError`.
    """
    with writing_records(folder, within) as files:
        yield LockWriter(folder, files)


def write_record(folder: Path, record: Record, within: Path | None = None) -> bool:
    """Write a single record into the lock, as `writing` does. False if it was already there."""
    with writing(folder, within) as writer:
        return writer.write(record)
