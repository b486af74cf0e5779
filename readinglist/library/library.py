"""A reading list in memory: its files, its valid entries, its records."""

from collections.abc import Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from readinglist.entry.findings import Finding
from readinglist.entry.model import ClaimEntry, EssayEntry, PaperEntry, PathEntry, Theme
from readinglist.entry.places import METADATA_FOLDER
from readinglist.entry.yaml.document import Document
from readinglist.library.lock.arxiv import Lock
from readinglist.library.lock.dead_links import DeadLinks
from readinglist.library.lock.registries import PublishedLock
from readinglist.system.signatures import Signature
from readinglist.values.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file in the folder of entries: its id, the name of its folder, its document.

    `signature` is the state of the file before it was read, or None if it could not reveal the next
    change.
    """

    id: str
    folder: str
    document: Document
    signature: Signature | None = None


@dataclass
class Library:
    """A reading list in memory.

    The mappings hold the entries that fit the schema, by id and sorted by id; `files` holds every
    file, valid or not. `findings` are those of reading and of the schema.
    """

    root: Path
    folder: Path
    files: list[Loaded] = field(default_factory=list)
    themes_document: Document | None = None
    themes: tuple[Theme, ...] = ()
    papers: dict[str, PaperEntry] = field(default_factory=dict)
    essays: dict[str, EssayEntry] = field(default_factory=dict)
    claims: dict[str, ClaimEntry] = field(default_factory=dict)
    paths: dict[str, PathEntry] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    published: PublishedLock = field(default_factory=PublishedLock)
    dead_links: DeadLinks = field(default_factory=DeadLinks)
    findings: list[Finding] = field(default_factory=list)
    #: The day in UTC on which it was read; dates of entries must not be much later.
    read_on: PartialDate | None = None
    #: The record files by path within the metadata folder, and the keys that name records.
    record_files: dict[str, Signature] = field(default_factory=dict, repr=False)
    record_keys: AbstractSet[tuple[str | None, str | None]] = field(
        default_factory=frozenset, repr=False
    )

    def documents(self, *folders: str) -> Iterator[Loaded]:
        """The files in these folders whose YAML could be read as a mapping."""
        return in_folders(self.files, folders)

    def ids(self, *folders: str) -> set[str]:
        """The ids of all files in these folders, readable or not."""
        return {loaded.id for loaded in self.files if loaded.folder in folders}

    def entries(self, folder: str) -> dict[str, Any]:
        """The entries in a folder that fit the schema."""
        entries: dict[str, dict[str, Any]] = {
            "papers": self.papers,
            "essays": self.essays,
            "claims": self.claims,
            "paths": self.paths,
        }
        return entries[folder]

    def without_drafts(self) -> "Library":
        """The list as the site shows it: the same files, but without entries that are drafts."""
        return replace(
            self,
            papers={entry_id: entry for entry_id, entry in self.papers.items() if not entry.draft},
            essays={entry_id: entry for entry_id, entry in self.essays.items() if not entry.draft},
            claims={entry_id: entry for entry_id, entry in self.claims.items() if not entry.draft},
        )

    def path_of(self, entry_id: str) -> str | None:
        """The file of the entry, relative to the project's folder."""
        return self._paths.get(entry_id)

    @cached_property
    def _paths(self) -> dict[str, str]:
        return {loaded.id: loaded.document.path for loaded in self.files}

    @property
    def lock_folder(self) -> Path:
        """The folder of arXiv's records."""
        return self.metadata_folder / "arxiv"

    @property
    def metadata_folder(self) -> Path:
        """The folder of all records; those of registries are in subfolders by key."""
        return self.folder / METADATA_FOLDER


def in_folders(files: Iterable[Loaded], folders: Collection[str]) -> Iterator[Loaded]:
    """Those of the files in these folders whose YAML could be read as a mapping."""
    return (
        loaded
        for loaded in files
        if loaded.folder in folders and isinstance(loaded.document.tree, dict)
    )
