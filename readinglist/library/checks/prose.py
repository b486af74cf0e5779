"""Checks of Markdown texts: what a page shows as it is written, and takeaways of many paragraphs.

Pages show Markdown without HTML, headings and images (see `site/pages/markdown.py`), and some
fields as a single paragraph.
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from readinglist.entry.findings import Finding, Severity
from readinglist.entry.yaml.document import Document, FieldPath, Tree
from readinglist.library.checks.scope import Scope
from readinglist.values.formulas import replace_formulas
from readinglist.values.markup import strip_markup

#: Fields that hold Markdown, in whatever record.
MARKDOWN_FIELDS = frozenset({"note", "introduction", "lead", "mode-reason", "takeaway", "why"})
# Those that are shown as a single paragraph.
_ONE_PARAGRAPH = frozenset({"lead", "mode-reason", "takeaway", "why"})
#: Fields that hold plain text and are often copied.
_PLAIN_FIELDS = ("title", "claim", "venue")
_PARSER = MarkdownIt("commonmark")
# Without one of these a text has neither HTML nor a heading nor an image.
_MAY_BE_MORE = re.compile(r"<[A-Za-z/!?]|!\[|^ {0,3}(?:#{1,6}(?:\s|$)|=+ *$|-+ *$)", re.MULTILINE)
# Markup of HTML; `a <b and c> d` is none.
_HTML = re.compile(
    r"<!--|</?(?:a|abbr|article|aside|b|blockquote|br|button|center|cite|code|dd|del|details|dfn|"
    r"div|dl|dt|em|embed|figcaption|figure|font|footer|form|h[1-6]|header|hr|i|iframe|img|input|"
    r"ins|kbd|label|li|link|main|mark|math|meta|nav|object|ol|p|picture|pre|q|s|samp|script|"
    r"section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|"
    r"textarea|tfoot|th|thead|tr|tt|u|ul|var|video|audio|wbr)(?:\s+[\w:-]+\s*=[^<>]*|\s*/?)>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|ndash|mdash|[aeiouAEIOU]uml|#\d+|#x[\da-f]+);")
# An empty line, or the end of a sentence at the end of a line: in a folded text, of which YAML
# joins the lines, a line break is an empty line.
_PARAGRAPH_END = re.compile(r"\n\s*\n|[.!?…][\"'”’»)*_]*\s*\n(?=\S)")
_SHOWN = 40


def markdown_texts(tree: Tree | None, path: FieldPath = ()) -> Iterator[tuple[FieldPath, str]]:
    """The Markdown texts of a document, or of a part of it, with their places."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree or ())
    for name, item in items:
        if not isinstance(item, str):
            yield from markdown_texts(item, (*path, name))
        elif name in MARKDOWN_FIELDS:
            yield (*path, name), item


def check_prose(scope: Scope) -> Iterator[Finding]:
    """W406 and W407: HTML, headings and images in texts; several paragraphs instead of one."""
    for document in scope.with_themes():
        for path, text in markdown_texts(document.tree):
            yield from _check(document, path, text)
        for name in _PLAIN_FIELDS:
            yield from _check_plain(document, name, document.text(name) or "")


def _check_plain(document: Document, name: str, text: str) -> Iterator[Finding]:
    """W406 for a text without any markup, such as a title copied from a record."""
    source = replace_formulas(text, lambda formula: "x" * (formula.end - formula.start))
    if found := _HTML.search(source) or _ENTITY.search(source):
        yield document.report(
            "W406",
            f"'{_shown(found[0])}' is HTML, which pages show as it is written",
            f'Write "{strip_markup(text)}".',
            at=(name,),
            severity=Severity.WARNING,
        )


def _check(document: Document, path: FieldPath, text: str) -> Iterator[Finding]:
    if _MAY_BE_MORE.search(text) and (found := _find_unshown(text)):
        message, hint = found
        yield document.report("W406", message, hint, at=path, severity=Severity.WARNING)
    text = text.strip()
    if path[-1] in _ONE_PARAGRAPH and "\n" in text and (end := _PARAGRAPH_END.search(text)):
        yield document.report(
            "W407",
            f"several paragraphs, which pages join; the second begins with "
            f"'{_shown(text[end.end() :])}'",
            "Shorten it to one paragraph; a 'note' may have several.",
            at=path,
            severity=Severity.WARNING,
        )


def _find_unshown(text: str) -> tuple[str, str] | None:
    """The first element that pages show as it is written, in words, and what to do about it."""
    source = replace_formulas(text, lambda formula: "x" * (formula.end - formula.start))
    for block in _PARSER.parse(source):
        if block.type == "heading_open" and block.map:
            line = source.split("\n")[block.map[0]]
            return (
                f"'{_shown(line)}' is a heading, which pages show as it is written",
                "Write it as a paragraph, in **bold** if need be.",
            )
        for token in (block, *(block.children or ())):
            if found := _describe(token):
                return found
    return None


def _describe(token: Token) -> tuple[str, str] | None:
    if token.type == "image":
        return (
            f"'![{_shown(token.content)}]' is an image, which pages do not load",
            "Link to it instead: [what it shows](https://…).",
        )
    if token.type in ("html_block", "html_inline") and (tag := _HTML.search(token.content)):
        return (
            f"'{_shown(tag[0])}' is HTML, which pages show as it is written",
            "Write Markdown, like *this*; or `code` if the tag itself is meant.",
        )
    return None


def _shown(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
