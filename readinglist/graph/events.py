"""Events in the history of a list, as reported by its feeds."""

import datetime
import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from readinglist.entry.vocabulary import ClaimKind, Stance, Standing
from readinglist.entry.yaml.document import parse_document
from readinglist.graph.claims import Claim, standing_of
from readinglist.graph.graph import Graph
from readinglist.graph.verdicts import qualify
from readinglist.library.works import Work
from readinglist.system.git.history import History
from readinglist.values.dates import PartialDate


class EventKind(enum.StrEnum):
    """The kind of event. The values are parts of the ids of feed items and never change."""

    ADDED = "added"
    EVIDENCE = "evidence"
    STANDING = "standing"


@dataclass(frozen=True)
class Event:
    """Something that happened to an entry at a moment (UTC).

    `work` and `stance` describe new evidence. `before` and `after` are verdicts from the claim's
    own evidence at the time, such as `supported by one work`.
    """

    kind: EventKind
    moment: datetime.datetime
    item: Work | Claim
    work: Work | None = None
    stance: Stance | None = None
    before: str = ""
    after: str = ""


def additions(graph: Graph, history: History | None) -> list[Event]:
    """When each entry was added, latest first; undated entries are omitted.

    Git's history is used if there is one, otherwise the field `added`, at midnight UTC.
    """
    items: list[Work | Claim] = [*graph.works.values(), *graph.claims.values()]
    events = [
        Event(EventKind.ADDED, moment, item)
        for item in items
        if (moment := _added(graph, history, item))
    ]
    # By id, then stably by moment: entries added together always have the same order.
    events.sort(key=lambda event: event.item.id)
    return sorted(events, key=lambda event: event.moment, reverse=True)


def last_change(graph: Graph, history: History | None) -> PartialDate | None:
    """The day of the last change to an entry (UTC), from git or else the `added` fields."""
    moments = [
        change.moment
        for changes in (history.changes if history else {}).values()
        for change in changes
    ]
    if moments:
        latest = max(moments)
        return PartialDate(latest.year, latest.month, latest.day)
    items: list[Work | Claim] = [*graph.works.values(), *graph.claims.values()]
    return max((item.entry.added for item in items if item.entry.added), default=None)


def _added(graph: Graph, history: History | None, item: Work | Claim) -> datetime.datetime | None:
    path = graph.library.path_of(item.id)
    moment = history.added(path) if history and path else None
    return moment or _midnight(item.entry.added)


def _midnight(date: PartialDate | None) -> datetime.datetime | None:
    if date is None:
        return None
    return datetime.datetime(date.year, date.month or 1, date.day or 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class _Version:
    """A claim's file at some point in time: its evidence and the resulting verdict."""

    evidence: frozenset[tuple[str, Stance]]
    standing: str


def claim_events(
    graph: Graph, history: History | None, added: Iterable[Event]
) -> dict[str, list[Event]]:
    """The events of each claim, latest first: added, new evidence, new standing.

    Without a history that is only its addition. Versions that do not fit the schema are skipped. A
    question's standing depends on other entries, so its changes are not events here. `added` is the
    result of `additions`.
    """
    events = {event.item.id: [event] for event in added if isinstance(event.item, Claim)}
    if history is None:
        return events
    # Files that were never changed have no two versions to compare.
    changed = {
        claim_id: mine
        for claim_id, mine in events.items()
        if len(history.changes.get(graph.library.path_of(claim_id) or "", ())) > 1
    }
    contents = history.contents(
        change.blob
        for claim_id in changed
        for change in history.changes.get(graph.library.path_of(claim_id) or "", ())
        if change.blob
    )
    for claim_id, mine in changed.items():
        changes = list(_changes(graph, graph.claims[claim_id], history, contents))
        mine[:0] = reversed(changes)
    return events


def _changes(
    graph: Graph, claim: Claim, history: History, contents: Mapping[str, bytes]
) -> Iterator[Event]:
    before: _Version | None = None
    for change in history.changes.get(graph.library.path_of(claim.id) or "", ()):
        now = _version(graph, contents.get(change.blob, b"")) if change.blob else None
        if now is None:
            # Deleted or unreadable at that time: the next version is compared with nothing.
            before = before if change.blob else None
            continue
        if before is not None:
            for work_id, stance in sorted(now.evidence - before.evidence):
                if work := graph.works.get(work_id):
                    yield Event(EventKind.EVIDENCE, change.moment, claim, work, stance)
            if now.standing != before.standing:
                yield Event(
                    EventKind.STANDING,
                    change.moment,
                    claim,
                    before=before.standing,
                    after=now.standing,
                )
        before = now


def _version(graph: Graph, data: bytes) -> _Version | None:
    document = parse_document(data, "")
    if not isinstance(document.tree, dict):
        return None
    evidence = set()
    for path, _ in document.list_items("evidence"):
        work, stance = document.text(*path, "work"), document.text(*path, "stance")
        if work and stance in tuple(Stance):
            evidence.add((work.strip(), Stance(stance)))
    kind = document.text("kind")
    result = document.text("outcome", "result")
    if kind == ClaimKind.CLAIM:
        telling = [work_id for work_id, stance in evidence if stance is not Stance.BACKGROUND]
        works = [graph.works[work_id] for work_id in telling if work_id in graph.works]
        standing = qualify(standing_of({stance for _, stance in evidence}), works)
    elif kind == ClaimKind.PREDICTION:
        standing = qualify(Standing(result), ()) if result in tuple(Standing) else "open"
    else:
        standing = ""
    return _Version(frozenset(evidence), standing)
