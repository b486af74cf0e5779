"""Texts that run from right to left, such as Arabic and Hebrew, among those that run from the left.

A browser orders letters, digits and punctuation by what stands around them: without a boundary a
byline moves into the title before it (https://www.w3.org/International/articles/inline-bidi-markup).
"""

import re
from typing import Any

from markupsafe import Markup

from readinglist.site.pages.escaping import as_markup, escape_text

# The blocks of Unicode whose letters run from right to left, and the mark that says so of others.
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def isolate(text: Any) -> Markup:
    """The text as HTML, cut off from its neighbours where letters in it run from right to left."""
    html = escape_text(text)
    if html.isascii() or not _RIGHT_TO_LEFT.search(html):
        return as_markup(html)
    return as_markup(f"<bdi>{html}</bdi>")
