"""The parts of a change to a list: entries, edges, standings, records, quotes, duplicates."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from readinglist.entry.findings import Finding, Severity
from readinglist.graph.comparison.trees import FieldChange
from readinglist.graph.graph import Graph
from readinglist.library.library import Library


@dataclass(frozen=True)
class Side:
    """A list as it was read; `name` is what people call it, such as a branch name."""

    name: str
    graph: Graph
    findings: list[Finding]

    @property
    def library(self) -> Library:
        """The library that the graph was linked from."""
        return self.graph.library

    @property
    def is_sound(self) -> bool:
        """Whether it has no errors."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True)
class EdgeChange:
    """A piece of evidence or a relation that was added, removed or changed.

    `edge` is `evidence`, `outcome` or `relation`; `target` the id of the work or claim.
    """

    edge: str
    target: str
    target_title: str
    before: Mapping[str, str] | None
    after: Mapping[str, str] | None


@dataclass(frozen=True)
class EntryChange:
    """An entry that was added, removed or changed. `former_id` is its id before a renaming.

    `is_readable` is False if one side is not valid YAML, so that its fields cannot be compared.
    """

    kind: str
    id: str
    title: str
    former_id: str | None = None
    fields: tuple[FieldChange, ...] = ()
    edges: tuple[EdgeChange, ...] = ()
    standing: str | None = None
    is_readable: bool = True


@dataclass(frozen=True)
class StandingChange:
    """A claim whose standing has changed."""

    id: str
    title: str
    before: str
    after: str


@dataclass(frozen=True)
class RecordChange:
    """A record that was added (`before` is empty), removed (`after` is empty) or changed."""

    arxiv: str
    title: str
    before: Mapping[str, str]
    after: Mapping[str, str]


@dataclass(frozen=True)
class FallenQuote:
    """A quote that used to be in the work's abstract and no longer is."""

    claim: str
    work: str
    quote: str


@dataclass(frozen=True)
class Double:
    """A new or reworded entry that may duplicate another; `index` is from 0 to 1."""

    kind: str
    id: str
    other: str
    other_title: str
    index: float


@dataclass
class Comparison:
    """The meaning of a change. All lists have a deterministic order."""

    before: str
    after: str
    unsound: list[str] = field(default_factory=list)
    added: list[EntryChange] = field(default_factory=list)
    changed: list[EntryChange] = field(default_factory=list)
    removed: list[EntryChange] = field(default_factory=list)
    standings: list[StandingChange] = field(default_factory=list)
    records: list[RecordChange] = field(default_factory=list)
    fallen_quotes: list[FallenQuote] = field(default_factory=list)
    doubles: list[Double] = field(default_factory=list)
    new_findings: list[Finding] = field(default_factory=list)
    fixed_findings: list[Finding] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether the two sides mean the same."""
        return not any(
            getattr(self, part.name)
            for part in dataclasses.fields(self)
            if part.name not in ("before", "after", "unsound")
        )

    @property
    def breaks_something(self) -> bool:
        """Whether the new side has an error or an unmatched quote that the old one did not have."""
        errors = (finding.severity is Severity.ERROR for finding in self.new_findings)
        return bool(self.fallen_quotes) or any(errors)

    def as_dict(self) -> dict[str, Any]:
        """The comparison as plain values for JSON."""

        def plain(value: Any) -> Any:
            if isinstance(value, Finding):
                return value.as_dict()
            if dataclasses.is_dataclass(value) and not isinstance(value, type):
                pairs = (
                    (attribute.name, getattr(value, attribute.name))
                    for attribute in dataclasses.fields(value)
                )
                return {name: plain(item) for name, item in pairs}
            if isinstance(value, list | tuple):
                return [plain(item) for item in value]
            return dict(value) if isinstance(value, Mapping) else value

        document = plain(self)
        if not isinstance(document, dict):  # pragma: no cover - a dataclass gives a mapping
            raise TypeError
        return document
