"""Addresses of pages, relative to the site's root, in MkDocs' two styles."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Urls:
    """How the names of pages become addresses.

    A page's name is a path without extension, such as `papers/vaswani2017attention`, or
    `papers/index` for the index of a folder. With `directories` (MkDocs' `use_directory_urls`) its
    address is `papers/vaswani2017attention/`, otherwise `papers/vaswani2017attention.html`. The
    empty string is the site's root.
    """

    directories: bool = True

    def url(self, name: str) -> str:
        """The address of the page of this name."""
        if not self.directories:
            return f"{name}.html"
        return name.removesuffix("index") if name.rpartition("/")[2] == "index" else f"{name}/"

    def file(self, name: str) -> str:
        """The file of the page of this name, relative to the site's folder."""
        url = self.url(name)
        return f"{url}index.html" if self.directories else url

    def names(self, file: str) -> list[str]:
        """The possible names of the page in this file; none if the file is not a page."""
        if not file.endswith(".html"):
            return []
        name = file.removesuffix(".html")
        if not self.directories:
            return [name]
        folder, _, last = name.rpartition("/")
        return ([folder, name] if folder else [name]) if last == "index" else []

    def base(self, name: str) -> str:
        """The relative path from the page to the site's root, with a trailing slash: `../../`."""
        return "../" * self.url(name).count("/") or "./"
