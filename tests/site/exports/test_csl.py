"""CSL-JSON: the variables of a work."""

import json
from dataclasses import replace

from readinglist.site.exports.csl import render_csl
from readinglist.site.exports.selection import select


def test_csl(graph):
    (item,) = json.loads(render_csl(select(graph, "papers/new")))
    assert item == {
        "id": "new",
        "type": "article-journal",
        "title": 'A "quoted", odd; title: {x} <i>100%</i>',
        "author": [
            {"family": "Maaten", "given": "Laurens", "non-dropping-particle": "van der"},
            {"family": "Ho", "given": "Jonathan", "suffix": "Jr."},
            {"literal": "OpenAI"},
        ],
        "issued": {"date-parts": [[2020, 2]]},
        "container-title": "Journal & Co.",
        "DOI": "10.1000/x_y",
        "URL": "https://a.example/x",
    }
    (item,) = json.loads(render_csl(select(graph, "papers/preprint")))
    assert item["publisher"] == item["archive"] == "arXiv"
    assert item["number"] == "arXiv:2101.00001"
    assert "issued" not in json.loads(render_csl(select(graph, "papers/undated")))[0]


def item_of(graph_of, work, **more):
    graph = graph_of({"w": work})
    (item,) = json.loads(render_csl([replace(*select(graph, "papers/w"), **more)]))
    return item


def test_no_works():
    assert render_csl([]) == "[]\n"


def test_it_is_laid_out_as_json_dumps_would(graph):
    text = render_csl(select(graph, "all"))
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"


def test_the_fields_of_the_imprint(graph_of):
    item = item_of(
        graph_of,
        {
            "type": "chapter", "venue": "The Book", "publisher": "North", "place": "Oslo",
            "volume": "3", "issue": "2", "number": "7", "pages": "1-9", "edition": "2",
            "series": "Trees", "event": "Meeting", "isbn": "9780306406157", "language": "en",
            "editors": ["Bo Moss"], "issued": "1999-02-03",
        },
    )  # fmt: skip
    assert {
        "container-title": "The Book", "publisher": "North", "publisher-place": "Oslo",
        "volume": "3", "issue": "2", "number": "7", "page": "1-9", "edition": "2",
        "collection-title": "Trees", "event-title": "Meeting", "language": "en",
        "editor": [{"family": "Moss", "given": "Bo"}], "issued": {"date-parts": [[1999, 2, 3]]},
    }.items() <= item.items()  # fmt: skip
    assert item["ISBN"].replace("-", "") == "9780306406157"


def test_a_note_comes_last_and_an_empty_one_not_at_all(graph_of):
    assert list(item_of(graph_of, {}, note="Why it is here."))[-2:] == ["URL", "note"]
    assert "note" not in item_of(graph_of, {})
