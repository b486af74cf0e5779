"""Escaping: texts as HTML, the same as markupsafe's, in less time.

A page has hundreds of small texts. markupsafe looks for `__html__` before it looks at the text, and
each `Markup` is made by a function in Python.
"""

from enum import StrEnum
from typing import Any

from markupsafe import Markup
from markupsafe import escape as escape_any

try:
    # The escaping alone, without the wrapping; not a part of its interface, so it may be missing.
    from markupsafe._speedups import _escape_inner as _escape
except ImportError:  # pragma: no cover - without a compiler, or in another version

    def _escape(text: str, /) -> str:
        return str(escape_any(text))


def escape_text(value: Any) -> str:
    """The value as HTML, fit for text and for attributes in quotes; `Markup` stays as it is."""
    kind = type(value)
    if kind is str:
        return _escape(value)
    if kind is Markup:
        text: str = value
        return text
    if isinstance(value, StrEnum):
        return _escape(str.__str__(value))
    return str(value) if kind is int else str(escape_any(value))


def as_markup(html: str) -> Markup:
    """HTML in whose making everything was escaped, marked as such."""
    return str.__new__(Markup, html)
