"""Finding formulas, and bounding their cost before they are converted."""

import json
import random
import re
import unicodedata

import pytest
from bounded import run_bounded
from hypothesis import given
from hypothesis import strategies as st

from readinglist.site.pages.tex import render_tex
from readinglist.values.formulas import MAX_WORK, conversion_work, find_formulas

#: A reference implementation as one regular expression, which may take exponential time.
_FORMULA = re.compile(
    r"(?<!\\)\$\$(?P<display>.+?)(?<!\\)\$\$"
    r"|(?<!\\)\$(?P<inline>(?:[^$\\]|\\.)+?)\$"
    r"|\\\((?P<paren>.+?)\\\)"
    r"|\\\[(?P<bracket>.+?)\\\]",
    re.DOTALL,
)
_OPENERS = [
    "(", "[", r"\{", r"\langle ", r"\lvert ", r"\lVert ", r"\lfloor ", r"\lceil ", r"\lbrace ",
    r"\lbrack ", r"\lgroup ", r"\lmoustache ", r"\llbracket ", r"\llcorner ", r"\ulcorner ",
    r"\lang ", r"\lAngle ", r"\lBrace ", r"\llangle ", r"\llparenthesis ", r"\lparen ",
    r"\bigl(", r"\Bigl|", r"\biggl\langle ", r"\Biggl[", "⟨", "⌊", "⌈", "⟦", "⌜", "⎰", "⦃",
]  # fmt: skip
_OTHERS = [
    "x", "1", "+", "=", ",", ")", "]", r"\}", r"\rangle ", "{", "}", "^", "_", "|", "&", r"\\",
    r"\frac ", r"\sqrt ", r"\sin ", r"\sum ", r"\left(", r"\right)", r"\mathrm ", r"\text{a}", "'",
    r"\hat ", r"\over ", r"\begin{matrix}", r"\end{matrix}", r"\operatorname{f}", r"\not ", " ",
    r"\mathop ", r"\limits ", r"\bigr)", r"\big(", r"\middle| ", r"\binom ", r"\overset ",
]  # fmt: skip


# A single letter between dollars is never prose, which dollars that are money may enclose.
@given(st.text(st.sampled_from("$\\()[] x\n")).filter(lambda text: "xx" not in text))
def test_formulas_agree_with_the_regular_expression(text):
    wanted = [
        (m.start(), m.end(), next(text for text in m.groups() if text is not None),
         m["display"] is not None or m["bracket"] is not None, m["inline"] is not None)
        for m in _FORMULA.finditer(text)
    ]  # fmt: skip
    found = [(f.start, f.end, f.source, f.display, f.dollars) for f in find_formulas(text)]
    assert found == wanted


@pytest.mark.parametrize("opener", _OPENERS)
def test_a_run_of_openers_is_shown_as_its_source(opener):
    assert render_tex(f"${opener * 40}v$").startswith('<code class="rl-tex">')
    assert render_tex(f"${opener * 3}v$").startswith("<math")


@pytest.mark.parametrize(
    "definition",
    [
        r"\newcommand\a{((((}\a\a\a\a\a\a\a\a x",
        r"\renewcommand{\alpha}{((((}\alpha\alpha\alpha\alpha\alpha\alpha",
        r"\providecommand{\z}{((((}\z\z\z\z\z\z\z\z",
        r"\def\a{((((}\a\a\a\a\a\a\a\a",
        r"\gdef\a{((((}\a\a\a\a\a\a\a\a",
        r"\let\a=(" + r"\a" * 40,
        r"\newcommand{\a}[1]{#1#1}" + r"\a{" * 40 + "x" + "}" * 40,
    ],
)
def test_a_formula_that_defines_macros_is_shown_as_its_source(definition):
    assert conversion_work(definition) is None
    assert render_tex(f"${definition}$").startswith('<code class="rl-tex">')


def test_the_total_cost_of_formulas_is_bounded():
    formulas = " ".join(f"${'(' * 15}x_{i}$" for i in range(40))
    drawn = render_tex(formulas).count("<math")
    assert 0 < drawn < 10
    # The plain ones after them are still drawn.
    assert render_tex(formulas + " $x$").endswith("<math><mi>x</mi></math>")


@pytest.mark.parametrize(
    "formula",
    [
        (
            r"(1-\epsilon)\sum_{uv\in E}(x(u)-x(v))^2w_{uv}\le \sum_{uv\in\tilde{E}}(x(u)-x(v))^2"
            r"\tilde{w}_{uv} \le (1+\epsilon)\sum_{uv\in E}(x(u)-x(v))^2w_{uv}. (*)"
        ),
        r"\lambda\le\log\log n \longrightarrow \left(\left[\left\{x\right\}\right]\right)",
    ],
)
def test_formulas_of_real_papers_are_drawn(formula):
    assert render_tex(f"${formula}$").startswith("<math")


def test_nothing_else_makes_the_converter_slow():
    """Runs of all other signs and harmless commands, which would never finish if they opened."""
    signs = [
        chr(point)
        for point in range(0x21, 0x30000)
        if unicodedata.category(chr(point))[0] in "PSLN" and point not in range(0x3400, 0x2F800)
    ]
    runs = [sign * 60 + "x" for sign in signs if sign not in "\\$"]
    from readinglist.values import formulas  # noqa: PLC0415 - its list of names is what is tested

    runs += [f"\\{name} " * 60 + "x" for name in sorted(formulas._HARMLESS)]
    runs = [run for run in runs if (conversion_work(run) or 0) <= 1 << 10]
    assert len(runs) > 3000
    code = (
        "import json, sys\n"
        "from readinglist.site.pages.mathml import _convert\n"
        "runs = json.load(sys.stdin)\n"
        "print(sum(1 for run in runs if _convert(run, display=False) is not None))"
    )
    assert run_bounded(code, stdin=json.dumps(runs)).strip() == str(len(runs))


def test_every_allowed_formula_is_converted_in_time():
    luck = random.Random(1)
    texts = []
    for _ in range(1500):
        tokens = luck.choices(
            [luck.choice(_OPENERS), *luck.sample(_OPENERS, 3), *luck.sample(_OTHERS, 6)],
            k=luck.choice([20, 40, 200, 2000]),
        )
        source = "".join(tokens)
        # The longest prefix that is allowed, which is the worst case.
        low, high = 1, len(source)
        while low < high:
            middle = (low + high + 1) // 2
            work = conversion_work(source[:middle])
            low, high = (middle, high) if work and work <= MAX_WORK else (low, middle - 1)
        texts.append(f"${source[:low]}$")
    code = (
        "import json, sys\n"
        "from readinglist.site.pages.tex import render_tex\n"
        "print(sum(len(render_tex(text)) > 0 for text in json.load(sys.stdin)))"
    )
    done = run_bounded(code, stdin=json.dumps(texts), seconds=120)
    assert done.strip() == str(len(texts))


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("$x$", [("x", 0, 3, "$")]),
        ("a $$x$$ b", [("x", 2, 7, "display")]),
        (r"\(x\) and \[y\]", [("x", 0, 5, ""), ("y", 10, 15, "display")]),
        (r"a\$b$c$", [("c", 4, 7, "$")]),
        ("$ 5 $", [(" 5 ", 0, 5, "$")]),
        ("$5$ and $5x$", [("5", 0, 3, "$"), ("5x", 8, 12, "$")]),
        ("$a b $", [("a b ", 0, 6, "$")]),
        ("$n = $", [("n = ", 0, 6, "$")]),
        ("$5^2 $", [("5^2 ", 0, 6, "$")]),
        # Money and variables of a shell.
        ("$5 to $10", []),
        ("$HOME and $PATH", []),
        ("$5 $", []),
        ("cost $5 and more $", []),
        ("$10, $20", []),
        ("$1$2", []),
        ("$5 per unit $x", []),
        ("$ab $ c", []),
        # Without an end.
        ("$$$$", []),
        (r"\(x $y", []),
        (r"\[x $$y", []),
        (r"\(a \(b $c$", [("c", 8, 11, "$")]),
    ],
)
def test_which_dollars_are_formulas(text, formulas):
    assert [
        (found.source, found.start, found.end,
         "display" if found.display else "$" if found.dollars else "")
        for found in find_formulas(text)
    ] == formulas  # fmt: skip
