"""Imprints of imported works: everything in a reference besides title, authors, date and address.

The formats supply texts by the fields of `Imprint`; here they are normalized. Unusable values are
reported, and never changed into something that the file does not say.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from readinglist.values import limits
from readinglist.values.book_numbers import normal_isbn, normal_issn, parse_isbn, parse_issn
from readinglist.values.imprint import TEXTS, Imprint, normal_pages
from readinglist.values.language_tags import find_language
from readinglist.values.names import Name
from readinglist.values.references import find_arxiv_id_in

#: A problem: the field of the imprint, and a message about what is left out.
Problem = tuple[str, str]

# Google Scholar, DBLP, Zotero and arXiv itself give arXiv as a journal or publisher.
_NO_VENUE = re.compile(r"(?:arxiv\b.*|corr\b.*)", re.IGNORECASE)
_LONG = frozenset({"publisher", "place", "series", "event"})
# Several numbers in a field, perhaps each with its binding: "978-… (hbk.); 978-… (pbk.)".
_BETWEEN_NUMBERS = re.compile(r"[;,/|]| (?=97[89])|(?<=[0-9Xx]) (?=[0-9(])")
_REMARK = re.compile(r"\([^()]*\)|\b(?:print|online|electronic|linking)\b", re.IGNORECASE)


def is_no_venue(text: str) -> bool:
    """Whether the name of a journal, a publisher or a book is just arXiv."""
    return _NO_VENUE.fullmatch(text) is not None


def find_venue(text: str, *, is_preprint: bool, problems: list[str]) -> str:
    """The venue, or empty for arXiv. A malformed arXiv id in it is reported."""
    if not is_no_venue(text):
        return text
    if not is_preprint and any(map(str.isdecimal, text)):
        problems.append(f"'{text}' does not contain a valid arXiv id; left out")
    return ""


def sort_numbers(texts: Iterable[str]) -> tuple[str, str]:
    """The ISBNs and the ISSNs among numbers of a field for both, each parted by semicolons.

    What is neither goes where its length puts it, so that it is told.
    """
    books: list[str] = []
    serials: list[str] = []
    for text in texts:
        for number in _numbers(text, _parse_either):
            digits = sum(char.isdecimal() for char in number)
            (serials if digits <= 8 else books).append(number)
    return "; ".join(books), "; ".join(serials)


def _parse_either(text: str) -> str:
    return normal_issn(text) or parse_isbn(text)


def make_imprint(
    values: Mapping[str, str], editors: Iterable[Name] = ()
) -> tuple[Imprint, list[Problem]]:
    """The imprint with these texts, given by field, and the problems with them."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for name in TEXTS:
        text = values.get(name, "")
        if not text or _is_of_arxiv(name, text):
            continue
        longest = limits.TEXT if name in _LONG else limits.PART
        if len(text) > longest:
            problems.append((name, f"{name} has more than {longest:,} characters; left out"))
        elif name == "isbn":
            # Mendeley writes a journal's ISSN to both fields.
            if (issn := normal_issn(text)) and not normal_isbn(text):
                values = {**values, "issn": values.get("issn") or issn}
            else:
                texts[name] = _first_number(name, text, parse_isbn, problems)
        elif name == "issn":
            texts[name] = _first_number(name, text, parse_issn, problems)
        elif name == "pages":
            texts[name] = normal_pages(text)
        elif name == "language":
            texts[name] = find_language(text) or ""
            if not texts[name]:
                problems.append((name, f"the language '{text}' is not known; left out"))
        else:
            texts[name] = text
    return Imprint(**texts, editors=tuple(editors)), problems


def _is_of_arxiv(name: str, text: str) -> bool:
    """Whether the text is just arXiv as the publisher, or an arXiv id as the number."""
    if name == "publisher":
        return is_no_venue(text)
    is_number = name in ("number", "issue", "pages")
    return is_number and "arxiv" in text.lower() and find_arxiv_id_in(text) is not None


def _first_number(
    name: str, text: str, parse: Callable[[str], str], problems: list[Problem]
) -> str:
    """The first valid number of a field; all others are reported."""
    found = ""
    for part in _numbers(text, parse):
        try:
            number = parse(part)
        except ValueError as error:
            problems.append((name, f"{error.args[0]}; left out"))
            continue
        if not found:
            found = number
        elif number != found:
            problems.append((name, f"{name.upper()} {number} is left out; an entry has only one"))
    return found


def _numbers(text: str, parse: Callable[[str], str]) -> list[str]:
    text = _REMARK.sub("", text).strip() or text
    if not any(map(str.isdecimal, text)):
        return [text]
    try:
        parse(text)
    except ValueError:
        parts = [part.strip() for part in _BETWEEN_NUMBERS.split(" ".join(text.split()))]
        return [part for part in parts if part] or [text]
    return [text]
