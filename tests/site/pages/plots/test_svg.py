"""Elements, numbers and texts of drawings."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape
from pictures import titles

from readinglist.site.pages.plots.svg import Box, element, fit, number, width_of, wrap


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
