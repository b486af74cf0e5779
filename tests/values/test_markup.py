"""Converting markup of registries and bibliographies to plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.values.markup import inline_formulas, plain_title, strip_markup


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


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<b>a</b><br/>b<p>c</p>d<h2>T</h2>e", "a b c d T e"),
        ("<q>x and <q>x</q>", "x and x"),
        ("the <q> and <a href='x'>l</a>", "the <q> and l"),
        ("<sup>a<sub>1</sub></sup>, <sub>x, y</sup>z, T<inf>c</inf>",
         r"$^{\mathrm{a₁}}$, x, yz, T$_{c}$"),
        ("&amp;lt;i&amp;gt;x &lt;b&gt;y", "<i>x <b>y"),
        ("&copy;&nosuch; &#233;&#xe9; &notit; &not; &AMP", "©&nosuch; éé &notit; ¬ &AMP"),
        ("a<!-- x -->b<!-- y -->c <!-- open", "abc <!-- open"),
        ("<![CDATA[<i>a</i>]]>b <![CDATA[open", "ab <![CDATA[open"),
        ("a<tex-math>$x$</tex-math>b", "a $x$ b"),
        (r"<tex-math>\documentclass{x}\begin{document}$$y^2$$\end{document}</tex-math>", "$y^2$"),
        (r"<tex-math>\[z\]</tex-math> <tex-math>\(w\)</tex-math>", "$z$ $w$"),
        ("<tex-math>a$b</tex-math>x<tex-math> </tex-math>", "x"),
        ("<alternatives><tex-math>t</tex-math><math><mi>m</mi></math></alternatives>", "$t$"),
        ("<alternatives><math><mi>m</mi></math></alternatives>", "m"),
        ("a<math><mi>W</mi></math>b (<math><mi>W</mi></math>)<math></math>", "a W b (W)"),
        ("<math><mi>broken</math>", "broken"),
        ("<math><mi>x</mi><!-- c --></math>", "x"),
        ("<math><mi>a\u2062b</mi><mo>&lt;</mo><mi>&alpha;</mi></math>", "ab<α"),
    ],
)  # fmt: skip
def test_tags_entities_and_formulas(text, plain):
    assert strip_markup(text) == plain


@pytest.mark.parametrize(
    ("inside", "tex"),
    [
        ("<mfrac><mn>1</mn><mi>x</mi></mfrac>", r"\frac{1}{x}"),
        ("<mfrac><mi>x</mi></mfrac>", "x"),
        ("<msqrt><mi>x</mi></msqrt>", r"\sqrt{x}"),
        ("<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>", r"\sqrt{x+1}"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", r"\sqrt[3]{x}"),
        ("<msub><mi>x</mi><mi>i</mi></msub>", "x_{i}"),
        ("<m:msup><m:mi>R</m:mi><m:mn>2</m:mn></m:msup>", "R^{2}"),
        ("<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>", "x_{i}^{2}"),
        ("<munderover><mo>∑</mo><mn>0</mn><mi>n</mi></munderover>", "∑_{0}^{n}"),
        ("<mover><mi>x</mi><mo>¯</mo></mover>", r"\bar{x}"),
        ("<mover><mi>x</mi><mo>→</mo></mover>", r"\vec{x}"),
        ("<mover><mi>x</mi><mo>*</mo></mover>", "x^{*}"),
        ("<munder><mi>lim</mi><mi>n</mi></munder>", r"{\mathrm{lim}}_{n}"),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a,b)"),
        ("<msqrt><mtext>a b</mtext></msqrt>", r"\sqrt{\text{a b}}"),
        ("<msup><mo>%</mo><mo>−</mo></msup>", r"\%^{-}"),
        ("<msup><mi>a1</mi><mi>sin</mi></msup>", r"a1^{\mathrm{sin}}"),
        ("<semantics><mi>x</mi><annotation encoding='MathType'>y</annotation></semantics>", "x"),
        (("<semantics><mi>x</mi><annotation encoding='application/x-tex'>$y$</annotation>"
         "</semantics>"), "y"),
    ],
)  # fmt: skip
def test_formulas_of_mathml(inside, tex):
    assert strip_markup(f"<math>{inside}</math>") == f"${tex}$"


def test_formulas_within_a_line():
    assert inline_formulas(r"$$L$$ \( x \) \[y\] $z$") == "$L$ $x$ $y$ $z$"
    assert inline_formulas(r"\(a$b\) $$c") == r"\(a$b\) $$c"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<math><msup><mi></mi><mi></mi></msup></math>", "$^{}$"),
        ("<math><mfrac><mi>ab</mi><mi>c</mi></mfrac></math>", r"$\frac{\mathrm{ab}}{c}$"),
        ("<math><msqrt></msqrt></math>", r"$\sqrt{}$"),
        ("a <math><merror></merror></math>", "a"),
        ("<math><msqrt><semantics></semantics></msqrt></math>", r"$\sqrt{}$"),
    ],
)
def test_small_formulas(source, text):
    assert strip_markup(source) == text


def test_a_formula_of_many_tags_gives_its_text():
    def root(count: int) -> str:
        return f"<math><msqrt>{'<mi>a</mi>' * count}</msqrt></math>"

    most = (2000 - 2) // 2
    assert strip_markup(root(most)) == rf"$\sqrt{{{'a' * most}}}$"
    assert strip_markup(root(most + 1)) == "a" * (most + 1)


@pytest.mark.parametrize("depth", [1, 61, 62, 200])
def test_deep_nesting_is_flattened(depth):
    source = f"<math>{'<msqrt>' * depth}<mi>a</mi>{'</msqrt>' * depth}</math>"
    assert strip_markup(source).count("sqrt") == min(depth, 60)


@pytest.mark.parametrize(
    ("sign", "command"),
    [
        *((sign, "bar") for sign in "¯‾\u0305"), *((sign, "hat") for sign in "^ˆ\u0302"),
        *((sign, "tilde") for sign in "~˜"), *((sign, "vec") for sign in "→\u20d7"),
        ("˙", "dot"), ("¨", "ddot"), ("ˇ", "check"),
    ],
)  # fmt: skip
def test_signs_over_a_letter(sign, command):
    source = f"<math><mover><mi>a</mi><mo>{sign}</mo></mover></math>"
    assert strip_markup(source) == rf"$\{command}{{a}}$"
