"""`metadata/links.json`: the dead links of the list, as shown on its pages.

Written by `readinglist links --record` from the checker's history and committed like the lock, so
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
    """The links by address without fragment, and findings about the file."""

    links: Mapping[str, DeadLink] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def get(self, url: str) -> DeadLink | None:
        """What is known about the address, ignoring its fragment."""
        return self.links.get(url.partition("#")[0])


def parse_dead_links(text: str) -> dict[str, DeadLink]:
    """The links in a file's content. Raises `ValueError` if it has another format."""
    try:
        return {
            url: DeadLink(parse_full_date(values["since"]), values["confirmed"] is True)
            for url, values in load_json(text)["dead"].items()
        }
    except Exception as error:
        raise ValueError(what_is_wrong(error)) from error


def render_dead_links(links: Mapping[str, DeadLink]) -> str:
    """The file's content: sorted, so that equal links give equal text."""
    dead = {
        url: {"since": str(link.since), "confirmed": link.is_confirmed}
        for url, link in sorted(links.items())
    }
    return json.dumps({"dead": dead}, ensure_ascii=False, indent=2) + "\n"


def read_dead_links(folder: Path, root: Path) -> DeadLinks:
    """The dead links in the metadata folder; none if there is no file.

    A file that cannot be understood gives a finding. Raises `StorageError` if it cannot be read.
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
        raise StorageError(f"cannot read {file}: {error.strerror}") from error
    except ValueError as error:
        reason = f"not a record of dead links: {error}".splitlines()[0]
        location = Location(file.relative_to(root).as_posix())
        hint = "Delete the file and run 'readinglist links --record'."
        return DeadLinks(findings=(Finding("E010", Severity.ERROR, location, reason, hint),))
