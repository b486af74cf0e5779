"""Texts of strangers in Markdown that GitHub shows, so that they stay texts.

Whoever opens an issue or a pull request writes them, and maintainers read them where links, images
and mentions work. The syntax is that of https://github.github.com/gfm/.
"""

import re
import unicodedata

# What has a meaning within a line, and in `http:`, `:smile:` and `www.` what GitHub looks for.
_PUNCTUATION = re.compile(r"([\\`*_\[\]<>#|~&$@]|:(?=\S)|(?<=\bwww)\.)", re.IGNORECASE)
# What GitHub makes a link of after the Markdown is rendered: mentions and numbers of issues.
_REFERENCE = re.compile(r"\\([@#])(?=[\w-])")


def escape_markdown(text: str) -> str:
    r"""The text on one line, with nothing in it that Markdown or GitHub gives a meaning.

    Characters that change the direction of the text around them, or that are not to be seen, are
    spelt out, such as `U+202E`. A mention is broken up by a space of no width.
    """
    return _REFERENCE.sub(r"\\\1&#8203;", _PUNCTUATION.sub(r"\\\1", on_one_line(text)))


def on_one_line(text: str) -> str:
    """The text on one line, characters that are not to be seen spelt out, such as `U+202E`."""
    return "".join(_visible(char) for char in " ".join(text.split()))


def _visible(char: str) -> str:
    if unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs"):
        return f"[U+{ord(char):04X}]"
    return char


def escape_code(text: str) -> str:
    """The text on one line as a code span, whatever backticks it holds."""
    plain = on_one_line(text) or " "
    fence = "`" * (max((len(run) for run in re.findall("`+", plain)), default=0) + 1)
    pad = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{pad}{plain}{pad}{fence}"
