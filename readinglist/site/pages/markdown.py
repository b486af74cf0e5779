"""Renders entries' Markdown (notes, introductions) as HTML and as plain text.

CommonMark without raw HTML, images and headings: HTML is shown as text, nothing is loaded from
elsewhere, and a note cannot break the outline of its page. Links lead to http, https, mailto or a
page of the site; other links are shown as text. The converter's output is rewritten (`safe_html`);
if it contains anything unexpected, the text is shown as it was written.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from readinglist.site.pages.escaping import as_markup, escape_text
from readinglist.site.pages.safe_html import PLACE, rebuild_text
from readinglist.values.citations import add_citations

#: Returns the HTML of a link to the entry with this id, or None if it is unknown.
Resolver = Callable[[str], Markup | None]


# The scheme of an address, which markdown-it has already percent-encoded.
_SCHEME = re.compile(r"\s*+([^/?#:]*+):")


def _is_allowed(url: str) -> bool:
    match = _SCHEME.match(url)
    return match is None or match[1].lower() in ("http", "https", "mailto")


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": False})
    parser.disable(["image", "heading", "lheading", "html_block", "html_inline"])
    add_citations(parser)

    def render_citation(
        _renderer: Any, tokens: Sequence[Token], i: int, _options: Any, env: Any
    ) -> str:
        entry_id = tokens[i].content
        resolved: Markup | None = env["resolve"](entry_id)
        if resolved is None:
            return escape_text(f"[@{entry_id}]")
        env["citations"].append(resolved)
        return f'<{PLACE} n="{len(env["citations"]) - 1}"/>'

    parser.add_render_rule("citation", render_citation)
    parser.validateLink = _is_allowed  # type: ignore[method-assign]
    return parser


_PARSER = _make_parser()
# Without one of these, a single-line text is plain; most takeaways and many notes are.
_MARKED_UP = re.compile(r"[\\`*_\[\]<>&!\n]")
# A letter does not start a list, code or a rule.
_PLAIN = re.compile(r"[^\W\d_][^\\`*_\[\]<>&!\n\r\t]*(?<! )")


def render_markdown(text: str, resolve: Resolver) -> Markup:
    """A Markdown text with several paragraphs as HTML."""
    if _PLAIN.fullmatch(text):
        escaped = text.replace('"', "&quot;")
        return as_markup(f"<p>{escaped}</p>\n")
    html = _convert(_PARSER.render, text, resolve)
    return as_markup(f"<p>{escape_text(text)}</p>\n" if html is None else html)


def render_inline(text: str, resolve: Resolver) -> Markup:
    """A Markdown text of one paragraph as HTML, without the paragraph element."""
    if not _MARKED_UP.search(text):
        return as_markup(escape_text(text))
    html = _convert(_PARSER.renderInline, text, resolve)
    return as_markup(escape_text(text) if html is None else html)


def _convert(render: Callable[..., str], text: str, resolve: Resolver) -> str | None:
    """The converter's output, if it consists only of permitted elements; otherwise None."""
    citations: list[Markup] = []
    return rebuild_text(render(text, {"resolve": resolve, "citations": citations}), citations)


def strip_markdown(text: str, title_of: Callable[[str], str]) -> str:
    """The text without Markdown syntax; citations become the entries' titles."""
    if _PLAIN.fullmatch(text):
        return " ".join(text.split())
    pieces: list[str] = []
    for block in _PARSER.parse(text, {"resolve": lambda _: None}):
        for token in block.children or ():
            if token.type in ("text", "code_inline"):
                pieces.append(token.content)
            elif token.type == "citation":
                pieces.append(title_of(token.content))
            elif token.type in ("softbreak", "hardbreak"):
                pieces.append(" ")
        if block.type in ("fence", "code_block"):
            pieces.append(block.content)
        if block.type == "paragraph_close":
            pieces.append(" ")
    return " ".join("".join(pieces).split())
