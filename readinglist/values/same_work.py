"""Whether two sources describe the same work, by folded titles and authors."""

import html
import re
from collections.abc import Sequence
from functools import lru_cache

from readinglist.values.folding import strip_accents, strip_strokes
from readinglist.values.names import Name
from readinglist.values.normal_forms import normalize

#: With more authors than this, only the length and the ends of the two lists are compared.
_MANY = 10
# Everything but letters and digits.
_BETWEEN = re.compile(r"[\W_]+")
_TEX_COMMAND = re.compile(r"\\(?:[a-zA-Z]+\s*|.)")


def fold_title(text: str) -> str:
    r"""The form in which titles are compared: letters and digits only, without case and accents.

    TeX commands are left out, so that `$\mathcal{O}(n)$` equals `O(n)`.
    """
    plain = _TEX_COMMAND.sub("", html.unescape(text))
    if not plain.isascii():
        plain = strip_accents(strip_strokes(normalize("NFKC", plain)))
    return _BETWEEN.sub("", plain.casefold())


def same_title(one: str, other: str) -> bool:
    """Whether the titles are the same but for case, accents, punctuation, spaces and TeX."""
    folded = fold_title(one)
    return bool(folded) and folded == fold_title(other)


def same_authors(ours: Sequence[Name], theirs: Sequence[Name]) -> bool:
    """Whether the lists name the same people in the same order, by their family names.

    Of more than ten authors the first three and the last are compared. Empty lists are never the
    same.
    """
    if not ours or len(ours) != len(theirs):
        return False
    pairs = list(zip(ours, theirs, strict=True))
    if len(pairs) > _MANY:
        pairs = [*pairs[:3], pairs[-1]]
    return all(same_family(one, other) for one, other in pairs)


def same_family(one: Name, other: Name) -> bool:
    """Whether two names may share a family name, even if the sources split them differently.

    One source's family name must be the end of the other's whole name: `Garcia Lopez, Ana` and
    `Lopez, Ana Garcia` match, as do `Maaten, Laurens van der` and `van der Maaten, L.`
    """
    ours, theirs = _words(one.literal or one.family), _words(other.literal or other.family)
    if not ours or not theirs:
        return False
    return _ends_with(_whole(one), theirs) or _ends_with(_whole(other), ours)


def _whole(name: Name) -> list[str]:
    return _words(name.literal or f"{name.given} {name.particle} {name.family}")


@lru_cache(maxsize=65_536)
def _words(text: str) -> list[str]:
    folded = strip_accents(strip_strokes(normalize("NFKC", text))).casefold()
    return re.findall(r"[^\W_]+", folded.replace("'", "").replace("’", ""))


def _ends_with(words: list[str], end: list[str]) -> bool:
    return words[-len(end) :] == end
