"""The records of a reading list, as its YAML files define them.

One schema drives everything: these classes validate entries (strictly, with no field beyond them)
and are frozen once made. Field names are written with hyphens in YAML. Every text has been
stripped of surrounding white space and is not empty.
"""

from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from readinglist.entry.forms import (
    NAME,
    ArxivField,
    ClaimId,
    DateField,
    DayField,
    DoiField,
    EntryId,
    EssayId,
    IsbnField,
    IssnField,
    LanguageField,
    Markdown,
    MinutesField,
    NamePart,
    OneOf,
    PagesField,
    PartField,
    SectionTitle,
    Sentence,
    ShortName,
    Tag,
    Text,
    ThemeId,
    TruthField,
    UrlField,
    WorkId,
)
from readinglist.entry.vocabulary import ClaimKind, Mode, RelationType, Result, Stance, WorkType
from readinglist.values import limits
from readinglist.values.names import Name
from readinglist.values.suggestions import did_you_mean

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
    #: Names of fields in the order in which an entry is written, where it is not the classes' own.
    order: ClassVar[str] = ""

    @classmethod
    def field_names(cls) -> list[str]:
        """The fields as YAML spells them, in the order in which an entry is written."""
        return cls.order.split() or [info.alias or name for name, info in cls.model_fields.items()]


#: A list in YAML, a tuple here.
Many = Annotated[tuple[T, ...], Field(strict=False, max_length=limits.ITEMS)]


class NameParts(Schema):
    """A name in parts, for names that are not split correctly when written as one text.

    Either `literal` alone, or `family` with any of the other parts.
    """

    family: NamePart | None = Field(None, description="Family name.", examples=["Maaten"])
    given: NamePart | None = Field(
        None, description="Given names or initials.", examples=["Laurens"]
    )
    particle: NamePart | None = Field(
        None, description="Particle before the family name, ignored in sorting.",
        examples=["van der"],
    )  # fmt: skip
    suffix: NamePart | None = Field(None, description="Suffix after the name.", examples=["Jr."])
    literal: NamePart | None = Field(
        None, description="Name of a group, or a name that must not be split.",
        examples=["OpenAI"],
    )  # fmt: skip

    def as_name(self) -> Name:
        """The name; parts that are not given are empty."""
        return Name(**{name: getattr(self, name) or "" for name in type(self).model_fields})


def _fault_of_shape(value: object) -> tuple[str, str] | None:
    """The problem with a list, or with unknown fields, in place of a name."""
    if isinstance(value, dict):
        texts = [str(key) for key in value] + [text for text in value.values() if type(text) is str]
        known = NameParts.field_names()
        if len(value) != 1 or len(texts) != 2 or did_you_mean(texts[0], known):
            return None
        what = "a field stands where a name belongs"
    elif isinstance(value, list):
        texts = [item for item in value if isinstance(item, str)]
        what = "a list stands where one name belongs"
        if not texts or len(texts) != len(value):
            return what, "Write a name as a text, like Ada Lovelace."
        if len(texts) == 1:
            return what, f"Write {texts[0]} without the inner brackets."
        if len(texts) > 2 or all(" " in text for text in texts):
            return what, "Write each name as an item of its own, like [Ada Lovelace, Bo Moss]."
    else:
        return None
    first, second = texts
    return what, f'Write {second} {first}, or "{first}, {second}" in quotes.'


class _NameForm:
    """A name as a text or in parts."""

    @staticmethod
    def validate(value: object) -> Name:
        if isinstance(value, str):
            name: Name = NAME.validate(value)
            return name
        if fault := _fault_of_shape(value):
            message, hint = fault
            raise PydanticCustomError("E112", "{message}", {"message": message, "hint": hint})
        parts = NameParts.model_validate(value)
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
        return parts.as_name()

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.validate)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        parts = handler(NameParts.__pydantic_core_schema__)
        return {"anyOf": [NAME.as_schema(), parts]}


NameField = Annotated[Name, _NameForm()]
#: Names as they are spelt elsewhere, each with what it really is.
NamesField = Annotated[dict[Text, NameField], Field(strict=False, max_length=limits.ITEMS)]


TypeField = Annotated[WorkType, OneOf(WorkType)]
ModeField = Annotated[Mode, OneOf(Mode)]
KindField = Annotated[ClaimKind, OneOf(ClaimKind)]
StanceField = Annotated[Stance, OneOf(Stance)]
RelationField = Annotated[RelationType, OneOf(RelationType)]
ResultField = Annotated[Result, OneOf(Result)]


class Links(Schema):
    """Other pages of a work."""

    code: UrlField | None = Field(None, description="Source code of the work.")
    project: UrlField | None = Field(None, description="Project page.")
    post: UrlField | None = Field(None, description="Blog post in which the authors present it.")
    pdf: UrlField | None = Field(None, description="PDF of the work, if it is not on arXiv.")
    video: UrlField | None = Field(None, description="A recorded talk.")
    data: UrlField | None = Field(None, description="Data or model weights.")
    demo: UrlField | None = Field(None, description="Demo.")


class Entry(Schema):
    """Fields of every entry. The id is not a field but the name of the file without `.yml`."""

    themes: Many[ThemeId] = Field(
        min_length=1, examples=["[scaling/architectures]"],
        description="Themes of the entry: ids from `themes.yml`, or `theme/section`. "
        "The most important comes first.",
    )  # fmt: skip
    tags: Many[Tag] = Field(
        (), examples=["[attention, transformers]"],
        description="Free keywords, in any order; each gets a page.",
    )  # fmt: skip
    note: Markdown | None = Field(
        None, examples=["Compare [@okafor2024patience]."],
        description="Anything else worth saying, in the list's own words. "
        "`[@id]` links to another entry.",
    )  # fmt: skip
    added: DayField | None = Field(
        None, examples=["2026-11-21"],
        description="Day on which the entry was added; determines the order of *Latest additions*.",
    )  # fmt: skip
    draft: TruthField = Field(
        False, examples=["true"],
        description="Whether the entry is incomplete: the site leaves drafts out.",
    )  # fmt: skip


class PaperEntry(Entry):
    """A work that is not one of the list's essays.

    With an arXiv id or a DOI, bibliographic fields come from the lock and those given here override
    them; without, a `title` is needed and something to find the work by: `url`, `isbn`, `publisher`
    or `venue`. `names` corrects single authors: it maps a name as it is displayed otherwise to the
    name with its right parts.
    """

    order: ClassVar[str] = (
        "draft arxiv doi type title known-as authors names editors issued venue volume issue "
        "number pages publisher place edition series event isbn issn language url themes mode "
        "mode-reason takeaway note builds-on tags links archive added"
    )
    arxiv: ArxivField | None = Field(
        None, examples=['"1706.03762"'],
        description="arXiv id in quotation marks, without version, prefix or URL.",
    )  # fmt: skip
    doi: DoiField | None = Field(
        None, examples=["10.1038/nature14539"], description="DOI, without the resolver's URL."
    )
    type: TypeField | None = Field(
        None, examples=["software"], description="Type of the work, as CSL names it."
    )
    title: Text | None = Field(
        None, examples=["The Bitter Lesson"],
        description="Title as printed on the work. Required without `arxiv` and `doi`.",
    )  # fmt: skip
    known_as: Many[ShortName] = Field(
        (), examples=["[DPO]"],
        description="Short names of the work, or of what it introduced; search finds the work by "
        "them.",
    )  # fmt: skip
    authors: Many[NameField] = Field(
        (), examples=["[Ashish Vaswani, {literal: OpenAI}]"],
        description="Authors in order.",
    )  # fmt: skip
    names: NamesField = Field(
        default_factory=dict, examples=["{Tri Dao: {family: Dao, given: Tri}}"],
        description="Corrections to how individual names are split: the name as displayed, and its "
        "correct parts.",
    )  # fmt: skip
    issued: DateField | None = Field(
        None, examples=["2017-06"], description="Date of the first public version."
    )
    venue: Text | None = Field(
        None, examples=["NeurIPS 2017"],
        description="Where it was published: journal, proceedings, the book of a chapter, or "
        "website.",
    )  # fmt: skip
    volume: PartField | None = Field(
        None, examples=["21"], description="Volume of the journal or of a multi-volume work."
    )
    issue: PartField | None = Field(None, examples=["7"], description="Issue of the journal.")
    number: PartField | None = Field(
        None, examples=["TR-2015-03"],
        description="Number of a report, number within a series, or article number.",
    )  # fmt: skip
    pages: PagesField | None = Field(
        None, examples=["558-565"], description="Pages within the venue."
    )
    publisher: Text | None = Field(
        None, examples=["MIT Press"],
        description="Publisher, university or institution that published it.",
    )  # fmt: skip
    place: Text | None = Field(
        None, examples=["Cambridge, MA"], description="City of the publisher."
    )
    edition: PartField | None = Field(None, examples=["2"], description="Edition of a book.")
    series: Text | None = Field(
        None, examples=["Lecture Notes in Computer Science"],
        description="Series to which the book or the proceedings belong.",
    )  # fmt: skip
    editors: Many[NameField] = Field(
        (), examples=["[Bo Moss]"],
        description="Editors of the book or proceedings, or of the book that contains the chapter.",
    )  # fmt: skip
    event: Text | None = Field(
        None, examples=["31st Conference on Neural Information Processing Systems"],
        description="Name of the conference or event, if the venue does not say it.",
    )  # fmt: skip
    isbn: IsbnField | None = Field(
        None, examples=["9780262035613"],
        description="ISBN of the book: 13 digits. Hyphens and 10-digit ISBNs are accepted too.",
    )  # fmt: skip
    issn: IssnField | None = Field(
        None, examples=["0001-0782"], description="ISSN of the journal or the series."
    )
    language: LanguageField | None = Field(
        None, examples=["de"], description="Language of the work, as a BCP 47 tag."
    )
    url: UrlField | None = Field(
        None, examples=["https://example.org/post"],
        description="Where to read it.",
    )  # fmt: skip
    mode: ModeField | None = Field(
        None, examples=["structural"],
        description="Research mode, as in the essay *Two Sides of ML Research*.",
    )  # fmt: skip
    mode_reason: Markdown | None = Field(
        None, examples=["It refines the recipe and keeps the architecture."],
        description="Why this mode; only together with `mode`.",
    )  # fmt: skip
    takeaway: Markdown = Field(
        examples=["Attention alone gave better translations with less training."],
        description="The one sentence that a reader should remember.",
    )  # fmt: skip
    builds_on: Many[WorkId] = Field(
        (), examples=["[okafor2024patience]"],
        description="Ids of works whose structure this one develops. Circles are errors.",
    )  # fmt: skip
    links: Links = Field(
        Links(), examples=["{code: https://github.com/tensorflow/tensor2tensor}"],
        description="Other pages of the work.",
    )  # fmt: skip
    archive: UrlField | None = Field(
        None, examples=["https://web.archive.org/web/2025/https://example.org/post"],
        description="Archived copy of the page at `url`.",
    )  # fmt: skip


class PaperDraft(PaperEntry):
    """A draft of a work: fields that only a curator can fill in may be missing."""

    themes: Many[ThemeId] = ()
    takeaway: str = ""


class EssaySection(Schema):
    """A section of an essay, with the works that it cites in order of citation."""

    title: Text = Field(
        examples=["Simplicity"], description="Title exactly as in the essay, errors included."
    )
    cites: Many[WorkId] = Field(
        (), examples=["[ibarra2024averages, lindqvist2023caches]"],
        description="Ids of the works that the section cites, in order of citation.",
    )  # fmt: skip


class EssayEntry(Entry):
    """An essay that the list is curated from."""

    order: ClassVar[str] = (
        "draft title authors names issued url themes takeaway note sections tags links archive "
        "added"
    )
    title: Text = Field(examples=["Thoughts"], description="Title of the essay.")
    authors: Many[NameField] = Field(
        min_length=1, examples=["[Sangwu Lee]"], description="Authors in order."
    )
    names: NamesField = Field(
        default_factory=dict, examples=["{Tri Dao: {family: Dao, given: Tri}}"],
        description="Corrections to how individual names are split: the name as displayed, and its "
        "correct parts.",
    )  # fmt: skip
    issued: DateField | None = Field(
        None, examples=["2025-06-29"], description="Date of the first public version."
    )
    url: UrlField = Field(examples=["https://example.org/essay"], description="Where to read it.")
    takeaway: Markdown = Field(
        examples=["Judge research by whether it is simple."],
        description="The one sentence that a reader should remember.",
    )  # fmt: skip
    sections: Many[EssaySection] = Field(
        min_length=1, examples=["[{title: Patience, cites: [ibarra2024averages]}]"],
        description="The essay's sections in order.",
    )  # fmt: skip
    links: Links = Field(
        Links(), examples=["{video: https://example.org/talk}"],
        description="Other pages of the essay.",
    )  # fmt: skip
    archive: UrlField | None = Field(
        None, examples=["https://web.archive.org/web/2025/https://example.org/post"],
        description="Archived copy of the page at `url`.",
    )  # fmt: skip


class Source(Schema):
    """Where an essay makes a claim, with a verbatim quote."""

    essay: EssayId = Field(examples=["haddad2024plain"], description="Id of the essay.")
    section: SectionTitle = Field(
        examples=["Simplicity"], description="Title of the section, as in the essay's entry."
    )
    quote: Text = Field(
        examples=["bigger innovations came when we changed the objective"],
        description="The essay's exact words, as few as the meaning allows.",
    )


class Citation(Schema):
    """A work as evidence, and the place in it."""

    work: WorkId = Field(examples=["okafor2024patience"], description="Id of the paper or essay.")
    quote: Text | None = Field(
        None, examples=["have minimal effects within a wide range"],
        description="The work's exact words. Without a locator they must be in its abstract.",
    )  # fmt: skip
    locator: Text | None = Field(
        None, examples=["section 5.4.1"],
        description="Place in the work: a section, page, table or figure.",
    )  # fmt: skip
    note: Markdown | None = Field(
        None, examples=["Measured within transformers only."],
        description="What the work shows, and what it does not.",
    )  # fmt: skip


class Evidence(Citation):
    """An edge from a claim to a work, with its stance. All but background has quote or locator."""

    order: ClassVar[str] = "work stance quote locator note"
    stance: StanceField = Field(
        examples=["supports"], description="How the work bears on the claim."
    )


class Outcome(Schema):
    """The outcome of a prediction, and the evidence for it."""

    result: ResultField = Field(examples=["held"], description="Whether it came true.")
    on: DateField | None = Field(
        None, examples=["2025-04"], description="Date on which this became known."
    )
    note: Markdown | None = Field(
        None, examples=["Two labs released one."], description="What happened."
    )
    evidence: Many[Citation] = Field(
        min_length=1, examples=["[{work: lindqvist2023caches, locator: table 1}]"],
        description="Works that show it; without stances.",
    )  # fmt: skip


class Relation(Schema):
    """An edge from a claim to a claim."""

    claim: ClaimId = Field(examples=["patience-pays"], description="Id of the other claim.")
    type: RelationField = Field(
        examples=["agrees-with"], description="How this claim relates to the other."
    )
    note: Markdown | None = Field(
        None, examples=["Both speak of losses, not of data."], description="In what respect."
    )


class Search(Schema):
    """A search for evidence against a claim, and its result."""

    on: DayField = Field(examples=["2026-11-21"], description="Day of the search.")
    where: Text = Field(
        examples=["Google Scholar: loss landscape of wide networks"],
        description="Where and with which words, so that others can continue.",
    )
    result: Markdown = Field(
        examples=["Nothing that measures it at this size."],
        description="What was found. `[@id]` links to another entry.",
    )


class ClaimEntry(Entry):
    """A statement that an essay makes: a claim, a question, a prediction or a definition."""

    order: ClassVar[str] = (
        "draft claim kind source themes resolves-by outcome evidence opposition-sought relations "
        "tags note added"
    )
    claim: Sentence = Field(
        examples=["Changing the objective has brought more than changing the architecture."],
        description="The statement in one sentence, in the list's own words; plain text.",
    )
    kind: KindField = Field(examples=["claim"], description="Kind of statement.")
    source: Source = Field(
        examples=["{essay: haddad2024plain, section: Patience, quote: give it time}"],
        description="Where the essay makes it.",
    )
    resolves_by: DayField | None = Field(
        None, examples=["2027-12-31"],
        description="Day by which a prediction can be judged. Required for predictions and "
        "used for no other kind.",
    )  # fmt: skip
    outcome: Outcome | None = Field(
        None,
        examples=["{result: held, evidence: [{work: lindqvist2023caches, locator: table 1}]}"],
        description="Outcome of a prediction.",
    )  # fmt: skip
    evidence: Many[Evidence] = Field(
        (), examples=["[{work: ibarra2024averages, stance: opposes, locator: table 2}]"],
        description="Works that bear on the claim. They determine its standing.",
    )  # fmt: skip
    opposition_sought: Many[Search] = Field(
        (), examples=["[{on: 2026-11-21, where: Semantic Scholar, result: Nothing so far.}]"],
        description="When and where someone looked for evidence against it, and what they found. "
        "Only for claims and predictions.",
    )  # fmt: skip
    relations: Many[Relation] = Field(
        (), examples=["[{claim: caches-outgrow-weights, type: refines}]"],
        description="Other claims that it agrees with, disagrees with, refines or answers. "
        "Written in one of the two entries, shown on both pages.",
    )  # fmt: skip


class Step(Schema):
    """A step of a reading path: an entry to read, why now, and about how many minutes it takes."""

    read: EntryId = Field(
        examples=["okafor2024patience"], description="Id of the paper, essay or claim to read."
    )
    why: Markdown = Field(
        examples=["For the proof; skip section 4."],
        description="Why now, and what to look for.",
    )
    minutes: MinutesField = Field(examples=["45"], description="Estimated reading time in minutes.")


class PathEntry(Schema):
    """A reading path: works and claims in a recommended order."""

    title: Text = Field(examples=["From diffusion to MeanFlow"], description="Name of the path.")
    lead: Markdown = Field(
        examples=["How generation came down to a single step."],
        description="One paragraph: what the path covers, and for whom.",
    )
    note: Markdown | None = Field(
        None, examples=["Take the second half on another day."],
        description="Anything else to know before starting.",
    )  # fmt: skip
    steps: Many[Step] = Field(
        min_length=1, examples=["[{read: lindqvist2023caches, why: The idea., minutes: 90}]"],
        description="The steps in order.",
    )  # fmt: skip
    added: DayField | None = Field(
        None, examples=["2026-11-21"], description="Day on which the path was added."
    )


class Section(Schema):
    """A part of a theme."""

    id: Text = Field(
        examples=["architectures"], description="Name that entries use after the theme's."
    )
    title: Text = Field(examples=["Architectures that scale"], description="Heading.")
    lead: Markdown | None = Field(
        None, examples=["The designs that keep working."],
        description="One sentence: what belongs here.",
    )  # fmt: skip


class Theme(Schema):
    """A node of the navigation; `themes.yml` is the list of them, in the navigation's order."""

    id: Text = Field(
        examples=["scaling"], description="Name that entries use; part of the page's URL."
    )
    title: Text = Field(examples=["Scaling"], description="Heading.")
    lead: Markdown = Field(
        examples=["Which simple systems keep improving."],
        description="One sentence: what belongs here.",
    )
    introduction: Markdown = Field(
        examples=["The theme, told through [@okafor2024patience]."],
        description="Introduction to the theme through its works.",
    )
    sections: Many[Section] = Field(
        (), examples=["[{id: laws, title: Laws of scaling}]"],
        description="Parts of the theme.",
    )  # fmt: skip


#: Fields that need no quotes, although YAML takes their values for dates or numbers.
PLAIN_FIELDS = frozenset({"draft", "issued", "added", "resolves-by", "on", "minutes"})
#: Fields in which whole numbers need no quotes.
COUNT_FIELDS = frozenset({"volume", "issue", "number", "pages", "edition", "isbn"})
