"""The kinds of entries: their folders, and the models of their files."""

from readinglist.entry.model import ClaimEntry, EssayEntry, PaperEntry, PathEntry, Schema
from readinglist.entry.places import ENTRY_FOLDERS

#: The folders of entries, each with the model of its files, in the order of reading.
FOLDERS: dict[str, type[Schema]] = dict(
    zip(ENTRY_FOLDERS, (PaperEntry, EssayEntry, ClaimEntry, PathEntry), strict=True)
)
