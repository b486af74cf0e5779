"""Which IP addresses are on the public internet, and not of this machine or a local network."""

import ipaddress

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# RFC 6052: the well-known prefix under which an IPv6-only network reaches IPv4.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Ranges that `is_global` of some Python versions accepts: RFC 7526 (6to4 relays), RFC 8215, RFC
# 3879, RFC 9602, RFC 9637, two old forms of IPv4 addresses (RFC 4291, 2.5.5.1; RFC 2765, 2.1), and
# multicast, which counts as global.
_MORE = tuple(
    map(
        ipaddress.ip_network,
        (
            "192.88.99.0/24", "64:ff9b:1::/48", "fec0::/10", "5f00::/16", "3fff::/20", "::/96",
            "::ffff:0:0:0/96",
        ),
    )
)  # fmt: skip


def embedded_address(address: _Address) -> _Address | None:
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
    inner = embedded_address(address)
    if inner is not None and not is_public(str(inner)):
        return False
    if address.is_multicast or any(
        address in net for net in _MORE if net.version == address.version
    ):
        return False
    return address.is_global or (inner is not None and address in _NAT64)
