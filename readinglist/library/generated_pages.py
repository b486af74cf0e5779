"""Which pages a site gets from its list, by their names, without any of them being made.

A page's name is a path without ending, as in `readinglist.values.page_urls`. The checks of a
project's own pages ask for these names, and so does the build: whoever adds a page to
`readinglist.site.pages.render` names it here.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from posixpath import splitext

from readinglist.values.page_urls import Urls

#: The pages of lists that every site has, in the order in which they are planned.
_LISTS = (
    "index", "papers/index", "browse/index", "structures", "years/index", "authors/index",
    "tags/index", "claims/index", "contested", "questions", "predictions", "coverage", "reading",
    "paths/index", "essays/index",
)  # fmt: skip
#: Folders in which pages stand that follow from what all entries hold together.
_GROUPS = frozenset({"authors", "browse", "tags", "years"})
#: What MkDocs takes for Markdown.
MARKDOWN = (".markdown", ".mdown", ".mkdn", ".mkd", ".md")


@dataclass(frozen=True)
class GeneratedPages:
    """The names of all generated pages.

    `themes` are the ids of the themes, or None where they are not known, `entries` those of the
    entries by their folder. `groups` gives the names of the pages in `authors/`, `browse/`, `tags/`
    and `years/`; it is called only when one of these is asked for, since all entries have to be
    linked for them.
    """

    themes: Collection[str] | None
    entries: Mapping[str, Collection[str]]
    groups: Callable[[], Collection[str]] = field(default=frozenset)

    @cached_property
    def lists(self) -> frozenset[str]:
        """The pages that the navigation may name, as if they were Markdown files in docs/."""
        return frozenset(_LISTS) | {f"themes/{theme}" for theme in self.themes or ()}

    def __contains__(self, name: str) -> bool:
        folder, _, last = name.rpartition("/")
        return (
            name in self.lists
            or last in self.entries.get(folder, ())
            or (folder in _GROUPS and name in self._group_names)
        )

    def at(self, file: str, urls: Urls) -> str:
        """The name of the page that is written to this file of the site, or the empty text."""
        return next((name for name in urls.names(file) if name in self), "")

    @cached_property
    def _group_names(self) -> frozenset[str]:
        return frozenset(self.groups())


def destination(source: str, urls: Urls) -> str:
    """The file of the site that MkDocs makes of a file in docs/, both relative to their folders."""
    stem, ending = splitext(source)
    if ending not in MARKDOWN:
        return source
    folder, slash, last = stem.rpartition("/")
    return urls.file(f"{folder}{slash}{'index' if last == 'README' else last}")
