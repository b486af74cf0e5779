"""Names of authors in CSL's terms: parsed, written, and checked for signs of a wrong split.

A text does not say which of its words are the family name. The rules here work for most names in
arXiv's records; where they fail, the entry gives the parts.
"""

import functools
import re
from dataclasses import dataclass
from functools import cached_property

from readinglist.values.east_asian_names import split_unspaced
from readinglist.values.folding import slugify, strip_accents
from readinglist.values.group_names import is_group, is_group_with_commas, is_inverted_group

# Lower-case particles between given and family name.
_PARTICLES = frozenset(
    """
    af al av beim bin d' da das de degli dei del della den der des di do dos du el il im la le
    les lo o' ten ter te 't van vande vanden vander von vom zu zum zur y und
    """.split()
)
#: Capitalised words that begin a family name of several words: Van Gool, De Raedt, El Karoui.
FIRST_OF_FAMILY = frozenset(
    """
    Al Ben Bin Da Dal Dalla De Degli Del Della Dello Di Dos Du El La Le Lo Los Mac San St. Ten
    Ter Van Vande Vanden Vander Von
    """.split()
)
# What joins two family names, in Spanish and in Catalan.
_JOINING = frozenset({"y", "i"})
# Vietnamese family names; beside one of them, Van is a middle name.
_VIETNAMESE = frozenset(
    "Bui Bùi Dang Đặng Dinh Đinh Do Đỗ Doan Đoàn Duong Dương Ho Hồ Hoang Hoàng Huynh Huỳnh Lam Lâm "
    "Le Lê Luong Lương Luu Lưu Ly Lý Mai Ngo Ngô Nguyen Nguyễn Pham Phạm Phan Phung Phùng Ta Tạ "
    "Tran Trần Trinh Trịnh Truong Trương Vo Võ Vu Vũ".split()
)
# Portuguese words of descent, which follow a family name and belong to it.
_DESCENT = frozenset("Filho Junior Júnior Neto Sobrinho".split())
_SUFFIX = re.compile(r"(?i:Jr|Sr)\.?|II|III|IV|2nd|3rd|4th|(?i:PhD|Ph\.D\.)")
_ARTICLE = re.compile(r"^(?:The|the|A|An) (?=\S)")
_INITIALS = re.compile(r"[^\W\d_](?:\.(?:[-‐]?[^\W\d_]\.)*)?")
# Chinese characters, Japanese kana, Korean syllables.
_EAST_ASIAN = re.compile(
    "[\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff]+"
)


@dataclass(frozen=True)
class Name:
    """The name of an author.

    Either `literal` is set (a group, or a name that must not be split) and all else is empty, or
    `family` is set. `particle` is CSL's non-dropping particle, as in *van der* Maaten.
    """

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def is_east_asian(self) -> bool:
        """Whether the name is in East Asian script: family name first, without a space."""
        return bool(_EAST_ASIAN.fullmatch(self.family) and _EAST_ASIAN.fullmatch(self.given))

    @cached_property
    def display(self) -> str:
        """The name in reading order: `Laurens van der Maaten`, `Jonathan Ho Jr.`, `李飞飞`."""
        if self.literal:
            return self.literal
        if self.is_east_asian and not (self.particle or self.suffix):
            return self.family + self.given
        parts = (self.given, self.particle, self.family, self.suffix)
        return " ".join(part for part in parts if part)

    @cached_property
    def surname(self) -> str:
        """The name in a short citation: `van der Maaten`, `OpenAI`."""
        return self.literal or f"{self.particle} {self.family}".strip()

    @cached_property
    def sort_key(self) -> tuple[str, str]:
        """Family name, then given name, without accents or case; particles are ignored.

        A group sorts by its whole name without a leading article.
        """
        name = self.family or _ARTICLE.sub("", self.literal)
        return (strip_accents(name).casefold(), strip_accents(self.given).casefold())

    @property
    def inverted(self) -> str:
        """The form for BibTeX and indexes: `van der Maaten, Laurens` or `Ho, Jr., Jonathan`."""
        if self.literal:
            return self.literal
        return ", ".join(part for part in (self.surname, self.suffix, self.given) if part)

    @cached_property
    def slug(self) -> str:
        """The name in a URL; spellings that differ only in accents or case share it."""
        return slugify(self.display)

    def as_plain(self) -> str | dict[str, str]:
        """The name as written to files: its text if parsing that gives the name, or its parts."""
        try:
            if parse_written_name(self.display) == self:
                return self.display
        except ValueError:
            pass
        keys = ("family", "given", "particle", "suffix", "literal")
        return {key: getattr(self, key) for key in keys if getattr(self, key)}


def _is_particle(word: str) -> bool:
    return word.casefold() in _PARTICLES and word[:1].islower()


@functools.lru_cache(maxsize=65_536)
def parse_name(text: str) -> Name:
    """Parse a name such as `Laurens van der Maaten` or `van der Maaten, Laurens`.

    A single word, or the name of a group (see `group_names`), becomes `literal`. Spaces are folded.
    Raises `ValueError(message, hint)` for a text without a letter.
    """
    text = " ".join(text.split())
    if not any(char.isalpha() for char in text):
        raise ValueError(f"'{text}' is not a name", "Write it like 'Ada Lovelace'.")
    if "," in text:
        return _parse_inverted(text)
    words = text.split(" ")
    if (
        len(words) == 1
        and not text.isascii()
        and not is_group(text)
        and (parts := split_unspaced(text))
    ):
        return Name(*parts)
    if len(words) == 1 or is_group(text) or "&" in words:
        return Name(literal=text)
    if len(words) == 2 and all(map(_EAST_ASIAN.fullmatch, words)):
        return Name(family=words[0], given=words[1])
    suffix = ""
    if _SUFFIX.fullmatch(words[-1]):
        suffix = words.pop()
    start, end = _find_family(words)
    if end == 0:
        return Name(literal=text)
    return Name(
        family=" ".join(words[end:]),
        given=" ".join(words[:start]),
        particle=" ".join(words[start:end]),
        suffix=suffix,
    )


def _find_family(words: list[str]) -> tuple[int, int]:
    """The indices of the particle and of the family name; 0 and 0 for a single word."""
    last = len(words) - 1
    initials = [i for i, word in enumerate(words) if _INITIALS.fullmatch(word)]
    # A particle before an initial is part of the given names: Luciano da F. Costa.
    for i in range(max([*initials, 0]), last):
        if i and words[i] in _JOINING:
            # Santiago Ramón y Cajal: the family name begins one word earlier.
            return i - 1, i - 1
        if _is_particle(words[i]):
            end = i
            while end < last and _is_particle(words[end]):
                end += 1
            return i, end
        if i and words[i] in FIRST_OF_FAMILY and words[i - 1] != "Abd":
            is_middle_name = words[i] == "Van" and _VIETNAMESE & {words[0], words[-1]}
            if not is_middle_name:
                return i, i
    if last > 1 and words[-1] in _DESCENT and not _INITIALS.fullmatch(words[-2]):
        return last - 1, last - 1
    return last, last


def _parse_inverted(text: str) -> Name:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > 3 or not all(parts) or is_group_with_commas(parts):
        return Name(literal=text)
    suffix = ""
    if len(parts) == 3:
        family, suffix, given = parts
        if _SUFFIX.fullmatch(given) and not _SUFFIX.fullmatch(suffix):
            # The order of RIS and of indexes: King, Martin Luther, Jr.
            suffix, given = given, suffix
    else:
        family, given = parts
        if _SUFFIX.fullmatch(given):
            return Name(literal=text) if " " not in family else _with_suffix(family, given)
        first, _, end_word = given.rpartition(" ")
        if first and _SUFFIX.fullmatch(end_word):
            given, suffix = first, end_word
    if not suffix and is_inverted_group(family, given):
        return Name(literal=f"{given} {family}")
    words = family.split(" ")
    if not suffix and len(words) > 1 and _SUFFIX.fullmatch(words[-1]):
        suffix = words.pop()
    end = 0
    while end < len(words) - 1 and _is_particle(words[end]):
        end += 1
    return Name(
        family=" ".join(words[end:]), given=given, particle=" ".join(words[:end]), suffix=suffix
    )


def _with_suffix(display: str, suffix: str) -> Name:
    name = parse_name(display)
    if name.literal or name.suffix:
        return Name(literal=f"{display}, {suffix}")
    return Name(family=name.family, given=name.given, particle=name.particle, suffix=suffix)


def name_of_parts(family: str, given: str = "", particle: str = "", suffix: str = "") -> Name:
    """A name from the parts that a source gives; leading particles of `family` become `particle`.

    At least one of family and given name must not be empty. One of them alone becomes `literal`,
    unless it is a name without spaces that can be split, such as `王小明`. Raises
    `ValueError(message, hint)` for parts without a letter.
    """
    if not any(char.isalpha() for char in family + given):
        raise ValueError(f"'{family or given}' is not a name", "Write it like 'Ada Lovelace'.")
    if not (family and given):
        alone = " ".join(part for part in (particle, family or given) if part)
        parts = None if suffix or particle or is_group(alone) else split_unspaced(alone)
        return Name(*parts) if parts else Name(literal=f"{alone} {suffix}".strip())
    if not (particle or suffix) and is_inverted_group(family, given):
        return Name(literal=f"{given} {family}")
    words = family.split(" ")
    if not suffix and len(words) > 1 and "," not in family and _SUFFIX.fullmatch(words[-1]):
        suffix = words.pop()
    start = 0
    while not particle and start < len(words) - 1 and _is_particle(words[start]):
        start += 1
    if not suffix:
        first, _, last = given.rpartition(" ")
        if first and _SUFFIX.fullmatch(last):
            given, suffix = first.rstrip(","), last
    return Name(" ".join(words[start:]), given, particle or " ".join(words[:start]), suffix)


_OTHERS = re.compile(
    r"(?:and |& ?)?(?:others|et\.? ?al(?:ii|ia|\.)?|\d+ (?:more|others)|u\. ?a\.|等|ほか|외)",
    re.IGNORECASE,
)
_OTHERS_AT_END = re.compile(
    r"(?:,? (?:and |& )?et\.? ?al(?:ii|ia|\.)?|,? (?:and|&) (?:\d+ )?(?:others|more)|,? 等)$",
    re.IGNORECASE,
)


def is_others(text: str) -> bool:
    """Whether the text stands for unnamed authors: `others`, `et al.`."""
    return bool(_OTHERS.fullmatch(text.strip(" ,.") + ("." if text.rstrip().endswith(".") else "")))


def without_others(text: str) -> str:
    """The name without a trailing `et al.`."""
    return _OTHERS_AT_END.sub("", text)


_ONLY_INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?)+")
#: Words and signs that some people write between names instead of `and`, for an expression.
WORDS_FOR_AND, SIGNS_FOR_AND = "und|et|with|och|og", "[/|•·+]"
_BETWEEN_NAMES = re.compile(
    rf",? (?:and|&|{WORDS_FOR_AND}) |; ?| ?{SIGNS_FOR_AND} ?", re.IGNORECASE
)
_PART_OF_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[.'’‐-])*")


#: Without one of these a text is at most one name.
_MAY_BE_SEVERAL = re.compile(
    rf"[&;等]|{SIGNS_FOR_AND}|ほか|외|\b(?:and|al|others|more|a|{WORDS_FOR_AND})\b|\bet",
    re.IGNORECASE,
)


def find_fault(text: str) -> tuple[str, str] | None:
    """What is wrong with a text that should be one name, and a hint; None if nothing is.

    `et al.` is not an author, nor is `A.`, and `Jane Doe and John Smith` are two.
    """
    text = " ".join(text.split())
    if _ONLY_INITIALS.fullmatch(text):
        hint = f'Write the full name, like Ada Lovelace, or in quotes: "Lovelace, {text}".'
        return f"'{text}' is not a full name", hint
    if text.count(",") > 1 and (several := _several_by_commas(text)):
        return several
    if not _MAY_BE_SEVERAL.search(text):
        return None
    if is_others(text) or without_others(text) != text:
        return (f"'{text}' does not name all authors", "Write every author's name.")
    parts = _BETWEEN_NAMES.split(text)
    if len(parts) > 1 and not is_group(text) and all(map(_is_whole_name, parts)):
        return (
            f"'{text}' holds several names",
            f"List them separately: [{', '.join(parts)}]; for a group: {{literal: {text}}}.",
        )
    return None


def _several_by_commas(text: str) -> tuple[str, str] | None:
    """The fault that commas separate several names, unless they are in one name or a group's."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    is_one = len(parts) < 3 or (len(parts) == 3 and any(map(_SUFFIX.fullmatch, parts)))
    if is_one or is_group(text) or is_group_with_commas(parts):
        return None
    hint = (
        f"List them separately, like [Ada Lovelace, Bo Moss]; for a group: {{literal: '{text}'}}."
    )
    return f"'{text}' holds several names", hint


def _is_whole_name(text: str) -> bool:
    """Whether the text can be a person's name of two to five words."""
    words = text.split(" ")
    # `Karl von` is the first half of a name that goes on with `und zu`.
    if _is_particle(words[-1]):
        return False
    return (
        2 <= len(words) <= 5
        and all(
            _PART_OF_NAME.fullmatch(word) and (word[0].isupper() or _is_particle(word))
            for word in words
        )
        and not is_group(text)
    )


_FAMILY = re.compile(r"[^\W\d_](?:['’][^\W\d_])?[^\W\d_]+(?:-[^\W\d_]+)*")


def may_be_cut(first: str, second: str) -> bool:
    """Whether two neighbours in a list may be one name split at its comma: `Fern` and `Ada`.

    That is so if neither is a full name: the first only a family name, perhaps with particles, the
    second only a given name, perhaps with initials. Names with an inner capital, such as `OpenAI`,
    are groups.
    """
    *particles, family = first.split() or [""]
    given, *initials = second.split() or [""]
    return (
        all(map(_is_particle, particles))
        and all(map(_INITIALS.fullmatch, initials))
        and _is_word_of_name(family)
        and _is_word_of_name(given)
        and not (is_group(first) or is_group(second))
    )


def _is_word_of_name(word: str) -> bool:
    parts = re.split("[-'’]", word)
    return bool(_FAMILY.fullmatch(word)) and all(part.istitle() for part in parts)


def parse_written_name(text: str) -> Name:
    """Like `parse_name`, for names written by hand in the list.

    Also raises `ValueError(message, hint)` for a text that is not exactly one author.
    """
    if fault := find_fault(text):
        raise ValueError(*fault)
    return parse_name(text)
