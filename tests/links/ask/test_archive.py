"""Archived copies: answers of the Wayback Machine, and when to stop asking."""

import pytest

from readinglist.links.ask.archive import Snapshot, parse_availability


def test_parse_availability():
    text = (
        '{"url": "x", "archived_snapshots": {"closest": {"status": "200", "available": true,'
        ' "url": "http://web.archive.org/web/20130919044612/http://example.com/",'
        ' "timestamp": "20130919044612"}}}'
    )
    url = "https://web.archive.org/web/20130919044612/http://example.com/"
    assert parse_availability(text) == Snapshot(url, "20130919044612")
    assert parse_availability('{"url": "x", "archived_snapshots": {}}') is None
    assert parse_availability(text.replace('"200"', '"404"')) is None
    assert parse_availability(text.replace("true", "false")) is None
    for bad in ("", "[]", "{}", "<html>", text.replace("http://web", "javascript:web")):
        with pytest.raises(ValueError, match=r"."):
            parse_availability(bad)
