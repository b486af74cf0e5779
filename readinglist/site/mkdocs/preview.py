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


class MissingShellError(Exception):
    """A page is asked for that no shell at hand fits."""


class Preview:
    """Keeps the served folder up to date, page by page.

    `render` gives the content of a file of the site by its name, or None for a file that is none of
    ours; it raises `MissingShellError` for a page of a shape that was not there before. `refresh`
    reads the entries again and says whether what the engine has rendered still fits; if not, or
    when a watched file outside the entries has changed, `builder` makes everything anew.
    """

    def __init__(
        self,
        *,
        site_dir: Path,
        render: Callable[[str], str | bytes | None],
        refresh: Callable[[], bool],
        builder: Callable[[], Any],
        watched: Iterable[Path],
    ) -> None:
        self.site_dir = site_dir
        self.render = render
        self.refresh = refresh
        self.builder = builder
        self.watched = tuple(watched)
        #: What is up to date, and all that was ever written here.
        self.written: set[str] = set()
        self.ours: set[str] = set()
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
        try:
            content = self.render(file)
        except MissingShellError:
            self.builder()
            self.written.clear()
            content = self.render(file)
        target = self.site_dir / file
        if content is None:
            if file in self.ours:
                # The page of an entry that is gone.
                self.ours.discard(file)
                target.unlink(missing_ok=True)
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        self.ours.add(file)
        return True

    def wrap(self, application: Application, mount_path: str) -> Application:
        """The server's WSGI application, with pages written right before they are served."""

        def wrapped(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            path = unquote(environ.get("PATH_INFO", "")).removeprefix(mount_path)
            # An address without its slash is redirected, once the page's folder is there.
            if not path or path.endswith("/"):
                files = [f"{path}index.html"]
            elif "." in path.rpartition("/")[2]:
                files = [path]
            else:
                files = [path, f"{path}/index.html"]
            with self.lock:
                self.written.update(
                    file for file in files if file not in self.written and self._write(file)
                )
            return application(environ, start_response)

        return wrapped
