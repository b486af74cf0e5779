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
from dataclasses import dataclass, field
from pathlib import Path

from readinglist.errors import StorageError
from readinglist.site.beside import Beside, check_link
from readinglist.site.engine import Engine
from readinglist.site.file_plan import FilePlan
from readinglist.site.kept_files import Kept, Memory
from readinglist.site.search import FOLDER
from readinglist.site.site_plan import SitePlan
from readinglist.site.sitemap import SITEMAP, compress, render_sitemap
from readinglist.site.stamping import Stamper
from readinglist.site.writing import Ahead, Progress, SiteFiles, keep_files, write_files
from readinglist.system.garbage import uncollected
from readinglist.system.run_lock import PATIENCE, turn
from readinglist.system.state import exclusive


@dataclass
class _Begun:
    """A build that has a folder. `written` are the files to remember."""

    plan: SitePlan
    engine: Engine
    files: FilePlan
    memory: Memory
    ahead: Ahead
    reuse: bool
    written: dict[str, Kept] = field(default_factory=dict)


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
        self._beside: Beside | None = None
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

    def begin(
        self, plan: SitePlan, engine: Engine, *, reuse: bool = True, by_copy: bool = False
    ) -> Path:
        """Create the folder of the new site, empty for the engine, and start on the exports.

        With `reuse` files of earlier builds are reused. They are linked, or copied with `by_copy`
        if other programs may write to them.
        """
        beside = self._beside = Beside(self.folder)
        memory = Memory(beside.next, beside.site, by_copy)
        if reuse:
            memory.read()
        beside.begin()
        memory.put_aside()
        files = FilePlan(plan, engine)
        ahead = Ahead(memory, memory.aside, files.exports())
        self._begun = _Begun(plan, engine, files, memory, ahead, reuse)
        return beside.next

    def write(self, progress: Progress | None = None, *, with_search: bool = True) -> None:
        """Write all files except the engine's.

        `progress` is called with the numbers of files done and in total. Raises `ToolError` for a
        page that the engine renders differently from its stamped version.
        """
        begun = self._begun
        if begun is None:
            raise RuntimeError("a site is written after the build has begun")
        plan, memory = begun.plan, begun.memory
        stamper = make_stamper(plan, begun.engine)
        with uncollected():
            written, left = begun.ahead.stop()
            files, together = begun.files.pages_and_feeds(stamper, left)
            memory.bring_back({*written, *(name for made in files for name in made.names)})
            written |= write_files(memory, files, progress, together=together)
            self.log.info("Stamped %d pages of the reading list", len(plan.plans))
            exports = sum(name.startswith("exports/") for name in written)
            self.log.info("Wrote %d exports and %d feeds", exports, len(plan.feeds))
            if with_search:
                index = _write_index(memory, begun.files)
                self.log.info("Wrote the search index in %d files", len(index))
                written |= index
            memory.sweep(written)
        begun.written = written
        write_beside_pages(memory.folder, plan, begun.engine)

    def publish(self) -> None:
        """Put the new site into its place, and remember what the next build can reuse."""
        begun, beside = self._begun, self._beside
        if begun is None or beside is None:
            raise RuntimeError("a site is published after it was written")
        beside.publish(keep=begun.reuse)
        self._beside = self._begun = None
        begun.memory.write(begun.written)
        self.ending.close()

    def give_up(self) -> None:
        """End a build without publishing it, if one has begun; the last site stays as it was."""
        with self.ending:
            if self._begun:
                self._begun.ahead.stop()
                self._begun = None
            if self._beside:
                self._beside.discard()
                self._beside = None
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


def _write_index(memory: Memory, files: FilePlan) -> dict[str, Kept]:
    """Write the search index, either all reused from an earlier build or all new."""
    key = files.index_key()
    if kept := keep_files(memory, memory.names(key, FOLDER), key):
        return kept
    index = files.index()
    made = SiteFiles(tuple(index), lambda: tuple(index.values()), lambda: key)
    return write_files(memory, [made], processes=1)
