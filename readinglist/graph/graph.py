"""The graph of a reading list: works, claims, and what follows from their relations.

`readinglist.graph.linking` builds it from a library.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from readinglist.entry.model import (
    PaperEntry,
    PathEntry,
    Section,
    Step,
    Theme,
)
from readinglist.entry.vocabulary import ClaimKind, Mode
from readinglist.graph.claims import Claim, EvidenceEdge
from readinglist.library.library import Library
from readinglist.library.works import Work
from readinglist.values.dates import PartialDate
from readinglist.values.names import Name


@dataclass(frozen=True)
class SectionCites:
    """A section of an essay with the works it cites and the claims it makes."""

    title: str
    works: tuple[Work, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class PathStep:
    """A step of a reading path with its entry."""

    item: Work | Claim
    step: Step


@dataclass(frozen=True)
class ReadingPath:
    """A reading path with its steps resolved."""

    id: str
    entry: PathEntry
    steps: tuple[PathStep, ...]

    @property
    def title(self) -> str:
        """The title."""
        return self.entry.title

    @property
    def minutes(self) -> int:
        """The estimated time for the whole path."""
        return sum(step.step.minutes for step in self.steps)


@dataclass
class Author:
    """An author with a page: a slug, the name, and the works from oldest to newest."""

    slug: str
    name: Name
    works: list[Work] = field(default_factory=list, repr=False)

    @property
    def index_letter(self) -> str:
        """The letter under which an index lists the author; `#` if it is not a Latin letter."""
        letter = self.name.sort_key[0][:1].upper()
        return letter if "A" <= letter <= "Z" else "#"


@dataclass
class ThemeNode:
    """A theme or one of its sections, with its entries.

    Works are in reading order: by date of issue, undated ones last, then by title. Claims are in
    the order of their essays. A theme's own lists include the entries of its sections; `own_works`
    and `own_claims` hold only entries that name the theme without a section.
    """

    theme: Theme
    section: Section | None = None
    works: list[Work] = field(default_factory=list, repr=False)
    claims: list[Claim] = field(default_factory=list, repr=False)
    own_works: list[Work] = field(default_factory=list, repr=False)
    own_claims: list[Claim] = field(default_factory=list, repr=False)
    sections: list["ThemeNode"] = field(default_factory=list, repr=False)

    @property
    def has_entries(self) -> bool:
        """Whether any work or claim is in the theme or section."""
        return bool(self.works or self.claims)

    @property
    def title(self) -> str:
        """The title of the section, otherwise of the theme."""
        return self.section.title if self.section else self.theme.title


@lru_cache(1 << 15)
def reading_order(work: Work) -> tuple[bool, tuple[int, int, int], str, str]:
    """Sort key: oldest first, undated ones last, then by title."""
    issued = work.issued
    # As numbers, because comparing dates takes much longer.
    date = (issued.year, issued.month, issued.day) if issued else (0, 0, 0)
    return (issued is None, date, work.title.casefold(), work.id)


@dataclass(repr=False)
class Graph:
    """Everything that pages, exports and commands show, linked together."""

    library: Library
    works: dict[str, Work] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    themes: dict[str, ThemeNode] = field(default_factory=dict)
    claims_on: dict[str, list[tuple[Claim, EvidenceEdge]]] = field(default_factory=dict)
    cited_in: dict[str, list[tuple[Work, str]]] = field(default_factory=dict)
    developed_by: dict[str, list[Work]] = field(default_factory=dict)
    authors: dict[str, Author] = field(default_factory=dict)
    tags: dict[str, list[Work | Claim]] = field(default_factory=dict)
    paths: dict[str, ReadingPath] = field(default_factory=dict)
    paths_through: dict[str, list[tuple[ReadingPath, int]]] = field(default_factory=dict)
    sections: dict[str, list[SectionCites]] = field(default_factory=dict)

    @cached_property
    def works_in_order(self) -> list[Work]:
        """All works, in reading order."""
        return sorted(self.works.values(), key=reading_order)

    @cached_property
    def papers(self) -> list[Work]:
        """The works that are not essays, in reading order."""
        return [work for work in self.works_in_order if work.folder == "papers"]

    @cached_property
    def essays(self) -> list[Work]:
        """The essays, in reading order."""
        return [work for work in self.works_in_order if work.folder == "essays"]

    def claims_of_kind(self, *kinds: ClaimKind) -> list[Claim]:
        """The claims of the given kinds, in the order of the essays."""
        return [claim for claim in self.claims.values() if claim.entry.kind in kinds]

    def builds_on(self, work: Work) -> list[Work]:
        """The papers that the paper builds on, in the entry's order."""
        entry = work.entry
        if not isinstance(entry, PaperEntry) or not entry.builds_on:
            return []
        return [
            self.works[work_id]
            for work_id in dict.fromkeys(entry.builds_on)
            if work_id in self.works
        ]

    def developments(self, work: Work) -> list[Work]:
        """All papers that build on the work, directly or through others, in reading order."""
        found: dict[str, Work] = {}
        front = list(self.developed_by.get(work.id, ()))
        while front:
            builder = front.pop()
            if builder.id not in found and builder.id != work.id:
                found[builder.id] = builder
                front.extend(self.developed_by.get(builder.id, ()))
        return sorted(found.values(), key=reading_order)

    @property
    def has_lineage(self) -> bool:
        """Whether any paper builds on another."""
        return any(self.developed_by.values())

    @property
    def has_modes(self) -> bool:
        """Whether any paper has a research mode."""
        return any(mode_of(work) for work in self.papers)

    @cached_property
    def void_works(self) -> list[Work]:
        """The withdrawn and retracted works, in reading order."""
        return [work for work in self.works_in_order if work.is_void]

    @cached_property
    def structures(self) -> list[Work]:
        """The papers whose research mode is structural, in reading order."""
        return [w for w in self.papers if mode_of(w) is Mode.STRUCTURAL]

    @cached_property
    def years(self) -> dict[int, list[Work]]:
        """The works by year of issue, newest year first, each year in reading order."""
        years: dict[int, list[Work]] = defaultdict(list)
        for work in self.works_in_order:
            if work.year is not None:
                years[work.year].append(work)
        return dict(sorted(years.items(), reverse=True))

    @cached_property
    def latest(self) -> list[Work | Claim]:
        """Works and claims by the day they were added, newest first, then by date of issue."""
        items: list[Work | Claim] = [*self.works.values(), *self.claims.values()]
        dated = [item for item in items if item.entry.added]

        def key(item: Work | Claim) -> tuple[PartialDate, PartialDate]:
            work = item.essay if isinstance(item, Claim) else item
            issued = work.issued if work and work.issued else PartialDate(0)
            return (item.entry.added or PartialDate(0), issued)

        return sorted(sorted(dated, key=lambda item: item.id), key=key, reverse=True)


def mode_of(work: Work) -> Mode | None:
    """The research mode; only papers have one."""
    return work.entry.mode if isinstance(work.entry, PaperEntry) else None
