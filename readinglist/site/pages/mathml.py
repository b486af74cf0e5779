"""Converts formulas to MathML, within limits.

Browsers draw MathML Core themselves (caniuse.com/mathml), so that no script is needed.
"""

import contextlib
from functools import lru_cache

from math_core import LatexError, LatexToMathML

from readinglist.site.pages.safe_html import rebuild_math
from readinglist.values.formulas import MAX_WORK, Formula, conversion_work

# Macros that abstracts use without defining them and that mean the same everywhere.
_CONVERTER = LatexToMathML(
    macros={
        "widetilde": r"\tilde{#1}",
        "mbox": r"\text{#1}",
        "mathds": r"\mathbb{#1}",
        "eps": r"\epsilon",
    }
)


class Budget:
    """What the formulas of one text may cost together, see `readinglist.values.formulas`."""

    def __init__(self) -> None:
        self._left = MAX_WORK

    def convert(self, formula: Formula) -> str:
        """The formula as MathML.

        An empty string if the converter does not know it, if it would take too long, or if the
        converter's output is not plain MathML.
        """
        work = conversion_work(formula.source)
        if work is None or work > self._left:
            return ""
        self._left -= work
        return _convert(formula.source, display=formula.display)


@lru_cache(1 << 12)
def _convert(source: str, *, display: bool) -> str:
    with contextlib.suppress(LatexError, UnicodeEncodeError):  # the latter for lone surrogates
        mathml = _CONVERTER.convert_with_local_state(source, displaystyle=display)
        return rebuild_math(mathml) or ""
    return ""
