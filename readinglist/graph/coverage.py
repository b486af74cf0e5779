"""Statistics of a list, and what it does not cover yet."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from readinglist.entry.vocabulary import ClaimKind, Stance, Standing
from readinglist.graph.claims import Claim
from readinglist.graph.graph import Graph, mode_of
from readinglist.graph.verdicts import claims_resting_on, works_behind
from readinglist.library.works import Work


def statistics(graph: Graph) -> dict[str, Any]:
    """The list in numbers, ready for JSON; the keys are a public interface.

    `works` counts papers, other works and essays together, as on the home page; `papers` counts
    those on arXiv.
    """
    claims = list(graph.claims.values())
    relations = [(claim, edge) for claim in claims for edge in claim.relations if not edge.inverse]
    between = [
        edge
        for claim, edge in relations
        if claim.entry.source.essay != edge.other.entry.source.essay
    ]
    arxiv = [work for work in graph.papers if work.arxiv]
    return {
        "works": len(graph.works),
        "papers": len(arxiv),
        "other_works": len(graph.papers) - len(arxiv),
        "essays": len(graph.essays),
        "claims": len(claims),
        "kinds": {kind.value: len(graph.claims_of_kind(kind)) for kind in ClaimKind},
        "standings": _count(claim.standing.value for claim in claims),
        "evidence": _count(
            edge.evidence.stance.value for claim in claims for edge in claim.evidence
        ),
        "relations": len(relations),
        "relations_between_essays": len(between),
        "modes": _count(mode.value for work in graph.papers if (mode := mode_of(work))),
        "themes": {
            theme_id: {"works": len(node.works), "claims": len(node.claims)}
            for theme_id, node in graph.themes.items()
        },
        "claims_by_essay": {
            essay.id: sum(len(section.claims) for section in graph.sections.get(essay.id, ()))
            for essay in graph.essays
        },
        "published": sum(1 for work in arxiv if work.published),
        "withdrawn": sum(1 for work in graph.void_works if not work.retracted),
        "retracted": sum(1 for work in graph.void_works if work.retracted),
        "authors": len(graph.authors),
        "tags": len(graph.tags),
        "paths": len(graph.paths),
        "records": sum(1 for work in arxiv if work.provenance),
        "abstracts": sum(1 for work in arxiv if work.abstract),
    }


def _count(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


@dataclass(frozen=True)
class Gap:
    """Something that the list does not cover: a description, and the items it affects.

    `items` holds works and claims, or pairs of an essay and the title of one of its sections.
    """

    key: str
    title: str
    explanation: str
    items: tuple[Work | Claim | tuple[Work, str], ...]


def coverage(graph: Graph) -> list[Gap]:
    """The gaps of a list, in a fixed order, including gaps without items.

    Left out are gaps that a list without claims, papers on arXiv or research modes cannot have, and
    drafts and withdrawn works if there are none.
    """
    gaps = [*_drafts(graph), *_withdrawals(graph)]
    if graph.claims:
        gaps += [*_claims_on_withdrawals(graph), *_unused_sources(graph), *_gaps_in_evidence(graph)]
    return [*gaps, *_gaps_in_papers(graph)]


def _drafts(graph: Graph) -> Iterator[Gap]:
    items: tuple[Work | Claim, ...] = (*graph.works.values(), *graph.claims.values())
    drafts = tuple(item for item in items if item.entry.draft)
    if drafts:
        yield Gap(
            "drafts",
            "Drafts",
            "They are waiting to be completed; the published site leaves them out.",
            drafts,
        )


def _withdrawals(graph: Graph) -> Iterator[Gap]:
    if graph.claims or graph.void_works:
        effect = ", but no longer count as evidence" if graph.claims else ""
        yield Gap(
            "withdrawn-works",
            "Withdrawn and retracted works",
            f"They keep their pages{effect}.",
            tuple(graph.void_works),
        )


def _claims_on_withdrawals(graph: Graph) -> Iterator[Gap]:
    yield Gap(
        "claims-on-withdrawn-works",
        "Claims that rest on withdrawn or retracted works",
        "Their verdict rests on the remaining evidence. They need other works.",
        tuple(
            claim
            for claim in graph.claims.values()
            if any(not edge.counts for edge in claim.outcome)
            or any(
                not edge.counts and edge.evidence.stance is not Stance.BACKGROUND
                for edge in claim.evidence
            )
        ),
    )


def _unused_sources(graph: Graph) -> Iterator[Gap]:
    if graph.essays:
        yield Gap(
            "sections-without-claims",
            "Sections of essays without a claim",
            "No claim has been drawn from these sections yet.",
            tuple(
                (essay, section.title)
                for essay in graph.essays
                for section in graph.sections.get(essay.id, ())
                if not section.claims
            ),
        )
    yield Gap(
        "works-without-claims",
        "Works that no claim rests on",
        "Listed for their own sake, or as background only.",
        tuple(work for work in graph.papers if not claims_resting_on(graph, work)),
    )


def _gaps_in_evidence(graph: Graph) -> Iterator[Gap]:
    arguable = graph.claims_of_kind(ClaimKind.CLAIM)
    yield Gap(
        "claims-without-evidence",
        "Claims without evidence for or against",
        "No work on the list supports or contradicts them yet.",
        tuple(
            claim
            for claim in arguable
            if not _has_counting(claim, Stance.SUPPORTS, Stance.OPPOSES, Stance.MIXED)
        ),
    )
    yield Gap(
        "claims-with-one-work",
        "Claims that rest on one work",
        "A second, independent work would make the verdict firmer.",
        tuple(claim for claim in arguable if len(works_behind(claim)) == 1),
    )
    yield Gap(
        "claims-without-opposition",
        "Claims without opposing evidence",
        "They have support, but no opposing or mixed evidence: either there is none, or nobody "
        "has looked.",
        tuple(
            claim
            for claim in arguable
            if _has_counting(claim, Stance.SUPPORTS)
            and not _has_counting(claim, Stance.OPPOSES, Stance.MIXED)
        ),
    )
    yield Gap(
        "opposition-not-sought",
        "Claims without a recorded search for opposing evidence",
        "Look for some. What you find becomes evidence of the claim; where and when you looked "
        "goes into its field opposition-sought, even if you found nothing.",
        tuple(
            claim
            for claim in graph.claims.values()
            if claim.has_sides
            and claim.standing not in (Standing.HELD, Standing.FAILED)
            and not claim.entry.opposition_sought
        ),
    )


def _has_counting(claim: Claim, *stances: Stance) -> bool:
    """Whether the claim has evidence with one of these stances that counts."""
    return any(edge.evidence.stance in stances for edge in claim.counting)


def _gaps_in_papers(graph: Graph) -> Iterator[Gap]:
    papers = [work for work in graph.papers if work.arxiv]
    if not papers:
        return
    yield Gap(
        "papers-without-record",
        "Papers without bibliographic data",
        "Their pages show little more than an identifier until enrich has run again.",
        tuple(work for work in papers if not work.provenance),
    )
    yield Gap(
        "papers-without-abstract",
        "Papers without an abstract",
        "Quotes from their abstracts cannot be verified yet."
        if graph.claims
        else "Their pages show none, and searches do not find its words.",
        tuple(work for work in papers if not work.abstract),
    )
    if graph.has_modes:
        yield Gap(
            "papers-without-mode",
            "Papers without a research mode",
            "Not yet marked as structural, developmental or exploratory.",
            tuple(work for work in papers if mode_of(work) is None),
        )
