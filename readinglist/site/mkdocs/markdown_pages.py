"""Checks the project's own Markdown pages, and keeps them for search and the sitemap."""

import re
from html import unescape
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import InclusionLevel, get_files
from mkdocs.structure.pages import Page as MkDocsPage

from readinglist.entry.findings import Finding, summarise
from readinglist.errors import ReadingListError
from readinglist.library.checks.references import check_page
from readinglist.library.checks.site import check_copied, check_places, read_page
from readinglist.site.engine import MarkdownPage
from readinglist.site.mkdocs.configuration import root_of
from readinglist.site.mkdocs.messages import SettingsError, report, warn_of
from readinglist.site.pages.browse import Findable, Weight
from readinglist.site.pages.views import shorten
from readinglist.site.site_plan import SitePlan
from readinglist.values.citations import find_citations

_TAG = re.compile(r"<[^<>]*>")


class MarkdownPages:
    """The Markdown pages of one build."""

    def __init__(self, plan: SitePlan, config: MkDocsConfig) -> None:
        self.plan = plan
        self.config = config
        self.pages: list[MarkdownPage] = []
        self.findings: list[Finding] = []
        #: The links to entries on the pages, by the entries' ids.
        self._links: dict[str, str] = {}

    def check_files(self, *, serving: bool) -> None:
        """Raise `SettingsError` for files that are not text or conflict with generated pages."""
        files = get_files(self.config)
        wanted = InclusionLevel.is_in_serve if serving else InclusionLevel.is_included
        ours = [file for file in files if wanted(file.inclusion)]  # type: ignore[no-untyped-call]
        placed = [(file.src_uri, file.dest_uri) for file in ours]
        pages, urls = self.plan.pages.generated, self.plan.site.urls
        findings = list(check_places(placed, self._shown(""), pages, urls))
        findings += check_copied(
            (Path(page.abs_src_path), self._shown(page.src_uri))
            for page in ours
            if page.abs_src_path and not page.is_documentation_page()
        )
        try:
            for file in ours:
                if file.is_documentation_page() and file.abs_src_path:
                    text = read_page(Path(file.abs_src_path), self._shown(file.src_uri))
                    findings += [text] if isinstance(text, Finding) else []
        except ReadingListError as error:
            raise SettingsError(f"readinglist: {error.message}. {error.hint}") from error
        if findings:
            report(sorted(findings), root_of(self.config))
            raise SettingsError(f"readinglist: {summarise(findings)}; nothing was built")

    def check_citations(self, page: MkDocsPage, markdown: str) -> None:
        """Report `[@id]` citations on a page that are not the id of an entry."""
        if page.file.generated_by is not None:
            return
        graph = self.plan.prepared.graph
        view = self.plan.view()
        for citation in find_citations(markdown):
            self._links[citation.id] = str(view.link(citation.id))
        known = {*graph.works, *graph.claims, *graph.paths}
        path, offset = self._shown(page.file.src_uri), _front_matter_lines(page)
        findings = list(check_page(markdown, path, known, offset))
        warn_of(findings, root_of(self.config))
        self.findings += findings

    def add(self, page: MkDocsPage, html: str) -> None:
        """Remember a page and its entry in the search index."""
        options = page.meta.get("search")
        is_excluded = isinstance(options, dict) and options.get("exclude") is True
        self.pages.append(MarkdownPage(page.url, None if is_excluded else _findable(page, html)))

    def fit(self, plan: SitePlan) -> bool:
        """Whether the pages would show the same about entries with another plan."""
        view = plan.view()
        return all(str(view.link(target)) == shown for target, shown in self._links.items())

    def _shown(self, source: str) -> str:
        """How findings name a file in docs/."""
        folder, root = Path(self.config.docs_dir), root_of(self.config)
        inside = folder.is_relative_to(root)
        return ((folder.relative_to(root) if inside else folder) / source).as_posix()


def _findable(page: MkDocsPage, html: str) -> Findable:
    """A Markdown page's entry in the search index."""
    source = page.file.src_uri.removesuffix(".md")
    folder, slash, stem = source.rpartition("/")
    name = f"{folder}{slash}{'index' if stem == 'README' else stem}"
    text = " ".join(unescape(_TAG.sub(" ", html.replace(' class="headerlink"', ""))).split())
    title = str(page.title or stem)
    lead = text.removeprefix(title).lstrip("¶ ")
    headings = " ".join(item.title for item in page.toc)
    return Findable(
        name,
        title,
        "Page",
        shorten(lead, 160),
        ((Weight.TITLE, title), (Weight.STATEMENT, headings), (Weight.ABSTRACT, text)),
    )


def _front_matter_lines(page: MkDocsPage) -> int:
    """The number of lines in the file before the Markdown that MkDocs passes on."""
    source = page.file.content_string
    return source.count("\n") - (page.markdown or "").count("\n") if source else 0
