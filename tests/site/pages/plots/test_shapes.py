"""The shapes of stances and standings: one for each, and told apart without colour."""

import re
from xml.etree import ElementTree

import pytest

from readinglist.entry.vocabulary import Stance, Standing
from readinglist.site.pages.plots.shapes import SIDE, definitions, shape, shape_at, use_shape

RING = shape("nothing of the kind")


def test_every_stance_and_standing_has_its_shape():
    own = {word: shape(word) for word in (*Stance, *Standing)}
    # What does not count is drawn as a ring without anything in it.
    assert {str(word) for word, drawn in own.items() if drawn == RING} == {"background", "untested"}
    for one, other in (("supports", "opposes"), ("supported", "contested"), ("open", "answered"),
                       ("mixed", "background"), ("void", "untested")):  # fmt: skip
        assert shape(one) != shape(other)
    for one, other in (("supports", "supported"), ("opposes", "opposed"), ("mixed", "contested"),
                       ("held", "supported"), ("failed", "opposed")):  # fmt: skip
        assert shape(one) == shape(other)


@pytest.mark.parametrize("name", [*Stance, *Standing, "void"])
def test_shapes_are_well_formed_and_within_their_square(name):
    root = ElementTree.fromstring(f"<g>{shape(name)}</g>")
    assert len(root)
    for part in root.iter("circle"):
        assert 2 * float(part.get("r")) < 16
    starts = re.findall(r"M([\d.]+)[ ,]?([\d.]+)", shape(name), re.IGNORECASE)
    assert all(0 <= float(value) <= 16 for pair in starts for value in pair)


def test_a_definition_is_used_by_its_name():
    html = definitions("supports", "void")
    names = re.findall(r'id="([^"]+)"', html)
    assert names == ["rl-s-supports", "rl-s-void"]
    assert f'xlink:href="#{names[0]}"' in use_shape("supports", 1, 2)
    assert 'class="rl-shape rl-shape--void"' in html


def test_a_shape_lies_around_its_point():
    half = SIDE // 2
    assert f'x="{100 - half}" y="{50 - half}"' in use_shape("void", 100, 50)
    assert f'transform="translate({100 - half} {50 - half}) scale(0.75)"' in shape_at(
        "void", 100, 50
    )


def test_names_are_escaped():
    assert "<b>" not in use_shape('"><b>', 0, 0)
