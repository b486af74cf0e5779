"""The built site's own links: every page, anchor and asset that its pages link to must exist."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from readinglist.entry.findings import Finding, Location, Severity
from readinglist.errors import UsageError
from readinglist.system.bounded_reads import DATA, read_file

_LINKS = {"href", "src", "poster", "data", "action", "cite"}
_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_BASE = "https://site.invalid/"


class _PageReader(HTMLParser):
    """Collects the links of a page, each with its position, and the page's anchors."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[tuple[str, int, int]] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, column = self.getpos()
        for name, value in attrs:
            if value is None:
                continue
            if name == "id" or (name == "name" and tag == "a"):
                self.anchors.add(value)
            elif name == "srcset":
                for part in value.split(","):
                    if part.split():
                        self.links.append((part.split()[0], line, column + 1))
            elif name in _LINKS and not (name == "cite" and "://" in value):
                self.links.append((value.strip(), line, column + 1))


def check_built_site(
    folder: Path,
    *,
    shown_as: str = "site",
    site_url: str = "",
    progress: Callable[[int, int], object] | None = None,
) -> list[Finding]:
    """E602 and E603: links from the pages in the folder to files or anchors that do not exist.

    `site_url` is the site's address, so that absolute links to the site itself are checked too;
    findings name files relative to `shown_as`. Raises `UsageError` when there is no site and
    `StorageError` when a file cannot be read.
    """
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}", "Run 'readinglist build' first.")
    files = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    pages = sorted(name for name in files if name.endswith((".html", ".htm")))
    if not pages:
        raise UsageError(f"there is no page in {folder}", "Run 'readinglist build' first.")
    base_path = urlsplit(site_url).path.rstrip("/") + "/" if site_url else "/"
    anchors: dict[str, set[str]] = {}
    to_anchors: dict[tuple[str, str], tuple[str, int, int, str]] = {}
    findings: list[Finding] = []
    for count, name in enumerate(pages, 1):
        reader = _read_page(folder / name)
        anchors[name] = reader.anchors
        for link, line, column in dict.fromkeys(reader.links):
            path = _internal(link, name, site_url, base_path)
            if path is None:
                continue
            file = _file_of(path, files)
            if file is None:
                findings.append(
                    Finding(
                        "E602",
                        Severity.ERROR,
                        Location(f"{shown_as}/{name}", line, column),
                        f"the link {link} leads to nothing in the site",
                        "Correct it where the page comes from, or build the site again.",
                    )
                )
                continue
            fragment = link.partition("#")[2].partition(":~:")[0]
            if fragment and file.endswith((".html", ".htm")):
                to_anchors.setdefault((file, fragment), (name, line, column, link))
        if progress:
            progress(count, len(pages))
    findings.extend(
        Finding(
            "E603",
            Severity.ERROR,
            Location(f"{shown_as}/{name}", line, column),
            f"the link {link} leads to an anchor that {file} does not have",
            "Correct it where the page comes from.",
        )
        for (file, fragment), (name, line, column, link) in to_anchors.items()
        if not _has_anchor(anchors.get(file, set()), fragment)
    )
    return sorted(findings)


def _read_page(file: Path) -> _PageReader:
    reader = _PageReader()
    reader.feed(read_file(file, most=DATA).decode("utf-8", errors="replace"))
    reader.close()
    return reader


def _has_anchor(anchors: set[str], fragment: str) -> bool:
    plain = unquote(fragment)
    return plain.casefold() == "top" or fragment in anchors or plain in anchors


def _internal(link: str, page: str, site_url: str, base_path: str) -> str | None:
    """The path within the site that a link on the page leads to; None for links elsewhere."""
    if not link or _OTHER_SCHEME.match(link):
        return None
    try:
        if site_url and link.startswith(site_url):
            link = base_path + link.removeprefix(site_url).lstrip("/")
        url = urlsplit(urljoin(_BASE + base_path.lstrip("/") + page, link))
    except ValueError:
        return link
    if f"{url.scheme}://{url.netloc}/" != _BASE:
        return None
    path = unquote(url.path)
    # On the same host but outside the site's folder: never a file of the site.
    return path.removeprefix(base_path) if path.startswith(base_path) else f"..{path}"


def _file_of(path: str, files: set[str]) -> str | None:
    """The file that a server would send for the path, if there is one."""
    name = PurePosixPath(path.lstrip("/")).as_posix()
    plain = "" if name == "." else name
    candidates = [f"{plain}/index.html".lstrip("/")]
    if not path.endswith("/"):
        candidates = [plain, *candidates, f"{plain}.html"]
    return next((name for name in candidates if name in files), None)
