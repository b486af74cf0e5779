"""Targets: addresses to check, each with all the places where it occurs.

An address is one target no matter how often it occurs and with which fragments; the anchors, texts
and quotes expected on its page are kept with it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from readinglist.entry.findings import Finding, Location
from readinglist.links.verdicts import Reason
from readinglist.values.identifiers import ArxivId, doi_url, normal_arxiv_id, normal_doi

#: Fragments that a script of the page reads, not the browser: routes, application state.
_SCRIPTED = re.compile(r"[/!?]|[^=]*=")
#: Lines, changes and remarks on code hosts: a script finds or loads them, and the HTML has no such
#: anchors.
_LINES = re.compile(
    r"L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?|lines?-\d+(?::\d+)*|l\d+|n\d+|-?L?\d+[-:,]L?\d+"
    r"|diff-[\da-f]+(?:[LR]\d+(?:-[LR]\d+)?)?|discussion_r\d+|note_\d+"
    r"|[\da-f]{40}(?:_\d+_\d+)?",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"https?://(?:[^/?#]+/[^?#]*(?:blob|blame|src|tree|raw|annotate|plain|commits?|compare|pull|"
    r"merge_requests|issues)/"
    r"|(?:gist\.github\.com|(?:www\.)?github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)/)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place where an address occurs.

    `field` is the path to it within its entry, empty in a Markdown page. `written` is the full
    address including its fragment; `is_exact` means that the file holds exactly this text at the
    location, so that it can be replaced there.
    """

    location: Location
    written: str
    field: str = ""
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """Something a page should hold: an anchor, the text of a fragment, or a quote.

    `reason` is what to report when it is missing: MISSING_ANCHOR, MISSING_TEXT (`text` is then
    the text directive, still percent-encoded) or MISSING_QUOTE.
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
    """Everything to check: pages, and works by their identifiers.

    The addresses of `arxiv` and `dois` are canonical, `https://arxiv.org/abs/…` and
    `https://doi.org/…`, whatever form the entries use.
    """

    pages: list[Target]
    arxiv: Mapping[ArxivId, Target]
    dois: Mapping[str, Target]
    #: About files in which no addresses can be looked for.
    findings: tuple[Finding, ...] = ()

    @property
    def count(self) -> int:
        """How many targets there are in total."""
        return len(self.pages) + len(self.arxiv) + len(self.dois)

    def all(self) -> Iterator[Target]:
        """Pages first, then arXiv ids, then DOIs."""
        yield from self.pages
        yield from self.arxiv.values()
        yield from self.dois.values()


class Gatherer:
    """Groups places by address."""

    def __init__(self) -> None:
        self._pages: dict[str, tuple[list[Place], list[Expected]]] = {}
        self._arxiv: dict[ArxivId, list[Place]] = {}
        self._dois: dict[str, list[Place]] = {}

    def add(self, place: Place) -> None:
        """Add an address: under its identifier if it has one, otherwise as a page."""
        if core := normal_arxiv_id(place.written):
            self._arxiv.setdefault(ArxivId(core), []).append(place)
        elif doi := normal_doi(place.written):
            self._dois.setdefault(doi, []).append(place)
        else:
            self.add_page(place)

    def add_identifier(self, kind: str, text: str, place: Place) -> None:
        """Add the value of an `arxiv` or `doi` field; malformed ones are reported elsewhere."""
        if kind == "arxiv":
            if core := normal_arxiv_id(f"arXiv:{text}"):
                self._arxiv.setdefault(ArxivId(core), []).append(place)
        elif doi := normal_doi(text):
            self._dois.setdefault(doi, []).append(place)

    def add_page(self, place: Place) -> None:
        """Add an address as a page, with what its fragment expects there."""
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
        """Expect something on a page; ignored for addresses that are not checked as pages."""
        if entry := self._pages.get(written.partition("#")[0]):
            entry[1].append(expected)

    def gathered(self) -> Gathered:
        """Everything added, with each target's places sorted and free of duplicates."""
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
    """The host name in lower case; empty if there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
