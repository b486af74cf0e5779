"""Pages are stamped into the shell of their shape."""

import pytest

from readinglist.site.pages.render import Page, PagePlan
from readinglist.site.pages.views import Outline
from readinglist.site.shell import Shell
from readinglist.site.stamping import Stamper, shape_of

OUTLINE = (Outline("a", "A"),)


def plan(name, *, outline=(), source=None, is_entry_like=True):
    def render():
        raise AssertionError("the shape of a page is known before it is rendered")

    return PagePlan(name, "kind", "Title", outline, source, is_entry_like, render)


@pytest.mark.parametrize(
    ("page", "with_edit_links", "shape"),
    [
        (plan("papers/doe", source="entries/papers/doe.yml"), True, ("papers", False, True)),
        (plan("papers/doe", source="entries/papers/doe.yml"), False, ("papers", False, False)),
        (plan("papers/doe", outline=OUTLINE), True, ("papers", True, False)),
        (plan("tags/a"), True, ("tags", False, False)),
        # In the navigation every page looks different, so each has its own shell.
        (plan("papers/index", is_entry_like=False), True, ("papers/index", False, False)),
        (plan("index", is_entry_like=False), True, ("index", False, False)),
    ],
)
def test_shapes(page, with_edit_links, shape):
    assert shape_of(page, with_edit_links) == shape


def shell(word):
    return Shell((f"<{word}>", "body", "|", "stem", "|", "edit", ""), (), "")


def test_the_edit_link_leads_to_the_source():
    page = plan("papers/doe", source="entries/papers/doe.yml")
    stamper = Stamper({("papers", False, True): shell("p")}, "https://forge.example/edit/")
    made = Page("papers/doe", "T", "D", "<h1>T</h1>", source="entries/papers/doe.yml")
    assert stamper.stamp(made, page) == (
        "<p><h1>T</h1>|doe|https://forge.example/edit/entries/papers/doe.yml"
    )


@pytest.mark.parametrize(
    ("source", "base"), [(None, "https://forge.example/"), ("entries/papers/doe.yml", "")]
)
def test_no_edit_link_without_a_source_or_a_forge(source, base):
    page = plan("papers/doe", source=source)
    stamper = Stamper({("papers", False, False): shell("p")}, base)
    assert stamper.stamp(Page("papers/doe", "T", "D", "B", source=source), page) == "<p>B|doe|"


def test_each_page_gets_the_shell_of_its_shape():
    stamper = Stamper({("papers", False, False): shell("p"), ("tags", False, False): shell("t")})
    assert stamper.stamp(Page("tags/a", "T", "D", "B"), plan("tags/a")) == "<t>B|a|"
    with pytest.raises(KeyError):
        stamper.stamp(Page("paths/a", "T", "D", "B"), plan("paths/a"))
