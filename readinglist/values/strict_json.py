"""Strict reading of JSON that this program did not write.

Every `expect_…` function returns the value in the wanted form, or raises `TypeError` saying what
was found instead.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

T = TypeVar("T")
_SURROGATE = re.compile("[\ud800-\udfff]")


def load_json(text: str | bytes) -> Any:
    """The value of a JSON text. Raises `ValueError` for malformed or unusable JSON.

    Unusable are numbers of thousands of digits, too deep nesting, and lone surrogates.
    """
    try:
        value = json.loads(text)
        if _may_hold_surrogates(text):
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("it holds half a character (a lone surrogate)") from None
    except RecursionError:
        raise ValueError("the nesting is too deep") from None
    return value


def _may_hold_surrogates(text: str | bytes) -> bool:
    if isinstance(text, bytes):
        return b"\\ud" in text or b"\\uD" in text
    return (
        "\\ud" in text or "\\uD" in text or (not text.isascii() and bool(_SURROGATE.search(text)))
    )


def expect_text(value: object) -> str:
    """A string that is not blank, with white space folded to single spaces."""
    if not isinstance(value, str) or not value.strip():
        raise TypeError(f"expected a text, found {_shown(value)}")
    if not value.isascii() and _SURROGATE.search(value):
        raise TypeError("expected a text, found half a character (a lone surrogate)")
    if value.isascii() and value.isprintable() and "  " not in value:
        return value.strip()
    return " ".join(value.split())


def expect_list(value: object) -> list[Any]:
    """A list, whatever its items."""
    if not isinstance(value, list):
        raise TypeError(f"expected a list, found {_shown(value)}")
    return value


def expect_mapping(value: object) -> Mapping[str, Any]:
    """An object, in JSON's sense."""
    if not isinstance(value, dict):
        raise TypeError(f"expected an object, found {_shown(value)}")
    return value


def expect_number(value: object) -> int:
    """A whole number, or the text of one, as some services write them."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 16:
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"expected a whole number, found {_shown(value)}")
    return value


def optional(expect: Callable[[object], T], value: object) -> T | None:
    """None for null or a blank string, otherwise what `expect` returns."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return expect(value)


def one_or_many(value: object) -> list[Any]:
    """The items of a list; of a value that is a single item or null, a list of one or none."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
