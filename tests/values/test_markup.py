"""Converting markup of registries and bibliographies to plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.values.markup import plain_title, strip_markup


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Mass of <mml:math><mml:mi>W</mml:mi></mml:math> in <i>vitro</i>", "Mass of W in vitro"),
        ("<scp>DNA</scp> &amp; &lt;i&gt;E. coli&lt;/i&gt;", "DNA & E. coli"),
        ("CO<SUB>2</SUB>, 10<sup>6</sup>, the 5<sup>th</sup>", "CO₂, 10⁶, the 5th"),
        ("x<sub>max</sub>", r"x$_{\mathrm{max}}$"),
        ("<jats:p>One.</jats:p><jats:p>Two.</jats:p>", "One. Two."),
        (
            "<math><msqrt><mi>s</mi></msqrt><mo>=</mo><mn>13</mn></math>TeV",
            r"$\sqrt{s}=13$ TeV",
        ),
        (
            ('<math><semantics><msup><mi>b</mi><mn>2</mn></msup>'
             '<annotation encoding="application/x-tex">b^2</annotation></semantics></math>'),
            "$b^2$",
        ),
        (
            ("<jats:inline-formula><jats:alternatives><jats:tex-math>$$x^2$$</jats:tex-math>"
             "<mml:math><mml:mi>x</mml:mi></mml:math></jats:alternatives></jats:inline-formula>"),
            "$x^2$",
        ),
        ("10<jats:sup>6</jats:sup>, CO<jats:sub>2</jats:sub>", "10⁶, CO₂"),
        ("y<jats:sub>i</jats:sub> <jats:italic>x</jats:italic>", "y$_{i}$ x"),
        ("A<s>B</s> <del>c</del><mark>d</mark><!-- note -->", "AB cd"),
        ("<![CDATA[A & B <i>C</i>]]>", "A & B C"),
        # Anything that is not markup is text.
        ("List<int>, the mean <q>, R&D", "List<int>, the mean <q>, R&D"),
        ("a < b and c > d", "a < b and c > d"),
        (r"K\"ahler \emph{via} $$L^2$$", "Kähler via $L^2$"),
    ],
)  # fmt: skip
def test_plain_titles(text, plain):
    assert plain_title(text) == plain


@given(st.lists(st.sampled_from(
    ["<math>", "</math>", "<mi>", "</mi>", "<sub>", "</sub>", "<sup>", "</sup>", "<i>", "</i>",
     "&amp;", "&lt;", "&gt;", "<", ">", "x", " ", "<tex-math>", "</tex-math>", "<mfrac>", "$",
     "<!--", "-->", "<![CDATA[", "]]>"]
)).map("".join))  # fmt: skip
def test_any_markup_is_accepted(text):
    plain = strip_markup(text)
    assert plain == " ".join(plain.split())
    assert "<math>" not in plain or "</math>" not in plain[plain.index("<math>") :]
