"""The file of dead links that pages show."""

import pytest

from readinglist.library.lock.dead_links import (
    DeadLink,
    parse_dead_links,
    read_dead_links,
    render_dead_links,
)
from readinglist.values.dates import PartialDate


def test_dead_links_round_trip(tmp_path):
    links = {
        "https://b.example/": DeadLink(PartialDate(2026, 11, 1), is_confirmed=True),
        "https://a.example/": DeadLink(PartialDate(2026, 11, 2), is_confirmed=False),
    }
    text = render_dead_links(links)
    assert parse_dead_links(text) == links
    assert text == render_dead_links(dict(reversed(links.items())))
    (tmp_path / "links.json").write_text(text, "utf-8")
    found = read_dead_links(tmp_path, tmp_path)
    assert found.get("https://b.example/#x") == links["https://b.example/"]
    assert found.get("https://c.example/") is None


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"dead": {"x": {}}}', "\udcff", "[" * 99999])
def test_an_invalid_record_of_dead_links_is_a_finding(tmp_path, content):
    (tmp_path / "links.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    assert [finding.code for finding in read_dead_links(tmp_path, tmp_path).findings] == ["E010"]
