"""Formulas as characters, for references and other plain texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readinglist.site.exports.plain_text import plain_text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"$\ell_1$-norm", "ℓ₁-norm"),
        (r"$\mathbb{R}^{n+1}$ and $$L^2$$, \(B_s\)", "ℝⁿ⁺¹ and L², Bₛ"),
        ("H$_2$O at $90^\\circ$, ${}^{12}$C", "H₂O at 90°, ¹²C"),
        (r"$x_{ij}^2$, $M_X$, $f^{(2)}$, $e^{-x/2}$", "xᵢⱼ², M_X, f⁽²⁾, e^(−x/2)"),
        (r"$\frac{a+b}{c}$, $\frac12$, $\binom{n}{k}$", "(a+b)/c, 1/2, (n, k)"),
        (r"$\sqrt{n}$, $\sqrt{n+1}$, $\sqrt[3]{x}$", "√n, √(n+1), ³√x"),
        (r"$\tilde{O}(n \log n)$, $\sin x$, $\hat\beta$", "Õ(n log n), sin x, β̂"),
        (r"$B \to K^* \mu^+\mu^-$", "B → K*μ⁺μ⁻"),
        (r"$\mathcal{N}=4$, $\mathrm{SU}(2)_L$, $\mathbf{x}$", "𝒩 = 4, SU(2)_L, x"),
        (r"\emph{In vivo}, $5 to \$10, \'Etude", "In vivo, $5 to $10, Étude"),
        (r"$\unknown{x}$ & $a<b$", r"\unknown{x} & a < b"),
        ("No TeX: a_b ^ {c}", "No TeX: a_b ^ {c}"),
    ],
)
def test_formulas(text, plain):
    assert plain_text(text) == plain


@given(st.text(st.sampled_from(r"$\{}^_ab1 +=()"), max_size=30))
def test_any_text_has_a_plain_form(text):
    assert "\n" not in plain_text(text)
