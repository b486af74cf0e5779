"""Bringing the lock up to date: what is missing, what arXiv's answers change, what follows.

Nothing here asks arXiv or prints; answers come in as values, and what came of them goes out as
an `Enrichment`.
"""

import datetime
import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from readinglist.enrichment.arxiv.client import Answer, Outcome
from readinglist.entry.findings import Finding, Location
from readinglist.library.checks.quotes import check_quotes
from readinglist.library.library import Library
from readinglist.library.lock.arxiv import LockWriter, record_path, writing
from readinglist.library.lock.arxiv_changes import Changes, compare_records, is_same, succeed
from readinglist.library.lock.arxiv_records import Record
from readinglist.values.identifiers import ArxivId, parse_arxiv_id


class Need(enum.StrEnum):
    """Why an id is asked for."""

    ABSENT = "no record"
    BROKEN = "a broken record"
    COPY = "a record from a copy"
    BARE = "a record without abstract"
    OLD = "an old record"


@dataclass(frozen=True)
class Wanted:
    """A paper whose record is to be fetched, why, and where its entry names the id."""

    id: ArxivId
    need: Need
    location: Location


@dataclass(frozen=True)
class Update:
    """What became of a wanted paper.

    `changes` compares the new record with the one that the lock had; it is None where there was
    none, and empty where nothing changed. `kept` is the moment of a record that stays although
    nothing came; None where there is none.
    """

    wanted: Wanted
    answer: Answer
    changes: Changes | None = None
    kept: datetime.datetime | None = None

    @property
    def is_difference(self) -> bool:
        """Whether the lock's record is, or would be, another one, and not just read later."""
        return self.answer.record is not None and (self.changes is None or bool(self.changes))


@dataclass
class Enrichment:
    """What came of it all: an update for each paper, and quotes that no longer stand."""

    updates: list[Update] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def count(self, outcome: Outcome) -> int:
        """How many ids ended with the outcome."""
        return sum(update.answer.outcome is outcome for update in self.updates)


def plan_enrichment(
    library: Library,
    now: datetime.datetime,
    *,
    refresh: datetime.timedelta | None = None,
    facts_only: bool = False,
) -> list[Wanted]:
    """The papers to ask for, in the order of their files.

    A record from a copy of arXiv's metadata, or without abstract, is as good as missing; with
    `facts_only` an abstract is not asked for. With `refresh`, records read longer ago count, too.
    Files that a newer version has written are left alone.
    """
    wanted: dict[ArxivId, Wanted] = {}
    broken = {finding.location.path for finding in library.lock.findings}
    for loaded in library.documents("papers"):
        try:
            arxiv_id = parse_arxiv_id(loaded.document.text("arxiv") or "")
        except ValueError:
            continue
        if arxiv_id in wanted or arxiv_id in library.lock.newer:
            continue
        record = library.lock.records.get(arxiv_id)
        if record is None:
            path = record_path(library.lock_folder, arxiv_id).relative_to(library.root)
            need = Need.BROKEN if path.as_posix() in broken else Need.ABSENT
        elif record.provenance.route == "copy":
            need = Need.COPY
        elif not record.abstract and not record.withdrawn and not facts_only:
            need = Need.BARE
        elif refresh is not None and now - record.provenance.read >= refresh:
            need = Need.OLD
        else:
            continue
        location = loaded.document.locate(("arxiv",))
        wanted[arxiv_id] = Wanted(arxiv_id, need, location)
    return list(wanted.values())


def enrich_lock(  # noqa: PLR0913 - what an enrichment depends on
    library: Library,
    wanted: Iterable[Wanted],
    answers: Iterable[list[Answer]],
    *,
    write: bool = True,
    facts_only: bool = False,
    progress: Callable[[int], Any] | None = None,
) -> Enrichment:
    """Take the answers over into the lock, list by list as they come.

    What was written stays when a later answer never comes. A record is only ever replaced by a
    found one. Without `write` everything is told and nothing done. Raises `StorageError`.
    """
    by_id = {paper.id: paper for paper in wanted}
    enrichment = Enrichment()
    before = dict(library.lock.records)
    after = dict(before)
    for batch in answers:
        mine = [answer for answer in batch if answer.id in by_id]
        for answer, old in _keep(library, mine, write=write, facts_only=facts_only):
            if answer.record:
                after[answer.id] = answer.record
            enrichment.updates.append(_update(by_id[answer.id], answer, old))
        if progress:
            progress(len(enrichment.updates))
    enrichment.updates.sort(key=lambda update: (update.wanted.location, update.wanted.id.value))
    stood = set(_check_quotes(library, before))
    enrichment.findings = sorted(set(_check_quotes(library, after)) - stood)
    return enrichment


def _keep(
    library: Library, answers: list[Answer], *, write: bool, facts_only: bool
) -> list[tuple[Answer, Record | None]]:
    """The answers with the records to keep, each with the record that the lock has had of it."""
    if not write:
        reader = LockWriter(library.lock_folder)
        return [_succession(reader, answer, facts_only=facts_only) for answer in answers]
    with writing(library.lock_folder, library.root) as writer:
        kept = [_succession(writer, answer, facts_only=facts_only) for answer in answers]
        for answer, _ in kept:
            if answer.record:
                writer.write(answer.record)
    return kept


def _succession(
    lock: LockWriter, answer: Answer, *, facts_only: bool
) -> tuple[Answer, Record | None]:
    # The file counts, not what was read at the start: another run may have written since.
    old = lock.read(answer.id)
    new = answer.record
    if new is None:
        return answer, old
    if old and old.version and new.version and new.version < old.version:
        # An answer from before the one that the lock has: arXiv counts its versions upwards.
        reason = f"arXiv answered with version {new.version}; the lock has {old.version} already"
        return Answer(answer.id, Outcome.UNANSWERED, reason=reason), old
    return replace(answer, record=succeed(new, old, facts_only=facts_only)), old


def _update(wanted: Wanted, answer: Answer, old: Record | None) -> Update:
    if answer.record is None:
        return Update(wanted, answer, kept=old.provenance.read if old else None)
    if old is None:
        return Update(wanted, answer)
    changes = Changes() if is_same(answer.record, old) else compare_records(answer.record, old)
    if not changes and answer.record.provenance.route != old.provenance.route:
        changes = Changes(others=("provenance",))
    return Update(wanted, answer, changes)


def _check_quotes(library: Library, records: dict[ArxivId, Record]) -> list[Finding]:
    lock = replace(library.lock, records=records)
    return [
        finding for finding in check_quotes(replace(library, lock=lock)) if finding.code == "E306"
    ]
