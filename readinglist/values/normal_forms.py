"""Unicode's normal forms, in time that grows with the text.

Python puts the combining marks of a letter into their canonical order by exchanging neighbours, and
nothing interrupts it: half a million marks on one letter take minutes. No language puts more than a
few on one. As in Unicode's Stream-Safe Text Format (https://www.unicode.org/reports/tr15/#UAX15-D3)
at most `MOST_MARKS` stay together; what is beyond them is left out.
"""

import re
import unicodedata
from typing import Literal

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]

#: Marks that one letter may bear.
MOST_MARKS = 30
# No mark is below U+0300. In most texts nothing is as long a run as this, and nothing is counted.
_MAY_BE_MARKS = re.compile(f"[^\\x00-\\u02ff]{{{MOST_MARKS + 1},}}")


def normalize(form: Form, text: str) -> str:
    """The text in the normal form, with at most `MOST_MARKS` marks on each letter."""
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
    """Whether the character is put into order: also one that is taken apart into such marks."""
    if unicodedata.combining(char):
        return True
    parts = unicodedata.decomposition(char)
    return bool(parts) and all(
        unicodedata.combining(chr(int(one, 16))) for one in parts.split() if one[0] != "<"
    )
