"""The names of the pages that a site generates from its list, without rendering any of them.

A page's name is a path without extension, as in `readinglist.values.page_urls`. Both the checks of
a project's own pages and the build need these names: a page that `readinglist.site.pages.render`
adds must be named here too.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from posixpath import splitext

from readinglist.values.page_urls import Urls

#: The list pages that every site has.
_ALWAYS = frozenset({"index", "browse/index", "reading"})
#: The list pages that a site has as soon as its list holds something to show on them.
_WITH_ENTRIES = frozenset({
    "papers/index", "structures", "years/index", "authors/index", "tags/index", "claims/index",
    "contested", "questions", "predictions", "coverage", "paths/index", "essays/index",
})  # fmt: skip
#: Those for which one published entry of a folder is enough.
_FOLDER_OF = {
    "papers/index": "papers", "claims/index": "claims", "coverage": "claims",
    "paths/index": "paths", "essays/index": "essays",
}  # fmt: skip
#: Folders of pages that depend on all entries together.
_GROUPS = frozenset({"authors", "browse", "tags", "years"})
#: The file extensions that MkDocs takes for Markdown.
MARKDOWN = (".markdown", ".mdown", ".mkdn", ".mkd", ".md")


@dataclass(frozen=True)
class GeneratedPages:
    """The names of all generated pages, and of those that are generated once there are entries.

    `themes` are the ids of the themes, or None if they are unknown; `entries` are the ids of the
    entries by folder. `planned` returns the names of all pages that the site has; it is called only
    for pages that depend on all entries together, because it links them. `published` are folders
    with an entry that is not a draft, if known.
    """

    themes: Collection[str] | None
    entries: Mapping[str, Collection[str]]
    planned: Callable[[], Collection[str]] = field(default=frozenset)
    published: Collection[str] = ()

    @cached_property
    def lists(self) -> frozenset[str]:
        """The pages that the navigation can name as if they were Markdown files in docs/.

        The site need not have all of them: see `is_missing`.
        """
        return _ALWAYS | _WITH_ENTRIES | {f"themes/{theme}" for theme in self.themes or ()}

    def is_missing(self, name: str) -> bool:
        """Whether this is a list page that is not generated, because it would be empty."""
        if name not in _WITH_ENTRIES or _FOLDER_OF.get(name) in self.published:
            return False
        return name not in self._planned_names

    def __contains__(self, name: str) -> bool:
        folder, _, last = name.rpartition("/")
        return (
            name in self.lists
            or last in self.entries.get(folder, ())
            or (folder in _GROUPS and name in self._planned_names)
        )

    def at(self, file: str, urls: Urls) -> str:
        """The name of the page written to this file of the site, or an empty string."""
        return next((name for name in urls.names(file) if name in self), "")

    @cached_property
    def _planned_names(self) -> frozenset[str]:
        return frozenset(self.planned())


def destination(source: str, urls: Urls) -> str:
    """The site file that MkDocs writes for a file in docs/; both paths are relative."""
    stem, ending = splitext(source)
    if ending not in MARKDOWN:
        return source
    folder, slash, last = stem.rpartition("/")
    return urls.file(f"{folder}{slash}{'index' if last == 'README' else last}")
