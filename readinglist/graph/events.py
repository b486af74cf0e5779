"""Events: what happened to the list, as its feeds tell it."""

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
    """What happened. The values are parts of the ids of feed items and never change."""

    ADDED = "added"
    EVIDENCE = "evidence"
    STANDING = "standing"


@dataclass(frozen=True)
class Event:
    """Something that happened to an entry at a moment (UTC).

    `work` and `stance` are those of new evidence. `before` and `after` are the verdicts on a claim
    that its own evidence gave it then, such as `supported by one work`.
    """

    kind: EventKind
    moment: datetime.datetime
    item: Work | Claim
    work: Work | None = None
    stance: Stance | None = None
    before: str = ""
    after: str = ""


def additions(graph: Graph, history: History | None) -> list[Event]:
    """When each entry came, the latest first; entries of which nobody knows it are left out.

    Git's history counts where there is one, else the field `added`, at midnight UTC.
    """
    items: list[Work | Claim] = [*graph.works.values(), *graph.claims.values()]
    events = [
        Event(EventKind.ADDED, moment, item)
        for item in items
        if (moment := _added(graph, history, item))
    ]
    # By id, then stably by moment: of entries that came together the order is the same each time.
    events.sort(key=lambda event: event.item.id)
    return sorted(events, key=lambda event: event.moment, reverse=True)


def last_change(graph: Graph, history: History | None) -> PartialDate | None:
    """The day of the last change of an entry (UTC): by git, or else by the fields `added`."""
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
    """What a claim's file said at some time: its evidence and the verdict that it gives."""

    evidence: frozenset[tuple[str, Stance]]
    standing: str


def claim_events(
    graph: Graph, history: History | None, added: Iterable[Event] | None = None
) -> dict[str, list[Event]]:
    """For each claim what happened to it, the latest first: it came, new evidence, new standing.

    Without a history that is its coming alone. Versions that do not fit the schema of their time
    are passed over. A question's standing depends on other entries, so that it has no event here.
    `added` is what `additions` gives, where that is at hand.
    """
    events = {
        event.item.id: [event]
        for event in (additions(graph, history) if added is None else added)
        if isinstance(event.item, Claim)
    }
    if history is None:
        return events
    # What came and was never changed has no version to compare with another.
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
            # Gone, or unreadable at that time: what comes next is compared with nothing.
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
