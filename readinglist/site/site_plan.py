"""The plan of a site: the list, read and linked, and the pages and feeds made from it."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from readinglist.entry.places import ENTRIES_FOLDER
from readinglist.graph.events import last_change
from readinglist.graph.preparing import Prepared, prepare
from readinglist.site.pages.feeds import Feed, feed_files, plan_feeds
from readinglist.site.pages.render import PagePlan, Pages, Site
from readinglist.site.pages.views import View
from readinglist.site.stamping import Shape, shape_of
from readinglist.system.garbage import uncollected
from readinglist.system.git.history import read_history
from readinglist.values.dates import PartialDate


@dataclass(frozen=True)
class SitePlan:
    """The content of a site. `site.feeds` names the `feeds`.

    `changed` is the day of the last change to an entry.
    """

    prepared: Prepared = field(repr=False)
    site: Site
    feeds: tuple[Feed, ...] = field(default=(), repr=False)
    changed: PartialDate | None = None

    @property
    def footer(self) -> dict[str, Any]:
        """Values for the footer: the day of the last change, where to report, the feeds."""
        files = feed_files(Feed("all", "", "index", ())) if "all" in self.site.feeds else ()
        return {
            "changed": self.changed and {"iso": str(self.changed), "spoken": self.changed.spoken},
            "report": self.site.forge.report_any(),
            "feeds": [*zip(("Atom feed", "JSON Feed"), files, strict=False)],
        }

    @cached_property
    def pages(self) -> Pages:
        """The pages of the list."""
        return Pages(self.prepared.graph, self.site)

    @cached_property
    def plans(self) -> dict[str, PagePlan]:
        """Every page of the list by name, the home page first; none is rendered yet."""
        with uncollected():
            return self.pages.plan()

    @property
    def theme_titles(self) -> list[tuple[str, str]]:
        """The ids and titles of the themes, in order."""
        return [(theme_id, node.title) for theme_id, node in self.prepared.graph.themes.items()]

    def view(self, name: str = "index") -> View:
        """The view of the graph from the page with this name."""
        return View(self.prepared.graph, self.site.urls, name)

    def shapes(self, *, with_edit_links: bool) -> dict[Shape, PagePlan]:
        """The shapes that need shells, each with the first page of that shape."""
        shapes: dict[Shape, PagePlan] = {}
        for plan in self.plans.values():
            shapes.setdefault(shape_of(plan, with_edit_links), plan)
        return shapes

    def samples(self) -> list[PagePlan]:
        """Pages that an engine renders itself, to compare the stamped pages with.

        From every folder these are the first page and the one with the longest outline.
        """
        folders: dict[str, list[PagePlan]] = {}
        for plan in self.plans.values():
            if plan.is_entry_like:
                folders.setdefault(plan.name.rpartition("/")[0], []).append(plan)
        chosen: dict[str, PagePlan] = {}
        for plans in folders.values():
            longest = max(plans, key=lambda plan: len(plan.outline))
            chosen |= {plans[0].name: plans[0], longest.name: longest}
        return list(chosen.values())


def plan_site(
    root: Path,
    site: Site,
    *,
    before: Prepared | None = None,
    with_feeds: bool = True,
    with_drafts: bool = False,
) -> SitePlan:
    """Read the list in a project's folder and plan its site, with or without its drafts.

    Feeds need a published site and git's history. For `before` and the exceptions see
    `readinglist.graph.preparing.prepare`.
    """
    prepared = prepare(root, before=before, drafts=with_drafts)
    if not (site.url and with_feeds):
        return SitePlan(prepared, site, changed=last_change(prepared.graph, None))
    with uncollected():
        history = read_history(root, ENTRIES_FOLDER)
        feeds = tuple(plan_feeds(prepared.graph, history))
    names = frozenset(feed.name for feed in feeds)
    changed = last_change(prepared.graph, history)
    return SitePlan(prepared, replace(site, feeds=names), feeds, changed)
