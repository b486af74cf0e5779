"""Verdicts: a claim's standing, worded to show how much evidence it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass

from readinglist.entry.vocabulary import Stance, Standing
from readinglist.graph.claims import Claim, EvidenceEdge
from readinglist.graph.disagreement import groups_of_works
from readinglist.graph.graph import Graph
from readinglist.library.works import Work

#: The stances that affect a claim, in the order in which a verdict names them.
TELLING = (Stance.SUPPORTS, Stance.MIXED, Stance.OPPOSES)
_WORDS = {Standing.HELD: "came true"}
_ONE_SIDED = frozenset({Standing.SUPPORTED, Standing.OPPOSED})


def qualify(standing: Standing, works: Iterable[Work]) -> str:
    """The standing in words, given the works it rests on.

    `supported by one work`, `supported by one group` if its works share authors, otherwise
    `supported`; likewise for `opposed`. Other standings do not depend on the number of works.
    """
    if standing in _ONE_SIDED:
        groups = groups_of_works(works)
        if len(groups) == 1:
            return f"{standing} by one {'work' if len(groups[0]) == 1 else 'group'}"
    return _WORDS.get(standing, str(standing))


@dataclass(frozen=True)
class Side:
    """The counting works of one stance towards a claim, without duplicates.

    `groups` is the number of author groups that share no member.
    """

    stance: Stance
    works: tuple[Work, ...]

    @property
    def groups(self) -> int:
        """The number of independent author groups."""
        return len(groups_of_works(self.works))


def telling_edges(claim: Claim) -> list[EvidenceEdge]:
    """The evidence that a claim rests on: it counts and is more than background."""
    return [edge for edge in claim.counting if edge.evidence.stance is not Stance.BACKGROUND]


def works_behind(claim: Claim) -> list[Work]:
    """The works that the claim rests on, without duplicates, in the entry's order."""
    return list({edge.work.id: edge.work for edge in telling_edges(claim)}.values())


def verdict(claim: Claim) -> str:
    """The claim's standing, worded to show its basis: `supported by one work`."""
    return qualify(claim.standing, works_behind(claim))


def sides(claim: Claim) -> list[Side]:
    """The counting works per stance: for, mixed, against, background; empty stances left out."""
    found = []
    for stance in (*TELLING, Stance.BACKGROUND):
        works = {edge.work.id: edge.work for edge in claim.by_stance(stance) if edge.counts}
        if works:
            found.append(Side(stance, tuple(works.values())))
    return found


def claims_resting_on(graph: Graph, work: Work) -> list[Claim]:
    """The claims with the work as evidence for or against them, not as background, each once.

    In the order of the essays. Claims that used a withdrawn work are included.
    """
    return list(
        {
            claim.id: claim
            for claim, edge in graph.claims_on.get(work.id, ())
            if edge.evidence.stance is not Stance.BACKGROUND
        }.values()
    )
