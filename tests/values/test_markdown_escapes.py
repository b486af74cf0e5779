"""Escaping of untrusted text, checked with a Markdown parser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from readinglist.values.markdown_escapes import escape_code, escape_markdown, on_one_line

GFM = MarkdownIt("gfm-like", {"html": True, "linkify": False})
#: Characters with a meaning in Markdown are frequent in these texts.
texts = st.text(
    st.one_of(st.sampled_from("\\`*_{}[]()<>#+-.!|~&;:@$/ \n\tahw0"), st.characters(codec="utf-8")),
    max_size=60,
)


def plain(markdown):
    """The text of a line of Markdown. Fails if there is anything in it but text."""
    (inline,) = [token for token in GFM.parse(f"x{markdown}x") if token.type == "inline"]
    assert {child.type for child in inline.children} <= {"text", "text_special"}
    return "".join(child.content for child in inline.children)[1:-1]


@given(texts)
def test_escaped_text_stays_text(text):
    shown = plain(escape_markdown(text)).replace("\u200b", "")
    visible = escape_markdown(text)
    assert "\n" not in visible
    if all(char.isprintable() for char in text):
        assert shown == " ".join(text.split())


@given(texts)
def test_escaped_code_stays_code(text):
    (inline,) = [t for t in GFM.parse(f"x {escape_code(text)} x") if t.type == "inline"]
    kinds = [child.type for child in inline.children]
    assert kinds == ["text", "code_inline", "text"]
    if all(char.isprintable() for char in text) and text.split():
        assert inline.children[1].content == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("Plain: words (and more) - 1 %.", "Plain: words (and more) - 1 %."),
        ("@octocat and a@b.example", r"\@&#8203;octocat and a\@&#8203;b.example"),
        ("see #12", r"see \#&#8203;12"),
        ("see GH-12, gh-3 and a/b#4", r"see GH-&#8203;12, gh-&#8203;3 and a/b\#&#8203;4"),
        ("_GH-1", r"\_GH-&#8203;1"),
        ("high-12, GH-a and GH 1", "high-12, GH-a and GH 1"),
        ("since 155052F, not 155052", "since 1&#8203;55052F, not 155052"),
        (f"ada@{'0a' * 20}", rf"ada\@&#8203;0&#8203;a{'0a' * 19}"),
        (f"{'0a' * 20} and {'0a' * 20}f", f"0&#8203;a{'0a' * 19} and {'0a' * 20}f"),
        ("10.1145/3292500.3330701", "10.1145/3292500.3330701"),
        ("effaced facades, 2401.02954", "e&#8203;ffaced facades, 2401.02954"),
        ("http://a.example www.a.example", r"http\://a.example www\.a.example"),
        ("[a](b)", r"\[a\](b)"),
        ("right\u202eleft\u200b", r"right\[U+202E\]left\[U+200B\]"),
        ("one\ntwo\x1b[0m", r"one two\[U+001B\]\[0m"),
    ],
)  # fmt: skip
def test_escapes(text, escaped):
    assert escape_markdown(text) == escaped


@pytest.mark.parametrize(
    ("text", "code"),
    [("a", "`a`"), ("a`b``c", "```a`b``c```"), ("`a", "`` `a ``"), ("a`", "`` a` ``"),
     ("", "` `"), ("a\n b\u202e", "`a b[U+202E]`")],
)  # fmt: skip
def test_code(text, code):
    assert escape_code(text) == code


def test_a_hash_has_seven_to_forty_digits():
    assert escape_markdown("155052f 15505f") == "1&#8203;55052f 15505f"
    assert escape_markdown("ABCDEF1") == "A&#8203;BCDEF1"


@pytest.mark.parametrize("char", ["\0", "\u202e", "\ue000", "\ud800"])
def test_invisible_characters_are_spelt_out(char):
    assert on_one_line(f"a{char}b\n c") == f"a[U+{ord(char):04X}]b c"
