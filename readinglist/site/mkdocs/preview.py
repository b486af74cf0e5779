"""`serve`: pages are stamped on demand; a saved entry needs no full build."""

import gc
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError
from mkdocs.livereload import LiveReloadServer

from readinglist.entry.findings import Finding
from readinglist.errors import ReadingListError
from readinglist.site.builder import make_stamper, write_beside_pages
from readinglist.site.mkdocs.engine import MkDocsEngine
from readinglist.site.mkdocs.messages import log
from readinglist.site.mkdocs.watching import EntriesObserver
from readinglist.site.on_demand import MissingShellError, OnDemand
from readinglist.site.site_plan import SitePlan

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class PreviewedSite:
    """The site from MkDocs' last build and the current entries.

    `read` reads the entries and plans the site again.
    """

    def __init__(self, read: Callable[[], SitePlan]) -> None:
        self._read = read
        self._on_demand: OnDemand | None = None
        self._engine: MkDocsEngine | None = None

    def show(self, folder: Path, plan: SitePlan, engine: MkDocsEngine) -> None:
        """Show what MkDocs has just built in the folder, and write missing files there.

        Raises `StorageError` if something cannot be written.
        """
        write_beside_pages(folder, plan, engine)
        self._engine = engine
        self._on_demand = OnDemand(
            plan, engine, make_stamper(plan, engine), _findings(plan, engine)
        )

    def content(self, file: str) -> str | bytes | None:
        """The content of a file of the site, or None if it is not made from the list.

        Raises `MissingShellError`.
        """
        return self._on_demand.content(file) if self._on_demand else None

    def refresh(self) -> bool:
        """Read the entries again. False if MkDocs' rendered pages are out of date.

        These are the navigation, which names the themes and the lists that are not empty, and
        Markdown pages that name entries. Other new and removed pages only need a shell.
        """
        last, engine = self._on_demand, self._engine
        if last is None or engine is None:
            return False
        try:
            plan = self._read()
        except ReadingListError as error:
            log.exception("%s. %s", error.message, error.hint)
            return True
        self._on_demand = OnDemand(plan, engine, last.stamper, _findings(plan, engine))
        return (
            last.plan.theme_titles == plan.theme_titles
            and last.plan.pages.list_names == plan.pages.list_names
            and engine.markdown.fit(plan)
        )


def _findings(plan: SitePlan, engine: MkDocsEngine) -> list[Finding]:
    return [*plan.prepared.findings, *engine.markdown.findings]


class Preview:
    """Keeps the served folder up to date, page by page.

    `render` returns the content of a file by its name, or None if the file is not ours; it raises
    `MissingShellError` for a page with a new shape. `refresh` reads the entries again and says
    whether the engine's rendered pages are still valid; if not, or if a watched file outside the
    entries has changed, `builder` rebuilds everything.
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
        #: Files that are up to date, and all files that were ever written here.
        self.written: set[str] = set()
        self.ours: set[str] = set()
        self.lock = threading.RLock()
        self.stamp = self._fingerprint()

    def _fingerprint(self) -> tuple[tuple[str, int], ...]:
        """The watched files outside the entries with their modification times."""
        return tuple(sorted(self._times()))

    def _times(self) -> Iterator[tuple[str, int]]:
        for path in self.watched:
            for file in path.rglob("*") if path.is_dir() else (path,):
                try:
                    if file.is_file():
                        yield str(file), file.stat().st_mtime_ns
                except OSError:
                    continue  # removed in the meantime: the next check will notice

    def rebuild(self) -> None:
        """Called by the server after a change."""
        start = time.perf_counter()
        with self.lock:
            now = self._fingerprint()
            if now == self.stamp and self.refresh():
                # Written files are made again on request: the search index alone takes as long as
                # all pages together.
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
                # The page of a removed entry.
                self.ours.discard(file)
                target.unlink(missing_ok=True)
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        self.ours.add(file)
        return True

    def wrap(self, application: Application, mount_path: str) -> Application:
        """Wrap the server's WSGI application to write pages right before they are served."""

        def wrapped(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            path = unquote(environ.get("PATH_INFO", "")).removeprefix(mount_path)
            # A URL without its slash is only redirected once the page's folder exists.
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


def set_up(
    server: LiveReloadServer,
    config: MkDocsConfig,
    entries: Path,
    site: PreviewedSite,
    builder: Callable[..., Any],
) -> LiveReloadServer:
    """Let MkDocs' server watch the folder of entries, and show the previewed site."""
    server.observer = EntriesObserver(entries, server.observer)  # type: ignore[assignment]
    server.watch(str(entries))
    # Seconds without another change before a rebuild: notifications are immediate.
    server.build_delay = 0.05
    # What has been read is kept, so garbage collection should not go through it.
    gc.collect()
    gc.freeze()
    watched = [Path(config.docs_dir), *map(Path, config.watch)]
    if config.config_file_path:
        watched.append(Path(config.config_file_path))
    preview = Preview(
        site_dir=Path(config.site_dir),
        render=site.content,
        refresh=site.refresh,
        builder=partial(_build_again, builder),
        watched=watched,
    )
    server.builder = preview.rebuild
    server.set_app(preview.wrap(server.serve_request, server.mount_path))
    return server


def _build_again(builder: Callable[..., Any]) -> None:
    """Build, reporting errors in mkdocs.yml as a message; the server would print a traceback."""
    try:
        builder()
    except ConfigurationError as error:
        raise Abort(f"mkdocs.yml: {error}") from error
