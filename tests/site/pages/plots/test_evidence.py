"""The map of evidence: every claim and every stance once, in the drawing and in the table."""

import re
from collections import Counter

from hypothesis import given
from pictures import THEMES, few, lists, overlapping, parse, view

from readinglist.site.pages.plots import evidence
from readinglist.site.pages.plots.svg import Box, width_of


@few
@given(lists())
def test_the_evidence_map_has_every_claim_and_every_stance_once(graph_of, made):
    graph = graph_of(**made)
    node = graph.themes["t"]
    layout = evidence.lay_out_evidence(node)
    check_evidence(layout, node)


def boxes_of_panel(panel):
    """The boxes of all texts and marks below the names of the works."""
    side = evidence.SIDE
    for row in (*panel.rows, *panel.gaps):
        width = max(width_of(line, evidence._TEXT) for line in row.lines)
        height = len(row.lines) * evidence._LINE
        yield Box(evidence._MARK, row.y - height / 2, width, height)
        yield Box(1, row.y - side / 2, side, side)
        yield Box(evidence._COUNT - 8, row.y - 7, width_of(f"{row.background}", 11), 14)
        yield from (Box(c.x - side / 2, c.y - side / 2, side, side) for c in row.cells)


def check_evidence(layout, node):
    rows = [row for panel in layout.panels for row in (*panel.rows, *panel.gaps)]
    shown = Counter(row.claim.id for row in rows)
    shown.update(claim.id for claim in layout.left_out)
    assert shown == Counter(claim.id for claim in node.claims if evidence.is_arguable(claim))
    for panel in layout.panels:
        assert overlapping(boxes_of_panel(panel)) == []
        at = {column.work.id: column.x for column in panel.columns}
        own = max((len({c.edge.work.id for c in row.cells}) for row in panel.rows), default=0)
        assert len(at) == len(panel.columns) <= max(evidence.COLUMNS, own)
        assert all(width_of(column.text, 11) <= 104 for column in panel.columns)
        for row in panel.rows:
            wanted = [edge.work.id for edge in row.claim.by_stance(*evidence.DRAWN)]
            drawn = [cell.edge.work.id for cell in row.cells]
            assert drawn == wanted
            assert [cell.x for cell in row.cells] == [at[key] for key in wanted]
        assert sum(len(row.claim.by_stance(*evidence.DRAWN)) for row in panel.gaps) == 0


def test_a_large_evidence_map_is_split_and_capped_with_a_link_to_the_rest(many):
    node = many.themes["t"]
    layout = evidence.lay_out_evidence(node)
    check_evidence(layout, node)
    assert len(layout.panels) > 1
    assert len(layout.left_out) == 200 - evidence.MOST
    html = evidence.draw_evidence(view(many), node)
    assert "140 claims with less evidence are not drawn" in html
    assert "../../browse/?kind=claim&amp;theme=t&amp;sort=claims" in html
    assert sum(len(svg) for svg in re.findall(r"<svg .*?</svg>", html, re.DOTALL)) < 150_000


def test_the_table_of_the_evidence_map_agrees_with_the_marks(graph_of):
    graph = graph_of(
        {"p": {"title": "Paper P", "themes": ["t"]}, "q": {"title": "Paper Q"}},
        None,
        {
            "c": {"evidence": [
                {"work": "p", "stance": "supports", "locator": "1"},
                {"work": "q", "stance": "opposes", "locator": "1"},
                {"work": "q", "stance": "background", "locator": "1"},
            ]},
        },
        None,
        THEMES,
    )  # fmt: skip
    svgs, table = parse(evidence.draw_evidence(view(graph), graph.themes["t"]))
    cells = ["".join(cell.itertext()) for cell in table.find("tbody/tr")]
    assert cells == ["C.", "The whole theme", "contested", "Paper P", "Paper Q", "", "1"]
    names = [element.findtext("title") for element in svgs[0].iter("a")]
    assert "For: Paper P" in names
    assert "Against: Paper Q" in names
    shapes = [element.get("href") for element in svgs[0].iter("use")]
    assert shapes == ["#rl-s-contested", "#rl-s-supports", "#rl-s-opposes"]
    defined = {element.get("id") for element in svgs[0].iter("g") if element.get("id")}
    assert {shape.removeprefix("#") for shape in shapes} == defined
