"""`[@id]` in Markdown: a link to an entry by its id.

The syntax is Pandoc's for a bare citation (pandoc.org/MANUAL.html#citation-syntax), with one id per
pair of brackets. markdown-it recognises it, so code is left alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

# Markdown knows fewer line endings than `str.splitlines`.
_LINE_END = re.compile(r"\r\n?|\n")
CITATION = re.compile(r"\[@([A-Za-z0-9][A-Za-z0-9._-]*)\]")
# What may turn a citation into something else: code, HTML, escapes, images, links, definitions.
_NEEDS_PARSER = re.compile(r"[`\\<~!\t\r\0]|\](?=[(:])|(?:^|\n) | {4}")


@dataclass(frozen=True, slots=True)
class FoundCitation:
    """A citation in a text; line and column count from 1."""

    id: str
    line: int
    column: int


def add_citations(markdown: MarkdownIt) -> None:
    """Make the parser emit tokens of type `citation` whose content is the id."""
    markdown.inline.ruler.before("link", "citation", _citation_rule)


def _citation_rule(state: StateInline, silent: bool) -> bool:
    match = CITATION.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = match[1]
    state.pos = match.end()
    return True


_PARSER = MarkdownIt("commonmark")
add_citations(_PARSER)


def find_citations(text: str) -> Iterator[FoundCitation]:
    """The citations in a Markdown text, in order; those in code are left out."""
    if "[@" not in text:
        return
    if not _NEEDS_PARSER.search(text):
        for number, line in enumerate(text.split("\n"), 1):
            for match in CITATION.finditer(line):
                yield FoundCitation(match[1], number, match.start() + 1)
        return
    lines = _LINE_END.split(text)
    for block in _PARSER.parse(text):
        if block.type != "inline" or not block.map:
            continue
        wanted = [token.content for token in block.children or () if token.type == "citation"]
        start, end = block.map
        places = [
            (match[1], number + 1, match.start() + 1)
            for number in range(start, end)
            for match in CITATION.finditer(lines[number])
        ]
        for entry_id in wanted:
            # A code span may show the same id; then either position will do.
            place = next((p for p in places if p[0] == entry_id), (entry_id, start + 1, 1))
            if place in places:
                places.remove(place)
            yield FoundCitation(*place)
