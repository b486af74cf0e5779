"""The shell of a page: cut out of what a theme renders, and stamped with every page."""

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.errors import ToolError
from readinglist.site.pages.render import Page
from readinglist.site.pages.views import Outline
from readinglist.site.shell import Marks, compile_shell, first_difference


def theme(page, *, base="../..", edit=None, stem="stem"):
    """A minimal theme, which does the same with the parts of a page as Material."""
    items = "\n      ".join(
        f'<li class="md-nav__item">\n  <a href="#{heading.id}" class="md-nav__link">\n'
        f"    {escape(heading.title)}\n  </a>\n  \n</li>"
        for heading in page.outline
    )
    contents = f"<ul>\n      {items}\n    </ul>" if page.outline else ""
    skip = f'<a href="#{page.outline[0].id}">Skip</a>' if page.outline else ""
    pencil = f'<a href="{escape(edit)}">Edit</a>' if edit else ""
    return (
        f'<html><head><meta name="description" content="{escape(page.description)}">'
        f'<link rel="canonical" href="https://a.example/papers/{stem}/">'
        f"<title>{escape(page.title)} - Site</title></head><body>{skip}"
        f'<a href="{base}">{escape(page.title)}</a>{contents}'
        f"<article>{pencil}{page.body}</article></body></html>"
    )


def shell_of(marks, *, outline=True, edit=True, engine=theme):
    twice = (Outline(marks.anchor, marks.heading),) * 2 if outline else ()
    page = Page("papers/x", marks.title, marks.description, marks.content, twice)
    return compile_shell(engine(page, edit=marks.edit if edit else None, stem=marks.stem), marks)


texts = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\0", exclude_categories=["Cs"]), max_size=60
)
ids = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
outlines = st.lists(st.builds(Outline, ids, texts), min_size=1, max_size=6).map(tuple)


class TestShell:
    @given(text=st.tuples(texts, texts, texts), outline=outlines, stem=ids, edit=texts)
    def test_a_stamped_page_is_the_rendered_page(self, text, outline, stem, edit):
        marks = Marks.make()
        title, description, body = text
        page = Page(f"papers/{stem}", title, description, f"<h1>{escape(body)}</h1>", outline)
        edit_url = f"https://forge.example/{edit}"
        stamped = shell_of(marks).stamp(page, stem, edit_url)
        assert stamped == theme(page, edit=edit_url, stem=stem)
        assert marks.token not in stamped

    @given(title=texts, body=texts, stem=ids)
    def test_a_page_without_outline_and_edit_link(self, title, body, stem):
        page = Page(f"papers/{stem}", title, "", f"<h1>{escape(body)}</h1>")
        shell = shell_of(Marks.make(), outline=False, edit=False)
        assert shell.stamp(page, stem) == theme(page, stem=stem)

    def test_values_that_look_like_slots_or_patterns_are_kept(self):
        marks = Marks.make()
        odd = r"\g<1> \1 {title} %s $x$ {{ 7*7 }} body title"
        page = Page("papers/x", odd, odd, f"<h1>{odd}</h1>", (Outline("a", odd),))
        stamped = shell_of(marks).stamp(page, "x", "https://forge.example/x")
        assert stamped == theme(page, edit="https://forge.example/x", stem="x")

    def test_stamping_does_not_change_the_shell(self):
        shell = shell_of(Marks.make())
        one = Page("papers/a", "A", "a", "<h1>A</h1>", (Outline("a", "A"),))
        two = Page("papers/b", "B", "b", "<h1>B</h1>", (Outline("b", "B"), Outline("c", "C")))
        first = shell.stamp(one, "a", "https://e.example/a")
        shell.stamp(two, "b", "https://e.example/b")
        assert shell.stamp(one, "a", "https://e.example/a") == first

    def test_marks_differ_from_build_to_build(self):
        assert len({Marks.make().token for _ in range(50)}) == 50
        assert re.fullmatch("[a-z0-9]+", Marks.make().token)

    def test_an_unknown_mark_is_an_attribute_error(self):
        with pytest.raises(AttributeError):
            _ = Marks.make().nothing

    @pytest.mark.parametrize(
        "spoil",
        [
            pytest.param(lambda html, m: html.replace(m.title, m.title[:-1]), id="shortened"),
            pytest.param(lambda html, m: html.replace(m.title, m.token + "TITLE"), id="changed"),
            pytest.param(lambda html, m: html.replace(m.content, ""), id="no-content"),
            pytest.param(
                lambda html, m: html.replace(f'href="#{m.anchor}"', f'href="#{m.token}-1"'),
                id="anchor",
            ),
        ],
    )
    def test_a_theme_that_changes_marks_is_rejected(self, spoil):
        marks = Marks.make()

        def engine(page, **kinds):
            return spoil(theme(page, **kinds), marks)

        with pytest.raises(ToolError) as caught:
            shell_of(marks, engine=engine)
        assert caught.value.hint

    def test_the_content_may_be_in_an_element(self):
        """The theme adds a heading to content without one, so the mark has its own h1."""
        marks = Marks.make()
        page = Page("papers/x", "T", "D", "<p>kicker</p><h1>T</h1>", (Outline("a", "A"),))
        stamped = shell_of(marks).stamp(page, "x", "https://e.example/")
        assert stamped.count("<h1>") == 1
        assert "<p>kicker</p><h1>T</h1>" in stamped

    def test_the_first_difference_is_named(self):
        assert "line 2" in first_difference("a\nbc\nd", "a\nbx\nd")
        assert "bc" in first_difference("a\nbc\nd", "a\nbx\nd")
        assert first_difference("a\nb", "a\nb\nc")
