"""Folding of text: the forms under which two texts count as the same."""

import difflib
import functools
import hashlib
import re
import unicodedata
from collections.abc import Iterable

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
    """The text as quotes are compared: NFKC, one form of dash and of quotation mark, single spaces.

    Letter case is kept: a quote stands word for word.
    """
    # Translated before, as NFKC takes "´" apart and invisible characters keep it from composing
    # letters; and after, as NFKC gives dashes and quotation marks of its own.
    return " ".join(unicodedata.normalize("NFKC", text.translate(_FOLD)).translate(_FOLD).split())


def strip_accents(text: str) -> str:
    """The text without combining marks: `Schölkopf` → `Scholkopf`."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


_STROKED = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss",
                          "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ı": "i"})  # fmt: skip


def strip_strokes(text: str) -> str:
    """The text with plain letters for those that no accent makes: `Ørsted` → `Orsted`."""
    return text.translate(_STROKED)


@functools.lru_cache(maxsize=65_536)
def slugify(text: str) -> str:
    """A name for URLs out of a text: ASCII letters, digits and single hyphens, lower case.

    A text without a single ASCII letter or digit (say, in Chinese) gives its code points in
    hexadecimal, so that different names stay different. Never empty, never longer than `MAX_SLUG`,
    and never `index`, which is the name of a folder's own page. Of a longer one the end is replaced
    by a digest of it all.
    """
    ascii_text = strip_accents(strip_strokes(text)).casefold()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")
    if slug:
        return "u-index" if slug == "index" else _bounded(slug)
    points = "-".join(f"{ord(char):x}" for char in text if not char.isspace())
    return _bounded(f"u-{points}") if points else "u"


#: The longest name for a URL. File systems take 255 bytes with an ending.
MAX_SLUG = 120


def _bounded(slug: str) -> str:
    if len(slug) <= MAX_SLUG:
        return slug
    digest = hashlib.blake2b(slug.encode(), digest_size=8).hexdigest()
    return f"{slug[: MAX_SLUG - len(digest) - 1].rstrip('-')}-{digest}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`Did you mean 'x'?` for the closest known word, or an empty text when none is close."""
    candidates = sorted(set(known))
    by_fold = {candidate.casefold(): candidate for candidate in reversed(candidates)}
    close = difflib.get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return f"Did you mean '{by_fold[close[0]]}'?" if close else ""


def sure_match(word: str, known: Iterable[str]) -> str | None:
    """The one known word that is surely meant, or None.

    It differs by one slip of the hand: in case, or in a letter that is missing, added, wrong or
    swapped with its neighbour. Digits must agree, for another year is another work, and so must a
    single letter behind a year, which tells two works of a year apart.
    """
    known = set(known)
    same = [one for one in known if one.casefold() == word.casefold()]
    near = same or [
        one for one in known if len(one) >= 4 and _is_one_slip(word.casefold(), one.casefold())
    ]
    return near[0] if len(near) == 1 else None


def _is_one_slip(word: str, other: str) -> bool:
    if re.findall(r"\d+[a-z]?(?![a-z])|\d+", word) != re.findall(r"\d+[a-z]?(?![a-z])|\d+", other):
        return False
    shorter, longer = sorted((word, other), key=len)
    i = 0
    while i < len(shorter) and shorter[i] == longer[i]:
        i += 1
    if len(longer) - len(shorter) == 1:
        return shorter[i:] == longer[i + 1 :]
    swapped = shorter[i + 1 : i + 2] + shorter[i : i + 1]
    return len(longer) == len(shorter) and (
        shorter[i + 1 :] == longer[i + 1 :]
        or (swapped == longer[i : i + 2] and shorter[i + 2 :] == longer[i + 2 :])
    )
