"""Unicode normalization in linear time.

Python sorts the combining marks of a letter by swapping neighbours, and nothing interrupts it: half
a million marks on one letter take minutes. No language needs more than a few. As in Unicode's
Stream-Safe Text Format (https://www.unicode.org/reports/tr15/#UAX15-D3), at most `MOST_MARKS` in a
row are kept; any more are dropped.
"""

import re
import unicodedata
from typing import Literal

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]

#: The most marks kept on one letter.
MOST_MARKS = 30
# There are no marks below U+0300. Few texts have runs this long, so marks are rarely counted.
_MAY_BE_MARKS = re.compile(f"[^\\x00-\\u02ff]{{{MOST_MARKS + 1},}}")


def normalize(form: Form, text: str) -> str:
    """The text in this normal form, with at most `MOST_MARKS` marks on each letter."""
    if text.isascii():
        return text
    return unicodedata.normalize(form, _MAY_BE_MARKS.sub(_with_few_marks, text))


def _with_few_marks(match: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for char in match[0]:
        marks = marks + 1 if _is_mark(char) else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def _is_mark(char: str) -> bool:
    """Whether the character is a combining mark, or decomposes into nothing but such marks."""
    if unicodedata.combining(char):
        return True
    parts = unicodedata.decomposition(char)
    return bool(parts) and all(
        unicodedata.combining(chr(int(part, 16))) for part in parts.split() if part[0] != "<"
    )
