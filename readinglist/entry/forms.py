"""The forms of single values: how they are parsed, explained, normalized and put in a schema.

A `Form` is pydantic metadata: `Annotated[ArxivId, Form(…)]` is a field that is parsed by the form's
`parse` and described by its `as_schema`. Texts have been stripped of surrounding white space and
are not empty.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from readinglist.entry.vocabulary import Word
from readinglist.values import limits
from readinglist.values.book_numbers import normal_isbn, normal_issn, parse_isbn, parse_issn
from readinglist.values.characters import find_hidden, spell_point
from readinglist.values.dates import (
    PartialDate,
    normal_date,
    parse_full_date,
    parse_minutes,
    parse_partial_date,
)
from readinglist.values.identifiers import (
    ArxivId,
    normal_arxiv_id,
    normal_doi,
    normal_url,
    parse_arxiv_id,
    parse_doi,
    parse_url,
)
from readinglist.values.imprint import normal_pages
from readinglist.values.language_tags import normal_language, parse_language
from readinglist.values.names import parse_written_name

_NOT_EMPTY = r"\S"
_RETYPE = "Remove it: delete the text and type it again, if need be."
_WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]*")


def is_whole_number(text: str) -> bool:
    """Whether the text is an integer that does not change when it is read as a number."""
    return bool(_WHOLE_NUMBER.fullmatch(text))


@dataclass(frozen=True)
class Form:
    r"""The form of a single value.

    `code` is the code of the finding if `parse` raises `ValueError(message, hint)`. `what`
    describes the form to a reader. `pattern` is an ECMA 262 regular expression that matches every
    text that `parse` accepts, including surrounding spaces, though it may match more. `normal`
    returns the canonical spelling of a text, or None if that is uncertain.
    """

    code: str
    parse: Callable[[str], Any]
    what: str
    pattern: str = _NOT_EMPTY
    normal: Callable[[str], str | None] = field(default=lambda _: None)
    #: Other YAML readers may take it for a number or a date without harm, so it needs no quotes.
    plain: bool = False
    #: May be an integer, which is harmless without quotes as long as no digit is lost.
    count: bool = False
    #: Always written in quotes.
    quoted: bool = False
    #: Prose: folded when a line gets too long.
    folded: bool = False
    #: The maximum length in characters, without surrounding white space.
    longest: int = limits.TEXT
    #: What the text refers to, such as `work`: editors offer the list's ids. May be empty.
    names: str = ""
    #: Values are compared by how they look, so hidden characters are not allowed.
    is_name: bool = False

    def validate(self, value: object) -> Any:
        """The parsed value; problems are raised as pydantic errors."""
        if not isinstance(value, str):
            raise PydanticCustomError("string_type", "Input should be a valid string")
        if not value.strip():
            raise PydanticCustomError("E105", "the value is empty")
        if len(value.strip()) > self.longest:
            # Checked before parsing, which may take long for a long text.
            raise PydanticCustomError("string_too_long", "", {"max_length": self.longest})
        if self.is_name and (hidden := find_hidden(value, is_name=True)):
            message = f"the text holds the hidden character {spell_point(hidden)}"
            raise PydanticCustomError("E116", "{message}", {"message": message, "hint": _RETYPE})
        try:
            return self.parse(value.strip())
        except ValueError as error:
            message, hint = (*error.args, "")[:2]
            raise PydanticCustomError(
                self.code, "{message}", {"message": message, "hint": hint}
            ) from None

    def is_harmless(self, kind: str, text: str) -> bool:
        """Whether a text may be unquoted although YAML reads it as a value of `kind`."""
        return self.plain or (self.count and kind == "int" and is_whole_number(text))

    def as_schema(self) -> dict[str, Any]:
        """The form in JSON Schema. YAML readers may pass on an unquoted value as a number."""
        is_number = self.plain or self.count
        schema: dict[str, Any] = {"type": ["string", "integer"] if is_number else "string"}
        schema["pattern"] = self.pattern
        schema["maxLength"] = self.longest
        if self.names:
            schema["x-names"] = self.names
        return schema

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        if self.parse is str and not self.is_name:
            # The same as `validate`, but without a Python call for every text of a list.
            return core_schema.str_schema(
                strict=True, strip_whitespace=True, min_length=1, max_length=self.longest
            )
        return core_schema.no_info_plain_validator_function(self.validate)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return self.as_schema()


@dataclass(frozen=True)
class Truth(Form):
    """The form of a boolean value."""

    def as_schema(self) -> dict[str, Any]:
        """The form in JSON Schema: YAML readers pass on a boolean, or the word for it."""
        return {"type": ["boolean", "string"], "pattern": self.pattern}


@dataclass(frozen=True)
class OneOf:
    """The form of a word from a closed vocabulary."""

    vocabulary: type[Word]

    def validate(self, value: object) -> Word:
        """The word of the vocabulary with this value."""
        if not isinstance(value, str):
            raise PydanticCustomError("string_type", "Input should be a valid string")
        if not value.strip():
            raise PydanticCustomError("E105", "the value is empty")
        try:
            return self.vocabulary(value)
        except ValueError:
            allowed = [word.value for word in self.vocabulary]
            context = {"message": value, "allowed": allowed}
            raise PydanticCustomError("E104", "{message}", context) from None

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.validate)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {
            "type": "string",
            "enum": [word.value for word in self.vocabulary],
            "enumDescriptions": [word.meaning for word in self.vocabulary],
        }


def parse_truth(text: str) -> bool:
    """Whether the text is `true`, not `false`. Raises `ValueError(message, hint)` otherwise."""
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    raise ValueError(f"'{text}' is not allowed here", "Write true, or delete the field.")


def _padded(pattern: str) -> str:
    return rf"^\s*(?:{pattern})\s*$"


def _id(names: str, what: str, longest: int = limits.ID) -> Form:
    return Form("E105", str, what, names=names, longest=longest)


NAME = Form(
    "E112", parse_written_name, "name of a person or a group", longest=limits.NAME, is_name=True
)
NamePart = Annotated[str, Form("E105", str, "text", is_name=True)]
Text = Annotated[str, Form("E105", str, "text")]
Sentence = Annotated[str, Form("E105", str, "plain text", folded=True, longest=limits.SENTENCE)]
Markdown = Annotated[str, Form("E105", str, "Markdown", folded=True, longest=limits.PROSE)]
ThemeId = Annotated[str, _id("theme", "id of a theme, or `theme/section`")]
WorkId = Annotated[str, _id("work", "id of a work")]
EssayId = Annotated[str, _id("essay", "id of an essay")]
ClaimId = Annotated[str, _id("claim", "id of a claim")]
EntryId = Annotated[str, _id("entry", "id of a work or claim")]
SectionTitle = Annotated[str, _id("section", "title of a section of the essay")]
Tag = Annotated[str, Form("E105", str, "keyword", names="tag", longest=limits.TAG, is_name=True)]
ShortName = Annotated[str, Form("E105", str, "short name", longest=limits.TAG, is_name=True)]
ArxivField = Annotated[
    ArxivId,
    Form(
        "E107",
        parse_arxiv_id,
        "arXiv id, in quotes",
        _padded(r"\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)*/\d{7}"),
        normal=normal_arxiv_id,
        quoted=True,
        longest=limits.ARXIV,
    ),
]
DoiField = Annotated[
    str,
    Form(
        "E108", parse_doi, "DOI", _padded(r"10\.\d{4,9}/\S+"), normal=normal_doi, longest=limits.DOI
    ),
]
_DAY = r"\d{4}-\d{2}-\d{2}"
DateField = Annotated[
    PartialDate,
    Form(
        "E109",
        parse_partial_date,
        "date: 2017, 2017-06 or 2017-06-12",
        _padded(r"\d{4}(?:-\d{2}(?:-\d{2})?)?"),
        normal=normal_date,
        plain=True,
        longest=limits.SHORT,
    ),
]
DayField = Annotated[
    PartialDate,
    Form(
        "E109",
        parse_full_date,
        "day: 2017-06-12",
        _padded(_DAY),
        normal=normal_date,
        plain=True,
        longest=limits.SHORT,
    ),
]
MinutesField = Annotated[
    int,
    Form(
        "E113",
        parse_minutes,
        "whole number from 1 to 6000",
        _padded("[1-9][0-9]{0,3}"),
        plain=True,
        longest=limits.SHORT,
    ),
]
UrlField = Annotated[
    str,
    Form(
        "E110",
        parse_url,
        "web address",
        _padded(r"[Hh][Tt][Tt][Pp][Ss]?://\S+"),
        normal=normal_url,
        longest=limits.URL,
    ),
]
PartField = Annotated[str, Form("E105", str, "text", count=True, longest=limits.PART)]
PagesField = Annotated[
    str,
    Form("E105", normal_pages, "text", normal=normal_pages, count=True, longest=limits.PART),
]
IsbnField = Annotated[
    str,
    Form("E119", parse_isbn, "ISBN", "[0-9]", normal=normal_isbn, count=True, longest=limits.SHORT),
]
IssnField = Annotated[
    str, Form("E117", parse_issn, "ISSN", "[0-9]", normal=normal_issn, longest=limits.SHORT)
]
LanguageField = Annotated[
    str,
    Form(
        "E118",
        parse_language,
        "tag of a language",
        _padded("[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*"),
        normal=normal_language,
        longest=limits.SHORT,
    ),
]
TruthField = Annotated[
    bool,
    Truth(
        "E104",
        parse_truth,
        "true or false",
        _padded("[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]"),
        plain=True,
        longest=limits.SHORT,
    ),
]
