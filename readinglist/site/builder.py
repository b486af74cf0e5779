"""Builds a site in a folder next to the last site, which it then replaces.

A build goes through these steps; in between the engine does its part:

    take_turn   lock the list and the site against other runs
    begin       create the folder of the new site; another process starts on the exports
    write       after the engine has rendered its pages: write all files of the list
    publish     put the new site in the place of the last one
    give_up     instead of `publish`, at any time: the last site stays
"""

import logging
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from readinglist.errors import StorageError
from readinglist.site.beside import Beside, check_link
from readinglist.site.engine import Engine
from readinglist.site.file_plan import FilePlan
from readinglist.site.site_plan import SitePlan
from readinglist.site.sitemap import SITEMAP, compress, render_sitemap
from readinglist.site.stamping import Stamper
from readinglist.site.writing import Ahead, Progress, SiteFiles, Writer, write_files
from readinglist.system.garbage import uncollected
from readinglist.system.run_lock import PATIENCE, turn
from readinglist.system.state import exclusive


@dataclass
class _Begun:
    """A build that has a folder."""

    plan: SitePlan
    engine: Engine
    files: FilePlan
    beside: Beside
    ahead: Ahead


class SiteBuilder:
    """One build of a list's site into a folder, reported to `log`.

    `root` is the project's folder. Every method raises `StorageError` if something cannot be
    written.
    """

    def __init__(self, root: Path, folder: Path, log: logging.Logger) -> None:
        self.root = root
        self.folder = folder
        self.log = log
        #: What has to be undone when the build ends, whether it succeeds or not.
        self.ending = ExitStack()
        self._begun: _Begun | None = None

    def take_turn(self, patience: float = PATIENCE) -> None:
        """Wait up to `patience` seconds until no other run works on the list or the site.

        Cleans up after killed runs. Raises `UsageError` if the site's place is a link to something
        else.
        """
        check_link(self.folder)
        self.ending.enter_context(turn(self.root, self.log.info, patience))
        self.ending.enter_context(exclusive(self.folder, patience, self.log.info))
        Beside(self.folder).recover()

    def begin(self, plan: SitePlan, engine: Engine) -> Path:
        """Create the folder of the new site, empty for the engine, and start on the exports."""
        beside = Beside(self.folder)
        self.ending.callback(beside.discard)
        beside.begin()
        files = FilePlan(plan, engine)
        self._begun = _Begun(plan, engine, files, beside, Ahead(beside.ahead, files.exports()))
        return beside.next

    def write(self, progress: Progress | None = None, *, with_search: bool = True) -> None:
        """Write all files except the engine's.

        `progress` is called with the numbers of files done and in total. Raises `ToolError` for a
        page that the engine renders differently from its stamped version.
        """
        begun = self._begun
        if begun is None:
            raise RuntimeError("a site is written after the build has begun")
        plan, beside = begun.plan, begun.beside
        stamper = make_stamper(plan, begun.engine)
        with uncollected():
            left = begun.ahead.stop()
            beside.bring_in()
            files, together = begun.files.pages_and_feeds(stamper, left)
            write_files(beside.next, files, progress, together=together)
            self.log.info("Stamped %d pages of the reading list", len(plan.plans))
            exports = sum(len(made.names) for made in begun.ahead.files)
            self.log.info("Wrote %d exports and %d feeds", exports, len(plan.feeds))
            if with_search:
                index = begun.files.index()
                Writer(beside.next).write(SiteFiles(tuple(index), lambda: list(index.values())))
                self.log.info("Wrote the search index in %d files", len(index))
        write_beside_pages(beside.next, plan, begun.engine)

    def publish(self) -> None:
        """Put the new site into its place."""
        if self._begun is None:
            raise RuntimeError("a site is published after it was written")
        self._begun.beside.publish()
        self._begun = None
        self.ending.close()

    def give_up(self) -> None:
        """End a build without publishing it, if one has begun; the last site stays as it was."""
        with self.ending:
            if self._begun:
                self._begun.ahead.stop()
                self._begun = None
                self.log.info("The site of the last build, if there is one, stays as it was")


def make_stamper(plan: SitePlan, engine: Engine) -> Stamper:
    """The stamper for the pages of the plan. Raises `ToolError` if the engine has no shell."""
    shapes = plan.shapes(with_edit_links=bool(engine.edit_base))
    return Stamper({shape: engine.shell(shape) for shape in shapes}, engine.edit_base)


def site_map(plan: SitePlan, engine: Engine) -> str:
    """The sitemap: the pages of the list and the project's own pages."""
    site = plan.site
    urls = [site.urls.url(name) for name in plan.pages.names()]
    urls += [page.url for page in engine.markdown_pages()]
    return render_sitemap(site.url, (url.removeprefix("./") for url in urls))


def write_beside_pages(folder: Path, plan: SitePlan, engine: Engine) -> None:
    """Write the sitemap and the engine's files. Raises `StorageError`."""
    text = site_map(plan, engine)
    files = {SITEMAP: text, f"{SITEMAP}.gz": compress(text), **engine.files()}
    for name, content in files.items():
        target = folder / name
        data = content.encode("utf-8") if isinstance(content, str) else content
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        except OSError as error:
            raise StorageError(f"cannot write {target}: {error.strerror}") from error
