"""`metadata/links.json`: which links of the list are dead, as the pages are built from it.

Written by `readinglist links --record` from what its history knows, and committed like the lock, so
that a build needs no network and gives the same pages everywhere.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from readinglist.entry.findings import Finding, Location, Severity
from readinglist.errors import StorageError
from readinglist.system.borders import what_is_wrong
from readinglist.system.bounded_reads import DATA, UnfitFileError, read_bounded
from readinglist.values.dates import PartialDate, parse_full_date
from readinglist.values.strict_json import load_json

FILE = "links.json"


@dataclass(frozen=True, slots=True)
class DeadLink:
    """A link that did not open: since which day (UTC), and whether that has been confirmed."""

    since: PartialDate
    is_confirmed: bool


@dataclass(frozen=True)
class DeadLinks:
    """The links by their addresses without fragment, and what was wrong with the file."""

    links: Mapping[str, DeadLink] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def get(self, url: str) -> DeadLink | None:
        """What is known of the address, whatever its fragment."""
        return self.links.get(url.partition("#")[0])


def parse_dead_links(text: str) -> dict[str, DeadLink]:
    """The links of a file's content. Raises `ValueError` when it is of another form."""
    try:
        return {
            url: DeadLink(parse_full_date(values["since"]), values["confirmed"] is True)
            for url, values in load_json(text)["dead"].items()
        }
    except Exception as error:
        raise ValueError(what_is_wrong(error)) from error


def render_dead_links(links: Mapping[str, DeadLink]) -> str:
    """The file's content: sorted, the same for the same links."""
    dead = {
        url: {"since": str(link.since), "confirmed": link.is_confirmed}
        for url, link in sorted(links.items())
    }
    return json.dumps({"dead": dead}, ensure_ascii=False, indent=2) + "\n"


def read_dead_links(folder: Path, root: Path) -> DeadLinks:
    """The dead links of the metadata folder; none without a file.

    A file that cannot be understood is a finding. Raises `StorageError` when it cannot be read.
    """
    file = folder / FILE
    try:
        return DeadLinks(parse_dead_links(read_bounded(file, most=DATA).decode("utf-8")))
    except FileNotFoundError:
        return DeadLinks()
    except UnfitFileError as error:
        location = Location(file.relative_to(root).as_posix())
        return DeadLinks(
            findings=(Finding("E010", Severity.ERROR, location, error.reason, error.hint),)
        )
    except OSError as error:
        raise StorageError(f"{file}: {error.strerror}") from error
    except ValueError as error:
        reason = f"not a record of dead links: {error}".splitlines()[0]
        location = Location(file.relative_to(root).as_posix())
        hint = "Delete the file and run 'readinglist links --record'."
        return DeadLinks(findings=(Finding("E010", Severity.ERROR, location, reason, hint),))
