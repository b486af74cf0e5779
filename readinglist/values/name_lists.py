"""Lists of names as in BibTeX: `Ada Fern and Moss, Bo and {GTEx Consortium}`.

A field is decoded first and split afterwards, with marks for what its braces hold together, so that
a command after an `and` keeps its letter. biblatex's extended names are read, too:
`family=Hasselt, given=Wim, prefix=van`. Anything else is never silently misread: a list with commas
or semicolons is split if that is certain, and reported in any case.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from readinglist.values.group_names import is_group
from readinglist.values.markup import strip_markup
from readinglist.values.names import (
    FIRST_OF_FAMILY,
    SIGNS_FOR_AND,
    WORDS_FOR_AND,
    Name,
    find_fault,
    is_others,
    name_of_parts,
    parse_name,
    without_others,
)
from readinglist.values.tex import (
    GROUP_END,
    GROUP_START,
    HELD_COMMA,
    HELD_SPACE,
    decode_marked_tex,
    unmark,
)


@dataclass
class NameList:
    """The names of a field, in order.

    `has_more` means that it ends in `others` or `et al.`; `slips` are sentences about mistakes in
    it, each saying how it was read.
    """

    names: list[Name] = field(default_factory=list)
    has_more: bool = False
    slips: list[str] = field(default_factory=list)


_AND = re.compile(r"(?:^|(?<!\s)\s++)and(?=\s|$)", re.IGNORECASE)
_EXTENDED = re.compile(r"\s*(?:family|given|prefix|suffix)(?:-i)?\s*=", re.IGNORECASE)
_KEY = re.compile(r'\s*+"?\s*+(?P<key>[A-Za-z-]++)\s*+=(?P<value>.*)', re.DOTALL)
#: Keys of extended names that affect only how a name is printed or sorted.
_OF_PRINT = re.compile(r"use|sorting|[\w-]*?(?:template|scheme)|(?:hash|gender|id)$|\w++-i$")
_WORD = r"[^\W\d_](?:[^\W\d_]|[.'’-])*+"
#: A name of words, or with one word before the comma.
_USUAL = re.compile(rf"{_WORD}(?:,|(?= |$))(?: {_WORD})*+")
_MAY_BE_MORE = re.compile(r"\b(?:und|et|with|och|og|others|more|al)\b", re.IGNORECASE)
_SUFFIX = re.compile(r"(?i:Jr|Sr|Jnr|Snr|Esq)\.?|II|III|IV|V|2nd|3rd|(?i:PhD|Ph\.D\.)|MD|M\.D\.")
#: What stands in place of `and` in other languages and other forms, between whole names.
_INSTEAD_OF_AND = re.compile(rf"\s(?:{WORDS_FOR_AND}|&)\s|\s?{SIGNS_FOR_AND}\s?", re.IGNORECASE)
#: A name as medical journals have it: `Smith JA`, the family name and initials without dots.
_TURNED = re.compile(r"(?P<family>[^\W\d_].*) (?P<initials>[^\W\d_]{1,3})")
_ROMAN = re.compile(r"[IVX]+")
#: What bibliographies write behind a name in place of the field that says it.
_ROLE = re.compile(
    r"(?<!\s)\s*+[(\[](?:eds?|editors?|hrsg|hg|bearb|übers|trans|transl|coord|dir|comp)\.?[)\]]$",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:[^\W\d_a-z](?:[^\W\d_]?\.)?[\s-]?){1,4}")
#: Characters that names do not have; an unknown TeX command leaves some.
_FOREIGN = re.compile(r"[\\{}$@<>=\d|#%^]")


def parse_name_list(source: str) -> NameList:
    """The names in a field of a `.bib` file. Parts without a letter, such as `.`, are skipped."""
    found = NameList()
    if not source:
        return found
    text = decode_marked_tex(source)
    if "<" in text or "&" in text:
        text = strip_markup(text)
    parts = [part.strip() for part in _AND.split(text)]
    # Next to other inverted names, a name with a comma is inverted, too.
    inverted = sum("," in part for part in parts)
    may_be_two = inverted == 1 or any(" " in part and "," not in part for part in parts)
    are_turned = _are_turned(parts)
    for part in parts:
        if not part or not any(map(str.isalpha, part)):
            continue
        if is_others(part):
            found.has_more = True
        elif _EXTENDED.match(part.lstrip(f' "{GROUP_START}')):
            _read_extended(part, found)
        else:
            _read_plain(part, found, may_be_two=may_be_two, are_turned=are_turned)
    return found


def read_names(texts: Iterable[str]) -> NameList:
    """The names of fields with one name each, as in files of RIS, PubMed and EndNote.

    With a comma, the family name comes first; without one it is found as in `parse_name`. A comma
    at the end marks a group, as in EndNote. Several names in a field are split and reported.
    """
    found = NameList()
    names = [" ".join(text.split()) for text in texts]
    are_turned = _are_turned(names)
    for text in names:
        if not any(map(str.isalpha, text)):
            continue
        if is_others(text):
            found.has_more = True
        elif text.endswith(","):
            found.names.append(Name(literal=text.rstrip(" ,")))
        elif " and " in text.lower() and find_fault(text) and without_others(text) == text:
            parts = [part.strip() for part in _AND.split(text)]
            found.slips.append(f"'{text}' holds several names; read as {'; '.join(parts)}")
            for part in parts:
                _read_plain(part, found, may_be_two=False, are_turned=are_turned)
        else:
            _read_plain(text, found, may_be_two=False, are_turned=are_turned)
    return found


def _turned(text: str) -> tuple[str, str] | None:
    """Family name and initials of `Smith JA`, or None for another form."""
    match = _TURNED.fullmatch(text)
    if not match or "," in text or HELD_SPACE in text:
        return None
    family, initials = match["family"], match["initials"]
    if not initials.isupper() or not family[:1].isalpha() or not any(map(str.islower, family)):
        return None
    is_other = "." in family or GROUP_START in text or is_group(text)
    if is_other or (len(initials) > 1 and _ROMAN.fullmatch(initials)):
        return None
    return family, ". ".join(initials) + "."


def _are_turned(names: list[str]) -> bool:
    """Whether the names of a field have the form `Smith JA`: all of those without a comma."""
    plain = [name for name in names if name and "," not in name and not is_others(name)]
    plain = [name for name in plain if " " in name and GROUP_START not in name]
    return len(plain) > 1 and all(map(_turned, plain))


def _read_extended(part: str, found: NameList) -> None:
    """Read an extended name: biblatex manual, section 3.8 on name parts."""
    values: dict[str, str] = {}
    unread: list[str] = []
    for piece in part.split(","):
        match = _KEY.fullmatch(piece.replace(GROUP_START, "").replace(GROUP_END, ""))
        key = match["key"].lower() if match else ""
        if match and key in ("family", "given", "prefix", "suffix"):
            values[key] = unmark(match["value"]).strip('" ')
        elif not _OF_PRINT.match(key):
            unread.append(unmark(piece).strip())
    if unread:
        # One sentence for all: repeating the name for each could be far longer than the file.
        found.slips.append(f"'{', '.join(unread)}' of the name '{unmark(part)}' "
                           "is not understood and left out")  # fmt: skip
    try:
        found.names.append(
            name_of_parts(
                values.get("family", ""),
                values.get("given", ""),
                values.get("prefix", ""),
                values.get("suffix", ""),
            )
        )
    except ValueError:
        found.slips.append(f"the name '{unmark(part)}' has neither a family nor a given name")


def _read_plain(part: str, found: NameList, *, may_be_two: bool, are_turned: bool) -> None:
    if _USUAL.fullmatch(part) and not part[-1].isupper() and not _MAY_BE_MORE.search(part):
        # Nine of ten names are one in the usual form, and nothing else can be in them.
        found.names.append(_with_particle(part, parse_name(part)))
        return
    if _is_one_group(part):
        found.names.append(Name(literal=unmark(part)))
        return
    shorter = without_others(part)
    if shorter != part:
        found.has_more = True
        part = shorter
    if role := _ROLE.search(part):
        found.slips.append(f"'{role[0].strip()}' of the name '{unmark(part)}' is left out")
        part = part[: role.start()]
    pieces = _take_apart(part, may_be_two=may_be_two, found=found)
    if not pieces:
        found.names.append(Name(literal=unmark(part)))
        return
    if len(pieces) > 1:
        shown = "; ".join(unmark(piece) for piece in pieces)
        found.slips.append(
            f"the names '{unmark(part)}' are not separated by 'and'; read as {shown}"
        )
        are_turned = are_turned or _are_turned(pieces)
    for piece in pieces:
        piece = _turn(piece, found, are_turned=are_turned)  # noqa: PLW2901 - in the usual order
        if name := _read_one(piece):
            found.names.append(name)
            if _FOREIGN.search(name.given + name.family) or "\\" in name.literal:
                found.slips.append(f"the name '{name.display}' has characters not used in names")


def _turn(piece: str, found: NameList, *, are_turned: bool) -> str:
    """`Smith, J. A.` for `Smith JA`, which is told."""
    turned = _turned(piece)
    if not turned:
        return piece
    family, initials = turned
    if len(initials) > 2 or are_turned:
        found.slips.append(f"'{piece}' is read as family name '{family}', initials '{initials}'")
        return f"{family}, {initials}"
    found.slips.append(
        f"'{piece}' is read as given name '{family}', family name '{initials[0]}'; "
        f"if it is the other way round, write '{family}, {initials}'"
    )
    return piece


def _is_one_group(part: str) -> bool:
    return (
        part.startswith(GROUP_START)
        and part.find(GROUP_END) == len(part) - 1
        and part.find(GROUP_START, 1) < 0
    )


def _take_apart(part: str, *, may_be_two: bool, found: NameList) -> list[str]:
    """The texts of the names in what stands between two `and`: one, unless the form is wrong.

    None at all where there seem to be several that cannot be told apart.
    """
    if ";" in part:
        return [piece.strip() for piece in part.split(";") if any(map(str.isalpha, piece))]
    sides = [piece.strip(" ,") for piece in _INSTEAD_OF_AND.split(part)]
    # The `und` of `von und zu Guttenberg` stands between particles.
    are_names = all(" " in piece and not piece.rpartition(" ")[2].islower() for piece in sides)
    if len(sides) > 1 and are_names and not is_group(unmark(part)):
        taken = [_take_apart(piece, may_be_two=True, found=found) for piece in sides]
        return [name for names in taken for name in names] if all(taken) else []
    pieces = [piece.strip() for piece in part.split(",")]
    ends_open = len(pieces) > 1 and not pieces[-1]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) < 2 or is_group(unmark(part)):
        return [part.strip(" ,")]
    are_whole = all(" " in piece for piece in pieces)
    if all(map(_turned, pieces)):
        return pieces
    if len(pieces) == 2:
        first, _, last = pieces[0].rpartition(" ")
        if are_whole and (ends_open or (_INITIALS.fullmatch(first) and not _is_short(last))):
            return pieces
        if may_be_two and are_whole and not any(map(_is_short, pieces)):
            whole, family, given = unmark(part), *map(unmark, pieces)
            found.slips.append(
                f"'{whole}' is read as one person, family name '{family}', given name '{given}'; "
                "if they are two people, write 'and' between them"
            )
        return [part.rstrip(" ,")]
    if len(pieces) == 3 and any(_SUFFIX.fullmatch(piece) for piece in pieces[1:]):
        return [part]
    if are_whole and not any(_SUFFIX.fullmatch(piece) for piece in pieces):
        return pieces
    if len(pieces) % 2 == 0 and all(map(_INITIALS.fullmatch, pieces[1::2])):
        return [", ".join(pair) for pair in zip(pieces[::2], pieces[1::2], strict=True)]
    found.slips.append(f"'{unmark(part)}' cannot be split; write 'and' between the names")
    return []


def _is_short(piece: str) -> bool:
    """Whether its words show that it is only part of a name: initials, particles, Di or Van."""
    words = piece.split()
    return words[0] in FIRST_OF_FAMILY or any(
        len(word.strip(".")) < 2 or word[0].islower() for word in words
    )


def _read_one(text: str) -> Name | None:
    """The name, or None if the text has no letter.

    Spaces and commas in braces belong to it, and lower-case words before a comma are particles.
    """
    marked = text.replace(GROUP_START, "").replace(GROUP_END, "")
    try:
        name = _with_particle(marked, parse_name(marked))
    except ValueError:
        return None
    if HELD_SPACE not in text and HELD_COMMA not in text:
        return name
    keys = ("family", "given", "particle", "suffix", "literal")
    return Name(**{key: unmark(getattr(name, key)) for key in keys})


def _with_particle(text: str, name: Name) -> Name:
    """The name of a text; small words at the start of its family name are a particle."""
    if "," not in text or name.particle or " " not in name.family:
        return name
    words = name.family.split(" ")
    start = 0
    while start < len(words) - 1 and words[start][0].islower():
        start += 1
    if not start:
        return name
    return replace(name, particle=" ".join(words[:start]), family=" ".join(words[start:]))
