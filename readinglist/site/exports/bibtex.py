"""Renders works as BibTeX, for biblatex, BibTeX, pandoc and Zotero.

There are two dialects. BibTeX's own has the types and fields known to its styles of 1988, with
`year`, `month` and `address`; biblatex's has its own types for online works, `date` and `location`.
Each can be read as the other. Types and fields are those of the biblatex manual, sections 2.1 and
2.2; those of preprints (`eprint`, `eprinttype`, `eprintclass`) are explained in section 3.14.7. The
output satisfies `biber --validate-datamodel`: an entry without the fields required for its type
becomes `misc`, and the date of an undated work is `XXXX`, the year with unspecified digits in ISO
8601-2. A type of ours that the entry's type does not express is put in `entrysubtype`, which no
style prints.
"""

import enum
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from urllib.parse import quote

from readinglist.entry.vocabulary import WorkType
from readinglist.library.works import Work
from readinglist.site.exports.selection import REMEMBERED, Cited, join_notes
from readinglist.site.exports.tex_commands import is_harmless
from readinglist.values.characters import clean
from readinglist.values.formulas import find_formulas
from readinglist.values.group_names import is_group
from readinglist.values.language_tags import babel_name
from readinglist.values.names import Name

_TYPES = {
    WorkType.ARTICLE_JOURNAL: "article",
    WorkType.BOOK: "book",
    WorkType.CHAPTER: "inbook",
    WorkType.PAPER_CONFERENCE: "inproceedings",
    WorkType.REPORT: "techreport",
    WorkType.THESIS: "phdthesis",
}
#: Types that biblatex has in addition to those of BibTeX.
_TYPES_OF_BIBLATEX = {
    WorkType.DATASET: "dataset",
    WorkType.SOFTWARE: "software",
    WorkType.POST: "online",
    WorkType.POST_WEBLOG: "online",
    WorkType.WEBPAGE: "online",
}
#: Our type that each entry type implies; for others the entry has `entrysubtype`.
TOLD = {
    **{kind: type_ for type_, kind in _TYPES.items()},
    "collection": WorkType.BOOK,
    "dataset": WorkType.DATASET,
    "software": WorkType.SOFTWARE,
    "online": WorkType.WEBPAGE,
    "misc": WorkType.ARTICLE,
}
#: The fields for the container and for the publisher; types without such a field get `howpublished`
#: and `organization`.
_CONTAINERS = {"article": "journal", "inbook": "booktitle", "inproceedings": "booktitle"}
_PUBLISHERS = {
    "article": "publisher",
    "book": "publisher",
    "collection": "publisher",
    "dataset": "publisher",
    "inbook": "publisher",
    "inproceedings": "publisher",
    "techreport": "institution",
    "phdthesis": "school",
}
_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "$": r"\$",
}
_LONE_BRACES = {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
_UNSAFE_IN_MATH = re.compile(r"(?<!\\)[%#&]|\\\$$")
# Two hyphens, quotation marks and the like are one character to TeX, as is an escaped dollar.
_SPECIAL = re.compile(
    rf"\\\$|[{re.escape(''.join(_ESCAPES))}]|-(?=-)|'(?=')|`(?=`)|[!?](?=`)"
    "|(?P<raised>[⁰¹²³⁴-⁹⁺⁻⁼⁽⁾ⁿⁱ]+)|(?P<lowered>[₀-₎]+)"
)
_SHIFTED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", "0123456789+−=()ni0123456789+−=()")
_NOT_VERBATIM = re.compile(r"[{}\\^\s]")
_NOT_IN_KEY = re.compile(r"[^\w:.+/-]", re.ASCII)
_DOLLAR = r"\textdollar{}"
# What BibTeX takes for a separator between names or between the parts of a name.
_JOINT = re.compile(r",|(?:^|\s)and(?:\s|$)", re.IGNORECASE)
_LOWER_WORD = re.compile(r"(?:^|\s)[^\W\d_A-Z][^\s]*\s")
_INITIALS_AT_END = re.compile(r" [^\W\d_]{1,3}$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def escape_tex(text: str) -> str:
    """Escape TeX's special characters in the text, keeping mathematics between `$`.

    An unbalanced brace would end the field, because BibTeX counts escaped ones too, so it is
    written as a command; a formula with such a brace, with a comment sign or with a command that
    does more than print is not kept as a formula. Control characters are dropped.
    """
    text = clean(text)
    if not _SPECIAL.search(text):
        return text
    escape = _escaper(text)
    return "".join(piece if is_math else escape(piece) for piece, is_math in _split_math(text))


def _split_math(text: str) -> Iterator[tuple[str, bool]]:
    r"""Split the text into pieces, each with whether it is already TeX: a formula between dollars.

    The dollars of a rejected formula become `\textdollar{}`, because `\$` means the currency and
    would still mean it when the file is read again.
    """
    end = 0
    if "$" in text or "\\" in text:
        for formula in find_formulas(text):
            math = f"${formula.source}$"
            if "$" not in formula.source and _is_sound(math):
                yield text[end : formula.start], False
                yield math, True
                end = formula.end
            elif formula.dollars:
                yield text[end : formula.start], False
                yield _DOLLAR, True
                yield formula.source, False
                yield _DOLLAR, True
                end = formula.end
    yield text[end:], False


def _escaper(text: str) -> Callable[[str], str]:
    """The escaping function for the text and its parts."""
    escapes = _ESCAPES if _balanced(text) else _ESCAPES | _LONE_BRACES

    def escape(match: re.Match[str]) -> str:
        if kind := match.lastgroup:
            command = "textsuperscript" if kind == "raised" else "textsubscript"
            return f"\\{command}{{{match[0].translate(_SHIFTED)}}}"
        return r"\$" if match[0] == r"\$" else escapes.get(match[0], f"{match[0]}{{}}")

    return lambda part: _SPECIAL.sub(escape, part)


def _is_sound(math: str) -> bool:
    # Balanced both for BibTeX, which counts escaped braces, and for parsers that do not.
    without = re.sub(r"\\[{}]", "", math)
    return (
        _balanced(math)
        and _balanced(without)
        and not _UNSAFE_IN_MATH.search(math)
        and is_harmless(math)
    )


def _balanced(text: str) -> bool:
    if "{" not in text and "}" not in text:
        return True
    depth = 0
    for char in text:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0


def _title(title: str) -> str:
    """The title, escaped, with braces around words whose capitals a style must keep.

    Those are acronyms and names with inner capitals; words that only start with a capital are left
    to the style. A title with mathematics is handled piece by piece.
    """
    title = clean(title)
    escape = _escaper(title)

    def protect(piece: str) -> str:
        return "".join(
            escape(word)
            if word[1:].islower() or not any(c.isupper() for c in word[1:])
            else f"{{{escape(word)}}}"
            for word in re.split(r"(\s+)", piece)
        )

    return "".join(piece if is_math else protect(piece) for piece, is_math in _split_math(title))


def _author(name: Name) -> str:
    if name.literal:
        return f"{{{escape_tex(name.literal)}}}"
    if not name.given:
        # Without a comma BibTeX would take the first word for a given name.
        return f"{{{escape_tex(name.display)}}}" if " " in name.display else escape_tex(name.family)
    parts = (name.suffix, name.given)
    return ", ".join([_surname(name), *(_name_part(part) for part in parts if part)])


def _surname(name: Name) -> str:
    """Particle and family name, with braces to keep other words out of the particle."""
    family = _name_part(name.family)
    may_be_misread = _LOWER_WORD.search(name.family) or (
        # `Oak JA, Cy` would be two people, as medical journals have names.
        _INITIALS_AT_END.search(name.surname) and name.family[-1].isupper()
    )
    if not family.startswith("{") and may_be_misread:
        family = f"{{{family}}}"
    return f"{_name_part(name.particle)} {family}" if name.particle else family


def _name_part(part: str) -> str:
    is_held = _JOINT.search(part) or (" " in part and is_group(part))
    return f"{{{escape_tex(part)}}}" if is_held else escape_tex(part)


def _verbatim(text: str) -> str:
    """The text for a field that TeX takes verbatim: a URL, a number.

    Characters that would end the field, or act as a command in a style, are percent-encoded. `^^5c`
    is a backslash to TeX.
    """
    return _NOT_VERBATIM.sub(lambda match: quote(match[0], safe=""), clean(text))


class Dialect(enum.Enum):
    """The program that the entries are for."""

    BIBTEX = enum.auto()
    BIBLATEX = enum.auto()


def _kind(work: Work, dialect: Dialect) -> str:
    """The entry's type; `misc` if the work lacks required fields."""
    kind = _TYPES.get(work.type, "misc")
    if kind == "book":
        if work.authors:
            return kind
        edited = "collection" if dialect is Dialect.BIBLATEX else kind
        return edited if work.imprint.editors else "misc"
    if kind == "misc" and dialect is Dialect.BIBLATEX:
        kind = _TYPES_OF_BIBLATEX.get(work.type, kind)
        # Neither has a field for the publication that contains the work.
        needed = {
            "online": bool(work.url or work.doi or work.arxiv) and not work.container,
            "dataset": bool(work.authors or work.imprint.editors) and not work.container,
        }
        return kind if needed.get(kind, True) else "misc"
    appeared = work.container if kind in _CONTAINERS else work.publisher
    return kind if work.authors and appeared else "misc"


def render_bibtex(
    work: Work,
    note: str = "",
    *,
    with_abstract: bool = False,
    most_authors: int = 0,
    dialect: Dialect = Dialect.BIBTEX,
) -> str:
    """The work as one BibTeX entry, ending in a line feed. Its key is the entry's id.

    If there are more than `most_authors` (0 for no limit), the rest are written as `others`.
    """
    text = _start(work, most_authors if len(work.authors) > most_authors else 0, dialect)
    if notes := join_notes(work, note):
        text += f"  note = {{{escape_tex(notes)}}},\n"
    if with_abstract and work.abstract:
        text += _abstract(work)
    return f"{text}}}\n"


@lru_cache(REMEMBERED)
def _start(work: Work, most_authors: int, dialect: Dialect) -> str:
    """The part of the entry with fields that are the same everywhere."""
    kind = _kind(work, dialect)
    fields: list[tuple[str, str]] = [("title", _title(work.title))]
    if work.authors:
        names = [_author(name) for name in work.authors]
        if 0 < most_authors < len(names):
            names = [*names[:most_authors], "others"]
        fields.append(("author", " and ".join(names)))
    if TOLD[kind] is not work.type:
        fields.append(("entrysubtype", work.type.value))
    fields += _date(work, dialect)
    fields += _imprint(work, kind, dialect)
    if work.arxiv:
        fields += [("eprint", _verbatim(work.arxiv.value)), ("eprinttype", "arxiv")]
        if work.categories:
            fields.append(("eprintclass", escape_tex(work.categories[0])))
    if work.is_preprint and work.version and kind == "misc":
        fields.append(("version", f"{work.version}"))
    if work.doi:
        fields.append(("doi", _verbatim(work.doi)))
    if work.url:
        fields.append(("url", _verbatim(work.url).replace("%", r"\%")))
    lines = [
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n" for name, value in fields
    ]
    return f"@{kind}{{{_NOT_IN_KEY.sub('-', work.id)},\n{''.join(lines)}"


def _date(work: Work, dialect: Dialect) -> Iterator[tuple[str, str]]:
    date = work.cited_date
    if date is None:
        yield "date", "XXXX"
    elif dialect is Dialect.BIBLATEX:
        yield "date", str(date)
    else:
        yield "year", f"{date.year}"
        if date.month:
            yield "month", _MONTHS[date.month - 1]
        if date.day:
            yield "day", f"{date.day}"


def _imprint(work: Work, kind: str, dialect: Dialect) -> Iterator[tuple[str, str]]:
    """The imprint as fields, including those that the entry's type does not define.

    Styles ignore fields that they do not know, and other programs keep them.
    """
    imprint = work.imprint
    publisher = _PUBLISHERS.get(kind, "organization")
    if work.container:
        yield _CONTAINERS.get(kind, "howpublished"), escape_tex(work.container)
    if work.publisher:
        # A venue that names the publisher of software is not a field of its own.
        is_venue = publisher == "organization" and not imprint.publisher
        yield ("howpublished" if is_venue else publisher), escape_tex(work.publisher)
    if imprint.editors:
        yield "editor", " and ".join(map(_author, imprint.editors))
    # A journal's issue is its number; an article's own number is its electronic identifier.
    is_article = kind == "article"
    names = {
        "volume": "volume",
        "issue": "number" if is_article else "issue",
        "number": "eid" if is_article else "number",
        "pages": "pages",
        "place": "location" if dialect is Dialect.BIBLATEX else "address",
        "edition": "edition",
        "series": "series",
        "event": "eventtitle",
        "isbn": "isbn",
        "issn": "issn",
    }
    for name, text in imprint.texts():
        if name in names:
            shown = escape_tex(text)
            yield names[name], shown.replace("-", "--") if name == "pages" else shown
    if imprint.language:
        known = babel_name(imprint.language) if dialect is Dialect.BIBLATEX else None
        yield ("langid", known) if known else ("language", escape_tex(imprint.language))


@lru_cache(REMEMBERED)
def _abstract(work: Work) -> str:
    return f"  abstract = {{{escape_tex(work.abstract or '')}}},\n"


def render_bibliography(items: Iterable[Cited], dialect: Dialect = Dialect.BIBTEX) -> str:
    """The works as a `.bib` file, one entry after the other with a blank line between."""
    return "\n".join(
        render_bibtex(item.work, item.note, with_abstract=item.with_abstract, dialect=dialect)
        for item in items
    )
