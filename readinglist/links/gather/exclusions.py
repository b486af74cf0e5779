"""`links.yml`: per-host settings of the link checker, and links that are not checked.

    hosts:
      - {host: example.org, at-once: 1, pause: 2}
    exclusions:
      - url: https://example.org/private/*
        reason: Readers of the list have access, robots do not.
        until: 2027-06-30

An exclusion needs a reason and an end date, so that nothing stays hidden forever.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from readinglist.entry.findings import Finding, Location, Severity
from readinglist.entry.forms import DayField, Form, Text
from readinglist.entry.model import Many, Schema
from readinglist.entry.yaml.document import read_document
from readinglist.library.schema_findings import read_record
from readinglist.links.gather.targets import host_of
from readinglist.links.policy import HostPolicy
from readinglist.values.dates import PartialDate

SETTINGS_FILE = "links.yml"
_HOST = re.compile(r"(?=.{1,253}$)[^\s/:@.]+(?:\.[^\s/:@.]+)*")
#: The longest that an exclusion may last, in days.
_LONGEST = 366


def _parse_at_once(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d?", text, re.ASCII):
        raise ValueError(f"'{text}' is not a number from 1 to 99", "Write it like 2.")
    return int(text)


def _parse_pause(text: str) -> float:
    if not re.fullmatch(r"\d{1,3}(\.\d+)?", text, re.ASCII):
        raise ValueError(f"'{text}' is not a number of seconds", "Write it like 2 or 0.5.")
    return float(text)


def _parse_host(text: str) -> str:
    if not _HOST.fullmatch(text):
        raise ValueError(f"'{text}' is not a host", "Write it like example.org, without https://.")
    return text.lower().removeprefix("*.")


def _parse_pattern(text: str) -> str:
    if not re.match(r"https?://[^/*]+", text) or "*" in text[:-1]:
        raise ValueError(
            f"'{text}' is not the start of an address",
            "Write an address, or its start with * at the end.",
        )
    return text


HostField = Annotated[str, Form("E604", _parse_host, "host")]


class HostSettings(Schema):
    """How one host and its subdomains are requested."""

    host: HostField
    at_once: Annotated[int | None, Form("E604", _parse_at_once, "at once")] = None
    pause: Annotated[float, Form("E604", _parse_pause, "pause")] = 0.0


class Exclusion(Schema):
    """Links not checked until a given day: an address, a prefix ending in `*`, or a host."""

    url: Annotated[str | None, Form("E604", _parse_pattern, "pattern")] = None
    host: HostField | None = None
    reason: Text
    until: DayField

    def holds_for(self, url: str) -> bool:
        """Whether the exclusion covers the address."""
        if self.host is not None:
            host = host_of(url)
            return host == self.host or host.endswith(f".{self.host}")
        wanted = (self.url or "").partition("#")[0]
        if wanted.endswith("*"):
            return url.startswith(wanted[:-1])
        return url == wanted

    @property
    def what(self) -> str:
        """The address, prefix or host that it covers."""
        return self.host or self.url or ""


class LinkSettings(Schema):
    """The whole file."""

    hosts: Many[HostSettings] = ()
    exclusions: Many[Exclusion] = ()


@dataclass
class Exclusions:
    """The exclusions in force today; they record which of them were used.

    `findings` are about the form of the file; `check_expired` and `check_unused` yield the others.
    """

    today: datetime.date
    settings: LinkSettings = field(default_factory=LinkSettings)
    findings: list[Finding] = field(default_factory=list)
    locations: list[Location] = field(default_factory=list)
    used: set[int] = field(default_factory=set)

    @property
    def hosts(self) -> dict[str, HostPolicy]:
        """The hosts' settings, in the form that `Policy` takes."""
        return {
            settings.host: HostPolicy(at_once=settings.at_once, pause=settings.pause)
            for settings in self.settings.hosts
        }

    def holds_for(self, url: str) -> bool:
        """Whether the address is excluded today."""
        found = False
        for i, exclusion in enumerate(self.settings.exclusions):
            if exclusion.holds_for(url):
                self.used.add(i)
                found = found or not self._is_over(exclusion)
        return found

    def _is_over(self, exclusion: Exclusion) -> bool:
        return _day(exclusion.until) < self.today

    def check_expired(self) -> Iterator[Finding]:
        """W607: exclusions that have expired."""
        for i, exclusion in enumerate(self.settings.exclusions):
            if self._is_over(exclusion):
                yield Finding(
                    "W607",
                    Severity.WARNING,
                    self.locations[i],
                    f"the exclusion of {exclusion.what} has ended on {exclusion.until}",
                    "Look at the link; delete the exclusion, or give it another day.",
                    f"exclusions[{i + 1}].until",
                )

    def check_unused(self) -> Iterator[Finding]:
        """W608: exclusions that match none of the checked links."""
        for i, exclusion in enumerate(self.settings.exclusions):
            if i not in self.used and not self._is_over(exclusion):
                yield Finding(
                    "W608",
                    Severity.WARNING,
                    self.locations[i],
                    f"the exclusion of {exclusion.what} names no link of the list",
                    "Delete it.",
                    f"exclusions[{i + 1}]",
                )


def _day(date: PartialDate) -> datetime.date:
    return datetime.date(date.year, date.month or 1, date.day or 1)


def read_exclusions(root: Path, today: datetime.date) -> Exclusions:
    """The exclusions of a project; none if it has no `links.yml`.

    Raises `StorageError` when the file cannot be read.
    """
    exclusions = Exclusions(today)
    file = root / SETTINGS_FILE
    if not file.is_file():
        return exclusions
    document = read_document(file, SETTINGS_FILE)
    exclusions.findings.extend(document.findings)
    if document.tree is None:
        return exclusions
    settings, findings = read_record(LinkSettings, document)
    exclusions.findings.extend(findings)
    if settings is None:
        return exclusions
    exclusions.settings = settings
    for i, exclusion in enumerate(settings.exclusions):
        at = ("exclusions", i)
        exclusions.locations.append(document.locate(at))
        if (exclusion.url is None) is (exclusion.host is None):
            exclusions.findings.append(
                document.report(
                    "E604",
                    "an exclusion names either a url or a host",
                    "Give one of the two.",
                    at=at,
                )
            )
        elif (_day(exclusion.until) - today).days > _LONGEST:
            exclusions.findings.append(
                document.report(
                    "E604",
                    f"the exclusion lasts until {exclusion.until}, which is too long",
                    "Let it end within a year, so that somebody looks again.",
                    at=(*at, "until"),
                )
            )
    return exclusions
