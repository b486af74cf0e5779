"""What shows of a page at a glance: its title, its first heading, the start of its text. Pure.

It is read off the HTML without parsing it, for every page that opens is looked at so. Work is in
proportion to the length of the page, however it is made.
"""

import re
from functools import cached_property
from html import unescape

# Bounded in every part: a page may be made to keep a pattern busy.
_TITLE = re.compile(r"<title[^<>]{0,300}>", re.IGNORECASE)
_HEADING = re.compile(r"<h1[^<>]{0,300}>", re.IGNORECASE)
_END = re.compile(r"</(?:title|h1)", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style|template|noscript|svg|head)\b|<!--", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
#: Parts of a title, in which spaces stand alone, are separated so: `Page not found | Example`.
_SEPARATOR = re.compile(r" [|–—·•-]+ | ?[|·•»] ?")
#: So much HTML, without the elements that are not shown, is looked at for the text.
_START = 12_000


class Glance:
    """A page's title, heading and text, each on one line and read when it is first asked for."""

    def __init__(self, html: str) -> None:
        self.html = html

    @cached_property
    def title(self) -> str:
        """The title, or an empty text."""
        return self._content(_TITLE)

    @cached_property
    def heading(self) -> str:
        """The first heading of the highest level, or an empty text."""
        return self._content(_HEADING)

    @cached_property
    def titles(self) -> list[str]:
        """The title and, where it has several, the parts of it; none is empty."""
        parts = _SEPARATOR.split(self.title)
        return [part for part in (*parts, *([self.title] if len(parts) > 1 else ())) if part]

    @cached_property
    def text(self) -> str:
        """About what a reader sees of the start of the page."""
        return self.read_text(_START)

    @cached_property
    def lowered(self) -> str:
        """The text in small letters."""
        return self.text.lower()

    def read_text(self, length: int) -> str:
        """The text of the first so many characters of HTML that is shown."""
        return _plain(_without_unseen(self.html, length))

    def _content(self, tag: re.Pattern[str]) -> str:
        """The text of the first such element, as far as 2,000 characters."""
        html = self.html
        start = tag.search(html)
        end = _END.search(html, start.end(), start.end() + 2_000) if start else None
        return _plain(html[start.end() : end.start()]) if start and end else ""


def _without_unseen(html: str, length: int) -> str:
    """The start of the HTML without the elements that are not shown.

    Of one that is left open only the tag is lost.
    """
    lower = html.lower()
    if len(lower) != len(html):  # Some capitals have longer small forms.
        lower = html
    pieces: list[str] = []
    unclosed: set[str] = set()
    position = 0
    while length > 0 and (match := _UNSEEN.search(html, position, position + length + 9)):
        closing = f"</{match[1].lower()}" if match[1] else "-->"
        end = -1 if closing in unclosed else lower.find(closing, match.end())
        if end < 0:
            # Not looked for again, so that the time stays in proportion to the length.
            unclosed.add(closing)
        pieces.append(html[position : match.start()])
        length -= match.start() - position
        position = match.end() if end < 0 else end + len(closing)
    return " ".join([*pieces, html[position : position + max(0, length)]])


def _plain(html: str) -> str:
    if "<" in html:
        html = _TAG.sub(" ", html)
    return " ".join(unescape(html).replace("’", "'").split())
