"""The imprint of a work: its place in a publication (volume, pages) and who published it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields

from readinglist.values.names import Name


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a citation says besides title, authors, date, venue and address; empty where unknown.

    The fields are those of CSL: `volume` and `issue` of a journal, `number` of a report or of an
    article without pages, `pages` as a range such as `558-565`, `place` of the publisher, `series`
    of a book. `isbn` has 13 digits, `issn` a hyphen, `language` is a BCP 47 tag.
    """

    volume: str = ""
    issue: str = ""
    number: str = ""
    pages: str = ""
    publisher: str = ""
    place: str = ""
    edition: str = ""
    series: str = ""
    event: str = ""
    isbn: str = ""
    issn: str = ""
    language: str = ""
    editors: tuple[Name, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is known."""
        return self != NO_IMPRINT

    def texts(self) -> Iterator[tuple[str, str]]:
        """Name and text of each text field (all but the editors) that is not empty."""
        for name in TEXTS:
            if text := getattr(self, name):
                yield name, text

    def filled_by(self, other: "Imprint") -> "Imprint":
        """This imprint with its empty fields filled from another one."""
        if not other or self == other:
            return self
        return Imprint(**{name: getattr(self, name) or getattr(other, name) for name in _ALL})

    def beyond(self, other: "Imprint") -> "Imprint":
        """This imprint's fields that are empty in another one."""
        if not self or not other:
            return self
        kept = {name: getattr(self, name) for name in _ALL if not getattr(other, name)}
        return Imprint(**kept)

    @property
    def page_range(self) -> tuple[str, str]:
        """First and last page; for a single page or several ranges, all of it and no last page."""
        first, _, last = self.pages.partition("-")
        return (first, last) if first and last and "-" not in last else (self.pages, "")


_DASHES = re.compile(r" ?[-\u2010-\u2015\u2212]++ ?")


def normal_pages(text: str) -> str:
    """Pages with a plain hyphen for any dashes in their ranges: `558-565, 570`."""
    return _DASHES.sub("-", " ".join(text.split()))


_ALL = tuple(field.name for field in fields(Imprint))
#: The names of the text fields, in the order of an entry.
TEXTS = tuple(name for name in _ALL if name != "editors")
#: An imprint with nothing known.
NO_IMPRINT = Imprint()
