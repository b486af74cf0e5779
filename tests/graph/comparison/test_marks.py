"""How a comparison is written in Markdown and in a terminal."""

from readinglist.graph.comparison.marks import MARKDOWN, PLAIN


def test_marks():
    def all_of(marks):
        return [
            marks.prose("a *b*\nc"), marks.code("x"), marks.heading("h"), marks.subheading("s"),
            marks.title("t"), marks.strong("!"), marks.gone("old"), marks.new("new"),
        ]  # fmt: skip

    assert all_of(MARKDOWN) == [
        r"a \*b\* c", "`x`", "## h", "### s", "*t*", "**!**", "~~old~~", "**new**",
    ]  # fmt: skip
    assert all_of(PLAIN) == ["a *b* c", "x", "h", "s:", "“t”", "!", "[-old-]", "{+new+}"]
