"""The imprint of a work: where in a publication it stands, and who brought that out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields

from readinglist.values.names import Name


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a citation says beside title, authors, date, venue and address; empty where not known.

    The fields are those of CSL: `volume` and `issue` of a journal, `number` of a report or of an
    article without pages, `pages` as a range such as `558-565`, `place` of the publisher, `series`
    that a book is part of. `isbn` has 13 digits, `issn` its hyphen, `language` is a tag of BCP 47.
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
        """The fields that hold a text, all but the editors: name and text of those not empty."""
        for name in TEXTS:
            if text := getattr(self, name):
                yield name, text

    def filled_by(self, other: "Imprint") -> "Imprint":
        """This imprint with what it leaves open taken from another one."""
        if not other or self == other:
            return self
        return Imprint(**{name: getattr(self, name) or getattr(other, name) for name in _ALL})

    def beyond(self, other: "Imprint") -> "Imprint":
        """This imprint without what another one has, be it the same or not."""
        if not self or not other:
            return self
        kept = {name: getattr(self, name) for name in _ALL if not getattr(other, name)}
        return Imprint(**kept)

    @property
    def page_range(self) -> tuple[str, str]:
        """First and last page, the latter empty for a single page or for several ranges."""
        first, _, last = self.pages.partition("-")
        return (first, last) if first and last and "-" not in last else (self.pages, "")


_DASHES = re.compile(r" ?[-\u2010-\u2015\u2212]++ ?")


def normal_pages(text: str) -> str:
    """Pages with a single hyphen in their ranges, in place of any dashes: `558-565, 570`."""
    return _DASHES.sub("-", " ".join(text.split()))


_ALL = tuple(one.name for one in fields(Imprint))
#: The names of the fields that hold a text, in the order in which an entry has them.
TEXTS = tuple(name for name in _ALL if name != "editors")
#: An imprint of which nothing is known.
NO_IMPRINT = Imprint()
