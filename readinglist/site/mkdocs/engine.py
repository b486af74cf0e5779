"""MkDocs, or a compatible program, as the engine of a build."""

from collections.abc import Mapping, Sequence

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import get_relative_url

from readinglist.site.engine import MarkdownPage
from readinglist.site.external import put_out
from readinglist.site.mkdocs.configuration import edit_base
from readinglist.site.mkdocs.markdown_pages import MarkdownPages
from readinglist.site.mkdocs.navigation import NavItem, make_nav, without_missing
from readinglist.site.mkdocs.shells import ListPages
from readinglist.site.pages.headings import link_headings
from readinglist.site.shell import Shell, insert_head
from readinglist.site.site_plan import SitePlan
from readinglist.site.slim import slim
from readinglist.site.stamping import Shape


class MkDocsEngine:
    """One build by MkDocs: see `readinglist.site.engine.Engine`.

    A build has sample pages for comparison; a preview has none.
    """

    def __init__(self, plan: SitePlan, config: MkDocsConfig, *, serving: bool) -> None:
        self.plan = plan
        self.config = config
        self.serving = serving
        self.edit_base = edit_base(config)
        self.markdown = MarkdownPages(plan, config)
        self._list_pages: ListPages | None = None
        self._project_files: Files | None = None
        #: Scripts and styles moved out of the theme's pages, by name.
        self._put_out: dict[str, str | bytes] = {}

    @property
    def list_pages(self) -> ListPages:
        """The list pages that MkDocs renders. They are planned when first needed."""
        if self._list_pages is None:
            samples = () if self.serving else self.plan.samples()
            self._list_pages = ListPages(self.plan, samples, self.edit_base)
        return self._list_pages

    def add_pages(self, files: Files) -> None:
        """Add the list pages that MkDocs renders to the project's files, and set the navigation."""
        self._project_files = files
        self.list_pages.add(files, self.config)
        self.config.nav = self._nav(files)

    def _nav(self, files: Files) -> list[NavItem]:
        pages = self.plan.pages
        if nav := without_missing(self.config.nav or (), pages.generated.is_missing):
            return nav
        own = (
            file.src_uri
            for file in files.documentation_pages()
            if file.inclusion.is_in_nav() and file.src_uri not in self.list_pages.shapes
        )
        return make_nav(pages.list_names, self.plan.prepared.graph.themes, own)

    def content(self, page: MkDocsPage, html: str) -> str:
        """The content of a page: that of a list page, or the HTML rendered from its Markdown."""
        content = self.list_pages.fill(page)
        if content is None:
            html = link_headings(html)
            self.markdown.add(page, html)
        return html if content is None else content

    def finish(self, page: MkDocsPage, output: str) -> str:
        """Tidy a rendered page; keep it if it is a list page, otherwise complete its head."""
        source = page.file.src_uri
        output = self.tidy(output, get_relative_url(".", page.url))
        kept = self.list_pages.keep(source, output)
        if kept is not None:
            return kept
        # In front matter a title such as 2020 is a number; the theme shows it as text.
        title = str(page.title or "")
        description = str(page.meta.get("description") or self.config.site_description or "")
        name = source.removesuffix(".md")
        return insert_head(output, self.plan.site.head(name, title, description))

    def tidy(self, html: str, root: str) -> str:
        """The theme's page without needless white space, its inline scripts and styles in files.

        `root` is the path from the page to the root of the site.
        """
        html, files = put_out(slim(html), f"{root.rstrip('/')}/")
        self._put_out |= files
        return html

    def shell(self, shape: Shape) -> Shell:
        """The shell for pages of a shape. Raises `ToolError` if the theme has changed a mark."""
        return self.list_pages.shell(shape)

    def twin(self, name: str) -> str | None:
        """The HTML of a sample page, or None for other pages."""
        return self.list_pages.twin(name)

    def markdown_pages(self) -> Sequence[MarkdownPage]:
        """The project's own pages, in the order in which MkDocs renders them."""
        return self.markdown.pages

    def files(self) -> Mapping[str, str | bytes]:
        """Scripts and styles moved out of the theme's pages; MkDocs writes all other files."""
        return self._put_out

    def has_file(self, name: str) -> bool:
        """Whether docs/ or the theme has a file for this place."""
        return bool(self._project_files and self._project_files.get_file_from_path(name))
