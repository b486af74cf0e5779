"""Characters that affect the text around them, or the program that shows it.

Control characters move a terminal's cursor or end a line of a format; direction overrides make a
text read differently from what it says; invisible characters make two texts look like one; some
code points are not allowed in files at all. The sets are written for use inside the brackets of a
regular expression.
"""

import re
import unicodedata

CONTROL = "\x00-\x1f\x7f-\x9f"
ENDS_OF_LINES = "\u2028\u2029"
#: Marks that change the direction of what follows: embeddings, overrides, isolates
#: (https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters).
TURNING = "\u202a-\u202e\u2066-\u2069"
#: Surrogates and noncharacters, such as the last two code points of each plane.
NO_CHARACTERS = "\ud800-\udfff\ufdd0-\ufdef" + "".join(
    chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
#: Invisible and without meaning in a name: zero-width spaces, format characters, byte order marks,
#: annotations, tags, fillers.
SHAPELESS = (
    "\u034f\u180e\u200b\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
#: Soft hyphens, and the marks that bidirectional text needs.
SETTING = "\u00ad\u061c\u200e\u200f"
#: The zero-width joiner and non-joiner.
JOINERS = "\u200c\u200d"
#: Variation selectors, which choose a form of the character before them.
VARIANTS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"

_UNSAFE = re.compile(f"[{CONTROL}{ENDS_OF_LINES}{TURNING}{NO_CHARACTERS}{SHAPELESS}]")
_KEPT_BY_CLEAN = "\t\n"
_HIDDEN = re.compile(
    f"[{CONTROL}{ENDS_OF_LINES}{TURNING}{NO_CHARACTERS}{SHAPELESS}{SETTING}{JOINERS}{VARIANTS}]"
)
_CONTROL = re.compile(f"[{CONTROL}]")
_VARIANTS = re.compile(f"[{VARIANTS}]")
#: Scripts that use no joiners.
_PLAIN_SCRIPTS = ("LATIN ", "GREEK ", "CYRILLIC ", "FULLWIDTH LATIN ")


def clean(text: str) -> str:
    """The text without characters that are unsafe in exports; line and page breaks become spaces.

    Tabs and line feeds are kept, and so are the marks that right-to-left texts need.
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
    """The first control character of the text, or an empty string."""
    found = _CONTROL.search(text)
    return found[0] if found else ""


def find_hidden(text: str, *, is_name: bool = False) -> str:
    """The first invisible character of the text, or an empty string.

    In a name or a keyword, joiners and variation selectors count only next to characters that do
    not use them: they are part of some scripts.
    """
    if text.isascii() and text.isprintable():
        return ""
    for match in _HIDDEN.finditer(text):
        if not (is_name and _belongs(text, match.start())):
            return match[0]
    return ""


def drop_hidden(text: str) -> str:
    """A name or a keyword without invisible characters; line breaks become spaces."""
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
    """Whether a joiner or a variation selector has an effect at this place."""
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
