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


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("Serve it at http://localhost:8000/, or at http://127.0.0.1/x and http://[::1]/.", []),
        ("It listens on http://0.0.0.0, not on http://127.0.0.1.", []),
        # A link to it is meant as one.
        ("[here](http://127.0.0.1:8000/)", ["http://127.0.0.1:8000/"]),
        ("http://localhost.example/", ["http://localhost.example/"]),
        ("`https://a.example/` and ``` https://b.example/ ```", []),
        ("    https://a.example/code", []),
        ("<div>\n<a href='https://a.example/1'>x</a><img src=https://b.example/2></div>",
         ["https://a.example/1", "https://b.example/2"]),
        ("<https://a.example/>", ["https://a.example/"]),
        ("![p](https://a.example/p.png)", ["https://a.example/p.png"]),
        ("[a](ftp://a.example/) [b](b.md) http://", []),
        ("**https://a.example/x**", ["https://a.example/x"]),
        # Entities: the address is not what the file says, so it has no place.
        ("[a](https://a.example/?b&amp;c)", []),
    ],
)  # fmt: skip
def test_what_counts_as_an_address(text, urls):
    assert [url for url, _, _ in find_urls(text)] == urls


def test_positions_count_every_kind_of_line_end():
    text = "é https://a.example/1\r\n\rhttps://a.example/2\nx [y](https://a.example/3)\n"
    assert list(find_urls(text)) == [
        ("https://a.example/1", 1, 3), ("https://a.example/2", 3, 1), ("https://a.example/3", 4, 7),
    ]  # fmt: skip
