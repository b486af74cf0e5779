"""Addresses of pages in MkDocs' two styles."""

import pytest

from readinglist.values.page_urls import Urls

FOLDERS, FILES = Urls(), Urls(directories=False)


@pytest.mark.parametrize(
    ("name", "in_folders", "as_files"),
    [
        ("index", ("", "index.html", "./"), ("index.html", "index.html", "./")),
        ("claims", ("claims/", "claims/index.html", "../"), ("claims.html", "claims.html", "./")),
        (
            "papers/index",
            ("papers/", "papers/index.html", "../"),
            ("papers/index.html", "papers/index.html", "../"),
        ),
        (
            "a/b/c",
            ("a/b/c/", "a/b/c/index.html", "../../../"),
            ("a/b/c.html", "a/b/c.html", "../../"),
        ),
        # A page whose name only ends in the word is not an index.
        ("myindex", ("myindex/", "myindex/index.html", "../"), ("myindex.html",) * 2 + ("./",)),
    ],
)
def test_address_file_and_way_to_the_root(name, in_folders, as_files):
    for urls, expected in ((FOLDERS, in_folders), (FILES, as_files)):
        assert (urls.url(name), urls.file(name), urls.base(name)) == expected
        assert name in urls.names(urls.file(name))


@pytest.mark.parametrize(
    ("file", "in_folders", "as_files"),
    [
        ("index.html", ["index"], ["index"]),
        ("papers/index.html", ["papers", "papers/index"], ["papers/index"]),
        ("papers/doe.html", [], ["papers/doe"]),
        ("papers/doe.png", [], []),
        ("papers/index.xml", [], []),
    ],
)
def test_names_of_a_file(file, in_folders, as_files):
    assert FOLDERS.names(file) == in_folders
    assert FILES.names(file) == as_files
