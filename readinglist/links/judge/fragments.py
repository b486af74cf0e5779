"""Looks up anchors, text fragments and quotes in a page. Pure.

Sources: html.spec.whatwg.org, "Scrolling to a fragment"; wicg.github.io/scroll-to-text-fragment.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

from readinglist.values.folding import fold_quote
from readinglist.values.formulas import replace_formulas
from readinglist.values.markup import inline_formulas

_UNSEEN = frozenset({"script", "style", "template", "head", "noscript", "svg"})
_INLINE = frozenset(
    "a abbr b bdi bdo cite code del dfn em font i ins kbd mark q s samp small span strong sub sup "
    "tt u var wbr label input button math img iframe details summary script style template "
    "noscript svg".split()
)
# Notes, their marks and citations: not part of an essay's running text. In the markup of Substack,
# Distill, Tufte, Ghost, WordPress, Hugo and Jekyll.
_NOTES = frozenset(
    "sup aside d-cite d-footnote d-hover-box dt-cite dt-fn footnote-ref side-note".split()
)
_NOTE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:(?:foot|side|margin|end)[_-]?notes?(?:Content|Text|Ref|Number|Mark)?|"
    r"margin-toggle|s?notes?|note-?(?:ref|mark)|ref-?mark|tooltip-?(?:text|content)?|fn-?ref|fn|"
    r"citation|citations|ltx_cite|reftip|reversefootnote|littlefoot|bigfoot|column-margin|"
    r"margin-aside)(?:[\s_-]|$)",
    re.IGNORECASE,
)
# Text for screen readers alone, and text that nobody sees.
_HIDDEN_CLASS = re.compile(r"(?:^|\s)(?:sr-only|visually-hidden|screen-reader-text)(?:\s|$)")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_NOTE_ROLES = frozenset("doc-noteref doc-backlink doc-footnote doc-endnote doc-biblioref".split())
_NOTE_ID = re.compile(r"(?:easy-)?(?:fnref|footnote-?ref|footnote-anchor|noteref)", re.IGNORECASE)
# A link within the page with such a mark as its text leads to a note, whatever its markup.
_NOTE_MARK = re.compile(
    r"\s*[\[(]?(?:\d{1,3}|[⁰¹²³⁴-⁹]{1,3}|[a-z]|[ivx]{1,4}|[*†‡§¶#↩︎^]+)[\])]?\s*"
)
#: An address that leads to a note of the page, even if it names the page.
_NOTE_ADDRESS = re.compile(r"#|[^#]*#_?(?:foot|side|end)?-?(?:notes?|ftn|fn)\b", re.IGNORECASE)
_NOTE_ATTRIBUTE = re.compile(r"data-(?:foot|side)?-?(?:note|fn)\b")
#: A mark of raised digits behind a word or a sentence; `x²` is none.
_RAISED_MARK = re.compile(r"(?:(?<=[^\W\d_]{2})|(?<=[.,;:!?”\"')]))[⁰¹²³⁴-⁹]{1,3}(?!\w)")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d[a-z]?\b")
# Formulas: the wrappers of KaTeX and MathJax, and MathML.
_FORMULA_TAGS = frozenset({"math", "mjx-container", "d-math", "dt-math"})
#: Elements whose text is TeX, which a script draws.
_SOURCES = frozenset({"d-math", "dt-math"})
_FORMULA_CLASS = re.compile(r"(?:^|\s)(?:katex|MathJax(?:_Display|_SVG|_CHTML)?|mjx-chtml)(?:\s|$)")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_SPACE_BEFORE = re.compile(r" (?=[,.;:!?)])")
#: What is left of a citation in brackets when its links are taken out: `[, ]`.
_EMPTY_BRACKETS = re.compile(r" ?[\[(][ ,;–-]*+[\])]")
_MARKS_OF_TEX = re.compile(r"\\[A-Za-z]+|[\\^_{}]")
#: The longest text of a citation in brackets, such as `Fern and Moss, 2012`.
_LONGEST_MARK = 40
#: A page with less text than this is an empty frame that a script fills.
_FRAME = 200
_PREFIXES = ("", "user-content-")
#: html.parser rescans the rest of the page for the end of every unclosed construct. If more than
#: this many characters are left over, the page counts as not fully read.
_LEFT_OVER = 2_000
#: Occurrences of a text to try, and characters to search around each of them.
_TRIES = 2_000
_AROUND = 2_000
_SIGNS = re.compile(r"\W*+")
_SIGNS_BEHIND = re.compile(r"(?<!\W)\W++$")


class Page(HTMLParser):
    """A page's anchors and text, as far as it was read.

    `is_whole` is False when only part of the page was read.
    """

    def __init__(self, html: str, *, is_whole: bool = True) -> None:
        super().__init__(convert_charrefs=True)
        self.anchors: set[str] = set()
        self.is_whole = is_whole
        self._pieces: list[str] = []
        #: The text without notes, in three versions: formulas as shown, without formulas, in TeX.
        self._shown: list[str] = []
        self._wordless: list[str] = []
        self._in_tex: list[str] = []
        self._has_script = False
        self._unseen = 0
        # The elements being skipped, by purpose: tag name, and how many of that tag are open.
        self._passed: dict[str, list[Any]] = {}
        self._link_starts: tuple[int, int, int] | None = None
        self._texts: tuple[str, ...] | None = None
        try:
            self.feed(html)
            if len(self.rawdata) > _LEFT_OVER:
                self.is_whole = False
            elif is_whole:
                self.close()
        except AssertionError:
            # html.parser raises this for declarations that it does not know, such as `<![x[`.
            self.is_whole = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect the element's anchors; block elements separate words."""
        for name, value in attrs:
            if value and (name == "id" or (name == "name" and tag == "a")):
                self.anchors.add(value)
        if tag == "script":
            self._has_script = True
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "body":
            # <body> ends an unclosed <head>.
            self._unseen = 0
        values = {name: value or "" for name, value in attrs}
        is_inline = tag in _INLINE or "-" in tag
        if not is_inline:
            self._pieces.append(" ")
        for open_tag in self._passed.values():
            if open_tag[0] == tag:
                open_tag[1] += 1
        if tag not in _VOID:
            self._enter(tag, values)
        if not is_inline and "note" not in self._passed:
            self._add_words(" ")
        if tag == "a" and _NOTE_ADDRESS.match(values.get("href", "")):
            self._link_starts = (len(self._shown), len(self._wordless), len(self._in_tex))

    def _enter(self, tag: str, values: dict[str, str]) -> None:
        """Note that a note or a formula begins, whose text is handled separately."""
        classes = values.get("class", "")
        if "note" not in self._passed and _is_note(tag, values, classes):
            self._passed["note"] = [tag, 1]
        if "formula" not in self._passed and (
            tag in _FORMULA_TAGS or (classes and _FORMULA_CLASS.search(classes))
        ):
            self._passed["formula"] = [tag, 1]
        if "formula" in self._passed:
            if "copy" not in self._passed and "katex-mathml" in classes:
                self._passed["copy"] = [tag, 1]
            if "source" not in self._passed and tag in _SOURCES:
                self._passed["source"] = [tag, 1]
            if "source" not in self._passed and tag in ("annotation", "annotation-xml"):
                is_tex = "tex" in values.get("encoding", "").lower()
                self._passed["source" if is_tex else "copy"] = [tag, 1]

    def handle_endtag(self, tag: str) -> None:
        """End skipped elements; block elements separate words."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        if tag == "a" and self._link_starts is not None:
            self._end_link(*self._link_starts)
            self._link_starts = None
        is_inline = tag in _INLINE or "-" in tag
        if not is_inline:
            self._pieces.append(" ")
            if "note" not in self._passed:
                self._add_words(" ")
        for kind, open_tag in list(self._passed.items()):
            if open_tag[0] == tag:
                open_tag[1] -= 1
                if open_tag[1] <= 0:
                    del self._passed[kind]

    def _end_link(self, shown: int, wordless: int, in_tex: int) -> None:
        """Remove the text of a link within the page if it is only a note's mark."""
        text = "".join(self._shown[shown:])
        before = "".join(self._shown[max(0, shown - 2) : shown]).rstrip()
        is_citation = before.endswith("[") or (before.endswith("(") and _YEAR.search(text))
        if _NOTE_MARK.fullmatch(text) or (is_citation and len(text) <= _LONGEST_MARK):
            del self._shown[shown:], self._wordless[wordless:], self._in_tex[in_tex:]

    def handle_data(self, data: str) -> None:
        """Collect a piece of text."""
        if self._unseen:
            return
        self._pieces.append(data)
        passed = self._passed
        if "note" in passed:
            return
        if "source" in passed:
            self._in_tex.append(f"${data.strip()}$")
        elif "formula" not in passed:
            self._add_words(data)
        elif "copy" not in passed:
            self._shown.append(data)

    def _add_words(self, text: str) -> None:
        self._shown.append(text)
        self._wordless.append(text)
        self._in_tex.append(text)

    @property
    def texts(self) -> tuple[str, ...]:
        """The folded text in several versions, to compare quotes with.

        First everything; then without notes and their marks, and with each formula in only one of
        its notations.
        """
        if self._texts is None:
            every = (self._pieces, self._shown, self._wordless, self._in_tex)
            texts = list(dict.fromkeys("".join(pieces) for pieces in every))
            if "$" in texts[0] or "\\" in texts[0]:
                # TeX in the page itself, which a script will draw.
                texts += [form(texts[0]) for form in (inline_formulas, _wordless, _as_drawn)]
            if self._in_tex != self._shown:
                texts.append("".join(self._in_tex).replace("$", ""))
            texts += [_RAISED_MARK.sub("", text) for text in texts]
            folded = [fold_quote(text) for text in dict.fromkeys(texts)]
            # A citation that was removed leaves a space before the comma.
            closed = (_SPACE_BEFORE.sub("", _EMPTY_BRACKETS.sub("", text)) for text in folded)
            self._texts = tuple(dict.fromkeys((*folded, *closed)))
        return self._texts

    @property
    def is_frame(self) -> bool:
        """Whether the page has a script and so little text that the script must fill it."""
        return self._has_script and len(self.texts[0]) < _FRAME

    def has_anchor(self, fragment: str) -> bool:
        """Whether the fragment leads somewhere; `#top` always does."""
        plain = unquote(fragment)
        if plain.casefold() == "top":
            return True
        return any(
            prefix + name in self.anchors for prefix in _PREFIXES for name in (fragment, plain)
        )

    def has_quote(self, quote: str) -> bool:
        """Whether the quote occurs in the page, compared as `fold_quote` does."""
        quotes = dict.fromkeys(map(fold_quote, (quote, inline_formulas(quote), _wordless(quote))))
        return any(folded in text for folded in quotes if folded for text in self.texts)

    def has_text(self, directive: str) -> bool:
        """Whether a text directive, `[prefix-,]start[,end][,-suffix]`, matches the page's text."""
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


def _is_note(tag: str, values: dict[str, str], classes: str) -> bool:
    return (
        tag in _NOTES
        or "note" in tag
        or any(map(_NOTE_ATTRIBUTE.match, values))
        or values.get("role", "") in _NOTE_ROLES
        or values.get("rel", "") == "footnote"
        or "footnote" in values.get("data-component-name", "").lower()
        or "hidden" in values
        or bool(_HIDDEN_STYLE.search(values.get("style", "")))
        or bool(classes and _HIDDEN_CLASS.search(classes))
        or bool(classes and _NOTE_CLASS.search(classes) and tag in _NOTE_TAGS)
        or bool(_NOTE_ID.match(values.get("id", "")) and tag in ("a", "span", "sup"))
    )


#: Elements that a class alone can mark as a note; sections of the page are not among them.
_NOTE_TAGS = frozenset("a span sup small label aside button i em cite div details".split())


def _wordless(quote: str) -> str:
    """The text with its formulas removed."""
    return replace_formulas(quote, lambda _: "")


def _as_drawn(text: str) -> str:
    """The text with the letters and signs of its formulas, without TeX's commands."""
    return replace_formulas(text, lambda formula: _MARKS_OF_TEX.sub("", formula.source))


def _stands(text: str, before: str, start: str, end: str | None, after: str) -> bool:
    """Whether `start`, later followed by `end`, occurs in the text with the given context.

    After too many failed attempts it counts as found: a text is only reported as missing when that
    is certain.
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
        # After the first occurrence, `end` may be anywhere in the rest of the text.
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
    """Whether the words come right before the position, ignoring punctuation in between."""
    around = text[max(0, end - _AROUND) : end]
    signs = _SIGNS_BEHIND.search(around)
    nearest = signs.start() if signs else len(around)
    return around.find(words, max(0, nearest - len(words))) >= 0


def _starts_behind(text: str, start: int, words: str) -> bool:
    """Whether the words come right after the position, ignoring punctuation in between."""
    signs = _SIGNS.match(text, start, start + _AROUND)
    farthest = signs.end() if signs else start
    return text.find(words, start, farthest + len(words)) >= 0


def spell_text(directive: str) -> str:
    """A text directive in readable form."""
    return " … ".join(unquote(part).strip("-") for part in directive.split(","))
