import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import Markup

from readinglist.site.pages.tex import render_tex
from readinglist.values.formulas import MAX_LEVELS

AWKWARD = [
    "$",
    "$$",
    "$$$",
    "\\",
    "\\(",
    "\\[",
    "{",
    "}",
    "$x",
    "x$",
    "$ $",
    "$$ $$",
    "$\\$",
    "\\$5 and \\$6",
    "We raised $5 million and then $6 million",
    "costs $5",
    "$x^{2}$ and $y_1$",
    "$\\undefined{x}$",
    "$a<b$ & <b>c</b>",
    "$$\\begin{matrix}a&b\\\\c&d\\end{matrix}$$",
    "\\(a\\) \\[b\\]",
    "$\\frac{1}$",
    "$\\left( x$",
    "\\emph{so} \\textbf{it} \\texttt{goes} \\textsc{on}",
    "\\emph{a \\textbf{b}}",
    "``quoted'' 100\\% \\& \\_ \\#",
    "$\\text{<script>alert(1)</script>}$",
    "$\\href{javascript:x}{y}$",
    '$\\class{x" onclick="y}{z}$',
    '$\\color{"><script>}x$',
    "$\\operatorname{<img src=x onerror=y>}$",
    "\\emph{<img src=x onerror=y>}",
    "$\x00$",
    "$é漢$",
    "$$x$",
    "$x$$",
    "$\\\\$",
    "\\textit{",
    "$}{$",
    "$\\mathds{1}\\widetilde{x}\\eps\\mbox{a b}$",
    "$\\def\\x{\\x\\x}\\x$",
    "$\\newcommand{\\a}{\\a}\\a$",
]


@pytest.mark.parametrize("text", AWKWARD, ids=range(len(AWKWARD)))
def test_awkward_texts(parse_strictly, text):
    parse_strictly(render_tex(text), math=True)


PIECES = st.sampled_from(
    [
        "$",
        "$$",
        "\\(",
        "\\)",
        "\\[",
        "\\]",
        "{",
        "}",
        "\\",
        "^",
        "_",
        "&",
        "#",
        "%",
        "~",
        "<",
        ">",
        '"',
        "'",
        "\\frac",
        "\\sqrt",
        "\\left(",
        "\\right)",
        "\\text{",
        "\\mathrm{",
        "\\emph{",
        "\\textbf{",
        "\\begin{matrix}",
        "\\end{matrix}",
        "\\begin{align}",
        "\\end{align}",
        "\\\\",
        "\\color{red}",
        "\\href{",
        "\\operatorname{",
        "\\hat",
        "\\bar",
        "x",
        "y",
        "1",
        "2",
        "+",
        "-",
        "=",
        "(",
        ")",
        "<script>",
        "</script>",
        "onload=",
        "javascript:",
        "\\x00",
        "\\def",
        "\\newcommand",
        "\\eps",
        "\\mbox{",
        "\\mathds",
        "\\alpha",
        "\\sum",
        "\\int_0",
        "\\limits",
        "\\not",
        "\\tag{",
        "\\label{",
        "\\middle|",
        "\\$",
        "\\%",
        "``",
        "''",
        "é",
        "漢",
        "∑",
        "½",
        "\\unknown",
        " ",
        "\n",
        "\x00",
        "\u202e",
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map("".join)


@given(TEXTS | st.text() | TEXTS.map("${}$".format) | st.text().map("${}$".format))
@example("$\\text{\\$}$")
def test_no_text_fails_or_gives_other_elements(parse_strictly, text):
    markup = render_tex(text)
    assert isinstance(markup, Markup)
    page = parse_strictly(markup, math=True)
    assert page.hrefs == []


@given(st.text(st.characters(exclude_characters="$\\`'\r\x00")))
def test_text_without_tex_is_unchanged(parse_strictly, text):
    assert parse_strictly(render_tex(text), math=True).text == text


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("a < b", "a &lt; b"),
        ("100\\% \\& \\_x\\#", "100% &amp; _x#"),
        ("``so''", "“so”"),
        ("\\emph{so} \\textbf{it}", "<em>so</em> <strong>it</strong>"),
        ("\\textsc{so}", "so"),
        ("$x$", "<math><mi>x</mi></math>"),
        ("\\(x\\)", "<math><mi>x</mi></math>"),
        ("\\$5 and \\$6", "$5 and $6"),
        ("$5 million and then $6", "$5 million and then $6"),
        ("$\\nonsense$", '<code class="rl-tex">$\\nonsense$</code>'),
        ("a $ b", "a $ b"),
    ],
)
def test_forms(text, markup):
    assert render_tex(text) == markup


def test_display_mathematics_is_marked():
    assert 'display="block"' in render_tex("$$x$$")
    assert 'display="block"' in render_tex("\\[x\\]")
    assert 'display="block"' not in render_tex("$x$")


@pytest.mark.parametrize("levels", [100, 100_000])
@pytest.mark.parametrize(
    ("start", "end"), [("{", "}"), ("\\sqrt ", ""), ("x^{", "}"), ("\\left(", "\\right)")]
)
def test_deep_nesting_does_not_crash_the_process(start, end, levels):
    # In a separate process, in a thread with a small stack as on other systems.
    code = (
        "import threading; threading.stack_size(512 * 1024)\n"
        "from readinglist.site.pages.tex import render_tex\n"
        f"text = '$' + {start!r} * {levels} + 'x' + {end!r} * {levels} + '$'\n"
        "thread = threading.Thread(target=lambda: print(render_tex(text)[:5]))\n"
        "thread.start(); thread.join()"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == ("<math" if levels < MAX_LEVELS / 2 + 1 else "<code")


def test_real_abstracts_and_titles(corpus, parse_strictly):
    if not corpus:
        pytest.skip("READINGLIST_DATA does not name the corpus; the awkward texts stand in for it")
    formulas = sources = 0
    for record in corpus:
        for text in (record["abstract"] or "", record["title"]):
            markup = render_tex(text)
            parse_strictly(markup, math=True)
            formulas += markup.count("<math")
            sources += markup.count('<code class="rl-tex"')
    assert len(corpus) == 10_000
    assert formulas > 5000
    assert sources < formulas / 50
