"""Folding of text: forms under which different spellings compare equal."""

import functools
import hashlib
import re
import unicodedata

from readinglist.values.normal_forms import normalize

_DASHES = dict.fromkeys(
    map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-"
)
_QUOTES = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032\u02bc`\u00b4"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"), '"'),
}
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), None)
_FOLD = {**_DASHES, **_QUOTES, **_INVISIBLE}


def fold_quote(text: str) -> str:
    """The form in which quotes are compared: NFKC, plain dashes and quotation marks, single spaces.

    Letter case is kept, because quotes are verbatim.
    """
    # Translate before, because NFKC decomposes "´" and does not compose across invisible
    # characters; and after, because NFKC produces dashes and quotation marks of its own.
    return " ".join(normalize("NFKC", text.translate(_FOLD)).translate(_FOLD).split())


def strip_accents(text: str) -> str:
    """The text without combining marks: `Schölkopf` → `Scholkopf`."""
    if text.isascii():
        return text
    decomposed = normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


_STROKED = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss",
                          "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ı": "i"})  # fmt: skip


def strip_strokes(text: str) -> str:
    """The text with plain letters for those that do not decompose: `Ørsted` → `Orsted`."""
    return text.translate(_STROKED)


@functools.lru_cache(maxsize=65_536)
def slugify(text: str) -> str:
    """A slug for URLs: lower-case ASCII letters, digits and single hyphens.

    A text without ASCII letters and digits (say, in Chinese) gives its code points in hexadecimal,
    so that different names stay different. Never empty, and never `index`, the name of a folder's
    own page. A slug longer than `MAX_SLUG` ends in a digest of the whole instead.
    """
    ascii_text = strip_accents(strip_strokes(text)).casefold()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")
    if slug:
        return "u-index" if slug == "index" else _bounded(slug)
    points = "-".join(f"{ord(char):x}" for char in text if not char.isspace())
    return _bounded(f"u-{points}") if points else "u"


#: The longest slug, in characters. File systems allow 255 bytes, with the extension.
MAX_SLUG = 120


def _bounded(slug: str) -> str:
    if len(slug) <= MAX_SLUG:
        return slug
    digest = hashlib.blake2b(slug.encode(), digest_size=8).hexdigest()
    return f"{slug[: MAX_SLUG - len(digest) - 1].rstrip('-')}-{digest}"
