"""Superscripts and subscripts."""

import pytest

from readinglist.values.scripts import lower_script, raise_script


@pytest.mark.parametrize(
    ("text", "raised", "lowered"),
    [
        ("6", "⁶", "₆"),
        ("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"),
        ("+-−=()", "⁺⁻⁻⁼⁽⁾", "₊₋₋₌₍₎"),
        ("n", "ⁿ", "$_{n}$"),
        ("-1", "⁻¹", "₋₁"),
        ("k", "$^{k}$", "$_{k}$"),
        ("1.5", r"$^{\mathrm{1.5}}$", r"$_{\mathrm{1.5}}$"),
        ("max", r"$^{\mathrm{max}}$", r"$_{\mathrm{max}}$"),
        ("٣٤", "$^{٣٤}$", "$_{٣٤}$"),
        ("$k$", "$^{k}$", "$_{k}$"),
        ("$a$ and $b$", "$a$ and $b$", "$a$ and $b$"),
        ("$", "$", "$"),
        ("{x}", "{x}", "{x}"),
        ("", "", ""),
        (" ", " ", " "),
        ("th", "th", r"$_{\mathrm{th}}$"),
        ("e", "e", "$_{e}$"),
        ("ème", "ème", r"$_{\mathrm{ème}}$"),
        ("®", "®", "®"),
        ("**", "**", r"$_{\mathrm{**}}$"),
        ("‡", "‡", "‡"),
        ("the", r"$^{\mathrm{the}}$", r"$_{\mathrm{the}}$"),
    ],
)
def test_scripts(text, raised, lowered):
    assert raise_script(text) == raised
    assert lower_script(text) == lowered


@pytest.mark.parametrize(
    "text", "st nd rd th er re e es ème me o a os as º ª ® © ™ TM SM *".split()
)
def test_endings_stay_on_the_line(text):
    assert raise_script(text) == text
