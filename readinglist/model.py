"""The records of a reading list, as its YAML files state them.

One schema drives everything: these classes validate entries (strictly, with no field beyond them)
and are frozen once made. Field names are written with hyphens in YAML. Every text has been
stripped of surrounding white space and is not empty.
"""

import enum
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, TypeAdapter
from pydantic_core import PydanticCustomError

from readinglist.dates import PartialDate, parse_full_date, parse_minutes, parse_partial_date
from readinglist.identifiers import ArxivId, parse_arxiv_id, parse_doi, parse_url
from readinglist.names import Name, parse_name

T = TypeVar("T")


class Schema(BaseModel):
    """Base of every record: strict, closed, frozen, hyphenated field names."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        alias_generator=lambda name: name.replace("_", "-"),
        validate_by_alias=True,
        validate_by_name=False,
    )


def scalar_field(code: str, parse: Callable[[str], Any]) -> PlainValidator:
    """A validator of texts that reports a `ValueError(message, hint)` under the finding's code.

    For the annotation of a field.
    """

    def validate(value: object) -> Any:
        if not isinstance(value, str):
            raise PydanticCustomError("string_type", "Input should be a valid string")
        if not value.strip():
            raise PydanticCustomError("E105", "the value is empty")
        try:
            return parse(value.strip())
        except ValueError as error:
            message, hint = (*error.args, "")[:2]
            raise PydanticCustomError(
                code, "{message}", {"message": message, "hint": hint}
            ) from None

    return PlainValidator(validate)


def _name(value: object) -> Name:
    if isinstance(value, str):
        return _TEXT_NAME.validate_python(value)
    parts = _NameParts.model_validate(value)
    given_parts = (parts.family, parts.given, parts.particle, parts.suffix)
    if bool(parts.literal) == any(given_parts) or (not parts.literal and not parts.family):
        raise PydanticCustomError(
            "E112",
            "{message}",
            {
                "message": "a name has either 'literal' or 'family' with what goes with it",
                "hint": "Write {family: Maaten, given: Laurens, particle: van der} "
                "or {literal: OpenAI}.",
            },
        )
    return Name(**parts.model_dump())


_TEXT_NAME: TypeAdapter[Name] = TypeAdapter(Annotated[Name, scalar_field("E112", parse_name)])
Text = Annotated[str, scalar_field("E105", str)]
ArxivField = Annotated[ArxivId, scalar_field("E107", parse_arxiv_id)]
DoiField = Annotated[str, scalar_field("E108", parse_doi)]
DateField = Annotated[PartialDate, scalar_field("E109", parse_partial_date)]
DayField = Annotated[PartialDate, scalar_field("E109", parse_full_date)]
MinutesField = Annotated[int, scalar_field("E113", parse_minutes)]
UrlField = Annotated[str, scalar_field("E110", parse_url)]
NameField = Annotated[Name, PlainValidator(_name)]
#: A list in YAML, a tuple here.
Many = Annotated[tuple[T, ...], Field(strict=False)]
#: Fields whose values YAML may read as a date or a number without harm: they are read as text.
PLAIN_FIELDS = frozenset({"issued", "added", "resolves-by", "on", "minutes"})


class _NameParts(Schema):
    family: Text | None = None
    given: Text | None = None
    particle: Text | None = None
    suffix: Text | None = None
    literal: Text | None = None

    def model_dump(self, **_: Any) -> dict[str, Any]:
        return {name: getattr(self, name) or "" for name in type(self).model_fields}


class Word(enum.StrEnum):
    """Base of the closed vocabularies; the value is what stands in YAML."""


def _word_validator(vocabulary: type[Word]) -> PlainValidator:
    def validate(value: object) -> Word:
        if not isinstance(value, str):
            raise PydanticCustomError("string_type", "Input should be a valid string")
        if not value.strip():
            raise PydanticCustomError("E105", "the value is empty")
        try:
            return vocabulary(value)
        except ValueError:
            raise PydanticCustomError(
                "E104", "{message}", {"message": value, "allowed": [w.value for w in vocabulary]}
            ) from None

    return PlainValidator(validate)


class WorkType(Word):
    """What a work is, in terms of CSL 1.0.2 (docs.citationstyles.org, appendix III)."""

    ARTICLE = "article"
    ARTICLE_JOURNAL = "article-journal"
    BOOK = "book"
    CHAPTER = "chapter"
    DATASET = "dataset"
    PAPER_CONFERENCE = "paper-conference"
    POST = "post"
    POST_WEBLOG = "post-weblog"
    REPORT = "report"
    SOFTWARE = "software"
    SPEECH = "speech"
    THESIS = "thesis"
    WEBPAGE = "webpage"


class Mode(Word):
    """The research mode of a paper, after the essay "Two Sides of ML Research"."""

    STRUCTURAL = "structural"
    DEVELOPMENTAL = "developmental"
    EXPLORATORY = "exploratory"


class ClaimKind(Word):
    """What kind of statement a claim entry holds."""

    CLAIM = "claim"
    QUESTION = "question"
    PREDICTION = "prediction"
    DEFINITION = "definition"


class Stance(Word):
    """How a piece of evidence bears on a claim."""

    SUPPORTS = "supports"
    OPPOSES = "opposes"
    MIXED = "mixed"
    BACKGROUND = "background"


class RelationType(Word):
    """How a claim stands to another claim."""

    AGREES_WITH = "agrees-with"
    DISAGREES_WITH = "disagrees-with"
    REFINES = "refines"
    ANSWERS = "answers"


class Result(Word):
    """What became of a prediction."""

    HELD = "held"
    FAILED = "failed"


TypeField = Annotated[WorkType, _word_validator(WorkType)]
ModeField = Annotated[Mode, _word_validator(Mode)]
KindField = Annotated[ClaimKind, _word_validator(ClaimKind)]
StanceField = Annotated[Stance, _word_validator(Stance)]
RelationField = Annotated[RelationType, _word_validator(RelationType)]
ResultField = Annotated[Result, _word_validator(Result)]


class Links(Schema):
    """Where else a work lives."""

    code: UrlField | None = None
    project: UrlField | None = None
    post: UrlField | None = None
    pdf: UrlField | None = None
    video: UrlField | None = None
    data: UrlField | None = None
    demo: UrlField | None = None


class Entry(Schema):
    """What every entry has. The id is the stem of its file and no field."""

    themes: Many[Text] = Field(min_length=1)
    tags: Many[Text] = ()
    note: Text | None = None
    added: DayField | None = None


class PaperEntry(Entry):
    """A work that is not one of the list's essays.

    With an arXiv id, bibliographic fields come from the lock and those given here override them;
    without one, `title`, `authors` and an address (`url` or `doi`) are needed.
    """

    arxiv: ArxivField | None = None
    doi: DoiField | None = None
    type: TypeField | None = None
    title: Text | None = None
    authors: Many[NameField] = ()
    issued: DateField | None = None
    venue: Text | None = None
    url: UrlField | None = None
    mode: ModeField | None = None
    mode_reason: Text | None = None
    takeaway: Text
    builds_on: Many[Text] = ()
    links: Links = Links()
    archive: UrlField | None = None


class EssaySection(Schema):
    """A section of an essay, with the works that it cites, in its order."""

    title: Text
    cites: Many[Text] = ()


class EssayEntry(Entry):
    """An essay that the list is curated from."""

    title: Text
    authors: Many[NameField] = Field(min_length=1)
    issued: DateField | None = None
    url: UrlField
    takeaway: Text
    sections: Many[EssaySection] = Field(min_length=1)
    links: Links = Links()
    archive: UrlField | None = None


class Source(Schema):
    """Where an essay makes a claim; the quote stands word for word in it."""

    essay: Text
    section: Text
    quote: Text


class Citation(Schema):
    """A work that speaks to something, and the place where it does."""

    work: Text
    quote: Text | None = None
    locator: Text | None = None
    note: Text | None = None


class Evidence(Citation):
    """An edge from a claim to a work, with its stance."""

    stance: StanceField


class Outcome(Schema):
    """What became of a prediction, and what shows it."""

    result: ResultField
    on: DateField | None = None
    note: Text | None = None
    evidence: Many[Citation] = Field(min_length=1)


class Relation(Schema):
    """An edge from a claim to a claim."""

    claim: Text
    type: RelationField
    note: Text | None = None


class ClaimEntry(Entry):
    """A statement that an essay makes: a claim, a question, a prediction or a definition."""

    claim: Text
    kind: KindField
    source: Source
    resolves_by: DayField | None = None
    outcome: Outcome | None = None
    evidence: Many[Evidence] = ()
    relations: Many[Relation] = ()


class Step(Schema):
    """A step of a reading path: an entry to read, why now, and about how many minutes it takes."""

    read: Text
    why: Text
    minutes: MinutesField


class PathEntry(Schema):
    """A reading path: works and claims in an order that makes sense to read them in."""

    title: Text
    lead: Text
    note: Text | None = None
    steps: Many[Step] = Field(min_length=1)
    added: DayField | None = None


class Section(Schema):
    """A part of a theme."""

    id: Text
    title: Text
    lead: Text | None = None


class Theme(Schema):
    """A node of the navigation; `themes.yml` is the list of them, in the navigation's order."""

    id: Text
    title: Text
    lead: Text
    introduction: Text
    sections: Many[Section] = ()
