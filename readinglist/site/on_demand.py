"""Makes files of a site one at a time, when requested, for a preview."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property

from readinglist.entry.findings import Finding, Severity
from readinglist.entry.json_schema import FOLDER as SCHEMAS
from readinglist.site.builder import site_map
from readinglist.site.engine import Engine
from readinglist.site.exports.files import plan_exports
from readinglist.site.pages import llms
from readinglist.site.pages.findings import render_findings
from readinglist.site.pages.render import PagePlan
from readinglist.site.search import FOLDER, index_files
from readinglist.site.site_plan import SitePlan
from readinglist.site.sitemap import SITEMAP, compress
from readinglist.site.stamping import Stamper, shape_of


class MissingShellError(Exception):
    """A requested page has a shape for which there is no shell."""


class OnDemand:
    """The files of a planned site; errors and warnings in `findings` are shown on its pages."""

    def __init__(
        self, plan: SitePlan, engine: Engine, stamper: Stamper, findings: Sequence[Finding]
    ) -> None:
        self.plan = plan
        self.engine = engine
        self.stamper = stamper
        self.findings = [finding for finding in findings if finding.severity > Severity.NOTICE]

    def content(self, file: str) -> str | bytes | None:
        """The content of a file by its name in the site, or None if it is not made from the list.

        Raises `MissingShellError` for a page with a shape that the engine has not rendered yet.
        """
        site = self.plan.site
        if file.startswith(f"{FOLDER}/"):
            return self._index.get(file)
        for name in site.urls.names(file):
            if page := self.plan.pages.find(name):
                return self._page(page)
        if file == llms.FILE and not self.engine.has_file(llms.FILE):
            return llms.render_llms(self.plan.prepared.graph, site)
        if file == SITEMAP:
            return site_map(self.plan, self.engine)
        if file == f"{SITEMAP}.gz":
            return compress(site_map(self.plan, self.engine))
        if file.startswith(("exports/", f"{SCHEMAS}/")) and (make := self._exports.get(file)):
            return make()
        return None

    def _page(self, plan: PagePlan) -> str:
        if shape_of(plan, bool(self.stamper.edit_base)) not in self.stamper.shells:
            raise MissingShellError(plan.name)
        page = plan.render()
        page = replace(page, body=render_findings(self.findings) + page.body)
        return self.stamper.stamp(page, plan)

    @cached_property
    def _exports(self) -> dict[str, Callable[[], str]]:
        return plan_exports(self.plan.prepared.graph)

    @cached_property
    def _index(self) -> dict[str, str]:
        found = [page.findable for page in self.engine.markdown_pages() if page.findable]
        return index_files(self.plan.pages, found)
