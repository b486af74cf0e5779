"""Comparing the trees of two entries."""

import pytest

from readinglist.graph.comparison.trees import (
    FieldChange,
    ItemPair,
    compare_trees,
    pair_items,
    rename_ids,
    texts_of,
)


def changes(before, after):
    return [(found.field, found.before, found.after) for found in compare_trees(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": "1"}, {"a": "1"}, []),
        ({"a": "1", "b": "2"}, {"c": "3", "a": "0"},
         [("c", None, "3"), ("a", "1", "0"), ("b", "2", None)]),
        ({"links": {"code": "x"}}, {"links": {"code": "y"}}, [("links code", "x", "y")]),
        ({"tags": ["a", "b"]}, {"tags": ["b", "a"]}, []),
        ({"tags": ["a"]}, {"tags": ["b", "a"]}, [("tags", ["a"], ["b", "a"])]),
        ({"tags": "a"}, {"tags": ["a"]}, [("tags", "a", ["a"])]),
        ({"authors": ["a", "b"]}, {"authors": ["b", "a"]}, [("authors", ["a", "b"], ["b", "a"])]),
        (
            {"sections": [{"title": "S", "cites": ["a"]}]},
            {"sections": [{"title": "New"}, {"title": "S", "cites": ["b"]}]},
            [("sections “New”", None, {"title": "New"}), ("sections “S” cites", ["a"], ["b"])],
        ),
        (
            {"steps": [{"read": "a"}]},
            {"steps": []},
            [("steps “a”", {"read": "a"}, None)],
        ),
        # Only the order differs.
        (
            {"steps": [{"read": "a"}, {"read": "b"}]},
            {"steps": [{"read": "b"}, {"read": "a"}]},
            [("steps", [{"read": "a"}, {"read": "b"}], [{"read": "b"}, {"read": "a"}])],
        ),
        ({"steps": [{"why": "x"}]}, {"steps": []}, [("steps “…”", {"why": "x"}, None)]),
        ({"steps": ["odd"]}, {"steps": []}, [("steps “odd”", "odd", None)]),
        ({"steps": "odd"}, {"steps": []}, [("steps", "odd", [])]),
        (None, {"a": "1"}, [("", None, {"a": "1"})]),
    ],
)  # fmt: skip
def test_changed_fields(before, after, expected):
    assert changes(before, after) == expected
    assert all(isinstance(found, FieldChange) for found in compare_trees(before, after))


def test_items_are_paired_by_their_key_and_then_by_what_agrees():
    one = {"work": "a", "stance": "supports", "quote": "x"}
    two = {"work": "a", "stance": "opposes", "quote": "y"}
    other = {"work": "b"}
    now = {"work": "a", "stance": "opposes", "quote": "z"}
    assert pair_items([one, two, other], [now, one], "work") == [
        ItemPair(two, now), ItemPair(one, one), ItemPair(other, None),
    ]  # fmt: skip
    assert pair_items(["a"], ["a", "b"], "work") == [ItemPair("a", "a"), ItemPair(None, "b")]
    assert pair_items([one], [other], "work") == [ItemPair(None, other), ItemPair(one, None)]
    # Of two that could be meant, the one with more in common.
    assert pair_items([two, one | {"quote": "w"}], [now], "work")[0] == ItemPair(two, now)
    assert pair_items([one | {"quote": "w"}, two], [now], "work")[0] == ItemPair(two, now)
    # Equal items are paired first, wherever they stand.
    assert pair_items([other, other], [other], "work") == [
        ItemPair(other, other), ItemPair(other, None),
    ]  # fmt: skip


def test_texts():
    assert list(texts_of({"a": ["x", {"b": "y"}], "c": "z", "d": None})) == ["x", "y", "z"]
    assert list(texts_of(None)) == []


def test_references_follow_a_renaming():
    tree = {
        "claim": "old",
        "title": "old",
        "builds-on": ["old", "other"],
        "source": {"essay": "old", "quote": "old"},
        "evidence": [{"work": "old", "note": "old"}],
        "relations": [{"claim": "old"}],
        "sections": [{"title": "old", "cites": ["old"]}],
        "steps": [{"read": "old", "why": "old"}],
    }
    assert rename_ids(tree, {"old": "new"}) == {
        "claim": "old",
        "title": "old",
        "builds-on": ["new", "other"],
        "source": {"essay": "new", "quote": "old"},
        "evidence": [{"work": "new", "note": "old"}],
        "relations": [{"claim": "new"}],
        "sections": [{"title": "old", "cites": ["new"]}],
        "steps": [{"read": "new", "why": "old"}],
    }
    assert rename_ids(tree, {}) is tree
    assert rename_ids(["old"], {"old": "new"}) == ["old"]
