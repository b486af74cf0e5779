"""Archived copies, from the Wayback Machine's availability API.

Source: archive.org/help/wayback_api.php. Requests are made one at a time, and stop as soon as the
service asks for a pause.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from readinglist.links.ask.fetching import Failure, Fetcher
from readinglist.links.policy import ARCHIVE_API, Policy
from readinglist.values.identifiers import parse_url
from readinglist.values.strict_json import load_json

_OF_ARCHIVE = re.compile(r"https?://web\.archive\.org(?::80)?/")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A copy of a page: its address and its time as `YYYYMMDDhhmmss` in UTC."""

    url: str
    timestamp: str


@dataclass
class Snapshots:
    """Copies by address, addresses without a copy, and why the rest were not looked up."""

    found: dict[str, Snapshot] = field(default_factory=dict)
    none: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def parse_availability(text: str) -> Snapshot | None:
    """The copy named in a response of the API, or None if there is no working one.

    Raises `ValueError` when the response is not from this API.
    """
    try:
        closest: Any = load_json(text)["archived_snapshots"].get("closest")
        if not closest or closest.get("available") is not True:
            return None
        if not str(closest.get("status", "200")).startswith("2"):
            return None
        url, timestamp = str(closest["url"]), str(closest["timestamp"])
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("an answer in an unknown format") from error
    if not _OF_ARCHIVE.match(url):
        raise ValueError("the address of another site")
    # The API returns http addresses, but the archive supports https everywhere.
    return Snapshot(parse_url(_OF_ARCHIVE.sub("https://web.archive.org/", url)), timestamp)


async def find_snapshots(
    urls: Iterable[str],
    policy: Policy,
    *,
    api: str = ARCHIVE_API,
    progress: Callable[[int], object] | None = None,
) -> Snapshots:
    """Look for a copy of each page. Network failures raise nothing."""
    snapshots = Snapshots()
    stopped = ""
    async with Fetcher(policy) as fetcher:
        for count, url in enumerate(dict.fromkeys(urls), 1):
            if not stopped:
                stopped = await _ask(fetcher, api, url, snapshots)
            if stopped:
                snapshots.failed[url] = stopped
            if progress:
                progress(count)
    return snapshots


async def _ask(fetcher: Fetcher, api: str, url: str, snapshots: Snapshots) -> str:
    """Look up one page; returns the reason to stop asking, or an empty string."""
    answer = await fetcher.fetch(f"{api}?url={quote(url, safe='')}")
    if isinstance(answer, Failure):
        return f"the archive did not answer: {answer.detail}"
    if answer.status != 200 or answer.text is None:
        return f"the archive answers {answer.status}"
    try:
        snapshot = parse_availability(answer.text)
    except ValueError as error:
        return f"the archive gives {error.args[0]}"
    if snapshot:
        snapshots.found[url] = snapshot
    else:
        snapshots.none.append(url)
    return ""
