"""Helpers for all registries' responses: JSON, marked-up texts, dates, names."""

import re
from collections.abc import Mapping
from typing import Any

from readinglist.system.http import UnsoundAnswerError
from readinglist.values.dates import PartialDate, parse_partial_date
from readinglist.values.markup import plain_title
from readinglist.values.strict_json import expect_mapping, expect_text, load_json


class MalformedRecordError(Exception):
    """A registry's record does not follow its own format: asking again will not help."""


def parse_object(body: bytes) -> Mapping[str, Any]:
    """The JSON object in a response. Raises `UnsoundAnswerError` if it is not one."""
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
    """Whether the response is HTML: a maintenance page, a proxy's notice, another site's 404."""
    return body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


def clean_text(value: object) -> str:
    """A title or name without markup, TeX commands, entities and repeated white space.

    Raises `TypeError` if it is not a text, or if nothing is left of it.
    """
    return expect_text(plain_title(_CONTROL.sub(" ", expect_text(value))))


def parse_date_parts(value: object) -> PartialDate | None:
    """A date in Crossref's format, `{"date-parts": [[2017, 6, 12]]}`; None if it is unknown.

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
