"""`[@id]` citations in the site's Markdown pages, which Python-Markdown renders."""

import re
from collections.abc import Callable

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from readinglist.site.pages.views import View
from readinglist.values.citations import CITATION


class _CitationProcessor(InlineProcessor):
    def __init__(self, view: Callable[[], View | None], markdown: Markdown) -> None:
        super().__init__(CITATION.pattern, markdown)
        self.view = view

    def handleMatch(  # type: ignore[override]  # noqa: N802 - Python-Markdown's name
        self, match: re.Match[str], data: str
    ) -> tuple[str | None, int | None, int | None]:
        del data
        view = self.view()
        link = view.link(match[1]) if view else None
        if link is None:
            return None, None, None
        # Stashed, so that MkDocs does not take the address for that of a Markdown file.
        return self.md.htmlStash.store(str(link)), match.start(0), match.end(0)


class CitationExtension(Extension):
    """Turns `[@id]` into a link to the entry; unknown ids are left as they are.

    `view` returns the view of the graph from the current page.
    """

    def __init__(self, view: Callable[[], View | None]) -> None:
        super().__init__()
        self.view = view

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the syntax before Python-Markdown's own brackets (priority 170)."""
        md.inlinePatterns.register(_CitationProcessor(self.view, md), "readinglist-citation", 175)
