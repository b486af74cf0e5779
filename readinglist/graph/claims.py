"""A claim with its relations to works and other claims, and the standing derived from them."""

from collections import defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property

from readinglist.entry.model import Citation, ClaimEntry, Evidence, Relation, Search
from readinglist.entry.vocabulary import ClaimKind, RelationType, Stance, Standing
from readinglist.library.works import Work


@dataclass(frozen=True)
class EvidenceEdge:
    """A piece of evidence with its work."""

    evidence: Evidence
    work: Work

    @property
    def counts(self) -> bool:
        """Whether it counts towards a standing: not if the work is withdrawn or retracted."""
        return not self.work.is_void


@dataclass(frozen=True)
class OutcomeEdge:
    """A work that shows how a prediction turned out."""

    citation: Citation
    work: Work

    @property
    def counts(self) -> bool:
        """Whether it counts towards the outcome: not if the work is withdrawn or retracted."""
        return not self.work.is_void


@dataclass(frozen=True)
class RelationEdge:
    """A relation seen from one of its two claims; `inverse` if the other claim states it."""

    relation: Relation
    other: "Claim"
    inverse: bool

    @property
    def label(self) -> str:
        """The relation as worded from this side: `refines`, `is refined by`, …"""
        return _LABELS[self.relation.type][self.inverse]


_LABELS = {
    RelationType.AGREES_WITH: ("agrees with", "agrees with"),
    RelationType.DISAGREES_WITH: ("disagrees with", "disagrees with"),
    RelationType.REFINES: ("refines", "is refined by"),
    RelationType.ANSWERS: ("answers", "is answered by"),
}


def standing_of(stances: AbstractSet[Stance]) -> Standing:
    """The standing that evidence with these stances gives a claim; background has no effect."""
    telling = stances - {Stance.BACKGROUND}
    if not telling:
        return Standing.UNTESTED
    if telling == {Stance.SUPPORTS}:
        return Standing.SUPPORTED
    return Standing.OPPOSED if telling == {Stance.OPPOSES} else Standing.CONTESTED


@dataclass(eq=False)
class Claim:
    """A claim entry with its essay, its edges resolved and its standing."""

    id: str
    entry: ClaimEntry
    essay: Work | None
    order: tuple[int, str]
    evidence: list[EvidenceEdge] = field(default_factory=list)
    outcome: list[OutcomeEdge] = field(default_factory=list)
    # Claims are related in circles.
    relations: list[RelationEdge] = field(default_factory=list, repr=False)

    @property
    def title(self) -> str:
        """The statement."""
        return self.entry.claim

    def by_stance(self, *stances: Stance) -> list[EvidenceEdge]:
        """The evidence with these stances, in the entry's order."""
        if len(stances) == 1:
            return [*self._stances.get(stances[0], ())]
        return [edge for edge in self.evidence if edge.evidence.stance in stances]

    @cached_property
    def _stances(self) -> dict[Stance, list[EvidenceEdge]]:
        found: dict[Stance, list[EvidenceEdge]] = defaultdict(list)
        for edge in self.evidence:
            found[edge.evidence.stance].append(edge)
        return found

    @cached_property
    def counting(self) -> list[EvidenceEdge]:
        """The evidence that counts: all except that from withdrawn and retracted works."""
        return [edge for edge in self.evidence if edge.counts]

    @property
    def has_sides(self) -> bool:
        """Whether there can be evidence for and against it: not for questions and definitions."""
        return self.entry.kind in (ClaimKind.CLAIM, ClaimKind.PREDICTION)

    @property
    def last_search(self) -> Search | None:
        """The latest search for opposing evidence; on the same day, the last in the file."""
        return max(
            reversed(self.entry.opposition_sought), key=lambda search: search.on, default=None
        )

    @cached_property
    def void(self) -> list[EvidenceEdge | OutcomeEdge]:
        """Evidence and outcomes from withdrawn and retracted works, shown but not counted."""
        edges: list[EvidenceEdge | OutcomeEdge] = [*self.evidence, *self.outcome]
        return [edge for edge in edges if not edge.counts]

    @property
    def void_words(self) -> str:
        """What the works in `void` are: `withdrawn`, `retracted` or `withdrawn or retracted`."""
        return " or ".join(sorted({edge.work.void_word for edge in self.void}, reverse=True))

    @property
    def answers(self) -> list["Claim"]:
        """The claims that answer this one."""
        return [
            edge.other
            for edge in self.relations
            if edge.inverse and edge.relation.type is RelationType.ANSWERS
        ]

    @cached_property
    def standing(self) -> Standing:
        """The standing, by kind.

        A definition is always `defined`; a question is `answered` if a claim answers it, otherwise
        `open`; a prediction has the standing of its outcome, otherwise `open`. A claim is
        `contested` if it has evidence on both sides or mixed evidence, `supported` or `opposed` if
        on one side only, and `untested` if it has only background or nothing. Withdrawn and
        retracted works count neither as evidence nor for an outcome; an outcome without other works
        does not count.
        """
        return self.standing_without()

    def standing_without(self, *work_ids: str) -> Standing:
        """The standing that the claim would have without these works."""
        kind = self.entry.kind
        if kind is ClaimKind.DEFINITION:
            return Standing.DEFINED
        if kind is ClaimKind.QUESTION:
            return Standing.ANSWERED if self.answers else Standing.OPEN
        if kind is ClaimKind.PREDICTION:
            outcome = self.entry.outcome
            shown = not self.outcome or any(
                edge.counts and edge.work.id not in work_ids for edge in self.outcome
            )
            return Standing(outcome.result.value) if outcome and shown else Standing.OPEN
        stances = {edge.evidence.stance for edge in self.counting if edge.work.id not in work_ids}
        return standing_of(stances)
