"""The lock: the committed records, one JSON file each, `arxiv/<id>.json`.

An old-style id such as `hep-th/9901001` gives a folder and a file in it.
"""

import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from readinglist.arxiv.records import Record, parse_record
from readinglist.errors import StorageError
from readinglist.findings import Finding, Location, Severity
from readinglist.identifiers import ArxivId


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
        file = record_path(folder, arxiv_id)
        try:
            text = file.read_text(encoding="utf-8")
        except FileNotFoundError:
            continue
        except UnicodeDecodeError:
            text = ""
        except OSError as error:
            raise StorageError(f"{file}: {error.strerror}") from error
        path = file.relative_to(root).as_posix()
        try:
            record = parse_record(json.loads(text))
            if record.id != arxiv_id:
                raise ValueError(f"the record is that of {record.id.value}")
        except json.JSONDecodeError as error:
            findings.append(_broken(path, f"not JSON: {error.msg}", error.lineno, error.colno))
        except RecursionError:
            findings.append(_broken(path, "not a record: the nesting is too deep"))
        except ValueError as error:
            findings.append(_broken(path, str(error.args[0])))
        else:
            records[arxiv_id] = record
    return Lock(records, tuple(findings))


def _broken(path: str, reason: str, line: int = 1, column: int = 1) -> Finding:
    return Finding(
        "E010", Severity.ERROR, Location(path, line, column), reason,
        "Delete the file and run 'readinglist enrich --from FILE'.",
    )  # fmt: skip


def write_record(folder: Path, record: Record) -> bool:
    """Write the record into the lock, whole or not at all. False when it stood there already.

    Raises `StorageError` when the file cannot be written.
    """
    file = record_path(folder, record.id)
    text = json.dumps(record.as_dict(), ensure_ascii=False, indent=2) + "\n"
    try:
        if file.exists() and file.read_text(encoding="utf-8", errors="replace") == text:
            return False
        file.parent.mkdir(parents=True, exist_ok=True)
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
    except OSError as error:
        raise StorageError(f"{file}: {error.strerror}") from error
    return True
