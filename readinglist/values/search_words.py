"""Splitting texts and queries into the words that search compares.

The browser splits queries in the same way, in `site/theme/assets/readinglist/search.js`; a test
keeps the two consistent.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

from readinglist.values.folding import strip_accents
from readinglist.values.formulas import find_formulas, replace_formulas
from readinglist.values.tex_symbols import SYMBOLS

# Letters and digits, and the signs that may join them into one term: GPT-4, 2405.04434, d'Arcy.
_TERM = re.compile(r"[^\W_]+(?:[-‐‑.'’_/+][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
# FlashAttention → Flash, Attention; GPT4All → GPT, 4, All.
_HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PLURAL = re.compile(r"[A-Z]+s")
# Scripts written without spaces: Han, kana, Hangul, Thai.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
#: Words that a query loses nothing without.
STOP_WORDS = frozenset(
    "a an and are as at be by for from in is it its of on or that the this to was we with".split()
)


@lru_cache(maxsize=65536)
def fold_word(text: str) -> str:
    """The text without accents and in lower case: `Schölkopf` → `scholkopf`."""
    return strip_accents(text.lower()).lower().translate(_LETTERS)


def split_words(text: str) -> Iterator[str]:
    """The words of a text, folded, in order and with repetitions.

    A compound gives itself without its signs, then its parts: `GPT-4` gives `gpt4`, `gpt`, `4`.
    Scripts without spaces give pairs of characters.
    """
    for match in _TERM.finditer(text):
        term = match[0]
        parts = _PART.findall(term)
        if len(parts) > 1:
            yield fold_word("".join(parts))
        for part in parts:
            if _UNSPACED.search(part):
                yield from _split_unspaced(part)
                continue
            yield fold_word(part)
            humps = _humps(part)
            if len(humps) > 1:
                yield from humps


def index_words(text: str) -> Iterator[str]:
    r"""The words under which to index a text: those of `split_words`, and those of its formulas.

    A reader searches for `$\ell_1$` as `l1`, and for `$O(n^2)$` as `n2`. Queries have no dollars,
    so the browser needs none of this.
    """
    yield from split_words(text)
    if "$" in text or "\\" in text:
        for formula in find_formulas(text):
            yield from split_words(_speak(formula.source))


def speak_formulas(text: str) -> str:
    r"""The text with its formulas as plain symbols, without TeX: `$\ell_1$` becomes `ℓ1`."""
    if "$" not in text and "\\" not in text:
        return text
    return replace_formulas(text, lambda formula: _speak(formula.source))


def address_word(address: str) -> str:
    """The single word under which a web address, a DOI or an id is indexed as a whole.

    It has the address's letters and digits, folded, without scheme, `www.` and fragment, so that
    different spellings of an address give the same word.
    """
    bare = _NO_PART_OF_IT.sub("", unquote(address.strip()))
    return "".join(map(fold_word, _PART.findall(bare)))


def _speak(formula: str) -> str:
    spoken = _COMMAND.sub(lambda match: SYMBOLS.get(match[1], ""), formula)
    return _SIGNS_OF_TEX.sub("", spoken)


_NO_PART_OF_IT = re.compile(r"^(?:[a-z]+://)?(?:www\.)?|#.*$", re.IGNORECASE)
_COMMAND = re.compile(r"\\([A-Za-z]+)\s*")
_SIGNS_OF_TEX = re.compile(r"[{}_^\\]|(?<=\w) (?=\d)")


@lru_cache(maxsize=65536)
def _humps(part: str) -> tuple[str, ...]:
    # A plural such as LLMs is not a compound.
    if part.islower() or part.isdigit() or not part.isascii() or _PLURAL.fullmatch(part):
        return ()
    return tuple(hump.lower() for hump in _HUMP.findall(part))


def _split_unspaced(part: str) -> Iterator[str]:
    end = 0
    for match in _UNSPACED.finditer(part):
        if match.start() > end:
            yield fold_word(part[end : match.start()])
        run = match[0]
        if len(run) == 1:
            yield run
        yield from (run[i : i + 2] for i in range(len(run) - 1))
        end = match.end()
    if end < len(part):
        yield fold_word(part[end:])
