"""The registries' part of the lock: `doi/<DOI>.json` and `dblp/<arXiv id>.json`.

A DOI may hold slashes, colons, angle brackets or nothing but a device's name, so its file's name is
percent-encoded. The encoding can be undone, and no two DOIs share a file on a file system that
ignores case: DOIs stand in lower case, and what is encoded starts with a percent sign, which is
always encoded itself.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from readinglist.entry.findings import Finding
from readinglist.library.lock.files import BrokenRecordError, read_record_file, writing_records
from readinglist.library.lock.registry_records import (
    PublishedRecord,
    Registry,
    parse_published_record,
)
from readinglist.values.identifiers import ArxivId

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_.")
#: The longest name of a file or folder here, in characters, before `.json`.
_LONGEST = 120


@dataclass(frozen=True)
class PublishedLock:
    """The registries' records that were read, and what was wrong with the others' files.

    `newer` has the DOIs and arXiv ids whose files a newer version of this program has written.
    """

    by_doi: Mapping[str, PublishedRecord] = field(default_factory=dict)
    by_arxiv: Mapping[ArxivId, PublishedRecord] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    newer: frozenset[str | ArxivId] = frozenset()


def doi_path(folder: Path, doi: str) -> Path:
    """Where the record of the DOI stands in the lock's folder.

    A name that would be too long for some file systems is cut, and goes on in a folder of its
    first part, which ends in a tilde.
    """
    parts = [""]
    for char in doi.lower():
        code = char if char in _PLAIN else _encode(char)
        if len(parts[-1]) + len(code) > _LONGEST:
            parts.append("")
            # Encoded, so that no part starts with a dot or is the name of a device of Windows.
            code = _encode(char)
        parts[-1] += code
    *folders, name = parts
    return folder.joinpath("doi", *(f"{part}~" for part in folders), f"{name}.json")


def dblp_path(folder: Path, arxiv_id: ArxivId) -> Path:
    """Where DBLP's record of the paper stands in the lock's folder."""
    return folder / "dblp" / f"{arxiv_id.value}.json"


def record_path(folder: Path, record: PublishedRecord) -> Path:
    """Where the record stands in the lock's folder."""
    if record.arxiv:
        return dblp_path(folder, record.arxiv)
    return doi_path(folder, record.key)


def read_published(
    folder: Path, dois: Iterable[str], papers: Iterable[ArxivId], root: Path
) -> PublishedLock:
    """The registries' records of these DOIs and arXiv papers; the others are simply absent.

    Findings name files relative to `root`. Raises `StorageError` when a file cannot be read.
    """
    reader = _Reader(root)
    if (folder / "doi").is_dir():
        for doi in sorted(set(dois)):
            reader.read(doi, doi_path(folder, doi), _parse_doi_record)
    if (folder / "dblp").is_dir():
        for arxiv_id in sorted(set(papers), key=lambda paper_id: paper_id.value):
            reader.read(arxiv_id, dblp_path(folder, arxiv_id), _parse_dblp_record)
    by_doi = {key: record for key, record in reader.records.items() if isinstance(key, str)}
    by_arxiv = {key: record for key, record in reader.records.items() if isinstance(key, ArxivId)}
    return PublishedLock(by_doi, by_arxiv, tuple(reader.findings), frozenset(reader.newer))


class _Reader:
    """What has been read so far, by DOI or arXiv id."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.records: dict[str | ArxivId, PublishedRecord] = {}
        self.findings: list[Finding] = []
        self.newer: set[str | ArxivId] = set()

    def read(
        self,
        subject: str | ArxivId,
        file: Path,
        parse: Callable[[Mapping[str, Any], Any], PublishedRecord],
    ) -> None:
        try:
            record = read_record_file(file, lambda values: parse(values, subject))
        except BrokenRecordError as error:
            self.findings.append(error.report(file.relative_to(self._root).as_posix()))
            if error.newer:
                self.newer.add(subject)
        else:
            if record:
                self.records[subject] = record


def write_published(folder: Path, record: PublishedRecord, within: Path | None = None) -> bool:
    """Write the record into the lock, whole or not at all. False when it stood there already.

    Other runs wait meanwhile. `within` is the folder of the project, which links must not lead out
    of. Raises `StorageError` when the file cannot be written.
    """
    file = record_path(folder, record)
    part = folder / file.relative_to(folder).parts[0]
    with writing_records(part, within) as writer:
        return writer.write(file, record.as_dict())


def _encode(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))


def _parse_doi_record(values: Mapping[str, Any], doi: str) -> PublishedRecord:
    record = parse_published_record(values)
    if record.registry is Registry.DBLP or record.key != doi:
        raise ValueError(f"the record is that of {record.key}")
    return record


def _parse_dblp_record(values: Mapping[str, Any], arxiv_id: ArxivId) -> PublishedRecord:
    record = parse_published_record(values)
    if record.registry is not Registry.DBLP or record.arxiv != arxiv_id:
        raise ValueError(f"the record is that of {record.arxiv and record.arxiv.value}")
    return record
