"""The timeline of a theme: every work once, and nothing overlaps."""

import itertools
from collections import Counter

from hypothesis import given
from pictures import THEMES, few, lists, overlapping, view

from readinglist.site.pages.plots import timeline
from readinglist.site.pages.plots.svg import Box


@few
@given(lists())
def test_the_timeline_has_every_work_once_a_section_and_nothing_overlaps(graph_of, made):
    graph = graph_of(**made)
    node = graph.themes["t"]
    layout = timeline.lay_out_timeline(graph, node)
    shown = Counter((lane.anchor, dot.work.id) for lane in layout.lanes for dot in lane.dots)
    wanted = Counter(
        (part.section.id if part.section else "whole-theme", work.id)
        for part in (node, *node.sections)
        for work in part.own_works
    )
    assert shown == wanted
    check_timeline(layout)


def check_timeline(layout):
    dots = [dot for lane in layout.lanes for dot in lane.dots]
    for a, b in itertools.combinations(dots, 2):
        assert (a.x - b.x) ** 2 + (a.y - b.y) ** 2 >= (a.r + b.r + 1) ** 2
    names = [name for lane in layout.lanes for name in lane.names]
    assert overlapping([name.box for name in names]) == []
    assert len(names) <= timeline.NAMES
    page = Box(0, 0, timeline.WIDTH, layout.height)
    for lane in layout.lanes:
        for name in lane.names:
            assert name.box.within(page)
            others = [dot.box for dot in lane.dots if dot.work is not name.work]
            assert not any(name.box.overlaps(other) for other in others)
        for dot in lane.dots:
            assert lane.top < dot.y - dot.r
            assert dot.y + dot.r < lane.top + lane.height


def test_more_claims_make_a_larger_dot(many):
    layout = timeline.lay_out_timeline(many, many.themes["t"])
    dots = [dot for lane in layout.lanes for dot in lane.dots]
    assert len(dots) == 301, "the papers and an essay"
    check_timeline(layout)
    ranked = sorted(dots, key=lambda dot: dot.claims)
    assert [dot.r for dot in ranked] == sorted(dot.r for dot in ranked)
    assert ranked[-1].r > 2 * ranked[0].r


def test_among_very_many_works_those_with_most_claims_are_drawn(many, monkeypatch):
    monkeypatch.setattr(timeline, "MOST", 100)
    layout = timeline.lay_out_timeline(many, many.themes["t"])
    drawn = {dot.work.id: dot.claims for lane in layout.lanes for dot in lane.dots}
    assert len(drawn) == 100
    assert layout.more == 201
    left_out = many.works.keys() - drawn.keys()
    assert max(timeline.claims_on(many, many.works[work_id]) for work_id in left_out) <= min(
        drawn.values()
    )
    check_timeline(layout)


def test_every_dot_is_named_after_its_work(graph_of):
    graph = graph_of(
        {"fern2012": {"title": "Shade", "authors": ["Ada Fern"], "issued": "2012"}},
        None,
        {"c": {"evidence": [{"work": "fern2012", "stance": "supports", "locator": "1"}]}},
        None,
        THEMES,
    )
    html = timeline.draw_timeline(view(graph), graph.themes["t"])
    assert "<title>Shade, Fern, 2012: 1 claim</title>" in html
