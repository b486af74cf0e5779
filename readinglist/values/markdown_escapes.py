"""Texts of strangers in Markdown that GitHub shows, so that they stay texts.

Whoever opens an issue or a pull request writes them, and maintainers read them where links, images
and mentions work. The syntax is that of https://github.github.com/gfm/.
"""

import re
import unicodedata

# What has a meaning within a line, and in `http:`, `:smile:` and `www.` what GitHub looks for.
_PUNCTUATION = re.compile(r"([\\`*_\[\]<>#|~&$@]|:(?=\S)|(?<=\bwww)\.)", re.IGNORECASE)
# What GitHub makes a link of after the Markdown is rendered, so that no backslash helps: mentions,
# numbers of issues, and commits, which may be those of anybody's fork. What could be the start of a
# commit's hash but has no letter is more likely a part of a DOI, which people copy. Source:
# https://docs.github.com/en/get-started/writing-on-github, "Autolinked references and URLs".
_REFERENCE = re.compile(
    r"(?P<before>\\[@#])(?=[\w-])"
    r"|(?P<issue>(?<![^\W_])GH-)(?=\d)"
    r"|(?P<commit>(?<!\w)(?!\d+(?!\w))[0-9a-f])(?=[0-9a-f]{6,39}(?!\w))",
    re.IGNORECASE | re.ASCII,
)


def escape_markdown(text: str) -> str:
    r"""The text on one line, with nothing in it that Markdown or GitHub gives a meaning.

    Characters that change the direction of the text around them, or that are not to be seen, are
    spelt out, such as `U+202E`. A mention, or the number of an issue or a commit, is broken up by a
    space of no width.
    """
    return _REFERENCE.sub(r"\g<0>&#8203;", _PUNCTUATION.sub(r"\\\1", on_one_line(text)))


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
