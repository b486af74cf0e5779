"""Renders TeX in titles and abstracts: formulas as MathML, and the text commands common on arXiv.

Browsers draw MathML Core themselves (caniuse.com/mathml), so that no script is needed.
"""

import contextlib
import re
from functools import lru_cache

from markupsafe import Markup
from math_core import LatexError, LatexToMathML

from readinglist.site.pages.escaping import as_markup, escape_text
from readinglist.site.pages.safe_html import rebuild_math
from readinglist.values.formulas import MAX_WORK, Formula, conversion_work, find_formulas
from readinglist.values.tex import decode_loose_tex

_COMMAND = re.compile(r"\\(?P<name>textit|emph|textbf|texttt|textsc|textrm)\{(?P<text>[^{}]*)\}")
_TAGS = {"textit": "em", "emph": "em", "textbf": "strong", "texttt": "code"}
# Macros that abstracts use without defining them and that mean the same everywhere.
_CONVERTER = LatexToMathML(
    macros={
        "widetilde": r"\tilde{#1}",
        "mbox": r"\text{#1}",
        "mathds": r"\mathbb{#1}",
        "eps": r"\epsilon",
    }
)


def render_tex(text: str) -> Markup:
    """The text as HTML, with its mathematics as MathML.

    Formulas that the converter does not know, that would take it too long, or for which its output
    is not plain MathML, are shown as source. Everything else is escaped.
    """
    if not any(mark in text for mark in ("$", "\\", "``", "''")):
        return as_markup(escape_text(text))
    parts: list[str] = []
    end = 0
    budget = MAX_WORK
    for formula in find_formulas(text):
        parts.append(_render_text(text[end : formula.start]))
        work = conversion_work(formula.source)
        is_affordable = work is not None and work <= budget
        if work is not None and is_affordable:
            budget -= work
        parts.append(_render_math(formula, text, convert=is_affordable))
        end = formula.end
    parts.append(_render_text(text[end:]))
    # Every part is escaped or rewritten.
    return as_markup("".join(parts))


def _render_math(formula: Formula, text: str, *, convert: bool) -> str:
    whole = text[formula.start : formula.end]
    drawn = convert and _convert(formula.source, display=formula.display)
    return drawn or f'<code class="rl-tex">{escape_text(whole)}</code>'


@lru_cache(1 << 12)
def _convert(source: str, *, display: bool) -> str:
    """The formula as MathML, or an empty string if it cannot be shown."""
    with contextlib.suppress(LatexError, UnicodeEncodeError):  # the latter for lone surrogates
        mathml = _CONVERTER.convert_with_local_state(source, displaystyle=display)
        return rebuild_math(mathml) or ""
    return ""


def _render_text(text: str) -> str:
    parts: list[str] = []
    end = 0
    for match in _COMMAND.finditer(text):
        parts.append(_plain(text[end : match.start()]))
        tag = _TAGS.get(match["name"])
        inner = _plain(match["text"])
        parts.append(f"<{tag}>{inner}</{tag}>" if tag else inner)
        end = match.end()
    parts.append(_plain(text[end:]))
    return "".join(parts)


def _plain(text: str) -> str:
    """The text with TeX commands decoded, escaped; leading and trailing spaces are kept."""
    decoded = decode_loose_tex(text)
    start = " " if text[:1].isspace() else ""
    end = " " if decoded and text[-1:].isspace() else ""
    return escape_text(f"{start}{decoded}{end}")
