"""Addresses of the public internet, and all others."""

import ipaddress

import pytest

from readinglist.values.public_addresses import embedded_address, is_public

PUBLIC = """
    8.8.8.8 1.1.1.1 192.88.98.255 192.88.100.0 2606:4700::1111 2001:4860:4860::8888
    64:ff9b::8.8.8.8 ::ffff:8.8.8.8
    2606:4700::1111%eth0
""".split()
OTHERS = """
    127.0.0.1 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 255.255.255.255
    224.0.0.1 239.1.1.1 192.88.99.0 192.88.99.255 192.0.2.1 198.18.0.1
    :: ::1 fe80::1 fe80::1%eth0 fc00::1 ff02::1 ff0e::1 fec0::1 feff::1 5f00::1 3fff::1 2001:db8::1
    64:ff9b:1::8.8.8.8 ::8.8.8.8 ::ffff:0:8.8.8.8
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 2002:7f00:1::
    2002:0a00:0001::1
""".split()


@pytest.mark.parametrize("text", PUBLIC)
def test_public(text):
    assert is_public(text)


@pytest.mark.parametrize("text", [*OTHERS, "", "host.example", "8.8.8", "8.8.8.8.8"])
def test_not_public(text):
    assert not is_public(text)


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("8.8.8.8", None),
        ("2606:4700::1111", None),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("2002:0a00:0001::", "10.0.0.1"),
        ("64:ff9b::10.0.0.1", "10.0.0.1"),
        ("64:ff9b::255.255.255.254", "255.255.255.254"),
        # Teredo (RFC 4380): the client's address, with all its bits turned over.
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "192.0.2.45"),
    ],
)
def test_embedded_addresses(outer, inner):
    found = embedded_address(ipaddress.ip_address(outer))
    assert (str(found) if found else None) == inner
