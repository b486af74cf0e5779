"""Removes the white space that the theme's templates leave in pages.

The theme writes more line breaks and indentation than text. Outside of preformatted text a browser
shows a run of white space as one space (https://www.w3.org/TR/css-text-3/#white-space-phase-1), so
each is reduced to one space; in the head, where nothing is shown, to none. Whether an element is
inline or a block is up to stylesheets, so nothing is assumed about that. The article is left as it
is except for its end, and so are attributes, scripts and comments.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_START = re.compile(
    r"<(?:(?P<comment>!--)|!|(?P<raw>pre|script|style|svg|template|textarea|title)\b"
    r"|/?[a-zA-Z])"
)
_TAG = re.compile(r"<(?P<tag>/?[a-zA-Z][\w-]*+)(?P<attributes>(?:\"[^\"]*\"|'[^']*'|[^'\"<>])*+)>")
_DECLARATION = re.compile(r"<![^<>]*>")
_QUOTED_OR_SPACE = re.compile(r"(\"[^\"]*\"|'[^']*')|\s+")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_ARTICLE = re.compile(r"<article\b")
_END_OF_ARTICLE = "</article>"
_HEAD = re.compile(r"\A.*?</head>\s*(?=<body\b)", re.DOTALL)


def slim(html: str) -> str:
    """The same page in fewer bytes. Slimming it again changes nothing."""
    head = _HEAD.match(html)
    start = head.end() if head else 0
    article = _ARTICLE.search(html, start)
    end = html.rfind(_END_OF_ARTICLE, article.end()) if article else -1
    cut = slice(len(html), len(html))
    if article and end >= 0:
        cut = slice(article.start(), end + len(_END_OF_ARTICLE))
    return (
        _fold(html[:start], "")
        + _fold(html[start : cut.start], " ")
        + _slim_end(html[cut])
        + _fold(html[cut.stop :], " ")
    )


def _slim_end(article: str) -> str:
    inside = article.removesuffix(_END_OF_ARTICLE)
    if inside == (shorter := inside.rstrip(" \t\n\r\f")):
        return article
    return f"{shorter} {_END_OF_ARTICLE}"


def _fold(html: str, space: str) -> str:
    """The HTML with `space` for every run of white space between tags and in text."""
    html = _without_comments(html)
    parts: list[str] = []
    end = 0
    for token in _tokens(html):
        parts.append(_SPACE.sub(space, html[end : token.start]))
        tag = _TAG.fullmatch(html, token.start, token.end) if token.is_tag else None
        parts.append(_slim_tag(tag) if tag else html[token.start : token.end])
        end = token.end
    return "".join([*parts, _SPACE.sub(space, html[end:])])


def _without_comments(html: str) -> str:
    parts: list[str] = []
    end = 0
    for token in _tokens(html):
        if html.startswith("<!--", token.start):
            parts.append(html[end : token.start])
            end = token.end
    return "".join([*parts, html[end:]])


@dataclass(frozen=True, slots=True)
class _Token:
    """A tag, or something left as it is: a comment, a declaration, an element of raw text."""

    start: int
    end: int
    is_tag: bool


def _tokens(html: str) -> Iterator[_Token]:
    """The tags and other tokens in order, in linear time."""
    unclosed: set[str] = set()
    position = 0
    while start := _START.search(html, position):
        at, end = start.start(), -1
        closing = "-->" if start["comment"] else f"</{start['raw']}>" if start["raw"] else ""
        if closing and closing not in unclosed:
            found = html.find(closing, start.end())
            if found < 0:
                # Not searched for again.
                unclosed.add(closing)
            else:
                end = found + len(closing)
        is_tag = end < 0
        if is_tag:
            other = _TAG.match(html, at) or _DECLARATION.match(html, at)
            end = other.end() if other else -1
            is_tag = other is not None and other.re is _TAG
        if end >= 0:
            yield _Token(at, end, is_tag)
        position = max(end, at + 1)


def _slim_tag(match: re.Match[str]) -> str:
    attributes = _QUOTED_OR_SPACE.sub(lambda found: found[1] or " ", match["attributes"]).rstrip()
    return f"<{match['tag']}{attributes}>"
