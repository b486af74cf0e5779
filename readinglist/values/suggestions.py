"""What a word that is not known may have been meant to be."""

import re
from collections.abc import Iterable
from functools import cached_property

#: With more equally close words than this, suggesting them is no help.
_OFFERED = 3
#: Letters that a word needs in order to be distinctive.
_STEM = 4


#: How many known words are compared letter by letter, for all suggestions together. Comparing takes
#: some 40 µs, and a hostile list can make every word similar to every other.
MOST_COMPARED = 20_000
#: How many known words are looked at for all replacements together, at 1 µs each.
MOST_LOOKED_AT = 1_000_000
#: Longer words, in characters, are nothing that could have been meant.
_LONGEST = 300
#: How many known words a message lists.
_LISTED = 20


class KnownWords:
    """The words that a text could be, and what to say about one that is none of them."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(dict.fromkeys(words))
        self._left_to_compare, self._left_to_look_at = MOST_COMPARED, MOST_LOOKED_AT

    def __contains__(self, word: str) -> bool:
        return word in self._set

    @cached_property
    def _set(self) -> frozenset[str]:
        return frozenset(self._words)

    @cached_property
    def _by_fold(self) -> dict[str, str]:
        by_fold: dict[str, str] = {}
        for word in sorted(self._words):
            by_fold.setdefault(word.casefold(), word)
        return by_fold

    def suggest(self, word: str, otherwise: str = "") -> str:
        """`Did you mean 'x'?` for the closest known word, or `otherwise` if none is close.

        A word is close if it differs by one typo (two from nine letters on): a letter that is
        missing, added, wrong or swapped with its neighbour. Failing that, one whose words contain
        all of this one's, or the reverse: `vaswani2017attention` for `vaswani2017`; endings and
        initials do not count. Up to three equally close words are all suggested; of more, none.
        There are no suggestions any more after `MOST_COMPARED` comparisons.
        """
        if self._left_to_compare <= 0 or len(word) > _LONGEST:
            return otherwise
        folded, by_fold = word.casefold(), self._by_fold
        self._left_to_compare -= 1 + len(by_fold) // 50
        near = self._nearest(folded) or self._of_the_same_words(folded)
        if not 0 < len(near) <= _OFFERED:
            return otherwise
        *others, last = (f"'{by_fold[candidate]}'" for candidate in near)
        return f"Did you mean {', '.join(others)} or {last}?" if others else f"Did you mean {last}?"

    def list_some(self, separator: str = ", ") -> str:
        """The known words, or the first of them and how many there are besides."""
        shown = separator.join(self._words[:_LISTED])
        more = len(self._words) - _LISTED
        return f"{shown} and {more:,} more" if more > 0 else shown

    def find_sure(self, word: str) -> str | None:
        """The one known word that must be meant, or None; always None after `MOST_LOOKED_AT`.

        It differs in case, or by a single typo: a letter that is missing, added, wrong or swapped
        with its neighbour. Digits must agree, since another year is another work, and so must a
        single letter after a year, which distinguishes two works of that year.
        """
        if self._left_to_look_at <= 0 or len(word) > _LONGEST:
            return None
        self._left_to_look_at -= len(self._words)
        folded = word.casefold()
        same = [candidate for candidate in self._words if candidate.casefold() == folded]
        near = same or [
            candidate
            for candidate in self._words
            if len(candidate) >= 4 and _is_one_slip(folded, candidate.casefold())
        ]
        return near[0] if len(near) == 1 else None

    def _nearest(self, word: str) -> list[str]:
        """The known words with the fewest typos, if these are few enough for the word's length."""
        most = _slips_allowed(word)
        # A typo touches at most two neighbouring pieces, so at least one of this many is intact.
        count = 2 * most + 1
        size = max(len(word) // count, 1)
        pieces = [word[k * size : (k + 1) * size] for k in range(count)]
        similar = [
            candidate
            for candidate in self._by_fold
            if abs(len(candidate) - len(word)) <= most
            and any(piece in candidate for piece in pieces if piece)
        ]
        self._left_to_compare -= len(similar)
        found: dict[int, list[str]] = {}
        for candidate in similar:
            slips = _count_slips(word, candidate, most)
            # In a two-letter word the only typo allowed is an extra letter: 'idx' means 'id'.
            is_pair_inside = len(candidate) == 2 and candidate in word
            if slips <= min(most, _slips_allowed(candidate)) or is_pair_inside:
                found.setdefault(slips, []).append(candidate)
        return found[min(found)] if found else []

    def _of_the_same_words(self, word: str) -> list[str]:
        """The known words whose parts include all parts of this one, or the reverse."""
        words = _words(word)
        stems = {part[:_STEM] for part in words if _tells_something(part)}
        similar = [
            candidate for candidate in self._by_fold if any(stem in candidate for stem in stems)
        ]
        self._left_to_compare -= len(similar)
        parts = ((candidate, _words(candidate)) for candidate in similar)
        return [
            candidate
            for candidate, others in parts
            if _all_stand_in(words, others) or _all_stand_in(others, words)
        ]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """What `KnownWords.suggest` says of a single word."""
    return KnownWords(known).suggest(word)


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


def _is_one_slip(word: str, other: str) -> bool:
    """Whether one letter is missing, added, wrong or swapped; digits must agree."""
    if abs(len(word) - len(other)) > 1 or word == other:
        return False
    pairs = zip(word, other, strict=False)
    at = next((i for i, (one, two) in enumerate(pairs) if one != two), min(len(word), len(other)))
    rest, others = word[at:], other[at:]
    is_one = (
        rest[1:] == others[1:]
        or rest == others[1:]
        or rest[1:] == others
        or (rest[1::-1] == others[:2] and rest[2:] == others[2:])
    )
    return is_one and _numbers(word) == _numbers(other)


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+[a-z]?(?![a-z])|\d+", text)
