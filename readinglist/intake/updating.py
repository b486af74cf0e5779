"""Updates: what a newer state of a bibliography says of works that have entries already.

A field that the entry lacks is taken from the file. One that stands there otherwise may be a
curator's, for an entry does not say who wrote a value: it stays, and the file's is a proposal until
somebody accepts it. What a record of the lock says is not asked of the file at all, as when a work
comes in for the first time.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from readinglist.entry.field_edits import UnfitLayoutError, set_fields
from readinglist.entry.model import PaperEntry
from readinglist.errors import StorageError
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
from readinglist.system.bounded_reads import read_bounded
from readinglist.values.imprint import TEXTS
from readinglist.values.references import fold_url

#: What accepts every proposal.
ALL = "all"
_OF_IMPRINT = frozenset({*TEXTS, "editors"})


@dataclass(frozen=True)
class Change:
    """A field of an entry that the file states anew.

    `old` is empty for a field that the entry lacks; `new` is what would stand there. Both are for
    reading; `spelt` is the field in YAML. `is_taken` says whether it is written or only proposed.
    """

    field: str
    old: str
    new: str
    spelt: str
    is_taken: bool


@dataclass(frozen=True)
class Update:
    """What a work of the file changes in the entry `id`, whose file is `path`; perhaps nothing.

    `reason` says why the entry's file cannot be changed, or is empty. `place` is the work's in the
    bibliography; `match` tells why it is the entry's.
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
        """What is written."""
        return [one for one in self.changes if one.is_taken]

    @property
    def proposed(self) -> list[Change]:
        """What is only proposed."""
        return [one for one in self.changes if not one.is_taken]


class Updating:
    """Compares works of a bibliography, in their order, with the entries that they belong to.

    `source` is the bibliography's name, `accepted` what is taken beyond fields that are missing:
    ids of entries, fields as `id.field`, or `all`.
    """

    def __init__(self, library: Library, source: str, accepted: Collection[str]) -> None:
        self._library = library
        self._accepted = frozenset(accepted)
        self._origins = _origins(library, source) if source else {}
        self._states: dict[str, Draft] = {}
        self._data: dict[str, bytes] = {}
        self.source = source

    def find_origin(self, key: str) -> str:
        """The id of the entry that once came from the work of this key in the file, or nothing."""
        return self._origins.get(key, "") if key else ""

    def can_update(self, entry_id: str) -> bool:
        """Whether the id is that of a sound entry of a paper."""
        return entry_id in self._library.papers

    def update(self, draft: Draft, match: Match) -> Update:
        """What the draft changes in the entry that it matches, after those before it.

        Raises `StorageError` when the entry's file cannot be read.
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
            data = set_fields(data, PaperEntry, {one.field: one.spelt for one in found.taken})
        except UnfitLayoutError as error:
            return replace(found, reason=str(error))
        self._data[entry_id] = data
        taken = {one.field for one in found.taken}
        self._states[entry_id] = _overlaid(before, draft, taken)
        return replace(found, data=data)

    def state(self, entry_id: str) -> Draft:
        """The entry's bibliographic fields with what works before changed."""
        if entry_id not in self._states:
            self._states[entry_id] = draft_of_entry(self._library.papers[entry_id])
        return self._states[entry_id]

    def known(self, entry_id: str, known: Known) -> Known:
        """The entry as a known work, with what works before changed."""
        state = replace(self.state(entry_id), place=known.place)
        return replace(known_draft(state, entry_id), place=known.place)

    def _read(self, path: str) -> bytes:
        try:
            return read_bounded(self._library.root / path)
        except OSError as error:
            raise StorageError(f"{path}: {error.strerror}") from error

    def _is_accepted(self, entry_id: str, name: str) -> bool:
        return not self._accepted.isdisjoint({ALL, entry_id, f"{entry_id}.{name}"})

    def _beyond(self, draft: Draft, entry_id: str) -> Draft:
        """The draft without what the records of the entry's work say."""
        entry = self._library.papers[entry_id]
        record = self._library.lock.records.get(entry.arxiv) if entry.arxiv else None
        facts: list[Facts] = [facts_of_record(record)] if record else []
        found = trusted_records(entry, record, self._library.published)
        facts += [facts_of_published(one) for one in found if one]
        beyond = draft
        for one in facts:
            beyond = beyond.beyond(one)
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
    """The draft with the fields of these names taken from the other one."""
    own = {name: getattr(above, name) for name in names if name not in _OF_IMPRINT}
    others = {name: getattr(above.imprint, name) for name in names if name in _OF_IMPRINT}
    return replace(below, **own, imprint=replace(below.imprint, **others))


def _is_same(name: str, entry: Draft, draft: Draft) -> bool:
    """Whether a field says the same in another spelling."""
    return name == "url" and fold_url(entry.url) == fold_url(draft.url)


def spoken(draft: Draft, name: str) -> str:
    """A bibliographic field as a reader expects it, on one line."""
    value = getattr(draft.imprint if name in _OF_IMPRINT else draft, name)
    if name in ("authors", "editors"):
        return ", ".join(one.display for one in value)
    if value and name in ("arxiv", "type"):
        return str(value.value)
    return str(value or "")


def _origins(library: Library, source: str) -> dict[str, str]:
    """The entries that say in a comment that they came from the file, by their keys there."""
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
