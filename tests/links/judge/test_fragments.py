"""Anchors, text fragments and quotes: what is found on a page, whatever is between the words."""

import pytest

from readinglist.links.judge.fragments import Page

QUOTE = "A tree cools a street, and water cools it too."
KATEX = (
    '<span class="katex"><span class="katex-mathml"><math><semantics><mi>L</mi>'
    '<annotation encoding="application/x-tex">L^2</annotation></semantics></math></span>'
    '<span class="katex-html" aria-hidden="true">L2</span></span>'
)


@pytest.mark.parametrize(
    "between",
    [
        # Substack, Distill, Tufte.
        '<a data-component-name="FootnoteAnchorToDOM" href="#f1">1</a>',
        '<d-cite key="fern"></d-cite><d-footnote>Written twice.</d-footnote>',
        ('<label for="s" class="margin-toggle sidenote-number"></label>'
         '<input id="s" class="margin-toggle"><span class="sidenote">Aside.</span>'),
        '<label class="margin-toggle">&#8853;</label><span class="marginnote">Aside</span>',
        # Hugo, Jekyll, Ghost, pandoc.
        '<sup id="fnref:1"><a href="#fn:1" class="footnote-ref" role="doc-noteref">1</a></sup>',
        ('<sup id="fnref:1" role="doc-noteref"><a href="#fn:1" rel="footnote">1</a>'
        "</sup>"),
        '<a href="#fn3" id="r3">[*]</a>',
        ' <span class="citation" data-cites="fern">(Fern 2012)</span>',
        '<aside class="sidenote"><p>A block.</p></aside>',
        # WordPress.
        ('<span class="easy-footnote"><a href="#easy-footnote-bottom-1" title="x"><sup>1</sup></a>'
        "</span>"),
        # Citations in brackets, of LaTeXML, Sphinx and BibBase.
        ' [<a href="#bib.bib3" class="ltx_ref">3</a>, <a href="#bib.bib4">4</a>]',
        ' <span>[<a class="reference internal" href="#id5">FM12</a>]</span>',
        # Distill's box, Quarto's margin, popups, what is hidden or no text at all.
        "<d-footnote>Twice.</d-footnote><d-hover-box>Twice.</d-hover-box>",
        '<span class="column-margin margin-aside">An aside.</span>', "<aside>An aside.</aside>",
        '<span class="littlefoot"><button class="littlefoot__button">…</button></span>',
        '<details class="footnote"><summary>1</summary>A note.</details>',
        # Other themes and plugins; a link with the page's own address; a raised digit.
        '<span class="footnoteContent">Note</span>', '<span class="snote">An aside</span>',
        '<span class="refmark">[1]</span>', "<sidenote>Aside</sidenote>", "¹",
        '<a href="#note-1">¹</a>', '<a href="/p/y#footnote-1">1</a>',
        '<span data-footnote="The note">1</span>', ' (<a href="#fern">Fern, 2012</a>)',
        '<span class="sr-only">footnote 1</span>', "<span hidden>1</span>",
        '<span style="display: none">1</span>', "<svg><title>a tree</title></svg>",
        "<script>let x = 1;</script>", '<img src="t.png" alt="a tree">', "<br>",
        ('<sup class="modern-footnotes-footnote"><a href="javascript:void(0)">1</a></sup>'
        '<span class="modern-footnotes-footnote__note">A note.</span>'),
    ],
)  # fmt: skip
def test_notes(between):
    page = Page(f"<p>A tree cools a street{between}, and water cools it too.</p>")
    assert page.has_quote(QUOTE)
    assert not page.has_quote("A tree cools a road")


def test_the_markup_of_several_systems_in_one_paragraph():
    page = Page(
        '<article><p>A tree cools a street<a data-component-name="FootnoteAnchorToDOM" href="#f1">1'
        '</a>. Shade is a choice<d-cite key="fern"></d-cite>, and water<sup><a href="#n2">[2]</a>'
        '</sup> is another<label for="sn1" class="margin-toggle sidenote-number"></label><input '
        'type="checkbox" id="sn1" class="margin-toggle"><span class="sidenote">A note aside.</span>'
        " one<d-footnote>Written twice.</d-footnote>.</p></article>"
    )
    quote = "A tree cools a street. Shade is a choice, and water is another one."
    assert page.has_quote(quote)
    assert page.has_quote("Shade is a choice, and water is another one.")
    assert not page.has_quote(quote.replace("another", "no"))


@pytest.mark.parametrize("source", ["$L^2$", r"\(L^2\)", "$$L^2$$", "<d-math>L^2</d-math>",
                                    r'<span class="math inline">\(L^2\)</span>'])  # fmt: skip
@pytest.mark.parametrize("quote", ["The loss $L^2$ falls.", r"The loss \(L^2\) falls."])
def test_formulas_that_a_script_will_draw(source, quote):
    page = Page(f"<p>The loss {source} falls.</p>")
    assert page.has_quote(quote)
    assert "d-math" in source or page.has_quote("The loss L2 falls.")
    assert not page.has_quote("The loss L3 falls.")


@pytest.mark.parametrize(
    "quote", ["The loss $L^2$ falls.", r"The loss \(L^2\) falls.", "The loss L2 falls.",
              "The loss falls."],
)  # fmt: skip
def test_formulas(quote):
    assert Page(f"<p>The loss {KATEX} falls.</p>").has_quote(quote)


def test_a_superscript_number_is_still_read():
    assert Page("<p>Some 10<sup>6</sup> trees.</p>").has_quote("Some 106 trees.")
    assert Page("<p>Some ab² trees.</p>").has_quote("Some ab2 trees.")
    page = Page('<p>See (<a href="#roots">the roots</a>) below.</p>')
    assert page.has_quote("See (the roots) below.")
    page = Page('<p>See <a href="#roots">the roots</a> below.</p>')
    assert page.has_quote("See the roots below.")


FILLER = "<p>A long page about the matter at hand, with many sentences of text.</p>" * 40

TEXT = (
    '<head><title>no</title></head><p id="a">We say: “wait&nbsp;before you\n tune”.'
    '<sup>3</sup> And <b>then</b>go.</p><a name="old">x</a><h2 id="é x">H</h2>'
    "<script>id='s'; hidden words</script>" + FILLER
)


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [("a", True), ("old", True), ("%C3%A9%20x", True), ("é x", True), ("top", True), ("s", False),
     ("A", False), ("b", False)],
)  # fmt: skip
def test_anchors(fragment, expected):
    assert Page(TEXT).has_anchor(fragment) is expected


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ('"wait before you tune"', True),
        ("tune”. And thengo.", True),
        ("Wait before", False),
        ("hidden words", False),
        ("no", False),
    ],
)
def test_quotes(quote, expected):
    assert Page(TEXT).has_quote(quote) is expected


@pytest.mark.parametrize(
    ("directive", "expected"),
    [
        ("wait%20before", True), ("WAIT%20before", True), ("we%20say,tune", True),
        ("say:-,%22wait,tune,-%22.", True), ("tune,we%20say", False), ("absent", False),
        ("we-,before", False),
    ],
)  # fmt: skip
def test_text_fragments(directive, expected):
    assert Page(TEXT).has_text(directive) is expected
