"""Selections: the works of an entry, a theme or the whole list, and the note that each carries.

A selection has a name, which is that of the page that it belongs to where there is one:
`papers/<id>`, `essays/<id>` (the essay alone), `cited-in/<id>` (what the essay cites),
`claims/<id>`, `paths/<id>`, `themes/<id>`, `themes/<id>/<section>` and `all`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from readinglist.graph.claims import Claim
from readinglist.graph.graph import Graph, ReadingPath, reading_order
from readinglist.library.works import Work

#: The name of the selection of all works.
ALL = "all"
#: How many rendered works the formats cache, because a work is in many selections.
REMEMBERED = 1 << 14


@dataclass(frozen=True)
class Cited:
    """A work with a remark on why it is in a selection, written as its note in exports.

    `with_abstract` says whether formats that can hold the abstract write it, where there is one.
    """

    work: Work
    note: str = ""
    with_abstract: bool = True


def join_notes(work: Work, note: str) -> str:
    """The work's note in exports, starting with whether it is withdrawn or retracted."""
    void = work.void_note if work.is_void else ""
    if not void:
        return note
    ending = "" if not void or void.endswith((".", "!", "?")) or not note else "."
    return " ".join(part for part in (void + ending, note) if part)


def names_of_selections(graph: Graph) -> Iterator[str]:
    """The names of all selections, those of works, essays, claims, paths and themes, and `all`."""
    yield ALL
    for work in graph.works.values():
        yield f"{work.folder}/{work.id}"
    yield from (f"cited-in/{essay.id}" for essay in graph.essays)
    yield from (f"claims/{claim_id}" for claim_id in graph.claims)
    yield from (f"paths/{path_id}" for path_id in graph.paths)
    for theme_id, node in graph.themes.items():
        yield f"themes/{theme_id}"
        for child in node.sections:
            if child.section:
                yield f"themes/{theme_id}/{child.section.id}"


def select(graph: Graph, name: str) -> tuple[Cited, ...]:
    """The works in the selection with this name, without duplicates; empty for unknown names."""
    return tuple(_each_once(_members(graph, name)))


def has_works(graph: Graph, name: str) -> bool:
    """Whether the selection with this name has any works."""
    return next(iter(_members(graph, name)), None) is not None


def _members(graph: Graph, name: str) -> Iterable[Cited]:
    folder, _, item_id = name.partition("/")
    match folder:
        case "all" if not item_id:
            return map(Cited, sorted(graph.works.values(), key=reading_order))
        case "papers" | "essays":
            return _work(graph, item_id)
        case "cited-in":
            return _cited_in(graph, item_id)
        case "claims":
            return _evidence(graph.claims.get(item_id))
        case "paths":
            return _steps(graph.paths.get(item_id))
        case "themes":
            return _theme(graph, item_id)
    return ()


def _each_once(items: Iterable[Cited]) -> Iterator[Cited]:
    """The works in order of first occurrence, with all their notes."""
    notes: dict[str, list[str]] = {}
    works: dict[str, Work] = {}
    for item in items:
        works[item.work.id] = item.work
        notes.setdefault(item.work.id, []).append(item.note)
    for work_id, work in works.items():
        yield Cited(work, " ".join(dict.fromkeys(filter(None, notes[work_id]))))


def _work(graph: Graph, work_id: str) -> Iterator[Cited]:
    if work := graph.works.get(work_id):
        yield Cited(work)


def _cited_in(graph: Graph, essay_id: str) -> Iterator[Cited]:
    for section in graph.sections.get(essay_id, ()):
        yield from (Cited(work, f"Cited in “{section.title}”.") for work in section.works)


def _evidence(claim: Claim | None) -> Iterator[Cited]:
    if claim is None:
        return
    statement = f"“{claim.title}”"
    for edge in claim.evidence:
        place = f" ({edge.evidence.locator})" if edge.evidence.locator else ""
        yield Cited(edge.work, f"{edge.evidence.stance.capitalize()}{place}: {statement}")
    for shown in claim.outcome:
        place = f" ({shown.citation.locator})" if shown.citation.locator else ""
        yield Cited(shown.work, f"Shows what became of it{place}: {statement}")


def _steps(path: ReadingPath | None) -> Iterator[Cited]:
    """The works of the steps; for a claim, the essay that makes it."""
    for number, step in enumerate(path.steps if path else (), 1):
        if not isinstance(step.item, Claim):
            yield Cited(step.item, f"Step {number}.")
        elif step.item.essay:
            yield Cited(step.item.essay, f"Step {number}: “{step.item.title}”")


def _theme(graph: Graph, reference: str) -> Iterator[Cited]:
    theme_id, _, section_id = reference.partition("/")
    node = graph.themes.get(theme_id)
    if node and section_id:
        node = next((n for n in node.sections if n.section and n.section.id == section_id), None)
    if node:
        yield from map(Cited, node.works)
