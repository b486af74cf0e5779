"""Connections that end at a deadline, whatever the server does, and lead where they may.

A time-out of `requests` restarts with each piece that arrives. A server that sends one byte of a
header every few seconds never triggers it, and neither a header nor a chunk's length can be
examined before it is complete. So the connections themselves are closed.

A redirect may name any host. So each connection can be held to addresses on the public internet.

Cookies are not read: the standard library takes seconds of CPU time for some headers.
"""

import contextlib
import socket
import threading
import weakref
from collections.abc import Iterator
from typing import Any

import requests.adapters
import urllib3
from urllib3.connection import HTTPConnection

from readinglist.values.public_addresses import is_public


class PrivateAddressError(Exception):
    """A connection would have led to an address that is not on the public internet."""


class EndingAdapter(requests.adapters.HTTPAdapter):
    """An adapter for a session whose connections can be closed.

    With `only_public`, new connections go to addresses on the public internet only, and raise
    `PrivateAddressError` for others; a proxy, which the user has set, may be anywhere.
    """

    def __init__(self) -> None:
        self.only_public = False
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """As in the base class, but tracks the sockets."""
        super().init_poolmanager(*arguments, **options)
        self._follow(self.poolmanager)

    def proxy_manager_for(self, *arguments: Any, **options: Any) -> urllib3.ProxyManager:
        """As in the base class, but tracks the sockets."""
        manager: urllib3.ProxyManager = super().proxy_manager_for(*arguments, **options)
        self._follow(manager)
        return manager

    def build_response(
        self, req: requests.PreparedRequest, resp: urllib3.BaseHTTPResponse
    ) -> requests.Response:
        """As in the base class, but without cookies."""
        message = getattr(getattr(resp, "_original_response", None), "msg", None)
        if message is not None:
            for name in ("Set-Cookie", "Set-Cookie2"):
                del message[name]
        return super().build_response(req, resp)

    @contextlib.contextmanager
    def deadline(self, seconds: float) -> Iterator[threading.Event]:
        """Close all connections once the time is up; the event says whether that happened."""
        is_over = threading.Event()

        def end() -> None:
            is_over.set()
            for open_socket in list(self._sockets):
                with contextlib.suppress(OSError):
                    # Below the TLS layer, which another thread is reading from.
                    socket.socket.shutdown(open_socket, socket.SHUT_RDWR)

        timer = threading.Timer(max(seconds, 0.0), end)
        timer.daemon = True
        timer.start()
        try:
            yield is_over
        finally:
            timer.cancel()

    def _follow(self, manager: urllib3.PoolManager) -> None:
        """Keep track of the sockets of all new connections of the manager, and check them."""
        sockets, adapter = self._sockets, self
        is_direct = not isinstance(manager, urllib3.ProxyManager)

        def noting(kind: type[HTTPConnection]) -> type[HTTPConnection]:
            class Noting(kind):  # type: ignore[valid-type, misc]
                def _new_conn(self) -> socket.socket:
                    if not (is_direct and adapter.only_public):
                        return super()._new_conn()  # type: ignore[no-any-return]
                    # Before anything is sent, and again for the address that was connected to,
                    # since a name can lead elsewhere the next time.
                    for info in _look_up(self._dns_host, self.port):
                        _check(str(info[4][0]))
                    new: socket.socket = super()._new_conn()
                    try:
                        _check(str(new.getpeername()[0]))
                    except BaseException:
                        new.close()
                        raise
                    return new

                def connect(self) -> None:
                    super().connect()
                    if isinstance(self.sock, socket.socket):
                        sockets.add(self.sock)

            return Noting

        if getattr(manager, "is_followed", False):
            return
        manager.is_followed = True  # type: ignore[attr-defined]
        pools: dict[str, Any] = manager.pool_classes_by_scheme
        manager.pool_classes_by_scheme = {
            scheme: type(pool.__name__, (pool,), {"ConnectionCls": noting(pool.ConnectionCls)})
            for scheme, pool in pools.items()
        }


def _look_up(host: str, port: int) -> list[Any]:
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []  # connecting fails too, and says why


def _check(address: str) -> None:
    if not is_public(address):
        raise PrivateAddressError(address)
