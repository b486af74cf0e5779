"""Keeps the findings of the last check, so that `validate` can check only what has changed.

With them, `validate` opens only the files that have changed since and checks only those that the
changes can affect. The findings are the same as without. This is purely a cache: if it is missing,
damaged or from another version of this program, or if records or themes have changed, everything is
read and checked.
"""

import hashlib
import marshal
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pydantic
import yaml

from readinglist import __version__
from readinglist.entry.findings import Finding, Location, Severity
from readinglist.entry.kinds import FOLDERS
from readinglist.entry.places import ENTRIES_FOLDER, THEMES_FILE
from readinglist.entry.yaml.document import Document, read_document
from readinglist.errors import StorageError
from readinglist.library.checks import check_library
from readinglist.library.checks.again import check_again, find_changes
from readinglist.library.checks.scope import void_words
from readinglist.library.library import Library, Loaded
from readinglist.library.lock.arxiv import Lock, read_lock
from readinglist.library.lock.dead_links import DeadLinks
from readinglist.library.lock.registries import PublishedLock, read_published
from readinglist.library.merging import merge_paper
from readinglist.library.reading import read_library
from readinglist.library.schema_findings import read_entry
from readinglist.system.clock import read_clock
from readinglist.system.files import write_whole
from readinglist.system.garbage import uncollected
from readinglist.system.signatures import Signature, scan_tree, signature_of
from readinglist.system.state import name_for, state_folder
from readinglist.values.dates import PartialDate, day_of

K = TypeVar("K")
V = TypeVar("V")

#: To be increased when the stored format changes.
_FORMAT = 1
#: If more files than this have to be opened again, everything is read and the cache is rewritten.
_WORTH = 50
#: How many earlier states of the list keep their findings.
_STATES = 4
_DIGEST = 32


@dataclass(frozen=True)
class Checked:
    """A list with its findings, and the number of entry files that were opened for them."""

    library: Library
    findings: list[Finding]
    opened: int


def check_project(
    root: Path, progress: Callable[[int], Any] | None = None, *, keep: bool = True
) -> Checked:
    """Read and check the list in a project's folder, using the cache of the last check.

    With `keep` false the cache is neither read nor written. Raises as `read_library` does, which
    also gets `progress`.

    The library holds all files; but if the cache was used, only those papers and claims are parsed
    that the findings needed.
    """
    root = root.resolve()
    with uncollected():
        checked = _check_changes(root) if keep else None
        if checked is None:
            library = read_library(root, progress=progress)
            checked = Checked(library, check_library(library), len(library.files))
        if keep and checked.opened > _WORTH:
            _keep(checked)
    return checked


def findings_at(
    root: Path, commit: str, check: Callable[[], Iterable[Finding]], *, keep: bool = True
) -> set[tuple[str, ...]]:
    """The identities of the findings in a committed state of the list, as found by `check`.

    They are cached: only a new day or a new version of this program changes them.
    """
    root = root.resolve()
    name = f"{commit} {day_of(read_clock())}"
    states = _load(root, "states") if keep else None
    if not isinstance(states, dict):
        states = {}
    if name not in states:
        found = [identity(finding) for finding in check()]
        states = {name: found, **dict(list(states.items())[: _STATES - 1])}
        if keep:
            _save(root, "states", states)
    return {tuple(identity_) for identity_ in states[name]}


def identity(finding: Finding) -> tuple[str, ...]:
    """What identifies a finding even after lines are inserted or removed above it."""
    return finding.location.path, finding.code, finding.field, finding.message


# Checking changes


def _check_changes(root: Path) -> Checked | None:
    """Check the list using the cache; None if it has to be read as a whole."""
    values = _load(root, "list")
    if values is None:
        return None
    before, known = _restore(root, values)
    library = read_library(root, like=before)
    changes = find_changes(library, before)
    if changes is None:
        return None
    asked = changes.paths | {finding.location.path for finding in known}
    _read_entries(library, asked)
    same = {id(file) for file in before.files}
    opened = sum(id(file) not in same for file in library.files)
    if opened > _WORTH:
        return None
    findings = check_again(library, before, known, _void_now(library, values["void"], asked))
    return Checked(library, findings, opened)


def _read_entries(library: Library, paths: set[str] | frozenset[str]) -> None:
    """Read entries that were cached as unread: those at the paths, essays and reading paths."""
    for loaded in library.files:
        entries = library.entries(loaded.folder)
        if entries.get(loaded.id, loaded) is not None:
            continue  # already read, or has errors
        if loaded.folder in ("essays", "paths") or loaded.document.path in paths:
            entries[loaded.id], _ = read_entry(loaded.folder, loaded.document)
        else:
            del entries[loaded.id]


def _void_now(library: Library, void: Mapping[str, str], paths: frozenset[str]) -> dict[str, str]:
    """The withdrawn and retracted works, recomputed for the files that are checked again."""
    now = {
        file.id: void[file.id]
        for file in library.files
        if file.id in void and file.document.path not in paths
    }
    for loaded in library.files:
        entry = library.papers.get(loaded.id) if loaded.document.path in paths else None
        if entry is not None:
            work = merge_paper(loaded.id, entry, library.lock.records, library.published)
            if work.is_void:
                now[work.id] = work.void_word
    return now


# What is cached of a list


def _keep(checked: Checked) -> None:
    library, findings = checked.library, checked.findings
    themes, day = library.themes_document, library.read_on
    files = [
        (
            file.folder,
            file.id,
            file.signature,
            file.document.unplaced,
            file.document.tree,
            file.document.eaten,
            file.id in library.entries(file.folder),
        )
        for file in library.files
    ]
    values = {
        "day": (day.year, day.month, day.day) if day else None,
        "themes": (themes.tree, themes.eaten) if themes else None,
        "files": files,
        "record_files": library.record_files,
        "record_keys": list(library.record_keys),
        "lock": [_pack(finding) for finding in library.lock.findings],
        "published": [_pack(finding) for finding in library.published.findings],
        "dead_links": [_pack(finding) for finding in library.dead_links.findings],
        "void": void_words(library),
        "findings": [_pack(finding) for finding in findings],
    }
    _save(library.root, "list", values)


def _restore(root: Path, values: Mapping[str, Any]) -> tuple[Library, list[Finding]]:
    """The list as cached, with None in place of each valid entry, and its findings."""
    folder = root / ENTRIES_FOLDER
    library = Library(root, folder)
    library.read_on = PartialDate(*values["day"]) if values["day"] else None
    if values["themes"] is not None:
        library.themes_document = Document(
            f"{ENTRIES_FOLDER}/{THEMES_FILE}", values["themes"][0], eaten=values["themes"][1]
        )
    add = library.files.append
    sound = {name: library.entries(name) for name in FOLDERS}
    for name, entry_id, signature, text, tree, eaten, is_sound in values["files"]:
        path = f"{ENTRIES_FOLDER}/{name}/{entry_id}.yml"
        if text is None:
            document = _read_same(root / path, path, signature)
        else:
            document = Document(path, tree, [], eaten, text)
        add(Loaded(entry_id, name, document, signature))
        if is_sound:
            sound[name][entry_id] = None
    metadata = library.metadata_folder
    library.record_files = values["record_files"]
    library.record_keys = frozenset(values["record_keys"])
    library.lock = Lock(
        _Later(lambda arxiv_id: read_lock(library.lock_folder, [arxiv_id], root).records),
        tuple(map(_unpack, values["lock"])),
    )
    library.published = PublishedLock(
        _Later(lambda doi: read_published(metadata, [doi], (), root).by_doi),
        _Later(lambda arxiv_id: read_published(metadata, (), [arxiv_id], root).by_arxiv),
        tuple(map(_unpack, values["published"])),
    )
    library.dead_links = DeadLinks(findings=tuple(map(_unpack, values["dead_links"])))
    return library, [_unpack(finding) for finding in values["findings"]]


def _read_same(file: Path, path: str, signature: Signature | None) -> Document:
    """Parse an unchanged document whose content or positions are needed after all."""
    with suppress(OSError):
        if signature and signature_of(file.stat()) == signature:
            return read_document(file, path)
    return Document(path)


class _Later(Mapping[K, V]):
    """Records that are read when first accessed; contains those known to exist."""

    def __init__(self, read: Callable[[K], Mapping[K, V]]) -> None:
        self._read = read
        self._known: dict[K, V] = {}
        self._absent: set[K] = set()

    def __getitem__(self, key: K) -> V:
        if key not in self._known and key not in self._absent:
            self._known |= self._read(key)
            if key not in self._known:
                self._absent.add(key)
        return self._known[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = None  # type: ignore[assignment]


def _pack(finding: Finding) -> tuple[str | int, ...]:
    place = finding.location
    return (
        finding.code,
        int(finding.severity),
        place.path,
        place.line,
        place.column,
        finding.message,
        finding.hint,
        finding.field,
    )


def _unpack(values: tuple[Any, ...]) -> Finding:
    code, severity, path, line, column, message, hint, name = values
    return Finding(code, Severity(severity), Location(path, line, column), message, hint, name)


# Files in the state folder


def _file(root: Path, name: str) -> Path:
    return state_folder() / "checked" / f"{name_for(root)}.{name}"


@cache
def _code() -> bytes:
    """Cache key: our sources and the versions of the libraries that read files."""
    package = scan_tree(Path(__file__).parents[1])
    sources = sorted(item for item in package.items() if item[0].endswith(".py"))
    versions = (_FORMAT, __version__, sys.version, pydantic.VERSION, yaml.__version__)
    return repr((versions, sources)).encode()


def _seal(root: Path, data: bytes | memoryview) -> bytes:
    """A digest of the data, the project's path, and the code that wrote the data."""
    start = hashlib.blake2b(_code(), digest_size=_DIGEST)
    start.update(os.fsencode(root) + b"\0")
    start.update(data)
    return start.digest()


def _load(root: Path, name: str) -> Any:
    """The values stored under the name, or None."""
    try:
        held = _file(root, name).read_bytes()
    except OSError:
        return None
    seal, data = held[:_DIGEST], memoryview(held)[_DIGEST:]
    # Only this very program can have written data that carries this seal.
    return marshal.loads(data) if seal == _seal(root, data) else None  # noqa: S302 - sealed


def _save(root: Path, name: str, values: dict[str, Any]) -> None:
    """Store the values under the name, completely or not at all. Failure to store is ignored."""
    data = marshal.dumps(values)
    with suppress(StorageError):
        write_whole(_file(root, name), _seal(root, data) + data, within=None)
