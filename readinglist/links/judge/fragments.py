"""What a page holds: anchors, text fragments, quotes. Pure.

Sources: html.spec.whatwg.org, "Scrolling to a fragment"; wicg.github.io/scroll-to-text-fragment.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from html.parser import HTMLParser
from urllib.parse import unquote

from readinglist.values.folding import fold_quote

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
#: So many places of a text are tried, each with so many characters around it.
_TRIES = 2_000
_AROUND = 2_000
_SIGNS = re.compile(r"\W*+")
_SIGNS_BEHIND = re.compile(r"(?<!\W)\W++$")


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
        before, start, *others, after = words
        end = others[0] if others else None
        return any(_stands(text, before, start, end, after) for text in self._small_texts)

    @cached_property
    def _small_texts(self) -> list[str]:
        return [text.casefold() for text in self.texts]


def _stands(text: str, before: str, start: str, end: str | None, after: str) -> bool:
    """Whether there is a place of `start`, and of `end` somewhere behind it, with the words around.

    Where so many places have been tried in vain that the rest would take long, it counts as there:
    a text is called missing only when that is sure.
    """
    for count, at in enumerate(_places(text, start)):
        if count >= _TRIES:
            return True
        if before and not _ends_before(text, at, before):
            continue
        if end is None and after:
            if _starts_behind(text, at + len(start), after):
                return True
            continue
        if end is None:
            return True
        # What stands behind the first place has all the room that there is.
        for tried, place in enumerate(_places(text, end, at + len(start))):
            if tried >= _TRIES or not after or _starts_behind(text, place + len(end), after):
                return True
        return False
    return False


def _places(text: str, words: str, start: int = 0) -> Iterator[int]:
    at = text.find(words, start)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _ends_before(text: str, end: int, words: str) -> bool:
    """Whether the words stand before the place, with nothing but signs in between."""
    around = text[max(0, end - _AROUND) : end]
    signs = _SIGNS_BEHIND.search(around)
    nearest = signs.start() if signs else len(around)
    return around.find(words, max(0, nearest - len(words))) >= 0


def _starts_behind(text: str, start: int, words: str) -> bool:
    """Whether the words stand behind the place, with nothing but signs in between."""
    signs = _SIGNS.match(text, start, start + _AROUND)
    farthest = signs.end() if signs else start
    return text.find(words, start, farthest + len(words)) >= 0


def spell_text(directive: str) -> str:
    """A text directive in words for people."""
    return " … ".join(unquote(part).strip("-") for part in directive.split(","))
