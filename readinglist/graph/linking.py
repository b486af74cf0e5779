"""Links the valid entries of a library into a graph.

Relations to entries that are missing or have errors are skipped here; checks report them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from readinglist.entry.model import ClaimEntry, EssayEntry
from readinglist.entry.theme_ids import section_id, theme_of
from readinglist.graph.claims import Claim, EvidenceEdge, OutcomeEdge, RelationEdge
from readinglist.graph.graph import Author, Graph, PathStep, ReadingPath, SectionCites, ThemeNode
from readinglist.library.library import Library
from readinglist.library.merging import merge_works
from readinglist.library.works import Work
from readinglist.system.garbage import uncollected
from readinglist.values.folding import slugify, strip_accents
from readinglist.values.names import Name

#: If a paper has more authors than this, only those with another work on the list get pages.
LARGE_COLLABORATION = 40


def link_graph(library: Library, like: Graph | None = None) -> Graph:
    """Link the valid entries of a library into a graph.

    `like` is the graph of another state of the list; unchanged works are reused from it.
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
    told = {(claim.id, edge.other.id, edge.label) for claim in claims for edge in claim.relations}
    for claim in claims:
        for stated in [edge for edge in claim.relations if not edge.inverse]:
            seen_back = RelationEdge(stated.relation, claim, inverse=True)
            # A relation that both claims state, and that reads the same from both sides, counts
            # once.
            key = (stated.other.id, claim.id, seen_back.label)
            if key not in told:
                told.add(key)
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
            works = tuple(
                graph.works[work_id] for work_id in section.cites if work_id in graph.works
            )
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
            nodes[section_id(theme.id, section.id)] = child
    for work in graph.works_in_order:
        named = {place_id for place_id in work.entry.themes if place_id in nodes}
        for place_id in sorted(named):
            nodes[place_id].own_works.append(work)
        for theme_id in sorted(named | set(map(theme_of, named))):
            nodes[theme_id].works.append(work)
    for claim in graph.claims.values():
        named = {place_id for place_id in claim.entry.themes if place_id in nodes}
        for place_id in sorted(named):
            nodes[place_id].own_claims.append(claim)
        for theme_id in sorted(named | set(map(theme_of, named))):
            nodes[theme_id].claims.append(claim)


def _same_authors(graph: Graph, like: Graph) -> bool:
    """Reuse the authors if the works, their order and their authors are unchanged."""
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
        # Of several spellings, prefer the one with the most accents, then the most frequent.
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
        # Spellings with the same slug share a page, under the first spelling.
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
        for number, step in enumerate(steps):
            graph.paths_through[step.item.id].append((path, number))
