"""Isolates right-to-left texts, such as Arabic and Hebrew, among left-to-right ones.

A browser orders letters, digits and punctuation depending on their surroundings: without isolation
a byline moves into the title before it
(https://www.w3.org/International/articles/inline-bidi-markup).
"""

import re
from typing import Any

from markupsafe import Markup

from readinglist.site.pages.escaping import as_markup, escape_text

# The Unicode blocks of right-to-left letters, and the explicit right-to-left mark.
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def isolate(text: Any) -> Markup:
    """The text as HTML, isolated from its surroundings if it has right-to-left letters."""
    html = escape_text(text)
    if html.isascii() or not _RIGHT_TO_LEFT.search(html):
        return as_markup(html)
    return as_markup(f"<bdi>{html}</bdi>")
