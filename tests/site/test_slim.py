"""White space and comments that no reader sees are removed from pages."""

import html as html_module
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.site.slim import slim


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<div>\n  <p>\n    a  b\n  </p>\n</div>\n", "<div> <p> a b </p> </div> "),
        ("<a>one</a>\n  <a>two</a>", "<a>one</a> <a>two</a>"),
        ("a<b> c </b>d", "a<b> c </b>d"),
        ("<pre>\n  a\n\n  b</pre>", "<pre>\n  a\n\n  b</pre>"),
        ("<textarea>  a  </textarea>", "<textarea>  a  </textarea>"),
        ("<script>\n  a = '<p>  </p>';\n</script>", "<script>\n  a = '<p>  </p>';\n</script>"),
        ("<input  a=\"x  y\"\n   b='  z'  c >", "<input a=\"x  y\" b='  z' c>"),
        ('<a title="a > b  c">  x</a>', '<a title="a > b  c"> x</a>'),
        ("<p>a<!-- no\n -->  b</p>", "<p>a b</p>"),
        ("<p>a <!-- no --> b</p>", "<p>a b</p>"),
        ("<i>\n <article>\n  a</article>\n </i>", "<i> <article>\n  a</article> </i>"),
        ("<article>\n a\n\n  </article>", "<article>\n a </article>"),
        ("<article>a\u00a0\n</article>", "<article>a\u00a0 </article>"),
        ("<p>no\u00a0\u00a0break\u2003 space</p>", "<p>no\u00a0\u00a0break\u2003 space</p>"),
        (
            "<!doctype html>\n<html>\n<head>\n <title>a  b</title>\n</head>\n\n<body>\n a",
            "<!doctype html><html><head><title>a  b</title></head><body> a",
        ),
        ("a < b  and c > d", "a < b and c > d"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_slimming_removes(before, after):
    assert slim(before) == after


_texts = st.text(st.sampled_from("ab \n\t<>&\"'=-!/\u00a0é"), max_size=12)

_pieces = st.one_of(
    _texts.map(html_module.escape),
    st.sampled_from(
        ["<p>", "</p>", "<a href='x'>", "</a>", "<b>", "</b>", "<pre> a\n b</pre>", "<!-- c -->",
         "<script> 1 < 2 </script>", "<br>", "<article>", "</article>", "<div\n id='a  b' >",
         "</div>", "<textarea> x </textarea>", "<span>", "</span>"]
    ),
)  # fmt: skip


@given(st.lists(_pieces, max_size=14).map("".join))
def test_slimming_is_idempotent_and_loses_no_text(text):
    once = slim(text)
    assert slim(once) == once
    assert len(once) <= len(text)

    def words(page):
        without_comments = re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL)
        return re.sub(r"[ \t\n\r\f]+", "", without_comments)

    assert words(once) == words(text)
