r"""Characters that nobody sees and machines obey, made visible.

A terminal obeys control characters, a runner of GitHub's a line that starts with `::`, and whoever
reads a line is led astray by characters that turn its direction around. None of them belongs in
what is told about somebody else's files. Shown they are escapes as Python writes them, `\x1b`.
"""

import json
import re

#: Marks that turn around the direction of what follows: embeddings, overrides, isolates
#: (https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters).
TURNING = "\u202a-\u202e\u2066-\u2069"
_TURN = re.compile(f"[{TURNING}]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_UNSEEN = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029{TURNING}\ud800-\udfff\ufeff\ufffe\uffff]")
_UNSEEN_IN_LINES = re.compile(_UNSEEN.pattern.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f"))
#: JSON itself has escapes for the control characters of ASCII, and lines of its own.
_UNSEEN_IN_JSON = re.compile(_UNSEEN.pattern.replace("\x00-\x1f", ""))


def show_line(text: str) -> str:
    """The text on one line, with an escape for each character that is not to be seen."""
    return text if text.isprintable() else _UNSEEN.sub(_spell, text)


def show_lines(text: str) -> str:
    """As `show_line`, of several lines, whose ends and tabs stay."""
    return _UNSEEN_IN_LINES.sub(_spell, text)


def find_control(text: str) -> str:
    """The first control character of the text, or an empty text."""
    found = _CONTROL.search(text)
    return found[0] if found else ""


def find_turn(text: str) -> str:
    """The first character of the text that turns its direction around, or an empty text."""
    found = None if text.isascii() else _TURN.search(text)
    return found[0] if found else ""


def _spell(match: re.Match[str]) -> str:
    point = ord(match[0])
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}"


def dump_json(value: object) -> str:
    """The value as JSON to be read, with an escape for what a terminal would obey."""
    return _UNSEEN_IN_JSON.sub(
        lambda one: f"\\u{ord(one[0]):04x}", json.dumps(value, ensure_ascii=False, indent=2)
    )
