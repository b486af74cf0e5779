"""Plans the files of a site, except the engine's: how each is made, and in what order."""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial

from readinglist.errors import ToolError
from readinglist.site.engine import Engine
from readinglist.site.exports.files import plan_exports_together
from readinglist.site.pages import llms
from readinglist.site.pages.feeds import FeedWriter, feed_files
from readinglist.site.pages.render import PagePlan
from readinglist.site.search import index_files
from readinglist.site.shell import first_difference
from readinglist.site.site_plan import SitePlan
from readinglist.site.stamping import Stamper
from readinglist.site.writing import SiteFiles

_FOLDERS_OF_WORKS = frozenset({"papers", "essays"})


class FilePlan:
    """The files of a site, each with the function that makes it."""

    def __init__(self, plan: SitePlan, engine: Engine) -> None:
        self.plan = plan
        self.engine = engine

    def exports(self) -> list[SiteFiles]:
        """The exports, which can be made before the engine has done anything.

        Those that take longest come first, and those that go with the entries' own pages last.
        """
        selections: dict[int, list[SiteFiles]] = defaultdict(list)
        for selection, names, make in plan_exports_together(self.plan.prepared.graph):
            folder = selection.partition("/")[0]
            place = 2 if folder in _FOLDERS_OF_WORKS else folder not in {"", "all", "themes"}
            selections[place].append(SiteFiles(names, make))
        return [files for _, some in sorted(selections.items()) for files in some]

    def pages_and_feeds(
        self, stamper: Stamper, exports: Iterable[SiteFiles]
    ) -> tuple[list[SiteFiles], int]:
        """Pages, feeds and `llms.txt` together with the given exports.

        The second value is how many of them, at the start, share rendered rows. An entry's page,
        exports and feeds are next to each other because they are made from the same texts.
        """
        found: dict[str, list[SiteFiles]] = defaultdict(list)
        for name, page in self.plan.plans.items():
            file = self.plan.site.urls.file(name)
            files = SiteFiles((file,), partial(self._stamp, stamper, page))
            found["" if page.shows_rows else name].append(files)
        for files in exports:
            name = files.names[0].removeprefix("exports/").partition(".")[0]
            found[name if name in found else ""].append(files)
        graph, site, feeds = self.plan.prepared.graph, self.plan.site, self.plan.feeds
        writer = FeedWriter(graph, site)
        for feed in feeds:
            found[feed.page].append(SiteFiles(feed_files(feed), partial(writer.render, feed)))
        if not self.engine.has_file(llms.FILE):
            found[""].append(SiteFiles((llms.FILE,), lambda: (llms.render_llms(graph, site),)))
        lists = found.pop("", [])
        return [*lists, *(files for some in found.values() for files in some)], len(lists)

    def _stamp(self, stamper: Stamper, page: PagePlan) -> tuple[str]:
        html = stamper.stamp(page.render(), page)
        twin = self.engine.twin(page.name)
        if twin is not None and twin != html:
            raise ToolError(
                f"the stamped page {page.name} differs from the rendered one, "
                f"{first_difference(html, twin)}",
                "A plugin or theme override depends on the page's content; please report it.",
            )
        return (html,)

    def index(self) -> dict[str, str]:
        """The files of the search index by name."""
        found = [page.findable for page in self.engine.markdown_pages() if page.findable]
        return index_files(self.plan.pages, found)
