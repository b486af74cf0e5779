"""Collects targets from the entries and the Markdown pages of a project.

Addresses are taken from the parsed YAML documents and not from validated entries, so that an entry
with mistakes is checked too and a YAML alias is reported where its text is.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from readinglist.entry.findings import Finding, Location, Severity
from readinglist.entry.yaml.document import Document, FieldPath, Tree, spell_path
from readinglist.library.library import Library
from readinglist.links.gather.markdown_urls import find_urls
from readinglist.links.gather.targets import Expected, Gathered, Gatherer, Place
from readinglist.links.verdicts import Reason
from readinglist.system.bounded_reads import DATA, UnfitFileError, read_file
from readinglist.system.outside import leads_out
from readinglist.values.identifiers import parse_url

#: Fields with quoted text, whose addresses are not links of the list.
_OTHERS_WORDS = frozenset({"quote"})


def gather_targets(library: Library, pages: Path | None = None) -> Gathered:
    """The targets in a list's entries and in the folder's Markdown pages, by first place.

    Raises `StorageError` when a file cannot be read.
    """
    gatherer = Gatherer()
    documents = [loaded.document for loaded in library.files]
    if library.themes_document:
        documents.append(library.themes_document)
    for document in documents:
        for place in _places_in_document(document, library.root):
            gatherer.add(place)
        for kind in ("arxiv", "doi"):
            if text := document.text(kind):
                gatherer.add_identifier(kind, text, Place(document.locate((kind,)), text, kind))
    for loaded in library.documents("claims"):
        document = loaded.document
        essay = library.essays.get(document.text("source", "essay") or "")
        quote = document.text("source", "quote")
        if essay and quote:
            at = document.locate(("source", "quote"))
            gatherer.expect(essay.url, Expected(Reason.MISSING_QUOTE, quote, at, "source.quote"))
    findings: list[Finding] = []
    for file, path in _pages_in(pages, library.root) if pages and pages.is_dir() else ():
        try:
            page = _read(file, path)
        except UnfitFileError as error:
            findings.append(
                Finding("E001", Severity.ERROR, Location(path), error.reason, error.hint)
            )
            continue
        for url, line, column in find_urls(page):
            gatherer.add(Place(Location(path, line, column), url, "", is_exact=True))
    return replace(gatherer.gathered(), findings=tuple(findings))


def _pages_in(folder: Path, root: Path) -> Iterator[tuple[Path, str]]:
    """The Markdown pages, each with its path; none of them lies outside of the project."""
    for file in sorted(folder.rglob("*.md")):
        if not file.is_dir() and leads_out(file, root) is None:
            yield file, file.relative_to(root).as_posix()


def _read(file: Path, path: str) -> str:
    # Decoded as `parse_document` does it: positions do not count the byte order mark.
    return read_file(file, path, most=DATA).decode("utf-8-sig", errors="replace")


def _places_in_document(document: Document, root: Path) -> Iterator[Place]:
    """Every address in the text values of a document."""
    found: list[tuple[FieldPath, str]] = []
    for path, text in _texts(document.tree, ()):
        if "://" not in text:
            continue
        if text.startswith("http") and _is_url(text):
            found.append((path, text))
        elif path[-1:] and path[-1] not in _OTHERS_WORDS:
            found.extend((path, url) for url, _, _ in find_urls(text))
    if not found:
        return
    source = _Source(_read(root / document.path, document.path), document)
    for path, url in found:
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
    """The text of a document's file, for finding the positions of addresses in it."""

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
        """The location of the address within the value; None if the text writes it differently.

        An address that occurs more than once in a value is found at its places in turn.
        """
        place = self._document.values.get(path)
        if place is None:
            return None
        start = self._offset(*place)
        # A value ends at the latest where the next value or key starts.
        following = bisect_right(self._starts, start)
        end = self._starts[following] if following < len(self._starts) else len(self._text)
        begin = self._taken.get((start, url), start)
        at = self._find_whole(url, begin, end)
        if at is None:
            # An alias leads to the same place again.
            at = self._find_whole(url, start, end)
        if at is None:
            return None
        self._taken[start, url] = at + len(url)
        line = bisect_right(self._lines, at)
        return Location(self._document.path, line, at - self._lines[line - 1] + 1)

    def _find_whole(self, url: str, start: int, end: int) -> int | None:
        """The first occurrence that is not merely the start of a longer address."""
        at = self._text.find(url, start, end)
        while at >= 0:
            after = self._text[at + len(url) : at + len(url) + 2]
            if not re.match(r"[\w/#?&=%~+@:-]|[.,;](?=\w)", after):
                return at
            at = self._text.find(url, at + 1, end)
        return None
