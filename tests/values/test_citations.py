import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readinglist.values import citations
from readinglist.values.citations import CITATION, FoundCitation, find_citations


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See [@ho2020denoising].", [("ho2020denoising", 1, 5)]),
        ("[@a] and [@b]\nand [@a]", [("a", 1, 1), ("b", 1, 10), ("a", 2, 5)]),
        ("One.\n\nTwo [@a].", [("a", 3, 5)]),
        ("- x\n- [@a]\n\n> [@b]", [("a", 2, 3), ("b", 4, 3)]),
        ("*so [@a] it*", [("a", 1, 5)]),
        ("`[@code]` and [@a]", [("a", 1, 15)]),
        ("```\n[@code]\n```\n[@a]", [("a", 4, 1)]),
        ("    [@code]\n\n[@a]", [("a", 3, 1)]),
        (r"\[@escaped] [@a]", [("a", 1, 13)]),
        ("a\u2028b\x0cc [@a]\nd [@b]", [("a", 1, 7), ("b", 2, 3)]),
        ("a\r\nb [@a]\rc [@b]", [("a", 2, 3), ("b", 3, 3)]),
        ("[@A.b_c-1]", [("A.b_c-1", 1, 1)]),
        ("[@] [@ a] [a@b] @a [@-a] [@é]", []),
        ("", []),
    ],
)
def test_citations_and_their_positions(text, found):
    assert list(find_citations(text)) == [FoundCitation(*values) for values in found]


@given(
    st.lists(
        st.sampled_from(
            [
                "[@a]",
                "[@b-1]",
                "`",
                "\n",
                "\r",
                "    ",
                "x",
                "\n\n",
                "- ",
                "> ",
                "\\",
                "*",
                "](u)",
                "[",
                "<b>",
                "\u2028",
                "```",
            ]
        )
    ).map("".join)
)
def test_every_citation_found_is_in_the_text(text):
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    known = {match[1] for match in CITATION.finditer(text)}
    for citation in find_citations(text):
        assert citation.id in known
        assert 1 <= citation.line <= len(lines)
        assert 1 <= citation.column <= len(lines[citation.line - 1]) + 1


_TEXT_PIECES = st.sampled_from(
    [
        "[@a]", "[@b-1]", "[@a", "@a]", "word", " ", "\n", "\n\n", "  ", "    ", "- ", "1. ", "> ",
        "# ", "*", "**", "_", "`", "``", "```\n", "<b>", "<!--", "\\", "~~~\n", "!", "(x)", "](y)",
        "]: z", "[", "]", "\t", "---\n", "===\n", "&amp;", "http://x.example", ":", "\r\n", ".",
    ]
)  # fmt: skip


@settings(max_examples=800)
@given(st.lists(_TEXT_PIECES, max_size=14).map("".join))
def test_the_fast_path_agrees_with_the_parser(text):
    """Texts without syntax that could interfere with citations are not parsed as Markdown."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(citations, "_NEEDS_PARSER", re.compile(""))
        parsed = list(citations.find_citations(text))
    assert list(citations.find_citations(text)) == parsed
