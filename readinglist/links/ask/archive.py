"""Archived copies, by the Wayback Machine's availability API.

Source: archive.org/help/wayback_api.php. The service is asked one question at a time, and no more
once it asks for a pause.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from readinglist.links.ask.fetching import Failure, Fetcher
from readinglist.links.policy import ARCHIVE_API, Policy
from readinglist.values.identifiers import parse_url
from readinglist.values.strict_json import load_json


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A copy of a page: its address and its time, `YYYYMMDDhhmmss` in UTC."""

    url: str
    timestamp: str


@dataclass
class Snapshots:
    """What was found: copies by address, addresses without one, and why others were not asked."""

    found: dict[str, Snapshot] = field(default_factory=dict)
    none: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def parse_availability(text: str) -> Snapshot | None:
    """The copy that an answer of the API names, or None when there is none that opens.

    Raises `ValueError` when the answer is not one of this API.
    """
    try:
        closest: Any = load_json(text)["archived_snapshots"].get("closest")
        if not closest or closest.get("available") is not True:
            return None
        if not str(closest.get("status", "200")).startswith("2"):
            return None
        url, timestamp = str(closest["url"]), str(closest["timestamp"])
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("an answer of another form") from error
    if url.startswith("http://") and (urlsplit(url).hostname or "").endswith("archive.org"):
        # The API gives http; the archive itself has https everywhere.
        url = "https://" + url.removeprefix("http://").replace(":80/", "/", 1)
    return Snapshot(parse_url(url), timestamp)


async def find_snapshots(
    urls: Iterable[str],
    policy: Policy,
    *,
    api: str = ARCHIVE_API,
    progress: Callable[[int], object] | None = None,
) -> Snapshots:
    """Look for a copy of each page. Nothing is raised for what the network does."""
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
    """Ask for one page; the reason to ask no more, if there is one."""
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
