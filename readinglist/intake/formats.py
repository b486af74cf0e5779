"""The formats of bibliographies, recognised by a file's content and not by its name."""

import re
from collections.abc import Callable

from readinglist.intake.bibtex import parse_bibtex
from readinglist.intake.csl_json import parse_csl_json
from readinglist.intake.drafts import Reading
from readinglist.intake.endnote_xml import parse_endnote_xml
from readinglist.intake.id_list import parse_id_list
from readinglist.intake.nbib import parse_nbib
from readinglist.intake.ris import parse_ris

#: A parser: takes a text and the file's name in messages.
Parse = Callable[[str, str], Reading]

#: The formats as listed in messages.
SPOKEN = "BibTeX, CSL-JSON, RIS, PubMed's format, EndNote's XML and lists of identifiers"
# The line by which each line-based format is recognised.
_MARKS: tuple[tuple[re.Pattern[str], Parse], ...] = (
    (re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(]", re.MULTILINE), parse_bibtex),
    (re.compile(r"^TY(?:  -| - )", re.MULTILINE), parse_ris),
    (re.compile(r"^PMID- ", re.MULTILINE), parse_nbib),
)


def parse_bibliography(text: str, name: str) -> Reading:
    """The works in a text of any of the formats. `name` is the file's name in messages.

    Raises nothing, whatever the text. A text of unknown format is read as a list of identifiers; if
    it has none, the reading is empty.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    start = text.lstrip("\ufeff \t\n")[:1]
    if start in ("[", "{"):
        return parse_csl_json(text, name)
    if start == "<":
        return parse_endnote_xml(text, name)
    found = [(match.start(), parse) for mark, parse in _MARKS if (match := mark.search(text))]
    if found:
        # A note or an abstract further down may contain another format's line.
        _, parse = min(found, key=lambda start_and_parser: start_and_parser[0])
        return parse(text, name)
    reading = parse_id_list(text, name)
    return reading if reading.drafts else Reading()
