"""The lineage of works: every work drawn or counted, and no line crosses a label."""

import itertools
import re
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from pictures import (
    few,
    lists,
    parse,
    view,
)

from readinglist.site.pages.plots import lineage


@few
@given(lists(), st.integers(1, 30))
def test_lineage_draws_or_counts_every_work_and_its_lines_cross_no_label(graph_of, made, most):
    graph = graph_of(**made)
    layout = lineage.lay_out_lineage(graph, graph.papers, lambda _: (0,), most)
    check_lineage(graph, layout, graph.papers)
    assert sum(1 for row in layout.rows if not row.more) <= most or len(graph.papers) <= most


def check_lineage(graph, layout, works):
    shown = [row.work.id for row in layout.rows if not row.more]
    assert len(set(shown)) == len(shown)
    assert len(shown) + sum(row.more for row in layout.rows) == len(works)
    ys = [row.y for row in layout.rows]
    assert all(b - a >= lineage.ROW for a, b in itertools.pairwise(ys))
    assert not ys or layout.height > ys[-1]
    drawn = Counter(
        (edge.start.work.id, edge.end.work.id) for edge in layout.edges if not edge.end.more
    )
    wanted = Counter(
        (other.id, work.id)
        for work in works
        for other in graph.builds_on(work)
        if {work.id, other.id} <= set(shown) and other is not work
    )
    assert drawn == wanted
    for edge in layout.edges:
        if edge.is_main:
            assert edge.start.x < edge.end.x
            between = [row for row in layout.rows if edge.start.y < row.y < edge.end.y]
            assert all(row.x > edge.start.x for row in between), "a line crosses a label"


def test_a_cycle_in_a_preview_is_still_drawn(graph_of):
    papers = {"a": {"builds-on": ["b"]}, "b": {"builds-on": ["a"]}, "c": {"builds-on": ["a"]}}
    graph = graph_of(papers)
    layout = lineage.lay_out_lineage(graph, graph.papers, lambda _: (0,), 9)
    assert sorted(row.work.id for row in layout.rows) == ["a", "b", "c"]
    assert len(layout.edges) == 3


def test_a_large_lineage_is_cut_and_says_so(many):
    html = lineage.draw_structures(view(many, "structures"))
    svgs, table = parse(html)
    texts = "\n".join("".join(element.itertext()) for element in svgs[0].iter("text"))
    counted = re.findall(r"^and (\d+) more", texts, re.MULTILINE)
    more = sum(map(int, counted))
    drawn = len(list(svgs[0].iter("a"))) - len(counted)
    assert drawn <= lineage.MOST
    assert drawn + more == 300
    assert len(table.findall("tbody/tr")) == len([*svgs[0].iter("a")])
    assert len(html) < 120_000


def test_the_closest_relatives_of_a_paper_come_first(many):
    work = many.works["p4"]
    svgs, _ = parse(lineage.draw_neighbourhood(view(many, "papers/p4"), work))
    hrefs = {element.get("href") for element in svgs[0].iter("a")}
    for near in (*many.builds_on(work), *many.developed_by["p4"]):
        assert f"../../papers/{near.id}/" in hrefs
    assert "../../papers/p4/" not in hrefs, "a page links to itself"


def test_works_without_relatives_have_no_lineage(graph_of):
    graph = graph_of({"a": {}, "b": {"mode": "structural"}})
    assert not lineage.draw_neighbourhood(view(graph, "papers/a"), graph.works["a"])
    assert not lineage.draw_structures(view(graph, "structures"))


def test_works_that_are_only_counted_say_what_they_build_on(graph_of):
    papers = {"root": {"title": "Root", "authors": ["Ada Fern"], "mode": "structural"}}
    papers |= {
        f"p{n:02}": {"builds-on": ["root"], "issued": "2020"} for n in range(lineage.MOST + 5)
    }
    html = lineage.draw_structures(view(graph_of(papers), "structures"))
    said = re.findall(r"<title>(and \d+ more that builds? on [^<]*)</title>", html)
    assert len(said) == 1
    assert said[0].endswith("more that build on Root, Fern")
