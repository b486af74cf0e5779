"""The list pages that MkDocs renders: a page of marks per shape, and a few samples."""

from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import StructureItem
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from readinglist.site.pages.render import PagePlan
from readinglist.site.pages.views import Outline
from readinglist.site.shell import Marks, Shell, compile_shell, insert_head
from readinglist.site.site_plan import SitePlan
from readinglist.site.stamping import Shape


class ListPages:
    """Pages of marks, from which shells are made, and sample pages that MkDocs renders completely.

    To MkDocs each is a Markdown file, although none exists on disk.
    """

    def __init__(self, plan: SitePlan, samples: Iterable[PagePlan], edit_base: str) -> None:
        self.plan = plan
        self.edit_base = edit_base
        self.marks = Marks.make()
        #: By file name: the shape of a page of marks, and the plan of a sample.
        self.shapes: dict[str, Shape] = {}
        self.samples = {f"{sample.name}.md": sample for sample in samples}
        self.rendered: dict[str, str] = {}
        self._wide = {source for source, sample in self.samples.items() if sample.is_wide}
        self._sources: dict[Shape, str] = {}

    def add(self, files: Files, config: MkDocsConfig) -> None:
        """Add the pages to MkDocs' files."""
        for shape, plan in self.plan.shapes(with_edit_links=bool(self.edit_base)).items():
            source = f"{plan.name}.md"
            if plan.is_entry_like:
                suffix = "".join("ny"[flag] for flag in shape[1:])
                source = f"{shape[0]}/{self.marks.stem}{suffix}.md"
            self.shapes[source] = shape
            self._sources[shape] = source
            if plan.is_wide:
                self._wide.add(source)
            _add(files, config, source, in_nav=not plan.is_entry_like)
        for source in self.samples:
            _add(files, config, source, in_nav=False)

    def place(self, files: Files) -> None:
        """Name the pages, and put those outside the navigation below their folder's index."""
        for source in (*self.shapes, *self.samples):
            file = files.get_file_from_path(source)
            page = file.page if file else None
            if page is None:
                continue
            plan = self.plan.plans.get(source.removesuffix(".md"))
            if "title" not in vars(page) and not page.title:
                # The theme writes titles without escaping them, in the navigation too.
                page.title = escape(plan.title) if plan else self.marks.title
            if plan is None or plan.is_entry_like:
                folder = source.rpartition("/")[0]
                page.parent = _place_in_nav(folder, files)  # type: ignore[assignment]

    def fill(self, page: MkDocsPage) -> str | None:
        """Give a page its marks, or a sample its values; returns the content, or None."""
        source = page.file.src_uri
        if source in self.samples:
            real = self.samples[source].render()
            self._set(page, real.title, real.description, real.outline)
            is_linked = real.source and self.edit_base
            page.edit_url = f"{self.edit_base}{real.source}" if is_linked else None
            return real.body
        if source not in self.shapes:
            return None
        _, has_outline, has_edit_link = self.shapes[source]
        marks = self.marks
        outline = (Outline(marks.anchor, marks.heading),) * 2 if has_outline else ()
        title = "" if page.is_homepage else marks.title
        self._set(page, title, marks.description, outline, raw=True)
        page.edit_url = marks.edit if has_edit_link else None
        return str(marks.content)

    def _set(
        self,
        page: MkDocsPage,
        title: str,
        description: str,
        outline: tuple[Outline, ...],
        *,
        raw: bool = False,
    ) -> None:
        # The theme does not escape these, so they are escaped here.
        clean: Callable[[str], str] = str if raw else escape
        page.meta = {"title": clean(title)} if title else {}
        page.meta["description"] = clean(description)
        if page.file.src_uri in self._wide:
            page.meta["hide"] = ["navigation", "toc"]
        page.toc = TableOfContents(
            [AnchorLink(clean(item.title), clean(item.id), 2) for item in outline]
        )

    def keep(self, source: str, html: str) -> str | None:
        """Keep what the theme made of a page, and return it; None for other pages."""
        if source in self.samples:
            html = insert_head(html, self.samples[source].render().head)
        elif source not in self.shapes:
            return None
        self.rendered[source] = html
        return html

    def shell(self, shape: Shape) -> Shell:
        """The shell of a shape. Raises `ToolError` if the theme has changed a mark."""
        source = self._sources[shape]
        html = self.rendered[source]
        if shape[0] != source.removesuffix(".md"):
            # The file's name is a mark too, with letters that distinguish the shapes of a folder.
            stem = source.rpartition("/")[2].removesuffix(".md")
            html = html.replace(stem, self.marks.stem)
        return compile_shell(html, self.marks)

    def twin(self, name: str) -> str | None:
        """The HTML of a sample page, or None for other pages."""
        source = f"{name}.md"
        return self.rendered.get(source) if source in self.samples else None

    def remove_marks(self, folder: Path) -> None:
        """Remove pages of marks from the site's folder, unless a page has replaced them."""
        for source in self.shapes:
            if self.marks.token not in source:
                continue
            target = folder / self.plan.site.urls.file(source.removesuffix(".md"))
            target.unlink(missing_ok=True)
            if target.name == "index.html" and not any(target.parent.iterdir()):
                target.parent.rmdir()


def _add(files: Files, config: MkDocsConfig, source: str, *, in_nav: bool) -> None:
    inclusion = InclusionLevel.UNDEFINED if in_nav else InclusionLevel.NOT_IN_NAV
    files.append(File.generated(config, source, content="", inclusion=inclusion))


def _place_in_nav(folder: str, files: Files) -> StructureItem | None:
    """The active navigation item for the folder's pages: its section, or else its index."""
    index = files.get_file_from_path(f"{folder}/index.md")
    if index is None or index.page is None:
        return None
    return index.page.parent or index.page
