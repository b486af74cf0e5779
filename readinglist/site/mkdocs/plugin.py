"""The MkDocs plugin: it translates MkDocs' events into the steps of a build, and nothing else.

The events: https://www.mkdocs.org/dev-guide/plugins/#events
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage

from readinglist.entry.findings import summarise
from readinglist.entry.places import ENTRIES_FOLDER, SETTINGS_FILE
from readinglist.errors import ReadingListError
from readinglist.graph.preparing import Prepared
from readinglist.library.checks.site import check_site
from readinglist.site.beside import Beside
from readinglist.site.builder import SiteBuilder
from readinglist.site.mkdocs.configuration import (
    PluginConfig,
    check_config,
    check_links,
    extend,
    root_of,
    site_of,
)
from readinglist.site.mkdocs.engine import MkDocsEngine
from readinglist.site.mkdocs.messages import as_plugin_error, count_warnings, log, report
from readinglist.site.mkdocs.preview import PreviewedSite, set_up
from readinglist.site.pages.docs_links import CitationExtension
from readinglist.site.pages.render import Site
from readinglist.site.pages.views import View
from readinglist.site.site_plan import SitePlan, plan_site
from readinglist.system.run_lock import PATIENCE


class ReadingListPlugin(BasePlugin[PluginConfig]):
    """Builds the reading list into the site of a MkDocs project."""

    #: Set in `on_config` and `on_pre_build`.
    root: Path
    site: Site
    plan: SitePlan
    engine: MkDocsEngine

    def __init__(self) -> None:
        super().__init__()
        self.serving = False
        #: Called with the numbers of stamped pages and of all pages, to show progress.
        self.progress: Callable[[int, int], None] | None = None
        #: Whether the site includes drafts, as a preview always does.
        self.with_drafts = False
        #: Seconds to wait for another run that works on the same list or site.
        self.patience = PATIENCE
        self.builder: SiteBuilder | None = None
        #: In a preview, the last state of the list: for unchanged files, and for entries that have
        #: errors for a while.
        self.before: Prepared | None = None
        self.preview = PreviewedSite(self._read)
        self.previewed: Beside | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember the command. (Defining this keeps the instance between builds of `serve`.)"""
        del dirty
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Check the settings, and add what the list's pages need."""
        check_config(config)
        citations = CitationExtension(lambda: self._view_of(config))
        extend(config, self.config, citations, serving=self.serving)
        self.root = root_of(config)
        self.site = site_of(config)
        return config

    def _view_of(self, config: MkDocsConfig) -> View | None:
        """The view of the graph from the Markdown page that is being rendered."""
        page = config._current_page  # noqa: SLF001 - MkDocs offers no other way
        return self.plan.view(page.file.src_uri.removesuffix(".md")) if page else None

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Read and check the list, and redirect MkDocs to a folder next to the last site."""
        try:
            if not self.serving:
                self.builder = SiteBuilder(self.root, Path(config.site_dir), log)
                self.builder.take_turn(self.patience)
            check_links(config)
            self.plan = self._read()
            if self.plan.prepared.has_errors and not self.serving:
                found = summarise(self.plan.prepared.findings)
                raise PluginError(f"readinglist: {found}; nothing was built")
            config.extra["readinglist_footer"] = self.plan.footer
            config.extra["readinglist_claims"] = bool(self.plan.prepared.graph.claims)
            self.engine = MkDocsEngine(self.plan, config, serving=self.serving)
            self.engine.markdown.check_files(serving=self.serving)
            if self.builder:
                self._begin(self.builder, config)
        except ReadingListError as error:
            raise as_plugin_error(error) from error
        if self.serving and Path(config.config_file_path or "").name == SETTINGS_FILE:
            # What a build only logs, a preview shows on its pages.
            found_on_site = check_site(self.plan.prepared.library, self.plan.pages.names)
            self.engine.markdown.findings += [
                finding for finding in found_on_site if finding.code in {"E211", "E212"}
            ]

    def _read(self) -> SitePlan:
        plan = plan_site(
            self.root,
            self.site,
            before=self.before,
            with_feeds=not self.serving,
            with_drafts=self.serving or self.with_drafts,
        )
        if self.serving:
            self.before = plan.prepared
        report(plan.prepared.findings, self.root)
        return plan

    def _begin(self, builder: SiteBuilder, config: MkDocsConfig) -> None:
        builder.ending.callback(setattr, config, "site_dir", config.site_dir)
        config.site_dir = str(builder.begin(self.plan, self.engine))

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add a page of marks for every shape, and sample pages for comparison."""
        del config
        self.engine.add_pages(files)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Name the generated pages, and place them in the navigation."""
        del config
        self.engine.list_pages.place(files)
        return nav

    def on_page_markdown(
        self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Check the `[@id]` citations of a Markdown page."""
        del config, files
        self.engine.markdown.check_citations(page, markdown)
        return markdown

    @event_priority(-100)
    def on_page_content(
        self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Give generated pages their content."""
        del config, files
        return self.engine.content(page, html)

    @event_priority(-100)
    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Keep what the theme made of the marks; complete the head of other pages."""
        del config
        return self.engine.finish(page, output)

    def on_post_template(
        self, output_content: str, *, template_name: str, config: MkDocsConfig
    ) -> str:
        """Tidy the 404 page."""
        if template_name != "404.html":
            return output_content
        # It may be shown at any address, so its own links start at the host's root.
        return self.engine.tidy(output_content, urlsplit(config.site_url or "/").path)

    def _write(self, *, config: MkDocsConfig) -> None:
        """Write the files of the list, or in a preview get ready to make them on demand."""
        folder = Path(config.site_dir)
        self.engine.list_pages.remove_marks(folder)
        try:
            if self.builder:
                self.builder.write(self.progress, with_search=self.config.search)
            else:
                self.preview.show(folder, self.plan, self.engine)
        except ReadingListError as error:
            raise as_plugin_error(error) from error

    @event_priority(-1000)
    def _publish(self, *, config: MkDocsConfig) -> None:
        """Put the new site in the place of the last one, after every plugin has run.

        With a warning a strict build fails, which MkDocs only reports afterwards.
        """
        if self.builder and not (config.strict and count_warnings()):
            try:
                self.builder.publish()
            except ReadingListError as error:
                raise as_plugin_error(error) from error
            self.builder = None

    on_post_build = CombinedEvent(_write, _publish)

    def on_build_error(self, *, error: Exception) -> None:
        """Give up the new site; the last one stays as it was."""
        del error
        self._give_up()

    def on_shutdown(self) -> None:
        """Do the same if a build was interrupted, which is not an error to MkDocs."""
        self._give_up()
        if self.previewed:
            self.previewed.discard()

    def _give_up(self) -> None:
        if self.builder:
            self.builder.give_up()

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., Any]
    ) -> LiveReloadServer:
        """Watch the entries, and stamp again without a full build when only they have changed."""
        # With --clean MkDocs always builds completely, in a folder that it removes at the end.
        self.previewed = Beside(Path(config.site_dir))
        return set_up(server, config, self.root / ENTRIES_FOLDER, self.preview, builder)
