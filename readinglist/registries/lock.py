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

from readinglist.findings import Finding
from readinglist.identifiers import ArxivId
from readinglist.record_files import read_record_file, write_record_file
from readinglist.registries.records import PublishedRecord, Registry, parse_published_record

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_.")
#: The longest name of a file or folder here, in characters, before `.json`.
_LONGEST = 120
_HINT = "Delete the file and run 'readinglist enrich'."


@dataclass(frozen=True)
class PublishedLock:
    """The registries' records that were read, and what was wrong with the others' files."""

    by_doi: dict[str, PublishedRecord] = field(default_factory=dict)
    by_arxiv: dict[ArxivId, PublishedRecord] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


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
    return folder.joinpath("doi", *(f"{one}~" for one in folders), f"{name}.json")


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
    by_doi: dict[str, PublishedRecord] = {}
    by_arxiv: dict[ArxivId, PublishedRecord] = {}
    findings: list[Finding] = []
    for doi in sorted(set(dois)) if (folder / "doi").is_dir() else ():
        read = read_record_file(doi_path(folder, doi), root, _of_doi(doi), _HINT)
        if isinstance(read, Finding):
            findings.append(read)
        elif read is not None:
            by_doi[doi] = read
    ids = sorted(set(papers), key=lambda one: one.value) if (folder / "dblp").is_dir() else ()
    for arxiv_id in ids:
        read = read_record_file(dblp_path(folder, arxiv_id), root, _of_paper(arxiv_id), _HINT)
        if isinstance(read, Finding):
            findings.append(read)
        elif read is not None:
            by_arxiv[arxiv_id] = read
    return PublishedLock(by_doi, by_arxiv, tuple(findings))


def write_published(folder: Path, record: PublishedRecord) -> bool:
    """Write the record into the lock, whole or not at all. False when it stood there already.

    Raises `StorageError` when the file cannot be written.
    """
    return write_record_file(record_path(folder, record), record.as_dict())


def _encode(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))


def _of_doi(doi: str) -> Callable[[Mapping[str, Any]], PublishedRecord]:
    def parse(values: Mapping[str, Any]) -> PublishedRecord:
        record = parse_published_record(values)
        if record.registry is Registry.DBLP or record.key != doi:
            raise ValueError(f"the record is that of {record.key}")
        return record

    return parse


def _of_paper(arxiv_id: ArxivId) -> Callable[[Mapping[str, Any]], PublishedRecord]:
    def parse(values: Mapping[str, Any]) -> PublishedRecord:
        record = parse_published_record(values)
        if record.registry is not Registry.DBLP or record.arxiv != arxiv_id:
            raise ValueError(f"the record is that of {record.arxiv and record.arxiv.value}")
        return record

    return parse
