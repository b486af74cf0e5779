"""Updates: what a newer version of a bibliography says about works that already have entries.

Fields that the entry lacks are taken from the file. A field that differs may be a curator's
correction, because an entry does not record who wrote a value: it is kept, and the file's value is
only a proposal until somebody accepts it. As in a first import, what the lock's records say is not
taken from the file.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from readinglist.entry.field_edits import UnfitLayoutError, set_fields
from readinglist.entry.model import PaperEntry
from readinglist.intake.drafts import (
    Draft,
    Facts,
    facts_of_published,
    facts_of_record,
    spell_fields,
)
from readinglist.intake.duplicates import Known, Match, known_draft
from readinglist.library.library import Library
from readinglist.library.merging import imprint_of, merge_paper, trusted_records
from readinglist.system.bounded_reads import read_bounded, read_file
from readinglist.values.imprint import TEXTS
from readinglist.values.references import fold_url

#: Accepts every proposal.
ALL = "all"
_OF_IMPRINT = frozenset({*TEXTS, "editors"})


@dataclass(frozen=True)
class Change:
    """A field of an entry for which the file has a new value.

    `old` is empty if the entry lacks the field. `old` and `new` are for display; `spelt` is the new
    field in YAML. `is_taken` says whether it is written or only proposed.
    """

    field: str
    old: str
    new: str
    spelt: str
    is_taken: bool


@dataclass(frozen=True)
class Update:
    """The changes, perhaps none, that a work of the file makes to the entry `id` in file `path`.

    `reason` says why the entry's file cannot be changed, or is empty. `place` is the work's place
    in the bibliography; `match` says why the entry is the same work.
    """

    id: str
    path: str
    place: str
    match: Match
    changes: tuple[Change, ...] = ()
    data: bytes = b""
    reason: str = ""

    @property
    def taken(self) -> list[Change]:
        """The changes that are written."""
        return [change for change in self.changes if change.is_taken]

    @property
    def proposed(self) -> list[Change]:
        """The changes that are only proposed."""
        return [change for change in self.changes if not change.is_taken]


class Updating:
    """Compares the works of a bibliography, in order, with the entries that they belong to.

    `source` is the bibliography's name. `accepted` are the proposals to write: ids of entries,
    fields as `id.field`, or `all`.
    """

    def __init__(self, library: Library, source: str, accepted: Collection[str]) -> None:
        self._library = library
        self._accepted = frozenset(accepted)
        self._origins = _origins(library, source) if source else {}
        self._states: dict[str, Draft] = {}
        self._data: dict[str, bytes] = {}
        self.source = source

    def find_origin(self, key: str) -> str:
        """The id of the entry once imported from this file under this key, or empty."""
        return self._origins.get(key, "") if key else ""

    def can_update(self, entry_id: str) -> bool:
        """Whether the id is that of a paper's entry without mistakes."""
        return entry_id in self._library.papers

    def update(self, draft: Draft, match: Match) -> Update:
        """The changes that the draft makes to the matching entry, after those of earlier drafts.

        Raises `StorageError` if the entry's file cannot be read.
        """
        entry_id = match.known.key
        path = self._library.path_of(entry_id) or ""
        before = self.state(entry_id)
        stated = spell_fields(before)
        changes = [
            Change(
                name,
                spoken(before, name),
                spoken(draft, name),
                spelt,
                is_taken=self._is_accepted(entry_id, name)
                or (match.is_certain and name not in stated),
            )
            for name, spelt in spell_fields(self._beyond(draft, entry_id)).items()
            if stated.get(name) != spelt and not _is_same(name, before, draft)
        ]
        found = Update(entry_id, path, draft.place, match, tuple(changes))
        if not found.taken:
            return found
        try:
            data = self._data.get(entry_id) or self._read(path)
            spelt_fields = {change.field: change.spelt for change in found.taken}
            data = set_fields(data, PaperEntry, spelt_fields)
        except UnfitLayoutError as error:
            return replace(found, reason=str(error))
        self._data[entry_id] = data
        taken = {change.field for change in found.taken}
        self._states[entry_id] = _overlaid(before, draft, taken)
        return replace(found, data=data)

    def state(self, entry_id: str) -> Draft:
        """The entry's bibliographic fields after the updates so far."""
        if entry_id not in self._states:
            self._states[entry_id] = draft_of_entry(self._library.papers[entry_id])
        return self._states[entry_id]

    def known(self, entry_id: str, known: Known) -> Known:
        """The entry as a known work after the updates so far."""
        state = replace(self.state(entry_id), place=known.place)
        return replace(known_draft(state, entry_id), place=known.place)

    def _read(self, path: str) -> bytes:
        return read_file(self._library.root / path, path)

    def _is_accepted(self, entry_id: str, name: str) -> bool:
        return not self._accepted.isdisjoint({ALL, entry_id, f"{entry_id}.{name}"})

    def _beyond(self, draft: Draft, entry_id: str) -> Draft:
        """The draft without what the lock's records of the work say."""
        entry = self._library.papers[entry_id]
        record = self._library.lock.records.get(entry.arxiv) if entry.arxiv else None
        facts: list[Facts] = [facts_of_record(record)] if record else []
        found = trusted_records(entry, record, self._library.published)
        facts += [facts_of_published(published) for published in found if published]
        beyond = draft
        for known in facts:
            beyond = beyond.beyond(known)
        if facts and not entry.type:
            work = merge_paper(entry_id, entry, self._library.lock.records, self._library.published)
            beyond = replace(beyond, type=None if work.type is draft.type else draft.type)
        return beyond


def draft_of_entry(entry: PaperEntry) -> Draft:
    """The bibliographic fields of an entry."""
    return Draft(
        title=entry.title or "",
        authors=entry.authors,
        issued=entry.issued,
        venue=entry.venue or "",
        type=entry.type,
        arxiv=entry.arxiv,
        doi=entry.doi or "",
        url=entry.url or "",
        imprint=imprint_of(entry),
    )


def _overlaid(below: Draft, above: Draft, names: Collection[str]) -> Draft:
    """The draft `below` with the named fields taken from `above`."""
    own = {name: getattr(above, name) for name in names if name not in _OF_IMPRINT}
    others = {name: getattr(above.imprint, name) for name in names if name in _OF_IMPRINT}
    return replace(below, **own, imprint=replace(below.imprint, **others))


def _is_same(name: str, entry: Draft, draft: Draft) -> bool:
    """Whether the values of a field differ only in spelling."""
    return name == "url" and fold_url(entry.url) == fold_url(draft.url)


def spoken(draft: Draft, name: str) -> str:
    """A bibliographic field for display, on one line."""
    value = getattr(draft.imprint if name in _OF_IMPRINT else draft, name)
    if name in ("authors", "editors"):
        return ", ".join(name.display for name in value)
    if value and name in ("arxiv", "type"):
        return str(value.value)
    return str(value or "")


def _origins(library: Library, source: str) -> dict[str, str]:
    """The ids of entries whose first comment says that they came from the file, by keys there."""
    wanted = re.compile(rf"Taken over from {re.escape(source)}, where it is called (.+?)\.(?= |$)")
    origins: dict[str, str] = {}
    for loaded in library.documents("papers"):
        try:
            data = read_bounded(library.root / loaded.document.path)
        except OSError:
            continue
        lines = data.decode("utf-8", "replace").splitlines()
        comments = " ".join(line[1:].strip() for line in _first_comments(lines))
        if match := wanted.search(comments):
            origins.setdefault(match[1], loaded.id)
    return origins


def _first_comments(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        if not line.startswith("#"):
            return
        yield line
