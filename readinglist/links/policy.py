"""How links are checked: limits, pauses, and which addresses may be connected to."""

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
    """Settings of one host: concurrent requests, and seconds between the starts of two requests."""

    at_once: int | None = None
    pause: float = 0.0


@dataclass(frozen=True, slots=True)
class Policy:
    """The limits of a run. All times are in seconds, sizes in bytes.

    `timeout` applies to waiting for the head of a response, and again to its body. `retries` is how
    often a request is repeated after a temporary failure; the n-th repetition starts at the
    earliest `retry_pause` · 2ⁿ⁻¹ later. After a time-out there are half as many retries, without a
    pause and with half the time-out. `budget` is the time for the whole run; `None` means no limit.
    A host that asks for a longer wait than the rest of the budget, or than `longest_wait`, is not
    asked again.

    `allow_private` lets the checker connect to addresses that are not public: to all (`True`) or to
    those in the given networks. `resolve` maps host names to addresses, overriding DNS; an empty
    address stands for a name that does not exist. `ca_file` names certificates to trust in addition
    to the system's. Keys of `hosts` are host names, and apply to the host and its subdomains.
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
        """The policy for the host: its own settings, or those of the closest parent domain."""
        while name:
            if name in self.hosts:
                return self.hosts[name]
            name = name.partition(".")[2]
        return HostPolicy()
