"""Formulas as MathML, within what a text may cost."""

import pytest

from readinglist.site.pages import mathml
from readinglist.site.pages.mathml import Budget
from readinglist.values.formulas import Formula, conversion_work


def formula(source, *, display=False):
    return Formula(0, len(source) + 2, source, display, dollars=True)


def convert(source, **options):
    return Budget().convert(formula(source, **options))


def test_a_formula():
    assert convert("x^2") == "<math><msup><mi>x</mi><mn>2</mn></msup></math>"
    assert convert("x", display=True) == '<math display="block"><mi>x</mi></math>'


@pytest.mark.parametrize(
    ("macro", "same"),
    [
        (r"\mbox{if}", r"\text{if}"),
        (r"\widetilde{x}", r"\tilde{x}"),
        (r"\mathds{1}", r"\mathbb{1}"),
        (r"\eps", r"\epsilon"),
    ],
)
def test_macros_that_everybody_uses(macro, same):
    assert convert(macro) == convert(same) != ""


@pytest.mark.parametrize("source", [r"\nosuchcommand", r"\frac{1", "{", "\ud800", r"\def\x{y}\x"])
def test_what_cannot_be_converted_is_empty(source):
    assert convert(source) == ""


def test_the_formulas_of_a_text_share_a_budget(monkeypatch):
    long, short = formula("x+" * 200 + "x"), formula("x")
    work = conversion_work(long.source)
    assert work > conversion_work(short.source) > 0
    monkeypatch.setattr(mathml, "MAX_WORK", 2 * work + conversion_work(short.source))
    budget = Budget()
    converted = [budget.convert(one) != "" for one in (long, long, long, short, short)]
    # What does not fit costs nothing, so a smaller one may still fit.
    assert converted == [True, True, False, True, False]
    assert Budget().convert(long) != "", "another text has a budget of its own"


def test_a_formula_too_deep_to_convert_is_not_tried():
    deep = "{" * 10_000 + "x" + "}" * 10_000
    assert conversion_work(deep) is None
    assert convert(deep) == ""
