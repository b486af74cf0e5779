"""HTML that libraries make from untrusted text is rewritten from allow-lists, or not shown."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from readinglist.site.pages import markdown, mathml, tex
from readinglist.site.pages.safe_html import MATH_CLASSES, MAX_LENGTH, rebuild_math, rebuild_text

KEPT_MATH = [
    "<math><mi>x</mi></math>",
    '<math display="block"><mfrac linethickness="0"><mn>1</mn><mn>2</mn></mfrac></math>',
    '<math><mo stretchy="false" lspace="0.2222em">&lt;</mo><mspace width="0.1667em"/></math>',
    "<math><mtext>a &amp; <b><i>b</i></b></mtext></math>",
    '<math><mpadded voffset="-0.2rem" width="0"><mi>x</mi></mpadded></math>',
    '<math><menclose notation="box updiagonalstrike"><mi>x</mi></menclose></math>',
    "<math><mmultiscripts><mi>x</mi><mn>1</mn><mprescripts/><mn>2</mn></mmultiscripts></math>",
]
REFUSED_MATH = [
    "",
    "x",
    "<mi>x</mi>",
    "<math><mi>x</mi></math>x",
    "<math><mi>x</mi></math><math><mi>x</mi></math>",
    "<math><script>alert(1)</script></math>",
    "<math><mo><script>alert(1)</script></mo></math>",
    "<math><mo><b>x</b></mo></math>",
    "<math><mtext><img src='x'/></mtext></math>",
    "<math><mtext><b><mi>x</mi></b></mtext></math>",
    "<math><b>x</b></math>",
    "<math><mi onclick='x'>x</mi></math>",
    "<math><mi href='javascript:x'>x</mi></math>",
    "<math xmlns:xlink='http://www.w3.org/1999/xlink'><mi xlink:href='x'>x</mi></math>",
    "<math><mtext><a href='https://e.example'>x</a></mtext></math>",
    "<math><mi style='position:fixed'>x</mi></math>",
    "<math><mrow style='color:red'><mi>x</mi></mrow></math>",
    "<math><mrow style='color:url(x)'><mi>x</mi></mrow></math>",
    "<math><mspace width='999em'/></math>",
    "<math><mspace width='1e9em'/></math>",
    "<math><mspace width='expression(1)'/></math>",
    "<math><mpadded voffset='-40em'><mi>x</mi></mpadded></math>",
    "<math><mi class='rl-search'>x</mi></math>",
    "<math><mrow class='rl-m-left rl-search'>x</mrow></math>",
    "<math><mrow id='rl-content'><mi>x</mi></mrow></math>",
    "<math><mrow><maction actiontype='statusline'><mi>x</mi></maction></mrow></math>",
    "<math><annotation-xml encoding='text/html'><mi>x</mi></annotation-xml></math>",
    "<math><mtext><style>x</style></mtext></math>",
    "<math><mtext><mglyph/></mtext></math>",
    "<math><mi>x</mi><!-- x --></math>",
    "<math><mi><![CDATA[<script>]]></mi></math>",
    "<math><?php x ?><mi>x</mi></math>",
    "<math>x</math>",
    "<math><mi>x</math>",
    "<math><mi>&nosuch;</mi></math>",
    "<math><mi>\x00</mi></math>",
    "<math><mi>\ud800</mi></math>",
    "</root><math><mi>x</mi></math><root>",
    "<root><math><mi>x</mi></math></root>",
    "<!DOCTYPE x [<!ENTITY a 'b'>]><math><mi>&a;</mi></math>",
    f"<math><mi>{'x' * MAX_LENGTH}</mi></math>",
]


@pytest.mark.parametrize("mathml", KEPT_MATH, ids=range(len(KEPT_MATH)))
def test_plain_formulas_are_kept(mathml):
    assert rebuild_math(mathml) == mathml


@pytest.mark.parametrize("mathml", REFUSED_MATH, ids=range(len(REFUSED_MATH)))
def test_anything_else_in_a_formula_is_rejected(mathml):
    assert rebuild_math(mathml) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<mo>&ApplyFunction;</mo>", "<mo>\u2061</mo>"),
        ("<mrow style='color:#FF0000;'><mi>x</mi></mrow>", '<mrow mathcolor="#FF0000"><mi>x</mi>'),
        ("<mtable><mtr><mtd id='eq'></mtd></mtr></mtable>", "<mtable><mtr><mtd></mtd></mtr>"),
        (
            "<mtable><mtr><mtd style='text-align: left;justify-items: start;'/></mtr></mtable>",
            '<mtable><mtr><mtd class="rl-m-left"></mtd>',
        ),
        ("<mspace width='0.2rem' style='width:0.2rem'/>", '<mspace width="0.2rem"/>'),
        ("<mspace style='margin-left:-0.16666667em;'/>", '<mspace class="rl-m-back-3"/>'),
        ("<mspace style='margin-left:-.3rem;'/>", '<mspace class="rl-m-back-5"/>'),
        ("<mspace style='margin-left:-90em;'/>", '<mspace class="rl-m-back-18"/>'),
        ("<mtext style='font-size:90%'>x</mtext>", '<mtext class="rl-m-size-90">x'),
        (
            "<mtext><span class='math-core-serif-font'>x</span></mtext>",
            '<mtext><span class="rl-m-serif">x',
        ),
    ],
)
def test_inline_styles_become_classes(before, after):
    assert rebuild_math(f"<math>{before}</math>").startswith(f"<math>{after}")


#: Every style, id and class in the converter's output.
STYLED = [
    r"\begin{array}{|c:r|}\hline a&b\\ \hdashline c&d\end{array}",
    r"\begin{array}{:l||c}\hdashline a&b\end{array}",
    r"\begin{cases}a&b\\c&d\end{cases}",
    r"\begin{align}a&=b\tag{1}\label{q}\\c&=d\end{align}",
    r"\begin{equation}\label{eq} a\end{equation}",
    r"\begin{multline}a\\b\\c\end{multline}",
    r"\begin{subarray}{l}a\\b\end{subarray}",
    r"\sum_{\substack{a\\b}} x",
    r"\hspace{-3pt}x\hspace{2pt}\!\mkern-3mu y",
    r"\color{red}{x} \textcolor[rgb]{0,.5,1}{y}",
    r"\text{\tiny a \scriptsize b \small c \large d \Large e \LARGE f \huge g \Huge h}",
    r"\cfrac{a}{b} \mathbin{x} \mathrel{y} \mathop{z} \cramped{x^2}",
    r"\angl{n} \phase{x} \cancel{x} \bcancel{x} \xcancel{x} \boxed{x}",
    r"\text{\textsc{a} \textsf{b} \textrm{c} \texttt{d} \textbf{\textit{e}}}",
    r"\text{\sout{f} \underline{g} \emph{h}}",
    r"\raisebox{2pt}{x} \raisebox{-2ex}{y} \smash{x} \rlap{x} \mathllap{y}",
    r"a \bmod b \pmod c \prescript{a}{b}{c} \overbrace{x}^{y}",
]


@pytest.mark.parametrize("source", STYLED)
def test_the_converters_styles_are_on_the_list(source, monkeypatch):
    """None of its formulas is rejected because of a style: the list has all of them."""
    asked = []
    monkeypatch.setattr(mathml, "rebuild_math", lambda mathml: asked.append(mathml) or "x")
    mathml._convert.cache_clear()
    for formula in (source, *source.split(" ")):
        tex.render_tex(f"${formula}$")
    mathml._convert.cache_clear()
    assert asked
    refused = [html for html in asked if rebuild_math(html) is None]
    assert refused == []
    assert all(" style=" not in (rebuild_math(html) or "") for html in asked)


def test_every_class_of_a_formula_has_a_rule(tools):
    css = (
        tools.REPOSITORY / "readinglist/site/theme/assets/readinglist/readinglist.css"
    ).read_text("utf-8")
    assert set(re.findall(r"\.(rl-m-[\w-]+) \{", css)) == MATH_CLASSES


PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<mtext><style><img src=x onerror=alert(1)>",
    "</math><script>alert(1)</script>",
    "<a href=javascript:alert(1)>x</a>",
]


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize(
    "around",
    [
        r"x^\operatorname{%s}",
        r"\operatorname{%s}",
        r"\operatorname*{%s}_x",
        r"x_\operatorname{%s}^2",
        r"\frac\operatorname{%s}2",
        r"\text{%s}",
        r"\tag{%s}",
        r"\label{%s}",
        r"\href{%s}{x}",
        r"\mathrm{%s}",
        r"\DeclareMathOperator{\a}{%s}\a",
        r"\begin{array}{%s}x\end{array}",
    ],
)
def test_no_formula_smuggles_in_an_element(parse_strictly, around, payload):
    text = f"${around % payload}$"
    page = parse_strictly(tex.render_tex(text), math=True)
    assert page.hrefs == []


def test_a_rejected_formula_is_shown_as_its_source(monkeypatch):
    """Whatever the converter's output."""
    monkeypatch.setattr(mathml, "_CONVERTER", Converter())
    mathml._convert.cache_clear()
    assert tex.render_tex("a $x<y$") == 'a <code class="rl-tex">$x&lt;y$</code>'
    mathml._convert.cache_clear()


class Converter:
    @staticmethod
    def convert_with_local_state(*_, **__):
        return "<math><mi onclick='x'>x</mi></math>"


# Notes

KEPT_TEXT = [
    "plain",
    '<p>a <em>b</em> <strong>c</strong> <a href="https://e.example" title="t">e</a></p>',
    "<p><code>d</code><br/>\nf</p>\n",
    '<ol start="3">\n<li>\n<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ol>\n',
    '<pre><code class="language-py">a &lt; b\n</code></pre>\n',
    "<blockquote>\n<p>a</p>\n</blockquote>\n<hr/>\n",
    '<a href="mailto:a@b.example">x</a>',
    '<a href="../papers/x/">x</a>',
    '<a href="#part">x</a>',
    '<a href="?a=b:c">x</a>',
]
REFUSED_TEXT = [
    "<script>alert(1)</script>",
    "<p><img src='x'/></p>",
    "<p onclick='x'>x</p>",
    "<p class='md-header'>x</p>",
    "<p id='rl-content'>x</p>",
    "<p style='color: red'>x</p>",
    "<a href='javascript:x'>x</a>",
    "<a href='JAVASCRIPT:x'>x</a>",
    "<a href=' javascript:x'>x</a>",
    "<a href='java&#9;script:x'>x</a>",
    "<a href='&#1;javascript:x'>x</a>",
    "<a href='data:text/html,x'>x</a>",
    "<a href='ftp://e.example'>x</a>",
    "<a href='x' target='_blank'>x</a>",
    "<a href='x'><a href='y'>x</a></a>",
    "<a href='x'><em><a href='y'>x</a></em></a>",
    "<h1>x</h1>",
    "<form><input/></form>",
    "<p>x",
    "x</p>",
    "<ul><p>x</p></ul>",
    "<!-- x -->",
    "<math><mi>x</mi></math>",
]


@pytest.mark.parametrize("html", KEPT_TEXT, ids=range(len(KEPT_TEXT)))
def test_plain_texts_are_kept(html):
    assert rebuild_text(html, ()) == html


@pytest.mark.parametrize("html", REFUSED_TEXT, ids=range(len(REFUSED_TEXT)))
def test_anything_else_in_a_text_is_rejected(html):
    assert rebuild_text(html, ()) is None


def test_placeholders_are_filled_by_number():
    html = '<p><rl-place n="1"/> &lt;rl-place n="0"/&gt; <rl-place n="0"/> <rl-place n="7"/></p>'
    assert rebuild_text(html, ["<i>a</i>", "<i>b</i>"]) == (
        "<p><i>b</i> &lt;rl-place n=&#34;0&#34;/&gt; <i>a</i> </p>"
    )


def test_a_rejected_note_is_shown_as_written(monkeypatch):
    monkeypatch.setattr(markdown._PARSER, "render", lambda *_: "<script>x</script>")
    monkeypatch.setattr(markdown._PARSER, "renderInline", lambda *_: "<script>x</script>")
    assert markdown.render_markdown("*a* <b>", lambda _: None) == "<p>*a* &lt;b&gt;</p>\n"
    assert markdown.render_inline("*a* <b>", lambda _: None) == "*a* &lt;b&gt;"


TAGS = st.sampled_from(
    ["<p>", "</p>", "<a href='x'>", "</a>", "<script>", "</script>", "<mi>", "</mi>", "<math>",
     "</math>", "<mtext>", "</mtext>", "<b>", "</b>", "<svg>", "<!--", "-->", "<![CDATA[", "]]>",
     "&lt;", "&amp;", "&#x1;", "&ApplyFunction;", "<mspace/>", "<?x?>", "\x00", "x", " "]
)  # fmt: skip


@given(st.lists(TAGS, max_size=12).map("".join) | st.text())
def test_nothing_raises_and_nothing_gets_through(parse_strictly, html):
    for rebuilt in (rebuild_math(html), rebuild_text(html, ())):
        if rebuilt is not None:
            parse_strictly(Markup(rebuilt), math=True)
            # Rewriting is idempotent.
            assert rebuilt in (rebuild_math(rebuilt), rebuild_text(rebuilt, ()))


@given(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"])))
def test_text_is_kept(parse_strictly, text):
    html = str(escape(text))
    rebuilt = rebuild_text(html, ())
    if "\ufffe" not in text and "\uffff" not in text:
        assert parse_strictly(rebuilt).text == text
