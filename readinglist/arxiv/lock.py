"""The lock: the committed records, one JSON file each, `arxiv/<id>.json`.

An old-style id such as `hep-th/9901001` gives a folder and a file in it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from readinglist.arxiv.records import Record, parse_record
from readinglist.findings import Finding
from readinglist.identifiers import ArxivId
from readinglist.record_files import read_record_file, write_record_file

_HINT = "Delete the file and run 'readinglist enrich --from FILE'."


@dataclass(frozen=True)
class Lock:
    """The records that were read, by id, and what was wrong with the others' files."""

    records: dict[ArxivId, Record] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def record_path(folder: Path, arxiv_id: ArxivId) -> Path:
    """Where the record of the id stands in the lock's folder."""
    return folder / f"{arxiv_id.value}.json"


def read_lock(folder: Path, wanted: Iterable[ArxivId], root: Path) -> Lock:
    """The records of the wanted ids; ids without a file are simply absent.

    Findings name files relative to `root`. Raises `StorageError` when a file cannot be read.
    """
    records: dict[ArxivId, Record] = {}
    findings: list[Finding] = []
    for arxiv_id in sorted(set(wanted), key=lambda one: one.value):

        def parse(values: Mapping[str, Any], arxiv_id: ArxivId = arxiv_id) -> Record:
            record = parse_record(values)
            if record.id != arxiv_id:
                raise ValueError(f"the record is that of {record.id.value}")
            return record

        read = read_record_file(record_path(folder, arxiv_id), root, parse, _HINT)
        if isinstance(read, Finding):
            findings.append(read)
        elif read is not None:
            records[arxiv_id] = read
    return Lock(records, tuple(findings))


def write_record(folder: Path, record: Record) -> bool:
    """Write the record into the lock, whole or not at all. False when it stood there already.

    Raises `StorageError` when the file cannot be written.
    """
    return write_record_file(record_path(folder, record.id), record.as_dict())
