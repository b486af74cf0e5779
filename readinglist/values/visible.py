r"""Characters that nobody sees and machines obey, made visible.

A terminal obeys control characters, a runner of GitHub's a line that starts with `::`, and whoever
reads a line is led astray by characters that turn its direction around or have no shape. None of
them belongs in what is told about somebody else's files. Shown they are escapes as Python writes
them, `\x1b`.
"""

import json
import re

from readinglist.values.characters import (
    CONTROL,
    ENDS_OF_LINES,
    NO_CHARACTERS,
    SETTING,
    SHAPELESS,
    TURNING,
)

_UNSEEN_BUT_CONTROL = f"{ENDS_OF_LINES}{TURNING}{NO_CHARACTERS}{SHAPELESS}{SETTING}"
_UNSEEN = re.compile(f"[{CONTROL}{_UNSEEN_BUT_CONTROL}]")
_UNSEEN_IN_LINES = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_UNSEEN_BUT_CONTROL}]")


def show_line(text: str) -> str:
    """The text on one line, with an escape for each character that is not to be seen."""
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub(_spell, text)


def show_lines(text: str) -> str:
    """As `show_line`, of several lines, whose ends and tabs stay."""
    return _UNSEEN_IN_LINES.sub(_spell, text)


def _spell(match: re.Match[str]) -> str:
    point = ord(match[0])
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def _spell_json(match: re.Match[str]) -> str:
    point = ord(match[0])
    if point < 0x10000:
        return f"\\u{point:04x}"
    point -= 0x10000
    return f"\\u{0xD800 | point >> 10:04x}\\u{0xDC00 | point & 0x3FF:04x}"


def dump_json(value: object) -> str:
    """The value as JSON to be read, with an escape for what a terminal would obey."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _UNSEEN_IN_LINES.sub(_spell_json, text)
