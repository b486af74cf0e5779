"""What the build asks of an engine: the program that renders Markdown pages and the theme.

MkDocs is one (`readinglist.site.mkdocs`). An engine renders the project's own pages, and hands over
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
    """A page of the project's own, rendered by the engine.

    `url` is its address relative to the site's root. `findable` is what the search finds of it, or
    None for a page that is left out of the search.
    """

    url: str
    findable: Findable | None


class Engine(Protocol):
    """Renders whatever is not made from the list.

    `shell`, `twin`, `markdown_pages` and `files` are asked once the engine has rendered its pages,
    `edit_base` at any time.
    """

    @property
    def edit_base(self) -> str:
        """What the path of an entry's file is appended to for a link to its source; may be empty.

        Without it pages have no such link.
        """

    def shell(self, shape: Shape) -> Shell:
        """The shell for pages of a shape. Raises `ToolError` when none can be made."""

    def twin(self, name: str) -> str | None:
        """The HTML of a page of the list as the engine itself renders it, to compare; or None."""

    def markdown_pages(self) -> Sequence[MarkdownPage]:
        """The project's own pages, in the order in which the search lists them."""

    def files(self) -> Mapping[str, str | bytes]:
        """Files of the site, by name, that the engine leaves to the build to write.

        They may be assets, or pages of the project's own.
        """

    def has_file(self, name: str) -> bool:
        """Whether the project has a file of its own for this place in the site."""
