"""The graph of a reading list: works, claims, and all that follows from their edges.

Edges to entries that are missing or unsound are passed over here; checks report them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from readinglist.entry.model import (
    Citation,
    ClaimEntry,
    EssayEntry,
    Evidence,
    PaperEntry,
    PathEntry,
    Relation,
    Search,
    Section,
    Step,
    Theme,
)
from readinglist.entry.vocabulary import ClaimKind, Mode, RelationType, Stance, Standing
from readinglist.library.merging import Work, merge_works
from readinglist.library.reading import Library
from readinglist.system.garbage import uncollected
from readinglist.values.dates import PartialDate
from readinglist.values.folding import slugify, strip_accents
from readinglist.values.names import Name

#: A paper with more authors than this gives pages only to those who have another work on the list.
LARGE_COLLABORATION = 40


@dataclass(frozen=True)
class EvidenceEdge:
    """A piece of evidence with the work that it names."""

    evidence: Evidence
    work: Work

    @property
    def counts(self) -> bool:
        """Whether it counts towards a standing: not when the work is withdrawn or retracted."""
        return not self.work.is_void


@dataclass(frozen=True)
class OutcomeEdge:
    """A work that shows what became of a prediction."""

    citation: Citation
    work: Work

    @property
    def counts(self) -> bool:
        """Whether it counts towards the outcome: not when the work is withdrawn or retracted."""
        return not self.work.is_void


@dataclass(frozen=True)
class RelationEdge:
    """A relation as one of its two claims sees it; `inverse` when the other claim states it."""

    relation: Relation
    other: "Claim"
    inverse: bool

    @property
    def label(self) -> str:
        """How the relation reads from this side: `refines`, `is refined by`, …"""
        return _LABELS[self.relation.type][self.inverse]


_LABELS = {
    RelationType.AGREES_WITH: ("agrees with", "agrees with"),
    RelationType.DISAGREES_WITH: ("disagrees with", "disagrees with"),
    RelationType.REFINES: ("refines", "is refined by"),
    RelationType.ANSWERS: ("answers", "is answered by"),
}


def standing_of(stances: AbstractSet[Stance]) -> Standing:
    """The standing that evidence of these stances gives a claim; background gives it none."""
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
    relations: list[RelationEdge] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The statement itself."""
        return self.entry.claim

    def by_stance(self, *stances: Stance) -> list[EvidenceEdge]:
        """The evidence of these stances, in the entry's order."""
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
        """The evidence that counts: all but that from withdrawn and retracted works."""
        return [edge for edge in self.evidence if edge.counts]

    @property
    def has_sides(self) -> bool:
        """Whether there can be evidence for and against it: not for questions and definitions."""
        return self.entry.kind in (ClaimKind.CLAIM, ClaimKind.PREDICTION)

    @property
    def last_search(self) -> Search | None:
        """The latest search for evidence against it; of one day's the last that is written."""
        return max(reversed(self.entry.opposition_sought), key=lambda one: one.on, default=None)

    @cached_property
    def void(self) -> list[EvidenceEdge | OutcomeEdge]:
        """What the claim has from withdrawn and retracted works, shown but not counted."""
        edges: list[EvidenceEdge | OutcomeEdge] = [*self.evidence, *self.outcome]
        return [edge for edge in edges if not edge.counts]

    @property
    def void_words(self) -> str:
        """What the works of `void` are: `withdrawn`, `retracted` or `withdrawn or retracted`."""
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

        A definition is just `defined`; a question is `answered` when a claim answers it, else
        `open`; a prediction is what its outcome says, else `open`. A claim is `contested` when it
        has evidence on both sides or mixed evidence, `supported` or `opposed` when on one side
        only, and `untested` with background or nothing. Withdrawn and retracted works do not count,
        neither as evidence nor for an outcome, which without any other work is none.
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


@dataclass(frozen=True)
class SectionCites:
    """A section of an essay with the works that it cites and the claims that it makes."""

    title: str
    works: tuple[Work, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class PathStep:
    """A step of a reading path with the entry that it names."""

    item: Work | Claim
    step: Step


@dataclass(frozen=True)
class ReadingPath:
    """A reading path with its steps resolved."""

    id: str
    entry: PathEntry
    steps: tuple[PathStep, ...]

    @property
    def title(self) -> str:
        """The title."""
        return self.entry.title

    @property
    def minutes(self) -> int:
        """The estimated time for all of it."""
        return sum(one.step.minutes for one in self.steps)


@dataclass
class Author:
    """An author with a page: a slug, the name, the works from old to new."""

    slug: str
    name: Name
    works: list[Work] = field(default_factory=list)

    @property
    def index_letter(self) -> str:
        """The letter under which an index lists the author; `#` for what is not a Latin letter."""
        letter = self.name.sort_key[0][:1].upper()
        return letter if "A" <= letter <= "Z" else "#"


@dataclass
class ThemeNode:
    """A theme or one of its sections, with what belongs to it.

    Works stand in reading order: by date of issue, the undated last, then by title. Claims stand in
    the order of their essays. A theme's own lists hold all that belongs to it or to a section;
    `own_works` and `own_claims` only what names the theme without a section.
    """

    theme: Theme
    section: Section | None = None
    works: list[Work] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    own_works: list[Work] = field(default_factory=list)
    own_claims: list[Claim] = field(default_factory=list)
    sections: list["ThemeNode"] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The title of the section, or else of the theme."""
        return self.section.title if self.section else self.theme.title


@lru_cache(1 << 15)
def reading_order(work: Work) -> tuple[bool, tuple[int, int, int], str, str]:
    """Oldest first, the undated last, then by title."""
    issued = work.issued
    # Numbers, as dates take much longer to compare.
    date = (issued.year, issued.month, issued.day) if issued else (0, 0, 0)
    return (issued is None, date, work.title.casefold(), work.id)


@dataclass
class Graph:
    """Everything that pages, exports and commands show, linked."""

    library: Library
    works: dict[str, Work] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    themes: dict[str, ThemeNode] = field(default_factory=dict)
    claims_on: dict[str, list[tuple[Claim, EvidenceEdge]]] = field(default_factory=dict)
    cited_in: dict[str, list[tuple[Work, str]]] = field(default_factory=dict)
    developed_by: dict[str, list[Work]] = field(default_factory=dict)
    authors: dict[str, Author] = field(default_factory=dict)
    tags: dict[str, list[Work | Claim]] = field(default_factory=dict)
    paths: dict[str, ReadingPath] = field(default_factory=dict)
    paths_through: dict[str, list[tuple[ReadingPath, int]]] = field(default_factory=dict)
    sections: dict[str, list[SectionCites]] = field(default_factory=dict)

    @cached_property
    def works_in_order(self) -> list[Work]:
        """All works, in reading order."""
        return sorted(self.works.values(), key=reading_order)

    @cached_property
    def papers(self) -> list[Work]:
        """The works that are not essays, in reading order."""
        return [work for work in self.works_in_order if work.folder == "papers"]

    @cached_property
    def essays(self) -> list[Work]:
        """The essays, in reading order."""
        return [work for work in self.works_in_order if work.folder == "essays"]

    def claims_of_kind(self, *kinds: ClaimKind) -> list[Claim]:
        """The claims of these kinds, in the order of the essays."""
        return [claim for claim in self.claims.values() if claim.entry.kind in kinds]

    def builds_on(self, work: Work) -> list[Work]:
        """The papers that the paper says it builds on, in the entry's order."""
        entry = work.entry
        if not isinstance(entry, PaperEntry) or not entry.builds_on:
            return []
        return [self.works[one] for one in dict.fromkeys(entry.builds_on) if one in self.works]

    def developments(self, work: Work) -> list[Work]:
        """All papers that build on the work, directly or through others, in reading order."""
        found: dict[str, Work] = {}
        front = list(self.developed_by.get(work.id, ()))
        while front:
            one = front.pop()
            if one.id not in found and one.id != work.id:
                found[one.id] = one
                front.extend(self.developed_by.get(one.id, ()))
        return sorted(found.values(), key=reading_order)

    @cached_property
    def void_works(self) -> list[Work]:
        """The withdrawn and retracted works, in reading order."""
        return [work for work in self.works_in_order if work.is_void]

    @cached_property
    def structures(self) -> list[Work]:
        """The papers whose research mode is structural, in reading order."""
        return [w for w in self.papers if mode_of(w) is Mode.STRUCTURAL]

    @cached_property
    def years(self) -> dict[int, list[Work]]:
        """The works by year of issue, newest year first, each year in reading order."""
        years: dict[int, list[Work]] = defaultdict(list)
        for work in self.works_in_order:
            if work.year is not None:
                years[work.year].append(work)
        return dict(sorted(years.items(), reverse=True))

    @cached_property
    def latest(self) -> list[Work | Claim]:
        """Works and claims by the day they were added, newest first, then by date of issue."""
        items: list[Work | Claim] = [*self.works.values(), *self.claims.values()]
        dated = [item for item in items if item.entry.added]

        def key(item: Work | Claim) -> tuple[PartialDate, PartialDate]:
            work = item.essay if isinstance(item, Claim) else item
            issued = work.issued if work and work.issued else PartialDate(0)
            return (item.entry.added or PartialDate(0), issued)

        return sorted(sorted(dated, key=lambda item: item.id), key=key, reverse=True)


def mode_of(work: Work) -> Mode | None:
    """The research mode, which only papers have."""
    return work.entry.mode if isinstance(work.entry, PaperEntry) else None


def link_graph(library: Library, like: Graph | None = None) -> Graph:
    """Link the sound entries of a library into a graph.

    `like` is the graph of another state of the list, whose works are taken where they are the same.
    """
    graph = Graph(library)
    with uncollected():
        if like is None:
            graph.works = merge_works(library)
        else:
            graph.works = merge_works(library, like.library, like.works)
        _link_claims(graph)
        _link_sections(graph)
        _link_lineage(graph)
        _link_themes(graph)
        if like is None or not _same_authors(graph, like):
            _link_authors(graph)
        _link_tags(graph)
        _link_paths(graph)
    return graph


def _link_claims(graph: Graph) -> None:
    claims = []
    for entry_id, entry in graph.library.claims.items():
        if entry_id in graph.works:
            continue
        essay = graph.works.get(entry.source.essay)
        claims.append(Claim(entry_id, entry, essay, _claim_order(essay, entry, entry_id)))
    essays = {essay.id: i for i, essay in enumerate(graph.essays)}
    claims.sort(
        key=lambda c: (essays.get(c.essay.id, len(essays)) if c.essay else len(essays), c.order)
    )
    graph.claims = {claim.id: claim for claim in claims}
    graph.claims_on = defaultdict(list)
    for claim in claims:
        for evidence in claim.entry.evidence:
            work = graph.works.get(evidence.work)
            if work:
                edge = EvidenceEdge(evidence, work)
                claim.evidence.append(edge)
                graph.claims_on[work.id].append((claim, edge))
        if claim.entry.outcome:
            claim.outcome = [
                OutcomeEdge(citation, graph.works[citation.work])
                for citation in claim.entry.outcome.evidence
                if citation.work in graph.works
            ]
        for relation in claim.entry.relations:
            other = graph.claims.get(relation.claim)
            if other and other is not claim:
                claim.relations.append(RelationEdge(relation, other, inverse=False))
    for claim in claims:
        for stated in [edge for edge in claim.relations if not edge.inverse]:
            seen_back = RelationEdge(stated.relation, claim, inverse=True)
            # What both claims state and what reads the same from both sides is one relation.
            if not any(
                one.other is claim and one.label == seen_back.label
                for one in stated.other.relations
            ):
                stated.other.relations.append(seen_back)


def _claim_order(essay: Work | None, entry: ClaimEntry, entry_id: str) -> tuple[int, str]:
    titles: list[str] = []
    if essay and isinstance(essay.entry, EssayEntry):
        titles = [section.title for section in essay.entry.sections]
    title = entry.source.section
    return (titles.index(title) if title in titles else len(titles), entry_id)


def _link_sections(graph: Graph) -> None:
    graph.cited_in = defaultdict(list)
    by_section: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in graph.claims.values():
        by_section[claim.entry.source.essay, claim.entry.source.section].append(claim)
    for essay in graph.essays:
        if not isinstance(essay.entry, EssayEntry):
            continue
        sections = []
        for section in essay.entry.sections:
            works = tuple(graph.works[one] for one in section.cites if one in graph.works)
            for work in works:
                graph.cited_in[work.id].append((essay, section.title))
            claims = tuple(by_section[essay.id, section.title])
            sections.append(SectionCites(section.title, works, claims))
        graph.sections[essay.id] = sections


def _link_lineage(graph: Graph) -> None:
    graph.developed_by = defaultdict(list)
    for work in graph.works_in_order:
        for structure in graph.builds_on(work):
            graph.developed_by[structure.id].append(work)


def _link_themes(graph: Graph) -> None:
    nodes: dict[str, ThemeNode] = {}
    for theme in graph.library.themes:
        node = ThemeNode(theme)
        graph.themes[theme.id] = nodes[theme.id] = node
        for section in theme.sections:
            child = ThemeNode(theme, section)
            node.sections.append(child)
            nodes[f"{theme.id}/{section.id}"] = child
    for work in graph.works_in_order:
        named = {one for one in work.entry.themes if one in nodes}
        for one in sorted(named):
            nodes[one].own_works.append(work)
        for one in sorted(named | {one.partition("/")[0] for one in named}):
            nodes[one].works.append(work)
    for claim in graph.claims.values():
        named = {one for one in claim.entry.themes if one in nodes}
        for one in sorted(named):
            nodes[one].own_claims.append(claim)
        for one in sorted(named | {one.partition("/")[0] for one in named}):
            nodes[one].claims.append(claim)


def _same_authors(graph: Graph, like: Graph) -> bool:
    """Take over the authors where the works, their order and their authors are the same."""
    order, order_before = graph.works_in_order, like.works_in_order
    if [work.id for work in order] != [work.id for work in order_before]:
        return False
    changed = [work for work, old in zip(order, order_before, strict=True) if work is not old]
    if any(work.authors != like.works[work.id].authors for work in changed):
        return False
    graph.authors = dict(like.authors)
    for slug in {name.slug for work in changed for name in work.authors}:
        if author := like.authors.get(slug):
            works = [graph.works[work.id] for work in author.works]
            graph.authors[slug] = Author(slug, author.name, works)
    return True


def _link_authors(graph: Graph) -> None:
    works = graph.works_in_order
    frequency = Counter(slug for work in works for slug in {name.slug for name in work.authors})
    spellings: dict[str, Counter[Name]] = defaultdict(Counter)
    for work in works:
        for name in dict.fromkeys(work.authors):
            if len(work.authors) > LARGE_COLLABORATION and frequency[name.slug] < 2:
                continue
            spellings[name.slug][name] += 1
            author = graph.authors.setdefault(name.slug, Author(name.slug, name))
            if not author.works or author.works[-1] is not work:
                author.works.append(work)
    for slug, author in graph.authors.items():
        if len(spellings[slug]) == 1:
            continue
        # Of several spellings the richest in accents, then the most frequent.
        author.name = max(
            spellings[slug],
            key=lambda n: (n.display != strip_accents(n.display), spellings[slug][n], n.display),
        )
    graph.authors = dict(
        sorted(graph.authors.items(), key=lambda item: (item[1].name.sort_key, item[0]))
    )


def _link_tags(graph: Graph) -> None:
    tags: dict[str, list[Work | Claim]] = defaultdict(list)
    spellings: dict[str, str] = {}
    items: Iterable[Work | Claim] = (
        *graph.works_in_order,
        *graph.claims.values(),
    )
    for item in items:
        # Spellings that share an address share a page, under the first of them.
        for slug, tag in {slugify(tag): tag for tag in item.entry.tags}.items():
            tags[spellings.setdefault(slug, tag)].append(item)
    graph.tags = dict(sorted(tags.items(), key=lambda pair: slugify(pair[0])))


def _link_paths(graph: Graph) -> None:
    graph.paths_through = defaultdict(list)
    for path_id, entry in graph.library.paths.items():
        steps = tuple(
            PathStep(item, step)
            for step in entry.steps
            if (item := graph.works.get(step.read) or graph.claims.get(step.read))
        )
        path = ReadingPath(path_id, entry, steps)
        graph.paths[path_id] = path
        for number, one in enumerate(steps):
            graph.paths_through[one.item.id].append((path, number))
