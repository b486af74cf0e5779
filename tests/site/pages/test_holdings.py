"""Pages of lists that lack one thing or another: none of them speaks of it or links to its list."""

import re
from html import unescape
from posixpath import join, normpath

import pytest

from readinglist.site.pages.llms import render_llms
from readinglist.site.pages.render import Pages, Site

THEMES = [{"id": "t", "title": "Theme", "lead": "l", "introduction": "i",
           "sections": [{"id": "a", "title": "One"}, {"id": "b", "title": "Two"}]}]  # fmt: skip
PAPERS = {
    "p": {"themes": ["t/a"], "added": "2026-01-01"},
    "q": {"builds-on": ["p"], "authors": ["Grace Hopper"], "issued": "1999"},
}
ESSAYS = {"e": {"sections": [{"title": "One", "cites": ["p"]}, {"title": "Two"}]}}
CLAIM = {"evidence": [{"work": "p", "stance": "supports", "locator": "x"}]}
AGAINST = {"evidence": [*CLAIM["evidence"], {"work": "q", "stance": "opposes", "locator": "x"}]}
DUE = {"kind": "prediction", "resolves-by": "2030-01-01"}
PATH = {"way": {"steps": [{"read": "p", "why": "w", "minutes": "5"}]}}
#: Words by what they speak of.
WORDS = {
    "essays": r"essays?\b",
    "claims": r"claim|evidence|verdict|supported|untested|opposing|cited as",
    "contested": r"contested claims|papers disagree",
    "questions": r"questions?\b",
    "predictions": r"predict|scoreboard",
    "definitions": r"definition",
    "paths": r"reading paths?\b|ordered reading",
    "tags": r"\btags?\b|keywords of",
    "modes": r"structural|developmental|research mode|structures",
}


@pytest.mark.parametrize(
    ("parts", "absent"),
    [
        ({}, WORDS.keys()),
        ({"papers": PAPERS}, WORDS.keys()),
        ({"papers": {"p": {"authors": []}}}, WORDS.keys()),
        ({"papers": {}, "essays": ESSAYS}, WORDS.keys() - {"essays"}),
        ({"papers": PAPERS, "essays": ESSAYS}, WORDS.keys() - {"essays"}),
        ({"papers": PAPERS, "paths": PATH}, WORDS.keys() - {"paths"}),
        ({"papers": {"p": {"tags": ["x"]}}}, WORDS.keys() - {"tags"}),
        ({"papers": PAPERS | {"s": {"mode": "structural"}}}, WORDS.keys() - {"modes"}),
        (
            {"papers": PAPERS, "essays": ESSAYS, "claims": {"c": CLAIM}},
            {"contested", "questions", "predictions", "definitions", "paths", "tags", "modes"},
        ),
        (
            {"papers": PAPERS, "essays": ESSAYS, "claims": {"c": AGAINST, "d": DUE}},
            {"questions", "definitions", "paths", "tags", "modes"},
        ),
        (
            {"papers": PAPERS, "essays": ESSAYS, "claims": {"c": {"kind": "question"}}},
            {"contested", "predictions", "definitions", "paths", "tags", "modes"},
        ),
    ],
)  # fmt: skip
def test_no_page_speaks_of_what_is_absent(graph_of, parts, absent):
    graph = graph_of(**{"papers": {}, "essays": {}, "themes": THEMES, **parts})
    pages = Pages(graph, Site("A list", "What it is."))
    plans = pages.plan()
    problems = []
    for name, plan in plans.items():
        page = plan.render()
        said = unescape(re.sub(r"<[^>]*>", " ", page.body)) + page.description + page.title
        problems += [
            f"{name or 'home'}: {match[0]}"
            for what in absent
            for match in re.finditer(WORDS[what], said, re.IGNORECASE)
        ]
        base = pages.site.urls.url(name).removeprefix("./")
        for href in re.findall(r'href="(?![a-z]+:)([^"#?]+)', page.body):
            target = normpath(join(base, href)).removeprefix(".")
            if not target.startswith(("exports", "feeds")):
                found = target in plans or f"{target}/index".removeprefix("/") in plans
                problems += [] if found else [f"{name}: a link to {target}"]
    assert not problems, "\n".join(problems)
    text = re.sub(r"\]\([^)]*\)", "]", render_llms(graph, pages.site))
    assert not [what for what in absent if re.search(WORDS[what], text, re.IGNORECASE)]
