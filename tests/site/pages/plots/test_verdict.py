"""The bar of a claim: a block for each work it rests on."""

import re

import pytest

from readinglist.site.pages.plots.verdict import draw_verdict


@pytest.fixture
def bar(graph_of):
    def draw(*stances):
        works = {f"p{n}": {"authors": [f"A Name{n}"]} for n in range(len(stances))}
        evidence = [
            {"work": f"p{n}", "stance": stance, "locator": "1"} for n, stance in enumerate(stances)
        ]
        return draw_verdict(graph_of(works, None, {"c": {"evidence": evidence}}).claims["c"])

    return draw


def test_without_works_there_is_no_bar(bar):
    assert bar() == ""


def test_blocks_stand_side_by_side_by_stance(bar):
    html = bar("opposes", "supports", "supports")
    paths = re.findall(r'<path d="([^"]+)" class="rl-shape--(\w+)"/>', html)
    assert [stance for _, stance in paths] == ["supports", "opposes"]
    blocks = [int(x) for d, _ in paths for x in re.findall(r"M(\d+) 1h32v8h-32z", d)]
    assert blocks == [1, 37, 73]
    assert 'width="106" height="10"' in html
    assert 'viewBox="0 0 106 10"' in html


def test_a_single_block_fills_the_bar(bar):
    assert 'width="34"' in bar("mixed")


def test_it_is_hidden_from_screen_readers_which_have_the_text(bar):
    assert 'aria-hidden="true"' in bar("background")
