"""The plugin's messages and errors, in MkDocs' terms."""

import dataclasses
import logging
from collections.abc import Iterable
from pathlib import Path

from mkdocs.exceptions import PluginError
from mkdocs.utils import CountHandler

from readinglist.entry.findings import Finding, Severity
from readinglist.errors import ReadingListError, UsageError
from readinglist.library.locating import seen_from_here
from readinglist.values.plurals import plural

#: In a strict build MkDocs counts the warnings of the loggers below its own.
log = logging.getLogger("mkdocs.plugins.readinglist")

_LEVELS = {Severity.ERROR: logging.ERROR, Severity.WARNING: logging.WARNING}


class SettingsError(PluginError):
    """A mistake in mkdocs.yml or in the layout of docs/, rather than in an entry."""


def as_plugin_error(error: ReadingListError) -> PluginError:
    """The error as MkDocs shows it, without a traceback."""
    kind = SettingsError if isinstance(error, UsageError) else PluginError
    return kind(f"readinglist: {error.message}. {error.hint}".rstrip())


def report(findings: Iterable[Finding], root: Path) -> None:
    """Log errors and warnings, and the number of notices, with paths from the current folder.

    `root` is the project's folder, to which the findings' paths are relative.
    """
    notices = 0
    for finding in findings:
        if finding.severity is Severity.NOTICE:
            notices += 1
        else:
            log.log(_LEVELS[finding.severity], "%s", _seen(finding, root))
    if notices:
        log.info("%s; 'readinglist validate --notices' lists them", plural(notices, "notice"))


def warn_of(findings: Iterable[Finding], root: Path) -> None:
    """Log findings about a page that MkDocs renders anyway: they only fail a strict build."""
    for finding in findings:
        log.warning("%s", _seen(finding, root))


def _seen(finding: Finding, root: Path) -> Finding:
    """The finding with its path relative to the current folder."""
    path = seen_from_here(root, finding.location.path)
    place = dataclasses.replace(finding.location, path=path)
    return dataclasses.replace(finding, location=place)


def count_warnings() -> int:
    """How many warnings MkDocs has counted, which it only does in a strict build."""
    handlers = logging.getLogger("mkdocs").handlers
    counts = [handler.get_counts() for handler in handlers if isinstance(handler, CountHandler)]
    return sum(count for some in counts for _, count in some)
