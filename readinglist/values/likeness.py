"""Similarity of short texts: which of them may say the same in other words.

Texts are compared as sets of words, by the Jaccard index: shared words over all words. Comparing
every pair would be quadratic, so only pairs that can reach the threshold are compared: those that
share a word among the rarest of each (prefix filtering, which is exact; Bayardo, Ma and Srikant,
"Scaling up all pairs similarity search", WWW 2007).
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from readinglist.values.folding import strip_accents

Words = frozenset[str]

# Function words, which say nothing about a sentence's subject.
_COMMON = frozenset(
    "a an and are as at be been being but by can could do does for from had has have how if "
    "in into is it its may more most much no nor not of on one only or other over own rather "
    "should so some such than that the their them then there these they this those to too "
    "under up upon use very was were what when where which while who why will with would you "
    "your".split()
)
_ENDINGS = ("ing", "ed", "es", "s", "ly")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Alike:
    """The names of two similar texts, with their Jaccard index: 0 to 1, 1 for equal words."""

    one: str
    other: str
    index: float


def words_of(text: str) -> Words:
    """The content words of a text, without accents, case and common endings."""
    words = set()
    for match in _WORD.finditer(strip_accents(text).casefold()):
        word = match[0]
        if word in _COMMON:
            continue
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 4:
                word = word.removesuffix(ending)
                break
        words.add(word)
    return frozenset(words)


def jaccard(one: Words, other: Words) -> float:
    """Shared words over all words; 0 when there are none."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0


def find_alike(
    texts: Mapping[str, Words], known: Mapping[str, Words], at_least: float
) -> list[Alike]:
    """The pairs of a text and a known text with an index of `at_least` or more, most similar first.

    A name in both mappings is never paired with itself, and two names in both make one pair.
    `at_least` must be above 0.
    """
    frequency = Counter(word for words in known.values() for word in words)
    frequency.update(word for words in texts.values() for word in words)

    def prefix(words: Words) -> list[str]:
        ordered = sorted(words, key=lambda word: (frequency[word], word))
        return ordered[: len(words) - math.ceil(round(at_least * len(words), 9)) + 1]

    by_word: dict[str, list[str]] = defaultdict(list)
    for name, words in known.items():
        if words:
            for word in prefix(words):
                by_word[word].append(name)
    found: dict[tuple[str, str], Alike] = {}
    for name, words in texts.items():
        if not words:
            continue
        candidates = {other for word in prefix(words) for other in by_word.get(word, ())}
        for other in candidates - {name}:
            index = jaccard(words, known[other])
            if index >= at_least and (other, name) not in found:
                found[name, other] = Alike(name, other, index)
    return sorted(found.values(), key=lambda pair: (-pair.index, pair.one, pair.other))
