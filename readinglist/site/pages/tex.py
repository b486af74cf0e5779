"""Renders TeX in titles and abstracts: formulas as MathML, and text commands common on arXiv."""

import re

from markupsafe import Markup

from readinglist.site.pages.escaping import as_markup, escape_text
from readinglist.site.pages.mathml import Budget
from readinglist.values.formulas import Formula, find_formulas
from readinglist.values.tex import decode_loose_tex

_COMMAND = re.compile(r"\\(?P<name>textit|emph|textbf|texttt|textsc|textrm)\{(?P<text>[^{}]*)\}")
_TAGS = {"textit": "em", "emph": "em", "textbf": "strong", "texttt": "code"}


def render_tex(text: str) -> Markup:
    """The text as HTML, with its mathematics as MathML.

    Formulas that the converter does not know, that would take it too long, or for which its output
    is not plain MathML, are shown as source. Everything else is escaped.
    """
    if not any(mark in text for mark in ("$", "\\", "``", "''")):
        return as_markup(escape_text(text))
    parts: list[str] = []
    end = 0
    budget = Budget()
    for formula in find_formulas(text):
        parts.append(_render_text(text[end : formula.start]))
        parts.append(_render_math(formula, text, budget))
        end = formula.end
    parts.append(_render_text(text[end:]))
    # Every part is escaped or rewritten.
    return as_markup("".join(parts))


def _render_math(formula: Formula, text: str, budget: Budget) -> str:
    whole = text[formula.start : formula.end]
    return budget.convert(formula) or f'<code class="rl-tex">{escape_text(whole)}</code>'


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
