"""Updates the lock: finds what is missing, applies arXiv's answers, reports the consequences.

Nothing here makes requests or prints; answers are passed in as values, and the result is an
`Enrichment`.
"""

import datetime
import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from readinglist.enrichment.arxiv.client import Answer, Outcome
from readinglist.entry.findings import Finding, Location
from readinglist.library.checks.quotes import check_quotes
from readinglist.library.checks.scope import Scope
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
    """A paper whose record should be fetched, why, and where its entry gives the id."""

    id: ArxivId
    need: Need
    location: Location


@dataclass(frozen=True)
class Update:
    """The result for a wanted paper.

    `changes` compares the new record with the previous one; it is None if there was none, and empty
    if nothing changed. `kept` is the time of a previous record that stays because no new one came;
    None if there is none.
    """

    wanted: Wanted
    answer: Answer
    changes: Changes | None = None
    kept: datetime.datetime | None = None

    @property
    def is_difference(self) -> bool:
        """Whether the lock's record differs, or would, in more than the time it was read."""
        return self.answer.record is not None and (self.changes is None or bool(self.changes))


@dataclass
class Enrichment:
    """The result of an enrichment: an update for each paper, and quotes that no longer match."""

    updates: list[Update] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def count(self, outcome: Outcome) -> int:
        """How many ids have this outcome."""
        return sum(update.answer.outcome is outcome for update in self.updates)


def plan_enrichment(
    library: Library,
    now: datetime.datetime,
    *,
    refresh: datetime.timedelta | None = None,
    facts_only: bool = False,
) -> list[Wanted]:
    """The papers to ask for, in the order of their files.

    A record from a copy of arXiv's metadata, or without an abstract, counts as missing; with
    `facts_only` a missing abstract does not matter. With `refresh`, records read before that day
    count too. Files written by a newer version are left alone.
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
    """Apply the answers to the lock, list by list as they arrive.

    What was written stays even if later answers never arrive. A record is only ever replaced by one
    that was found. Without `write` everything is reported but nothing is changed. Raises
    `StorageError`.
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
    """The answers with the records to keep, each with the lock's previous record."""
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
    # Read the file again: another run may have written it since the start.
    old = lock.read(answer.id)
    new = answer.record
    if new is None:
        return answer, old
    if old and old.version and new.version and new.version < old.version:
        # The answer is older than the lock's record: arXiv's version numbers only increase.
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
    scope = Scope.whole(replace(library, lock=replace(library.lock, records=records)))
    return [finding for finding in check_quotes(scope) if finding.code == "E306"]
