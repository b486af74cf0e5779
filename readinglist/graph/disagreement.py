"""The two sides of a claim: the number of independent groups, and what disagrees with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from readinglist.entry.vocabulary import RelationType, Stance
from readinglist.graph.claims import Claim, EvidenceEdge
from readinglist.library.works import Work

#: The maximum number of suggestions for a claim.
MAX_SUGGESTIONS = 3


def groups_of_works(works: Iterable[Work]) -> list[list[Work]]:
    """Group the works so that groups share no author, in the order of their first works.

    Two works are in the same group if they share an author or are connected by a chain of such
    works. Authors, including collaborations, are the same if their pages are: they are compared by
    the slug of their names. A work given twice counts once, and a work without authors is a group
    of its own.
    """
    distinct = list({work.id: work for work in works}.values())
    leaders = list(range(len(distinct)))

    def leader(number: int) -> int:
        while leaders[number] != number:
            leaders[number] = leaders[leaders[number]]
            number = leaders[number]
        return number

    first_with: dict[str, int] = {}
    for number, work in enumerate(distinct):
        for slug in {name.slug for name in work.authors}:
            one, other = leader(first_with.setdefault(slug, number)), leader(number)
            # The earlier work leads, so that groups are in the order of their first works.
            leaders[max(one, other)] = min(one, other)
    groups: dict[int, list[Work]] = {}
    for number, work in enumerate(distinct):
        groups.setdefault(leader(number), []).append(work)
    return list(groups.values())


def independence(edges: Sequence[EvidenceEdge]) -> tuple[int, int]:
    """How many works of the evidence count, and how many independent groups they come from."""
    groups = groups_of_works(edge.work for edge in edges if edge.counts)
    return sum(len(group) for group in groups), len(groups)


@dataclass(frozen=True)
class Suggestion:
    """Something to read on the other side of a claim, and its relation to the claim."""

    item: Work | Claim
    reason: str


def read_to_disagree(claim: Claim) -> list[Suggestion]:
    """Up to three entries that disagree with the claim, the clearest disagreement first.

    First works that oppose it, then works with mixed evidence, then claims that disagree with it,
    for which one place is always reserved. Questions, definitions and works that do not count are
    left out. Empty if nothing on the list disagrees.
    """
    if not claim.has_sides:
        return []
    works: dict[str, Suggestion] = {}
    claims: dict[str, Suggestion] = {}
    for stance, reason in (
        (Stance.OPPOSES, "contradicts the claim"),
        (Stance.MIXED, "supports one part of the claim, contradicts another"),
    ):
        for edge in claim.by_stance(stance):
            if edge.counts:
                works.setdefault(edge.work.id, Suggestion(edge.work, reason))
    for relation in claim.relations:
        if relation.relation.type is RelationType.DISAGREES_WITH:
            other = relation.other
            claims.setdefault(other.id, Suggestion(other, "disagrees with the claim"))
    room = MAX_SUGGESTIONS - min(len(claims), 1)
    return [*list(works.values())[:room], *claims.values()][:MAX_SUGGESTIONS]
