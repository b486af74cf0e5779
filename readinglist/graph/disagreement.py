"""The two sides of a claim: how many independent groups speak, and what to read to disagree."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from readinglist.entry.vocabulary import RelationType, Stance, Standing
from readinglist.graph.claims import Claim, EvidenceEdge
from readinglist.graph.graph import Graph
from readinglist.library.works import Work

#: The most that is suggested beside a claim.
MAX_SUGGESTIONS = 3

#: Standings that say something about a claim.
_TELLING = frozenset(
    {Standing.SUPPORTED, Standing.OPPOSED, Standing.CONTESTED, Standing.HELD, Standing.FAILED}
)


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
    """Something to read next for who would disagree with a claim, and why it is suggested."""

    item: Work | Claim
    reason: str


def read_to_disagree(graph: Graph, claim: Claim) -> list[Suggestion]:
    """At most three entries that speak against the claim, the plainest first.

    First the works that oppose it, then those that go both ways, then the claims that disagree with
    it, for one of which there is always room. Only where there is none of these, the nearest claims
    of other essays whose evidence came out differently: those that share the most sections with it,
    then the most tags, then in the order of the essays. Neither questions and definitions nor works
    that do not count take part.
    """
    # Asked for by the outline, by the page and by what the page is made of.
    remembered: dict[str, list[Suggestion]] = vars(graph).setdefault("_to_disagree", {})
    found = remembered.get(claim.id)
    if found is None:
        found = remembered[claim.id] = _read_to_disagree(graph, claim)
    return [*found]


def _read_to_disagree(graph: Graph, claim: Claim) -> list[Suggestion]:
    if not claim.has_sides:
        return []
    works: dict[str, Suggestion] = {}
    claims: dict[str, Suggestion] = {}
    for stance, reason in (
        (Stance.OPPOSES, "its evidence speaks against the claim"),
        (Stance.MIXED, "its evidence goes both ways"),
    ):
        for edge in claim.by_stance(stance):
            if edge.counts:
                works.setdefault(edge.work.id, Suggestion(edge.work, reason))
    for relation in claim.relations:
        if relation.relation.type is RelationType.DISAGREES_WITH:
            reason = f"it disagrees with the claim, and is {relation.other.standing}"
            claims.setdefault(relation.other.id, Suggestion(relation.other, reason))
    if not works and not claims:
        return _nearest(graph, claim)
    room = MAX_SUGGESTIONS - min(len(claims), 1)
    return [*list(works.values())[:room], *claims.values()][:MAX_SUGGESTIONS]


def _nearest(graph: Graph, claim: Claim) -> list[Suggestion]:
    index = _index_of(graph)
    agreeing = {edge.other.id for edge in claim.relations if edge.label == "agrees with"}
    sections, tags = _sections(claim), frozenset(claim.entry.tags)
    essay, standing = claim.entry.source.essay, claim.standing
    sharing: set[int] = set()
    for key in (*sections, *tags):
        sharing.update(index.places.get(key, ()))
    near: list[tuple[int, int, int]] = []
    for place in sharing:
        other = index.telling[place]
        if other.standing is not standing and other.essay != essay and other.id not in agreeing:
            shared = len(sections & other.sections)
            near.append((-shared, -len(tags & other.tags), place))
    # Of those that are equally near, the order of the essays counts.
    return [
        Suggestion(found.claim, _reason(index, claim, found.claim))
        for found in (index.telling[place] for _, _, place in nsmallest(MAX_SUGGESTIONS, near))
    ]


@dataclass(frozen=True, slots=True)
class _Telling:
    """A claim whose evidence came out, with what nearness hangs on."""

    claim: Claim
    id: str
    essay: str
    standing: Standing
    sections: frozenset[str]
    tags: frozenset[str]


@dataclass(frozen=True)
class _Index:
    """The claims whose evidence came out, the places of those of a section or tag among them, and
    the titles of sections.
    """

    telling: tuple[_Telling, ...]
    places: Mapping[str, Sequence[int]]
    titles: Mapping[str, str]


def _index_of(graph: Graph) -> _Index:
    index = vars(graph).get("_argument_index")
    if isinstance(index, _Index):
        return index
    telling = tuple(
        _Telling(
            one, one.id, one.entry.source.essay, one.standing, _sections(one),
            frozenset(one.entry.tags),
        )
        for one in graph.claims.values() if one.has_sides and one.standing in _TELLING
    )  # fmt: skip
    places: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(telling):
        for key in (*one.sections, *one.tags):
            places[key].append(place)
    titles = {
        f"{theme_id}/{child.section.id}": child.title
        for theme_id, node in graph.themes.items()
        for child in node.sections
        if child.section
    }
    index = _Index(telling, places, titles)
    vars(graph)["_argument_index"] = index
    return index


def _sections(claim: Claim) -> frozenset[str]:
    """The sections of themes that the claim belongs to; themes without a section are too wide."""
    return frozenset(one for one in claim.entry.themes if "/" in one)


def _reason(index: _Index, claim: Claim, other: Claim) -> str:
    shared = [index.titles.get(one, one) for one in claim.entry.themes if one in _sections(other)]
    if shared:
        subject = f"also in “{shared[0]}”"
    else:
        tags = [tag for tag in claim.entry.tags if tag in other.entry.tags]
        subject = f"also tagged {tags[0]}"
    return f"another essay’s claim, {subject}: {other.standing} where this is {claim.standing}"
