"""Stamps every page into the shell of its shape."""

from dataclasses import dataclass

from readinglist.site.pages.render import Page, PagePlan
from readinglist.site.shell import Shell

#: What shells differ in: the folder (or, for a page in the navigation, the page's name), whether
#: there is an outline, and whether there is an edit link.
Shape = tuple[str, bool, bool]


@dataclass(frozen=True)
class Stamper:
    """Puts pages into their shells.

    `shells` has one for every shape that `shape_of` can return; `edit_base` is the prefix of an
    entry's path in its edit link, or empty for no edit links.
    """

    shells: dict[Shape, Shell]
    edit_base: str = ""

    def stamp(self, page: Page, plan: PagePlan) -> str:
        """The complete HTML of the page."""
        shell = self.shells[shape_of(plan, bool(self.edit_base))]
        edit_url = f"{self.edit_base}{page.source}" if page.source and self.edit_base else ""
        return shell.stamp(page, page.name.rpartition("/")[2], edit_url)


def shape_of(plan: PagePlan, with_edit_links: bool) -> Shape:
    """The shape of a page: the key of its shell."""
    place = plan.name.rpartition("/")[0] if plan.is_entry_like else plan.name
    return (place, bool(plan.outline), bool(plan.source) and with_edit_links)
