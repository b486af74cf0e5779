"""Links within a built site."""

import pytest

from readinglist.errors import UsageError
from readinglist.links.built_site import check_built_site


def test_the_built_site(tmp_path):
    pages = {
        "index.html": '<h1 id="a b">x</h1><a href="#a%20b">1</a><a href="sub/">2</a>'
        '<a href="sub">3</a>'
        '<a href="sub/page#x">4</a><img src="p.png"><a href="mailto:x@y">5</a>'
        '<a href="https://other.example/none">6</a><a href="//other.example/">7</a>'
        '<a href="https://me.example/list/sub/">8</a><a href="/list/p.png?v=1#t">9</a>'
        '<a href="?q=1">10</a><a href="#top">11</a><a href="">12</a>',
        "sub/index.html": '<a href="..">up</a><a href="../p.png">p</a>',
        "sub/page.html": '<a name="x"></a>',
        "p.png": "",
    }
    for name, content in pages.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    assert check_built_site(tmp_path, site_url="https://me.example/list/") == []
    (tmp_path / "bad.html").write_text(
        '<p>x</p>\n <a href="none/">1</a><a href="sub/#no">2</a><img srcset="p.png 1x, q.png 2x">'
        '<a href="https://me.example/list/no">3</a><a href="/sub/">4</a>',
        "utf-8",
    )
    found = check_built_site(tmp_path, site_url="https://me.example/list/")
    places = [(finding.location.line, finding.location.column) for finding in found]
    assert [(finding.code, *place) for finding, place in zip(found, places, strict=True)] == [
        ("E602", 2, 2), ("E603", 2, 23), ("E602", 2, 46), ("E602", 2, 79), ("E602", 2, 121),
    ]  # fmt: skip


def test_no_site(tmp_path):
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(UsageError):
            check_built_site(folder)
