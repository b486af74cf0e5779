"""Filing: drafts become files of the list, without duplicates and under unique ids.

Everything is planned before anything is written, and only updates change existing files.
"""

import codecs
import contextlib
import enum
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from readinglist.errors import StorageError
from readinglist.intake.drafts import (
    Draft,
    Facts,
    Reading,
    Remark,
    facts_of_published,
    facts_of_record,
    is_safe_key,
    propose_id,
    render_draft,
    spell_fields,
)
from readinglist.intake.duplicates import Index, Known, Match, are_apart, known_draft, known_works
from readinglist.intake.updating import Update, Updating, spoken
from readinglist.library.library import Library
from readinglist.library.lock.arxiv import read_lock
from readinglist.library.lock.registries import read_published
from readinglist.system.files import write_whole
from readinglist.values.dates import PartialDate, latest_issue
from readinglist.values.encodings import text_encoding
from readinglist.values.identifiers import ArxivId

FOLDER = "papers"


class Doubtful(enum.Enum):
    """What to do with works that may already be on the list.

    By default those that nothing distinguishes from a known work are left out, and the others are
    added.
    """

    BY_LIKENESS = "by likeness"
    TAKE = "take"
    SKIP = "skip"

    def leaves_out(self, match: Match) -> bool:
        """Whether a work with this match is left out."""
        if match.is_certain or self is Doubtful.SKIP:
            return True
        return match.is_likely and self is Doubtful.BY_LIKENESS


@dataclass(frozen=True)
class Filed:
    """An entry to be written. `path` is relative to the project's folder.

    `needs_record` means that it has an identifier but the lock has no record of it.
    """

    id: str
    path: str
    text: str
    draft: Draft
    title: str
    needs_record: bool = False

    @property
    def open_fields(self) -> dict[str, int]:
        """The fields without a value, each with its line."""
        found = re.finditer(r"^([a-z-]+):$", self.text, re.MULTILINE)
        return {
            field[1]: self.text.count("\n", 0, field.start()) + 1
            for field in found
            if not self.text.startswith(("\n  ", "\n- "), field.end())
        }


@dataclass(frozen=True)
class Twin:
    """A draft that is left out because the work is already there."""

    draft: Draft
    match: Match


@dataclass
class Plan:
    """What to do with a reading: entries, updates, duplicates, and messages with their places.

    If there are two updates of one entry, the later one includes the earlier one's changes.
    """

    filed: list[Filed] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    twins: list[Twin] = field(default_factory=list)
    left_out: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)


def locked_facts(library: Library, drafts: Iterable[Draft]) -> dict[ArxivId | str, Facts]:
    """The lock's facts about works that the list does not have yet, by arXiv id or DOI."""
    wanted = list(drafts)
    ids = [draft.arxiv for draft in wanted if draft.arxiv]
    dois = [draft.doi for draft in wanted if draft.doi]
    records = read_lock(library.lock_folder, ids, library.root).records
    published = read_published(library.metadata_folder, dois, (), library.root).by_doi
    facts: dict[ArxivId | str, Facts] = {
        arxiv: facts_of_record(record) for arxiv, record in records.items()
    }
    return facts | {doi: facts_of_published(record) for doi, record in published.items()}


@dataclass(frozen=True)
class FilingOptions:
    """How drafts become entries.

    - `themes`: the themes of every entry, in place of the drafts' own.
    - `keep_keys`: use the source's keys as ids where possible.
    - `keep_given`: write what a draft says even if the record says it, too.
    - `trust_identifiers`: a DOI or an address of the list means that work, whatever its title.
    - `as_drafts`: mark the entries as drafts.
    - `entry_id`: the id of a single draft.
    - `source`: where the drafts come from, for the entries' first comment.
    - `doubtful`: what to do with works that may already be on the list.
    """

    themes: tuple[str, ...] = ()
    keep_keys: bool = False
    keep_given: bool = False
    trust_identifiers: bool = False
    as_drafts: bool = False
    entry_id: str = ""
    source: str = ""
    doubtful: Doubtful = Doubtful.BY_LIKENESS


def plan_filing(  # noqa: PLR0913 - what a plan depends on
    library: Library,
    reading: Reading,
    facts: Mapping[ArxivId | str, Facts],
    added: PartialDate,
    options: FilingOptions = FilingOptions(),
    *,
    updating: Updating | None = None,
    advance: Callable[[int], None] | None = None,
) -> Plan:
    """Plan the entries for the drafts of a reading.

    A draft that repeats a work of the list, or an earlier draft, is left out. If it only may be a
    duplicate, `options.doubtful` decides, and if it is added, that is noted. One that certainly
    repeats an earlier draft fills in that draft's empty fields, so that a preprint and its
    published version become one entry.

    - `facts`: what the lock says, by arXiv id or DOI.
    - `added`: today.
    - `updating`: turn drafts that repeat a work of the list into updates of its entry.
    - `advance`: called with the number of drafts processed.

    Raises `StorageError`.
    """
    planner = _Planner(library, facts, options, updating)
    planner.plan.left_out += reading.left_out
    planner.plan.notes += reading.notes
    for count, draft in enumerate(reading.drafts, 1):
        if advance:
            advance(count)
        planner.take(_without_later_date(draft, added, planner.plan))
    planner.file_entries(added)
    return planner.plan


class _Planner:
    """Takes drafts one by one, and compares each with the list and with those before it."""

    def __init__(
        self,
        library: Library,
        facts: Mapping[ArxivId | str, Facts],
        options: FilingOptions,
        updating: Updating | None,
    ) -> None:
        self.plan = Plan()
        self._library = library
        self._facts = facts
        self._options = options
        self._updating = updating
        self._index = Index()
        for known in known_works(library):
            self._index.add(known)
        self._taken = _taken_ids(library)
        self._planned: dict[str, _Planned] = {}

    def take(self, draft: Draft) -> None:
        """Plan an entry for the draft, or an update, or leave it out as a duplicate."""
        options = self._options
        facts = next((self._facts[name] for name in draft.subjects if name in self._facts), None)
        beyond = draft.beyond(facts) if facts and not options.keep_given else draft
        full = beyond.described_by(facts) if facts else draft
        here = known_draft(full)
        match = self._index.find(here, trust_identifiers=options.trust_identifiers)
        if self._updating:
            match = _by_origin(self._updating, self._index, here, match) or match
        if match and options.doubtful.leaves_out(match):
            self._leave_out(draft, full, match)
            return
        if match:
            self.plan.notes.append(Remark(draft.place, f"“{full.title}” {match.message}"))
        new_id = options.entry_id or _choose_id(
            full, self._taken, self.plan, keep_keys=options.keep_keys
        )
        self._taken.add(new_id)
        self._index.add(replace(here, key=new_id))
        written = replace(beyond, themes=options.themes) if options.themes else beyond
        self._planned[new_id] = _Planned(draft, full, written, is_known=facts is not None)

    def _leave_out(self, draft: Draft, full: Draft, match: Match) -> None:
        """Fill in the planned entry of the same work, or update the list's, or neither."""
        known = match.known
        if known.key in self._planned and match.is_certain:
            planned = self._planned[known.key]
            match = planned.take_in(draft, full, match)
            self._index.add(replace(known_draft(planned.full, known.key), place=known.place))
        elif (
            self._updating
            and self._updating.can_update(known.key)
            and Doubtful.BY_LIKENESS.leaves_out(match)
        ):
            self.plan.updates.append(self._updating.update(draft, match))
            self._index.add(self._updating.known(known.key, known))
            return
        self.plan.twins.append(Twin(draft, match))

    def file_entries(self, added: PartialDate) -> None:
        """Add the files of the planned entries to the plan."""
        folder = (self._library.folder / FOLDER).relative_to(self._library.root).as_posix()
        for new_id, entry in self._planned.items():
            source = self._options.source
            text = render_draft(
                entry.written,
                self._library.themes,
                added,
                _heading(entry.full, entry.draft, source, is_known=entry.is_known),
                is_draft=self._options.as_drafts,
            )
            is_identified = bool(entry.written.subjects or entry.draft.subjects)
            self.plan.filed.append(
                Filed(
                    new_id,
                    f"{folder}/{new_id}.yml",
                    text,
                    entry.written,
                    entry.full.title,
                    needs_record=is_identified and not entry.is_known,
                )
            )


def _without_later_date(draft: Draft, today: PartialDate, plan: Plan) -> Draft:
    """The draft without a date of years to come, which no entry may have; it is told."""
    if draft.issued is None or draft.issued <= latest_issue(today):
        return draft
    message = f"the date {draft.issued} is more than a year ahead; left out"
    plan.notes.append(Remark(draft.place, message))
    return replace(draft, issued=None).with_remarks([f"{message[0].upper()}{message[1:]}."])


@dataclass
class _Planned:
    """A planned entry: its draft, the draft with everything known, and what is written."""

    draft: Draft
    full: Draft
    written: Draft
    is_known: bool

    def take_in(self, draft: Draft, full: Draft, match: Match) -> Match:
        """Fill in empty fields from another draft of the work; the match says which."""
        lacked = spell_fields(full).keys() - spell_fields(self.full).keys()
        told = ", ".join(
            f"{name} {spoken(full, name)}" for name in spell_fields(full) if name in lacked
        )
        self.full = self.full.filled_by(full)
        # If the lock has a record of the work, what it says is not repeated.
        more = replace(draft, title="", authors=(), issued=None, url="") if self.is_known else draft
        self.written = self.written.filled_by(more)
        told = f"; added from here: {told}" if told else ""
        others = [
            f"{name.upper() if name == 'doi' else 'arXiv id'} {spoken(full, name)}"
            for name in ("arxiv", "doi")
            if spoken(full, name) and spoken(full, name) != spoken(self.full, name)
        ]
        told += f"; left out: {', '.join(others)}" if others else ""
        return replace(match, reason=match.reason + told)


def _by_origin(updating: Updating, index: Index, here: Known, match: Match | None) -> Match | None:
    """The match with the entry once imported from this file under this key.

    None if there is already a certain match, or if the two are clearly different works.
    """
    entry_id = updating.find_origin(here.key)
    if not entry_id or not updating.can_update(entry_id) or (match and match.is_certain):
        return None
    known = index.find_key(entry_id)
    if known is None or are_apart(here, known):
        return None
    return Match(known, f"it is '{here.key}' of {updating.source}")


def _taken_ids(library: Library) -> set[str]:
    """The ids in use, in lower case, because some file systems ignore case."""
    folder = library.folder / FOLDER
    names = [file.stem for file in folder.iterdir()] if folder.is_dir() else []
    return {name.casefold() for name in (*(loaded.id for loaded in library.files), *names)}


def _choose_id(draft: Draft, taken: set[str], plan: Plan, *, keep_keys: bool) -> str:
    if keep_keys and draft.key:
        if is_safe_key(draft.key) and draft.key not in taken:
            return draft.key
        why = "is taken" if draft.key.casefold() in taken else "cannot be an id"
        new_id = propose_id(draft, taken)
        plan.notes.append(Remark(draft.place, f"the key '{draft.key}' {why}; the id is '{new_id}'"))
        return new_id
    return propose_id(draft, taken)


def _heading(full: Draft, draft: Draft, source: str, *, is_known: bool) -> list[str]:
    """The comments at the start of an entry: which work it is, and where its fields come from."""
    lines = []
    if is_known:
        shown = [name.display for name in full.authors[:3]]
        more = f" and {len(full.authors) - 3} more" if len(full.authors) > 3 else ""
        year = f", {full.year}" if full.year else ""
        lines += [full.title, f"{', '.join(shown)}{more}{year}"]
    elif draft.arxiv or (draft.doi and not draft.title):
        known = [
            name
            for name, value in (
                ("title", draft.title), ("authors", draft.authors), ("issued", draft.issued)
            ) if value
        ]  # fmt: skip
        tail = f" Then delete {' and '.join(known)} here, or they take precedence." if known else ""
        lines.append(
            "The lock has no record of this work yet; 'readinglist enrich' gets its title and "
            f"authors.{tail}"
        )
    if source:
        key = f", where it is called {draft.key}" if draft.key else ""
        lines.append(f"Taken over from {source}{key}.")
    return lines


def write_entry(root: Path, filed: Filed) -> None:
    """Write the entry's file atomically.

    Raises `StorageError` if it exists or cannot be written.
    """
    try:
        write_whole(root / filed.path, filed.text.encode(), within=root, new=True)
    except StorageError as error:
        if os.path.lexists(root / filed.path):
            raise StorageError(error.message, "Choose another id with --id.") from error
        raise


def write_update(root: Path, update: Update) -> None:
    """Write an updated entry's file. Raises `StorageError`."""
    write_whole(root / update.path, update.data, within=root)


_DECLARED = re.compile(
    rb"^[ \t]*+%++[ \t]*+!?[ \t]*+(?:TeX[ \t]++)?(?:Encoding|coding)[ \t]*+[:=][ \t]*+([\w-]+)",
    re.IGNORECASE | re.MULTILINE,
)


def decode_bytes(data: bytes) -> tuple[str, str]:
    """The text of a bibliography, and the name of its encoding unless that is UTF-8.

    The encoding is that of a byte order mark; else UTF-8 if it fits; else that of a line such as
    JabRef's `% Encoding: Cp1252`; else Windows-1252 or, if even that does not fit, ISO 8859-1.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return text, "" if encoding == "utf-8" else encoding.upper()
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    if (match := _DECLARED.search(data[:2000])) and (
        known := text_encoding(declared := match[1].decode("ascii"))
    ):
        with contextlib.suppress(UnicodeDecodeError):
            return _decode_lines(data, known, declared)
    # Five bytes mean nothing in Windows-1252; in ISO 8859-1 they are control characters.
    for encoding, name in (("cp1252", "Windows-1252"), ("latin-1", "ISO 8859-1")):
        with contextlib.suppress(UnicodeDecodeError):
            return _decode_lines(data, encoding, name)
    raise AssertionError("every byte is a character of ISO 8859-1")  # pragma: no cover


def _decode_lines(data: bytes, encoding: str, name: str) -> tuple[str, str]:
    """The text of a file in an encoding, but for lines that can only be UTF-8.

    Files have been pieced together of both. Letters of another encoding are not UTF-8 by chance.
    """
    lines = data.split(b"\n")
    is_mixed = False
    texts: list[str] = []
    for line in lines:
        try:
            text = line.decode("utf-8")
            is_mixed = is_mixed or not text.isascii()
        except UnicodeDecodeError:
            text = line.decode(encoding)
        texts.append(text)
    return "\n".join(texts), f"UTF-8 and {name} by turns" if is_mixed else name
