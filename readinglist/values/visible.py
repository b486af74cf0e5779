r"""Escaping of control and invisible characters in output.

Terminals obey control characters, GitHub's runners obey lines that start with `::`, and readers are
misled by direction overrides and invisible characters. None of them belongs in messages about
somebody else's files. They are shown as Python's escapes, such as `\x1b`.
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
    """The text on one line, with control and invisible characters escaped."""
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub(_spell, text)


def show_lines(text: str) -> str:
    """Like `show_line`, for several lines: line feeds and tabs are kept."""
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
    """The value as indented JSON, with control and invisible characters escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _UNSEEN_IN_LINES.sub(_spell_json, text)
