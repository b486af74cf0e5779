"""Finds the addresses in a Markdown text, with their positions.

Code, as markdown-it recognises it, is skipped. An address is found as the target of a link or an
image, in an `href` or `src` attribute of HTML, or as bare text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from readinglist.values.identifiers import parse_url

_BARE = re.compile(r"https?://[^\s<>\"'`\[\]{}|\\^]+", re.IGNORECASE)
_HTML = re.compile(r"\b(?:href|src)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_MOST_LOOKED_THROUGH = 1_000_000
#: Addresses of the reader's own machine in running text explain a program; they are not links.
_OWN_MACHINE = re.compile(
    r"https?://(localhost|127\.[\d.]+|0\.0\.0\.0|\[::1?\])(?=[:/]|$)", re.IGNORECASE
)


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark")
    # Kept as written, so that it can be found and replaced in the text.
    parser.normalizeLink = _as_written  # type: ignore[method-assign]
    parser.validateLink = _is_any  # type: ignore[method-assign]
    return parser


def _as_written(url: str) -> str:
    return url


def _is_any(url: str) -> bool:
    del url
    return True


_PARSER = _make_parser()


def find_urls(text: str) -> Iterator[tuple[str, int, int]]:
    """Every well-formed http or https address in the text, with line and column from 1, in order.

    After thousands of addresses in one text, later positions may be those of the enclosing block.
    """
    if "://" not in text:
        return
    lines = re.split(r"\r\n?|\n", text)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    joined = "\n".join(lines)
    # Link definitions are in no token, so what is not found in its block is searched for in the
    # whole text.
    taken: dict[str, int] = {}
    # The number of characters that may be searched, so that the total work stays linear.
    budget = _MOST_LOOKED_THROUGH + 64 * len(joined)
    for token in _PARSER.parse(joined):
        if token.type not in ("inline", "html_block") or token.map is None:
            continue
        begin = starts[token.map[0]]
        end = starts[min(token.map[1], len(lines))]
        for url in _urls_of(token):
            if not _is_sound(url):
                continue
            start = max(begin, taken.get(url, 0))
            at = joined.find(url, start, end) if budget > 0 else begin
            budget -= (at if at >= 0 else end) - start
            if at < 0:
                at = joined.find(url) if budget > 0 else -1
                budget -= at if at >= 0 else len(joined)
            if at < 0:
                continue  # Written with escapes or entities.
            taken[url] = at + len(url)
            line = bisect_right(starts, at) - 1
            yield url, line + 1, at - starts[line] + 1


def _urls_of(token: Token) -> Iterator[str]:
    if token.type == "html_block":
        yield from _urls_of_html(token.content)
        return
    in_autolink = False
    for child in token.children or ():
        if child.type == "link_open":
            yield str(child.attrGet("href") or "")
            in_autolink = child.markup == "autolink"
        elif child.type == "link_close":
            in_autolink = False
        elif child.type == "image":
            yield str(child.attrGet("src") or "")
        elif child.type == "html_inline":
            yield from _urls_of_html(child.content)
        elif child.type == "text" and not in_autolink:
            yield from _bare_urls(child.content)


def _urls_of_html(html: str) -> Iterator[str]:
    for match in _HTML.finditer(html):
        yield next(group for group in match.groups() if group is not None)


def _bare_urls(text: str) -> Iterator[str]:
    for match in _BARE.finditer(text):
        url = trim_bare_url(match[0])
        if not _OWN_MACHINE.match(url):
            yield url


def trim_bare_url(url: str) -> str:
    """The address without the surrounding sentence's punctuation.

    A closing parenthesis belongs to the address if the address also contains the opening one.
    """
    end = len(url)
    surplus = url.count(")") - url.count("(")
    while end:
        last = url[end - 1]
        if last == ")" and surplus > 0:
            surplus -= 1
        elif last not in ".,;:!?*_…’”":
            break
        end -= 1
    return url[:end]


def _is_sound(url: str) -> bool:
    try:
        parse_url(url)
    except ValueError:
        return False
    return True
