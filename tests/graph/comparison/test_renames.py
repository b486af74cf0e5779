"""Renamed entries among those removed and added."""

from readinglist.graph.comparison.renames import find_renames

LONG = "moss grows slowly where shade keeps stones damp"


def renames(gone, come):
    found = find_renames(
        {("papers", name): tree for name, tree in gone.items()},
        {("papers", name): tree for name, tree in come.items()},
    )
    return {was[1]: now[1] for was, now in found.items()}


def test_equal_entries():
    tree = {"title": "T", "year": "1"}
    assert renames({"a": tree}, {"b": {"year": "1", "title": "T"}}) == {"a": "b"}
    # Two are equal: which is which is not known.
    assert renames({"a": tree}, {"b": tree, "c": tree}) == {"a": "b"}
    assert renames({"a": {}}, {"b": {}}) == {}
    assert renames({"a": None}, {"b": None}) == {}


def test_shared_identifiers():
    for name in ("arxiv", "doi", "url"):
        assert renames(
            {"a": {name: "X/y", "t": "moss fern"}}, {"b": {name: "x/Y", "t": "oak elm"}}
        ) == {"a": "b"}
    quote = {"source": {"quote": "give it time"}}
    assert renames({"a": quote | {"t": "moss fern"}}, {"b": quote | {"t": "oak elm"}}) == {"a": "b"}
    assert (
        renames({"a": {"arxiv": "1", "t": "moss fern"}}, {"b": {"doi": "1", "t": "oak elm"}}) == {}
    )
    assert renames({"a": {"arxiv": ""}}, {"b": {"arxiv": "", "t": "oak elm"}}) == {}
    # An identifier of several identifies none of them.
    assert renames(
        {"a": {"doi": "1", "t": "moss fern"}},
        {"b": {"doi": "1", "t": "oak elm"}, "c": {"doi": "1", "t": "ash yew"}},
    ) == {}  # fmt: skip


def test_a_quote_comes_before_other_identifiers():
    source = {"source": {"quote": "q"}, "url": "u"}
    assert renames({"a": source}, {"b": {"url": "u", "x": "other words"}}) == {}
    assert renames({"a": {"source": "odd", "url": "u"}}, {"b": {"url": "u", "x": "y"}}) == {
        "a": "b"
    }


def test_most_words_in_common():
    assert renames({"a": {"t": LONG}}, {"b": {"t": LONG + " again"}}) == {"a": "b"}
    assert renames({"a": {"t": LONG}}, {"b": {"t": "moss is another matter altogether"}}) == {}


def test_only_entries_of_one_kind():
    tree = {"t": LONG}
    assert find_renames({("papers", "a"): tree}, {("claims", "a"): tree}) == {}
    assert find_renames(
        {("claims", "a"): tree, ("papers", "x"): {"t": "Ada"}}, {("claims", "b"): tree}
    ) == {("claims", "a"): ("claims", "b")}
