"""The visible gist of a page: its title, its first heading, the start of its text. Pure.

Extracted without a full parse, because it runs on every page that opens. The work is linear in
the length of the page, however the page is made.
"""

import re
from functools import cached_property
from html import unescape

# Every repetition is bounded: a page could be crafted to make a pattern backtrack.
_TITLE = re.compile(r"<title[^<>]{0,300}>", re.IGNORECASE)
_HEADING = re.compile(r"<h1[^<>]{0,300}>", re.IGNORECASE)
_END = re.compile(r"</(?:title|h1)", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style|template|noscript|svg|head)\b|<!--", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
#: Separators between the parts of a title with single spaces: `Page not found | Example`.
_SEPARATOR = re.compile(r" [|–—·•-]+ | ?[|·•»] ?")
#: Characters of HTML, without invisible elements, that are searched for text.
_START = 12_000


class Glance:
    """A page's title, heading and text, each on a single line and extracted on first access."""

    def __init__(self, html: str) -> None:
        self.html = html

    @cached_property
    def title(self) -> str:
        """The title, or an empty string."""
        return self._content(_TITLE)

    @cached_property
    def heading(self) -> str:
        """The first heading of the highest level, or an empty string."""
        return self._content(_HEADING)

    @cached_property
    def titles(self) -> list[str]:
        """The title and, if it has several parts, each part; none is empty."""
        parts = _SEPARATOR.split(self.title)
        return [part for part in (*parts, *([self.title] if len(parts) > 1 else ())) if part]

    @cached_property
    def text(self) -> str:
        """Roughly what a reader sees at the start of the page."""
        return self.read_text(_START)

    @cached_property
    def lowered(self) -> str:
        """The text in lower case."""
        return self.text.lower()

    def read_text(self, length: int) -> str:
        """The visible text of the first `length` characters of HTML."""
        return _plain(_without_unseen(self.html, length))

    def _content(self, tag: re.Pattern[str]) -> str:
        """The text of the first matching element, up to 2,000 characters."""
        html = self.html
        start = tag.search(html)
        end = _END.search(html, start.end(), start.end() + 2_000) if start else None
        return _plain(html[start.end() : end.start()]) if start and end else ""


def _without_unseen(html: str, length: int) -> str:
    """The start of the HTML without invisible elements.

    Of an element that is never closed only the start tag is removed.
    """
    lower = html.lower()
    if len(lower) != len(html):  # Lower-casing can change the length.
        lower = html
    pieces: list[str] = []
    # What does not occur in the rest: not searched for again, so that the time stays linear.
    unclosed: set[str] = set()

    def find(closing: str, start: int) -> int:
        end = -1 if closing in unclosed else lower.find(closing, start)
        if end < 0:
            unclosed.add(closing)
        return end

    position = 0
    while length > 0 and (match := _UNSEEN.search(html, position, position + length + 9)):
        closing = f"</{match[1].lower()}" if match[1] else "-->"
        end = find(closing, match.end())
        pieces.append(html[position : match.start()])
        length -= match.start() - position
        position = match.end() if end < 0 else end + len(closing)
        if match[1]:
            # The rest of the tag.
            position = find(">", position) + 1 or position
    return " ".join([*pieces, html[position : position + max(0, length)]])


def _plain(html: str) -> str:
    if "<" in html:
        html = _TAG.sub(" ", html)
    return " ".join(unescape(html).replace("’", "'").split())
