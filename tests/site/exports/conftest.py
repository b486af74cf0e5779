"""A list of works, claims and paths in which every kind of selection has something."""

import pytest


@pytest.fixture
def graph(graph_of):
    return graph_of(
        papers={
            "old": {"issued": "2001", "themes": ["t/s"]},
            "new": {
                "title": 'A "quoted", odd; title: {x} <i>100%</i>',
                "authors": [
                    {"family": "Maaten", "given": "Laurens", "particle": "van der"},
                    {"family": "Ho", "given": "Jonathan", "suffix": "Jr."},
                    {"literal": "OpenAI"},
                ],
                "issued": "2020-02",
                "type": "article-journal",
                "venue": "Journal & Co.",
                "doi": "10.1000/x_y",
                "tags": ["one", "two"],
                "mode": "structural",
                "takeaway": "First line.\nSecond line.",
                "builds-on": ["old"],
            },
            "preprint": {"arxiv": "2101.00001", "title": "P", "authors": ["Ada Lovelace"]},
            "undated": {"type": "book"},
        },
        essays={
            "e": {
                "sections": [
                    {"title": "One", "cites": ["new", "old"]},
                    {"title": "Two", "cites": ["old"]},
                ]
            }
        },
        claims={
            "c": {
                "evidence": [
                    {"work": "new", "stance": "supports", "locator": "section 2"},
                    {"work": "old", "stance": "opposes"},
                    {"work": "new", "stance": "mixed"},
                ],
                "relations": [{"claim": "bare", "type": "refines"}],
            },
            "came-true": {
                "kind": "prediction",
                "resolves-by": "2021-12-31",
                "outcome": {
                    "result": "held",
                    "evidence": [{"work": "preprint", "locator": "table 1"}],
                },
            },
            "bare": {},
        },
        paths={
            "p": {
                "steps": [
                    {"read": "new", "why": "w", "minutes": "5"},
                    {"read": "c", "why": "w", "minutes": "5"},
                ]
            }
        },
        themes=[
            {
                "id": "t",
                "title": "T",
                "lead": "l",
                "introduction": "i",
                "sections": [{"id": "s", "title": "S"}],
            }
        ],
    )
