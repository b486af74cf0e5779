"""The interface of an engine: the program that renders Markdown pages and the theme.

MkDocs is one (`readinglist.site.mkdocs`). An engine renders the project's own pages, and supplies
the shells into which the pages of the list are stamped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from readinglist.site.pages.browse import Findable
from readinglist.site.shell import Shell
from readinglist.site.stamping import Shape


@dataclass(frozen=True, slots=True)
class MarkdownPage:
    """One of the project's own pages, rendered by the engine.

    `url` is its address relative to the site's root. `findable` is its entry in the search index,
    or None if it is excluded from search.
    """

    url: str
    findable: Findable | None


class Engine(Protocol):
    """Renders everything that is not generated from the list.

    `shell`, `twin`, `markdown_pages` and `files` are called after the engine has rendered its
    pages, `edit_base` at any time.
    """

    @property
    def edit_base(self) -> str:
        """The prefix of an entry's path in a link to its source; may be empty.

        Without it pages have no such link.
        """

    def shell(self, shape: Shape) -> Shell:
        """The shell for pages of a shape. Raises `ToolError` if none can be made."""

    def twin(self, name: str) -> str | None:
        """The HTML of a list page as the engine itself renders it, for comparison; or None."""

    def markdown_pages(self) -> Sequence[MarkdownPage]:
        """The project's own pages, in the order in which search lists them."""

    def files(self) -> Mapping[str, str | bytes]:
        """Files of the site, by name, that the engine leaves for the build to write.

        They may be assets, or some of the project's own pages.
        """

    def has_file(self, name: str) -> bool:
        """Whether the project has its own file for this place in the site."""
