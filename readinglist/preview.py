"""`serve`: pages are stamped when they are asked for; a saved entry needs no full build."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

log = logging.getLogger("mkdocs.plugins.readinglist")

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Preview:
    """Keeps the served folder up to date, page by page.

    `render` gives the content of a file of the site by its name, or None for a file that the
    engine itself has written. `refresh` reads the entries again and says whether the shells at
    hand still fit; if not, or when a watched file outside the entries has changed, `builder`
    makes everything anew.
    """

    def __init__(
        self,
        *,
        site_dir: Path,
        render: Callable[[str], str | None],
        refresh: Callable[[], bool],
        builder: Callable[[], Any],
        watched: Iterable[Path],
    ) -> None:
        self.site_dir = site_dir
        self.render = render
        self.refresh = refresh
        self.builder = builder
        self.watched = tuple(watched)
        self.written: set[str] = set()
        self.lock = threading.RLock()
        self.stamp = self._fingerprint()

    def _fingerprint(self) -> tuple[tuple[str, int], ...]:
        """The watched files outside the entries with their times of change."""
        return tuple(sorted(self._times()))

    def _times(self) -> Iterator[tuple[str, int]]:
        for path in self.watched:
            for file in path.rglob("*") if path.is_dir() else (path,):
                try:
                    if file.is_file():
                        yield str(file), file.stat().st_mtime_ns
                except OSError:
                    continue  # removed between listing and looking: the next look sees that

    def rebuild(self) -> None:
        """What the server calls after a change."""
        start = time.perf_counter()
        with self.lock:
            now = self._fingerprint()
            if now == self.stamp and self.refresh():
                # What was written is written again when it is asked for: the index of the search
                # alone takes as long as all pages together.
                self.written.clear()
                log.info("Entries read again in %.2f seconds", time.perf_counter() - start)
                return
            self.stamp = now
            self.builder()
            self.written.clear()

    def _write(self, file: str) -> bool:
        content = self.render(file)
        if content is None:
            return False
        target = self.site_dir / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode("utf-8"))
        return True

    def wrap(self, application: Application, mount_path: str) -> Application:
        """The server's WSGI application, with pages written right before they are served."""

        def wrapped(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            path = unquote(environ.get("PATH_INFO", "")).removeprefix(mount_path)
            # An address without its slash is redirected, once the page's folder is there.
            is_folder = not path or path.endswith("/")
            files = (f"{path}index.html",) if is_folder else (path, f"{path}/index.html")
            with self.lock:
                self.written.update(
                    file for file in files if file not in self.written and self._write(file)
                )
            return application(environ, start_response)

        return wrapped
