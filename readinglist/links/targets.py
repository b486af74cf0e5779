"""Targets: the addresses that a reading list gives its readers, each with all of its places.

Addresses of entries are taken from the documents, so that one in an unsound entry is checked too,
and a YAML alias leads to where the text stands. An address is one target, however often and with
whatever fragments it is given; what its page should hold is kept beside it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from readinglist.errors import StorageError
from readinglist.findings import Location
from readinglist.identifiers import ArxivId, find_arxiv_id, find_doi, parse_url
from readinglist.links.markdown_urls import find_urls
from readinglist.links.verdicts import Reason
from readinglist.loading import Library
from readinglist.source import Document, FieldPath, Tree, spell_path

#: Fields whose text is somebody else's, so that an address in it is none of the list's.
_OTHERS_WORDS = frozenset({"quote"})
#: Fragments that are read by a script of the page, not by the browser: routes, states.
_SCRIPTED = re.compile(r"[/!?]|[^=]*=")


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
    gatherer = _Gatherer()
    gatherer.add_page(Place(location, written))
    for quote in quotes:
        gatherer.expect(written, Expected(Reason.MISSING_QUOTE, quote, location))
    (target,) = gatherer.gathered().pages
    return target


def gather_targets(library: Library, pages: Path | None = None) -> Gathered:
    """The targets of a list's entries and of the Markdown pages in the folder, by first place.

    Raises `StorageError` when a file cannot be read.
    """
    gatherer = _Gatherer()
    documents = [loaded.document for loaded in library.files]
    if library.themes_document:
        documents.append(library.themes_document)
    for document in documents:
        for place in _places_in_document(document, library.root):
            gatherer.add(place)
        for path, kind in ((("arxiv",), "arxiv"), (("doi",), "doi")):
            if text := document.text(*path):
                gatherer.add_identifier(kind, text, Place(document.locate(path), text, kind))
    for loaded in library.documents("claims"):
        document = loaded.document
        essay = library.essays.get(document.text("source", "essay") or "")
        quote = document.text("source", "quote")
        if essay and quote:
            at = document.locate(("source", "quote"))
            gatherer.expect(essay.url, Expected(Reason.MISSING_QUOTE, quote, at, "source.quote"))
    if pages and pages.is_dir():
        for file in sorted(pages.rglob("*.md")):
            path = file.relative_to(library.root).as_posix()
            for url, line, column in find_urls(_read(file, path)):
                gatherer.add(Place(Location(path, line, column), url, is_exact=True))
    return gatherer.gathered()


def _read(file: Path, path: str) -> str:
    try:
        # As `parse_document` reads it: positions count no byte order mark.
        return file.read_bytes().decode("utf-8-sig", errors="replace")
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}") from error


class _Gatherer:
    """Puts places together under their addresses."""

    def __init__(self) -> None:
        self._pages: dict[str, tuple[list[Place], list[Expected]]] = {}
        self._arxiv: dict[ArxivId, list[Place]] = {}
        self._dois: dict[str, list[Place]] = {}

    def add(self, place: Place) -> None:
        """Add an address under its identifier, or else as a page."""
        if arxiv_id := find_arxiv_id(place.written):
            self._arxiv.setdefault(arxiv_id, []).append(place)
        elif doi := find_doi(place.written):
            self._dois.setdefault(doi, []).append(place)
        else:
            self.add_page(place)

    def add_identifier(self, kind: str, text: str, place: Place) -> None:
        """Add the value of a field `arxiv` or `doi`; what is not sound has a finding elsewhere."""
        if kind == "arxiv":
            if arxiv_id := find_arxiv_id(f"arXiv:{text}"):
                self._arxiv.setdefault(arxiv_id, []).append(place)
        elif doi := find_doi(f"https://doi.org/{text}"):
            self._dois.setdefault(doi, []).append(place)

    def add_page(self, place: Place) -> None:
        """Add an address as a page, with what its fragment expects of it."""
        url, _, fragment = place.written.partition("#")
        places, expects = self._pages.setdefault(url, ([], []))
        places.append(place)
        anchor, _, directive = fragment.partition(":~:")
        if anchor and not _SCRIPTED.match(anchor):
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
            {
                doi: Target(f"https://doi.org/{doi}", _in_order(places))
                for doi, places in self._dois.items()
            },
        )


def _in_order(places: list[Place]) -> tuple[Place, ...]:
    if len(places) == 1:
        return (places[0],)
    return tuple(sorted(dict.fromkeys(places), key=lambda one: (one.location, one.field)))


def _places_in_document(document: Document, root: Path) -> Iterator[Place]:
    """Every address in the texts of a document."""
    found: list[tuple[FieldPath, str, bool]] = []
    for path, text in _texts(document.tree, ()):
        if "://" not in text:
            continue
        if text.startswith("http") and _is_url(text):
            found.append((path, text, True))
        elif path[-1:] and path[-1] not in _OTHERS_WORDS:
            found.extend((path, url, False) for url, _, _ in find_urls(text))
    if not found:
        return
    source = _Source(_read(root / document.path, document.path), document)
    for path, url, _ in found:
        exact = source.find(path, url)
        location = exact or document.locate(path)
        yield Place(location, url, spell_path(path), is_exact=exact is not None)


def _is_url(text: str) -> bool:
    try:
        parse_url(text)
    except ValueError:
        return False
    return True


def _texts(tree: Tree | None, path: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    if isinstance(tree, str):
        yield path, tree
    elif isinstance(tree, list):
        for i, item in enumerate(tree):
            yield from _texts(item, (*path, i))
    elif isinstance(tree, dict):
        for key, item in tree.items():
            yield from _texts(item, (*path, key))


class _Source:
    """The text of a document's file, in which addresses are looked up."""

    def __init__(self, text: str, document: Document) -> None:
        self._document = document
        self._text = text
        self._lines = [0]
        self._lines += [match.end() for match in re.finditer(r"\r\n?|\n", text)]
        places = {*document.values.values(), *document.keys.values()}
        self._starts = sorted({self._offset(*place) for place in places})
        self._taken: dict[tuple[int, str], int] = {}

    def _offset(self, line: int, column: int) -> int:
        return self._lines[min(line, len(self._lines)) - 1] + column - 1

    def find(self, path: FieldPath, url: str) -> Location | None:
        """Where the address stands within the value; None where it is written in another way.

        An address that a value holds more than once is found at its places in turn.
        """
        place = self._document.values.get(path)
        if place is None:
            return None
        start = self._offset(*place)
        # What a value may hold ends where the next value or key starts.
        following = bisect_right(self._starts, start)
        end = self._starts[following] if following < len(self._starts) else len(self._text)
        begin = self._taken.get((start, url), start)
        at = self._find_whole(url, begin, end)
        if at is None:
            # An alias brings one to the same place again.
            at = self._find_whole(url, start, end)
        if at is None:
            return None
        self._taken[start, url] = at + len(url)
        line = bisect_right(self._lines, at)
        return Location(self._document.path, line, at - self._lines[line - 1] + 1)

    def _find_whole(self, url: str, start: int, end: int) -> int | None:
        """The first place where the address is not merely the start of a longer one."""
        at = self._text.find(url, start, end)
        while at >= 0:
            after = self._text[at + len(url) : at + len(url) + 2]
            if not re.match(r"[\w/#?&=%~+@:-]|[.,;](?=\w)", after):
                return at
            at = self._text.find(url, at + 1, end)
        return None


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
