"""A claim among its neighbours."""

from hypothesis import given
from pictures import few, lists, overlapping, view

from readinglist.site.pages.plots import neighbourhood
from readinglist.site.pages.plots.svg import Box, width_of


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
