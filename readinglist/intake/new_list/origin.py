"""Where the running generator came from, as a pip requirement that installs the same one.

Source: PEP 610 (https://peps.python.org/pep-0610/): pip and other installers write a file
`direct_url.json` unless a package came from an index.
"""

import importlib.metadata
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from urllib.request import url2pathname

from readinglist import __version__

DISTRIBUTION = "readinglist-site"  # on PyPI `readinglist` is another project


@dataclass(frozen=True, slots=True)
class Origin:
    """A line for requirements.txt, and a warning if it does not work for everybody.

    `caution` is empty if the line works on every machine.
    """

    requirement: str
    caution: str = ""


def find_origin() -> Origin:
    """Where the installed distribution came from, or its version if nothing else is known."""
    try:
        told = importlib.metadata.distribution(DISTRIBUTION).read_text("direct_url.json")
        source = json.loads(told) if told else {}
    except (importlib.metadata.PackageNotFoundError, ValueError):
        source = {}
    return read_origin(source)


def read_origin(source: Mapping[str, Any]) -> Origin:
    """The origin for the content of a `direct_url.json`; empty means a release from an index."""
    release = f"{DISTRIBUTION}=={__version__}"
    url = source.get("url")
    if not isinstance(url, str) or not url:
        return Origin(release)
    if url.startswith("file:"):
        return _local(url, source, release)
    vcs = source.get("vcs_info") or {}
    place, stripped = _without_secrets(url)
    if vcs:
        place = f"{vcs['vcs']}+{place}@{vcs['commit_id']}"
    fragment = [f"subdirectory={source['subdirectory']}"] if source.get("subdirectory") else []
    hashes = (source.get("archive_info") or {}).get("hashes") or {}
    fragment += [f"{name}={value}" for name, value in hashes.items() if name == "sha256"]
    requirement = f"{DISTRIBUTION} @ {place}{'#' if fragment else ''}{'&'.join(fragment)}"
    caution = (
        "It was installed with a user name or password in the address, which are left out here. "
        "Anyone who installs it needs access to that address."
    )
    return Origin(requirement, caution if stripped else "")


def _local(url: str, source: Mapping[str, Any], release: str) -> Origin:
    vcs = source.get("vcs_info") or {}
    advice = (
        f"put a release here ({release}), or an address that they can access "
        f"({DISTRIBUTION} @ git+https://…@<commit>)."
    )
    path = Path(url2pathname(urlsplit(url).path))
    if not path.exists():
        return Origin(
            release,
            f"It was installed from {path}, which no longer exists. If {release} is not on a "
            f"package index, {advice}",
        )
    place = f"{vcs['vcs']}+{url}@{vcs['commit_id']}" if vcs else url
    return Origin(
        f"{DISTRIBUTION} @ {place}",
        f"This path is on the machine where the list was made. Before workflows and other people "
        f"install it, {advice}",
    )


def _without_secrets(url: str) -> tuple[str, bool]:
    """The address without user name and password, and whether there were any.

    SSH's user is part of the address (`git@`), and variables such as `${TOKEN}` are safe to keep:
    pip substitutes them (https://pip.pypa.io/en/stable/reference/requirements-file-format/#using-environment-variables).
    """
    parts = urlsplit(url)
    user = parts.netloc.rpartition("@")[0]
    if not user or (parts.scheme == "ssh" and ":" not in user):
        return url, False
    if all(part.startswith("${") and part.endswith("}") for part in user.split(":")):
        return url, False
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])), True
