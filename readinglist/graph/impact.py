"""Impact: everything on a list that depends on a work, and what remains without it."""

from collections import defaultdict
from dataclasses import dataclass

from readinglist.entry.vocabulary import Standing
from readinglist.graph.claims import Claim
from readinglist.graph.graph import Graph, ReadingPath, ThemeNode, reading_order
from readinglist.library.works import Work


@dataclass(frozen=True)
class ClaimImpact:
    """A claim and the role of the work in it.

    `roles` holds the stances of its evidence from the work, in the entry's order, and `outcome` if
    the work shows how a prediction turned out. `without` is the standing that the claim would have
    if the work did not count.
    """

    claim: Claim
    roles: tuple[str, ...]
    standing: Standing
    without: Standing

    @property
    def changes(self) -> bool:
        """Whether the standing depends on the work."""
        return self.standing is not self.without


@dataclass(frozen=True)
class Development:
    """A work that builds on the given one, directly or through others."""

    work: Work
    is_direct: bool


@dataclass(frozen=True)
class Impact:
    """What depends on a work.

    Claims are in the order of their essays, works in reading order; steps of paths count from 1.
    """

    work: Work
    claims: tuple[ClaimImpact, ...]
    themes: tuple[ThemeNode, ...]
    cited_in: tuple[tuple[Work, str], ...]
    developments: tuple[Development, ...]
    paths: tuple[tuple[ReadingPath, int], ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing depends on the work, apart from its themes."""
        return not (self.claims or self.cited_in or self.developments or self.paths)


def trace_impact(graph: Graph, work: Work) -> Impact:
    """Everything on the list that depends on the work."""
    roles: dict[str, list[str]] = defaultdict(list)
    for claim in graph.claims.values():
        for edge in claim.evidence:
            if edge.work.id == work.id:
                roles[claim.id].append(edge.evidence.stance.value)
        if any(shown.work.id == work.id for shown in claim.outcome):
            roles[claim.id].append("outcome")
    claims = tuple(
        ClaimImpact(
            claim,
            tuple(dict.fromkeys(roles[claim.id])),
            claim.standing,
            claim.standing_without(work.id),
        )
        for claim in graph.claims.values()
        if claim.id in roles
    )
    direct = {development.id for development in graph.developed_by.get(work.id, ())}
    return Impact(
        work,
        claims,
        tuple(node for node in _all_nodes(graph) if work in node.own_works),
        tuple(graph.cited_in.get(work.id, ())),
        tuple(
            Development(development, development.id in direct)
            for development in sorted(graph.developments(work), key=reading_order)
        ),
        tuple((path, number + 1) for path, number in graph.paths_through.get(work.id, ())),
    )


def _all_nodes(graph: Graph) -> list[ThemeNode]:
    """The themes and their sections, each theme before its sections."""
    return [place for node in graph.themes.values() for place in (node, *node.sections)]
