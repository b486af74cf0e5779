"""Web addresses in bibliographies: several in a field, without a scheme, broken over two lines.

The first address counts. Parts separated by a space are never joined, because two addresses in one
field must not become a third one.
"""

import re
from dataclasses import dataclass

from readinglist.values.identifiers import parse_url
from readinglist.values.limits import URL
from readinglist.values.tex import decode_address


@dataclass(frozen=True)
class FoundAddress:
    """The address in a field, or an empty string, and messages about the rest of the field."""

    url: str = ""
    slips: tuple[str, ...] = ()


#: The longest field that is read, in characters: two addresses of the maximum length.
_LONGEST = 2 * URL
_START = re.compile(r"https?://|www\.(?=[\w-]+\.)", re.IGNORECASE)
_BETWEEN = re.compile(
    r"(?<![\s,;|])[\s,;|]++(?:and\s++)?(?=https?://|www\.)|(?<=.)(?=https?://)", re.IGNORECASE
)
_LINE_BREAK = re.compile(r"(?<![^\S\n])[^\S\n]*+\n\s*+")
_BARE_HOST = re.compile(r"(?:[a-z0-9][\w-]*\.)+[a-z]{2,}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
_ARCHIVE = re.compile(r"https?://(?:web\.archive\.org|archive\.\w+|\w+\.proxy\.|\S*[?=&/%])")


def read_address(source: str, *, is_whole: bool) -> FoundAddress:
    """The web address in a field of a `.bib` file.

    With `is_whole` the field should hold nothing else, like `url`. Otherwise the first address in
    its text counts, and there are no messages.
    """
    if len(source) > _LONGEST:
        said = f"{len(source):,} characters are not a web address; left out"
        return FoundAddress(slips=(said,) if is_whole else ())
    if is_whole:
        # An editor may have wrapped the line in the middle of an address.
        lines = [line for line in _LINE_BREAK.split(source.strip()) if line]
        source = "".join(
            f" {line}" if index and _START.match(line.lstrip("{\\url")) else line
            for index, line in enumerate(lines)
        )
    text = decode_address(source)
    if text.startswith("<") and text.endswith(">") and "<" not in text[1:]:
        text = text[1:-1].strip()
    if not is_whole:
        match = re.search(r"https?://[^\s{}]+", text)
        return _checked(match[0].rstrip(".,;)"), ()) if match else FoundAddress()
    parts = split_addresses(text)
    if not parts:
        return FoundAddress()
    url = ""
    slips: list[str] = []
    for part in parts:
        whole = part if "://" in part else f"https://{part}"
        if "://" not in part and not _BARE_HOST.fullmatch(part):
            slips.append(f"'{part}' is not a web address; left out")
        elif url:
            slips.append(f"'{part}' is left out; an entry has only one url")
        else:
            found = _checked(whole, ())
            url = found.url
            slips += found.slips
            if url and whole != part:
                slips.append(f"'{part}' has no scheme; https:// was added")
    return FoundAddress(url, tuple(slips))


def split_addresses(text: str) -> list[str]:
    """The addresses in a field; one inside another's path or query is not split off."""
    parts: list[str] = []
    for piece in _BETWEEN.split(text):
        if parts and piece and _ARCHIVE.fullmatch(parts[-1]) and text.find(parts[-1] + piece) >= 0:
            parts[-1] += piece
        elif piece.strip(" ,;|"):
            parts.append(piece.strip(" ,;|"))
    return parts


def _checked(url: str, slips: tuple[str, ...]) -> FoundAddress:
    try:
        return FoundAddress(parse_url(url), slips)
    except ValueError as error:
        return FoundAddress(slips=(f"{error.args[0]}; left out", *slips))
