"""`serve` watches the entries, by file system notifications and by polling now and then.

MkDocs polls every file twice a second, because notifications are not always available: not on
network drives, nor across the boundary of some containers. With thousands of entries polling is
noticeably slow. So here notifications come first, and polling becomes rarer the longer it takes.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from watchdog.events import (
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer as SystemObserver
from watchdog.observers.api import BaseObserver

from readinglist.system.signatures import scan_tree

#: Events that count as changes; opening and reading a file are events too.
_CHANGES = (FileCreatedEvent, FileModifiedEvent, FileMovedEvent, FileDeletedEvent)
#: Seconds between two polls: at least this many, and at least this multiple of a poll's duration.
_PAUSE = 0.5
_TIMES = 30


class EntriesObserver:
    """An observer of one folder; other scheduled paths are left to another observer.

    It reports that something has changed, not what. `system` creates the observer for the system's
    notifications.
    """

    def __init__(
        self,
        folder: Path,
        others: BaseObserver,
        system: Callable[[], Any] = SystemObserver,
        pause: float = _PAUSE,
    ) -> None:
        self._folder = folder
        self._others = others
        self._system = system()
        self._pause = pause
        self._handlers: list[FileSystemEventHandler] = []
        self._told = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="entries", daemon=True)

    def schedule(self, handler: Any, path: str, *, recursive: bool = False) -> Any:
        """Tell the handler of changes below the path."""
        if Path(path).resolve() != self._folder.resolve():
            return self._others.schedule(handler, path, recursive=recursive)
        self._handlers.append(handler)
        return handler

    def unschedule(self, watch: Any) -> None:
        """Tell it no more."""
        if watch in self._handlers:
            self._handlers.remove(watch)
        else:
            self._others.unschedule(watch)

    def start(self) -> None:
        """Begin to watch."""
        self._known = scan_tree(self._folder)
        self._others.start()
        try:
            self._system.schedule(_Notices(self._told), str(self._folder), recursive=True)
            self._system.start()
        except OSError:
            # No notices to be had, such as on Linux when all watches are taken.
            self._system = None
        self._thread.start()

    def stop(self) -> None:
        """End, soon."""
        self._stopped.set()
        self._told.set()
        self._others.stop()
        if self._system:
            self._system.stop()

    def join(self, timeout: float | None = None) -> None:
        """Wait until it has ended."""
        self._thread.join(timeout)
        self._others.join(timeout)

    def _run(self) -> None:
        pause = self._pause
        while True:
            is_told = self._told.wait(pause)
            if self._stopped.is_set():
                return
            self._told.clear()
            if is_told:
                # At once; what was told needs not be found once more.
                self._tell()
            start = time.perf_counter()
            now = scan_tree(self._folder)
            pause = max(self._pause, _TIMES * (time.perf_counter() - start))
            if now != self._known and not is_told:
                self._tell()
            self._known = now

    def _tell(self) -> None:
        event = FileModifiedEvent(str(self._folder))
        for handler in self._handlers:
            handler.dispatch(event)


class _Notices(FileSystemEventHandler):
    """Passes on that there was a change."""

    def __init__(self, told: threading.Event) -> None:
        self._told = told

    def on_any_event(self, event: FileSystemEvent) -> None:
        names = [Path(str(path)).name for path in (event.src_path, event.dest_path) if path]
        if isinstance(event, _CHANGES) and not all(name.startswith(".") for name in names):
            self._told.set()
