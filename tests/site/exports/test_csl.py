"""CSL-JSON: the variables of a work."""

import json

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
