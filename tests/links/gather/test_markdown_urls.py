"""Addresses in Markdown, each at its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.links.gather.markdown_urls import find_urls, trim_bare_url


@given(st.text(alphabet="ab [](){}<>`*_\n\r#&;.:/htps", max_size=120))
def test_every_address_in_markdown_is_at_its_position(text):
    text += " https://a.example/x "
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for url, line, column in find_urls(text):
        assert lines[line - 1][column - 1 :].startswith(url)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://a.example/x.", "https://a.example/x"),
        ("https://a.example/x),", "https://a.example/x"),
        ("https://a.example/x_(y)", "https://a.example/x_(y)"),
        ("https://a.example/x?!", "https://a.example/x"),
        ("https://a.example/x/", "https://a.example/x/"),
    ],
)
def test_trim_bare_url(written, expected):
    assert trim_bare_url(written) == expected
