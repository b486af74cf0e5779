"""The scope of a check: which files the checks of single files look at, and what they know."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from readinglist.entry.yaml.document import Document
from readinglist.library.library import Library, Loaded, in_folders
from readinglist.library.merging import merge_works


@dataclass(frozen=True)
class Scope:
    """Some or all files of a list.

    `void` says `withdrawn` or `retracted` for each such work on the list, by id.
    """

    library: Library
    files: Sequence[Loaded]
    void: Mapping[str, str]

    @classmethod
    def whole(cls, library: Library) -> Self:
        """The scope of all files."""
        return cls(library, library.files, void_words(library))

    def documents(self, *folders: str) -> Iterator[Loaded]:
        """Those of the files in these folders whose YAML could be read as a mapping."""
        return in_folders(self.files, folders)

    def with_themes(self) -> Iterator[Document]:
        """The documents of all these files, readable or not, and then that of the themes."""
        yield from (loaded.document for loaded in self.files)
        if self.library.themes_document:
            yield self.library.themes_document


def void_words(library: Library) -> dict[str, str]:
    """`withdrawn` or `retracted` for each such work, by id."""
    if not _has_void_records(library):
        return {}
    return {
        work_id: work.void_word for work_id, work in merge_works(library).items() if work.is_void
    }


def _has_void_records(library: Library) -> bool:
    """Whether any record has a withdrawal or retraction; otherwise no work can be void."""
    registered = library.published
    return any(record.withdrawn is not None for record in library.lock.records.values()) or any(
        record.retraction is not None
        for records in (registered.by_doi, registered.by_arxiv)
        for record in records.values()
    )
