"""Checks of links in the folder of Markdown pages that lead out of the project."""

from collections.abc import Iterator

from readinglist.findings import Finding, Location, Severity
from readinglist.loading import Library
from readinglist.outside import find_links_out, message_of

#: The folder of the Markdown pages, unless the project says otherwise.
_DOCS = "docs"


def check_docs_links(library: Library) -> Iterator[Finding]:
    """Links that would bring into the site what is no part of the project."""
    folder = library.root / _DOCS
    if folder.is_dir():
        for link, real in find_links_out(folder, library.root):
            path = link.relative_to(library.root).as_posix()
            yield Finding("E008", Severity.ERROR, Location(path), *message_of(real))
