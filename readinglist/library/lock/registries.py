"""The registries' part of the lock: `doi/<DOI>.json` and `dblp/<arXiv id>.json`.

A DOI may contain slashes, colons or angle brackets, or consist of the name of a device, so it is
percent-encoded in the file name. The encoding is reversible, and no two DOIs share a file even if
the file system ignores case: DOIs are in lower case, and percent signs are themselves encoded. Only
a DOI that would be longer than a path may be has a digest in place of its end.
"""

import hashlib
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
#: The longest encoded DOI, in characters. One of 500 signs beyond ASCII has up to 6,000, and a path
#: may have 4,096 in all.
_MOST = 1_500


@dataclass(frozen=True)
class PublishedLock:
    """The registries' records that were read, and findings about files that could not be read.

    `newer` has the DOIs and arXiv ids whose files were written by a newer version of this program.
    """

    by_doi: Mapping[str, PublishedRecord] = field(default_factory=dict)
    by_arxiv: Mapping[ArxivId, PublishedRecord] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    newer: frozenset[str | ArxivId] = frozenset()


def doi_path(folder: Path, doi: str) -> Path:
    """The path of the DOI's record in the lock's folder.

    A name that is too long for some file systems is split; the rest goes into a folder named after
    the first part, with a tilde at the end. No name without one has a tilde.
    """
    codes = [char if char in _PLAIN else _encode(char) for char in doi.lower()]
    if sum(map(len, codes)) > _MOST:
        data = doi.lower().encode("utf-8", "surrogatepass")
        start = "".join(code if len(code) == 1 else "-" for code in codes[:80])
        digest = hashlib.blake2b(data, digest_size=16).hexdigest()
        return folder / "doi" / f"{start}~{digest}.json"
    parts = [""]
    for char, code in zip(doi.lower(), codes, strict=True):
        if len(parts[-1]) + len(code) > _LONGEST:
            # Encoded, so that no part starts with a dot or is a Windows device name.
            parts.append(_encode(char))
        else:
            parts[-1] += code
    *folders, name = parts
    return folder.joinpath("doi", *(f"{part}~" for part in folders), f"{name}.json")


def dblp_path(folder: Path, arxiv_id: ArxivId) -> Path:
    """The path of DBLP's record of the paper in the lock's folder."""
    return folder / "dblp" / f"{arxiv_id.value}.json"


def record_path(folder: Path, record: PublishedRecord) -> Path:
    """The path of the record in the lock's folder."""
    if record.arxiv:
        return dblp_path(folder, record.arxiv)
    return doi_path(folder, record.key)


def read_published(
    folder: Path, dois: Iterable[str], papers: Iterable[ArxivId], root: Path
) -> PublishedLock:
    """The registries' records of these DOIs and arXiv papers; missing ones are simply absent.

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
    """Write the record into the lock, completely or not at all. False if it was already there.

    Other runs wait meanwhile. Links must not lead out of `within`, the folder of the project.
    Raises `StorageError` if the file cannot be written.
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
