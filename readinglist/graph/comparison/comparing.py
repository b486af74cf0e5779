"""Compares two states of a list. Pure.

A side may contain errors: entries are compared as documents, field by field. What is derived from
the graph (standings) is compared for the entries that both sides could read.
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from readinglist.entry.findings import Finding
from readinglist.entry.yaml.document import Tree
from readinglist.graph.comparison.changes import (
    Comparison,
    Double,
    EdgeChange,
    EntryChange,
    FallenQuote,
    RecordChange,
    Side,
    StandingChange,
)
from readinglist.graph.comparison.renames import Key, find_renames
from readinglist.graph.comparison.trees import FieldChange, compare_trees, pair_items, rename_ids
from readinglist.graph.graph import Graph
from readinglist.library.library import Library
from readinglist.library.lock.arxiv_records import Record
from readinglist.values.folding import fold_quote
from readinglist.values.likeness import Words, find_alike, words_of

#: Two statements with at least this share of common words may say the same.
ALIKE_CLAIMS = 0.4
#: Two titles with at least this share of common words may belong to the same work.
ALIKE_TITLES = 0.8
# How messages quote ids.
_QUOTED = re.compile(r"'([a-z0-9-]+)'")
_KINDS = {"papers": "paper", "essays": "essay", "claims": "claim", "paths": "path"}


def compare(before: Side, after: Side) -> Comparison:
    """The differences between the two sides."""
    old, new = _trees(before.library), _trees(after.library)
    names = find_renames(
        {key: tree for key, tree in old.items() if key not in new},
        {key: tree for key, tree in new.items() if key not in old},
    )
    ids = {former[1]: now[1] for former, now in names.items()}
    old = {names.get(key, key): rename_ids(tree, ids) for key, tree in old.items()}
    former = {now: was for was, now in names.items()}
    comparison = Comparison(before.name, after.name)
    comparison.unsound = [side.name for side in (before, after) if not side.is_sound]
    for key in sorted(old.keys() | new.keys()):
        if key not in old:
            comparison.added.append(_whole(key, new[key], after))
        elif key not in new:
            comparison.removed.append(_whole(key, old[key], before))
        elif change := _change(key, old[key], new[key], former.get(key), (before, after)):
            comparison.changed.append(change)
    comparison.standings = list(_standings(before, after, ids))
    comparison.records = list(_records(before, after))
    names_back = {now: was for was, now in ids.items()}
    comparison.new_findings = _only_in(after.findings, before.findings, names_back)
    comparison.fixed_findings = _only_in(before.findings, after.findings, ids)
    comparison.fallen_quotes = list(_fallen_quotes(before, after, ids))
    comparison.doubles = [*_double_claims(old, new), *_double_works(before, after, former)]
    return comparison


def _trees(library: Library) -> dict[Key, Tree | None]:
    """The tree of every entry by folder and id, and of every theme."""
    trees: dict[Key, Tree | None] = {
        (loaded.folder, loaded.id): loaded.document.tree for loaded in library.files
    }
    if library.themes_document:
        for path, item in library.themes_document.list_items():
            trees["themes", library.themes_document.text(*path, "id") or f"{path[0]}"] = item
    return trees


def _whole(key: Key, tree: Tree | None, side: Side) -> EntryChange:
    """An entry that exists on one side only."""
    folder, entry_id = key
    claim = side.graph.claims.get(entry_id) if folder == "claims" else None
    return EntryChange(
        _KINDS.get(folder, "theme"),
        entry_id,
        _title(folder, entry_id, tree, side.graph),
        fields=() if claim else tuple(_telling_fields(tree)),
        edges=tuple(_edges(None, tree, side.graph)),
        standing=claim.standing.value if claim else None,
        is_readable=isinstance(tree, dict),
    )


def _telling_fields(tree: Tree | None) -> Iterator[FieldChange]:
    for name in ("takeaway", "lead"):
        if isinstance(tree, dict) and tree.get(name):
            yield FieldChange(name, None, tree[name])


def _change(
    key: Key,
    old: Tree | None,
    new: Tree | None,
    former: Key | None,
    sides: tuple[Side, Side],
) -> EntryChange | None:
    folder, entry_id = key
    graph = sides[1].graph
    is_readable = isinstance(old, dict) and isinstance(new, dict)
    fields: list[FieldChange] = []
    edges: list[EdgeChange] = []
    if isinstance(old, dict) and isinstance(new, dict):
        was = former[1] if former else entry_id
        same = _same_in_meaning(folder, was, entry_id, sides)
        plain_old, plain_new = _without_edges(folder, old), _without_edges(folder, new)
        fields = [
            change
            for change in compare_trees(plain_old, plain_new)
            if change.field.partition(" ")[0] not in same
        ]
        if folder == "claims":
            edges = list(_edges(old, new, graph))
    elif old == new:
        is_readable = True
    if not fields and not edges and not former and is_readable:
        return None
    return EntryChange(
        _KINDS.get(folder, "theme"),
        entry_id,
        _title(folder, entry_id, new if new is not None else old, graph),
        former_id=former[1] if former else None,
        fields=tuple(fields),
        edges=tuple(edges),
        is_readable=is_readable,
    )


def _same_in_meaning(folder: str, was: str, now: str, sides: tuple[Side, Side]) -> set[str]:
    """The fields that both sides could read and that have equal values, however written."""
    before, after = sides
    old = getattr(before.library, folder, {})
    new = getattr(after.library, folder, {})
    if folder not in _KINDS or was not in old or now not in new:
        return set()
    one, other = old[was], new[now]
    return {
        info.alias or name
        for name, info in type(one).model_fields.items()
        if getattr(one, name) == getattr(other, name)
    }


def _without_edges(folder: str, tree: dict[str, Tree]) -> dict[str, Tree]:
    if folder != "claims":
        return tree
    plain = {name: item for name, item in tree.items() if name not in ("evidence", "relations")}
    outcome = plain.get("outcome")
    if isinstance(outcome, dict):
        plain["outcome"] = {name: item for name, item in outcome.items() if name != "evidence"}
    return plain


def _edges(old: Tree | None, new: Tree | None, graph: Graph) -> Iterator[EdgeChange]:
    """The pieces of evidence and the relations that differ."""
    for edge, key, path in (
        ("evidence", "work", ("evidence",)),
        ("outcome", "work", ("outcome", "evidence")),
        ("relation", "claim", ("relations",)),
    ):
        for pair in pair_items(_items(old, path), _items(new, path), key):
            before, after = _texts(pair.before), _texts(pair.after)
            if before == after:
                continue
            target = (after or before or {}).get(key, "")
            item = graph.works.get(target) or graph.claims.get(target)
            yield EdgeChange(edge, target, item.title if item else "", before, after)


def _items(tree: Tree | None, path: tuple[str, ...]) -> list[Tree]:
    for name in path:
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree if isinstance(tree, list) else []


def _texts(item: Tree | None) -> dict[str, str] | None:
    if item is None:
        return None
    if not isinstance(item, dict):
        return {"value": str(item)}
    return {name: value if isinstance(value, str) else str(value) for name, value in item.items()}


def _title(folder: str, entry_id: str, tree: Tree | None, graph: Graph) -> str:
    if folder == "claims" and entry_id in graph.claims:
        return graph.claims[entry_id].title
    if folder in ("papers", "essays") and entry_id in graph.works:
        return graph.works[entry_id].title
    if isinstance(tree, dict):
        value = tree.get("claim" if folder == "claims" else "title")
        return value if isinstance(value, str) else ""
    return ""


def _standings(before: Side, after: Side, ids: Mapping[str, str]) -> Iterator[StandingChange]:
    for claim_id, claim in before.graph.claims.items():
        now = after.graph.claims.get(ids.get(claim_id, claim_id))
        if now and now.standing is not claim.standing:
            yield StandingChange(now.id, now.title, claim.standing.value, now.standing.value)


def _records(before: Side, after: Side) -> Iterator[RecordChange]:
    old, new = before.library.lock.records, after.library.lock.records
    for arxiv_id in sorted(old.keys() | new.keys(), key=lambda arxiv: arxiv.value):
        was, now = _facts(old.get(arxiv_id)), _facts(new.get(arxiv_id))
        if was != now:
            differing = {name for name in {*was, *now} if was.get(name) != now.get(name)}
            yield RecordChange(
                arxiv_id.value,
                now.get("title") or was["title"],
                {name: text for name, text in was.items() if name in differing},
                {name: text for name, text in now.items() if name in differing},
            )


def _facts(record: Record | None) -> dict[str, str]:
    """The fields of a record in words, without its provenance."""
    if record is None:
        return {}
    facts = {}
    for attribute in dataclasses.fields(record):
        value = getattr(record, attribute.name)
        if attribute.name in ("id", "provenance") or not value:
            continue
        if attribute.name == "authors":
            value = ", ".join(name.display for name in value)
        facts[attribute.name] = ", ".join(value) if isinstance(value, tuple) else str(value)
    return facts


def _only_in(
    findings: list[Finding], others: list[Finding], names: Mapping[str, str]
) -> list[Finding]:
    """The findings that the others do not have, regardless of their lines.

    `names` maps ids to the ids that the others use.
    """

    def key(finding: Finding, names: Mapping[str, str]) -> tuple[str, str, str]:
        folder, _, file = finding.location.path.rpartition("/")
        stem = file.removesuffix(".yml")
        path = f"{folder}/{names.get(stem, stem)}"
        message = _QUOTED.sub(lambda match: f"'{names.get(match[1], match[1])}'", finding.message)
        return (finding.code, path, message)

    known = Counter(key(finding, {}) for finding in others)
    found = []
    for finding in findings:
        if known[key(finding, names)]:
            known[key(finding, names)] -= 1
        else:
            found.append(finding)
    return found


def _fallen_quotes(before: Side, after: Side, ids: Mapping[str, str]) -> Iterator[FallenQuote]:
    stood = {
        (ids.get(claim, claim), ids.get(work, work), quote)
        for claim, work, quote, stands in _quotes(before)
        if stands
    }
    for claim, work, quote, stands in _quotes(after):
        if stands is False and (claim, work, quote) in stood:
            yield FallenQuote(claim, work, quote)


def _quotes(side: Side) -> Iterator[tuple[str, str, str, bool | None]]:
    """The quotes of evidence without a locator, and whether they match; None if no abstract."""
    for claim in side.graph.claims.values():
        edges = [(edge.evidence, edge.work) for edge in claim.evidence]
        edges_of_outcome = [(edge.citation, edge.work) for edge in claim.outcome]
        for citation, work in (*edges, *edges_of_outcome):
            if citation.quote and not citation.locator:
                stands = None
                if work.abstract:
                    stands = fold_quote(citation.quote) in fold_quote(work.abstract)
                yield claim.id, work.id, citation.quote, stands


def _double_claims(
    old: Mapping[Key, Tree | None], new: Mapping[Key, Tree | None]
) -> Iterator[Double]:
    """New or reworded claims that may say the same as another claim."""

    def statements(trees: Mapping[Key, Tree | None]) -> dict[str, str]:
        return {
            key[1]: text
            for key, tree in trees.items()
            if key[0] == "claims"
            and isinstance(tree, dict)
            and isinstance(text := tree.get("claim"), str)
        }

    was, now = statements(old), statements(new)
    fresh = {claim_id: text for claim_id, text in now.items() if was.get(claim_id) != text}
    yield from _doubles("claim", fresh, now, ALIKE_CLAIMS)


def _double_works(before: Side, after: Side, former: Mapping[Key, Key]) -> Iterator[Double]:
    """New works with the title of another work."""
    renamed = {key[1] for key in former}
    titles = {work.id: work.title for work in after.graph.works.values() if not work.is_stub}
    fresh = {
        work_id: title
        for work_id, title in titles.items()
        if work_id not in before.graph.works and work_id not in renamed
    }
    yield from _doubles("work", fresh, titles, ALIKE_TITLES)


def _doubles(
    kind: str, fresh: Mapping[str, str], known: Mapping[str, str], at_least: float
) -> Iterator[Double]:
    def words(texts: Mapping[str, str]) -> dict[str, Words]:
        return {name: words_of(text) for name, text in texts.items()}

    for pair in find_alike(words(fresh), words(known), at_least):
        yield Double(kind, pair.one, pair.other, known[pair.other], round(pair.index, 2))
