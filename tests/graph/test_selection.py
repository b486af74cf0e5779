"""Which entries meet a query, in what order, and which one a name means."""

import pytest

from readinglist.entry.vocabulary import Standing, WorkType
from readinglist.graph.queries import Kind, Order, Query, Years
from readinglist.graph.selection import Row, find_entries, fold, list_rows, select, sort_rows
from readinglist.values.dates import PartialDate

ROWS = [
    Row("essay", "essay", "Zebras", type="webpage", issued=PartialDate(2020), themes=("t",),
        authors=("Zoë Fern",), sort_author="fern zoe", added=PartialDate(2026, 1, 2)),
    Row("moss", "paper", "Àbout moss", type="software", issued=PartialDate(2015, 3), doi="10.1/M",
        authors=("Ada Fern", "Bo van Moss"), sort_author="fern ada", known_as=("MossNet",),
        themes=("t/s", "u"), tags=("green",), added=PartialDate(2025)),
    Row("due", "prediction", "Moss by 2026", standing="open", issued=PartialDate(2020),
        authors=("Zoë Fern",), sort_author="fern zoe", resolves_by=PartialDate(2026, 6, 30)),
    Row("held", "prediction", "Held", standing="held", is_draft=True,
        resolves_by=PartialDate(2020)),
    Row("claim", "claim", "claims", standing="supported", arxiv="1706.03762"),
]  # fmt: skip


def found(**conditions):
    return [row.id for row in select(ROWS, Query(**conditions))]


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, "essay moss due held claim"),
        ({"kind": Kind.PREDICTION}, "due held"),
        ({"kind": Kind.PAPER}, "moss"),
        ({"theme": "t"}, "essay moss"),
        ({"theme": "t/s"}, "moss"),
        ({"theme": "u"}, "moss"),
        ({"tag": "green"}, "moss"),
        ({"author": "fern"}, "essay moss due"),
        ({"author": "FERN Zoe"}, "essay due"),
        ({"author": "Moss"}, "moss"),
        ({"years": Years(2015, 2015)}, "moss"),
        ({"years": Years(2016, None)}, "essay due"),
        ({"type": WorkType.SOFTWARE}, "moss"),
        ({"standing": Standing.HELD}, "held"),
        ({"due": PartialDate(2026, 6, 30)}, "due"),
        ({"due": PartialDate(2026, 6, 29)}, ""),
        ({"drafts": True}, "held"),
        ({"words": ("moss",)}, "moss due"),
        ({"words": ("MOSS", "about")}, "moss"),
        ({"words": ("mossnet",)}, "moss"),
        ({"words": ("green",)}, "moss"),
        ({"words": ("10.1/m",)}, "moss"),
        ({"words": ("1706",)}, "claim"),
        ({"words": ("zoe",)}, "essay due"),
        ({"words": ("moss", "zebra")}, ""),
        ({"words": ("moss àbout",)}, "moss"),
        ({"words": ("moss",), "kind": Kind.PAPER, "years": Years(2016, None)}, ""),
    ],
)
def test_selection(conditions, expected):
    assert found(**conditions) == expected.split()


@pytest.mark.parametrize(
    ("conditions", "message", "hint"),
    [
        ({"theme": "v"}, "no entry has the theme 'v'", ""),
        ({"theme": "t/ss"}, "no entry has the theme 't/ss'", "Did you mean 't/s'?"),
        ({"tag": "greem"}, "no entry has the tag 'greem'", "Did you mean 'green'?"),
        ({"author": "Mos"}, "no entry has the author 'Mos'", "Did you mean 'Moss'?"),
        ({"author": "Ada Ferm"}, "no entry has the author 'Ada Ferm'", "Did you mean 'Ada Fern'?"),
    ],
)
def test_a_value_that_no_entry_has(conditions, message, hint):
    with pytest.raises(ValueError, match="no entry has") as caught:
        found(**conditions)
    assert caught.value.args[0] == message
    if hint:
        assert caught.value.args[1] == hint


@pytest.mark.parametrize(
    ("order", "forwards", "backwards"),
    [
        (Order.LIST, "essay moss due held claim", "claim held due moss essay"),
        (Order.ID, "claim due essay held moss", "moss held essay due claim"),
        (Order.TITLE, "moss claim held due essay", "essay due held claim moss"),
        (Order.AUTHOR, "moss essay due held claim", "essay due moss held claim"),
        (Order.YEAR, "moss essay due held claim", "essay due moss held claim"),
        (Order.ADDED, "moss essay due held claim", "essay moss due held claim"),
        (Order.DUE, "held due essay moss claim", "due held essay moss claim"),
    ],
)
def test_orders(order, forwards, backwards):
    assert [row.id for row in sort_rows(ROWS, order)] == forwards.split()
    assert [row.id for row in sort_rows(iter(ROWS), order, reverse=True)] == backwards.split()


def test_years_of_rows():
    assert ROWS[1].year == "2015"
    assert ROWS[4].year == ""
    assert fold("Àß") == "ass"


@pytest.fixture
def graph(graph_of):
    return graph_of(
        papers={
            "vit": {"title": "An Image", "authors": ["Ada Fern", "Bo Moss"], "issued": "2020-10",
                    "known-as": ["ViT", "VT"], "doi": "10.1000/Vit", "tags": ["x"],
                    "type": "software", "added": "2026-01-02", "draft": "true"},
            "vt": {"known-as": ["VT"], "url": "https://www.v.example/t/"},
            "arx": {"arxiv": "1706.03762"},
        },
        essays={"e": {"title": "Essay", "authors": ["Alan Turing"], "issued": "2024"}},
        claims={"c": {"claim": "Claim.", "kind": "prediction", "resolves-by": "2027-01-01",
                      "tags": ["y"], "added": "2026-02-01"}},
        paths={"way": {"title": "Way", "added": "2026-03-01",
                       "steps": [{"read": "vit", "why": "x", "minutes": "5"}]}},
    )  # fmt: skip


def test_rows_of_a_graph(graph):
    rows = {row.id: row for row in list_rows(graph)}
    assert list(rows) == ["e", *(work.id for work in graph.papers), "c", "way"]
    assert rows["vit"] == Row(
        "vit", "paper", "An Image", type="software", issued=PartialDate(2020, 10),
        authors=("Ada Fern", "Bo Moss"), sort_author="fern ada", known_as=("ViT", "VT"),
        doi="10.1000/vit", url="https://a.example/x", themes=("t",), tags=("x",),
        added=PartialDate(2026, 1, 2), is_draft=True,
    )  # fmt: skip
    assert rows["e"].kind == "essay"
    assert rows["arx"].arxiv == "1706.03762"
    assert rows["arx"].sort_author == ""
    assert rows["c"] == Row(
        "c", "prediction", "Claim.", issued=PartialDate(2024), authors=("Alan Turing",),
        sort_author="turing alan", themes=("t",), tags=("y",), standing="open",
        added=PartialDate(2026, 2, 1), resolves_by=PartialDate(2027, 1, 1),
    )  # fmt: skip
    assert rows["way"] == Row("way", "path", "Way", added=PartialDate(2026, 3, 1))


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("vit", "vit"),
        ("c", "c"),
        ("way", "way"),
        ("VIT", "vit"),
        ("ViT", "vit"),
        ("VT", "vit vt"),
        ("vt", "vt"),
        ("doi:10.1000/VIT", "vit"),
        ("arXiv:1706.03762v3", "arx"),
        ("http://v.example/t", "vt"),
        ("https://v.example/u", ""),
        ("nothing", ""),
    ],
)
def test_what_a_name_means(graph, name, ids):
    assert sorted(find_entries(graph, name)) == ids.split()
