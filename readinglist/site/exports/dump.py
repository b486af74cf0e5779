"""The dump: the whole list (works, claims, paths and themes) as one JSON document.

These classes are its schema; `render_schema` writes them as JSON Schema 2020-12
(https://json-schema.org/draft/2020-12). Fields may be added without notice; `format` is increased
if a field changes its meaning or is removed.
"""

import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, field_validator

from readinglist.entry.model import PaperEntry
from readinglist.entry.vocabulary import (
    ClaimKind,
    Mode,
    RelationType,
    Result,
    Stance,
    Standing,
    WorkType,
)
from readinglist.graph.claims import Claim
from readinglist.graph.graph import Graph, ReadingPath, mode_of
from readinglist.graph.verdicts import verdict
from readinglist.library.works import Work
from readinglist.values.characters import clean
from readinglist.values.dates import PartialDate
from readinglist.values.imprint import TEXTS

#: The version of the dump's format.
FORMAT = 1


class _Part(BaseModel):
    """A part of the dump, which can be validated from the object that it describes."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)

    @field_validator("*", mode="before")
    @classmethod
    def _clean(cls, value: object) -> object:
        match value:
            case str() if type(value) is str:
                return clean(value)
            case PartialDate():
                return str(value)
            case list() | tuple():
                return [cls._clean(item) for item in value]
            case dict():
                return {key: cls._clean(item) for key, item in value.items()}
        return value


class DumpedName(_Part):
    """An author or editor: either `literal` or `family` is not empty."""

    family: str
    given: str
    particle: str
    suffix: str
    literal: str


class DumpedPublished(_Part):
    """The version of record; `sources` names who states it, the one that counts most first."""

    venue: str | None
    doi: str | None
    issued: str | None
    sources: list[str]


class DumpedRetraction(_Part):
    """A publisher's notice that takes a work back; `kind` is the word of its `source`."""

    kind: str
    on: str | None
    notice_url: str | None
    source: str


class DumpedWork(_Part):
    """A work; dates are written 2017, 2017-06 or 2017-06-12, texts of our own in Markdown.

    `issued` is the date of the first public version, `version` and `updated` are those of arXiv's
    latest. `withdrawn` is arXiv's reason when that is a withdrawal. `abstract` is arXiv's, as TeX.
    """

    id: str
    kind: Literal["paper", "essay"]
    type: WorkType
    title: str
    known_as: list[str]
    authors: list[DumpedName]
    issued: str | None
    updated: str | None
    version: int | None
    published: DumpedPublished | None
    withdrawn: str | None
    retracted: DumpedRetraction | None
    venue: str | None
    volume: str | None
    issue: str | None
    number: str | None
    pages: str | None
    publisher: str | None
    place: str | None
    edition: str | None
    series: str | None
    event: str | None
    isbn: str | None
    issn: str | None
    language: str | None
    editors: list[DumpedName]
    arxiv: str | None
    categories: list[str]
    doi: str | None
    url: str
    abstract: str | None
    links: dict[str, str]
    themes: list[str]
    tags: list[str]
    mode: Mode | None
    mode_reason: str | None
    takeaway: str
    note: str | None
    added: str | None
    builds_on: list[str]
    sections: list["DumpedSection"]


class DumpedSection(_Part):
    """A section of an essay, with the works that it cites and the claims that it makes."""

    title: str
    cites: list[str]
    claims: list[str]


class DumpedCitation(_Part):
    """A work that shows what became of a prediction."""

    work: str
    quote: str | None
    locator: str | None
    note: str | None


class DumpedEvidence(DumpedCitation):
    """A work that bears on a claim; one that is withdrawn or retracted does not count."""

    stance: Stance
    counts: bool


class DumpedRelation(_Part):
    """A relation, as the claim that states it has it."""

    claim: str
    type: RelationType
    note: str | None


class DumpedOutcome(_Part):
    """What became of a prediction."""

    result: Result
    on: str | None
    note: str | None
    evidence: list[DumpedCitation]


class DumpedSearch(_Part):
    """A search for evidence against a claim."""

    on: str
    where: str
    result: str


class DumpedClaim(_Part):
    """A claim with what it rests on and the standing that follows.

    `verdict` is the standing in words that say how far it goes: `supported by one work`.
    """

    id: str
    kind: ClaimKind
    claim: str
    standing: Standing
    verdict: str
    essay: str
    section: str
    quote: str
    themes: list[str]
    tags: list[str]
    note: str | None
    added: str | None
    resolves_by: str | None
    outcome: DumpedOutcome | None
    evidence: list[DumpedEvidence]
    opposition_sought: list[DumpedSearch]
    relations: list[DumpedRelation]


class DumpedStep(_Part):
    """A step of a reading path: the id of a work or claim."""

    read: str
    why: str
    minutes: int


class DumpedPath(_Part):
    """A reading path."""

    id: str
    title: str
    lead: str
    note: str | None
    added: str | None
    steps: list[DumpedStep]


class DumpedThemeSection(_Part):
    """A part of a theme; entries name it `theme/section`."""

    id: str
    title: str
    lead: str | None


class DumpedTheme(_Part):
    """A theme."""

    id: str
    title: str
    lead: str
    introduction: str
    sections: list[DumpedThemeSection]


class Dump(_Part):
    """A reading list. Every id of a work or claim that is named here is an item's."""

    format: Literal[1]
    themes: list[DumpedTheme]
    works: list[DumpedWork]
    claims: list[DumpedClaim]
    paths: list[DumpedPath]


def _work(graph: Graph, work: Work, *, with_abstracts: bool) -> dict[str, Any]:
    entry = work.entry
    paper = entry if isinstance(entry, PaperEntry) else None
    return {
        "id": work.id,
        "kind": "essay" if work.folder == "essays" else "paper",
        "type": work.type,
        "title": work.title,
        "known_as": paper.known_as if paper else (),
        "authors": work.authors,
        "issued": work.issued,
        "updated": work.updated,
        "version": work.version,
        "published": work.published,
        "withdrawn": work.withdrawn,
        "retracted": work.retracted,
        "venue": work.venue,
        **{name: getattr(work.imprint, name) or None for name in TEXTS},
        "editors": work.imprint.editors,
        "arxiv": work.arxiv.value if work.arxiv else None,
        "categories": work.categories,
        "doi": work.doi,
        "url": work.url,
        "abstract": work.abstract if with_abstracts else None,
        "links": {key: url for key, url in entry.links if url},
        "themes": entry.themes,
        "tags": entry.tags,
        "mode": mode_of(work),
        "mode_reason": paper.mode_reason if paper else None,
        "takeaway": entry.takeaway,
        "note": entry.note,
        "added": entry.added,
        "builds_on": [other.id for other in graph.builds_on(work)],
        "sections": [
            {
                "title": section.title,
                "cites": [other.id for other in section.works],
                "claims": [claim.id for claim in section.claims],
            }
            for section in graph.sections.get(work.id, ())
        ],
    }


def _claim(claim: Claim) -> dict[str, Any]:
    entry = claim.entry
    return {
        "id": claim.id,
        "kind": entry.kind,
        "claim": claim.title,
        "standing": claim.standing,
        "verdict": verdict(claim),
        "essay": entry.source.essay,
        "section": entry.source.section,
        "quote": entry.source.quote,
        "themes": entry.themes,
        "tags": entry.tags,
        "note": entry.note,
        "added": entry.added,
        "resolves_by": entry.resolves_by,
        "outcome": entry.outcome
        and {**dict(entry.outcome), "evidence": [edge.citation for edge in claim.outcome]},
        "evidence": [{**dict(edge.evidence), "counts": edge.counts} for edge in claim.evidence],
        "opposition_sought": entry.opposition_sought,
        "relations": [
            {"claim": edge.other.id, "type": edge.relation.type, "note": edge.relation.note}
            for edge in claim.relations
            if not edge.inverse
        ],
    }


def _path(path: ReadingPath) -> dict[str, Any]:
    return {"id": path.id, **dict(path.entry), "steps": [step.step for step in path.steps]}


def render_dump(graph: Graph, *, with_abstracts: bool = True) -> str:
    """The whole list as JSON: works in reading order, claims in the order of the essays."""
    dump = Dump.model_validate(
        {
            "format": FORMAT,
            "themes": [node.theme for node in graph.themes.values()],
            "works": [
                _work(graph, work, with_abstracts=with_abstracts)
                for work in (*graph.essays, *graph.papers)
            ],
            "claims": [_claim(claim) for claim in graph.claims.values()],
            "paths": [_path(path) for path in graph.paths.values()],
        }
    )
    return dump.model_dump_json(indent=1) + "\n"


def render_schema() -> str:
    """The JSON Schema of the dump."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Dump.model_json_schema(mode="serialization"),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
