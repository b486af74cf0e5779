"""The visible gist of a page, extracted without a full parse."""

import pytest

from readinglist.links.judge.glance import Glance


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>One</title>", "One"),
        ('<TITLE lang="en">\n Two&amp;  three\n</TITLE>', "Two& three"),
        ("<title>It’s <b>bold</b></title>", "It's bold"),
        ("<title>first</title><title>second</title>", "first"),
        ("<title>never closed", ""),
        (f"<title>{'x' * 2_001}</title>", ""),
        ("<h1>no title</h1>", ""),
        ("", ""),
    ],
)
def test_titles(html, title):
    assert Glance(html).title == title


def test_the_first_heading():
    page = Glance("<h2>a</h2><h1 class='x'>One <i>two</i></h1><h1>three</h1>")
    assert page.heading == "One two"
    assert Glance("<h2>a</h2>").heading == ""


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Not found | Example", ["Not found", "Example", "Not found | Example"]),
        ("Example – Not found", ["Example", "Not found", "Example – Not found"]),
        ("Not found | Example - x", ["Not found", "Example", "x", "Not found | Example - x"]),
        ("Not found|Example", ["Not found", "Example", "Not found|Example"]),
        ("A well-known title", ["A well-known title"]),
        ("| Example", ["Example", "| Example"]),
        ("", []),
    ],
)
def test_the_parts_of_a_title(title, parts):
    assert Glance(f"<title>{title}</title>").titles == parts


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>two</p>", "One two"),
        ("<head><title>no</title></head><body>yes", "yes"),
        ("<script>no</script>a<style>no</style>b<!-- no -->c", "a b c"),
        ("<SCRIPT src=x>no</script>a<noscript>no</noscript>", "a"),
        ("<svg><title>no</title></svg><template>no</template>a", "a"),
        # Of what is never closed only the tag goes.
        ("a<script src=x>b", "a b"),
        ("a<script b", "a b"),
        ("a<!-- b", "a b"),
        ("a &lt;b&gt; c&nbsp;d", "a <b> c d"),
        # A longer word is no invisible element.
        ("<styled>a</styled>", "a"),
    ],
)
def test_the_visible_text(html, text):
    assert Glance(html).text == text


def test_only_the_start_of_a_page_is_read():
    page = Glance("<p>" + "word " * 4_000)
    assert len(page.text) == 12_000 - len("<p>")
    # What is invisible does not count.
    hidden = Glance("<script>" + "x" * 50_000 + "</script>end")
    assert hidden.text == "end"
    assert Glance("one two three").read_text(7) == "one two"
    assert Glance("one").read_text(0) == ""


def test_a_letter_that_changes_its_length_moves_no_tag():
    # İ is two characters in lower case.
    assert Glance("İİİ<script>no</script>yes").text == "İİİ yes"


def test_lowered():
    assert Glance("<p>Page NOT Found").lowered == "page not found"
