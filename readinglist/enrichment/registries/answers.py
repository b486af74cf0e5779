"""What the answers of all registries have in common: JSON, marked-up texts, dates, names."""

import html
import re
from collections.abc import Mapping
from typing import Any

from readinglist.system.http import UnsoundAnswerError
from readinglist.values.dates import PartialDate, parse_partial_date
from readinglist.values.names import Name, parse_name
from readinglist.values.strict_json import expect_mapping, expect_text, load_json


class MalformedRecordError(Exception):
    """A registry's own record is not what its format says: asking again will not help."""


def parse_object(body: bytes) -> Mapping[str, Any]:
    """The JSON object that an answer is. Raises `UnsoundAnswerError` when it is none."""
    if looks_like_page(body):
        raise UnsoundAnswerError("a web page came in place of JSON")
    try:
        value = load_json(body)
    except ValueError:
        raise UnsoundAnswerError("the answer is not JSON") from None
    if not isinstance(value, dict):
        raise UnsoundAnswerError("the answer is not a JSON object")
    return value


def looks_like_page(body: bytes) -> bool:
    """Whether the answer is HTML: a maintenance page, a proxy's notice, another site's 404."""
    return body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


# Face markup (www.crossref.org/documentation/schema-library/markup-guide-metadata-segments/),
# JATS and MathML as Crossref passes them on. Other words in angle brackets are text.
_MATH = re.compile(r"</?(?:mml:)?math\b[^<>]*>", re.IGNORECASE)
_MARKUP = re.compile(
    r"</?(?:(?:jats|mml):[a-z]+|b|i|u|em|strong|ovl|sub|sup|scp|sc|tt|br|p|span|italic|bold|"
    r"title|m[a-z]{1,13})(?:\s+[\w:-]+\s*=[^<>]*|\s*/?)>",
    re.IGNORECASE,
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


def clean_text(value: object) -> str:
    """A title or name without markup, entities and doubled white space.

    Raises `TypeError` for what is no text, or nothing without its markup.
    """
    text = expect_text(value)
    # Some records are escaped twice.
    for _ in range(2):
        text = html.unescape(_MARKUP.sub("", _MATH.sub(_math_space, text)))
    return expect_text(_CONTROL.sub(" ", _MARKUP.sub("", _MATH.sub(_math_space, text))))


def _math_space(match: re.Match[str]) -> str:
    """A space where a formula without spaces touches a word."""
    opens = not match[0].startswith("</")
    at = match.start() - 1 if opens else match.end()
    near = match.string[at : at + 1] if at >= 0 else ""
    return " " if near.isalnum() else ""


def make_name(family: str, given: str = "", suffix: str = "") -> Name:
    """The name with these parts; a particle in front of the family name is set apart.

    At least one of family and given name is not empty; a given name alone stays whole.
    """
    if not family:
        return Name(literal=given)
    if not given:
        return Name(literal=f"{family} {suffix}".strip())
    if "," in family + given + suffix:
        return Name(family=family, given=given, suffix=suffix)
    return parse_name(", ".join(part for part in (family, suffix, given) if part))


def parse_date_parts(value: object) -> PartialDate | None:
    """A date of Crossref's, `{"date-parts": [[2017, 6, 12]]}`; None for one that is not known.

    An unknown date is `[[null]]`. Raises `TypeError` or `ValueError`.
    """
    rows = expect_mapping(value).get("date-parts")
    if rows is None or rows in ([], [[]], [[None]]):
        return None
    if not isinstance(rows, list) or not isinstance(rows[0], list):
        raise TypeError(f"expected date-parts, found {rows!r}")
    parts = rows[0][:3]
    if not all(isinstance(part, int) and not isinstance(part, bool) for part in parts):
        raise TypeError(f"expected numbers in date-parts, found {parts!r}")
    year, *rest = parts
    return parse_partial_date("-".join([f"{year:04}", *(f"{part:02}" for part in rest)]))
