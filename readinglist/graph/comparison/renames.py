"""Detects renamed entries among those removed and added. Pure."""

import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping

from readinglist.entry.yaml.document import Tree
from readinglist.graph.comparison.trees import texts_of
from readinglist.values.likeness import find_alike, words_of

Key = tuple[str, str]
#: Two entries of a kind with at least this share of common words count as one renamed entry.
ALIKE_ENTRIES = 0.6


def find_renames(
    gone: Mapping[Key, Tree | None], come: Mapping[Key, Tree | None]
) -> dict[Key, Key]:
    """For each renamed entry, its former and its new folder and id.

    Two entries of one kind count as one if they are equal, share an identifier (the arXiv id, the
    DOI, the URL, a claim's quote), or have most of their words in common. An identifier shared by
    more than two is ignored.
    """
    found: dict[Key, Key] = {}
    left, right = dict(gone), dict(come)

    def settle(was: Key, now: Key) -> None:
        found[was] = now
        del left[was], right[now]

    for name_of in (_whole, _identifier):
        names = _unique(left, name_of)
        for name, now in _unique(right, name_of).items():
            if name in names:
                settle(names[name], now)
    for folder in sorted({key[0] for key in left}):
        was_words = _words(left, folder)
        now_words = _words(right, folder)
        for pair in find_alike(now_words, was_words, ALIKE_ENTRIES):
            was, now = (folder, pair.other), (folder, pair.one)
            if was in left and now in right:
                settle(was, now)
    return found


def _unique(
    trees: Mapping[Key, Tree | None], name_of: Callable[[Key, Tree], Hashable]
) -> dict[Hashable, Key]:
    """The entries by a key that no other of them has."""
    by_name: dict[Hashable, list[Key]] = defaultdict(list)
    for key in sorted(trees):
        tree = trees[key]
        name = name_of(key, tree) if tree is not None else None
        if name is not None:
            by_name[name].append(key)
    return {name: keys[0] for name, keys in by_name.items() if len(keys) == 1}


def _whole(key: Key, tree: Tree) -> Hashable:
    return (key[0], json.dumps(tree, sort_keys=True)) if tree else None


def _identifier(key: Key, tree: Tree) -> Hashable:
    if not isinstance(tree, dict):
        return None
    source = tree.get("source")
    quote = source.get("quote") if isinstance(source, dict) else None
    if isinstance(quote, str) and quote:
        return (key[0], "quote", quote)
    for name in ("arxiv", "doi", "url"):
        value = tree.get(name)
        if isinstance(value, str) and value:
            return (key[0], name, value.lower())
    return None


def _words(trees: Mapping[Key, Tree | None], folder: str) -> dict[str, frozenset[str]]:
    return {
        key[1]: words_of(" ".join(texts_of(tree)))
        for key, tree in trees.items()
        if key[0] == folder
    }
