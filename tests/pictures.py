"""Generated lists for pictures, and what a drawing is read with."""

import itertools
from xml.etree import ElementTree as ET

from hypothesis import settings
from hypothesis import strategies as st

from readinglist.entry.vocabulary import Mode
from readinglist.site.pages.views import View
from readinglist.values.page_urls import Urls

ODD = """<script>alert("1")</script> & 'friends' ]]>"""

STANCES = ("supports", "opposes", "mixed", "background")

THEMES = [
    {
        "id": "t",
        "title": "Theme",
        "lead": "l",
        "introduction": "i",
        "sections": [{"id": "a", "title": "First"}, {"id": "b", "title": "Second"}],
    }
]

words = st.sampled_from("flow matching deep KTO attention generative a 注意力 Wörter W".split())

titles = st.lists(words, min_size=1, max_size=12).map(" ".join)

places = st.lists(st.sampled_from(["t", "t/a", "t/b"]), min_size=1, max_size=2, unique=True)

dates = st.none() | st.dates().map(str) | st.sampled_from(["2024", "2024-05", "2023", "1948"])

#: Generating and drawing whole lists takes a while.
few = settings(max_examples=40)


@st.composite
def lists(draw, most=25):
    """Papers and claims as the mappings in their YAML."""
    papers, claims = {}, {}
    for i in range(draw(st.integers(0, most))):
        paper = {"title": draw(titles), "themes": draw(places)}
        if date := draw(dates):
            paper["issued"] = date
        if i and draw(st.booleans()):
            # The ids are not in the order of dates, so a child may be older than its parent.
            parents = draw(st.lists(st.integers(0, i - 1), max_size=3, unique=True))
            paper["builds-on"] = [f"p{parent}" for parent in parents]
        if mode := draw(st.none() | st.sampled_from([*map(str, Mode)])):
            paper["mode"] = mode
        papers[f"p{i}"] = paper
    for i in range(draw(st.integers(0, 12))):
        claim = {"claim": f"{draw(titles)}.", "themes": draw(places)}
        if papers:
            works = st.sampled_from(sorted(papers))
            pairs = draw(st.lists(st.tuples(works, st.sampled_from(STANCES)), max_size=12))
            claim["evidence"] = [
                {"work": work, "stance": stance, "locator": "p. 1"}
                for work, stance in dict.fromkeys(pairs)
            ]
        if i:
            others = draw(st.lists(st.integers(0, i - 1), max_size=4, unique=True))
            kinds = st.sampled_from(["agrees-with", "disagrees-with", "refines"])
            claim["relations"] = [{"claim": f"c{other}", "type": draw(kinds)} for other in others]
        claims[f"c{i}"] = claim
    return {"papers": papers, "claims": claims, "themes": THEMES}


def view(graph, name="themes/t"):
    return View(graph, Urls(), name)


def overlapping(boxes, gap=0.0):
    return [(a, b) for a, b in itertools.combinations(boxes, 2) if a.overlaps(b, gap)]


def parse(html):
    """The SVG drawings and the table of a figure. Fails if it is not well-formed."""
    root = ET.fromstring(f"<div>{html}</div>".replace("xlink:href", "href"))
    return root.findall(".//svg[@role='group']"), root.find(".//table")
