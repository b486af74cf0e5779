"""Targets: addresses to check, each with all of its places.

An address is one target, however often and with whatever fragments it is given; what its page
should hold is kept beside it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from readinglist.entry.findings import Location
from readinglist.links.verdicts import Reason
from readinglist.values.identifiers import ArxivId, doi_url, normal_arxiv_id, normal_doi

#: Fragments that are read by a script of the page, not by the browser: routes, states.
_SCRIPTED = re.compile(r"[/!?]|[^=]*=")
#: Lines of a file that a code host shows; its script finds them, and its HTML has no such anchors.
_LINES = re.compile(
    r"L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?|lines?-\d+(?::\d+)*|l\d+|n\d+|-?L?\d+[-:,]L?\d+",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"https?://(?:[^/?#]+/[^?#]*(?:blob|blame|src|tree|raw|annotate|plain)/"
    r"|(?:gist\.github\.com|(?:www\.)?github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)/)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address stands.

    `field` is the way to it within its entry, empty in a Markdown page. `written` is the address as
    it was meant, fragment included; `is_exact` says that just this text stands at the location, so
    that it can be replaced there.
    """

    location: Location
    written: str
    field: str = ""
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """What a page should hold: an anchor, the text of a fragment, or a quote.

    `reason` is what the result says when it is missing: MISSING_ANCHOR, MISSING_TEXT (then `text`
    is the fragment's directive, still encoded) or MISSING_QUOTE.
    """

    reason: Reason
    text: str
    location: Location
    field: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """An address to check. `url` has no fragment."""

    url: str
    places: tuple[Place, ...] = ()
    expects: tuple[Expected, ...] = ()


@dataclass(frozen=True)
class Gathered:
    """All that is to be checked: pages, and works by their identifiers.

    The addresses of `arxiv` and `dois` are the canonical ones, `https://arxiv.org/abs/…` and
    `https://doi.org/…`, in whatever form the places have them.
    """

    pages: list[Target]
    arxiv: Mapping[ArxivId, Target]
    dois: Mapping[str, Target]

    @property
    def count(self) -> int:
        """How many there are in all."""
        return len(self.pages) + len(self.arxiv) + len(self.dois)

    def all(self) -> Iterator[Target]:
        """Pages first, then arXiv ids, then DOIs."""
        yield from self.pages
        yield from self.arxiv.values()
        yield from self.dois.values()


_NOWHERE = Location("")


def make_target(
    written: str, location: Location = _NOWHERE, *, quotes: Iterable[str] = ()
) -> Target:
    """The target of a single address, with the quotes that its page should hold."""
    gatherer = Gatherer()
    gatherer.add_page(Place(location, written))
    for quote in quotes:
        gatherer.expect(written, Expected(Reason.MISSING_QUOTE, quote, location))
    (target,) = gatherer.gathered().pages
    return target


class Gatherer:
    """Puts places together under their addresses."""

    def __init__(self) -> None:
        self._pages: dict[str, tuple[list[Place], list[Expected]]] = {}
        self._arxiv: dict[ArxivId, list[Place]] = {}
        self._dois: dict[str, list[Place]] = {}

    def add(self, place: Place) -> None:
        """Add an address under its identifier, or else as a page."""
        if core := normal_arxiv_id(place.written):
            self._arxiv.setdefault(ArxivId(core), []).append(place)
        elif doi := normal_doi(place.written):
            self._dois.setdefault(doi, []).append(place)
        else:
            self.add_page(place)

    def add_identifier(self, kind: str, text: str, place: Place) -> None:
        """Add the value of a field `arxiv` or `doi`; what is not sound has a finding elsewhere."""
        if kind == "arxiv":
            if core := normal_arxiv_id(f"arXiv:{text}"):
                self._arxiv.setdefault(ArxivId(core), []).append(place)
        elif doi := normal_doi(text):
            self._dois.setdefault(doi, []).append(place)

    def add_page(self, place: Place) -> None:
        """Add an address as a page, with what its fragment expects of it."""
        url, _, fragment = place.written.partition("#")
        places, expects = self._pages.setdefault(url, ([], []))
        places.append(place)
        anchor, _, directive = fragment.partition(":~:")
        shows_lines = _LINES.fullmatch(anchor) and _CODE.match(url)
        if anchor and not _SCRIPTED.match(anchor) and not shows_lines:
            expects.append(Expected(Reason.MISSING_ANCHOR, anchor, place.location, place.field))
        for part in directive.split("&"):
            if part.startswith("text="):
                text = part.removeprefix("text=")
                expects.append(Expected(Reason.MISSING_TEXT, text, place.location, place.field))

    def expect(self, written: str, expected: Expected) -> None:
        """Expect something of a page; of one that is not checked as a page, nothing."""
        if entry := self._pages.get(written.partition("#")[0]):
            entry[1].append(expected)

    def gathered(self) -> Gathered:
        """What was added, each target's places in order and without repetition."""
        return Gathered(
            [
                Target(url, _in_order(places), tuple(dict.fromkeys(expects)))
                for url, (places, expects) in self._pages.items()
            ],
            {
                arxiv_id: Target(arxiv_id.abs_url, _in_order(places))
                for arxiv_id, places in self._arxiv.items()
            },
            {doi: Target(doi_url(doi), _in_order(places)) for doi, places in self._dois.items()},
        )


def _in_order(places: list[Place]) -> tuple[Place, ...]:
    if len(places) == 1:
        return (places[0],)
    return tuple(sorted(dict.fromkeys(places), key=lambda place: (place.location, place.field)))


def host_of(url: str) -> str:
    """The host's name in lower case; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def path_of(url: str) -> str:
    """The path, decoded."""
    try:
        return unquote(urlsplit(url).path)
    except ValueError:
        return ""
