"""Addresses of pages in MkDocs' two styles."""

from urllib.parse import urljoin

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

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


ids = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)

names = st.lists(ids, min_size=1, max_size=3).flatmap(
    lambda parts: st.sampled_from(["/".join(parts), "/".join([*parts[:-1], "index"])])
)


class TestUrls:
    @given(source=names, target=names, directories=st.booleans())
    def test_the_base_leads_to_the_root(self, source, target, directories):
        urls = Urls(directories)
        root = "https://a.example/list/"
        here = root + urls.url(source)
        assert urljoin(here, urls.base(source)) == root
        assert urljoin(here, urls.base(source) + urls.url(target)) == root + urls.url(target)

    @given(name=names, directories=st.booleans())
    def test_a_page_has_a_file(self, name, directories):
        urls = Urls(directories)
        url, file = urls.url(name), urls.file(name)
        assert file.endswith(".html")
        assert file.removesuffix("index.html") == url or file == url

    @given(one=names, other=names, directories=st.booleans())
    def test_pages_do_not_share_a_file(self, one, other, directories):
        # `papers` and `papers/index` are one page in MkDocs as well.
        assume(one.removesuffix("/index") != other.removesuffix("/index"))
        urls = Urls(directories)
        assert urls.file(one) != urls.file(other)
