"""Prepares a list: reads, checks, merges and links it, in this order."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from readinglist.entry.findings import Finding, Severity
from readinglist.entry.kinds import FOLDERS
from readinglist.graph.graph import Graph
from readinglist.graph.linking import link_graph
from readinglist.library.checks import check_library
from readinglist.library.checks.again import check_again
from readinglist.library.library import Library
from readinglist.library.reading import read_library
from readinglist.system.garbage import uncollected


@dataclass(frozen=True)
class Prepared:
    """A reading list that has been read, checked and linked. Findings are sorted by place."""

    library: Library = field(repr=False)
    findings: list[Finding]
    graph: Graph = field(repr=False)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def has_errors(self) -> bool:
        """Whether a site built from it would be incomplete."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def prepare(
    root: Path,
    progress: Callable[[int], Any] | None = None,
    before: Prepared | None = None,
    *,
    drafts: bool = False,
) -> Prepared:
    """Read, check and link the list in a project's folder.

    Unchanged files are reused from `before`, an earlier state of the same list. If an entry has
    errors now but was valid then, its last valid version is linked instead; the findings are about
    the current files all the same. Drafts are in the graph only with `drafts`. `seconds` holds the
    wall time of each phase. Raises as `read_library` does.
    """
    seconds: dict[str, float] = {}
    start = time.perf_counter()

    def lap(phase: str) -> None:
        nonlocal start
        now = time.perf_counter()
        seconds[phase] = now - start
        start = now

    with uncollected():
        library = read_library(root, progress, before.library if before else None)
        lap("read")
        if before:
            findings = check_again(library, before.library, before.findings)
        else:
            findings = check_library(library)
        lap("check")
        shown = _fill_in(library, before.graph.library) if before else library
        if not drafts:
            shown = shown.without_drafts()
        graph = link_graph(shown, before.graph if before else None)
        lap("link")
    return Prepared(library, findings, graph, seconds)


def _fill_in(library: Library, last_good: Library) -> Library:
    """The library with the last valid version of entries whose files have errors now."""
    filled: dict[str, Any] = {}
    for folder in FOLDERS:
        now, before = library.entries(folder), last_good.entries(folder)
        missing = (library.ids(folder) & before.keys()) - now.keys()
        filled[folder] = dict(sorted((now | {name: before[name] for name in missing}).items()))
    return replace(library, themes=library.themes or last_good.themes, **filled)
