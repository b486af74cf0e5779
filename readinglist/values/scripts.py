"""Superscripts and subscripts: as Unicode characters where these exist, otherwise as a formula.

`10<sup>6</sup>` must not become 106. Raised and lowered digits and signs are characters that every
page, search and export can handle; anything else becomes the formula `$^{…}$` or `$_{…}$`.
"""

import re

#: The characters for digits and signs in a superscript and in a subscript.
RAISED = dict(zip("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
LOWERED = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))
#: Endings of ordinal numbers and abbreviations, which read the same on the line: 5th, Mme.
_ON_THE_LINE = re.compile(r"st|nd|rd|th|er|re|e|es|ème|me|o|a|os|as|º|ª|®|©|™|TM|SM|\*+|[†‡§]")
_PLAIN = re.compile(r"[\w .,+*/=()-]+")


def raise_script(text: str) -> str:
    """The text as a superscript: `⁶` for `6`, `th` for `th`, `$^{k}$` for `k`."""
    if _ON_THE_LINE.fullmatch(text):
        return text
    return _shift(text, RAISED, "^")


def lower_script(text: str) -> str:
    """The text as a subscript: `₂` for `2`, `$_{k}$` for `k`."""
    return _shift(text, LOWERED, "_")


def _shift(text: str, characters: dict[str, str], sign: str) -> str:
    if not text.strip():
        return text
    if all(char in characters for char in text):
        return "".join(characters[char] for char in text)
    if text.startswith("$") and text.endswith("$") and text.count("$") == 2:
        return f"${sign}{{{text[1:-1]}}}$"
    if not _PLAIN.fullmatch(text):
        return text
    inner = text if len(text) == 1 or text.isdigit() else rf"\mathrm{{{text}}}"
    return f"${sign}{{{inner}}}$"
