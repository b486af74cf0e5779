"""Lists of identifiers: arXiv ids, DOIs, ISBNs and addresses, one or more per line, as drafts."""

import re

from readinglist.intake.drafts import Draft, Reading, Remark
from readinglist.values.book_numbers import parse_isbn
from readinglist.values.identifiers import parse_dois
from readinglist.values.imprint import Imprint
from readinglist.values.references import parse_reference

# So many digits that an ISBN is meant, be its check digit right or not.
_MAY_BE_ISBN = re.compile(
    r"(?:ISBN(?:-1[03])?\s*+:?\s*+)?(?:97[89][ -]?)?(?:\d[ -]?){9}[\dXx]", re.IGNORECASE | re.ASCII
)
_COMMENT = re.compile(r"(?:^|\s)#.*")


def parse_id_list(text: str, name: str) -> Reading:
    """The works in a list of references. `name` is the file's name in messages.

    A line has one reference in any usual form, or several separated by spaces or commas. A `#` at
    the start of a line or after a space starts a comment.
    """
    reading = Reading()
    for number, line in enumerate(text.split("\n"), 1):
        place = f"{name}:{number}"
        line = _COMMENT.sub("", line).strip(" \t\r,;")  # noqa: PLW2901
        if not line:
            continue
        parts = [part for part in re.split(r"[\s,;]+", line) if part]
        try:
            if len(parse_dois(line)) > 1:
                raise ValueError("several DOIs")
            reading.drafts.append(_draft(line, place))
        except ValueError as error:
            if len(parts) == 1:
                reading.left_out.append(Remark(place, str(error.args[0])))
                continue
            for part in parts:
                try:
                    reading.drafts.append(_draft(part, place))
                except ValueError as of_part:
                    reading.left_out.append(Remark(place, str(of_part.args[0])))
    return reading


def _draft(text: str, place: str) -> Draft:
    if _MAY_BE_ISBN.fullmatch(text):
        return Draft(imprint=Imprint(isbn=parse_isbn(text)), place=place)
    found = parse_reference(text)
    return Draft(arxiv=found.arxiv, doi=found.doi or "", url=found.url or "", place=place)
