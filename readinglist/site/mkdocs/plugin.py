"""The MkDocs plugin: a thin adapter from MkDocs' events to the pipeline.

MkDocs and its theme render the Markdown pages and one shell a page shape; everything else comes
from `readinglist.site.stamping`. The events: https://www.mkdocs.org/dev-guide/plugins/#events
"""

import dataclasses
import gc
import logging
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from html import escape, unescape
from os.path import relpath
from pathlib import Path
from posixpath import normpath
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

from mkdocs.config import config_options
from mkdocs.config.base import Config, ValidationError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure import StructureItem
from mkdocs.structure.files import File, Files, InclusionLevel, get_files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import CountHandler, get_relative_url

from readinglist.entry.findings import Finding, Severity, summarise
from readinglist.entry.places import ENTRIES_FOLDER, SETTINGS_FILE
from readinglist.errors import ReadingListError, UsageError
from readinglist.graph.events import last_change
from readinglist.graph.schemas import FOLDER as SCHEMAS
from readinglist.intake.issue_forms import FOLDER as FORMS_FOLDER
from readinglist.library.checks.references import check_page
from readinglist.library.checks.site import check_places, check_site, links_out, read_page
from readinglist.library.locating import seen_from_here
from readinglist.library.settings import (
    ENTRIES_PROBLEM,
    OTHER_SEARCHES,
    TRUTH_PROBLEM,
    is_folder_name,
    read_settings,
    search_problem,
    site_problem,
    theme_problem,
)
from readinglist.site.beside import Beside, check_link
from readinglist.site.exports.files import plan_exports, plan_exports_together
from readinglist.site.external import put_out
from readinglist.site.inputs import Inputs, digest, digest_of_code
from readinglist.site.kept_files import Kept, Memory
from readinglist.site.mkdocs.preview import MissingShellError, Preview
from readinglist.site.mkdocs.watching import EntriesObserver
from readinglist.site.pages import llms
from readinglist.site.pages.browse import Findable, Weight
from readinglist.site.pages.docs_links import CitationExtension
from readinglist.site.pages.feeds import Feed, feed_files, plan_feed_files, plan_feeds
from readinglist.site.pages.findings import render_findings
from readinglist.site.pages.forge_links import ForgeLinks
from readinglist.site.pages.headings import link_headings
from readinglist.site.pages.render import PagePlan, Pages, Site
from readinglist.site.pages.views import Outline, View, shorten
from readinglist.site.search import FOLDER, INDEX
from readinglist.site.shell import Marks, Shell, compile_shell, first_difference, insert_head
from readinglist.site.sitemap import compress, render_sitemap
from readinglist.site.slim import slim
from readinglist.site.stamping import (
    Prepared,
    Shape,
    Stamper,
    index_files,
    prepare,
    shape_of,
    write_text,
)
from readinglist.site.writing import Ahead, SiteFiles, keep_files, write_files
from readinglist.system.garbage import uncollected
from readinglist.system.history import read_history
from readinglist.system.outside import message_of
from readinglist.system.run_lock import PATIENCE, turn
from readinglist.system.state import exclusive
from readinglist.values.citations import find_citations
from readinglist.values.page_urls import Urls

log = logging.getLogger("mkdocs.plugins.readinglist")

THEME_FOLDER = Path(__file__).parents[1] / "theme"
STYLESHEET = "assets/readinglist/readinglist.css"
ICON = "assets/readinglist/icon.svg"
#: What Material has when nothing else is set.
THEME_ICON = "assets/images/favicon.png"
SCRIPT = "assets/readinglist/readinglist.js"
SITEMAP = "sitemap.xml"
#: What a page may load and run: what comes with the site. Icons of stylesheets are `data:` images.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; object-src 'none'"
)
_LEVELS = {Severity.ERROR: logging.ERROR, Severity.WARNING: logging.WARNING}


_FOLDERS_OF_WORKS = frozenset({"papers", "essays"})


class _Entries(config_options.Type[str]):
    """The name of a folder within the project."""

    def run_validation(self, value: object) -> str:
        if not is_folder_name(value):
            raise ValidationError(". ".join(ENTRIES_PROBLEM))
        return str(value)


class _Truth(config_options.Type[bool]):
    """True or false."""

    def run_validation(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise ValidationError(". ".join(TRUTH_PROBLEM))
        return value


class PluginConfig(Config):
    """The plugin's settings in mkdocs.yml, whose mistakes `readinglist.library.settings` tells."""

    entries = _Entries(str, default=ENTRIES_FOLDER)
    search = _Truth(bool, default=True)
    content_security_policy = _Truth(bool, default=False)


class SettingsError(PluginError):
    """A mistake in mkdocs.yml or in the layout of docs/, rather than in an entry."""


class _SearchConfig(Config):
    enabled = config_options.Type(bool, default=True)


class HeaderSearch(BasePlugin[_SearchConfig]):
    """Stands where Material looks for its own search, so that its header shows the search button.

    It does nothing else: the dialog is `partials/search.html`, the index that of `site/search.py`.
    """


class ReadingListPlugin(BasePlugin[PluginConfig]):
    """Builds the reading list into the site of a MkDocs project."""

    def __init__(self) -> None:
        super().__init__()
        self.command = "build"
        #: Told the number of stamped pages and of all pages, if somebody wants to show progress.
        self.progress: Callable[[int, int], None] | None = None
        #: Whether files of the last build are used again where nothing has changed.
        self.reuse = True
        #: Seconds for which a build waits for another run at work on the same list or site.
        self.patience = PATIENCE
        #: What is written while the engine works.
        self.ahead: Ahead | None = None
        #: Where the new site is made, until it is in its place or given up; and its turn.
        self.beside: Beside | None = None
        self.turn = ExitStack()
        self.previewed: Beside | None = None
        #: In a preview, the list as it was last: for what has not changed, and for entries that are
        #: unsound for a while.
        self.before: Prepared | None = None
        #: What the last build left; None until the list has been read, as a build may end before.
        self.memory: Memory | None = None

    # Settings

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember the command. (Defining this keeps the instance between builds of `serve`.)"""
        del dirty
        self.command = command

    @property
    def serving(self) -> bool:
        """Whether this is `mkdocs serve`."""
        return self.command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Bring in the templates, the stylesheet, the script and the `[@id]` syntax."""
        self.root = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
        self._check_settings(config)
        # What a project has of its own in `custom_dir` comes before ours.
        config.theme.dirs.insert(int(bool(config.theme.custom_dir)), str(THEME_FOLDER))
        if config.theme["favicon"] == THEME_ICON:
            config.theme["favicon"] = ICON
        if STYLESHEET not in config.extra_css:
            config.extra_css.insert(0, STYLESHEET)
        if SCRIPT not in config.extra_javascript:
            config.extra_javascript.insert(0, SCRIPT)
        if self.config.search:
            stand_in = HeaderSearch()
            stand_in.load_config({})
            config.plugins["material/search"] = stand_in
        if not config.repo_url:
            # A relative edit_uri without a forge to stand on would only give warnings.
            config.edit_uri = config.edit_uri_template = None
        # Templates ask for these: where the script finds the index, and what pages may run. MkDocs
        # writes a script into each page of a preview, which none could run under a policy.
        config.extra["readinglist_index"] = INDEX
        asked = self.config.content_security_policy and not self.serving
        config.extra["readinglist_policy"] = POLICY if asked else ""
        if "tables" in config.markdown_extensions:
            # Or else columns are aligned by inline styles.
            config.mdx_configs.setdefault("tables", {}).setdefault("use_align_attribute", True)
        citations = CitationExtension(lambda: self._view_of(config))
        config.markdown_extensions.append(citations)  # type: ignore[arg-type]
        self.urls = Urls(config.use_directory_urls)
        forge = ForgeLinks(self._forms_base(config), self._edit_base(config), config.site_url or "")
        site_url = f"{config.site_url.rstrip('/')}/" if config.site_url else ""
        self.site = Site(
            config.site_name, config.site_description or "", self.urls, site_url, forge=forge
        )
        return config

    def _check_settings(self, config: MkDocsConfig) -> None:
        """Say all that is wrong with the settings, and raise `SettingsError` for it."""
        file = Path(config.config_file_path or "")
        try:
            settings = read_settings(self.root, file.name) if file.name else None
        except ReadingListError as error:
            raise SettingsError(f"readinglist: {error.message}. {error.hint}") from error
        findings = list(settings.check()) if settings else []
        self._report(findings)
        if findings:
            raise SettingsError(f"readinglist: {summarise(findings)}; nothing was built")
        # What came into the settings by another way than the file.
        for name in OTHER_SEARCHES:
            # 'search' is 'material/search' to MkDocs, when Material is the theme.
            if name in config.plugins and not isinstance(config.plugins[name], HeaderSearch):
                raise SettingsError(f"readinglist: {'. '.join(search_problem(name))}")
        if config.theme.name != "material":
            raise SettingsError(f"readinglist: {'. '.join(theme_problem(str(config.theme.name)))}")
        entries = self.root / self.config.entries
        problem = site_problem(Path(config.site_dir), entries, Path(config.docs_dir))
        if problem:
            raise SettingsError(f"readinglist: {config.site_dir}: {'. '.join(problem)}")

    def _view_of(self, config: MkDocsConfig) -> View | None:
        """The current Markdown page's sight of the graph."""
        page = config._current_page  # noqa: SLF001 - MkDocs has no other way to tell
        return (
            View(self.prepared.graph, self.urls, page.file.src_uri.removesuffix(".md"))
            if page
            else None
        )

    def _neutral_view(self) -> View:
        """A sight of the graph from the home page."""
        return View(self.prepared.graph, self.urls, "index")

    # Reading

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Read and check the list, and send the engine to a folder beside the last site."""
        try:
            if not self.serving:
                self._wait_for_turn(config)
            self._check_links(config)
            with uncollected():
                self._read()
                self._plan_feeds()
                config.extra["readinglist_footer"] = self._footer()
        except ReadingListError as error:
            raise _as_plugin_error(error) from error
        if self.prepared.has_errors and not self.serving:
            raise PluginError(
                f"readinglist: {summarise(self.prepared.findings)}; nothing was built"
            )
        self._check_docs(config)
        if not self.serving:
            try:
                self._begin(config)
            except ReadingListError as error:
                raise _as_plugin_error(error) from error
        with uncollected():
            self.plans = self.pages.plan()
        self.marks = Marks.make()
        self.rendered: dict[str, str] = {}
        #: Scripts and styles that stood in the theme's pages, by name.
        self.put_out: dict[str, str] = {}
        self.markdown_pages: list[Findable] = []
        self.markdown_urls: list[str] = []
        # What MkDocs only logs, shown on the pages of a preview; citations come with their pages.
        self.page_findings: list[Finding] = []
        if self.serving and Path(config.config_file_path or "").name == SETTINGS_FILE:
            found = check_site(self.prepared.library, self.pages.names)
            self.page_findings += [one for one in found if one.code in {"E211", "E212"}]
        #: What Markdown pages show of the entries that they name.
        self.cited: dict[str, str] = {}

    def _check_links(self, config: MkDocsConfig) -> None:
        """Refuse what a link would bring in from outside, before the engine walks there."""
        folders = [Path(config.docs_dir)]
        if config.theme.custom_dir:
            folders.append(Path(config.theme.custom_dir))
        found = []
        for folder in folders:
            for link, real in links_out(folder, self.root):
                message, hint = message_of(real)
                path = seen_from_here(self.root, relpath(link, self.root))
                found.append(f"{path}: {message}. {hint}")
        if found:
            raise SettingsError("\n".join(("readinglist: nothing was built", *found)))

    def _wait_for_turn(self, config: MkDocsConfig) -> None:
        """One run at a time reads a list to build it, and one writes to a site."""
        site = Path(config.site_dir)
        check_link(site)
        self.turn.enter_context(turn(self.root, log.info, self.patience))
        self.turn.enter_context(exclusive(site, self.patience, log.info))
        Beside(site).recover()

    def _begin(self, config: MkDocsConfig) -> None:
        """Make the folder for the new site, with what can be used of earlier ones."""
        site = config.site_dir
        beside = self.beside = Beside(Path(site))
        self.turn.callback(setattr, config, "site_dir", site)
        config.site_dir = str(beside.next)
        by_copy = any(
            getattr(one, "__self__", None) is not self
            for one in config.plugins.events["post_build"]
        )
        self.memory = memory = Memory(beside.next, beside.site, by_copy)
        if self.reuse:
            memory.read()
        beside.begin()
        memory.put_aside()
        self._write_ahead(config, memory)

    def _read(self) -> None:
        self.prepared = prepare(self.root, self.config.entries, before=self.before)
        if self.serving:
            self.before = self.prepared
        self._report(self.prepared.findings)
        self.pages = Pages(self.prepared.graph, self.site)
        #: In a preview, the exports and the files of the search index, made when one is asked for.
        self.exports: dict[str, Callable[[], str]] | None = None
        self.index: dict[str, str] | None = None

    def _plan_feeds(self) -> None:
        """Find out which pages have feeds; those of a preview have none."""
        self.feeds: list[Feed] = []
        self.changed = last_change(self.prepared.graph, None)
        if self.site.url and not self.serving:
            history = read_history(self.root, self.config.entries)
            self.changed = last_change(self.prepared.graph, history)
            self.feeds = plan_feeds(self.prepared.graph, history)
            names = frozenset(feed.name for feed in self.feeds)
            self.site = dataclasses.replace(self.site, feeds=names)
            self.pages = Pages(self.prepared.graph, self.site)

    def _footer(self) -> dict[str, Any]:
        """What the template of the footer shows."""
        files = feed_files(Feed("all", "", "index", ())) if "all" in self.site.feeds else ()
        changed = self.changed
        return {
            "changed": changed and {"iso": str(changed), "spoken": changed.spoken},
            "report": self.site.forge.report_any(),
            "feeds": [*zip(("Atom feed", "JSON Feed"), files, strict=False)],
        }

    def _write_ahead(self, config: MkDocsConfig, memory: Memory) -> None:
        """Begin with the exports, which do not need the engine."""
        graph = self.prepared.graph
        around = digest(digest_of_code(), self._edit_base(config))
        self.inputs = Inputs(graph, self.site, around)
        selections: dict[int, list[SiteFiles]] = defaultdict(list)
        for selection, names, make in plan_exports_together(graph):
            key = partial(self.inputs.of_selection, selection)
            if not selection:
                key = partial(self.inputs.of_all, names[0])
            # What takes longest comes first, and last what goes with the entries' pages.
            folder = selection.partition("/")[0]
            place = 2 if folder in _FOLDERS_OF_WORKS else folder not in {"", "all", "themes"}
            selections[place].append(SiteFiles(names, make, key))
        files = [one for _, some in sorted(selections.items()) for one in some]
        self.ahead = Ahead(memory, memory.aside, files)

    def _report(self, findings: list[Finding]) -> None:
        notices = 0
        for finding in findings:
            if finding.severity is Severity.NOTICE:
                notices += 1
            else:
                log.log(_LEVELS[finding.severity], "%s", self._seen(finding))
        if notices:
            log.info("%d notices; 'readinglist validate --notices' lists them", notices)

    def _seen(self, finding: Finding) -> Finding:
        """The finding as it is printed, for somebody in the current folder."""
        path = seen_from_here(self.root, finding.location.path)
        place = dataclasses.replace(finding.location, path=path)
        return dataclasses.replace(finding, location=place)

    # Shells

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add a page of marks for every shape, and a few entries for the guard."""
        self.with_edit_links = bool(self._edit_base(config))
        self.has_own_llms = files.get_file_from_path(llms.FILE) is not None
        self.shapes: dict[str, Shape] = {}
        self.guards: dict[str, PagePlan] = {}
        self.wide: set[str] = set()
        for plan in self.plans.values():
            shape = shape_of(plan, self.with_edit_links)
            if shape in self.shapes.values():
                continue
            source = f"{plan.name}.md"
            if plan.is_entry_like:
                suffix = "".join("ny"[flag] for flag in shape[1:])
                source = f"{shape[0]}/{self.marks.stem}{suffix}.md"
            self.shapes[source] = shape
            if plan.is_wide:
                self.wide.add(source)
            self._add(files, config, source, in_nav=not plan.is_entry_like)
        if not self.serving:
            for plan in self._guarded():
                self.guards[f"{plan.name}.md"] = plan
                if plan.is_wide:
                    self.wide.add(f"{plan.name}.md")
                self._add(files, config, f"{plan.name}.md", in_nav=False)
        return files

    def _check_docs(self, config: MkDocsConfig) -> None:
        """Raise `SettingsError` for files that are no text or stand where pages are generated."""
        files = get_files(config)
        wanted = InclusionLevel.is_in_serve if self.serving else InclusionLevel.is_included
        ours = [one for one in files if wanted(one.inclusion)]  # type: ignore[no-untyped-call]
        shown = self._shown(config, "")
        placed = [(one.src_uri, one.dest_uri) for one in ours]
        findings = list(check_places(placed, shown, self.pages.generated, self.urls))
        try:
            for one in ours:
                if one.is_documentation_page() and one.abs_src_path:
                    text = read_page(Path(one.abs_src_path), self._shown(config, one.src_uri))
                    findings += [text] if isinstance(text, Finding) else []
        except ReadingListError as error:
            raise SettingsError(f"readinglist: {error.message}. {error.hint}") from error
        if findings:
            self._report(sorted(findings))
            raise SettingsError(f"readinglist: {summarise(findings)}; nothing was built")

    def _shown(self, config: MkDocsConfig, source: str) -> str:
        """How findings name a file of docs/."""
        folder = Path(config.docs_dir)
        inside = folder.is_relative_to(self.root)
        return ((folder.relative_to(self.root) if inside else folder) / source).as_posix()

    def _add(self, files: Files, config: MkDocsConfig, source: str, *, in_nav: bool) -> None:
        inclusion = InclusionLevel.UNDEFINED if in_nav else InclusionLevel.NOT_IN_NAV
        files.append(File.generated(config, source, content="", inclusion=inclusion))

    def _guarded(self) -> Iterator[PagePlan]:
        """Of every folder the first page and the one with the longest outline."""
        folders: dict[str, list[PagePlan]] = {}
        for plan in self.plans.values():
            if plan.is_entry_like:
                folders.setdefault(plan.name.rpartition("/")[0], []).append(plan)
        for plans in folders.values():
            chosen = {plans[0].name: plans[0]}
            longest = max(plans, key=lambda plan: len(plan.outline))
            chosen[longest.name] = longest
            yield from chosen.values()

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Name the generated pages, and hang those outside the navigation below their index."""
        for source in (*self.shapes, *self.guards):
            file = files.get_file_from_path(source)
            page = file.page if file else None
            if page is None:
                continue
            plan = self.plans.get(source.removesuffix(".md"))
            if "title" not in vars(page) and not page.title:
                # The theme writes titles without escaping them, in the navigation too.
                page.title = escape(plan.title) if plan else self.marks.title
            if plan is None or plan.is_entry_like:
                page.parent = _place_in_nav(source.rpartition("/")[0], files)  # type: ignore[assignment]
        del config
        return nav

    @event_priority(-100)
    def on_page_content(
        self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Give generated pages their marks, or for the guard their values."""
        del files
        source = page.file.src_uri
        if source in self.guards:
            plan = self.guards[source]
            real = plan.render()
            self._fill(page, real.title, real.description, real.outline)
            edit_base = self._edit_base(config)
            page.edit_url = f"{edit_base}{real.source}" if real.source and edit_base else None
            return real.body
        if source in self.shapes:
            shape = self.shapes[source]
            marks = self.marks
            outline = (Outline(marks.anchor, marks.heading),) * 2 if shape[1] else ()
            title = "" if page.is_homepage else marks.title
            self._fill(page, title, marks.description, outline, raw=True)
            page.edit_url = marks.edit if shape[2] else None
            return marks.content
        html = link_headings(html)
        self.markdown_urls.append(page.url)
        if page.meta.get("search", {}).get("exclude") is not True:
            self.markdown_pages.append(_findable(page, html))
        return html

    def _fill(
        self,
        page: MkDocsPage,
        title: str,
        description: str,
        outline: tuple[Outline, ...],
        *,
        raw: bool = False,
    ) -> None:
        # The theme writes these without escaping them, so they are handed over escaped.
        clean: Callable[[str], str] = str if raw else escape
        page.meta = {"title": clean(title)} if title else {}
        page.meta["description"] = clean(description)
        if page.file.src_uri in self.wide:
            page.meta["hide"] = ["navigation", "toc"]
        page.toc = TableOfContents(
            [AnchorLink(clean(item.title), clean(item.id), 2) for item in outline]
        )

    def on_page_markdown(
        self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Check the `[@id]` citations of a Markdown page."""
        del files
        if page.file.generated_by is None:
            path = self._shown(config, page.file.src_uri)
            known = {
                *self.prepared.graph.works,
                *self.prepared.graph.claims,
                *self.prepared.graph.paths,
            }
            offset = _front_matter_lines(page)
            view = self._neutral_view()
            for citation in find_citations(markdown):
                self.cited[citation.id] = str(view.link(citation.id))
            findings = list(check_page(markdown, path, known, offset))
            self.page_findings += findings
            for finding in findings:
                log.warning("%s", self._seen(finding))
        return markdown

    @event_priority(-100)
    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Keep what the theme made of the marks; complete the head of the other pages."""
        source = page.file.src_uri
        output = self._tidy(output, get_relative_url(".", page.url))
        if source in self.guards:
            output = insert_head(output, self.guards[source].render().head)
        elif source not in self.shapes:
            description = page.meta.get("description") or config.site_description or ""
            name = source.removesuffix(".md")
            return insert_head(output, self.site.head(name, page.title or "", description))
        self.rendered[source] = output
        return output

    def on_post_template(
        self, output_content: str, *, template_name: str, config: MkDocsConfig
    ) -> str:
        """The page for addresses that lead nowhere."""
        if template_name != "404.html":
            return output_content
        # It may be shown at any address, so that its own are those from the host on.
        return self._tidy(output_content, urlsplit(config.site_url or "/").path)

    def _tidy(self, html: str, root: str) -> str:
        """The theme's page without needless white space, its inline scripts and styles in files."""
        html, files = put_out(slim(html), f"{root.rstrip('/')}/")
        self.put_out |= files
        return html

    # Writing

    def _stamp_all(self, *, config: MkDocsConfig) -> None:
        """Stamp and write pages, compare the guard's, write exports, sitemap and search index."""
        site_dir = Path(config.site_dir)
        try:
            shells = {shape: self._compile(source, shape) for source, shape in self.shapes.items()}
            self.stamper = Stamper(self.pages, shells, self._edit_base(config))
            if self.serving:
                self._remove_marked(site_dir)
            else:
                with uncollected():
                    self._write_all(config)
            self._write_sitemap(site_dir, config)
            for name, text in self.put_out.items():
                write_text(site_dir / name, text)
        except ReadingListError as error:
            raise _as_plugin_error(error) from error

    @event_priority(-1000)
    def _publish(self, *, config: MkDocsConfig) -> None:
        """Put the new site in the place of the last one, after everybody has seen it.

        With a warning a strict build comes to nothing, of which the engine tells only afterwards.
        """
        if self.beside and self.memory and not (config.strict and _warnings()):
            try:
                self.beside.publish(keep=self.reuse)
            except ReadingListError as error:
                raise _as_plugin_error(error) from error
            self.beside = None
            self.memory.write(self.written)
            self.turn.close()

    on_post_build = CombinedEvent(_stamp_all, _publish)

    def _remove_marked(self, site_dir: Path) -> None:
        """Remove the pages of marks."""
        for source in self.shapes:
            if self.marks.token in source:
                _remove(site_dir, self.urls.file(source.removesuffix(".md")))

    def on_build_error(self, *, error: Exception) -> None:
        """Give up the new site; the last one stays as it was."""
        del error
        self._give_up()

    def on_shutdown(self) -> None:
        """Do so as well where somebody has interrupted the build, which is no error to MkDocs."""
        self._give_up()
        if self.previewed:
            self.previewed.discard()

    def _give_up(self) -> None:
        with self.turn:
            if self.ahead:
                self.ahead.stop()
            if self.beside:
                self.beside.discard()
                self.beside = None
                log.info("The site of the last build, if there is one, stays as it was")

    def _compile(self, source: str, shape: Shape) -> Shell:
        html = self.rendered[source]
        if shape[0] == source.removesuffix(".md"):
            return compile_shell(html, self.marks)
        # The file's own name is a mark, with letters that tell the shapes of a folder apart.
        stem = source.rpartition("/")[2].removesuffix(".md")
        return compile_shell(html.replace(stem, self.marks.stem), self.marks)

    def _write_all(self, config: MkDocsConfig) -> None:
        written, left = self.ahead.stop() if self.ahead else ({}, [])
        files, together = self._files(left)
        memory = self.memory
        assert memory is not None  # made before the build
        memory.bring_back({*written, *(name for one in files for name in one.names)})
        self._remove_marked(Path(config.site_dir))
        written |= write_files(memory, files, self.progress, together=together)
        log.info("Stamped %d pages of the reading list", len(self.plans))
        exports = sum(name.startswith("exports/") for name in written)
        log.info("Wrote %d exports and %d feeds", exports, len(self.feeds))
        if self.config.search:
            index = self._write_index(memory)
            log.info("Wrote the search index in %d files", len(index))
            written |= index
        memory.sweep(written)
        self.written = written

    def _files(self, exports: Iterable[SiteFiles]) -> tuple[list[SiteFiles], int]:
        """These exports and all other files but those of the engine and of the search index.

        So many of them, at the start, show the same rows.
        """
        graph, site, inputs = self.prepared.graph, self.site, self.inputs
        shells = {shape: digest(shell) for shape, shell in self.stamper.shells.items()}
        found: dict[str, list[SiteFiles]] = defaultdict(list)
        for name, plan in self.plans.items():
            shell = shells[shape_of(plan, self.with_edit_links)]
            key = None if f"{name}.md" in self.guards else partial(inputs.of_page, plan, shell)
            one = SiteFiles((self.urls.file(name),), partial(self._stamp, plan), key)
            found["" if plan.shows_rows else name].append(one)
        for one in exports:
            page = one.names[0].removeprefix("exports/").partition(".")[0]
            found[page if page in found else ""].append(one)
        feeds = plan_feed_files(graph, site, self.feeds)
        for feed in self.feeds:
            names = feed_files(feed)
            make = partial(_make_all, [feeds[name] for name in names])
            found[feed.page].append(SiteFiles(names, make, partial(inputs.of_feed, feed)))
        if not self.has_own_llms:
            make = partial(_make_all, [partial(llms.render_llms, graph, site)])
            found[""].append(SiteFiles((llms.FILE,), make))
        # What takes longest comes first, so that no process is left with it at the end; an entry's
        # page, exports and feeds come together, as they are made of the same texts.
        lists = found.pop("", [])
        return [*lists, *(one for some in found.values() for one in some)], len(lists)

    def _exports(self) -> dict[str, Callable[[], str]]:
        if self.exports is None:
            self.exports = plan_exports(self.prepared.graph)
        return self.exports

    def _write_index(self, memory: Memory) -> dict[str, Kept]:
        """The search index, as a whole from the last build or as a whole anew."""
        key = self.inputs.of_index(self.markdown_pages)
        if kept := keep_files(memory, memory.names(key, FOLDER), key):
            return kept
        index = index_files(self.pages, self.markdown_pages)
        files = SiteFiles(tuple(index), lambda: tuple(index.values()), lambda: key)
        return write_files(memory, [files], processes=1)

    def _stamp(self, plan: PagePlan) -> tuple[str]:
        html = self.stamper.stamp(plan.render(), plan)
        self._guard(plan, html)
        return (html,)

    def _guard(self, plan: PagePlan, html: str) -> None:
        """Compare a stamped page with its twin that went wholly through the engine."""
        twin = self.rendered.get(f"{plan.name}.md") if f"{plan.name}.md" in self.guards else None
        if twin is not None and twin != html:
            raise PluginError(
                f"readinglist: the stamped page {plan.name} differs from the rendered one, "
                f"{first_difference(html, twin)}. "
                "A plugin or theme override depends on the page's content; please report it."
            )

    def _write_sitemap(self, site_dir: Path, config: MkDocsConfig) -> None:
        self.site_url = config.site_url or ""
        sitemap = self._sitemap()
        write_text(site_dir / SITEMAP, sitemap)
        (site_dir / f"{SITEMAP}.gz").write_bytes(compress(sitemap))

    def _sitemap(self) -> str:
        urls = [self.urls.url(name) for name in self.pages.names()]
        urls += self.markdown_urls
        return render_sitemap(self.site_url, (url.removeprefix("./") for url in urls))

    def _edit_base(self, config: MkDocsConfig) -> str:
        """What an entry's path is appended to for its edit link; empty without a forge."""
        if not config.repo_url or not (config.edit_uri or config.edit_uri_template):
            return ""
        edit_uri = config.edit_uri or (config.edit_uri_template or "").partition("{path")[0]
        base = urljoin(config.repo_url.rstrip("/") + "/", edit_uri)
        scheme, separator, rest = base.partition("://")
        up = Path(relpath(self.root, config.docs_dir)).as_posix()
        return f"{scheme}{separator}{normpath(f'{rest}/{up}')}/"

    def _forms_base(self, config: MkDocsConfig) -> str:
        """The repository's address, if the project has issue forms; empty otherwise."""
        has_forms = (self.root / FORMS_FOLDER / "problem.yml").is_file()
        return (config.repo_url or "") if has_forms else ""

    # Preview

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., Any]
    ) -> LiveReloadServer:
        """Watch the entries, and stamp again without a full build when only they have changed."""
        folder = self.root / self.config.entries
        server.observer = EntriesObserver(folder, server.observer)  # type: ignore[assignment]
        server.watch(str(folder))
        # Seconds without a change after which one counts as done: notices come at once.
        server.build_delay = 0.05
        # What has been read stays, and need not be gone through with each search for garbage.
        gc.collect()
        gc.freeze()
        watched = [Path(config.docs_dir), *map(Path, config.watch)]
        if config.config_file_path:
            watched.append(Path(config.config_file_path))
        preview = Preview(
            site_dir=Path(config.site_dir),
            render=self._preview_file,
            refresh=self._refresh,
            builder=partial(_build_again, builder),
            watched=watched,
        )
        server.builder = preview.rebuild
        server.set_app(preview.wrap(server.serve_request, server.mount_path))
        # With --clean the engine makes whole builds, in a folder that it removes at the end.
        self.previewed = Beside(Path(config.site_dir))
        return server

    def _preview_file(self, file: str) -> str | bytes | None:
        """The content of a file of the previewed site, or None when it is not ours."""
        if file.startswith(f"{FOLDER}/"):
            if self.index is None:
                self.index = index_files(self.pages, self.markdown_pages)
            return self.index.get(file)
        for name in self.urls.names(file):
            if plan := self.pages.find(name):
                return self._preview_page(plan)
        if file == llms.FILE and not self.has_own_llms:
            return llms.render_llms(self.prepared.graph, self.site)
        if file in (SITEMAP, f"{SITEMAP}.gz"):
            return self._sitemap() if file == SITEMAP else compress(self._sitemap())
        if file.startswith(("exports/", f"{SCHEMAS}/")) and (make := self._exports().get(file)):
            return make()
        return None

    def _preview_page(self, plan: PagePlan) -> str:
        if shape_of(plan, self.with_edit_links) not in self.stamper.shells:
            raise MissingShellError(plan.name)
        page = plan.render()
        page = dataclasses.replace(page, body=render_findings(self._visible_findings()) + page.body)
        return self.stamper.stamp(page, plan)

    def _visible_findings(self) -> list[Finding]:
        findings = [*self.prepared.findings, *self.page_findings]
        return [finding for finding in findings if finding.severity > Severity.NOTICE]

    def _refresh(self) -> bool:
        """Read the entries again. False when what MkDocs has rendered does not fit any more.

        That are the navigation, which names the themes, and Markdown pages that name entries. Pages
        that come or go need nothing but a shell.
        """
        before = self._navigation()
        try:
            self._read()
        except ReadingListError as error:
            log.exception("%s. %s", error.message, error.hint)
            return True
        self.stamper = dataclasses.replace(self.stamper, pages=self.pages)
        view = self._neutral_view()
        return before == self._navigation() and all(
            str(view.link(one)) == shown for one, shown in self.cited.items()
        )

    def _navigation(self) -> list[tuple[str, str]]:
        return [(one, node.title) for one, node in self.prepared.graph.themes.items()]


def _build_again(builder: Callable[..., Any]) -> None:
    """Build, and end what is wrong with mkdocs.yml in a message; the server would trace it back."""
    try:
        builder()
    except ConfigurationError as error:
        raise Abort(f"mkdocs.yml: {error}") from error


def _as_plugin_error(error: ReadingListError) -> PluginError:
    kind = SettingsError if isinstance(error, UsageError) else PluginError
    return kind(f"readinglist: {error.message}. {error.hint}".rstrip())


def _warnings() -> int:
    """How many warnings the engine has counted, which it does in a strict build only."""
    handlers = logging.getLogger("mkdocs").handlers
    counts = [one.get_counts() for one in handlers if isinstance(one, CountHandler)]
    return sum(count for some in counts for _, count in some)


def _make_all(makes: Sequence[Callable[[], str]]) -> list[str]:
    return [make() for make in makes]


def _place_in_nav(folder: str, files: Files) -> StructureItem | None:
    """What is active in the navigation on the folder's pages: its section, or else its index."""
    index = files.get_file_from_path(f"{folder}/index.md")
    if index is None or index.page is None:
        return None
    return index.page.parent or index.page


_TAG = re.compile(r"<[^<>]*>")


def _findable(page: MkDocsPage, html: str) -> Findable:
    """What the search finds of a Markdown page."""
    source = page.file.src_uri.removesuffix(".md")
    folder, slash, stem = source.rpartition("/")
    name = f"{folder}{slash}{'index' if stem == 'README' else stem}"
    text = " ".join(unescape(_TAG.sub(" ", html.replace(' class="headerlink"', ""))).split())
    title = page.title or stem
    lead = text.removeprefix(title).lstrip("¶ ")
    headings = " ".join(item.title for item in page.toc)
    return Findable(
        name, title, "Page", shorten(lead, 160),
        ((Weight.TITLE, title), (Weight.STATEMENT, headings), (Weight.ABSTRACT, text)),
    )  # fmt: skip


def _front_matter_lines(page: MkDocsPage) -> int:
    """How many lines of the file stand before the Markdown that MkDocs hands over."""
    source = page.file.content_string
    return source.count("\n") - (page.markdown or "").count("\n") if source else 0


def _remove(site_dir: Path, file: str) -> None:
    target = site_dir / file
    target.unlink(missing_ok=True)
    if (
        target.name == "index.html"
        and target.parent != site_dir
        and not any(target.parent.iterdir())
    ):
        target.parent.rmdir()
