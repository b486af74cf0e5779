"""Guard against connections to addresses that are not public.

Links are untrusted input. A name is resolved once, its addresses are vetted, and the connection
goes to a vetted address; the check is repeated on the actual address when its socket is opened,
to cover addresses that were written as numbers and never resolved.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from readinglist.links.policy import Network, Policy

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# RFC 6052: the well-known prefix under which an IPv6-only network reaches IPv4.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Ranges that `is_global` of older Python versions accepts: RFC 7526 (6to4 relays), RFC 8215,
# RFC 3879, and multicast, which counts as global.
_MORE = tuple(
    map(ipaddress.ip_network, ("192.88.99.0/24", "64:ff9b:1::/48", "fec0::/10", "5f00::/16"))
)

#: Names looked up at the same time.
_LOOKUPS = 32


class UnsafeAddressError(OSError):
    """The host has only addresses that are not public."""


def _embedded(address: _Address) -> _Address | None:
    """The IPv4 address embedded in an IPv6 address, if any."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.sixtofour:
        return address.sixtofour
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    if address.teredo:
        return address.teredo[1]
    return None


def is_public(text: str) -> bool:
    """Whether the address is on the public internet.

    Loopback, link-local (including cloud metadata services), private, shared, reserved, multicast
    and unspecified addresses are not: see IANA's special-purpose registries.
    """
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    inner = _embedded(address)
    if inner is not None and not is_public(str(inner)):
        return False
    if address.is_multicast or any(
        address in net for net in _MORE if net.version == address.version
    ):
        return False
    return address.is_global or (inner is not None and address in _NAT64)


def is_allowed(text: str, allow_private: bool | tuple[Network, ...]) -> bool:
    """Whether the checker may connect to the address.

    Other texts, such as a single number that C libraries would convert to an address, are not.
    """
    if allow_private is True or is_public(text):
        return True
    if not allow_private:
        return False
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    inner = _embedded(address) or address
    return any(inner in net for net in allow_private if net.version == inner.version)


class CheckedResolver(AbstractResolver):
    """Resolves names, leaving out addresses that may not be connected to.

    Raises `UnsafeAddressError` if none is left, and `socket.gaierror` like the system's resolver.
    """

    def __init__(self, policy: Policy) -> None:
        self._allow = policy.allow_private
        self._names: Mapping[str, str] = policy.resolve or {}
        # The event loop's own thread pool is small, and a name can take half a minute to fail.
        self._threads = ThreadPoolExecutor(_LOOKUPS, thread_name_prefix="readinglist-names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The permitted addresses of the host, in the resolver's order."""
        name: str | None = self._names.get(host, host)
        if not name:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(
            self._threads, socket.getaddrinfo, name, port, family, socket.SOCK_STREAM
        )
        addresses = list(dict.fromkeys((str(info[4][0]), info[0]) for info in found))
        allowed = [pair for pair in addresses if is_allowed(pair[0], self._allow)]
        if not allowed:
            raise UnsafeAddressError(f"{host} leads to {addresses[0][0]}, which is not public")
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=family_,
                proto=0,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address, family_ in allowed
        ]

    async def close(self) -> None:
        """Shut down the thread pool."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class CheckedSockets:
    """Opens sockets to permitted addresses; raises `UnsafeAddressError` for others."""

    def __init__(self, policy: Policy) -> None:
        self._allow = policy.allow_private

    def __call__(self, info: tuple[Any, ...]) -> socket.socket:
        """Open a socket for an item as `getaddrinfo` returns it."""
        family, kind, proto, _, place = info
        if not is_allowed(str(place[0]), self._allow):
            raise UnsafeAddressError(f"{place[0]} is not public")
        return socket.socket(family=family, type=kind, proto=proto)
