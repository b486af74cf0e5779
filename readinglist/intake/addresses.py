"""Web addresses as bibliographies write them: several in a field, without a scheme, over two lines.

The first address counts. Nothing is joined that a space parts, for two addresses in one field must
not become a third one.
"""

import re
from dataclasses import dataclass

from readinglist.values.identifiers import parse_url
from readinglist.values.limits import URL
from readinglist.values.tex import decode_address


@dataclass(frozen=True)
class FoundAddress:
    """The address of a field, or an empty text, and sentences on what else the field holds."""

    url: str = ""
    slips: tuple[str, ...] = ()


#: A field with two addresses, each as long as one may be.
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

    `is_whole` says that the field holds nothing else, as `url` should; otherwise the first address
    in its text counts, and nothing is told.
    """
    if len(source) > _LONGEST:
        said = f"{len(source):,} characters are no web address and left out"
        return FoundAddress(slips=(said,) if is_whole else ())
    if is_whole:
        # An editor has broken the line: a space would be on one line with what it parts.
        parts = [one for one in _LINE_BREAK.split(source.strip()) if one]
        source = "".join(
            f" {one}" if index and _START.match(one.lstrip("{\\url")) else one
            for index, one in enumerate(parts)
        )
    text = decode_address(source)
    if text.startswith("<") and text.endswith(">") and "<" not in text[1:]:
        text = text[1:-1].strip()
    if not is_whole:
        match = re.search(r"https?://[^\s{}]+", text)
        return _checked(match[0].rstrip(".,;)"), ()) if match else FoundAddress()
    parts = _split(text)
    if not parts:
        return FoundAddress()
    url = ""
    slips: list[str] = []
    for part in parts:
        whole = part if "://" in part else f"https://{part}"
        if "://" not in part and not _BARE_HOST.fullmatch(part):
            slips.append(f"'{part}' is not a web address and left out")
        elif url:
            slips.append(f"'{part}' is left out; an entry has one url")
        else:
            found = _checked(whole, ())
            url = found.url
            slips += found.slips
            if url and whole != part:
                slips.append(f"'{part}' has no scheme; https:// was put before it")
    return FoundAddress(url, tuple(slips))


def _split(text: str) -> list[str]:
    """The addresses in a field; an address within another's path or query stays a part of it."""
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
        return FoundAddress(slips=(f"{error.args[0]}, and is left out", *slips))
