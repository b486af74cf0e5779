"""Escaping of untrusted text for Markdown that GitHub renders.

Anybody who opens an issue or a pull request can write such text, and maintainers read it where
links, images and mentions work. The syntax is that of https://github.github.com/gfm/.
"""

import re
import unicodedata

# Markdown's inline syntax, and what GitHub looks for in `http:`, `:smile:` and `www.`.
_PUNCTUATION = re.compile(r"([\\`*_\[\]<>#|~&$@]|:(?=\S)|(?<=\bwww)\.)", re.IGNORECASE)
# What GitHub links after rendering the Markdown, where backslashes no longer help: mentions, issue
# numbers, and commits, which may come from anybody's fork. Digits alone are more likely part of a
# DOI than of a commit's hash, and people copy DOIs. Source:
# https://docs.github.com/en/get-started/writing-on-github, "Autolinked references and URLs".
_REFERENCE = re.compile(
    r"(?P<before>\\[@#])(?=[\w-])"
    r"|(?P<issue>(?<![^\W_])GH-)(?=\d)"
    r"|(?P<commit>(?<!\w)(?!\d+(?!\w))[0-9a-f])(?=[0-9a-f]{6,39}(?!\w))",
    re.IGNORECASE | re.ASCII,
)


def escape_markdown(text: str) -> str:
    r"""The text on one line, with everything escaped that Markdown or GitHub would interpret.

    Invisible characters, and those that change the direction of text, are spelt out as `U+202E`.
    Mentions, issue numbers and commit hashes are broken up with a zero-width space.
    """
    return _REFERENCE.sub(r"\g<0>&#8203;", _PUNCTUATION.sub(r"\\\1", on_one_line(text)))


def on_one_line(text: str) -> str:
    """The text on one line, with invisible characters spelt out as `U+202E`."""
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
