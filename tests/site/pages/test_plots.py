"""Pictures: nothing overlaps, nothing is missing or drawn twice, everything is escaped."""

import datetime
import itertools
import re
from collections import Counter
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from readinglist.entry.vocabulary import Mode
from readinglist.library.lock.arxiv_records import parse_record
from readinglist.site.pages.plots import census, evidence, lineage, neighbourhood, timeline
from readinglist.site.pages.plots.axis import axis_of
from readinglist.site.pages.plots.svg import Box, element, fit, number, width_of, wrap
from readinglist.site.pages.views import View
from readinglist.values.dates import PartialDate
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


@pytest.fixture(scope="session")
def many(graph_of):
    """A theme of 300 papers, each with a chain of others below it, and 200 claims."""
    papers = {
        f"p{i}": {
            "title": f"Method {i} for things",
            "themes": ["t/a" if i % 3 else "t/b"],
            "issued": f"{2015 + i % 11}-{1 + i % 12:02}",
            "mode": ["structural", "developmental", "exploratory"][i % 3],
            **({"builds-on": [f"p{i // 3}"]} if i else {}),
        }
        for i in range(300)
    }
    claims = {
        f"c{i}": {
            "claim": f"Claim number {i} says something about method {i} and others.",
            "themes": ["t/a"],
            "evidence": [
                {"work": f"p{(i * 7 + k) % 300}", "stance": STANCES[k % 4], "locator": "p. 1"}
                for k in range(i % 9)
            ],
            "relations": [{"claim": f"c{k}", "type": "agrees-with"} for k in range(min(i, 40))],
        }
        for i in range(200)
    }
    return graph_of(papers, None, claims, None, THEMES)


def view(graph, name="themes/t"):
    return View(graph, Urls(), name)


def overlapping(boxes, gap=0.0):
    return [(a, b) for a, b in itertools.combinations(boxes, 2) if a.overlaps(b, gap)]


def parse(html):
    """The SVG drawings and the table of a figure. Fails if it is not well-formed."""
    root = ET.fromstring(f"<div>{html}</div>".replace("xlink:href", "href"))
    return root.findall(".//svg[@role='group']"), root.find(".//table")


# Texts and numbers


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")))
def test_values_and_children_are_escaped(text):
    made = ET.fromstring(element("g", escape(text), aria_label=text))
    assert (made.text or "") == text
    assert made.get("aria-label") == text


@given(st.floats(-1e6, 1e6))
def test_numbers_are_short_and_near(value):
    text = number(value)
    assert abs(float(text) - value) <= 0.05 + 1e-6
    assert not text.endswith(".0")
    assert text != "-0"


@given(titles, st.floats(30, 400))
def test_fitted_text_fits_and_is_the_beginning(text, width):
    fitted = fit(text, width)
    assert width_of(fitted) <= width
    assert fitted == text or text.startswith(fitted.removesuffix("…"))


@given(titles, st.floats(60, 400), st.integers(1, 4))
def test_wrapped_text_fits_and_loses_only_its_end(text, width, lines):
    wrapped = wrap(text, width, lines)
    assert len(wrapped) <= lines
    assert all(width_of(line) <= width for line in wrapped)
    if not any("…" in line for line in wrapped):
        assert " ".join(wrapped) == text


def test_boxes():
    box = Box(0, 0, 10, 10)
    assert box.overlaps(Box(9, 9, 5, 5))
    assert not box.overlaps(Box(10, 0, 5, 5))
    assert box.overlaps(Box(10, 0, 5, 5), gap=1)
    assert Box(2, 2, 3, 3).within(box)
    assert not Box(8, 2, 3, 3).within(box)


# The axis


def test_a_single_old_work_does_not_compress_the_axis():
    dates = [PartialDate(1948), *(PartialDate(year) for year in range(2005, 2026))]
    axis = axis_of(dates, 0, 600)
    assert (axis.first, axis.last, axis.has_older) == (2005, 2025, True)
    assert axis.x(PartialDate(1948)) < axis.edge(2005)


@given(st.lists(st.dates(datetime.date(1700, 1, 1), datetime.date(2100, 1, 1)), min_size=1))
def test_later_dates_stand_further_right_within_the_axis(days):
    found = sorted(PartialDate(day.year, day.month, day.day) for day in days)
    axis = axis_of(found, 10, 500)
    xs = [axis.x(date) for date in found]
    assert xs == sorted(xs)
    assert all(10 <= x <= 500 for x in xs)
    edges = [axis.edge(year) for year in axis.ticks]
    assert all(b - a >= 29.9 for a, b in itertools.pairwise(edges))
    assert axis.last in axis.ticks


def test_without_dates_there_is_no_axis():
    assert axis_of([], 0, 100) is None


# The timeline


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


# Lineage


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


# The evidence map


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


# A claim among its neighbours


@few
@given(lists())
def test_a_claim_has_all_its_neighbours_once_without_overlap(graph_of, made):
    graph = graph_of(**made)
    for claim in graph.claims.values():
        check_neighbourhood(neighbourhood.lay_out_claim(claim), claim)


def boxes_of_neighbourhood(layout):
    """The boxes of all texts."""
    found = [layout.card]
    for groups, is_left in ((layout.works, True), (layout.claims, False)):
        for group in groups:
            texts = [(group.y - 11, 14.0, width_of(group.title), 0.0)]
            for node in group.nodes:
                height = len(node.lines) * neighbourhood._LINE
                width = max(width_of(line, neighbourhood._TEXT) for line in node.lines)
                texts.append((node.y - height / 2, height, width, 18.0))
            if group.more:
                texts.append((group.more_y - 7, 14, width_of(f"and {group.more} more"), 18))
            for y, height, width, indent in texts:
                left = neighbourhood._LEFT - indent - width
                x = left if is_left else neighbourhood._RIGHT + indent
                found.append(Box(x, y, width, height))
    return found


def check_neighbourhood(layout, claim):
    for groups, edges in (
        (layout.works, [*claim.evidence, *claim.outcome]),
        (layout.claims, claim.relations),
    ):
        # By identity and number: the repr of a claim's edges never ends.
        drawn = [id(node.edge) for group in groups for node in group.nodes]
        total, more = len(edges), sum(group.more for group in groups)
        assert len(set(drawn)) == len(drawn)
        assert set(drawn) <= {id(edge) for edge in edges}
        assert len(drawn) + more == total
        assert len(drawn) == min(total, neighbourhood.MOST)
        # The only opposing work is not crowded out by the supporting ones.
        assert len(groups) > neighbourhood.MOST or all(group.nodes for group in groups)
    boxes = boxes_of_neighbourhood(layout)
    assert overlapping(boxes) == []
    page = Box(0, -0.01, neighbourhood.WIDTH, layout.height + 0.01)
    assert all(box.within(page) for box in boxes)


def test_a_claim_with_many_neighbours_counts_the_rest(many):
    claim = many.claims["c0"]
    related = len(claim.relations)
    assert related == 199
    check_neighbourhood(neighbourhood.lay_out_claim(claim), claim)
    html = neighbourhood.draw_claim(view(many, "claims/c0"), claim)
    assert f"and {199 - neighbourhood.MOST} more" in html
    assert 'href="#relations"' in html


def test_an_isolated_claim_has_no_picture(graph_of):
    graph = graph_of(None, None, {"c": {}})
    assert not neighbourhood.draw_claim(view(graph, "claims/c"), graph.claims["c"])


# The list as a whole


@few
@given(lists())
def test_the_columns_of_years_add_up(graph_of, made):
    graph = graph_of(**made)
    columns = census.lay_out_years(graph)
    dated = [work for work in graph.works.values() if work.year]
    assert sum(column.total for column in columns) == (len(graph.works) if dated else 0)
    assert len(columns) <= census.COLUMNS + 1
    for a, b in itertools.pairwise(columns):
        assert a.x + a.width <= b.x
    assert all(column.x >= 0 and column.x + column.width <= census.WIDTH for column in columns)


@few
@given(lists())
def test_the_bars_of_standings_add_up(graph_of, made):
    graph = graph_of(**made)
    bars = census.lay_out_standings(graph)
    kinds = ("claim", "prediction", "question")
    counted = [claim for claim in graph.claims.values() if claim.entry.kind in kinds]
    assert sum(bar.count for bar in bars) == len(counted)
    assert all(b.y - a.y >= 20 for a, b in itertools.pairwise(bars))


def added(*days):
    return {f"p{i}": {"added": day} for i, day in enumerate(days)}


def test_growth_needs_three_days(graph_of):
    assert census.lay_out_growth(graph_of(added("2026-01-01", "2026-01-02", "2026-01-02"))) == []
    assert "picture-growth" not in census.draw_census(view(graph_of(added("2026-01-01")), "index"))


@pytest.mark.parametrize(
    ("days", "labels", "totals"),
    [
        (("2026-01-01", "2026-01-03", "2026-01-04"),
         ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"], [1, 1, 2, 3]),
        (("2025-11-30", "2026-01-01", "2026-02-28"),
         ["2025-11", "2025-12", "2026-01", "2026-02"], [1, 1, 2, 3]),
        (("2020-01-01", "2021-06-01", "2026-02-28"),
         ["2020-12", "2021-12", "2022-12", "2023-12", "2024-12", "2025-12", "2026-02"],
         [1, 2, 2, 2, 2, 2, 3]),
    ],
)  # fmt: skip
def test_growth_counts_what_was_added_by_each_day(graph_of, days, labels, totals):
    columns = census.lay_out_growth(graph_of(added(*days)))
    assert [column.label for column in columns][-1] == labels[-1]
    if len(columns) == len(labels):
        assert [column.label for column in columns] == labels
        assert [column.total for column in columns] == totals
    assert columns[-1].total == 3


# Complete figures


def figures(graph):
    yield from (
        timeline.draw_timeline(view(graph), graph.themes["t"]),
        evidence.draw_evidence(view(graph), graph.themes["t"]),
        lineage.draw_structures(view(graph, "structures")),
        census.draw_census(view(graph, "index")),
    )
    for claim in graph.claims.values():
        yield neighbourhood.draw_claim(view(graph, f"claims/{claim.id}"), claim)
    for work in graph.papers:
        yield lineage.draw_neighbourhood(view(graph, f"papers/{work.id}"), work)


@few
@given(lists(most=8))
def test_figures_are_well_formed_named_and_reproducible(graph_of, made):
    first = [str(figure) for figure in figures(graph_of(**made))]
    assert first == [str(figure) for figure in figures(graph_of(**made))]
    for html in filter(None, first):
        svgs, table = parse(html)
        assert table.findall("tbody/tr")
        ids = re.findall(r' id="([^"]+)"', html)
        assert len(set(ids)) == len(ids)
        for svg in svgs:
            assert set(svg.get("aria-labelledby").split()) <= set(ids)
            assert set(svg.get("aria-describedby").split()) <= set(ids)
            for link in svg.iter("a"):
                assert "".join(link.itertext()).strip(), ET.tostring(link)


def test_whatever_is_written_in_an_entry_is_escaped(graph_of):
    graph = graph_of(
        {"p": {"title": ODD, "authors": [ODD], "themes": ["t/a"], "issued": "2024"},
         "q": {"title": ODD, "authors": [ODD], "themes": ["t"], "builds-on": ["p"]}},
        {"e": {"title": ODD}},
        {"c": {"claim": ODD, "themes": ["t"],
               "evidence": [{"work": "p", "stance": "opposes", "locator": "1"}],
               "relations": [{"claim": "d", "type": "refines"}]},
         "d": {"claim": ODD, "themes": ["t"]}},
        None,
        [THEMES[0] | {"title": ODD, "sections": [{"id": "a", "title": ODD}]}],
    )  # fmt: skip
    drawn = [str(figure) for figure in figures(graph) if figure]
    assert len(drawn) == 8
    for html in drawn:
        parse(html)
        assert "<script" not in html
        assert "&amp;lt;" not in html, "escaped twice"
    assert any(ODD in unescape(html) for html in drawn)


def test_withdrawn_works_are_marked(graph_of):
    record = parse_record(
        {
            "id": "2405.00001",
            "title": "Gone",
            "authors": ["Jane Roe"],
            "submitted": "2024-05-01",
            "updated": "2024-06-02",
            "version": 2,
            "withdrawn": "Wrong.",
            "provenance": {
                "route": "api",
                "endpoint": "https://export.arxiv.org/api/query",
                "read": "2027-01-05T06:40:00Z",
            },
        }
    )
    graph = graph_of(
        {"gone": {"arxiv": "2405.00001", "themes": ["t/a"]}, "p": {"builds-on": ["gone"]}},
        None,
        {"c": {"themes": ["t"],
               "evidence": [{"work": "gone", "stance": "supports", "locator": "1"}]}},
        None,
        THEMES,
        {record.id: record},
    )  # fmt: skip
    assert graph.works["gone"].is_void
    line, grid, tree, _, claim, *_ = map(str, figures(graph))
    assert "rlp-dot--void" in line
    assert 'href="#rl-s-void"' in grid
    assert "For, withdrawn: Gone" in grid
    assert "1 of 1 claim, 1 of them with no evidence at all" in grid
    assert "rlp-dot--void" in tree
    assert "rlp-curve--void" in claim
    for html in (line, grid, tree, claim):
        assert "<s>Gone</s> (withdrawn)" in html, "in the table"
