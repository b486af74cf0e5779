r"""Which formulas may stay TeX: only those whose commands print."""

import pytest

from readinglist.site.exports.tex_commands import is_harmless


@pytest.mark.parametrize(
    "math",
    [
        "", "x^2", "$x^2$", "a^b^c", r"\alpha", r"\frac{1}{2}", r"\alpha\beta", r"1\,2\;3\ 4",
        r"\{x\} \% \& \# \_ \$ \|", r"\\", r"\begin{cases}a\\b\end{cases}",
        r"\left\{x\right\}",
    ],
)  # fmt: skip
def test_harmless(math):
    assert is_harmless(math)


@pytest.mark.parametrize(
    "math",
    [
        r"\input{x}", r"\write18{id}", r"\def\x{y}", r"\catcode`\%=12", r"\csname x\endcsname",
        # One command among harmless ones.
        r"\alpha\input\beta", r"\frac{\input{x}}{2}",
        # TeX's notation for characters, which may spell a command.
        "^^5cinput", "x^^2", r"\alpha ^^",
        # The names of commands are matched whole.
        r"\alphabet", r"\inputx", r"\Alpha", r"\fra{1}{2}",
        # A backslash at the end, before a digit, a line end or a letter that TeX does not know.
        "\\", "a\\", r"\1", "\\\n", r"\é", r"\@input", r"\'a",
        # Environments.
        r"\begin{document}", r"\end{verbatim}", r"\begin", r"\begin {cases}", r"\begin{}",
        r"\begin{cases}\end{filecontents}",
    ],
)  # fmt: skip
def test_not_harmless(math):
    assert not is_harmless(math)
