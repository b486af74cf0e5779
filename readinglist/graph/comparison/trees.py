"""Compares two trees of an entry's fields. Pure.

Lists of mappings are compared item by item, matched by an identifying field (a section by its
title, a step by its entry), so that an inserted item does not make all later ones differ.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from readinglist.entry.yaml.document import Tree

#: The field that identifies an item of a list, by the list's name.
_KEYS = {"sections": "title", "steps": "read"}
#: Lists whose order has no meaning.
_UNORDERED = frozenset({"tags"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that differs between the sides; None stands for absent.

    `field` is the path to it in words, such as `sections “Simplicity” cites`.
    """

    field: str
    before: Tree | None
    after: Tree | None


@dataclass(frozen=True, slots=True)
class ItemPair:
    """A list item on both sides; None if it is on one side only."""

    before: Tree | None
    after: Tree | None


def compare_trees(
    before: Tree | None, after: Tree | None, field: str = ""
) -> Iterator[FieldChange]:
    """The fields that differ, in the order of the new side, followed by removed ones."""
    if _same(before, after, field):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys([*after, *before]):
            yield from compare_trees(before.get(name), after.get(name), f"{field} {name}".strip())
        return
    key = _KEYS.get(field.rpartition(" ")[2])
    if key and isinstance(before, list) and isinstance(after, list):
        changes: list[FieldChange] = []
        for pair in pair_items(before, after, key):
            label = f"{field} “{_label(pair, key)}”"
            changes += compare_trees(pair.before, pair.after, label)
        yield from changes or [FieldChange(field, before, after)]
        return
    yield FieldChange(field, before, after)


def _same(before: Tree | None, after: Tree | None, field: str) -> bool:
    if field in _UNORDERED and isinstance(before, list) and isinstance(after, list):
        return sorted(map(str, before)) == sorted(map(str, after))
    return before == after


def _label(pair: ItemPair, key: str) -> str:
    item = pair.after if pair.after is not None else pair.before
    return str(item.get(key, "…")) if isinstance(item, dict) else str(item)


def pair_items(before: list[Tree], after: list[Tree], key: str) -> list[ItemPair]:
    """Match the items of two lists: first equal items, then those with the same key.

    Among several with the same key, those that agree in most fields are matched.
    """
    left = dict(enumerate(before))
    partner: dict[int, int] = {}

    def match(name_of: Callable[[Tree], str], score: Callable[[Tree, Tree], int]) -> None:
        waiting: dict[str, list[int]] = defaultdict(list)
        for number, item in left.items():
            waiting[name_of(item)].append(number)
        for number, item in enumerate(after):
            rest = waiting.get(name_of(item))
            if number not in partner and rest:
                best = max(rest, key=lambda other: score(item, left[other]))
                rest.remove(best)
                partner[number] = best
        for number in partner.values():
            left.pop(number, None)

    match(lambda item: json.dumps(item, sort_keys=True), lambda *_: 0)
    match(lambda item: _key_of(item, key), _agreement)
    pairs = [
        ItemPair(before[partner[number]] if number in partner else None, item)
        for number, item in enumerate(after)
    ]
    return pairs + [ItemPair(item, None) for item in left.values()]


def _key_of(item: Tree, key: str) -> str:
    return str(item.get(key, "")) if isinstance(item, dict) else str(item)


def _agreement(one: Tree, other: Tree) -> int:
    if not isinstance(one, dict) or not isinstance(other, dict):
        return 0
    return sum(one[name] == other.get(name) for name in one)


def texts_of(tree: Tree | None) -> Iterator[str]:
    """Every text in a tree."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, list):
        for item in tree:
            yield from texts_of(item)
    elif isinstance(tree, dict):
        for item in tree.values():
            yield from texts_of(item)


_ID_FIELDS = frozenset({"work", "claim", "essay", "read", "builds-on", "cites"})


def rename_ids(tree: Tree | None, names: Mapping[str, str]) -> Tree | None:
    """The entry's tree with references to other entries replaced by their new ids."""
    if not names or not isinstance(tree, dict):
        return tree
    # A claim's own `claim` is its statement; that of a relation is an id.
    return {
        name: item if name == "claim" else _rename(item, names, name) for name, item in tree.items()
    }


def _rename(tree: Tree, names: Mapping[str, str], field: str) -> Tree:
    if isinstance(tree, str):
        return names.get(tree, tree) if field in _ID_FIELDS else tree
    if isinstance(tree, list):
        return [_rename(item, names, field) for item in tree]
    return {name: _rename(item, names, name) for name, item in tree.items()}
