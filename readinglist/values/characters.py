"""Characters that do something to the text around them, or to the program that shows it.

Control characters move the cursor of a terminal or end a line of a format; overrides of direction
let a text read otherwise than it is; some code points no file may hold. A text that leaves the
list, in an export or a feed, has none of them.
"""

import re

# The last two of each plane are no characters.
_NONE = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029"
    # Embeddings, overrides and isolates; marks of direction, which right-to-left texts need, stay.
    "\u202a-\u202e\u2066-\u2069"
    # Halves of surrogate pairs, and what is no character.
    f"\ud800-\udfff\ufdd0-\ufdef{_NONE}]"
)


def clean(text: str) -> str:
    """The text without such characters; a space for one that ends a line or a page."""
    if text.isprintable():
        return text
    return _UNSAFE.sub(lambda match: " " if match[0].isspace() else "", text)
