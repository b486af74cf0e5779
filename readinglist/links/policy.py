"""How links are checked: bounds, pauses, what may be connected to."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from readinglist import __version__

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
USER_AGENT = f"readinglist/{__version__} (checks the links of a reading list)"
DOI_API = "https://doi.org/api/handles/"
ARCHIVE_API = "https://archive.org/wayback/available"


@dataclass(frozen=True, slots=True)
class HostPolicy:
    """What differs for one host: requests at once, and seconds between the starts of two."""

    at_once: int | None = None
    pause: float = 0.0


@dataclass(frozen=True, slots=True)
class Policy:
    """The bounds of a run. All times are in seconds, sizes in bytes.

    `timeout` holds for the wait for an answer's head, and again for its body. `retries` is how
    often a request that may pass is repeated; the n-th repetition starts `retry_pause` · 2ⁿ⁻¹ later
    at the earliest. After a time-out it is half as often, at once, and with half the time.
    `budget` is the time for the whole run; `None` is no bound. A host that asks for a wait beyond
    the rest of the budget, or beyond `longest_wait`, is left alone.

    `allow_private` lets the checker connect to addresses that are not public: to all (`True`) or to
    those in the networks given. `resolve` maps host names to addresses in place of the DNS; an
    empty address stands for a name that does not exist. `ca_file` names certificates to trust
    besides the system's. Keys of `hosts` are host names, for that host and its subdomains.
    """

    per_host: int = 4
    total: int = 256
    timeout: float = 10.0
    connect_timeout: float = 8.0
    retries: int = 2
    retry_pause: float = 1.0
    budget: float | None = 1800.0
    longest_wait: float = 120.0
    max_body: int = 256_000
    max_redirects: int = 10
    max_header: int = 16_380
    user_agent: str = USER_AGENT
    allow_private: bool | tuple[Network, ...] = False
    resolve: Mapping[str, str] | None = None
    hosts: Mapping[str, HostPolicy] = field(default_factory=dict)
    ca_file: Path | None = None
    doi_api: str = DOI_API

    def for_host(self, name: str) -> HostPolicy:
        """What holds for the host: its own settings, or those of the nearest domain above."""
        while name:
            if name in self.hosts:
                return self.hosts[name]
            name = name.partition(".")[2]
        return HostPolicy()
