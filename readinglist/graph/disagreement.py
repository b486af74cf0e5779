"""The two sides of a claim: how many independent groups there are, and what disagrees with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from readinglist.entry.vocabulary import RelationType, Stance
from readinglist.graph.claims import Claim, EvidenceEdge
from readinglist.library.works import Work

#: The most that is suggested beside a claim.
MAX_SUGGESTIONS = 3


def groups_of_works(works: Iterable[Work]) -> list[list[Work]]:
    """The works in groups that share no author, in the order of their first works.

    Two works belong together when they share an author, or when a chain of such works joins them.
    Authors are the same when their pages are: by the slug of their names, a group that signs as one
    included. A work that is given twice counts once, and a work without authors stands alone.
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
            # The earlier work leads, so that groups stand in the order of their first works.
            leaders[max(one, other)] = min(one, other)
    groups: dict[int, list[Work]] = {}
    for number, work in enumerate(distinct):
        groups.setdefault(leader(number), []).append(work)
    return list(groups.values())


def independence(edges: Sequence[EvidenceEdge]) -> tuple[int, int]:
    """How many works of these pieces of evidence count, and by how many independent groups."""
    groups = groups_of_works(edge.work for edge in edges if edge.counts)
    return sum(len(group) for group in groups), len(groups)


@dataclass(frozen=True)
class Suggestion:
    """Something to read on the other side of a claim, and how it stands to the claim."""

    item: Work | Claim
    reason: str


def read_to_disagree(claim: Claim) -> list[Suggestion]:
    """At most three entries that disagree with the claim, the plainest first.

    First the works that oppose it, then those whose evidence is mixed, then the claims that
    disagree with it, for one of which there is always room. Neither questions and definitions nor
    works that do not count take part. Empty where nothing on the list disagrees.
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
