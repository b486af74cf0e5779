"""Folding of text: the forms under which two texts count as the same."""

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
    """The text as quotes are compared: NFKC, one form of dash and of quotation mark, single spaces.

    Letter case is kept: a quote stands word for word.
    """
    # Translated before, as NFKC takes "´" apart and invisible characters keep it from composing
    # letters; and after, as NFKC gives dashes and quotation marks of its own.
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


#: More words than this that are equally near are no help.
_OFFERED = 3
#: Letters that a word needs to tell something.
_STEM = 4


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`Did you mean 'x'?` for the nearest known word, or an empty text when none is near.

    Near is a word that differs by a slip of the hand, or by two from nine letters on: a letter that
    is missing, added, wrong or swapped with its neighbour. Where there is none, it is one that has
    the same words and some more, or some fewer: `vaswani2017attention` for `vaswani2017`; endings
    and initials do not count. Two or three that are equally near are all offered, of more none.
    """
    by_fold: dict[str, str] = {}
    for one in sorted(set(known)):
        by_fold.setdefault(one.casefold(), one)
    folded = word.casefold()
    near = _nearest(folded, by_fold) or _of_the_same_words(folded, by_fold)
    if not 0 < len(near) <= _OFFERED:
        return ""
    *others, last = (f"'{by_fold[one]}'" for one in near)
    return f"Did you mean {', '.join(others)} or {last}?" if others else f"Did you mean {last}?"


def _nearest(word: str, known: Iterable[str]) -> list[str]:
    """Those of the known words with the fewest slips in them, if these are few for their length."""
    most = _slips_allowed(word)
    # A slip touches two neighbouring pieces at most, so one of so many is whole.
    count = 2 * most + 1
    size = max(len(word) // count, 1)
    pieces = [word[k * size : (k + 1) * size] for k in range(count)]
    found: dict[int, list[str]] = {}
    for one in known:
        if abs(len(one) - len(word)) <= most and any(piece in one for piece in pieces if piece):
            slips = _count_slips(word, one)
            # A word of two letters bears no slip but a letter more: 'idx' is meant as 'id'.
            if slips <= min(most, _slips_allowed(one)) or (len(one) == 2 and one in word):
                found.setdefault(slips, []).append(one)
    return found[min(found)] if found else []


def _slips_allowed(word: str) -> int:
    return 0 if len(word) < 3 else 1 if len(word) < 9 else 2


def _count_slips(word: str, other: str) -> int:
    """Letters that are missing, added, wrong, or swapped with their neighbour, at the least.

    Known as the optimal string alignment distance.
    """
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(word, 1):
        row = [i]
        for j, opposite in enumerate(other, 1):
            least = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != opposite))
            if i > 1 and j > 1 and letter == other[j - 2] and opposite == word[i - 2]:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before, above = above, row
    return above[-1]


def _of_the_same_words(word: str, known: Iterable[str]) -> list[str]:
    """Those in which all words of this one stand again, or of which all stand in this one."""
    words = _words(word)
    stems = {one[:_STEM] for one in words if _tells_something(one)}
    found = []
    for one in known:
        if any(stem in one for stem in stems):
            others = _words(one)
            if _all_stand_in(words, others) or _all_stand_in(others, words):
                found.append(one)
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_](?:[^\W\d_]+|\.?)|\d+", text)


def _tells_something(word: str) -> bool:
    """Whether it is more than a number, an initial or a short word of the language."""
    return len(word) >= _STEM and word.isalpha()


def _all_stand_in(words: list[str], others: list[str]) -> bool:
    return any(map(_tells_something, words)) and all(
        any(_is_same_word(word, other) for other in others) for word in words
    )


def _is_same_word(word: str, other: str) -> bool:
    """Whether the words are one, or one with two endings: `explorative` and `exploratory`.

    An initial with its dot, as of a first name, counts for the whole.
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
    if abs(len(word) - len(other)) > 1 or _numbers(word) != _numbers(other):
        return False
    return _count_slips(word, other) == 1


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+[a-z]?(?![a-z])|\d+", text)
