"""The stand-in site's hosts and URLs: which host has which behaviour."""

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .behaviours import BEHAVIOURS, Behaviour, good
from .journal import addresses
from .samples import Sample, all_samples, names, sample_handler, with_port
from .server import Exchange, Handler, Site

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
#: The host of all behaviours about certificates.
SECURE = "127.5.0.1"
#: Hosts with only good pages.
CROWD = addresses(4, 4)
#: Names that lead to forbidden places; an empty address means that the name does not exist.
ELSEWHERE = {
    "intranet.example": "10.1.2.3",
    "metadata.example": "169.254.169.254",
    "no-such-host.invalid": "",
}


async def missing(x: Exchange) -> None:
    await x.answer(404, "<h1>Not Found</h1>")


@dataclass(frozen=True)
class World:
    """A running site and its addresses."""

    site: Site
    homes: Mapping[str, str]

    def host(self, one: Behaviour) -> str:
        """The behaviour's own host."""
        return SECURE if one.scheme in self.site.tls_ports else self.homes[one.name]

    def url(self, name: str) -> str:
        one, site = BEHAVIOURS[name], self.site
        scheme, port, host = "http", site.port, one.host or self.host(one)
        if one.scheme == "refused":
            port = site.refused_port
        elif one.scheme == "https":
            scheme = "https"
        elif one.scheme in site.tls_ports:
            scheme, port = "https", site.tls_ports[one.scheme]
        elif one.scheme == "password":
            host = f"user:secret@{host}"
        tail = f"/{one.tail}" if one.tail else ""
        return f"{scheme}://{host}:{port}/{name}{tail}"

    def at(self, name: str, path: str) -> str:
        """Another URL on a behaviour's host."""
        return f"http://{self.homes[name]}:{self.site.port}{path}"

    def crowd(self, host: int, count: int) -> list[str]:
        """Good pages of a host that has only such pages."""
        return [f"http://{CROWD[host]}:{self.site.port}/ok?n={n}" for n in range(count)]

    def sample_url(self, sample: Sample) -> str:
        return with_port(sample.url, self.site.port)

    @property
    def resolve(self) -> dict[str, str]:
        """The addresses of host names."""
        found = dict(ELSEWHERE)
        for behaviour in BEHAVIOURS.values():
            if behaviour.host and behaviour.host not in found:
                found[behaviour.host.encode("idna").decode().lower()] = self.homes[behaviour.name]
        for name in names():
            found[name] = self.homes[name]
        return found


def make_world(*, certificates: bool = True) -> World:
    """A world whose site is not running yet."""
    samples = names()
    homes = dict(zip(BEHAVIOURS, addresses(1, len(BEHAVIOURS)), strict=True))
    homes |= zip(samples, addresses(3, len(samples)), strict=True)
    handlers = {name: handler for name in samples if (handler := sample_handler(name))}

    def route(_: str, path: str, headers: Mapping[str, str]) -> Handler:
        name = headers.get("host", "").partition(":")[0]
        if name in handlers:
            return handlers[name]
        one = BEHAVIOURS.get(path.split("/")[1])
        return one.serve if one else missing if path != "/" else good

    site = Site([SECURE, *homes.values(), *CROWD], route, certificates=certificates)
    return World(site, homes)


def samples_of(kinds: Iterable[str]) -> list[Sample]:
    return [sample for sample in all_samples() if sample.kind in set(kinds)]
