"""Digests of what each file of the site depends on.

A file is made again if its digest has changed. A digest that changes without need costs the time
for one file; a digest that stays although the file would differ is a bug. So it covers whole
entries rather than the fields that a page shows of them, and pages that show much of the list
depend on all of it. Some dependencies are easy to miss: a text names entries (`[@id]`) whose titles
its page then shows, a row counts the claims that rest on a work, a picture of lineage shows all
works reachable through a path of edges, and a new author page turns that name into a link
everywhere.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cached_property
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from platform import python_version

from readinglist.graph.claims import Claim
from readinglist.graph.disagreement import read_to_disagree
from readinglist.graph.graph import Graph, ReadingPath
from readinglist.graph.verdicts import claims_resting_on, verdict, works_behind
from readinglist.library.works import Work
from readinglist.site.exports.selection import select
from readinglist.site.pages.browse import Findable
from readinglist.site.pages.feeds import Feed
from readinglist.site.pages.render import PagePlan, Site
from readinglist.values.names import Name

#: Ends the digests of several entries; no title or number equals it.
_END = "\n"
_CITED = re.compile(r"\[@([^\]\s]+)")
_WORK_FIELDS = tuple(
    attribute.name for attribute in fields(Work) if attribute.name not in ("entry", "authors")
)
#: Libraries that turn entries into pages, besides this package's own code.
_LIBRARIES = ("markdown-it-py", "math-core", "markupsafe", "pydantic")


def digest(*parts: object) -> str:
    """One digest of several values, as texts."""
    return blake2b(
        "\0".join(map(str, parts)).encode("utf-8", "surrogatepass"), digest_size=12
    ).hexdigest()


def _as_text(value: object) -> str:
    """A text for the value, different from that of any other value of its field."""
    if type(value) is str:
        return f"'{value}"
    if isinstance(value, Name):
        return f"{value.family}\1{value.given}\1{value.particle}\1{value.suffix}\1{value.literal}"
    return repr(value)


def digest_of_code() -> str:
    """The digest of this package and the libraries it renders with."""
    package = Path(__file__).parents[1]
    sources = sorted(file for ending in ("py", "html") for file in package.rglob(f"*.{ending}"))
    texts = [
        text for file in sources for text in (str(file.relative_to(package)), file.read_bytes())
    ]
    return digest(
        python_version(), *(f"{library} {_version(library)}" for library in _LIBRARIES), *texts
    )


def _version(library: str) -> str:
    try:
        return version(library)
    except ModuleNotFoundError:
        return ""


class Inputs:
    """The digests of a site's files. `surroundings` is that of everything outside the list."""

    def __init__(self, graph: Graph, site: Site, surroundings: str) -> None:
        self.graph = graph
        self.site = site
        library = graph.library
        self.ground = digest(
            surroundings,
            site.name,
            site.description,
            site.urls,
            site.url,
            site.forge,
            "all" in site.feeds,
            library.dead_links,
            *(theme.model_dump_json() for theme in library.themes),
        )
        self._cited: dict[str, list[str]] = {}
        self._shown: dict[str, str] = {}
        self._own: dict[str, str] = {}

    def _own_digest(self, item: Work | Claim | ReadingPath) -> str:
        text = item.entry.model_dump_json()
        if cited := _CITED.findall(text):
            self._cited[item.id] = cited
        more: list[object] = [self.graph.library.path_of(item.id)]
        if isinstance(item, Work):
            more += [_as_text(getattr(item, name)) for name in _WORK_FIELDS]
            more += (_as_text(name) for name in item.authors)
            more += [name.slug in self.graph.authors for name in item.authors]
            more.append(len(claims_resting_on(self.graph, item)))
        elif isinstance(item, Claim):
            # What depends on other entries and is shown wherever the claim is.
            more += [item.standing, verdict(item), item.void_words, len(item.void)]
            more += [len(item.evidence), len(works_behind(item))]
            more.append(item.essay is not None)
        return digest(type(item).__name__, text, *more)

    def _of_entry(self, item_id: str) -> str:
        """The digest of an entry by itself, or the id if it does not exist."""
        found = self._own.get(item_id)
        if found is None:
            graph = self.graph
            item = graph.works.get(item_id) or graph.claims.get(item_id) or graph.paths.get(item_id)
            found = self._own[item_id] = self._own_digest(item) if item else item_id
        return found

    def _of(self, items: Iterable[Work | Claim | ReadingPath | None]) -> Iterator[str]:
        """The digests of entries as shown in rows, links or parts of a page, then `_END`."""
        shown = self._shown
        for item in items:
            if item is None:
                yield ""
                continue
            found = shown.get(item.id)
            if found is None:
                found = shown[item.id] = self._as_shown(item)
            yield found
        yield _END

    def _as_shown(self, item: Work | Claim | ReadingPath) -> str:
        own = self._of_entry(item.id)
        parts = [self._of_entry(entry_id) for entry_id in self._cited.get(item.id, ())]
        if isinstance(item, Claim) and item.essay:
            parts.append(self._of_entry(item.essay.id))
        return digest(own, *parts) if parts else own

    @cached_property
    def whole(self) -> str:
        """The digest of the whole list."""
        graph = self.graph
        orders = (graph.works, graph.claims, graph.paths, graph.authors, graph.tags)
        entries = map(self._of_entry, (*graph.works, *graph.claims, *graph.paths))
        return digest(self.ground, *(key for order in orders for key in order), *entries)

    def of_page(self, plan: PagePlan, shell: str) -> str:
        """The digest for a page; `shell` is the digest of its shell."""
        graph = self.graph
        folder, _, name = plan.name.partition("/")
        parts: list[str]
        match plan.kind:
            case "paper" | "essay":
                parts = self._work(graph.works[name])
            case "claim":
                parts = self._claim(graph.claims[name])
            case "path":
                path = graph.paths[name]
                parts = [*self._of([path, *(step.item for step in path.steps)])]
            case "author":
                parts = [*self._of(graph.authors[name].works)]
            case "tag":
                parts = [*self._of(graph.tags[plan.title])]
            case "year":
                parts = [*self._of(graph.years[int(name)])]
            case _:
                parts = [self.whole]
        feeds = self.site.feeds_of(plan.name)
        return digest(
            self.ground,
            shell,
            plan.kind,
            plan.name,
            plan.title,
            plan.outline,
            plan.source,
            feeds,
            folder,
            *parts,
        )

    def _work(self, work: Work) -> list[str]:
        graph = self.graph
        edges = graph.claims_on.get(work.id, [])
        found = {work.id: work}
        for onward in (graph.builds_on, lambda work: graph.developed_by.get(work.id, ())):
            front = [work]
            while front:
                new = [work for work in onward(front.pop()) if work.id not in found]
                found |= {work.id: work for work in new}
                front += new
        # The edges between the works found are part of their entries.
        parts = [*self._of(found.values()), *self._of(claim for claim, _ in edges)]
        cited = graph.cited_in.get(work.id, ())
        parts += self._of(essay for essay, _ in cited)
        parts += (section for _, section in cited)
        for section in graph.sections.get(work.id, ()):
            parts += (section.title, *self._of(section.works), *self._of(section.claims))
        return [*parts, *self._paths(work.id)]

    def _claim(self, claim: Claim) -> list[str]:
        near = read_to_disagree(claim)
        return [
            *self._of([claim, claim.essay]),
            *self._of(edge.work for edge in claim.evidence),
            *self._of(edge.work for edge in claim.outcome),
            *self._of(edge.other for edge in claim.relations),
            *(edge.label for edge in claim.relations),
            *self._of(item.item for item in near),
            *(item.reason for item in near),
            *self._paths(claim.id),
        ]

    def _paths(self, item_id: str) -> Iterator[str]:
        through = self.graph.paths_through.get(item_id, ())
        yield from (f"{number}/{len(path.steps)}" for path, number in through)
        yield from self._of(path for path, _ in through)
        yield from self._of(
            step.item
            for path, number in through
            for step in path.steps[max(0, number - 1) : number + 2]
        )

    def of_selection(self, name: str) -> str:
        """The digest for the exports of a selection."""
        items = select(self.graph, name)
        notes = (f"{item.note}\0{item.with_abstract}" for item in items)
        return digest(self.ground, name, *self._of(item.work for item in items), *notes)

    def of_all(self, file: str) -> str:
        """The digest for a file that contains the whole list."""
        return digest(self.whole, file)

    def of_feed(self, feed: Feed) -> str:
        """The digest for a feed."""
        parts: list[object] = []
        for event in feed.events:
            parts += [event.kind, event.moment, event.stance, event.before, event.after]
        items = [event.item for event in feed.events]
        works = [event.work for event in feed.events]
        shown = (*self._of(items), *self._of(works))
        return digest(self.ground, feed.name, feed.title, *shown, *parts)

    def of_index(self, extra: Iterable[Findable]) -> str:
        """The digest for the search index; `extra` are pages that are not entries."""
        return digest(self.whole, *map(repr, extra))
