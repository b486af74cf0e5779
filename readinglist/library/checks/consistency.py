"""Checks across entries: ids, identifiers, lineage, relations, empty themes."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from readinglist.entry.findings import Finding, Location, Severity
from readinglist.entry.theme_ids import section_id, theme_of
from readinglist.entry.vocabulary import Stance
from readinglist.entry.yaml.document import Document, FieldPath, text_in
from readinglist.library.checks.scope import Scope
from readinglist.library.library import Library
from readinglist.values.identifiers import parse_arxiv_id, parse_doi, parse_entry_id


def check_ids(library: Library) -> Iterator[Finding]:
    """E006 and E007: ids that differ only in case, or that two kinds of entries share."""
    by_fold = defaultdict(list)
    for loaded in library.files:
        by_fold[loaded.id.casefold()].append(loaded)
    for twins in by_fold.values():
        first = twins[0]
        for twin in twins[1:]:
            location = Location(twin.document.path)
            if twin.id == first.id:
                yield Finding(
                    "E007",
                    Severity.ERROR,
                    location,
                    f"the id is also that of {first.document.path}",
                    "Rename one of the two: ids are unique over all kinds.",
                )
            else:
                yield Finding(
                    "E006",
                    Severity.ERROR,
                    location,
                    f"the id differs from {first.document.path} only in case",
                    "Rename one of the two.",
                )


def check_theme_ids(library: Library) -> Iterator[Finding]:
    """E005 and E007: ids of themes and sections that cannot be used in URLs or are not unique."""
    document = library.themes_document
    if document is None:
        return
    themes: set[str] = set()
    for path, _ in document.list_items():
        yield from _check_theme_id(document, (*path, "id"), themes)
        sections: set[str] = set()
        for section_path, _ in document.list_items(*path, "sections"):
            yield from _check_theme_id(document, (*section_path, "id"), sections)


def _check_theme_id(document: Document, at: FieldPath, known: set[str]) -> Iterator[Finding]:
    text = document.text(*at)
    if not text:
        return
    try:
        parse_entry_id(text)
    except ValueError as error:
        yield document.report("E005", *error.args, at=at)
    if text in known:
        yield document.report("E007", f"the id '{text}' is given twice", "Rename one.", at=at)
    known.add(text)


def check_same_identifier(library: Library) -> Iterator[Finding]:
    """E301 and E302: two entries with the same arXiv id or the same DOI."""
    rules: tuple[tuple[str, str, str, Callable[[str], object]], ...] = (
        ("E301", "arxiv", "arXiv id", parse_arxiv_id),
        ("E302", "doi", "DOI", parse_doi),
    )
    for code, name, spoken, parse in rules:
        first: dict[object, Document] = {}
        for loaded in library.documents("papers"):
            text = loaded.document.text(name)
            if not text:
                continue
            try:
                identifier = parse(text.strip())
            except ValueError:
                continue
            if identifier in first:
                other = first[identifier].locate((name,))
                yield loaded.document.report(
                    code,
                    f"the {spoken} {text} is also that of {other}",
                    "Keep one entry for the work.",
                    at=(name,),
                )
            else:
                first[identifier] = loaded.document


def check_lineage(library: Library) -> Iterator[Finding]:
    """E303 and E304: a paper that builds on itself, directly or through others."""
    edges: dict[str, dict[str, FieldPath]] = {}
    documents = {}
    for loaded in library.documents("papers"):
        documents[loaded.id] = loaded.document
        edges[loaded.id] = {
            item: path
            for path, item in loaded.document.list_items("builds-on")
            if isinstance(item, str)
        }
    for source, targets in edges.items():
        if source in targets:
            yield documents[source].report(
                "E303", "the paper builds on itself", "Remove it.", at=targets[source]
            )
    for cycle in _cycles(edges):
        start = cycle[0]
        way = " → ".join([*cycle, start])
        yield documents[start].report(
            "E304",
            f"the lineage is circular: {way}",
            "Remove the link that is wrong.",
            at=edges[start][cycle[1]],
        )


def _cycles(edges: dict[str, dict[str, FieldPath]]) -> list[list[str]]:
    """A cycle for each strongly connected component with several nodes, smallest id first."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    parts: list[set[str]] = []
    for root in sorted(edges):
        if root in index:
            continue
        # Tarjan's algorithm without recursion, because a lineage may be thousands of works deep.
        work = [(root, iter(sorted(edges[root])))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in edges:
                    continue
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(sorted(edges[target]))))
                    break
                if target in on_stack:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    part = set()
                    while node not in part:
                        member = stack.pop()
                        on_stack.discard(member)
                        part.add(member)
                    if len(part) > 1:
                        parts.append(part)
    return [_cycle_within(part, edges) for part in sorted(parts, key=min)]


def _cycle_within(part: set[str], edges: dict[str, dict[str, FieldPath]]) -> list[str]:
    """The shortest cycle through the component's smallest id."""
    start = min(part)
    before: dict[str, str] = {}
    reached = [start]
    for here in reached:
        for target in sorted(edges[here]):
            if target == start and here != start:
                cycle = [here]
                while cycle[-1] != start:
                    cycle.append(before[cycle[-1]])
                return cycle[::-1]
            if target in part and target != start and target not in before:
                before[target] = here
                reached.append(target)
    raise AssertionError("a strongly connected component has a cycle")  # pragma: no cover


def check_edges(scope: Scope) -> Iterator[Finding]:
    """E307 to E310: evidence and relations that are circular, duplicate or too vague."""
    for loaded in scope.documents("claims"):
        document = loaded.document
        yield from _check_evidence(document)
        seen: set[tuple[str, str]] = set()
        for path, item in document.list_items("relations"):
            claim, kind = text_in(item, "claim"), text_in(item, "type")
            if not claim or not kind:
                continue
            if claim == loaded.id:
                yield document.report(
                    "E308", "the claim is related to itself", "Remove it.", at=(*path, "claim")
                )
            elif (claim, kind) in seen:
                yield document.report(
                    "E309", f"'{kind} {claim}' is given twice", "Keep one.", at=path
                )
            seen.add((claim, kind))
    for loaded in scope.documents("papers", "essays", "claims"):
        document = loaded.document
        sections = [path for path, _ in document.list_items("sections")]
        if sections:
            yield from _check_twice(document, [(*path, "title") for path in sections])
        lists: list[FieldPath] = [("themes",), ("tags",), ("builds-on",)]
        if sections:
            lists += [(*path, "cites") for path in sections]
        for at in lists:
            items = document.node(*at)
            if isinstance(items, list) and len(items) > 1:
                yield from _check_twice(document, [(*at, number) for number in range(len(items))])


def _check_twice(document: Document, places: list[FieldPath]) -> Iterator[Finding]:
    """E309 for a text that occurs at more than one of the places."""
    known: set[str] = set()
    for path in places:
        text = document.text(*path)
        if text and text in known:
            yield document.report("E309", f"'{text}' is given twice", "Keep one.", at=path)
        known.add(text or "")


_TELLING = frozenset(Stance) - {Stance.BACKGROUND}


def _check_evidence(document: Document) -> Iterator[Finding]:
    essay = document.text("source", "essay")
    seen: set[tuple[str, str]] = set()
    for path, item in document.list_items("evidence"):
        work, stance = text_in(item, "work"), text_in(item, "stance")
        if not work or not stance:
            continue
        if work == essay:
            yield document.report(
                "E310",
                "the essay that makes the claim is not evidence for it",
                "Name another work.",
                at=(*path, "work"),
            )
        if (work, stance) in seen:
            yield document.report(
                "E309", f"'{work}' is given twice as evidence that {stance}", "Keep one.", at=path
            )
        seen.add((work, stance))
        if stance in _TELLING and not (text_in(item, "quote") or text_in(item, "locator")):
            yield document.report(
                "E307",
                f"evidence that {stance} does not say where",
                "Add a quote from the abstract, or a locator.",
                at=path,
            )


def check_empty_themes(library: Library) -> Iterator[Finding]:
    """N505: a theme or a section without entries."""
    document = library.themes_document
    if document is None:
        return
    used: set[str] = set()
    for loaded in library.documents("papers", "essays", "claims"):
        for _, item in loaded.document.list_items("themes"):
            if isinstance(item, str):
                used |= {item, theme_of(item)}
    for path, _ in document.list_items():
        theme = document.text(*path, "id")
        if not theme:
            continue
        if theme not in used:
            yield _empty(document, (*path, "id"), f"no entry belongs to the theme '{theme}'")
            continue
        for section_path, _ in document.list_items(*path, "sections"):
            section = document.text(*section_path, "id")
            if section and section_id(theme, section) not in used:
                yield _empty(
                    document,
                    (*section_path, "id"),
                    f"no entry belongs to the section '{section_id(theme, section)}'",
                )


def _empty(document: Document, at: FieldPath, message: str) -> Finding:
    return document.report(
        "N505", message, "It may stay empty for now.", at=at, severity=Severity.NOTICE
    )
