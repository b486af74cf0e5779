import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import Markup

from readinglist.site.pages.markdown import render_inline, render_markdown, strip_markdown


def resolve(entry_id):
    """Every id that starts with an a has a page."""
    if not entry_id.startswith("a"):
        return None
    return Markup('<a href="../{}/" title="{}">{}</a>').format(entry_id, "<t>", "A & B")


def nobody(_):
    return None


ALLOWED_SCHEME = re.compile(r"https?:|mailto:|[^:]*$|[^:]*[/?#]", re.IGNORECASE)

PIECES = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<b onclick='x'>",
        "</p>",
        "<!-- x -->",
        "<a href='x'>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:x)",
        "[a](&#106;avascript:x)",
        "[a](java\tscript:x)",
        "[x]",
        "[a](data:text/html,x)",
        "[a](data:image/png;base64,x)",
        "[a](vbscript:x)",
        "[a](blob:x)",
        "<javascript:x>",
        "[a](<javascript:x>)",
        "[x]: javascript:x",
        "[x]: data:text/html,x",
        "![i](http://e.example/i.png)",
        '<https://a.example/"onx=>',
        '[a](https://e.example "t\\" onclick=x")',
        "[@abc]",
        "[@zzz]",
        "[",
        "](x)",
        "]",
        "[see [@abc] so](https://e.example)",
        "# h",
        "===",
        "---",
        "> ",
        "- ",
        "1. ",
        "5) ",
        "```",
        "~~~",
        "`",
        "*",
        "**",
        "_",
        "__",
        "\\",
        "\n",
        "\n\n",
        "    ",
        "  \n",
        "&lt;",
        "&amp;",
        "&quot;",
        "&#0;",
        "&#x110000;",
        '"',
        "'",
        "<",
        ">",
        "&",
        "x",
        "é",
        "漢",
        "\x00",
        "\u202e",
        "$x<y$",
        "<?php",
        "<![CDATA[",
        "<!DOCTYPE",
        "mailto:a@b.c",
        "|",
    ]
)
NASTY = st.lists(PIECES, max_size=25).map("".join)
TEXTS = NASTY | st.text() | st.text("<>[]()!&\"'`*_\\\n :@#-=x", max_size=60)


@given(TEXTS)
@example("[see [@abc] so](https://e.example)")
@example("[a](data:image/png;base64,x)")
@example("[a](blob:x) <tel:1> [a](foo:bar)")
def test_no_text_gives_anything_but_plain_elements_and_harmless_links(parse_strictly, text):
    for markup in (render_markdown(text, resolve), render_inline(text, resolve)):
        assert isinstance(markup, Markup)
        page = parse_strictly(markup)
        for href in page.hrefs:
            assert ALLOWED_SCHEME.match(href), href


@given(st.text())
def test_text_without_markup_is_unchanged(parse_strictly, text):
    plain = re.sub(r"[^\w ,]", "", text).replace("_", "").strip()
    assert parse_strictly(render_inline(plain, nobody)).text == plain


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("A *b* **c** `d<e`", "A <em>b</em> <strong>c</strong> <code>d&lt;e</code>"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("it's", "it&#39;s"),
        ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
        ("[x](https://e.example)", '<a href="https://e.example">x</a>'),
        ("[x](../papers/y/)", '<a href="../papers/y/">x</a>'),
        ("[x](#part)", '<a href="#part">x</a>'),
        ("[x](?a=b:c)", '<a href="?a=b:c">x</a>'),
        ("[x](a/b:c)", '<a href="a/b:c">x</a>'),
        ("<a@b.example>", '<a href="mailto:a@b.example">a@b.example</a>'),
        ("[x](javascript:y)", "[x](javascript:y)"),
        ("[x](data:image/png;base64,y)", "[x](data:image/png;base64,y)"),
        ("[x](ftp://e.example)", "[x](ftp://e.example)"),
        ("![x](https://e.example)", '!<a href="https://e.example">x</a>'),
        ("[@abc]", '<a href="../abc/" title="&lt;t&gt;">A &amp; B</a>'),
        ("[@zzz]", "[@zzz]"),
        ("`[@abc]`", "<code>[@abc]</code>"),
    ],
)
def test_inline(text, markup):
    assert render_inline(text, resolve) == markup


def test_a_citation_within_a_link_is_not_a_link(parse_strictly):
    page = parse_strictly(render_markdown("[see [@abc] so](https://e.example)", resolve))
    assert page.hrefs == ["../abc/"]
    assert page.text.strip() == "[see A & B so](https://e.example)"


def test_blocks():
    assert render_markdown("a\n\nb", nobody) == "<p>a</p>\n<p>b</p>\n"
    assert "<li>a</li>" in render_markdown("- a\n- b", nobody)
    assert "<h1" not in render_markdown("# a\n\nb\n===\n", nobody)
    assert render_markdown("<div>\n\n*x*\n</div>", nobody) == (
        "<p>&lt;div&gt;</p>\n<p><em>x</em>\n&lt;/div&gt;</p>\n"
    )


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("A *b* `c` [d](https://e.example) [@abc].", "A b c d Title of abc."),
        ("a\nb\n\n- c\n- d", "a b c d"),
        ("```\nx\n```", "x"),
        ("<b>x</b>", "<b>x</b>"),
        ("a & b &amp; c", "a & b & c"),
    ],
)
def test_stripping_markdown(text, plain):
    assert strip_markdown(text, lambda entry_id: f"Title of {entry_id}") == plain


@given(TEXTS)
def test_stripping_never_fails_and_folds_spaces(text):
    plain = strip_markdown(text, str)
    assert plain == " ".join(plain.split())
