"""Shell and stamp: the theme is rendered once per page shape, and pages are stamped into it.

The engine renders a page whose title, description, body and so on are marks: random texts that
occur nowhere else. The HTML between the marks is the shell; a page is the shell with its own values
in place of the marks. (`docs/decisions/0002-shell-and-stamp.md` says why.)
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape

from readinglist.errors import ToolError
from readinglist.site.pages.render import Page
from readinglist.site.pages.views import Outline

_SLOTS = ("title", "description", "body", "stem", "edit", "anchor", "heading", "head")


@dataclass(frozen=True)
class Marks:
    """The marks of one build. Each is a text of ASCII letters and digits."""

    token: str

    @classmethod
    def make(cls) -> "Marks":
        """New marks that no entry can contain by chance."""
        return cls(f"rl{secrets.token_hex(12)}x")

    def __getattr__(self, name: str) -> str:
        if name not in _SLOTS:
            raise AttributeError(name)
        return f"{self.token}{name}"

    @property
    def content(self) -> str:
        """The content of a marked page. The theme adds a heading to content without an h1."""
        return f"<h1>{self.token}body</h1>"

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches the marks; group 1 is the slot."""
        return re.compile(f"(?:<h1>)?{self.token}({'|'.join((*_SLOTS, 'toc'))})(?:</h1>)?")


@dataclass(frozen=True)
class Shell:
    """The theme's HTML around the pages of one shape, cut at its marks.

    `pieces` alternates between literal HTML and the names of slots, starting with HTML. `item` is
    one entry of the table of contents, split in the same way, `separator` the HTML between two of
    them.
    """

    pieces: tuple[str, ...]
    item: tuple[str, ...]
    separator: str

    def stamp(self, page: Page, stem: str, edit_url: str = "") -> str:
        """The page in its shell. `stem` is the last part of its name."""
        outline = page.outline
        values = {
            "title": escape(page.title),
            "description": escape(page.description),
            "body": page.body,
            "stem": stem,
            "edit": escape(edit_url),
            "head": page.head,
            "anchor": escape(outline[0].id) if outline else "",
            "toc": self.separator.join(self._stamp_item(item) for item in outline),
        }
        return "".join(values[piece] if i % 2 else piece for i, piece in enumerate(self.pieces))

    def _stamp_item(self, item: Outline) -> str:
        values = {"anchor": escape(item.id), "heading": escape(item.title)}
        return "".join(values[piece] if i % 2 else piece for i, piece in enumerate(self.item))


def insert_head(html: str, head: str) -> str:
    """Insert HTML at the end of the page's head."""
    return html.replace("</head>", f"{head}</head>", 1)


def compile_shell(html: str, marks: Marks) -> Shell:
    """Split a rendered page of marks into a shell. Its outline, if any, has the mark's item twice.

    Raises `ToolError` if the theme has changed a mark, such as by shortening titles.
    """
    item = rf'<li class="md-nav__item">\s*<a href="#{marks.anchor}"(?:(?!</li>).)*?</li>'
    twice = re.compile(rf"(?P<item>{item})(?P<separator>\s*)(?P=item)", re.DOTALL)
    found = twice.search(html)
    html = insert_head(html, marks.head)
    pieces = marks.pattern.split(twice.sub(f"{marks.token}toc", html))
    if "body" not in pieces[1::2] or marks.token in "".join(pieces[::2]):
        raise ToolError(
            "the theme's page cannot be cut into a shell",
            "Is there a theme override or a plugin that changes titles or content?",
        )
    if not found:
        return Shell(tuple(pieces), (), "")
    return Shell(tuple(pieces), tuple(marks.pattern.split(found["item"])), found["separator"])


def first_difference(one: str, other: str) -> str:
    """The first line in which two pages differ, both shortened, for a message."""
    lines: Sequence[tuple[str, str]] = list(zip(one.splitlines(), other.splitlines(), strict=False))
    for number, (a, b) in enumerate(lines, 1):
        if a != b:
            start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), 0)
            start = max(0, start - 30)
            return f"line {number}: {a[start : start + 120]!r} ≠ {b[start : start + 120]!r}"
    return "one goes on where the other ends"
