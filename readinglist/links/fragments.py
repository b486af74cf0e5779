"""What a page holds: anchors, text fragments, quotes. Pure.

Sources: html.spec.whatwg.org, "Scrolling to a fragment"; wicg.github.io/scroll-to-text-fragment.
"""

import re
from html.parser import HTMLParser
from urllib.parse import unquote

from readinglist.folding import fold_quote

_UNSEEN = frozenset({"script", "style", "template", "head", "noscript"})
_INLINE = frozenset(
    "a abbr b bdi bdo cite code del dfn em font i ins kbd mark q s samp small span strong sub sup "
    "tt u var wbr".split()
)
#: Text below this length is no page but the frame of one that a script fills.
_FRAME = 200
_PREFIXES = ("", "user-content-")
#: html.parser looks through what is left of a page again and again for the end of what is not
#: closed in it. With more left than this, the page counts as not read to its end.
_LEFT_OVER = 2_000


class Page(HTMLParser):
    """A page's anchors and its text, as far as it was read.

    `is_whole` is False when the page was longer than what was read of it.
    """

    def __init__(self, html: str, *, is_whole: bool = True) -> None:
        super().__init__(convert_charrefs=True)
        self.anchors: set[str] = set()
        self.is_whole = is_whole
        self._pieces: list[str] = []
        self._without_notes: list[str] = []
        self._has_script = False
        self._unseen = 0
        self._sup = 0
        self._texts: tuple[str, ...] | None = None
        try:
            self.feed(html)
            if len(self.rawdata) > _LEFT_OVER:
                self.is_whole = False
            elif is_whole:
                self.close()
        except AssertionError:
            # What html.parser raises for declarations that it does not know, such as `<![x[`.
            self.is_whole = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element's anchors, and that the text may break here."""
        for name, value in attrs:
            if value and (name == "id" or (name == "name" and tag == "a")):
                self.anchors.add(value)
        if tag == "script":
            self._has_script = True
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "body":
            # Ends an unclosed head.
            self._unseen = 0
        if tag == "sup":
            self._sup += 1
        if tag not in _INLINE:
            self._add(" ")

    def handle_endtag(self, tag: str) -> None:
        """Note that the text may break here."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        if tag == "sup":
            self._sup = max(0, self._sup - 1)
        if tag not in _INLINE:
            self._add(" ")

    def handle_data(self, data: str) -> None:
        """Take over a piece of text."""
        if not self._unseen:
            self._add(data)

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        if not self._sup:
            self._without_notes.append(text)

    @property
    def texts(self) -> tuple[str, ...]:
        """The text, folded as quotes are compared: with all there is, and without notes' marks."""
        if self._texts is None:
            both = ("".join(self._pieces), "".join(self._without_notes))
            self._texts = tuple(dict.fromkeys(map(fold_quote, both)))
        return self._texts

    @property
    def is_frame(self) -> bool:
        """Whether there is a script, and so little text that it must fill the page."""
        return self._has_script and len(self.texts[0]) < _FRAME

    def has_anchor(self, fragment: str) -> bool:
        """Whether the fragment leads to something; `#top` always does."""
        plain = unquote(fragment)
        if plain.casefold() == "top":
            return True
        return any(
            prefix + name in self.anchors for prefix in _PREFIXES for name in (fragment, plain)
        )

    def has_quote(self, quote: str) -> bool:
        """Whether the words stand in the page, as `fold_quote` compares them."""
        folded = fold_quote(quote)
        return any(folded in text for text in self.texts)

    def has_text(self, directive: str) -> bool:
        """Whether a text directive, `[prefix-,]start[,end][,-suffix]`, finds its text."""
        parts = directive.split(",")
        prefix = parts.pop(0)[:-1] if len(parts) > 1 and parts[0].endswith("-") else ""
        suffix = parts.pop()[1:] if len(parts) > 1 and parts[-1].startswith("-") else ""
        words = [fold_quote(unquote(part)).casefold() for part in (prefix, *parts[:2], suffix)]
        before, *middle, after = words
        pattern = r"\s*.*?\s*".join(re.escape(part) for part in middle)
        if before:
            pattern = re.escape(before) + r"\W*" + pattern
        if after:
            pattern += r"\W*" + re.escape(after)
        return any(re.search(pattern, text.casefold(), re.DOTALL) for text in self.texts)


def spell_text(directive: str) -> str:
    """A text directive in words for people."""
    return " … ".join(unquote(part).strip("-") for part in directive.split(","))
