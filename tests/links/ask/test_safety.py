"""Links are untrusted: where the checker must not connect, and what it must not disclose."""

import ipaddress
import sys
from contextlib import contextmanager

import pytest
from aiohttp.abc import ResolveResult
from hypothesis import given
from hypothesis import strategies as st

from readinglist.links.ask.safety import CheckedResolver, is_allowed, is_public

_CONNECTED: list[tuple] = []
_WATCHING: list[bool] = []


def _watch(event, arguments):
    if _WATCHING and event == "socket.connect":
        _CONNECTED.append(arguments[1])


sys.addaudithook(_watch)


@contextmanager
def connections():
    """Every address that this process connects to."""
    _CONNECTED.clear()
    _WATCHING.append(True)
    try:
        yield _CONNECTED
    finally:
        _WATCHING.pop()


REDIRECTS = (
    "to-private", "to-metadata", "to-metadata-v6", "to-decimal", "to-file", "to-ftp", "to-script",
    "dns-private", "dns-to-metadata", "to-password",
)  # fmt: skip


def test_nothing_but_the_allowed_network_is_connected_to(world, check):
    with connections() as seen:
        check(*map(world.url, REDIRECTS), world.url("ok"))
    assert seen
    assert {place[0].split(".")[0] for place in seen} == {"127"}


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "0.0.0.0", "localhost",
        "localhost.", "[::1]", "[::ffff:127.0.0.1]", "[::]", "10.0.0.1", "172.16.0.1",
        "192.168.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255",
        "[fe80::1]", "[fc00::1]", "[ff02::1]", "[64:ff9b::a00:1]", "[2002:7f00:1::]",
        "[::a00:1]", "[::ffff:0:a00:1]",
        "metadata.example", "intranet.example",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(check, world, host):
    world.site.journal.clear()
    with connections() as seen:
        run = check(f"http://{host}:{world.site.port}/ok", allow_private=False)
    (result,) = run.results.values()
    assert result.verdict.name != "OK", result
    assert seen == []
    assert run.journal.requests == []


def test_the_whole_site_without_permission(world, check):
    with connections() as seen:
        run = check(world.url("ok"), world.url("gone-404"), *world.crowd(0, 5), allow_private=False)
    assert {result.reason.value for result in run.results.values()} == {"unsafe"}
    assert {result.verdict.name for result in run.results.values()} == {"UNKNOWN"}
    assert seen == []


def test_a_name_that_changes_its_address_after_the_check(check, world, monkeypatch):
    async def resolve(_, host, port=0, *_more, **_others):  # a rebinding attack
        return [
            ResolveResult(hostname=host, host="10.0.0.1", port=port, family=2, proto=0, flags=0)
        ]

    monkeypatch.setattr(CheckedResolver, "resolve", resolve)
    with connections() as seen:
        run = check(f"http://rebound.example:{world.site.port}/ok")
    (result,) = run.results.values()
    assert result.reason == "unsafe"
    assert seen == []


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://ftp.example/a", "gopher://a.example/"]
)
def test_other_schemes(check, url):
    with connections() as seen:
        run = check(url)
    (result,) = run.results.values()
    assert result.verdict.name == "UNKNOWN"
    assert seen == []


def test_a_password_is_never_sent(world, check):
    run = check(world.url("password"), world.url("to-password"))
    for request in run.journal.requests:
        assert "authorization" not in request.headers


def test_cookies_stay_within_one_link(world, check):
    run = check(
        world.url("cookie"), world.at("cookie", "/ok"), world.url("cookie-loop"), per_host=1
    )
    for request in run.journal.requests:
        assert "cookie" not in request.headers or request.target in ("/cookie", "/cookie-loop")


def test_the_environments_proxy_settings_are_ignored(world, check, monkeypatch, tmp_path):
    (tmp_path / "empty.pem").write_text("")
    (tmp_path / ".netrc").write_text("machine 127.1.0.2 login me password secret\n")
    home = world.homes["ok-text"]
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://{home}:{world.site.port}")
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(tmp_path / "empty.pem"))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    run = check(world.url("ok"), world.url("tls-good"), world.url("tls-self-signed"))
    assert [result.verdict.name for result in run.results.values()] == ["OK", "OK", "BROKEN"]
    assert run.journal.of(home) == []
    assert not any("authorization" in request.headers for request in run.journal.requests)


@pytest.mark.parametrize(
    "address",
    """127.0.0.1 127.9.9.9 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0
    224.0.0.1 240.0.0.1 255.255.255.255 192.0.2.1 198.18.0.1 192.88.99.1 ::1 :: fe80::1 fe80::1%eth0
    fc00::1 fd00:ec2::254 ff02::1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1
    64:ff9b:1::1 2002:7f00:1:: 2001:db8::1 2001:0:53aa:64c:0:1234:80ff:fffe fec0::1 nonsense
    """.split(),
)
def test_private_and_odd_addresses_are_not_allowed(address):
    assert not is_public(address)
    assert not is_allowed(address, allow_private=False)


@pytest.mark.parametrize(
    "address",
    "1.1.1.1 93.184.215.14 2606:4700::1111 ::ffff:1.1.1.1 64:ff9b::101:101 2002:101:101::".split(),
)
def test_addresses_that_are_public(address):
    assert is_public(address)


def test_networks_that_are_allowed():
    networks = (ipaddress.ip_network("127.0.0.0/8"),)
    assert is_allowed("127.1.2.3", networks)
    assert is_allowed("::ffff:127.1.2.3", networks)
    assert not is_allowed("10.0.0.1", networks)
    assert not is_allowed("2130706433", networks)
    assert is_allowed("1.1.1.1", networks)


@given(st.integers(0, 2**32 - 1))
def test_embedded_addresses_are_as_safe_as_alone(number):
    address = ipaddress.IPv4Address(number)
    assert is_public(f"::ffff:{address}") == is_public(str(address))
