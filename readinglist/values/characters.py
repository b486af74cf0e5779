"""Characters that do something to the text around them, or to the program that shows it.

Control characters move the cursor of a terminal or end a line of a format; overrides of direction
let a text read otherwise than it is; invisible characters make two texts of what looks like one;
some code points no file may hold. Here stand the sets of them, as they are written within the
brackets of a regular expression; who shows, exports or checks texts is built on these.
"""

import re
import unicodedata

CONTROL = "\x00-\x1f\x7f-\x9f"
ENDS_OF_LINES = "\u2028\u2029"
#: Marks that turn around the direction of what follows: embeddings, overrides, isolates
#: (https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters).
TURNING = "\u202a-\u202e\u2066-\u2069"
#: Halves of surrogate pairs, and what is no character, such as the last two of each plane.
NO_CHARACTERS = "\ud800-\udfff\ufdd0-\ufdef" + "".join(
    chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
#: What has no shape of its own and means nothing in a name: spaces without width, marks of format,
#: byte order marks, annotations, tags, fillers.
SHAPELESS = (
    "\u034f\u180e\u200b\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
#: Marks by which texts of both directions are set, and words are divided.
SETTING = "\u00ad\u061c\u200e\u200f"
#: What joins letters or keeps them apart, or chooses a form of the character before it.
JOINERS = "\u200c\u200d"
VARIANTS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"

_UNSAFE = re.compile(f"[{CONTROL}{ENDS_OF_LINES}{TURNING}{NO_CHARACTERS}{SHAPELESS}]")
_KEPT_BY_CLEAN = "\t\n"
_HIDDEN = re.compile(
    f"[{CONTROL}{ENDS_OF_LINES}{TURNING}{NO_CHARACTERS}{SHAPELESS}{SETTING}{JOINERS}{VARIANTS}]"
)
_CONTROL = re.compile(f"[{CONTROL}]")
_VARIANTS = re.compile(f"[{VARIANTS}]")
#: Scripts whose letters are neither joined nor kept apart.
_PLAIN_SCRIPTS = ("LATIN ", "GREEK ", "CYRILLIC ", "FULLWIDTH LATIN ")


def clean(text: str) -> str:
    """The text without what is unsafe outside of the list; a space for what ends a line or a page.

    Tabs and line feeds stay, and so do marks that right-to-left texts need.
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(_cleaned, text)


def _cleaned(match: re.Match[str]) -> str:
    char = match[0]
    if char in _KEPT_BY_CLEAN:
        return char
    return " " if char.isspace() else ""


def find_control(text: str) -> str:
    """The first control character of the text, or an empty text."""
    found = _CONTROL.search(text)
    return found[0] if found else ""


def find_hidden(text: str, *, is_name: bool = False) -> str:
    """The first character of the text that nobody sees, or an empty text.

    In a name or a keyword, joiners and choices of a form belong to the scripts that use them, so
    they count only where they stand beside other characters.
    """
    if text.isascii() and text.isprintable():
        return ""
    for match in _HIDDEN.finditer(text):
        if not (is_name and _belongs(text, match.start())):
            return match[0]
    return ""


def drop_hidden(text: str) -> str:
    """The text of a name or a keyword without characters that nobody sees; a space for ends."""
    if text.isascii() and text.isprintable():
        return text
    return _HIDDEN.sub(
        lambda match: (
            match[0]
            if _belongs(text, match.start())
            else " " if match[0].isspace() else ""
        ),
        text,
    )  # fmt: skip


def spell_point(char: str) -> str:
    """The code point of a character: `U+202E`."""
    return f"U+{ord(char):04X}"


def _belongs(text: str, at: int) -> bool:
    """Whether a joiner or a choice of a form stands where it does something."""
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if _VARIANTS.match(text, at):
        return _takes_part(before)
    return text[at] in JOINERS and _takes_part(before) and _takes_part(after)


def _takes_part(char: str) -> bool:
    if not char or char.isascii():
        return False
    if _VARIANTS.match(char):
        return True
    return unicodedata.category(char)[0] in "LMS" and not unicodedata.name(char, "").startswith(
        _PLAIN_SCRIPTS
    )
