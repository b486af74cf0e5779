"""The phases of a build in their order: read → check → merge and link; then render and write."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from readinglist.entry.findings import Finding, Severity
from readinglist.errors import StorageError
from readinglist.graph.graph import Graph, link_graph
from readinglist.library.checks import check_again, check_library
from readinglist.library.reading import Library, read_library
from readinglist.site.pages.browse import Findable, findables
from readinglist.site.pages.render import BROWSE, Page, PagePlan, Pages
from readinglist.site.search import build_index
from readinglist.site.shell import Shell
from readinglist.system.garbage import uncollected


@dataclass(frozen=True)
class Prepared:
    """A reading list, read, checked and linked. Findings are sorted by place."""

    library: Library
    findings: list[Finding]
    graph: Graph
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def has_errors(self) -> bool:
        """Whether a site built from it would lack something."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def prepare(
    root: Path,
    entries: str = "entries",
    progress: Callable[[int], Any] | None = None,
    before: Prepared | None = None,
) -> Prepared:
    """Read, check and link the list of a project's folder.

    What `before`, the same list a while ago, has of unchanged files is taken over. Where an entry
    is unsound now and was sound then, its last sound form is linked in its place; the findings are
    those of the files all the same. `seconds` holds the wall time of each phase. Raises as
    `read_library` does.
    """
    seconds: dict[str, float] = {}
    start = time.perf_counter()

    def lap(phase: str) -> None:
        nonlocal start
        now = time.perf_counter()
        seconds[phase] = now - start
        start = now

    with uncollected():
        library = read_library(root, entries, progress, before.library if before else None)
        lap("read")
        if before:
            findings = check_again(library, before.library, before.findings)
        else:
            findings = check_library(library)
        lap("check")
        if before:
            _fill_in(library, before.library)
        graph = link_graph(library, before.graph if before else None)
        lap("link")
    return Prepared(library, findings, graph, seconds)


def _fill_in(library: Library, last_good: Library) -> None:
    """Take over the last sound form of entries whose files are unsound now."""
    pairs: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
        ("papers", library.papers, last_good.papers),
        ("essays", library.essays, last_good.essays),
        ("claims", library.claims, last_good.claims),
        ("paths", library.paths, last_good.paths),
    )
    for folder, now, before in pairs:
        for entry_id in sorted((library.ids(folder) & before.keys()) - now.keys()):
            now[entry_id] = before[entry_id]
            library.stand_ins.add((folder, entry_id))
    if not library.themes:
        library.themes = last_good.themes


#: What shells differ in: the folder (or, for a page of the navigation, the page's name), whether
#: there is an outline, whether there is an edit link.
Shape = tuple[str, bool, bool]


@dataclass(frozen=True)
class Stamper:
    """Puts pages into their shells.

    `shells` has one for every shape that `shape_of` can give; `edit_base` is what an entry's path
    is appended to for its edit link, or empty for no edit links.
    """

    pages: Pages
    shells: dict[Shape, Shell]
    edit_base: str = ""

    def stamp(self, page: Page, plan: PagePlan) -> str:
        """The whole HTML of the page."""
        shell = self.shells[shape_of(plan, bool(self.edit_base))]
        edit_url = f"{self.edit_base}{page.source}" if page.source and self.edit_base else ""
        return shell.stamp(page, page.name.rpartition("/")[2], edit_url)


def shape_of(plan: PagePlan, with_edit_links: bool) -> Shape:
    """The shape of a page: its shell's key."""
    place = plan.name.rpartition("/")[0] if plan.is_entry_like else plan.name
    return (place, bool(plan.outline), bool(plan.source) and with_edit_links)


def index_files(pages: Pages, extra: Iterable[Findable] = ()) -> dict[str, str]:
    """The files of the search's index; `extra` are pages that are not made from the list."""
    graph = pages.graph
    themes: list[tuple[str, str]] = []
    for theme_id, node in graph.themes.items():
        themes.append((theme_id, node.theme.title))
        themes += [(f"{theme_id}/{one.id}", one.title) for one in node.theme.sections]
    base = pages.site.urls.url(BROWSE)
    return build_index((*findables(graph), *extra), themes, base, pages.row_renderer())


def write_text(file: Path, text: str) -> None:
    """Write a file of the site. Raises `StorageError` when that is not possible."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8"))
    except OSError as error:
        raise StorageError(f"{file}: {error.strerror}") from error
