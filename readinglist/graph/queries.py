"""Queries: the conditions and sort keys that `list` accepts, as values."""

import enum
import re
from dataclasses import dataclass

from readinglist.entry.vocabulary import Standing, WorkType
from readinglist.values.dates import PartialDate


class Kind(enum.StrEnum):
    """The kinds of entries that can be selected."""

    ALL = "all"
    PAPER = "paper"
    ESSAY = "essay"
    CLAIM = "claim"
    QUESTION = "question"
    PREDICTION = "prediction"
    DEFINITION = "definition"
    PATH = "path"


class Order(enum.StrEnum):
    """What entries can be sorted by; `LIST` is essays, papers, claims, paths."""

    LIST = "list"
    ID = "id"
    TITLE = "title"
    AUTHOR = "author"
    YEAR = "year"
    ADDED = "added"
    DUE = "due"


@dataclass(frozen=True)
class Years:
    """A range of years, both ends included; `None` is open."""

    first: int | None
    last: int | None

    def __contains__(self, year: int) -> bool:
        return (self.first or year) <= year <= (self.last or year)


def parse_years(text: str) -> Years:
    """The years in `2017`, `2015-2020`, `2015-` or `-2020`.

    Raises `ValueError(message, hint)` otherwise.
    """
    match = re.fullmatch(r"(\d{4})?(-)?(\d{4})?", text.strip(), re.ASCII)
    if not match or not (match[1] or match[3]):
        raise ValueError(f"'{text}' is not a year or range", "Write 2017, 2015-2020 or 2015-.")
    first, last = (int(match[group]) if match[group] else None for group in (1, 3))
    if not match[2]:
        return Years(first, first)
    if first and last and first > last:
        raise ValueError(f"'{text}' ends before it begins", f"Write {last}-{first}.")
    return Years(first, last)


@dataclass(frozen=True)
class Query:
    """What entries must have to be selected; a part that is not given selects all."""

    words: tuple[str, ...] = ()
    kind: Kind = Kind.ALL
    theme: str = ""
    tag: str = ""
    author: str = ""
    years: Years | None = None
    type: WorkType | None = None
    standing: Standing | None = None
    #: Predictions that could be judged by this day and have not been.
    due: PartialDate | None = None
    drafts: bool = False
