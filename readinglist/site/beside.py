"""Beside: a site is made in a folder next to the last one, and takes its place when it is whole.

Beside a site `site` there is a folder `.site.build` as long as a build runs, and afterwards where
the last site but one is kept for its files. In it stand, each for a while:

    next        the site that is being made, or between builds the last one but one
    arriving    the new site, whole, on its way to its place
    entering    the same, when nothing of the last site is in its place any more
    leaving     the last site, out of its place

Where the system can exchange two folders in one step, the site is at any moment the last one or the
new one. Elsewhere it takes a few steps, and the names of the folders tell the next run how far a
run came that was killed between them; it goes on from there.
"""

import contextlib
import ctypes
import errno
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from readinglist.errors import StorageError, UsageError

NEXT, ARRIVING, ENTERING, LEAVING = "next", "arriving", "entering", "leaving"
#: Every site of ours has it.
MARK = "assets/readinglist"
#: Why a folder cannot be moved although its content can be.
_FIXED = {errno.EXDEV, errno.EBUSY, errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EROFS}
#: The system's word for "in relation to the current folder", and for an exchange of two names.
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


class Beside:
    """The folder beside a site, for one run at a time.

    `site` is the site's real place, a link resolved. The site's own folder stays, and its content
    moves, where the folder cannot move: it is a file system of its own, the folder around it cannot
    be written, or it holds names that begin with a dot, which a build leaves alone.
    """

    def __init__(self, site: Path) -> None:
        self.site = site.resolve()
        self._outside = self.site.with_name(f".{self.site.name}.build")
        self._inside = self.site / ".build"
        self.folder = self._inside if self._stays() else self._outside
        #: The new site, until it is in its place.
        self.next = self.folder / NEXT

    def _stays(self) -> bool:
        """Whether the site's folder has to stay where it is."""
        site = self.site
        if not os.access(_standing(site.parent), os.W_OK):
            return True
        if not site.is_dir():
            return False
        return site.is_mount() or any(
            item.name.startswith(".") and item != self._inside for item in list(site.iterdir())
        )

    def begin(self) -> None:
        """Make the folder of the new site. Raises `StorageError`."""
        with _told(self.site):
            if self.site.exists() and not self.site.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), self.site)
            self.next.mkdir(parents=True, exist_ok=True)
            if self.site.exists():
                _be_like(self.next, self.site.stat())
            # Nothing of it belongs under version control.
            (self.folder / ".gitignore").write_text("*\n", "ascii")

    def recover(self) -> None:
        """Finish what a run that was killed has begun, and remove what is of no use any more.

        Raises `StorageError`.
        """
        with _told(self.site):
            for folder in (self._outside, self._inside):
                if folder.is_dir():
                    self._finish(folder)
                    if folder != self.folder:
                        shutil.rmtree(folder)

    def publish(self, *, keep: bool) -> None:
        """Put the new site into its place; with `keep` the last one stays beside it.

        Raises `StorageError`; then the last site stands where it stood.
        """
        with _told(self.site):
            if self.folder == self._inside:
                self._replace_content(self._inside)
            elif not self.site.exists():
                self.next.rename(self.site)
            else:
                try:
                    self._replace_folder()
                except OSError as error:
                    if error.errno not in _FIXED or not self.next.is_dir():
                        raise
                    # The system knows more than `_stays`, say of a folder that is bound elsewhere.
                    self._inside.mkdir(exist_ok=True)
                    shutil.copytree(self.next, self._inside / NEXT, symlinks=True)
                    self._replace_content(self._inside)
                    keep = False
        if not keep or not self.next.is_dir():
            self.discard()

    def discard(self) -> None:
        """Remove all that stands beside the site."""
        for folder in (self._outside, self._inside):
            if folder.is_dir():
                shutil.rmtree(folder, ignore_errors=True)

    def _replace_folder(self) -> None:
        """The folder of the new site in place of the last one's."""
        if exchange(self.next, self.site):
            return
        arriving = self.folder / ARRIVING
        self.next.rename(arriving)
        try:
            self._finish(self.folder)
        except OSError:
            if self.site.exists() and arriving.exists():
                arriving.rename(self.next)
            raise

    def _replace_content(self, folder: Path) -> None:
        """What is in the folder of the new site in place of what is in the last one's."""
        (folder / NEXT).rename(folder / ARRIVING)
        self._finish(folder)

    def _finish(self, folder: Path) -> None:
        """Go on with a site on its way, from whichever step it has come to."""
        arriving, entering, leaving = (folder / name for name in (ARRIVING, ENTERING, LEAVING))
        if folder == self._inside:
            if arriving.is_dir():
                leaving.mkdir(exist_ok=True)
                for item in self._replaced_by(arriving):
                    item.rename(leaving / item.name)
                arriving.rename(entering)
            if entering.is_dir():
                for item in list(entering.iterdir()):
                    item.rename(self.site / item.name)
                entering.rmdir()
        elif arriving.is_dir():
            if self.site.exists() and not leaving.exists():
                self.site.rename(leaving)
            if not self.site.exists():
                arriving.rename(self.site)
        if leaving.is_dir():
            if (folder / NEXT).exists():
                shutil.rmtree(folder / NEXT)
            leaving.rename(folder / NEXT)

    def _replaced_by(self, arriving: Path) -> list[Path]:
        """What has to go for a new site: as for the engine, all but names that begin with a dot,
        and of these what the new site has itself.
        """
        own = {item.name for item in arriving.iterdir()}
        return [
            item
            for item in self.site.iterdir()
            if item != self._inside and (not item.name.startswith(".") or item.name in own)
        ]


def check_link(site: Path) -> None:
    """Raise `UsageError` where a link in the site's place leads to something else than a site.

    A build removes what stands there, and the link may be anybody's. An empty folder is as good.
    """
    real = site.resolve()
    is_link = real != site.parent.resolve() / site.name
    is_ours = (real / MARK).is_dir() or not real.is_dir() or not any(real.iterdir())
    if is_link and not is_ours:
        raise UsageError(
            f"the site's folder {site} is a link to {real}, which holds something else than a site",
            "Nothing was built. Empty that folder, or name another one with --output.",
        )


def _be_like(folder: Path, other: os.stat_result) -> None:
    """Give the folder the mode and, as far as possible, the owner of another."""
    with contextlib.suppress(OSError):
        folder.chmod(stat.S_IMODE(other.st_mode))
    with contextlib.suppress(OSError, AttributeError):
        os.chown(folder, other.st_uid, other.st_gid)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step. False where the system cannot do that.

    Raises `OSError` when it can and did not.
    """
    if sys.platform != "linux":
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    sys.audit("os.rename", str(one), str(other), -1, -1)
    names = os.fsencode(one), os.fsencode(other)
    if rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL, errno.EPERM, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), str(other))


def _standing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    while not folder.exists() and folder.parent != folder:
        folder = folder.parent
    return folder


@contextlib.contextmanager
def _told(site: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(f"{error.filename or site}: {error.strerror or error}") from error
