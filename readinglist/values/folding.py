"""Folding of text: forms under which different spellings compare equal."""

import functools
import hashlib
import re
import unicodedata
from collections.abc import Iterable

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


#: With more equally close words than this, suggesting them is no help.
_OFFERED = 3
#: Letters that a word needs in order to be distinctive.
_STEM = 4


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`Did you mean 'x'?` for the closest known word, or an empty string if none is close.

    A word is close if it differs by one typo (two from nine letters on): a letter that is missing,
    added, wrong or swapped with its neighbour. Failing that, one whose words contain all of this
    one's, or the reverse: `vaswani2017attention` for `vaswani2017`; endings and initials do not
    count. Up to three equally close words are all suggested; of more, none.
    """
    by_fold: dict[str, str] = {}
    for candidate in sorted(set(known)):
        by_fold.setdefault(candidate.casefold(), candidate)
    folded = word.casefold()
    near = _nearest(folded, by_fold) or _of_the_same_words(folded, by_fold)
    if not 0 < len(near) <= _OFFERED:
        return ""
    *others, last = (f"'{by_fold[candidate]}'" for candidate in near)
    return f"Did you mean {', '.join(others)} or {last}?" if others else f"Did you mean {last}?"


def _nearest(word: str, known: Iterable[str]) -> list[str]:
    """The known words with the fewest typos, if these are few enough for the word's length."""
    most = _slips_allowed(word)
    # A typo touches at most two neighbouring pieces, so at least one of this many is intact.
    count = 2 * most + 1
    size = max(len(word) // count, 1)
    pieces = [word[k * size : (k + 1) * size] for k in range(count)]
    found: dict[int, list[str]] = {}
    for candidate in known:
        has_piece = any(piece in candidate for piece in pieces if piece)
        if abs(len(candidate) - len(word)) <= most and has_piece:
            slips = _count_slips(word, candidate, most)
            # In a two-letter word the only typo allowed is an extra letter: 'idx' means 'id'.
            is_pair_inside = len(candidate) == 2 and candidate in word
            if slips <= min(most, _slips_allowed(candidate)) or is_pair_inside:
                found.setdefault(slips, []).append(candidate)
    return found[min(found)] if found else []


def _slips_allowed(word: str) -> int:
    return 0 if len(word) < 3 else 1 if len(word) < 9 else 2


def _count_slips(word: str, other: str, most: int) -> int:
    """The optimal string alignment distance, or `most + 1` if it is greater than `most`.

    It counts letters that are missing, added, wrong, or swapped with their neighbour. Only the
    cells of the table within `most` of its diagonal can hold a distance that small (Ukkonen 1985).
    """
    far = most + 1
    before: list[int] = []
    above = [min(column, far) for column in range(len(other) + 1)]
    for i, letter in enumerate(word, 1):
        row = [far] * (len(other) + 1)
        row[0] = min(i, far)
        for j in range(max(1, i - most), min(len(other), i + most) + 1):
            opposite = other[j - 1]
            least = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != opposite), far)
            if i > 1 and j > 1 and letter == other[j - 2] and opposite == word[i - 2]:
                least = min(least, before[j - 2] + 1)
            row[j] = least
        if min(row) == far and min(above) >= most:
            return far
        before, above = above, row
    return above[-1]


def _of_the_same_words(word: str, known: Iterable[str]) -> list[str]:
    """The known words whose parts include all parts of this one, or the reverse."""
    words = _words(word)
    stems = {part[:_STEM] for part in words if _tells_something(part)}
    found = []
    for candidate in known:
        if any(stem in candidate for stem in stems):
            others = _words(candidate)
            if _all_stand_in(words, others) or _all_stand_in(others, words):
                found.append(candidate)
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_](?:[^\W\d_]+|\.?)|\d+", text)


def _tells_something(word: str) -> bool:
    """Whether the word is distinctive: not a number, an initial or a short common word."""
    return len(word) >= _STEM and word.isalpha()


def _all_stand_in(words: list[str], others: list[str]) -> bool:
    return any(map(_tells_something, words)) and all(
        any(_is_same_word(word, other) for other in others) for word in words
    )


def _is_same_word(word: str, other: str) -> bool:
    """Whether the words are equal but for their endings: `explorative` and `exploratory`.

    An initial with its dot, as of a first name, matches any name that starts with it.
    """
    if word == other:
        return True
    shorter, longer = sorted((word, other), key=len)
    if shorter.endswith("."):
        return longer.startswith(shorter.rstrip("."))
    if not (word.isalpha() and other.isalpha()):
        return False
    pairs = zip(shorter, longer, strict=False)
    shared = next((i for i, (one, two) in enumerate(pairs) if one != two), len(shorter))
    return shared >= _STEM and 3 * shared >= 2 * len(longer)


def sure_match(word: str, known: Iterable[str]) -> str | None:
    """The one known word that must be meant, or None.

    It differs in case, or by a single typo: a letter that is missing, added, wrong or swapped with
    its neighbour. Digits must agree, since another year is another work, and so must a single
    letter after a year, which distinguishes two works of that year.
    """
    folded = word.casefold()
    known = set(known)
    same = [candidate for candidate in known if candidate.casefold() == folded]
    near = same or [
        candidate
        for candidate in known
        if len(candidate) >= 4 and _is_one_slip(folded, candidate.casefold())
    ]
    return near[0] if len(near) == 1 else None


def _is_one_slip(word: str, other: str) -> bool:
    if abs(len(word) - len(other)) > 1 or _numbers(word) != _numbers(other):
        return False
    return _count_slips(word, other, 1) == 1


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+[a-z]?(?![a-z])|\d+", text)
