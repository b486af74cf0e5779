"""Escaping gives what markupsafe gives, whatever the value is."""

from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from readinglist.site.pages.escaping import as_markup, escape_text


class Word(StrEnum):
    ODD = "<a & 'b'>"


class Html:
    def __html__(self):
        return "<b>own</b>"


@pytest.mark.parametrize(
    ("value", "html"),
    [
        ("<a & 'b' \"c\">", "&lt;a &amp; &#39;b&#39; &#34;c&#34;&gt;"),
        (Markup("<b>kept</b>"), "<b>kept</b>"),
        (Word.ODD, "&lt;a &amp; &#39;b&#39;&gt;"),
        (2026, "2026"),
        (True, "True"),
        (None, "None"),
        (1.5, "1.5"),
        (Html(), "<b>own</b>"),
        (["<"], "[&#39;&lt;&#39;]"),
        ("", ""),
    ],
)
def test_values(value, html):
    assert escape_text(value) == html == str(escape(value))


@given(st.text())
def test_any_text_is_escaped_as_by_markupsafe(text):
    assert escape_text(text) == str(escape(text))


def test_what_is_marked_is_not_escaped_again():
    html = as_markup("<b>x</b>")
    assert type(html) is Markup
    assert escape_text(html) == "<b>x</b>"
    assert Markup("<i>{}</i>").format(html) == "<i><b>x</b></i>"
