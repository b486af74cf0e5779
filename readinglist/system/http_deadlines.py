"""Connections that end at a deadline, whatever the server does.

A time-out of `requests` holds for each piece that comes in. A server that sends one byte of a
header every few seconds never lets it run out, and neither the header nor the length of a chunk can
be looked at before it is whole. So the connections themselves are ended.
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


class EndingAdapter(requests.adapters.HTTPAdapter):
    """An adapter of a session whose connections can be ended."""

    def __init__(self) -> None:
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """As the class's own."""
        super().init_poolmanager(*arguments, **options)
        self._follow(self.poolmanager)

    def proxy_manager_for(self, *arguments: Any, **options: Any) -> urllib3.ProxyManager:
        """As the class's own."""
        manager: urllib3.ProxyManager = super().proxy_manager_for(*arguments, **options)
        self._follow(manager)
        return manager

    @contextlib.contextmanager
    def deadline(self, seconds: float) -> Iterator[threading.Event]:
        """A block at whose deadline all connections end; the event says whether they were."""
        is_over = threading.Event()

        def end() -> None:
            is_over.set()
            for open_socket in list(self._sockets):
                with contextlib.suppress(OSError):
                    # Past the layer of encryption, which another thread is reading from.
                    socket.socket.shutdown(open_socket, socket.SHUT_RDWR)

        timer = threading.Timer(max(seconds, 0.0), end)
        timer.daemon = True
        timer.start()
        try:
            yield is_over
        finally:
            timer.cancel()

    def _follow(self, manager: urllib3.PoolManager) -> None:
        """Remember the sockets of the connections that the manager makes from now on."""
        sockets = self._sockets

        def noting(kind: type[HTTPConnection]) -> type[HTTPConnection]:
            class Noting(kind):  # type: ignore[valid-type, misc]
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
