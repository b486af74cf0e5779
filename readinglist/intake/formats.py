"""The formats of bibliographies, told apart by what a file holds, whatever its name says."""

import re
from collections.abc import Callable

from readinglist.intake.bibtex import parse_bibtex
from readinglist.intake.csl_json import parse_csl_json
from readinglist.intake.drafts import Reading
from readinglist.intake.endnote_xml import parse_endnote_xml
from readinglist.intake.id_list import parse_id_list
from readinglist.intake.nbib import parse_nbib
from readinglist.intake.ris import parse_ris

#: What reads a text, named as in places.
Parse = Callable[[str, str], Reading]

#: The formats as messages name them.
SPOKEN = "BibTeX, CSL-JSON, RIS, PubMed's format, EndNote's XML and lists of identifiers"
# The line by which each format of lines is known.
_MARKS: tuple[tuple[re.Pattern[str], Parse], ...] = (
    (re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(]", re.MULTILINE), parse_bibtex),
    (re.compile(r"^TY {1,2}- ", re.MULTILINE), parse_ris),
    (re.compile(r"^PMID- ", re.MULTILINE), parse_nbib),
)


def parse_bibliography(text: str, name: str) -> Reading:
    """The works of a text in one of the formats; `name` is how places name the file.

    Nothing is raised for what the text holds. A text in no format is read as a list of identifiers,
    and where not even one is found, the reading is empty.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    start = text.lstrip("\ufeff \t\n")[:1]
    if start in ("[", "{"):
        return parse_csl_json(text, name)
    if start == "<":
        return parse_endnote_xml(text, name)
    found = [(match.start(), parse) for mark, parse in _MARKS if (match := mark.search(text))]
    if found:
        # Another format's line may stand in a note or an abstract, further down.
        return min(found, key=lambda one: one[0])[1](text, name)
    reading = parse_id_list(text, name)
    return reading if reading.drafts else Reading()
