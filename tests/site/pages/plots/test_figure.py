"""Complete figures: well-formed, named, reproducible, and everything in them is escaped."""

import re
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from markupsafe import Markup
from pictures import ODD, THEMES, few, lists, parse, view

from readinglist.library.lock.arxiv_records import parse_record
from readinglist.site.pages.plots import census, evidence, lineage, neighbourhood, timeline
from readinglist.site.pages.plots.figure import (
    SKIPPED_FROM,
    Figure,
    Table,
    anchor,
    counted,
    label_of,
    spoken,
)
from readinglist.site.pages.plots.svg import width_of


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


def figure(drawings, **more):
    table = Table(("Work", "Note"), (("A <b>", Markup("<i>kept</i>")), ("C", "")))
    return Figure("pic", "Title <t>.", "Caption & text", drawings, table, **more).render()


def test_texts_are_escaped_and_markup_is_kept():
    html = figure([("", Markup("<svg/>"))], note="Note <n>")
    assert "<strong>Title &lt;t&gt;</strong> Caption &amp; text" in html
    assert '<th scope="row">A &lt;b&gt;</th><td><i>kept</i></td>' in html
    assert '<p class="rl-plot__note">Note &lt;n&gt;</p>' in html
    assert "rl-plot__note" not in figure([("", Markup("<svg/>"))])


def test_parts_are_numbered_for_screen_readers_if_there_are_several():
    one = figure([("", Markup("<svg/>"))])
    assert 'aria-label="Title &lt;t&gt;"' in one
    assert "rl-plot__part" not in one
    two = figure([("First", Markup("<svg/>")), ("Second <s>", Markup("<svg/>"))])
    assert 'aria-label="Title &lt;t&gt;, part 1"' in two
    assert 'aria-label="Title &lt;t&gt;, part 2"' in two
    assert '<p class="rl-plot__part">Second &lt;s&gt;</p>' in two


@pytest.mark.parametrize(("links", "is_skipped"), [(SKIPPED_FROM, False), (SKIPPED_FROM + 1, True)])
def test_a_picture_of_many_links_can_be_skipped(links, is_skipped):
    drawing = Markup('<a href="x">y</a>') * links
    html = figure([("", drawing)])
    assert ('<a class="rl-plot__skip" href="#pic-table">' in html) is is_skipped
    assert 'id="pic-table"' in html
    # The links of all parts count together.
    assert "rl-plot__skip" in figure([("", drawing), ("", Markup('<a href="x">y</a>'))])


def test_the_longest_name_that_fits_is_shown(graph_of):
    graph = graph_of(
        {
            "w": {
                "title": "Trees: how they cool the streets", "issued": "2020",
                "authors": ["Ada Fern", "Bo Moss"],
            }
        }
    )  # fmt: skip
    work = graph.works["w"]
    shown = [label_of(work, width_of(name)) for name in ("Fern and Moss, 2020", "Trees", "Fern")]
    assert shown == ["Trees", "Trees", "Fern"]
    assert label_of(work, width_of("Fe…")) == "Fe…"
    assert spoken(work) == "Trees, Fern and Moss, 2020"
    assert spoken(work, "Trees") == "Trees, Fern and Moss, 2020"
    assert spoken(work, "Fern and Moss") == "Fern and Moss, Trees"


def test_counts_in_words():
    assert [counted(n, "claim") for n in (0, 1, 2, 1000)] == [
        "no claims", "1 claim", "2 claims", "1,000 claims",
    ]  # fmt: skip


def test_links_in_tables_are_escaped():
    assert anchor('x"y', "<z>") == '<a href="x&#34;y">&lt;z&gt;</a>'
