"""Builds a site in a folder next to the last one, which it replaces when it is complete.

Next to a site `site`, a folder `.site.build` exists while a build runs. At various times it
contains:

    next        the site being built; once it is published, the last site
    ahead       files of the site that are made while the engine is at work in `next`
    arriving    the new site, complete, before it is moved into place
    entering    the same, after the last site has been moved away completely
    leaving     the last site, moved away

Where the system can exchange two folders atomically, the site is always either the last one or the
new one. Elsewhere this takes several steps, and the names of the folders tell the next run how far
a killed run got; it continues from there.
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
#: A file that every site built by this program has.
MARK = "assets/readinglist"
#: Errors that mean that a folder cannot be moved, although its content can.
_FIXED = {errno.EXDEV, errno.EBUSY, errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EROFS}
#: Constants of the system call: relative to the current folder, and exchange two names.
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


class Beside:
    """The folder next to a site, for one run at a time.

    `site` is the real path of the site. The site's own folder stays and only its content is moved
    if the folder cannot be moved: it is a mount point, its parent folder is not writable, or it has
    names that begin with a dot, which a build leaves alone.
    """

    def __init__(self, site: Path) -> None:
        self.site = site.resolve()
        self._outside = self.site.with_name(f".{self.site.name}.build")
        self._inside = self.site / ".build"
        self.folder = self._inside if self._stays() else self._outside
        #: The new site, until it is in its place.
        self.next = self.folder / NEXT
        #: Files made ahead, until `bring_in` moves them into the new site.
        self.ahead = self.folder / "ahead"

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
        """Create the folder of the new site. Raises `StorageError`."""
        with _told(self.site):
            if self.site.exists() and not self.site.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), self.site)
            self.next.mkdir(parents=True, exist_ok=True)
            if self.site.exists():
                _be_like(self.next, self.site.stat())
            # Nothing in it belongs under version control.
            (self.folder / ".gitignore").write_text("*\n", "ascii")

    def recover(self) -> None:
        """Finish what a killed run has begun, and remove leftovers.

        Raises `StorageError`.
        """
        with _told(self.site):
            for folder in (self._outside, self._inside):
                if folder.is_dir():
                    self._finish(folder)
                    shutil.rmtree(folder)

    def bring_in(self) -> None:
        """Move the files made ahead into the new site, replacing those of the same names there.

        Raises `StorageError`.
        """
        with _told(self.site):
            if self.ahead.is_dir():
                _move(self.ahead, self.next)

    def publish(self) -> None:
        """Move the new site into its place, and remove the last one.

        Raises `StorageError`; the last site is then still in its place.
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
                    # The system knows more than `_stays` does, such as about bind mounts.
                    self._inside.mkdir(exist_ok=True)
                    shutil.copytree(self.next, self._inside / NEXT, symlinks=True)
                    self._replace_content(self._inside)
        self.discard()

    def discard(self) -> None:
        """Remove everything next to the site."""
        for folder in (self._outside, self._inside):
            if folder.is_dir():
                shutil.rmtree(folder, ignore_errors=True)

    def _replace_folder(self) -> None:
        """Replace the folder of the last site by that of the new one."""
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
        """Replace the content of the last site's folder by that of the new one's."""
        (folder / NEXT).rename(folder / ARRIVING)
        self._finish(folder)

    def _finish(self, folder: Path) -> None:
        """Continue with moving a site, from whichever step it has reached."""
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

    def _replaced_by(self, arriving: Path) -> list[Path]:
        """What has to go for a new site.

        As for the engine, that is everything except names that begin with a dot, unless the new
        site has them too.
        """
        own = {item.name for item in arriving.iterdir()}
        return [
            item
            for item in self.site.iterdir()
            if item != self._inside and (not item.name.startswith(".") or item.name in own)
        ]


def check_link(site: Path) -> None:
    """Raise `UsageError` if the site's place is a link to something other than a site.

    A build removes what is there, and the link may come from anybody. An empty folder is fine.
    """
    real = site.resolve()
    is_link = real != site.parent.resolve() / site.name
    is_ours = (real / MARK).is_dir() or not real.is_dir() or not any(real.iterdir())
    if is_link and not is_ours:
        raise UsageError(
            f"the site's folder {site} is a link to {real}, which holds something else than a site",
            "Nothing was built. Empty that folder, or name another one with --output.",
        )


def _move(source: Path, target: Path) -> None:
    """Move a folder; if the target exists, what the folder contains, which takes precedence."""
    if not (source.is_dir() and target.is_dir()):
        source.replace(target)
        return
    for item in list(source.iterdir()):
        _move(item, target / item.name)


def _be_like(folder: Path, other: os.stat_result) -> None:
    """Give the folder the mode and, if possible, the owner of another."""
    with contextlib.suppress(OSError):
        folder.chmod(stat.S_IMODE(other.st_mode))
    with contextlib.suppress(OSError, AttributeError):
        os.chown(folder, other.st_uid, other.st_gid)


def exchange(one: Path, other: Path) -> bool:
    """Swap two folders atomically. False if the system cannot do that.

    Raises `OSError` if it can, but failed.
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
    """The folder, or its nearest parent that exists."""
    while not folder.exists() and folder.parent != folder:
        folder = folder.parent
    return folder


@contextlib.contextmanager
def _told(site: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        name = error.filename or site
        raise StorageError(f"cannot write {name}: {error.strerror or error}") from error
