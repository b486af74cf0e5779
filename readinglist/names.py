"""Names of authors in the terms of CSL: family, given, particle, suffix, or literal."""

import re
from dataclasses import dataclass
from functools import cached_property

from readinglist.folding import slugify, strip_accents

# Particles that are written in lower case between given and family name.
_PARTICLES = frozenset(
    "af al av bin d' da das de degli dei del della den der des di do dos du el il la le les lo "
    "o' ten ter te 't van vande vanden vander von vom zu zum zur y und".split()
)
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|II|III|IV|PhD", re.IGNORECASE)
_GROUP_WORD = re.compile(
    r"\b(?:AI|Team|Labs?|Group|Collaboration|Consortium|Inc\.?|Foundation|Institute|University|"
    r"Community|Project|Research|Authors)$"
)


@dataclass(frozen=True)
class Name:
    """The name of an author.

    Either `literal` is set (a group, or a name that is not to be taken apart) and all else is
    empty, or `family` is set. `particle` is CSL's non-dropping particle, as in *van der* Maaten.
    """

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""

    @cached_property
    def display(self) -> str:
        """The name as it is read: `Laurens van der Maaten`, `Jonathan Ho Jr.`, `OpenAI`."""
        if self.literal:
            return self.literal
        return " ".join(
            part for part in (self.given, self.particle, self.family, self.suffix) if part
        )

    @property
    def surname(self) -> str:
        """What stands for the name in a short citation: `van der Maaten`, `OpenAI`."""
        return self.literal or f"{self.particle} {self.family}".strip()

    @property
    def sort_key(self) -> tuple[str, str]:
        """Order by family name, then given name, without accents or case; particles are ignored."""
        return (
            strip_accents(self.literal or self.family).casefold(),
            strip_accents(self.given).casefold(),
        )

    @property
    def inverted(self) -> str:
        """The form of BibTeX and of indexes: `van der Maaten, Laurens` or `Ho, Jr., Jonathan`."""
        if self.literal:
            return self.literal
        return ", ".join(part for part in (self.surname, self.suffix, self.given) if part)

    @cached_property
    def slug(self) -> str:
        """The name's part of a URL; two spellings that differ in accents or case share it."""
        return slugify(self.display)


def _is_particle(word: str) -> bool:
    return word.casefold() in _PARTICLES and word[:1].islower()


def parse_name(text: str) -> Name:
    """The name that a text such as `Laurens van der Maaten` or `van der Maaten, Laurens` means.

    A text of one word, or one that ends in a word such as Team, Labs or AI, is a group's name or a
    single name and stays `literal`. Spaces are folded. Raises `ValueError(message, hint)` for a
    text without a letter.
    """
    text = " ".join(text.split())
    if not any(char.isalpha() for char in text):
        raise ValueError(f"'{text}' is not a name", "Write it like 'Ada Lovelace'.")
    if "," in text:
        return _parse_inverted(text)
    words = text.split(" ")
    if len(words) == 1 or _GROUP_WORD.search(text):
        return Name(literal=text)
    suffix = ""
    if len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        suffix = words.pop()
    # The particle starts at the first lower-case particle word; what stands before is given.
    start = next((i for i in range(len(words) - 1) if _is_particle(words[i])), None)
    if start is None:
        return Name(family=words[-1], given=" ".join(words[:-1]), suffix=suffix)
    end = start
    while end < len(words) - 1 and _is_particle(words[end]):
        end += 1
    return Name(
        family=" ".join(words[end:]),
        given=" ".join(words[:start]),
        particle=" ".join(words[start:end]),
        suffix=suffix,
    )


def _parse_inverted(text: str) -> Name:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > 3 or not all(parts):
        return Name(literal=text)
    suffix = ""
    if len(parts) == 3:
        family, suffix, given = parts
    else:
        family, given = parts
        if _SUFFIX.fullmatch(given):
            return Name(literal=text) if " " not in family else _with_suffix(family, given)
    words = family.split(" ")
    end = 0
    while end < len(words) - 1 and _is_particle(words[end]):
        end += 1
    return Name(
        family=" ".join(words[end:]), given=given, particle=" ".join(words[:end]), suffix=suffix
    )


def _with_suffix(display: str, suffix: str) -> Name:
    name = parse_name(display)
    if name.literal:
        return Name(literal=f"{display}, {suffix}")
    return Name(family=name.family, given=name.given, particle=name.particle, suffix=suffix)
